#include "fiber/wait.h"

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/internal.h"

static void on_fd(evutil_socket_t fd, short events, void *arg)
{
	(void)fd;
	fiber_wake(arg, (events & EV_READ ? WAIT_READ : 0) | (events & EV_WRITE ? WAIT_WRITE : 0));
}

static int64_t until(int64_t timeout_ms)
{
	return timeout_ms < 0 ? NEVER : clock_ms() + timeout_ms;
}

int wait_fd(int fd, int events, int64_t timeout_ms)
{
	struct loop *l = loop_self();
	struct event ev;
	int r;

	event_assign(&ev, l->base, fd,
		(short)((events & WAIT_READ ? EV_READ : 0) | (events & WAIT_WRITE ? EV_WRITE : 0)), on_fd, l->running);
	if (event_add(&ev, NULL) != 0)
		return fail(ERR_IO, "cannot watch a descriptor");
	fiber_away_begin();
	r = fiber_park_until(until(timeout_ms));
	fiber_away_end();
	event_del(&ev);
	return r;
}

int wait_ms(int64_t ms)
{
	int64_t at = clock_ms() + ms;
	struct fiber *f = fiber_self();
	bool own = f->shield || at < f->deadline;
	int r;

	fiber_assert_no_lease("wait_ms");
	fiber_away_begin();
	r = fiber_park_until(at);
	fiber_away_end();
	/* Its own end is what a sleeper waits for. */
	return own && r == -ERR_DEADLINE ? 0 : r;
}

int wait_turn(void)
{
	struct loop *l = loop_self();
	struct fiber *f = l->running;

	if (f->reason && !f->shield)
		return -f->reason;
	f->value = 0;
	f->state = FIBER_READY;
	list_add_tail(&l->ready, &f->link);
	machine_switch(&f->machine, &l->machine);
	return f->reason && !f->shield ? -f->reason : 0;
}

struct waiter {
	struct list link;
	struct fiber *fiber;
};

void wait_queue_init(struct wait_queue *q)
{
	list_init(&q->waiters);
	q->length = 0;
}

int wait_queue_wait(struct wait_queue *q, int64_t timeout_ms)
{
	struct waiter w = { .fiber = fiber_self() };
	int r;

	list_add_tail(&q->waiters, &w.link);
	q->length++;
	r = fiber_park_until(until(timeout_ms));
	list_del(&w.link);
	q->length--;
	return r;
}

bool wait_queue_hand(struct wait_queue *q, int value)
{
	LIST_FOR(at, &q->waiters)
	{
		struct waiter *w = CONTAINER_OF(at, struct waiter, link);

		if (w->fiber->state != FIBER_PARKED)
			continue;
		list_del(&w->link);
		fiber_wake(w->fiber, value);
		return true;
	}
	return false;
}

int wait_queue_hand_least(struct wait_queue *q, int value, const uint16_t held[])
{
	struct waiter *least = NULL;

	LIST_FOR(at, &q->waiters)
	{
		struct waiter *w = CONTAINER_OF(at, struct waiter, link);

		if (w->fiber->state != FIBER_PARKED)
			continue;
		if (!least || held[w->fiber->context.client] < held[least->fiber->context.client])
			least = w;
		if (held[least->fiber->context.client] == 0)
			break;
	}
	if (!least)
		return -1;
	list_del(&least->link);
	fiber_wake(least->fiber, value);
	return least->fiber->context.client;
}

void wait_queue_wake_all(struct wait_queue *q, int value)
{
	while (wait_queue_hand(q, value))
		;
}
