/* Rate limits of this process: counts a second each over the last minute, for 10,000 subjects; the one that was
 * looked at longest ago makes room. Never lets more than the limit through within any 60 s; what it frees is up
 * to a second late. Pure but for its own table; one thread. */
#ifndef WEB_RATE_LOCAL_H
#define WEB_RATE_LOCAL_H

#include "web/rate.h"

/* Both as rate_take and rate_look, at the time now_ms. */
int rate_local_take(struct str key, int64_t limit, int64_t now_ms, struct rate_state *ret);
int rate_local_look(struct str key, int64_t limit, int64_t now_ms, struct rate_state *ret);
/* Counts one that Redis has allowed, so that a limit goes on when Redis vanishes or is emptied. */
void rate_local_note(struct str key, int64_t now_ms);
/* How many of those stand less than 59 s back: surely in anybody's window of a minute. */
unsigned rate_local_count(struct str key, int64_t now_ms);
/* Seconds until one more fits; up to a second late. */
int64_t rate_local_reset(struct str key, int64_t limit, int64_t now_ms);
/* Forgets all. */
void rate_local_free(void);

#endif
