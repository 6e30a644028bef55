#include "peer_analytics.h"

#include "base/context.h"
#include "base/err.h"
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

int analytics_experiments(const struct str *ids, size_t n, struct experiment_counts **ret)
{
	struct buf path = BUF_ON(mem(), 8 * 1024);

	for (size_t i = 0; i < n; i++)
		buf_printf(&path, "%s%.*s", i ? "," : "/v1/experiments?ids=", STR_FMT(ids[i]));
	if (!buf_ok(&path))
		return -ERR_NOMEM;
	return peer_call(&analytics_svc,
		&(struct peer_request){
			.path = buf_view(&path), .out = &experiment_counts_schema, .max_body = ANSWER_MOST },
		(void **)ret);
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
