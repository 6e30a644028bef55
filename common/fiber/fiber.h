/* Fibers: one call stack a request, switched only by the loop.
 *
 * A fiber never leaves its thread. Callbacks wake (fiber_wake puts it on the ready queue), only
 * loop.c resumes. Cancelling sets a sticky reason and wakes: every further wait fails at once with
 * that reason, so the function unwinds and its _cleanup_ runs; a parked fiber is never destroyed.
 */
#ifndef FIBER_FIBER_H
#define FIBER_FIBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/context.h"

struct fiber;

/* Fibers alive a loop, at the most. */
enum { FIBER_MAX = 2048 };

/* Starts fn(arg) on the running loop; it runs from the ready queue, not before this returns. The
 * fiber frees itself when fn returns. 0, -ERR_OVERLOAD at FIBER_MAX, -ERR_SHUTDOWN while draining,
 * -ERR_NOMEM. ret may be NULL; it is valid until fn returns. */
int fiber_start(void (*fn)(void *), void *arg, struct fiber **ret);

/* The running fiber; NULL outside fibers. */
struct fiber *fiber_self(void);

/* Gives up the processor until woken; returns the value given to fiber_wake, or the sticky reason
 * (negative) at once when cancelled, or -ERR_DEADLINE at the fiber's own deadline. Asserts that no
 * lease is held across waits which forbid it (fiber_hold). For wait.c and net/ only. */
int fiber_park(void) SUSPENDS;

/* Puts a parked fiber on the ready queue; value is what fiber_park returns. A second wake before it
 * has run is ignored. Never suspends; may be called from callbacks of this thread. */
void fiber_wake(struct fiber *f, int value);

/* Sticky: reason (an ERR_… , positive) wins over all later ones. Safe on the running fiber. */
void fiber_cancel(struct fiber *f, int reason);
/* The sticky reason, negative, or 0; 0 under a shield. */
int fiber_cancelled(void);

/* Absolute clock_ms() after which every wait of the running fiber fails with -ERR_DEADLINE. Narrows
 * only; returns the former deadline, to give to fiber_deadline_restore. */
int64_t fiber_deadline_narrow(int64_t at_ms);
void fiber_deadline_restore(int64_t former);
int64_t fiber_deadline(void);
/* Milliseconds left, capped at most; 0 when it has passed. */
int64_t fiber_time_left(int64_t most);

/* Cleanup that must not be cancelled (a rollback, a last log line): until the matching end the
 * sticky reason and the fiber's deadline are not looked at; waits still need own timeouts. */
void fiber_shield_begin(void);
void fiber_shield_end(void);

/* Between begin and end the running fiber waits for somebody else (its client, a sister, a timer, another thread) and needs none of
 * what this thread's fibers share; who serves it is told, once a begin and once an end. Does not nest. */
void fiber_away_begin(void);
void fiber_away_end(void);
/* fn(arg, away) hears of it until the fiber ends; fn NULL: nobody. Never suspends. */
void fiber_watch_away(struct fiber *f, void (*fn)(void *arg, bool away), void *arg);

/* One lease at a time and none across http_call, wait_ms or offload: db.c says when one is held,
 * those ask. */
void fiber_lease_begin(void);
void fiber_lease_end(void);
/* Aborts with the sentence when the running fiber holds a lease. */
void fiber_assert_no_lease(const char *who);

/* Frees the stacks of idle fibers but for a few: called when a busy time is over. Not on a fiber. */
void fiber_rest(void);
/* Live fibers of this thread. */
unsigned fiber_count(void);

#endif
