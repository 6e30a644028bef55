#include "events.h"

#include <math.h>

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

/* Wilson's interval holds near 0 and for few visitors, where orders a visitor are. One who buys twice is two orders: a share ends at 1. */
static void put_share(struct experiment_count *c)
{
	double z = 1.959964, n = (double)(c->visitors > c->orders ? c->visitors : c->orders), p, middle, half;

	c->share_high = 1;
	if (n < 1)
		return;
	p = (double)c->orders / n;
	middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
	c->share = p;
	c->share_low = fmax(0, middle - half);
	c->share_high = fmin(1, middle + half);
}

/* GET /v1/experiments?ids=: who saw what, and bought. */
int experiments_get(struct request *rq)
{
	const struct experiments_query *q = query(rq);
	struct str ids[EXPERIMENTS_MOST], rest = q->ids;
	struct experiment_counts out;
	struct experiment_count *c;
	size_t n = 0;

	while (rest.p && n < EXPERIMENTS_MOST)
		ids[n++] = str_split(&rest, ',');
	TRY(experiments_count(ids, n, &out)); /* db */
	c = out.variants.items;
	for (size_t i = 0; i < out.variants.n; i++)
		put_share(&c[i]);
	return reply(rq, 200, &experiment_counts_schema, &out);
}
