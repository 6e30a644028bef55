/* Predict: what a new store may expect of its first 30 days, with an interval and reasons. Pure.
 *
 * visits x conversion x basket, each a log-normal guess; what the merchant has filled in moves the first
 * two. Until this installation has seen stores sell, the centres and spreads are assumptions, and the reply's method says
 * so: they are wide on purpose. No figure here was taken from a survey.
 */
#ifndef ANALYTICS_PREDICT_H
#define ANALYTICS_PREDICT_H

#include "wire/analytics.h"

/* configuration: the six steps. Strings in mem(). 0 or -ERR_NOMEM. */
int predict_store(const struct json *configuration, struct prediction *ret);

#endif
