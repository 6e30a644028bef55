/* Steps: save one, judge one, ask for advice. */
#ifndef GATEWAY_STEPS_H
#define GATEWAY_STEPS_H

#include "web/request.h"

int steps_update(struct request *rq) SUSPENDS;
int steps_validate(struct request *rq) SUSPENDS;
int steps_recommend(struct request *rq) SUSPENDS;

#endif
