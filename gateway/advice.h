/* Advice: what a good shop assistant would say at each step, from what the merchant has told so far. */
#ifndef GATEWAY_ADVICE_H
#define GATEWAY_ADVICE_H

#include "schemas.h"
#include "wizard_store.h"

enum { ADVICE_MOST = 8, ADVISERS = 4 };

struct advice {
	struct recommendation items[ADVICE_MOST];
	size_t n;
	struct str degraded[ADVISERS]; /* advisers that did not answer in time */
	size_t ndegraded;
};

/* Advice for a step; asks sister services for at most budget_ms together. Never fails for their sake: who does not
 * answer stands in degraded. In mem(). */
int advise(const struct wizard *w, int step, int64_t budget_ms, struct advice *ret) SUSPENDS;

#endif
