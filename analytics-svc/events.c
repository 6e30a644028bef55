#include "events.h"

#include "base/context.h"
#include "base/err.h"
#include "events_store.h"
#include "predict.h"

/* POST /v1/events: the same id twice is one event. */
int events_create(struct request *rq)
{
	const struct event_batch *in = body(rq);
	struct event_batch_reply out;

	TRY(events_insert(in->events.items, in->events.n, &out.accepted)); /* db */
	out.duplicates = (int64_t)in->events.n - out.accepted;
	return reply(rq, 200, &event_batch_reply_schema, &out);
}

/* GET /v1/funnel?days= */
int funnel_get(struct request *rq)
{
	const struct funnel_query *q = query(rq);
	struct funnel out;

	TRY(funnel_load(q->days, &out)); /* db */
	return reply(rq, 200, &funnel_schema, &out);
}

/* POST /v1/predict */
int prediction_create(struct request *rq)
{
	const struct predict_request *in = body(rq);
	struct prediction out;

	TRY(predict_store(in->configuration, &out));
	return reply(rq, 200, &prediction_schema, &out);
}

/* GET /v1/experiments/{experiment_id}: who saw what. */
int experiment_get(struct request *rq)
{
	struct experiment_counts out;

	TRY(exposures_count(path(rq, "experiment_id"), &out)); /* db */
	return reply(rq, 200, &experiment_counts_schema, &out);
}
