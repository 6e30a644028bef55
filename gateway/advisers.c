#include "advisers.h"

#include "base/context.h"
#include "base/err.h"
#include "peer_analytics.h"
#include "peer_content.h"
#include "peer_theme.h"
#include "schemas.h"
#include "sessions.h"
#include "wizard_store.h"

enum { PATIENCE_MS = 10000 };

/* POST /api/v1/content/generate: a text, with alternatives and the reasons of its score. */
int contents_generate(struct request *rq)
{
	const struct content_request *in = body(rq);
	struct content_reply *out;
	struct wizard w;

	if (in->session_id.n)
		TRY(session_load(rq, in->session_id, &w));     /* redis, or db */
	TRY(content_generate(str_c(rq->id.sub), in, 0, &out)); /* http: content-svc */
	return reply(rq, 200, &content_reply_schema, out);
}

/* POST /api/v1/content/{content_id}/rating: 1 to 5, by whom it was written for. */
int contents_rate(struct request *rq)
{
	if (!str_is_uuid(path(rq, "content_id")))
		return fail(ERR_NOT_FOUND, "there is no such text");
	TRY(content_rate(str_c(rq->id.sub), path(rq, "content_id"), body(rq))); /* http: content-svc */
	return reply_empty(rq, 204);
}

/* All that the session knows of its shop; what the query says goes before. */
static int recommend_session(struct request *rq, const struct theme_query *q, struct theme_list **ret)
{
	const struct json *configuration;
	struct theme_wish wish;
	struct wizard w;

	TRY(session_load(rq, q->session_id, &w)); /* redis, or db */
	TRY(json_parse(w.configuration, &configuration));
	wish = theme_wish_of(json_get(configuration, "business_info"), json_get(configuration, "product_config"));
	if (q->industry.n)
		wish.industry = q->industry;
	if (q->style.n)
		wish.style = q->style;
	return theme_recommend_session(&wish, q->session_id, PATIENCE_MS, ret); /* http: theme-svc */
}

/* GET /api/v1/themes/recommendations?industry=&style=: all themes, best first. */
int themes_recommend(struct request *rq)
{
	const struct theme_query *q = query(rq);
	struct theme_list *all, out;
	size_t from, n;

	if (q->session_id.n)
		TRY(recommend_session(rq, q, &all)); /* http: theme-svc */
	else
		TRY(theme_recommend(q->industry, q->style, PATIENCE_MS, &all)); /* http: theme-svc */
	from = (size_t)((q->page - 1) * q->per_page);
	if (from > all->themes.n)
		from = all->themes.n;
	n = all->themes.n - from < (size_t)q->per_page ? all->themes.n - from : (size_t)q->per_page;
	out = (struct theme_list){ { (struct theme *)all->themes.items + from, n }, all->total, q->page };
	return reply(rq, 200, &theme_list_schema, &out);
}

/* What shops tell of their visitors: a browser that could say so would write the counts of others. */
static bool is_told_by_shops(struct str type)
{
	return str_is(type, "experiment_exposure") || str_is(type, "purchase") || str_is(type, "web_vitals");
}

/* POST /api/v1/events: what the merchant's browser saw; the same id twice is one event. */
int events_create(struct request *rq)
{
	struct event_batch *in = body(rq);
	struct violations *v = TRY_MEM(request_violations(rq));
	struct event *events = in->events.items;
	struct event_batch_reply *out;
	struct wizard w;

	for (size_t i = 0; i < in->events.n; i++)
		if (is_told_by_shops(events[i].event_type))
			violation_add(v, str_printf(mem(), "/events/%zu/event_type", i), "reserved",
				"is told by shops alone");
	if (v->n)
		return request_invalid(rq);
	for (size_t i = 0; i < in->events.n; i++) {
		/* One look for a run of the same session. */
		if (events[i].session_id.n && (i == 0 || !str_eq(events[i].session_id, events[i - 1].session_id)))
			TRY(session_load(rq, events[i].session_id, &w)); /* redis, or db */
		events[i].user_agent = client_agent(rq);
		events[i].ip_address = client_network(rq);
	}
	TRY(analytics_events(in, &out)); /* http: analytics-svc */
	return reply(rq, 202, &event_batch_reply_schema, out);
}

/* GET /api/v1/analytics/funnel?days= */
int funnel_get(struct request *rq)
{
	const struct funnel_query *q = query(rq);
	struct funnel *out;

	TRY(analytics_funnel(q->days, &out)); /* http: analytics-svc */
	return reply(rq, 200, &funnel_schema, out);
}

/* GET /api/v1/analytics/predict?session_id=: the first 30 days, with an interval and its reasons. */
int prediction_get(struct request *rq)
{
	const struct session_query *q = query(rq);
	const struct json *configuration;
	struct prediction *out;
	struct wizard w;

	TRY(session_load(rq, q->session_id, &w)); /* redis, or db */
	TRY(json_parse(w.configuration, &configuration));
	TRY(analytics_predict(w.id, configuration, PATIENCE_MS, &out)); /* http: analytics-svc */
	return reply(rq, 200, &prediction_schema, out);
}
