#include "shop_search.h"

#include "base/context.h"
#include "peer_theme.h"
#include "shop_pages.h"
#include "web/schema.h"

struct search_query {
	struct str q;
	int64_t page;
};

static const struct field search_fields[] = {
	F_STR(struct search_query, q, 0, 0, 10000, NULL, "What is looked for"),
	F_INT(struct search_query, page, 0, 1, 1000, 1, "From 1"),
};
static const struct schema search_schema = SCHEMA("StorefrontSearch", struct search_query, search_fields);

/* Addresses of a shop are passed on with whatever else hangs on them: what is not ours, or makes no sense, is as if it were not
 * there. */
static int read_query(struct request *rq, struct search_query *ret)
{
	struct str rest = rq->head->query;

	*ret = (struct search_query){ .page = 1 };
	while (rest.p) {
		struct str pair = str_split(&rest, '&');
		struct violations v = { .n = 0 };
		struct search_query *one;

		if (!str_starts(pair, STR("q=")) && !str_starts(pair, STR("page=")))
			continue;
		TRY(schema_decode_query(&search_schema, pair, (void **)&one, &v));
		if (v.n)
			continue;
		if (one->q.p)
			ret->q = one->q;
		else
			ret->page = one->page;
	}
	return 0;
}

/* GET /s/{slug}/search?q=&page=: what the store has of it. The page repeats what is asked for, and is compressed: so nothing of the
 * shopper's own, no cart and no token, may ever stand in it. */
int shop_search(struct request *rq)
{
	struct json *data = json_new_object();
	struct search_query q;
	struct shop_at at;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	TRY(read_query(rq, &q));
	json_add_str(data, "q", q.q.p ? q.q : STR(""));
	json_add_int(data, "page", q.page);
	return shop_reply(rq, &at, 200, "search", data); /* http: theme-svc */
}

/* GET /s/{slug}/suggest?q=: a few products while one types. */
int shop_suggest(struct request *rq)
{
	struct json *data = json_new_object();
	struct theme_dynamic p = { .page = STR("suggest") };
	struct search_query q;
	struct http_response rs;
	struct shop_at at;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	TRY(read_query(rq, &q));
	json_add_str(data, "q", q.q.p ? q.q : STR(""));
	json_add_str(data, "lang", at.lang);
	p.store_id = at.site_id;
	p.version = at.version;
	p.data = json_text(data);
	TRY(theme_dynamic(&p, &rs)); /* http: theme-svc */
	reply_header(rq, "Cache-Control", STR("public, max-age=60"));
	return reply_body(rq, 200, "application/json", rs.body);
}
