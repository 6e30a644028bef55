#include "fiber/fiber.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/internal.h"
#include "fiber/stack.h"

/* Idle fibers kept with their stacks; more are unmapped when they end. */
enum { IDLE_MOST = 64, IDLE_AT_REST = 4 };

static void fiber_main(void *arg)
{
	struct fiber *f = arg;
	struct loop *l = loop_self();

	machine_entered(&l->machine);
	for (;;) {
		f->fn(f->arg);
		f->state = FIBER_IDLE;
		machine_switch(&f->machine, &l->machine);
	}
}

static void on_timer(void *arg)
{
	fiber_wake(arg, -ERR_DEADLINE);
}

static struct fiber *fiber_new(void)
{
	struct fiber *f = calloc(1, sizeof(*f));
	char *stack = f ? stack_map() : NULL;

	if (stack)
		f->timer = loop_timer_new(on_timer, f);
	if (!stack || !f->timer) {
		stack_unmap(stack);
		free(f);
		return NULL;
	}
	list_init(&f->link);
	list_init(&f->all);
	context_init(&f->context);
	machine_init(&f->machine, stack, stack_size(), fiber_main, f);
	return f;
}

void fiber_free(struct fiber *f)
{
	context_done(&f->context);
	loop_timer_free(f->timer);
	machine_done(&f->machine);
	stack_unmap(f->machine.stack);
	free(f);
}

int fiber_start(void (*fn)(void *), void *arg, struct fiber **ret)
{
	struct loop *l = loop_self();
	struct list *idle;
	struct fiber *f;

	if (l->stopping)
		return -ERR_SHUTDOWN;
	if (l->nlive >= FIBER_MAX)
		return -ERR_OVERLOAD;
	idle = list_pop(&l->idle);
	if (idle) {
		f = CONTAINER_OF(idle, struct fiber, link);
		l->nidle--;
	} else {
		f = TRY_MEM(fiber_new());
	}
	f->fn = fn;
	f->arg = arg;
	f->deadline = NEVER;
	f->reason = f->shield = f->leases = 0;
	f->away = NULL;
	f->state = FIBER_READY;
	l->nlive++;
	list_add_tail(&l->live, &f->all);
	list_add_tail(&l->ready, &f->link);
	if (ret)
		*ret = f;
	return 0;
}

/* Called by the loop alone, never on a fiber's stack. */
void fiber_resume(struct loop *l, struct fiber *f)
{
	f->state = FIBER_RUNNING;
	l->running = f;
	context_switch(&f->context);
	machine_switch(&l->machine, &f->machine);
	context_switch(&l->context);
	l->running = NULL;
	if (f->state != FIBER_IDLE)
		return;
	if (f->leases || f->shield) {
		fprintf(stderr, "a fiber ended with a lease or a shield held\n");
		abort();
	}
	context_clear(&f->context);
	f->context.task = NULL;
	list_del(&f->all);
	l->nlive--;
	if (l->nidle >= IDLE_MOST) {
		fiber_free(f);
		return;
	}
	list_add(&l->idle, &f->link);
	l->nidle++;
}

__attribute__((noinline)) struct fiber *fiber_self(void)
{
	struct loop *l = loop_self();

	return l ? l->running : NULL;
}

int fiber_park_until(int64_t at)
{
	struct loop *l = loop_self();
	struct fiber *f = l->running;
	int saved = errno;

	if (!f) {
		fprintf(stderr, "a wait outside of a fiber\n");
		abort();
	}
	if (!f->shield) {
		if (f->reason)
			return -f->reason;
		if (f->deadline < at)
			at = f->deadline;
	}
	if (at != NEVER) {
		int64_t left = at - clock_ms();

		if (left <= 0)
			return -ERR_DEADLINE;
		loop_timer_set(f->timer, left);
	}
	f->state = FIBER_PARKED;
	machine_switch(&f->machine, &l->machine);
	if (at != NEVER)
		loop_timer_set(f->timer, -1);
	errno = saved;
	return f->value;
}

int fiber_park(void)
{
	return fiber_park_until(NEVER);
}

void fiber_wake(struct fiber *f, int value)
{
	if (f->state != FIBER_PARKED)
		return;
	f->value = value;
	f->state = FIBER_READY;
	list_add_tail(&loop_self()->ready, &f->link);
}

void fiber_cancel(struct fiber *f, int reason)
{
	if (!f->reason)
		f->reason = reason;
	if (!f->shield)
		fiber_wake(f, -f->reason);
}

int fiber_cancelled(void)
{
	struct fiber *f = fiber_self();

	return f && !f->shield ? -f->reason : 0;
}

int64_t fiber_deadline_narrow(int64_t at_ms)
{
	struct fiber *f = fiber_self();
	int64_t former = f->deadline;

	if (at_ms < former)
		f->deadline = at_ms;
	return former;
}

void fiber_deadline_restore(int64_t former)
{
	fiber_self()->deadline = former;
}

int64_t fiber_deadline(void)
{
	struct fiber *f = fiber_self();

	return f ? f->deadline : NEVER;
}

int64_t fiber_time_left(int64_t most)
{
	int64_t at = fiber_deadline(), left;

	if (at == NEVER)
		return most;
	left = at - clock_ms();
	return left < 0 ? 0 : left < most ? left : most;
}

void fiber_shield_begin(void)
{
	fiber_self()->shield++;
}

void fiber_shield_end(void)
{
	fiber_self()->shield--;
}

void fiber_watch_away(struct fiber *f, void (*fn)(void *, bool), void *arg)
{
	f->away = fn;
	f->away_arg = arg;
}

static void tell_away(bool away)
{
	struct fiber *f = fiber_self();

	if (f && f->away)
		f->away(f->away_arg, away);
}

void fiber_away_begin(void)
{
	tell_away(true);
}

void fiber_away_end(void)
{
	tell_away(false);
}

void fiber_lease_begin(void)
{
	struct fiber *f = fiber_self();

	if (f && ++f->leases > 1) {
		fprintf(stderr, "%s holds a second lease\n", f->context.task ? f->context.task : "a fiber");
		abort();
	}
}

void fiber_lease_end(void)
{
	struct fiber *f = fiber_self();

	if (f)
		f->leases--;
}

void fiber_assert_no_lease(const char *who)
{
	struct fiber *f = fiber_self();

	if (!f || !f->leases)
		return;
	fprintf(stderr, "%s was called by %s with a database connection leased\n", who,
		f->context.task ? f->context.task : "a fiber");
	abort();
}

void fiber_rest(void)
{
	struct loop *l = loop_self();

	for (; l->nidle > IDLE_AT_REST; l->nidle--)
		fiber_free(CONTAINER_OF(list_pop(&l->idle), struct fiber, link));
}

unsigned fiber_count(void)
{
	return loop_self()->nlive;
}
