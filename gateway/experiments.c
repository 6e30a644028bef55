#include "experiments.h"

#include "base/context.h"
#include "base/err.h"
#include "domains.h"
#include "experiments_store.h"
#include "exposure.h"
#include "peer_analytics.h"
#include "peer_theme.h"
#include "stores_store.h"
#include "web/peer.h"

/* ---- bodies --------------------------------------------------------------------------------- */

struct variant_new {
	struct str name;
	int64_t weight;
	struct variant_settings *settings;
};
struct experiment_new {
	struct str name;
	struct vec variants; /* of struct variant_new: beside the control */
	int64_t control_weight;
};

static const struct field settings_fields[] = {
	F_STR(struct variant_settings, theme_id, 0, 1, 100, &format_identifier, "Another theme"),
	F_MAP(struct variant_settings, palette, 0, 20, 7, &format_color, "Other colours: role → #rrggbb"),
	F_JSON(struct variant_settings, customizations, 0, NULL,
		"An object, instead of the shop's: palette_dark (role → #rrggbb by night) goes with a palette"),
	F_STR(struct variant_settings, layout, 0, 1, 100, &format_identifier, "Another of the theme's layouts"),
	F_STR(struct variant_settings, headline, 0, 1, 200, &format_line, "Another headline on the home page"),
};
static void check_settings(void *value, const char *pointer, struct violations *v)
{
	const struct variant_settings *s = value;

	if (s->customizations && json_kind(s->customizations) != JSON_OBJECT)
		violation_add(v, str_printf(mem(), "%s/customizations", pointer), "type", "must be an object");
}
static const struct schema settings_schema = SCHEMA_RULE(
	"VariantSettings", struct variant_settings, settings_fields, check_settings);

static const struct field variant_new_fields[] = {
	F_STR(struct variant_new, name, REQUIRED, 1, 100, &format_line, "For the merchant"),
	F_INT(struct variant_new, weight, 0, 1, 100, 50, "Its share, beside the others' weights"),
	F_OBJ(struct variant_new, settings, REQUIRED, &settings_schema, "What is different"),
};
static const struct schema variant_new_schema = SCHEMA("ExperimentVariantNew", struct variant_new, variant_new_fields);

static const struct field new_fields[] = {
	F_STR(struct experiment_new, name, REQUIRED, 1, 100, &format_line, "For the merchant"),
	F_LIST(struct experiment_new, variants, REQUIRED, 1, VARIANTS_MAX - 1, &variant_new_schema,
		"Designs beside the present one, which is the control"),
	F_INT(struct experiment_new, control_weight, 0, 0, 100, 50, "The control's share"),
};
const struct schema experiment_new_schema = SCHEMA("ExperimentNew", struct experiment_new, new_fields);

static const struct field variant_fields[] = {
	F_STR(struct experiment_variant, name, REQUIRED, 0, 0, NULL, "The first is the control"),
	F_INT(struct experiment_variant, weight, REQUIRED, 0, 100, 0, "Its share, beside the others' weights"),
	F_RAW(struct experiment_variant, settings, REQUIRED, "What is different"),
	F_INT(struct experiment_variant, version, REQUIRED, 0, 1e9, 0,
		"Its version, to publish when it wins; 0: not drawn yet"),
	F_INT(struct experiment_variant, visitors, REQUIRED, 0, 1e15, 0, "Visitors who saw it, each once"),
	F_INT(struct experiment_variant, orders, REQUIRED, 0, 1e15, 0, "Orders that were placed by those who saw it"),
	F_NUM(struct experiment_variant, share, REQUIRED, 0, 1, 0, "Orders a visitor"),
	F_NUM(struct experiment_variant, share_low, REQUIRED, 0, 1, 0, "Lower end of its 95 % interval (Wilson)"),
	F_NUM(struct experiment_variant, share_high, REQUIRED, 0, 1, 1, "Upper end"),
};
static const struct schema variant_schema = SCHEMA("ExperimentVariant", struct experiment_variant, variant_fields);

static const struct field experiment_fields[] = {
	F_UUID(struct experiment, experiment_id, REQUIRED, "Id"),
	F_STR(struct experiment, name, REQUIRED, 0, 0, NULL, "For the merchant"),
	F_STR(struct experiment, status, REQUIRED, 0, 0, NULL, "draft, running, stopped"),
	F_LIST(struct experiment, variants, REQUIRED, 0, VARIANTS_MAX, &variant_schema, "The control first"),
	F_TIME(struct experiment, created_at, REQUIRED, "Made"),
	F_TIME(struct experiment, started_at, NULLABLE, "Begun"),
	F_TIME(struct experiment, stopped_at, NULLABLE, "Ended"),
};
const struct schema experiment_schema = SCHEMA("Experiment", struct experiment, experiment_fields);

static const struct field list_fields[] = {
	F_LIST(struct experiment_list, items, REQUIRED, 0, 0, &experiment_schema, "Newest first"),
	F_INT(struct experiment_list, total, REQUIRED, 0, 1e15, 0, "How many there are"),
	F_INT(struct experiment_list, page, REQUIRED, 1, 1e9, 0, "Which page this is"),
};
const struct schema experiment_list_schema = SCHEMA("ExperimentList", struct experiment_list, list_fields);

/* ---- handlers ------------------------------------------------------------------------------- */

static int settings_text(const struct variant_settings *s, struct str *ret)
{
	struct buf b = BUF_ON(mem(), 16 * 1024);

	schema_encode(&b, &settings_schema, s);
	*ret = buf_view(&b);
	return buf_ok(&b) ? 0 : -ERR_NOMEM;
}

/* POST /api/v1/stores/{store_id}/experiments: make one; it does not run yet. */
int experiments_create(struct request *rq)
{
	const struct experiment_new *in = body(rq);
	const struct variant_new *from = in->variants.items;
	struct experiment_variant *v = TRY_MEM(ARENA_ARRAY(mem(), struct experiment_variant, VARIANTS_MAX));
	struct experiment out;
	struct store store;
	struct str id;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	v[0] = (struct experiment_variant){
		.name = STR("As it is"), .weight = in->control_weight, .settings = STR("{}")
	};
	for (size_t i = 0; i < in->variants.n; i++) {
		v[i + 1] = (struct experiment_variant){ .name = from[i].name, .weight = from[i].weight };
		TRY(settings_text(from[i].settings, &v[i + 1].settings));
		if (str_is(v[i + 1].settings, "{}"))
			return fail(ERR_INVALID, "the variant \"%.*s\" differs in nothing from the shop as it is",
				STR_FMT(from[i].name));
	}
	TRY(experiment_insert(store.store_id, in->name, v, in->variants.n + 1, &id)); /* db */
	TRY(experiment_load(store.store_id, id, &out));                               /* db */
	return reply(rq, 201, &experiment_schema, &out);
}

static void put_count(struct experiment *e, size_t n, const struct experiment_count *c)
{
	struct experiment_variant *v;

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(e[i].experiment_id, c->experiment_id) || (size_t)c->variant >= e[i].variants.n)
			continue;
		v = (struct experiment_variant *)e[i].variants.items + c->variant;
		v->visitors = c->visitors;
		v->orders = c->orders;
		v->share = c->share;
		v->share_low = c->share_low;
		v->share_high = c->share_high;
	}
}

/* Who saw what, and bought. Of what nobody saw all is possible. */
static int count(struct experiment *e, size_t n)
{
	struct str *ids = TRY_MEM(ARENA_ARRAY(mem(), struct str, n + 1));
	struct experiment_counts *counts;

	for (size_t i = 0; i < n; i++) {
		struct experiment_variant *v = e[i].variants.items;

		ids[i] = e[i].experiment_id;
		for (size_t k = 0; k < e[i].variants.n; k++)
			v[k].share_high = 1;
	}
	if (!n)
		return 0;
	TRY(analytics_experiments(ids, n, &counts)); /* http: analytics-svc */
	for (size_t i = 0; i < counts->variants.n; i++)
		put_count(e, n, &((const struct experiment_count *)counts->variants.items)[i]);
	return 0;
}

/* GET /api/v1/stores/{store_id}/experiments: newest first. */
int experiments_list(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct experiment_list out;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(experiment_list(store.store_id, q->page, q->per_page, &out)); /* db */
	TRY(count(out.items.items, out.items.n));                         /* http: analytics-svc */
	return reply(rq, 200, &experiment_list_schema, &out);
}

static int load(struct request *rq, struct store *store, struct experiment *ret)
{
	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), store));         /* db */
	return experiment_load(store->store_id, path(rq, "experiment_id"), ret); /* db */
}

/* GET /api/v1/stores/{store_id}/experiments/{experiment_id}: with how many saw what, and bought. */
int experiments_get(struct request *rq)
{
	struct experiment out;
	struct store store;

	TRY(load(rq, &store, &out)); /* db */
	TRY(count(&out, 1));         /* http: analytics-svc */
	return reply(rq, 200, &experiment_schema, &out);
}

/* Each variant's pages, drawn before anybody can be sent to them. */
static int draw(const struct store *store, struct experiment *e)
{
	struct experiment_variant *v = e->variants.items;
	struct site_published *published;
	struct site_version site;
	struct str config_id, slug, configuration;

	for (size_t i = 1; i < e->variants.n; i++) {
		TRY(experiment_rendition(store->store_id, store->live_version, &v[i], &v[i].version)); /* db */
		TRY(store_config_id(store->store_id, v[i].version, &config_id, &slug));                /* db */
		TRY(store_configuration(config_id, &configuration));                                   /* db */
		site = (struct site_version){
			.store_id = store->store_id, .slug = slug, .version = v[i].version, .live = store->live_version
		};
		TRY(theme_publish(&site, configuration, &published)); /* http: theme-svc */
		TRY(domains_publish(&site, configuration));           /* http: theme-svc */
	}
	return 0;
}

/* POST /api/v1/stores/{store_id}/experiments/{experiment_id}/start */
int experiments_start(struct request *rq)
{
	struct experiment out;
	struct store store;

	TRY(load(rq, &store, &out)); /* db */
	if (!str_is(out.status, "draft"))
		return fail(ERR_CONFLICT, "it has run already; make a new one");
	if (!store.live_version)
		return fail(ERR_CONFLICT, "this store is not live yet; launch it first");
	TRY(draw(&store, &out));                                                      /* db; http: theme-svc */
	TRY(experiment_begin(store.store_id, out.experiment_id, store.live_version)); /* db */
	store_forget_live(store.slug);
	TRY(load(rq, &store, &out)); /* db */
	return reply(rq, 200, &experiment_schema, &out);
}

/* POST /api/v1/stores/{store_id}/experiments/{experiment_id}/stop */
int experiments_stop(struct request *rq)
{
	struct experiment out;
	struct store store;

	TRY(load(rq, &store, &out));                            /* db */
	TRY(experiment_end(store.store_id, out.experiment_id)); /* db */
	store_forget_live(store.slug);
	TRY(load(rq, &store, &out)); /* db */
	return reply(rq, 200, &experiment_schema, &out);
}
