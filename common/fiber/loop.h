/* Loop: one event base a thread, the ready queue, timers; the only place that resumes fibers.
 *
 * What libraries with callbacks need (libcurl, hiredis) are loop_io and loop_timer: their callbacks
 * run on the loop's own stack and may wake fibers, never wait. No libevent type leaves fiber/.
 */
#ifndef FIBER_LOOP_H
#define FIBER_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_io;
struct loop_timer;

/* Makes the calling thread's loop. 0 or -ERR_NOMEM. */
int loop_open(void);
/* Runs until loop_stop and no fiber is left. */
void loop_run(void);
/* No new fibers (fiber_start gives -ERR_SHUTDOWN); loop_run returns when the last has ended. */
void loop_stop(void);
/* Cancels every live fiber with reason (ERR_SHUTDOWN): the end of the drain's patience. */
void loop_cancel_all(int reason);
void loop_close(void);
/* For tests and tools: opens a loop, runs fn(arg) as its only first fiber, drains, closes. */
void loop_main(void (*fn)(void *), void *arg);

/* Callback on the loop's stack whenever fd is ready for events (WAIT_READ | WAIT_WRITE), until
 * loop_io_free; events may be changed. NULL on out of memory. */
struct loop_io *loop_io_new(int fd, int events, void (*cb)(int events, void *arg), void *arg);
void loop_io_set(struct loop_io *io, int events);
void loop_io_free(struct loop_io *io); /* accepts NULL */

/* One-shot timer; set again to rearm, negative ms disarms. */
struct loop_timer *loop_timer_new(void (*cb)(void *arg), void *arg);
void loop_timer_set(struct loop_timer *t, int64_t ms);
void loop_timer_free(struct loop_timer *t); /* accepts NULL */

/* cb runs once after the callbacks of this turn, before the loop sleeps again (flush of batched
 * output). At most 16; for the life of the loop. */
void loop_each_turn(void (*cb)(void *arg), void *arg);

/* Before the loop looks at its sockets again it rests for so long, at most 1,000 us: in a flood many are then served by one look, and
 * other processes are disturbed less often. For the next turn only. */
void loop_rest(unsigned us);

/* cb on the loop's stack for a signal. */
int loop_signal(int signo, void (*cb)(int signo, void *arg), void *arg);

#endif
