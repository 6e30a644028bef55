#include "peer_theme.h"

#include "base/context.h"
#include "base/err.h"
#include "net/cache.h"
#include "settings.h"
#include "web/peer.h"
#include "wire/store.h"

enum {
	KEEP_MS = 10 * 60 * 1000,
	RENDER_MS = 5000,
	REVIEW_MS = 25 * 1000,
	PUBLISH_MS = 300 * 1000,
	LIST_MOST = 4 << 20,
	THEME_MOST = 1 << 20,
	DYNAMIC_MOST = 256 * 1024
};

static struct cache *lists, *bests;

int theme_open(void)
{
	struct cache_options o = {
		.name = "themes", .max_entries = 1000, .max_bytes = 8 << 20, .l1_ms = 300 * 1000, .l2_ms = KEEP_MS
	};

	TRY(cache_open(&o, &lists));
	o = (struct cache_options){
		.name = "best_themes", .max_entries = 1000, .max_bytes = 1 << 20, .l1_ms = 300 * 1000
	};
	return cache_open(&o, &bests);
}

void theme_close(void)
{
	cache_free(lists);
	cache_free(bests);
	lists = bests = NULL;
}

struct ask {
	struct str industry, style, session_id;
	int64_t timeout_ms;
	const struct theme_wish *wish; /* what is known of the catalogue, or NULL */
};

static int fetch_list(void *arg, struct str *ret)
{
	const struct ask *ask = arg;
	struct buf path = BUF_ON(mem(), 2048);
	struct http_response rs;
	struct theme_list *list;

	buf_c(&path, "/v1/themes/recommendations?per_page=100&industry=");
	buf_url(&path, ask->industry);
	buf_c(&path, "&style=");
	buf_url(&path, ask->style);
	if (ask->session_id.n) {
		buf_c(&path, "&session_id=");
		buf_url(&path, ask->session_id);
	}
	if (ask->wish && ask->wish->audience.n) {
		buf_c(&path, "&audience=");
		buf_url(&path, ask->wish->audience);
	}
	/* Of a shop without products nothing is known yet. */
	if (ask->wish && ask->wish->products > 0)
		buf_printf(&path, "&products=%lld&has_images=%s&categories=%lld&words=%lld",
			(long long)ask->wish->products, ask->wish->has_images ? "true" : "false",
			(long long)ask->wish->categories, (long long)ask->wish->words);
	TRY(peer_fetch(&theme_svc,
		&(struct peer_request){ .path = buf_view(&path), .timeout_ms = ask->timeout_ms, .max_body = LIST_MOST },
		&rs));
	if (rs.status != 200)
		return fail_private(ERR_UPSTREAM, "theme-svc answered %d", rs.status);
	/* Nonsense must not stay for as long as an answer does. */
	if (schema_read(&theme_list_schema, rs.body, (void **)&list) < 0)
		return fail_private(
			ERR_UPSTREAM, "theme-svc answered with something else than %s", theme_list_schema.name);
	*ret = rs.body;
	return 0;
}

static struct str or_else(struct str s, struct str other)
{
	return s.n ? s : other;
}

/* Categories that products name, each once, and words of a description on average. More categories than these are many,
 * whatever their number. */
enum { CATEGORIES_MOST = 64 };

static void measure_catalogue(const struct json *products, struct theme_wish *w)
{
	struct str seen[CATEGORIES_MOST];
	int64_t described = 0, words = 0, k;

	for (const struct json *p = json_first(products); p; p = json_next(p)) {
		struct str category = json_get_str(p, "category"), text = json_get_str(p, "description");

		for (k = 0; k < w->categories && !str_eq(seen[k], category); k++) {}
		if (category.n && k == w->categories && k < CATEGORIES_MOST)
			seen[w->categories++] = category;
		described += text.n > 0;
		for (size_t i = 0; i < text.n; i++)
			words += text.p[i] != ' ' && (i == 0 || text.p[i - 1] == ' ');
	}
	w->words = described ? words / described : -1;
}

struct theme_wish theme_wish_of(const struct json *business_info, const struct json *product_config)
{
	const struct json *products = json_get(product_config, "products");
	struct theme_wish w = { .industry = json_get_str(business_info, "industry"),
		.style = json_get_str(business_info, "style"),
		.audience = json_get_str(business_info, "target_audience"),
		.products = (int64_t)json_len(products) };

	for (const struct json *p = json_first(products); p && !w.has_images; p = json_next(p))
		w.has_images = json_first(json_get(p, "images")) != NULL;
	measure_catalogue(products, &w);
	return w;
}

int theme_recommend(struct str industry, struct str style, int64_t timeout_ms, struct theme_list **ret)
{
	struct ask ask = { or_else(industry, STR("generic")), or_else(style, STR("any")), STR_NONE, timeout_ms, NULL };
	struct str key = str_printf(mem(), "wizard:themes:%.*s:%.*s", STR_FMT(ask.industry), STR_FMT(ask.style));
	struct str text;

	TRY(cache_load(lists, key, &text, fetch_list, &ask));
	return schema_read(&theme_list_schema, text, (void **)ret);
}

int theme_recommend_session(
	const struct theme_wish *w, struct str session_id, int64_t timeout_ms, struct theme_list **ret)
{
	struct ask ask = { or_else(w->industry, STR("generic")), or_else(w->style, STR("any")), session_id, timeout_ms,
		w };
	struct str text;

	TRY(fetch_list(&ask, &text));
	return schema_read(&theme_list_schema, text, (void **)ret);
}

static const struct field best_fields[] = {
	F_STR(struct theme_best, id, 0, 0, 0, NULL, "Theme"),
	F_STR(struct theme_best, name, 0, 0, 0, NULL, "Its name"),
	F_STR(struct theme_best, reason, 0, 0, 0, NULL, "Why"),
	F_NUM(struct theme_best, score, REQUIRED, 0, 1, 0, "How well it fits"),
	F_INT(struct theme_best, total, REQUIRED, 0, 1e9, 0, "Of how many"),
	F_STR(struct theme_best, layout_theme, 0, 0, 0, NULL, "The chosen theme, else the best"),
	F_STR(struct theme_best, layout_theme_name, 0, 0, 0, NULL, "Its name"),
	F_STR(struct theme_best, layout, 0, 0, 0, NULL, "Of its layouts the one for this catalogue"),
	F_STR(struct theme_best, layout_name, 0, 0, 0, NULL, "Its name"),
	F_STR(struct theme_best, layout_reason, 0, 0, 0, NULL, "Why"),
	F_STR(struct theme_best, layout_default, 0, 0, 0, NULL, "The one that the theme comes with"),
};
static const struct schema best_schema = SCHEMA("ThemeBest", struct theme_best, best_fields);

static int find_layout(const struct theme *t, struct theme_best *best)
{
	const struct suggested_layout *l = t->suggested_layout;
	const struct json *options;

	if (!l)
		return 0;
	TRY(json_parse(t->customization_options, &options));
	best->layout_theme = t->id;
	best->layout_theme_name = t->name;
	best->layout = l->id;
	best->layout_name = l->name;
	best->layout_reason = l->reason;
	best->layout_default = json_get_str(json_first(json_get(options, "layouts")), "id");
	return 0;
}

static int find_best(void *arg, struct str *ret)
{
	const struct ask *ask = arg;
	struct buf b = BUF_ON(mem(), 16 * 1024);
	struct theme_best best = { .total = 0 };
	struct theme_list *list;
	struct str text;

	TRY(fetch_list(arg, &text));
	TRY(schema_read(&theme_list_schema, text, (void **)&list));
	if (list->themes.n) {
		const struct theme *first = list->themes.items;

		const struct theme *asked = first;

		best = (struct theme_best){ .id = first->id,
			.name = first->name,
			.reason = first->reason,
			.score = first->score,
			.total = list->total };
		for (size_t i = 0; i < list->themes.n; i++)
			if (str_eq(first[i].id, ask->wish->chosen))
				asked = &first[i];
		TRY(find_layout(asked, &best));
	}
	schema_encode(&b, &best_schema, &best);
	*ret = buf_view(&b);
	return buf_ok(&b) ? 0 : -ERR_NOMEM;
}

int theme_best(const struct theme_wish *w, int64_t timeout_ms, struct theme_best **ret)
{
	struct ask ask = { or_else(w->industry, STR("generic")), or_else(w->style, STR("any")), STR_NONE, timeout_ms,
		w };
	struct str key = str_printf(mem(), "%.*s:%.*s:%lld:%lld:%lld:%d:%.*s:%.*s", STR_FMT(ask.industry),
		STR_FMT(ask.style), (long long)w->products, (long long)w->categories, (long long)w->words,
		w->has_images, STR_FMT(w->chosen), STR_FMT(w->audience));
	struct str text;

	TRY(cache_load(bests, key, &text, find_best, &ask));
	return schema_read(&best_schema, text, (void **)ret);
}

int theme_exists(struct str id, int64_t timeout_ms)
{
	struct buf b = BUF_ON(mem(), 1024);
	struct http_response rs;

	buf_c(&b, "/v1/themes/");
	buf_url(&b, id);
	TRY(peer_fetch(&theme_svc,
		&(struct peer_request){ .path = buf_view(&b), .timeout_ms = timeout_ms, .max_body = THEME_MOST }, &rs));
	if (rs.status == 200)
		return 1;
	/* Only theme-svc itself can say no. */
	if (rs.status == 404 && str_starts(rs.content_type, STR("application/problem+json")))
		return 0;
	return fail_private(ERR_UPSTREAM, "theme-svc answered %d", rs.status);
}

/* A body around a configuration: memory for all of it at once, for one that grows takes it twice. */
static struct buf body_around(struct str configuration)
{
	struct buf b = BUF_ON(mem(), STORE_BYTES);

	buf_reserve(&b, configuration.n + 4096);
	return b;
}

static int body_done(struct buf *b)
{
	int r = buf_error(b);

	return r == -ERR_TOO_LARGE ? fail(ERR_TOO_LARGE, "a store holds at most %d MB of texts", STORE_BYTES >> 20) : r;
}

int theme_review(struct str configuration, struct review **ret)
{
	struct buf b = body_around(configuration);
	struct http_response rs;

	buf_c(&b, "{\"configuration\":");
	buf_str(&b, configuration);
	buf_char(&b, '}');
	TRY(body_done(&b));
	TRY(peer_fetch(&theme_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/review"),
			.raw_body = buf_view(&b),
			.timeout_ms = REVIEW_MS,
			.repeatable = true },
		&rs));
	if (rs.status != 200)
		return fail_private(ERR_UPSTREAM, "theme-svc answered %d", rs.status);
	return schema_read(&review_schema, rs.body, (void **)ret);
}

int theme_render(const struct theme_page *p, struct http_response *ret)
{
	struct buf b = body_around(p->configuration);

	buf_c(&b, "{\"configuration\":");
	buf_str(&b, p->configuration);
	if (p->store_id.n) {
		buf_c(&b, ",\"store\":{\"id\":");
		buf_json_str(&b, p->store_id);
		buf_c(&b, ",\"slug\":");
		buf_json_str(&b, p->slug);
		buf_c(&b, ",\"version\":0}");
	}
	buf_c(&b, ",\"path\":");
	buf_json_str(&b, p->path);
	buf_c(&b, ",\"base\":");
	buf_json_str(&b, p->base);
	buf_c(&b, ",\"preview\":true}");
	TRY(body_done(&b));
	return peer_fetch(&theme_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/render"),
			.raw_body = buf_view(&b),
			.timeout_ms = RENDER_MS,
			.repeatable = true },
		ret);
}

int theme_dynamic(const struct theme_dynamic *p, struct http_response *ret)
{
	struct buf b = BUF_ON(mem(), DYNAMIC_MOST);

	buf_c(&b, "{\"store_id\":");
	buf_json_str(&b, p->store_id);
	buf_printf(&b, ",\"version\":%lld,\"page\":", (long long)p->version);
	buf_json_str(&b, p->page);
	buf_c(&b, ",\"data\":");
	buf_str(&b, p->data);
	buf_char(&b, '}');
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	TRY(peer_fetch(&theme_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/storefront/page"),
			.raw_body = buf_view(&b),
			.timeout_ms = RENDER_MS,
			.repeatable = true },
		ret));
	if (ret->status == 404)
		return fail(ERR_NOT_FOUND, "this store has no such page");
	return ret->status == 200 ? 0 : fail_private(ERR_UPSTREAM, "theme-svc answered %d", ret->status);
}

/* Segments that climb: the client would fold them away, and the call would reach another route. */
static bool climbs(struct str path)
{
	while (path.p) {
		struct str segment = str_split(&path, '/');

		if (str_is(segment, ".") || str_is(segment, ".."))
			return true;
	}
	return false;
}

static void put_query(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_printf(b, "&%s=", name);
	buf_url(b, value);
}

int theme_sample(const struct theme_sample *s, struct http_response *ret)
{
	struct buf b = BUF_ON(mem(), 4096);

	if (climbs(s->theme) || climbs(s->industry) || climbs(s->path))
		return fail(ERR_NOT_FOUND, "there is no such page");
	buf_c(&b, "/v1/sample/");
	buf_url(&b, s->theme);
	buf_char(&b, '/');
	buf_url(&b, s->industry);
	buf_char(&b, '/');
	/* The rest keeps its slashes. */
	for (struct str rest = s->path; rest.p;) {
		buf_url(&b, str_split(&rest, '/'));
		if (rest.p)
			buf_char(&b, '/');
	}
	buf_c(&b, "?base=");
	buf_url(&b, s->base);
#define X(name) put_query(&b, #name, s->name);
	THEME_LOOKS(X)
#undef X
	if (!buf_ok(&b))
		return fail(ERR_NOT_FOUND, "there is no such page");
	return peer_fetch(&theme_svc, &(struct peer_request){ .path = buf_view(&b), .timeout_ms = RENDER_MS }, ret);
}

static const struct field published_fields[] = {
	F_INT(struct site_published, pages, REQUIRED, 0, 1e9, 0, "Pages"),
	F_INT(struct site_published, files, REQUIRED, 0, 1e9, 0, "Files"),
	F_INT(struct site_published, bytes, REQUIRED, 0, 1e15, 0, "Bytes"),
	F_INT(struct site_published, written, 0, 0, 1e9, 0, "Files made now"),
	F_INT(struct site_published, took_ms, 0, 0, 1e9, 0, "Milliseconds"),
};
static const struct schema published_schema = SCHEMA("SitePublished", struct site_published, published_fields);

/* The configuration is the body, from where it stands. */
static int put_version(struct buf *path, struct str configuration, const struct schema *out, void **ret)
{
	return buf_ok(path) ? peer_call(&theme_svc,
				      &(struct peer_request){ .method = "PUT",
					      .path = buf_view(path),
					      .raw_body = configuration,
					      .out = out,
					      .timeout_ms = PUBLISH_MS,
					      .repeatable = true },
				      ret)
			    : -ERR_NOMEM;
}

int theme_publish(const struct site_version *v, struct str configuration, struct site_published **ret)
{
	struct buf b = BUF_ON(mem(), 4096);

	buf_printf(&b, "/v1/sites/%.*s/versions/%lld?live=%lld&again=%s", STR_FMT(v->store_id), (long long)v->version,
		(long long)v->live, v->again ? "true" : "false");
	put_query(&b, "slug", v->slug);
	put_query(&b, "origin", v->origin);
	return put_version(&b, configuration, &published_schema, (void **)ret); /* http: theme-svc */
}

struct site_exported {
	struct str file;
	int64_t pages, bytes;
};
static const struct field exported_fields[] = {
	F_STR(struct site_exported, file, REQUIRED, 1, 200, NULL, "The zip, below STORES_DIR"),
	F_INT(struct site_exported, pages, REQUIRED, 0, 1e9, 0, "Pages drawn"),
	F_INT(struct site_exported, bytes, REQUIRED, 0, 1e15, 0, "Bytes"),
};
static const struct schema exported_schema = SCHEMA("SiteExported", struct site_exported, exported_fields);

int theme_export(const struct site_export *x, struct str configuration, struct str *ret)
{
	struct buf b = BUF_ON(mem(), 4096);
	struct site_exported *out;

	buf_printf(&b, "/v1/sites/%.*s/versions/%lld/export?origin=", STR_FMT(x->store_id), (long long)x->version);
	buf_url(&b, x->origin);
	put_query(&b, "base", x->base);
	TRY(put_version(&b, configuration, &exported_schema, (void **)&out)); /* http: theme-svc */
	*ret = out->file;
	return 0;
}

int theme_remove(struct str site_id)
{
	struct http_response rs;

	TRY(peer_fetch(&theme_svc,
		&(struct peer_request){ .method = "DELETE",
			.path = str_printf(mem(), "/v1/sites/%.*s", STR_FMT(site_id)),
			.timeout_ms = PUBLISH_MS,
			.repeatable = true },
		&rs));
	return rs.status == 204 ? 0 : fail_private(ERR_UPSTREAM, "theme-svc answered %d", rs.status);
}
