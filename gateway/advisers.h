/* Advisers: what the gateway hands through to its sister services after checking who asks and what. */
#ifndef GATEWAY_ADVISERS_H
#define GATEWAY_ADVISERS_H

#include "web/request.h"

int contents_generate(struct request *rq) SUSPENDS;
int contents_rate(struct request *rq) SUSPENDS;
int themes_recommend(struct request *rq) SUSPENDS;
int events_create(struct request *rq) SUSPENDS;
int funnel_get(struct request *rq) SUSPENDS;
int prediction_get(struct request *rq) SUSPENDS;

#endif
