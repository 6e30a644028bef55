/* Waiting: each call arms, parks and disarms in one body. All fail at once with the sticky reason of
 * a cancelled fiber, with -ERR_DEADLINE at the fiber's deadline.
 */
#ifndef FIBER_WAIT_H
#define FIBER_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/list.h"

struct fiber;

enum { WAIT_READ = 1, WAIT_WRITE = 2 };

/* Until fd is ready. timeout in ms, negative = only the fiber's deadline. The events that are ready,
 * or -ERR_DEADLINE (either clock), or the reason. */
int wait_fd(int fd, int events, int64_t timeout_ms) SUSPENDS;

/* Sleeps. 0 or the reason. Holds no lease. */
int wait_ms(int64_t ms) SUSPENDS;

/* Lets every other ready fiber run first. */
int wait_turn(void) SUSPENDS;

/* A fair queue of waiting fibers: what is freed is handed to the first. */
struct wait_queue {
	struct list waiters;
	unsigned length;
};

void wait_queue_init(struct wait_queue *q);
/* Parks at the end of the queue. >= 0: the value handed over. Negative: -ERR_DEADLINE or the reason, and
 * then nothing was handed: wait_queue_hand passes over fibers that were already woken otherwise, so
 * the lease lost between hand-over and cancellation cannot happen (rule 6 by construction). */
int wait_queue_wait(struct wait_queue *q, int64_t timeout_ms) SUSPENDS;
/* Hands value (> 0) to the first waiter. False when nobody waits. */
bool wait_queue_hand(struct wait_queue *q, int value);
/* The same for the first of those whose client (context()->client) has least of what held counts by client. The client,
 * or -1 when nobody waits. */
int wait_queue_hand_least(struct wait_queue *q, int value, const uint16_t held[]);
/* Wakes all with value. */
void wait_queue_wake_all(struct wait_queue *q, int value);

#endif
