/* Launch: from six steps to a live store, as a job. */
#ifndef GATEWAY_LAUNCH_H
#define GATEWAY_LAUNCH_H

#include "web/job.h"
#include "web/request.h"

extern struct job_type launch_job;

int launch_create(struct request *rq) SUSPENDS;

#endif
