/* Offload: a small thread pool for CPU work above 1 ms and for blocking calls.
 *
 * fn runs on another thread and must not touch the loop, fibers, context() or log. The fiber waits for
 * its end whatever happens (its arguments live on this stack), so fn must be bounded in time.
 */
#ifndef FIBER_OFFLOAD_H
#define FIBER_OFFLOAD_H

#include "base/cleanup.h"

/* threads 1..16, queue = calls waiting at the most. Once, before the loop runs. */
int offload_open(int threads, int queue);
void offload_close(void);

/* 0 when fn has run; -ERR_OVERLOAD when the queue is full, or the sticky reason before it began.
 * Holds no lease. */
int offload(void (*fn)(void *), void *arg) SUSPENDS;

struct sockaddr_storage;
/* getaddrinfo on threads of its own, so that a silent resolver holds up nothing else. Takes literals at once. At most max
 * addresses, port filled in; returns their count, -ERR_UNAVAILABLE when the name has none, -ERR_DEADLINE after timeout_ms
 * (the look-up itself ends by itself later). Answers are cached 30 s, and serve on for a day while the resolver is silent
 * (200 ms) or says no: it is asked again every 5 s. */
int offload_resolve(const char *host, int port, struct sockaddr_storage *ret, int max, int64_t timeout_ms) SUSPENDS;

#endif
