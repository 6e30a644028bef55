/* Jobs as clients see them: how they stand, as it happens, and stop. */
#ifndef GATEWAY_JOBS_H
#define GATEWAY_JOBS_H

#include "web/job.h"
#include "web/request.h"

int jobs_get(struct request *rq) SUSPENDS;
int jobs_cancel(struct request *rq) SUSPENDS;
int jobs_events(struct request *rq) SUSPENDS;
int jobs_socket(struct request *rq) SUSPENDS;

#endif
