/* Exposure: which variant of a running experiment a visitor sees, and who is told of it. No query, no call: what must be known comes
 * with the answer to "what is live here?", and what happened goes to the outbox once a second.
 *
 * Privacy. A visitor is told apart from others by a first-party cookie that holds no identity, only "<experiment>.<variant>"; and before there is one, or
 * where cookies are off, by a keyed hash (HMAC-SHA-256, key never leaves the gateway) of the experiment, the prefix of the address (/24, /48) and the
 * User-Agent. Neither address nor User-Agent is kept or sent on: the event holds the experiment, the variant and nothing else, and its id is
 * a hash of the same, so that the same visitor seen twice is one event. The key does not change by the day, else a visitor without
 * cookies would see another design tomorrow; it is bound to the experiment, so that nobody can be followed from one to the next or to another store. Two people
 * behind one address with one browser count as one as long as cookies have not told them apart: exposures are too few rather than too many.
 * Do Not Track (DNT: 1), Global Privacy Control (Sec-GPC: 1) and robots see the control; no cookie, no event.
 */
#ifndef GATEWAY_EXPOSURE_H
#define GATEWAY_EXPOSURE_H

#include "base/cleanup.h"
#include "web/request.h"

enum { VARIANTS_MAX = 4 };

/* "<experiment id> <weight>:<version> …", the control first, as store_live has it. */
struct running {
	struct str experiment;
	int64_t weights[VARIANTS_MAX], versions[VARIANTS_MAX];
	size_t n; /* 0: none runs */
};
bool running_read(struct str text, struct running *ret);

int exposure_open(void);
void exposure_close(void);
/* The variant for this visitor, 0 = the control. Sets the cookie (path: the store's) and notes the exposure when show is true: it is a page that is
 * shown, not a file that belongs to one. Never fails: who cannot be noted is not counted. */
size_t exposure_pick(struct request *rq, const struct running *r, struct str slug, bool show) SUSPENDS;
/* The variant that the cookie names: it was shown. -1: none, or the shopper asks not to be tracked. For orders. */
int exposure_known(const struct request *rq, const struct running *r);

/* Background fiber: what was noted goes to the outbox. */
void exposure_ship(void *unused) SUSPENDS;

#endif
