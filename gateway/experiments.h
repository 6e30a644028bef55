/* Handlers: A/B tests of a store's design, made, begun, ended and looked at. What they mean is counted and judged in analytics-svc. */
#ifndef GATEWAY_EXPERIMENTS_H
#define GATEWAY_EXPERIMENTS_H

#include "web/request.h"

int experiments_create(struct request *rq) SUSPENDS; /* db */
int experiments_list(struct request *rq) SUSPENDS;   /* db; http: analytics-svc */
int experiments_get(struct request *rq) SUSPENDS;    /* db; http: analytics-svc */
int experiments_start(struct request *rq) SUSPENDS;  /* db; http: theme-svc */
int experiments_stop(struct request *rq) SUSPENDS;   /* db */

extern const struct schema experiment_schema, experiment_new_schema, experiment_list_schema;

#endif
