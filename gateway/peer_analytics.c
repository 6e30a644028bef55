#include "peer_analytics.h"

#include "base/context.h"
#include "settings.h"
#include "web/peer.h"

enum { ANSWER_MOST = 256 * 1024 };

int analytics_events(const struct event_batch *in, struct event_batch_reply **ret)
{
	return peer_call(&analytics_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/events"),
			.in = &event_batch_schema,
			.value = in,
			.out = &event_batch_reply_schema,
			.repeatable = true },
		(void **)ret);
}

int analytics_funnel(int64_t days, struct funnel **ret)
{
	struct str path = str_printf(mem(), "/v1/funnel?days=%lld", (long long)days);

	return peer_call(&analytics_svc, &(struct peer_request){ .path = path, .out = &funnel_schema }, (void **)ret);
}

int analytics_experiment(struct str experiment_id, struct experiment_counts **ret)
{
	struct str path = str_printf(mem(), "/v1/experiments/%.*s", STR_FMT(experiment_id));

	return peer_call(
		&analytics_svc, &(struct peer_request){ .path = path, .out = &experiment_counts_schema }, (void **)ret);
}

int analytics_predict(
	struct str session_id, const struct json *configuration, int64_t timeout_ms, struct prediction **ret)
{
	struct predict_request in = { session_id, configuration };

	return peer_call(&analytics_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/predict"),
			.in = &predict_request_schema,
			.value = &in,
			.out = &prediction_schema,
			.timeout_ms = timeout_ms,
			.max_body = ANSWER_MOST,
			.repeatable = true },
		(void **)ret);
}
