#include "fiber/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/internal.h"
#include "fiber/stack.h"
#include "fiber/wait.h"

static _Thread_local struct loop *self;

__attribute__((noinline)) struct loop *loop_self(void)
{
	return self;
}

/* libevent could not take an event for want of memory: tried again each turn, so that nobody waits for ever. */
struct unwatched {
	struct list link; /* on loop->unwatched, or alone */
	struct event *ev;
	int64_t due; /* clock_ms of a timer, NEVER */
};

/* ms: of a timer; negative: until it is taken away. */
static void watch(struct unwatched *u, int64_t ms)
{
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	list_del(&u->link);
	if (event_add(u->ev, ms < 0 ? NULL : &tv) == 0)
		return;
	u->due = ms < 0 ? NEVER : clock_ms() + ms;
	list_add_tail(&loop_self()->unwatched, &u->link);
}

static void unwatch(struct unwatched *u)
{
	list_del(&u->link);
	event_del(u->ev);
}

static void watch_again(struct loop *l)
{
	struct list batch;

	if (list_empty(&l->unwatched))
		return;
	batch = l->unwatched;
	batch.next->prev = batch.prev->next = &batch;
	list_init(&l->unwatched);
	for (struct list *at; (at = list_pop(&batch));) {
		struct unwatched *u = CONTAINER_OF(at, struct unwatched, link);
		int64_t left = u->due == NEVER ? -1 : u->due - clock_ms();

		watch(u, u->due != NEVER && left < 0 ? 0 : left);
	}
}

struct loop_io {
	struct unwatched again;
	struct event *ev;
	void (*cb)(int, void *);
	void *arg;
	int fd, events;
};

struct loop_timer {
	struct unwatched again;
	struct event *ev;
	void (*cb)(void *);
	void *arg;
};

static short to_ev(int events)
{
	return (short)(EV_PERSIST | (events & WAIT_READ ? EV_READ : 0) | (events & WAIT_WRITE ? EV_WRITE : 0));
}

static void on_io(evutil_socket_t fd, short events, void *arg)
{
	struct loop_io *io = arg;

	(void)fd;
	io->cb((events & EV_READ ? WAIT_READ : 0) | (events & EV_WRITE ? WAIT_WRITE : 0), io->arg);
}

struct loop_io *loop_io_new(int fd, int events, void (*cb)(int, void *), void *arg)
{
	struct loop_io *io = calloc(1, sizeof(*io));

	if (!io)
		return NULL;
	*io = (struct loop_io){ .cb = cb, .arg = arg, .fd = fd };
	io->ev = event_new(loop_self()->base, fd, to_ev(events), on_io, io);
	if (!io->ev) {
		free(io);
		return NULL;
	}
	list_init(&io->again.link);
	io->again.ev = io->ev;
	loop_io_set(io, events);
	return io;
}

void loop_io_set(struct loop_io *io, int events)
{
	if (events == io->events)
		return;
	if (io->events)
		unwatch(&io->again);
	io->events = events;
	if (!events)
		return;
	event_assign(io->ev, loop_self()->base, io->fd, to_ev(events), on_io, io);
	watch(&io->again, -1);
}

void loop_io_free(struct loop_io *io)
{
	if (!io)
		return;
	list_del(&io->again.link);
	event_free(io->ev);
	free(io);
}

static void on_timer(evutil_socket_t fd, short events, void *arg)
{
	struct loop_timer *t = arg;

	(void)fd;
	(void)events;
	t->cb(t->arg);
}

struct loop_timer *loop_timer_new(void (*cb)(void *), void *arg)
{
	struct loop_timer *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	*t = (struct loop_timer){ .cb = cb, .arg = arg };
	t->ev = event_new(loop_self()->base, -1, 0, on_timer, t);
	if (!t->ev) {
		free(t);
		return NULL;
	}
	list_init(&t->again.link);
	t->again.ev = t->ev;
	return t;
}

void loop_timer_set(struct loop_timer *t, int64_t ms)
{
	if (ms < 0)
		unwatch(&t->again);
	else
		watch(&t->again, ms);
}

void loop_timer_free(struct loop_timer *t)
{
	if (!t)
		return;
	list_del(&t->again.link);
	event_free(t->ev);
	free(t);
}

void loop_each_turn(void (*cb)(void *), void *arg)
{
	struct loop *l = loop_self();

	if (l->nturns == sizeof(l->turns) / sizeof(l->turns[0])) {
		fprintf(stderr, "too many callbacks for each turn of the loop\n");
		abort();
	}
	l->turns[l->nturns].cb = cb;
	l->turns[l->nturns++].arg = arg;
}

static struct signal_watch {
	void (*cb)(int, void *);
	void *arg;
	struct event *ev;
} signals[8];

static void on_signal(evutil_socket_t signo, short events, void *arg)
{
	struct signal_watch *w = arg;

	(void)events;
	w->cb((int)signo, w->arg);
}

int loop_signal(int signo, void (*cb)(int, void *), void *arg)
{
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct signal_watch *w = &signals[i];

		if (w->ev)
			continue;
		*w = (struct signal_watch){ cb, arg, evsignal_new(loop_self()->base, signo, on_signal, w) };
		return w->ev && event_add(w->ev, NULL) == 0 ? 0 : -ERR_NOMEM;
	}
	return -ERR_OVERLOAD;
}

static void run_posts(int events, void *arg)
{
	struct loop *l = arg;
	struct loop_post *p;
	uint64_t count;

	(void)events;
	if (read(l->post_fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		log_error("loop_post_failed", LOG_I("errno", errno));
	pthread_mutex_lock(&l->post_lock);
	p = l->posts;
	l->posts = NULL;
	l->posts_tail = &l->posts;
	pthread_mutex_unlock(&l->post_lock);
	while (p) {
		struct loop_post *next = p->next;

		p->cb(p);
		p = next;
	}
}

void loop_post(struct loop *l, struct loop_post *post)
{
	uint64_t one = 1;

	pthread_mutex_lock(&l->post_lock);
	post->next = NULL;
	*l->posts_tail = post;
	l->posts_tail = &post->next;
	/* Under the lock: loop_close cannot pass between the link and the wake. */
	while (write(l->post_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
	pthread_mutex_unlock(&l->post_lock);
}

int loop_open(void)
{
	struct event_config *config = event_config_new();
	struct loop *l = calloc(1, sizeof(*l));

	if (!l || !config)
		goto failed;
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
	l->base = event_base_new_with_config(config);
	l->post_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!l->base || l->post_fd < 0)
		goto failed;
	event_config_free(config);
	list_init(&l->ready);
	list_init(&l->idle);
	list_init(&l->live);
	list_init(&l->unwatched);
	pthread_mutex_init(&l->post_lock, NULL);
	l->posts_tail = &l->posts;
	machine_init_thread(&l->machine);
	context_init(&l->context);
	context_switch(&l->context);
	self = l;
	l->post_io = loop_io_new(l->post_fd, WAIT_READ, run_posts, l);
	stack_overflow_handler();
	return l->post_io ? 0 : -ERR_NOMEM;
failed:
	if (config)
		event_config_free(config);
	if (l && l->base)
		event_base_free(l->base);
	free(l);
	return -ERR_NOMEM;
}

static void run_ready(struct loop *l)
{
	struct list batch;

	/* Those that are woken meanwhile wait for the next turn: sockets get their share. */
	if (list_empty(&l->ready))
		return;
	batch = l->ready;
	batch.next->prev = batch.prev->next = &batch;
	list_init(&l->ready);
	for (struct list *at; (at = list_pop(&batch));)
		fiber_resume(l, CONTAINER_OF(at, struct fiber, link));
}

void loop_rest(unsigned us)
{
	loop_self()->rest_us = us < 1000 ? us : 1000;
}

static void rest(struct loop *l)
{
	struct timespec t = { .tv_nsec = l->rest_us * 1000L };

	if (!l->rest_us)
		return;
	l->rest_us = 0;
	nanosleep(&t, NULL);
}

void loop_run(void)
{
	struct loop *l = loop_self();

	while (!(l->stopping && l->nlive == 0)) {
		run_ready(l);
		for (unsigned i = 0; i < l->nturns; i++)
			l->turns[i].cb(l->turns[i].arg);
		if (l->stopping && l->nlive == 0)
			break;
		rest(l);
		watch_again(l);
		event_base_loop(l->base,
			EVLOOP_ONCE | (list_empty(&l->ready) && list_empty(&l->unwatched) ? 0 : EVLOOP_NONBLOCK));
	}
	log_flush();
}

void loop_stop(void)
{
	struct loop *l = loop_self();

	l->stopping = true;
	event_base_loopbreak(l->base);
}

void loop_cancel_all(int reason)
{
	struct loop *l = loop_self();

	LIST_FOR(at, &l->live)
	fiber_cancel(CONTAINER_OF(at, struct fiber, all), reason);
}

void loop_close(void)
{
	struct loop *l = loop_self();

	run_posts(0, l); /* what was posted to nobody any more is freed by its callback */
	for (struct list *at; (at = list_pop(&l->idle));)
		fiber_free(CONTAINER_OF(at, struct fiber, link));
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		if (signals[i].ev)
			event_free(signals[i].ev);
		signals[i].ev = NULL;
	}
	loop_io_free(l->post_io);
	close(l->post_fd);
	pthread_mutex_destroy(&l->post_lock);
	event_base_free(l->base);
	context_switch(NULL);
	context_done(&l->context);
	self = NULL;
	free(l);
}

struct first {
	void (*fn)(void *);
	void *arg;
};

static void run_first(void *arg)
{
	struct first *first = arg;

	first->fn(first->arg);
	loop_stop();
	loop_cancel_all(ERR_SHUTDOWN);
}

void loop_main(void (*fn)(void *), void *arg)
{
	struct first first = { fn, arg };

	if (loop_open() < 0 || fiber_start(run_first, &first, NULL) < 0) {
		fprintf(stderr, "cannot open a loop\n");
		abort();
	}
	loop_run();
	loop_close();
}
