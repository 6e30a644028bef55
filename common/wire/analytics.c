#include "wire/analytics.h"

#include "base/context.h"

static const struct field event_fields[] = {
	F_UUID(struct event, id, REQUIRED, "The same id twice is one event"),
	F_UUID(struct event, session_id, 0, "The wizard session"),
	F_STR(struct event, event_type, REQUIRED, 1, 50, &format_identifier, "step_viewed, advice_taken, …"),
	F_RAW(struct event, event_data, 0, "Any object"),
	F_TIME(struct event, timestamp, 0, "When it happened; now when left out"),
	F_STR(struct event, user_agent, 0, 0, 500, NULL, "The gateway fills it"),
	F_STR(struct event, ip_address, 0, 0, 45, NULL, "The gateway fills it, truncated"),
};
static void check_data(void *value, const char *pointer, struct violations *v)
{
	const struct event *e = value;

	if (e->event_data.n && e->event_data.p[0] != '{')
		violation_add(v, str_printf(mem(), "%s/event_data", pointer), "type", "must be an object");
}
static const struct schema event_schema = SCHEMA_RULE("Event", struct event, event_fields, check_data);

static const struct field batch_fields[] = {
	F_LIST(struct event_batch, events, REQUIRED, 1, 500, &event_schema, "In any order"),
};
const struct schema event_batch_schema = SCHEMA("EventBatch", struct event_batch, batch_fields);

static const struct field batch_reply_fields[] = {
	F_INT(struct event_batch_reply, accepted, REQUIRED, 0, 1e9, 0, "Events that are new"),
	F_INT(struct event_batch_reply, duplicates, REQUIRED, 0, 1e9, 0, "Events that were here already"),
};
const struct schema event_batch_reply_schema = SCHEMA("EventBatchReply", struct event_batch_reply, batch_reply_fields);

static const struct field step_fields[] = {
	F_INT(struct funnel_step, step, REQUIRED, 1, 7, 0, "1 to 6; 7 is the launch"),
	F_STR(struct funnel_step, name, REQUIRED, 0, 0, NULL, "Its key"),
	F_INT(struct funnel_step, reached, REQUIRED, 0, 1e15, 0, "Sessions that came so far"),
	F_INT(struct funnel_step, completed, REQUIRED, 0, 1e15, 0, "Sessions that finished it"),
	F_NUM(struct funnel_step, conversion, REQUIRED, 0, 1, 0, "completed / reached"),
	F_NUM(struct funnel_step, median_seconds, REQUIRED, 0, 1e12, 0, "From reaching to finishing"),
};
static const struct schema step_schema = SCHEMA("FunnelStep", struct funnel_step, step_fields);

static const struct field funnel_fields[] = {
	F_TIME(struct funnel, from, REQUIRED, "Sessions begun since"),
	F_TIME(struct funnel, to, REQUIRED, "and before"),
	F_INT(struct funnel, sessions, REQUIRED, 0, 1e15, 0, "How many"),
	F_INT(struct funnel, launched, REQUIRED, 0, 1e15, 0, "How many ended with a live store"),
	F_LIST(struct funnel, steps, REQUIRED, 0, 7, &step_schema, "Step by step"),
};
const struct schema funnel_schema = SCHEMA("Funnel", struct funnel, funnel_fields);

static const struct field count_fields[] = {
	F_UUID(struct experiment_count, experiment_id, REQUIRED, "Of which experiment"),
	F_INT(struct experiment_count, variant, REQUIRED, 0, 100, 0, "0 is the control"),
	F_INT(struct experiment_count, visitors, REQUIRED, 0, 1e15, 0, "Who saw it, each once"),
	F_INT(struct experiment_count, orders, REQUIRED, 0, 1e15, 0, "Orders of those who saw it"),
	F_NUM(struct experiment_count, share, REQUIRED, 0, 1, 0, "Orders a visitor"),
	F_NUM(struct experiment_count, share_low, REQUIRED, 0, 1, 0, "Lower end of its 95 % interval (Wilson)"),
	F_NUM(struct experiment_count, share_high, REQUIRED, 0, 1, 1, "Upper end"),
};
static const struct schema count_schema = SCHEMA("ExperimentCount", struct experiment_count, count_fields);

static const struct field counts_fields[] = {
	F_LIST(struct experiment_counts, variants, REQUIRED, 0, 1000, &count_schema, "Variant by variant"),
};
const struct schema experiment_counts_schema = SCHEMA("ExperimentCounts", struct experiment_counts, counts_fields);

static const struct field predict_fields[] = {
	F_UUID(struct predict_request, session_id, 0, "The wizard session"),
	F_JSON(struct predict_request, configuration, REQUIRED, NULL, "The six steps"),
};
const struct schema predict_request_schema = SCHEMA("PredictRequest", struct predict_request, predict_fields);

static const struct field reason_fields[] = {
	F_STR(struct prediction_reason, factor, REQUIRED, 0, 0, NULL, "What was looked at"),
	F_STR(struct prediction_reason, text, REQUIRED, 0, 0, NULL, "Why it counts"),
	F_NUM(struct prediction_reason, effect, REQUIRED, 0, 1000, 1, "Multiplies the estimate"),
};
static const struct schema reason_schema = SCHEMA("PredictionReason", struct prediction_reason, reason_fields);

static const struct field prediction_fields[] = {
	F_INT(struct prediction, days, REQUIRED, 1, 365, 30, "Days looked ahead"),
	F_NUM(struct prediction, visits, REQUIRED, 0, 1e12, 0, "Median"),
	F_NUM(struct prediction, orders, REQUIRED, 0, 1e12, 0, "Median"),
	F_NUM(struct prediction, revenue_minor, REQUIRED, 0, 1e15, 0, "Median, in minor units"),
	F_NUM(struct prediction, revenue_low, REQUIRED, 0, 1e15, 0, "Lower end of the 80 % interval"),
	F_NUM(struct prediction, revenue_high, REQUIRED, 0, 1e15, 0, "Upper end of the 80 % interval"),
	F_NUM(struct prediction, orders_low, REQUIRED, 0, 1e12, 0, "Lower end of the 80 % interval"),
	F_NUM(struct prediction, orders_high, REQUIRED, 0, 1e12, 0, "Upper end of the 80 % interval"),
	F_NUM(struct prediction, conversion_rate, REQUIRED, 0, 1, 0, "Orders a visit"),
	F_STR(struct prediction, currency, REQUIRED, 0, 3, NULL, "ISO 4217"),
	F_STR(struct prediction, method, REQUIRED, 0, 0, NULL, "How it was computed, and from what"),
	F_LIST(struct prediction, reasons, REQUIRED, 0, 20, &reason_schema, "What moved it"),
	F_LIST_STR(struct prediction, advice, REQUIRED, 0, 20, 500, "What would move it most"),
};
const struct schema prediction_schema = SCHEMA("Prediction", struct prediction, prediction_fields);
