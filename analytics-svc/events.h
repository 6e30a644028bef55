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

int experiment_get(struct request *rq) SUSPENDS; /* db */

#endif
