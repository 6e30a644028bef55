/* wizard_analytics: all its SQL. */
#ifndef ANALYTICS_EVENTS_STORE_H
#define ANALYTICS_EVENTS_STORE_H

#include "base/cleanup.h"
#include "wire/analytics.h"

/* How many of the events are new. An event of a session that is gone is counted as not new. */
int events_insert(const struct event *events, size_t n, int64_t *accepted) SUSPENDS;

/* Sessions begun in the last days; steps in mem(). */
int funnel_load(int64_t days, struct funnel *ret) SUSPENDS;

/* Exposures and orders of experiments by variant; shares are not filled in. */
int experiments_count(const struct str *ids, size_t n, struct experiment_counts *ret) SUSPENDS;

#endif
