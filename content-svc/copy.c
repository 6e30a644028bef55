#include "copy.h"

#include "base/context.h"
#include "base/err.h"
#include "contents_store.h"
#include "peer_llm.h"
#include "prompt.h"
#include "score.h"
#include "words.h"

enum { AT_ONCE = 16, CATEGORIES = 16 };

/* One text to be written, and where it belongs. */
struct gap {
	const char *type;   /* content_type */
	const char *page;   /* pages member, or NULL for a product */
	const char *member; /* "body" or "headline" */
	struct str sku;
	struct content_inputs inputs;
	struct str prompt, text, model;
	double quality;
};

struct work {
	const struct json *business, *products, *content;
	struct content_inputs store; /* what is known of the store */
	struct prompt_facts facts;
	struct gap *gaps;
	size_t n;
	int64_t kept;
};

static const struct {
	const char *page, *member, *type;
} page_texts[] = {
	{ "home", "headline", "headline" },
	{ "home", "body", "home" },
	{ "about", "body", "about" },
	{ "shipping", "body", "shipping" },
	{ "returns", "body", "returns" },
	{ "privacy", "body", "privacy" },
	{ "terms", "body", "terms" },
};

static struct vec list_of(const struct json *array)
{
	struct str *items = ARENA_ARRAY(mem(), struct str, json_len(array));
	struct vec v = { items, 0 };

	for (const struct json *c = json_first(array); c && items; c = json_next(c))
		if (json_str(c).n)
			items[v.n++] = json_str(c);
	return v;
}

static struct vec categories_of(const struct json *products)
{
	struct str *items = ARENA_ARRAY(mem(), struct str, CATEGORIES);
	struct vec v = { items, 0 };

	for (const struct json *p = json_first(products); p && items && v.n < CATEGORIES; p = json_next(p)) {
		struct str name = json_get_str(p, "category");
		bool known = name.n == 0;

		for (size_t i = 0; i < v.n && !known; i++)
			known = str_eq(items[i], name);
		if (!known)
			items[v.n++] = name;
	}
	return v;
}

static void find_pages(struct work *w)
{
	const struct json *pages = json_get(w->content, "pages");

	for (size_t i = 0; i < ARRAY_LEN(page_texts); i++) {
		if (str_trim(json_get_str(json_get(pages, page_texts[i].page), page_texts[i].member)).n) {
			w->kept++;
			continue;
		}
		w->gaps[w->n++] = (struct gap){ .type = page_texts[i].type,
			.page = page_texts[i].page,
			.member = page_texts[i].member,
			.inputs = w->store };
	}
}

static void find_products(struct work *w)
{
	const struct json *given = json_get(w->content, "product_descriptions");

	for (const struct json *p = json_first(w->products); p; p = json_next(p)) {
		struct str sku = json_get_str(p, "sku");
		struct gap g = { .type = "product_description", .sku = sku, .inputs = w->store };

		if (str_trim(json_get_str(p, "description")).n || str_trim(json_get_str(given, sku.p)).n) {
			w->kept++;
			continue;
		}
		g.inputs.product_name = json_get_str(p, "name");
		g.inputs.category = json_get_str(p, "category");
		g.inputs.features = list_of(json_get(p, "features"));
		g.inputs.description = STR_NONE; /* the store's story is not the product's */
		w->gaps[w->n++] = g;
	}
}

static int find_gaps(const struct json *configuration, struct work *w)
{
	const struct json *business = json_get(configuration, "business_info");

	*w = (struct work){ .business = business,
		.products = json_get(json_get(configuration, "product_config"), "products"),
		.content = json_get(configuration, "content_data") };
	w->store = (struct content_inputs){ .store_name = json_get_str(business, "business_name"),
		.industry = json_get_str(business, "industry"),
		.description = json_get_str(business, "description"),
		.audience = json_get_str(business, "target_audience") };
	w->facts = (struct prompt_facts){ .tone = json_get_str(business, "brand_voice"),
		.language = json_str(json_first(json_get(business, "languages"))),
		.country = json_get_str(business, "country"),
		.contact = json_get_str(business, "contact_email"),
		.sells = categories_of(w->products) };
	w->gaps = TRY_MEM(ARENA_ARRAY(mem(), struct gap, json_len(w->products) + ARRAY_LEN(page_texts)));
	find_pages(w);
	if (json_get_bool(w->content, "fill_missing", true))
		find_products(w);
	return 0;
}

static int judge(struct gap *g)
{
	struct content_reply scored = { .content = g->text };
	struct words words;

	TRY(words_split(g->text, &words));
	TRY(score_text(str_c(g->type), &g->inputs, &words, &scored));
	g->quality = scored.quality_score;
	return 0;
}

/* A batch at a time: llm-svc always has a writer, so one that fails fails the copy, and the launch tries again. */
static int write_batch(struct work *w, struct gap *gaps, int n)
{
	struct str *prompts = TRY_MEM(ARENA_ARRAY(mem(), struct str, n));
	struct written *texts = TRY_MEM(ARENA_ARRAY(mem(), struct written, n));

	for (int i = 0; i < n; i++) {
		struct prompt_facts facts = w->facts;

		facts.inputs = gaps[i].inputs;
		if (gaps[i].sku.p)
			facts.sells = (struct vec){ NULL, 0 };
		prompts[i] = gaps[i].prompt = prompt_make(str_c(gaps[i].type), &facts);
		if (!prompts[i].p)
			return fail(ERR_TOO_LARGE, "the facts of %.*s are too long", STR_FMT(gaps[i].sku));
	}
	TRY(llm_write_all(prompts, texts, n)); /* http: llm-svc */
	for (int i = 0; i < n; i++) {
		TRY(texts[i].result);
		gaps[i].text = *(struct str *)texts[i].texts.items;
		gaps[i].model = texts[i].model;
		TRY(judge(&gaps[i]));
	}
	return 0;
}

static int keep_rows(const struct request *rq, const struct store_copy_request *in, const struct work *w)
{
	struct content_row *rows = TRY_MEM(ARENA_ARRAY(mem(), struct content_row, w->n));

	for (size_t i = 0; i < w->n; i++) {
		const struct gap *g = &w->gaps[i];
		struct json *data = json_new_object();

		json_add_str(data, "content", g->text);
		if (g->sku.p)
			json_add_str(data, "sku", g->sku);
		rows[i] = (struct content_row){ str_c(g->type), json_text(data), g->prompt, g->model, g->quality };
	}
	return content_replace_store(in->store_config_id, str_c(rq->id.sub), rows, w->n); /* db */
}

/* content_data as it was, plus what was written, plus who wrote what. */
static struct str merge(const struct work *w)
{
	struct json *out = json_new_object(), *pages, *descriptions, *provenance;
	const struct json *old_pages = json_get(w->content, "pages");

	json_add_bool(out, "fill_missing", json_get_bool(w->content, "fill_missing", true));
	pages = json_add_object(out, "pages");
	for (size_t i = 0; i < ARRAY_LEN(page_texts);) {
		const char *page = page_texts[i].page;
		struct json *texts = json_add_object(pages, page);

		for (const struct json *m = json_first(json_get(old_pages, page)); m; m = json_next(m))
			if (str_trim(json_str(m)).n)
				json_add_copy(texts, json_key(m).p, m);
		for (size_t k = 0; k < w->n; k++)
			if (w->gaps[k].page && strcmp(w->gaps[k].page, page) == 0)
				json_add_str(texts, w->gaps[k].member, w->gaps[k].text);
		while (i < ARRAY_LEN(page_texts) && strcmp(page_texts[i].page, page) == 0)
			i++;
	}
	descriptions = json_add_object(out, "product_descriptions");
	for (const struct json *m = json_first(json_get(w->content, "product_descriptions")); m; m = json_next(m))
		if (str_trim(json_str(m)).n)
			json_add_copy(descriptions, json_key(m).p, m);
	if (json_first(json_get(w->content, "translations")))
		json_add_copy(out, "translations", json_get(w->content, "translations"));
	provenance = json_add_object(out, "provenance");
	for (size_t k = 0; k < w->n; k++) {
		if (w->gaps[k].sku.p)
			json_add_str(descriptions, w->gaps[k].sku.p, w->gaps[k].text);
		json_add_str(provenance, w->gaps[k].sku.p ? w->gaps[k].sku.p : w->gaps[k].type, w->gaps[k].model);
	}
	return json_text(out);
}

/* POST /v1/stores/copy: what is given is kept, what is missing is written. */
int copy_create(struct request *rq)
{
	const struct store_copy_request *in = body(rq);
	struct store_copy_reply out;
	struct work w;

	TRY(find_gaps(in->configuration, &w));
	for (size_t i = 0; i < w.n; i += AT_ONCE)
		TRY(write_batch(&w, w.gaps + i, (int)(w.n - i < AT_ONCE ? w.n - i : AT_ONCE)));
	TRY(keep_rows(rq, in, &w)); /* db */
	out = (struct store_copy_reply){ merge(&w), (int64_t)w.n, w.kept, w.n ? w.gaps[0].model : STR("nobody") };
	if (!out.content_data.p)
		return -ERR_NOMEM;
	return reply(rq, 200, &store_copy_reply_schema, &out);
}
