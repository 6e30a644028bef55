/* analytics-svc, as the gateway calls it. */
#ifndef GATEWAY_PEER_ANALYTICS_H
#define GATEWAY_PEER_ANALYTICS_H

#include "base/cleanup.h"
#include "wire/analytics.h"

int analytics_events(const struct event_batch *in, struct event_batch_reply **ret) SUSPENDS; /* http: analytics-svc */
/* n: 1 to 100 */
int analytics_experiments(const struct str *ids, size_t n, struct experiment_counts **ret) SUSPENDS;
int analytics_funnel(int64_t days, struct funnel **ret) SUSPENDS;
int analytics_predict(
	struct str session_id, const struct json *configuration, int64_t timeout_ms, struct prediction **ret) SUSPENDS;

#endif
