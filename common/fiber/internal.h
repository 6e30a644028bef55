/* What the files of fiber/ share and nobody else sees. */
#ifndef FIBER_INTERNAL_H
#define FIBER_INTERNAL_H

#include <pthread.h>

#include "base/list.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/switch.h"

enum fiber_state { FIBER_IDLE, FIBER_READY, FIBER_RUNNING, FIBER_PARKED };

struct fiber {
	struct list link; /* on loop->ready or loop->idle */
	struct list all;  /* on loop->live while it runs a function: for cancel_all and gdb */
	struct machine machine;
	struct context context;
	enum fiber_state state;
	void (*fn)(void *);
	void *arg;
	struct loop_timer *timer;
	int64_t deadline; /* absolute clock_ms, NEVER */
	int value;        /* what fiber_park returns */
	int reason;       /* sticky, positive ERR_…; 0 = none */
	int shield, leases;
	void (*away)(void *arg, bool away);
	void *away_arg;
};

struct loop {
	struct event_base *base;
	struct machine machine; /* the thread's own stack */
	struct context context;
	struct fiber *running;
	struct list ready, idle, live;
	struct list unwatched; /* events that libevent could not take yet */
	unsigned nlive, nidle;
	bool stopping;
	unsigned rest_us;
	struct {
		void (*cb)(void *);
		void *arg;
	} turns[16];
	unsigned nturns;
	pthread_mutex_t post_lock;
	struct loop_post *posts, **posts_tail;
	int post_fd;
	struct loop_io *post_io;
};

struct loop *loop_self(void);

/* Thread-safe: runs post->cb(post) on the loop's stack soon. The post is the caller's memory and may be
 * used again once cb has been called. */
struct loop_post {
	struct loop_post *next;
	void (*cb)(struct loop_post *post);
};
void loop_post(struct loop *l, struct loop_post *post);

/* Parks at most until at (clock_ms), the fiber's deadline besides. */
int fiber_park_until(int64_t at) SUSPENDS;
void fiber_resume(struct loop *l, struct fiber *f);
void fiber_free(struct fiber *f);

#endif
