#include "shop_vitals.h"

#include "base/context.h"
#include "peer_analytics.h"
#include "settings.h"
#include "shop_checkout.h"
#include "shop_pages.h"
#include "web/json.h"

struct vitals {
	struct str path;
	double lcp, cls, inp, ttfb;
	int64_t errors;
};

static const struct field vitals_fields[] = {
	F_STR(struct vitals, path, REQUIRED, 1, 500, &format_line, "The page"),
	F_NUM(struct vitals, lcp, 0, 0, 600000, 0, "Largest contentful paint, ms; 0: not measured"),
	F_NUM(struct vitals, cls, 0, 0, 1000, 0, "Cumulative layout shift"),
	F_NUM(struct vitals, inp, 0, 0, 600000, 0, "Slowest interaction to the next paint, ms"),
	F_NUM(struct vitals, ttfb, 0, 0, 600000, 0, "First byte, ms"),
	F_INT(struct vitals, errors, 0, 0, 100000, 0, "Scripts that failed"),
};
const struct schema vitals_schema = SCHEMA("Vitals", struct vitals, vitals_fields);

/* The address of an order's page lets whoever has it look: it stays with its shopper. */
static struct str without_token(struct str path)
{
	static const struct str before = STR("/order/");
	const char *found = memmem(path.p, path.n, before.p, before.n);
	size_t at = found ? (size_t)(found - path.p) + before.n : path.n;
	struct str rest = str_sub(path, at, path.n);

	return str_split(&rest, '/').n < ORDER_TOKEN_CHARS ? path : str_sub(path, 0, at);
}

static struct str event_data(const struct shop_at *at, const struct vitals *v)
{
	struct json *j = json_new_object();

	json_add_str(j, "store_id", at->store_id);
	json_add_str(j, "path", without_token(v->path));
	json_add_num(j, "lcp", v->lcp);
	json_add_num(j, "cls", v->cls);
	json_add_num(j, "inp", v->inp);
	json_add_num(j, "ttfb", v->ttfb);
	json_add_int(j, "errors", v->errors);
	return json_text(j);
}

/* POST /s/{slug}/vitals: one visit's numbers, without its address or browser; who asks not to be tracked is not counted even when
 * a browser sends it. */
int shop_vitals(struct request *rq)
{
	struct event event = { .event_type = STR("web_vitals") };
	struct event_batch batch = { { &event, 1 } };
	struct event_batch_reply *out;
	struct shop_at at;
	char id[37];

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	if (str_is(request_header(rq, "dnt"), "1") || str_is(request_header(rq, "sec-gpc"), "1"))
		return reply_empty(rq, 204);
	TRY(shop_rate(rq, &rate_vitals)); /* redis */
	uuid_new(id);
	event.id = str_c(id);
	event.event_data = event_data(&at, body(rq));
	TRY(analytics_events(&batch, &out)); /* http: analytics-svc */
	return reply_empty(rq, 204);
}
