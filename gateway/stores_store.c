#include "stores_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/cache.h"
#include "net/db.h"
#include "session_view.h"
#include "shop_items_store.h"
#include "wizard.h"

enum { LIVE_MS = 1000, LAST_KNOWN_MS = 24 * 3600 * 1000 };

static struct cache *live, *last_known;

int stores_open(void)
{
	struct cache_options o = {
		.name = "live_stores", .max_entries = 10000, .max_bytes = 4 << 20, .l1_ms = LIVE_MS
	};

	TRY(cache_open(&o, &live));
	o.name = "last_known_stores";
	o.l1_ms = LAST_KNOWN_MS;
	return cache_open(&o, &last_known);
}

void stores_close(void)
{
	cache_free(live);
	cache_free(last_known);
	live = last_known = NULL;
}

/* ---- freezing -------------------------------------------------------------------------------- */

static const char lock_session[] =
	"select user_id, configuration->'business_info'->>'business_name', configuration->'seo_config'->>'slug', completed "
	"from wizard_sessions where id = $1 for update";
static const char select_frozen[] =
	"select c.id, c.store_id, c.slug, c.version, s.owner from store_configs c join stores s on s.id = c.store_id "
	"where c.frozen_by = $1";
static const char select_store[] = "select id, slug from stores where session_id = $1";
static const char insert_store[] = "insert into stores (owner, session_id, slug, name) values ($1, $2, $3, $4) "
				   "on conflict (slug) do nothing returning id";
static const char select_taken[] = "select 1 from stores where slug = $1 and id <> $2";
static const char insert_config[] =
	"insert into store_configs (session_id, version, business_info, product_config, theme_settings, integrations, "
	"content_data, seo_config, store_id, frozen_by, defaulted_steps, slug) "
	"select w.id, coalesce((select max(version) from store_configs where store_id = $2), 0) + 1, "
	"w.configuration->'business_info', coalesce(w.configuration->'product_config', '{}'), "
	"coalesce(w.configuration->'theme_settings', '{}'), coalesce(w.configuration->'integrations', '{}'), "
	"coalesce(w.configuration->'content_data', '{}'), coalesce(w.configuration->'seo_config', '{}'), $2, $3, "
	"(select coalesce(sum(1 << (k.n::int - 1)), 0) from unnest(array['business_info','product_config',"
	"'theme_settings','content_data','integrations','seo_config']) with ordinality as k(key, n) "
	"where coalesce(w.configuration->k.key, '{}') = '{}'), $4 "
	"from wizard_sessions w where w.id = $1 returning id, version";

static int add_store(
	struct tx *tx, struct str owner, struct str session_id, struct str name, struct str wished, struct frozen *ret)
{
	char slug[64], derived[64];
	struct rows r;

	wizard_slug(name, derived);
	for (int i = 1; i <= WIZARD_SLUGS_TRIED; i++) {
		wizard_slug_try(wished.n ? wished.p : derived, i, slug);
		TRY(tx_query(
			tx, &r, insert_store, DB_TEXT(owner), DB_TEXT(session_id), DB_C(slug), DB_TEXT(name))); /* db */
		if (r.n) {
			ret->store_id = row_str(&r, 0, 0);
			ret->slug = str_dup(mem(), str_c(slug));
			return 0;
		}
		if (wished.n)
			return fail(ERR_CONFLICT, "the address /s/%.*s is taken; choose another in step 6",
				STR_FMT(wished));
	}
	return fail(ERR_CONFLICT, "no free address near /s/%s; write one in step 6", derived);
}

/* Only looked at here: what shoppers see, its address too, changes with the switch. */
static int keep_store(struct tx *tx, const struct rows *found, struct str wished, struct frozen *ret)
{
	struct rows taken;

	ret->store_id = row_str(found, 0, 0);
	ret->slug = wished.n ? wished : row_str(found, 0, 1);
	TRY(tx_query(tx, &taken, select_taken, DB_TEXT(ret->slug), DB_TEXT(ret->store_id))); /* db */
	if (taken.n)
		return fail(ERR_CONFLICT, "the address /s/%.*s is taken; choose another in step 6", STR_FMT(wished));
	return 0;
}

int store_freeze(struct str session_id, struct str job_id, struct frozen *ret)
{
	_cleanup_tx_ struct tx *tx = NULL; /* rolls back unless committed */
	struct rows session, r;
	struct str owner, name, wished;

	TRY(tx_begin(&tx)); /* db */
	TRY(tx_query(tx, &session, lock_session, DB_TEXT(session_id)));
	if (session.n == 0)
		return fail(ERR_NOT_FOUND, "the session is gone");
	TRY(tx_query(tx, &r, select_frozen, DB_TEXT(job_id)));
	if (r.n) {
		*ret = (struct frozen){ row_str(&r, 0, 0), row_str(&r, 0, 1), row_str(&r, 0, 2), session_id,
			row_str(&r, 0, 4), row_i64(&r, 0, 3) };
		return tx_commit(&tx);
	}
	owner = row_str(&session, 0, 0);
	name = row_str(&session, 0, 1);
	wished = row_str(&session, 0, 2);
	if (!name.n)
		return fail(ERR_CONFLICT, "complete step 1 first");
	*ret = (struct frozen){ .session_id = session_id, .owner = owner };
	TRY(tx_query(tx, &r, select_store, DB_TEXT(session_id)));
	TRY(r.n ? keep_store(tx, &r, wished, ret) : add_store(tx, owner, session_id, name, wished, ret));
	TRY(tx_query(tx, &r, insert_config, DB_TEXT(session_id), DB_TEXT(ret->store_id), DB_TEXT(job_id),
		DB_TEXT(ret->slug)));
	ret->config_id = row_str(&r, 0, 0);
	ret->version = row_i64(&r, 0, 1);
	return tx_commit(&tx); /* db */
}

/* What is left of an article, as it will be when the version is live (shop_items_store.c): {} where its own number holds. */
#define LEFT(j)                                                                                                  \
	"coalesce((select jsonb_build_object('stock', i.stock) from shop_items i where i.store_id = c.store_id " \
	"and i.sku = " j "->>'sku' and i.stock is not null and not (c.version > i.declared_by "                  \
	"and nullif((" j "->>'stock')::numeric, -1)::bigint is distinct from i.declared)), '{}')"
static const char select_configuration[] =
	"select jsonb_build_object('business_info', business_info, 'product_config', case when exists (select 1 from shop_items i "
	"where i.store_id = c.store_id and (i.stock is distinct from i.declared or c.version < i.declared_by)) "
	"and jsonb_typeof(product_config->'products') = 'array' then jsonb_set(product_config, '{products}', (select "
	"coalesce(jsonb_agg(p.j || case when jsonb_typeof(p.j->'variants') = 'array' and p.j->'variants' <> '[]' then "
	"jsonb_build_object('variants', (select jsonb_agg(v.j || " LEFT(
		"v.j") " order by v.n) "
		       "from jsonb_array_elements(p.j->'variants') with ordinality v(j, n))) else " LEFT(
			       "p.j") " end order by p.n), '[]') "
				      "from jsonb_array_elements(product_config->'products') with ordinality p(j, n))) else product_config end, "
				      "'theme_settings', theme_settings, 'content_data', content_data, 'integrations', integrations, 'seo_config', seo_config) "
				      "from store_configs c where id = $1";

int store_configuration(struct str config_id, struct str *ret)
{
	struct rows r;

	TRY(db_query(&r, select_configuration, DB_TEXT(config_id)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no such version");
	*ret = row_str(&r, 0, 0);
	return 0;
}

static const char select_tools[] =
	"select integrations->'integrations'->0 is not null from store_configs where id = $1";

int store_has_tools(struct str config_id)
{
	struct rows r;

	TRY(db_query(&r, select_tools, DB_TEXT(config_id)));
	return r.n && row_bool(&r, 0, 0);
}

static const char update_content[] = "update store_configs set content_data = $2::jsonb where id = $1";

int store_put_content(struct job *by, struct str config_id, struct str content_data)
{
	_cleanup_tx_ struct tx *tx = NULL;

	TRY(tx_begin(&tx));     /* db */
	TRY(job_fence(by, tx)); /* db */
	TRY(tx_query(tx, NULL, update_content, DB_TEXT(config_id), DB_TEXT(content_data)));
	return tx_commit(&tx); /* db */
}

/* Pages link to the address that they were drawn for, so a version brings its address along. */
static const char switch_version[] =
	"with c as (update store_configs set published_at = coalesce(published_at, now()) where store_id = $1 and version = $2 "
	"returning store_id, version, slug, business_info->>'business_name' as name) "
	"update stores s set live_version = c.version, slug = c.slug, name = coalesce(c.name, s.name), updated_at = now() from c "
	"where s.id = c.store_id returning s.slug";

int store_go_live(struct job *by, struct str store_id, int64_t version)
{
	_cleanup_tx_ struct tx *tx = NULL;
	struct rows r;
	int done;

	TRY(tx_begin(&tx)); /* db */
	if (by)
		TRY(job_fence(by, tx)); /* db */
	done = tx_query(tx, &r, switch_version, DB_TEXT(store_id), DB_INT(version));
	if (done == -ERR_DB_UNIQUE)
		return fail(ERR_CONFLICT,
			"the address of version %lld is another store's by now; launch again under another one",
			(long long)version);
	TRY(done);
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no version %lld", (long long)version);
	TRY(shop_items_switch(tx, store_id, version)); /* db */
	TRY(tx_commit(&tx));                           /* db */
	cache_drop(live, row_str(&r, 0, 0));
	return 0;
}

/* ---- reading --------------------------------------------------------------------------------- */

#define COLUMNS                                                                                \
	" id, session_id, slug, name, coalesce(live_version, 0), created_at, updated_at, "     \
	"(select count(*) from orders o where o.store_id = stores.id and o.seen_at is null), " \
	"(select count(*) from messages m where m.store_id = stores.id and m.seen_at is null) "
static const char select_one[] = "select" COLUMNS "from stores where id = $1 and owner = $2";
static const char select_many[] = "select" COLUMNS
				  "from stores where owner = $1 order by updated_at desc, id limit $2 offset $3";
static const char count_many[] = "select count(*) from stores where owner = $1";

static void read_store(const struct rows *r, int i, struct store *ret)
{
	*ret = (struct store){ .store_id = row_str(r, i, 0),
		.session_id = row_str(r, i, 1),
		.slug = row_str(r, i, 2),
		.name = row_str(r, i, 3),
		.storefront_url = storefront_url(row_str(r, i, 2)),
		.live_version = row_i64(r, i, 4),
		.created_at = row_time(r, i, 5),
		.updated_at = row_time(r, i, 6),
		.unread_orders = row_i64(r, i, 7),
		.unread_messages = row_i64(r, i, 8) };
}

int store_load(struct str store_id, struct str owner, struct store *ret)
{
	struct rows r = { .n = 0 };

	if (str_is_uuid(store_id))
		TRY(db_query(&r, select_one, DB_TEXT(store_id), DB_TEXT(owner)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no such store");
	read_store(&r, 0, ret);
	return 0;
}

int store_list(struct str owner, int64_t page, int64_t per_page, struct store_list *ret)
{
	struct rows r, total;
	struct store *items;

	TRY(db_query(&total, count_many, DB_TEXT(owner)));
	TRY(db_query(&r, select_many, DB_TEXT(owner), DB_INT(per_page), DB_INT((page - 1) * per_page)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct store, r.n));
	for (int i = 0; i < r.n; i++)
		read_store(&r, i, &items[i]);
	*ret = (struct store_list){ { items, (size_t)r.n }, row_i64(&total, 0, 0), page };
	return 0;
}

/* Sizes are compared first: a catalogue that grew is not read for it. */
#define STEP_CHANGED(column, bit)                                                                            \
	" + (pg_column_size(c." column ") is distinct from pg_column_size(p." column ") or c." column " is " \
	"distinct from p." column ")::int * " bit
static const char select_versions[] =
	"select c.version, c.defaulted_steps, c.created_at, c.published_at, coalesce(c.rendition_of, 0), "
	"case when p.version is null then 0 else 0" STEP_CHANGED("business_info", "1") STEP_CHANGED(
		"product_config", "2") STEP_CHANGED("theme_settings", "4") STEP_CHANGED("content_data",
		"8") STEP_CHANGED("integrations", "16") STEP_CHANGED("seo_config",
		"32") " end from store_configs c left join lateral (select * from store_configs o where o.store_id = c.store_id "
		      "and o.version < c.version and (o.version = c.rendition_of or c.rendition_of is null and o.rendition_of is null) "
		      "order by o.version desc limit 1) p on true "
		      "where c.store_id = $1 and (c.rendition_of is null or c.published_at is not null) "
		      "order by c.version desc limit $2 offset $3";
static const char count_versions[] = "select count(*) from store_configs where store_id = $1 "
				     "and (rendition_of is null or published_at is not null)";

int store_versions(
	struct str store_id, int64_t live_version, int64_t page, int64_t per_page, struct store_version_list *ret)
{
	struct rows r, total;
	struct store_version *items;

	TRY(db_query(&total, count_versions, DB_TEXT(store_id)));
	TRY(db_query(&r, select_versions, DB_TEXT(store_id), DB_INT(per_page), DB_INT((page - 1) * per_page)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct store_version, r.n));
	for (int i = 0; i < r.n; i++)
		items[i] = (struct store_version){ .version = row_i64(&r, i, 0),
			.live = row_i64(&r, i, 0) == live_version,
			.defaulted_steps = steps_of(row_i64(&r, i, 1)),
			.created_at = row_time(&r, i, 2),
			.published_at = row_time(&r, i, 3),
			.rendition_of = row_i64(&r, i, 4),
			.changed_steps = steps_of(row_i64(&r, i, 5)) };
	*ret = (struct store_version_list){ { items, (size_t)r.n }, row_i64(&total, 0, 0), page };
	return 0;
}

static const char select_config_id[] = "select id, slug from store_configs where store_id = $1 and version = $2";

int store_config_id(struct str store_id, int64_t version, struct str *ret, struct str *slug)
{
	struct rows r;

	TRY(db_query(&r, select_config_id, DB_TEXT(store_id), DB_INT(version)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no version %lld", (long long)version);
	*ret = row_str(&r, 0, 0);
	*slug = row_str(&r, 0, 1);
	return 0;
}

static const char select_live[] =
	"select s.id::text || '/' || s.live_version::text || coalesce((select ' ' || e.id::text || ' ' || "
	"string_agg(v.weight::text || ':' || coalesce(v.version, e.version)::text, ' ' order by v.position) from experiments e "
	"join experiment_variants v on v.experiment_id = e.id where e.store_id = s.id and e.status = 'running' "
	"and e.version = s.live_version group by e.id), '') from stores s where s.slug = $1 and s.live_version is not null";

static int load_live(void *arg, struct str *ret)
{
	const struct str *slug = arg;
	struct rows r;

	TRY(db_query(&r, select_live, DB_TEXT(*slug)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no store at this address");
	*ret = row_str(&r, 0, 0);
	cache_put(last_known, *slug, *ret);
	return 0;
}

int store_live(struct str slug, struct str *folder, struct str *experiment)
{
	int r = cache_load(live, slug, experiment, load_live, &slug);

	if (r == -ERR_DB_AWAY && TRY(cache_get(last_known, slug, experiment)) == 1)
		r = 0;
	TRY(r);
	*folder = str_dup(mem(), str_split(experiment, ' '));
	return folder->p ? 0 : -ERR_NOMEM;
}

void store_forget_live(struct str slug)
{
	cache_drop(live, slug);
}
