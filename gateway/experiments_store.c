#include "experiments_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char insert_experiment[] = "insert into experiments (store_id, name) values ($1, $2) returning id";
static const char insert_variant[] =
	"insert into experiment_variants (experiment_id, position, name, weight, settings) "
	"values ($1, $2, $3, $4, $5::jsonb)";

int experiment_insert(
	struct str store_id, struct str name, const struct experiment_variant *variants, size_t n, struct str *id)
{
	_cleanup_tx_ struct tx *tx = NULL;
	struct rows r;

	TRY(tx_begin(&tx)); /* db */
	TRY(tx_query(tx, &r, insert_experiment, DB_TEXT(store_id), DB_TEXT(name)));
	*id = row_str(&r, 0, 0);
	for (size_t i = 0; i < n; i++)
		TRY(tx_query(tx, NULL, insert_variant, DB_TEXT(*id), DB_INT((int64_t)i), DB_TEXT(variants[i].name),
			DB_INT(variants[i].weight), DB_TEXT(variants[i].settings)));
	return tx_commit(&tx); /* db */
}

/* One that began with a version which is not live any more has ended, whether anybody said so or not. */
#define COLUMNS                                                                                                       \
	" e.id, e.name, case when e.status = 'running' and e.version is distinct from s.live_version then 'stopped' " \
	"else e.status end, e.created_at, e.started_at, e.stopped_at "
static const char select_one[] =
	"select" COLUMNS "from experiments e join stores s on s.id = e.store_id where e.store_id = $1 and e.id = $2";
static const char select_many[] = "select" COLUMNS "from experiments e join stores s on s.id = e.store_id "
				  "where e.store_id = $1 order by e.created_at desc, e.id limit $2 offset $3";
static const char count_many[] = "select count(*) from experiments where store_id = $1";
static const char select_variants[] =
	"select experiment_id, id, name, weight, coalesce(version, 0), settings from experiment_variants "
	"where experiment_id = any($1::uuid[]) order by experiment_id, position";

static struct experiment read_experiment(const struct rows *r, int i)
{
	return (struct experiment){ .experiment_id = row_str(r, i, 0),
		.name = row_str(r, i, 1),
		.status = row_str(r, i, 2),
		.created_at = row_time(r, i, 3),
		.started_at = row_time(r, i, 4),
		.stopped_at = row_time(r, i, 5) };
}

static int read_variants(struct experiment *e, size_t n)
{
	struct str *ids = TRY_MEM(ARENA_ARRAY(mem(), struct str, n + 1));
	struct rows r;

	for (size_t i = 0; i < n; i++)
		ids[i] = e[i].experiment_id;
	TRY(db_query(&r, select_variants, db_array(ids, n)));
	for (size_t i = 0; i < n; i++) {
		struct experiment_variant *v = TRY_MEM(ARENA_ARRAY(mem(), struct experiment_variant, r.n + 1));

		e[i].variants.items = v;
		for (int k = 0; k < r.n; k++)
			if (str_eq(row_str(&r, k, 0), e[i].experiment_id))
				v[e[i].variants.n++] = (struct experiment_variant){ .id = row_str(&r, k, 1),
					.name = row_str(&r, k, 2),
					.weight = row_i64(&r, k, 3),
					.version = row_i64(&r, k, 4),
					.settings = row_str(&r, k, 5) };
	}
	return 0;
}

int experiment_load(struct str store_id, struct str id, struct experiment *ret)
{
	struct rows r = { .n = 0 };

	if (str_is_uuid(id))
		TRY(db_query(&r, select_one, DB_TEXT(store_id), DB_TEXT(id)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no such experiment");
	*ret = read_experiment(&r, 0);
	return read_variants(ret, 1);
}

int experiment_list(struct str store_id, int64_t page, int64_t per_page, struct experiment_list *ret)
{
	struct rows r, total;
	struct experiment *items;

	TRY(db_query(&total, count_many, DB_TEXT(store_id)));
	TRY(db_query(&r, select_many, DB_TEXT(store_id), DB_INT(per_page), DB_INT((page - 1) * per_page)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct experiment, r.n + 1));
	for (int i = 0; i < r.n; i++)
		items[i] = read_experiment(&r, i);
	TRY(read_variants(items, (size_t)r.n));
	*ret = (struct experiment_list){ { items, (size_t)r.n }, row_i64(&total, 0, 0), page };
	return 0;
}

/* ---- begin and end ---------------------------------------------------------------------------- */

static const char lock_store[] = "select live_version from stores where id = $1 for update";
/* frozen_by is the variant: it is frozen once. A headline stands in the content, the rest among the theme's settings. */
static const char insert_rendition[] =
	"insert into store_configs (session_id, version, business_info, product_config, theme_settings, integrations, "
	"content_data, seo_config, store_id, frozen_by, defaulted_steps, slug, rendition_of) "
	"select c.session_id, (select max(version) + 1 from store_configs where store_id = $1), c.business_info, c.product_config, "
	"coalesce(c.theme_settings, '{}') || ($4::jsonb - 'headline'), c.integrations, "
	"case when $4::jsonb ? 'headline' then jsonb_set(jsonb_set(jsonb_set(coalesce(c.content_data, '{}'), '{pages}', "
	"coalesce(c.content_data->'pages', '{}')), '{pages,home}', coalesce(c.content_data#>'{pages,home}', '{}')), "
	"'{pages,home,headline}', $4::jsonb->'headline') else c.content_data end, c.seo_config, c.store_id, $3, c.defaulted_steps, "
	"c.slug, c.version from store_configs c where c.store_id = $1 and c.version = $2 on conflict (frozen_by) do nothing";
static const char update_variant[] =
	"update experiment_variants v set version = c.version from store_configs c where v.id = $1 and c.frozen_by = v.id "
	"returning c.version";

int experiment_rendition(struct str store_id, int64_t live, const struct experiment_variant *v, int64_t *version)
{
	_cleanup_tx_ struct tx *tx = NULL;
	struct rows r;

	TRY(tx_begin(&tx));                                   /* db */
	TRY(tx_query(tx, &r, lock_store, DB_TEXT(store_id))); /* so that no two versions get one number */
	TRY(tx_query(
		tx, NULL, insert_rendition, DB_TEXT(store_id), DB_INT(live), DB_TEXT(v->id), DB_TEXT(v->settings)));
	TRY(tx_query(tx, &r, update_variant, DB_TEXT(v->id)));
	if (r.n == 0)
		return fail(ERR_CONFLICT, "the live version changed meanwhile; begin again");
	*version = row_i64(&r, 0, 0);
	return tx_commit(&tx); /* db */
}

static const char end_stale[] =
	"update experiments e set status = 'stopped', stopped_at = now() from stores s where e.store_id = $1 "
	"and s.id = e.store_id and e.status = 'running' and e.version is distinct from s.live_version";
static const char begin_one[] =
	"update experiments e set status = 'running', version = $3, started_at = now() from stores s where e.store_id = $1 "
	"and e.id = $2 and e.status = 'draft' and s.id = e.store_id and s.live_version = $3";

int experiment_begin(struct str store_id, struct str id, int64_t live)
{
	struct rows r;
	int done;

	TRY(db_query(NULL, end_stale, DB_TEXT(store_id)));
	done = db_query(&r, begin_one, DB_TEXT(store_id), DB_TEXT(id), DB_INT(live));
	if (done == -ERR_DB_UNIQUE)
		return fail(ERR_CONFLICT, "another experiment runs in this store; stop it first");
	TRY(done);
	return r.affected ? 0 : fail(ERR_CONFLICT, "it has run already, or the store changed meanwhile");
}

static const char end_one[] = "update experiments set status = 'stopped', stopped_at = coalesce(stopped_at, now()) "
			      "where store_id = $1 and id = $2 and status <> 'draft'";

int experiment_end(struct str store_id, struct str id)
{
	struct rows r;

	TRY(db_query(&r, end_one, DB_TEXT(store_id), DB_TEXT(id)));
	return r.affected ? 0 : fail(ERR_CONFLICT, "it has not begun");
}

static const char insert_exposures[] =
	"insert into outbox (event_id, event_type, event_data) select t.id, t.type, t.data::jsonb "
	"from unnest($1::uuid[], $2::text[], $3::text[]) as t(id, type, data)";

int exposures_insert(const struct str *ids, const struct str *types, const struct str *data, size_t n)
{
	return db_query(NULL, insert_exposures, db_array(ids, n), db_array(types, n), db_array(data, n));
}
