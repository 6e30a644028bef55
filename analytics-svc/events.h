/* Events: intake, the wizard's funnel, the outlook of a store. */
#ifndef ANALYTICS_EVENTS_H
#define ANALYTICS_EVENTS_H

#include "web/request.h"

struct funnel_query {
	int64_t days;
};

int events_create(struct request *rq) SUSPENDS;
int funnel_get(struct request *rq) SUSPENDS;
int prediction_create(struct request *rq) SUSPENDS;

struct experiments_query {
	struct str ids; /* UUIDs, parted by commas */
};
enum { EXPERIMENTS_MOST = 100 };
int experiments_get(struct request *rq) SUSPENDS; /* db */

#endif
