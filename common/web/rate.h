/* Rate limits: a sliding window of a minute, one Lua script a look, key wizard:rate:{subject}:{class};
 * an in-process limiter of the same rule while Redis is away. */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include "base/cleanup.h"
#include "base/str.h"

struct rate_class {
	const char *name;     /* "wizard_steps": the endpoint part of the key */
	const int64_t *limit; /* a minute; points at a setting */
	bool local;           /* counted in this process only: for high limits, no round trip */
};

struct rate_state {
	int64_t limit, remaining, reset_s; /* reset_s: seconds until one more is free */
};

/* Counts one. 0, or -ERR_RATE_LIMITED (not counted). ret is filled in both cases. */
int rate_take(const struct rate_class *c, struct str subject, struct rate_state *ret) SUSPENDS;
/* Looks without counting (failures of sign-in: look before, take after a failure). */
int rate_look(const struct rate_class *c, struct str subject, struct rate_state *ret) SUSPENDS;

#endif
