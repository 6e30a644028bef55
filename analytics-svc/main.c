#include "events.h"
#include "web/service.h"
#include "wire/analytics.h"
#include "wire/store.h"

enum { BATCH = 1 << 20 };

static const struct field funnel_fields[] = {
	F_INT(struct funnel_query, days, 0, 1, 366, 30, "How far back"),
};
static const struct schema funnel_query_schema = SCHEMA("FunnelQuery", struct funnel_query, funnel_fields);

static const struct field experiments_fields[] = {
	F_STR(struct experiments_query, ids, REQUIRED, 36, 37 * EXPERIMENTS_MOST, NULL,
		"Ids, parted by commas; 100 at most"),
};
static const struct schema experiments_query_schema = SCHEMA(
	"ExperimentsQuery", struct experiments_query, experiments_fields);

static const struct route routes[] = {
	{ .method = HTTP_POST,
		.path = "/v1/events",
		.scope = "peer",
		.body_limit = BATCH,
		.body = &event_batch_schema,
		.reply = &event_batch_reply_schema,
		.handler = events_create,
		.id = "eventCreate",
		.summary = "Take events, each once" },
	{ .method = HTTP_GET,
		.path = "/v1/funnel",
		.scope = "peer",
		.query = &funnel_query_schema,
		.reply = &funnel_schema,
		.handler = funnel_get,
		.id = "funnel",
		.summary = "How far merchants come, step by step" },
	{ .method = HTTP_GET,
		.path = "/v1/experiments",
		.scope = "peer",
		.query = &experiments_query_schema,
		.reply = &experiment_counts_schema,
		.handler = experiments_get,
		.id = "experimentsGet",
		.summary = "How many visitors saw each variant, and bought" },
	{ .method = HTTP_POST,
		.path = "/v1/predict",
		.scope = "peer",
		.body_limit = STORE_BYTES,
		.body_values = STORE_VALUES,
		.body = &predict_request_schema,
		.reply = &prediction_schema,
		.handler = prediction_create,
		.id = "predict",
		.summary = "A store's first 30 days" },
	{ .path = NULL },
};

static const struct service analytics_svc = {
	.name = "analytics-svc",
	.prefix = "ANALYTICS",
	.port = 9025,
	.title = "analytics-svc",
	.description = "What happened, how far merchants come, what a store may expect.",
	.routes = routes,
	.database = true,
};

int main(int argc, char **argv)
{
	return service_main(&analytics_svc, argc, argv);
}
