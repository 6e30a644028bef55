#include "domains_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

#define COLUMNS                                                                                                   \
	" d.id, d.host, d.token, d.verified_at is not null, coalesce(d.detail, ''), d.checked_at, d.created_at, " \
	"d.id = (select c.id from store_domains c where c.store_id = d.store_id and c.verified_at is not null "   \
	"order by c.verified_at, c.id limit 1), d.failing_since "

static void read_domain(const struct rows *r, int i, struct domain *ret)
{
	bool proved = str_is(row_str(r, i, 3), "t");

	*ret = (struct domain){ .domain_id = row_str(r, i, 0),
		.host = row_str(r, i, 1),
		.status = proved ? STR("verified") : STR("pending"),
		.record_name = str_printf(mem(), "_storefront.%.*s", STR_FMT(row_str(r, i, 1))),
		.record_value = str_printf(mem(), "storefront=%.*s", STR_FMT(row_str(r, i, 2))),
		.detail = row_str(r, i, 4),
		.checked_at = row_time(r, i, 5),
		.created_at = row_time(r, i, 6),
		.url = str_printf(mem(), "https://%.*s/", STR_FMT(row_str(r, i, 1))),
		.canonical = str_is(row_str(r, i, 7), "t"),
		.failing_since = row_null(r, i, 8) ? STR_NONE : row_time(r, i, 8) };
}

static const char select_many[] = "select" COLUMNS
				  "from store_domains d where d.store_id = $1 order by d.created_at, d.id";

int domain_list(struct str store_id, struct domain_list *ret)
{
	struct domain *items;
	struct rows r;

	TRY(db_query(&r, select_many, DB_TEXT(store_id)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct domain, r.n + 1));
	for (int i = 0; i < r.n; i++)
		read_domain(&r, i, &items[i]);
	ret->items = (struct vec){ items, (size_t)r.n };
	return 0;
}

static const char select_one[] = "select" COLUMNS "from store_domains d where d.store_id = $1 and d.id = $2";

int domain_load(struct str store_id, struct str domain_id, struct domain *ret)
{
	struct rows r = { .n = 0 };

	if (str_is_uuid(domain_id))
		TRY(db_query(&r, select_one, DB_TEXT(store_id), DB_TEXT(domain_id)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "the store has no such domain");
	read_domain(&r, 0, ret);
	return 0;
}

/* The row of the store holds others back, so that the count is one. */
static const char lock_store[] = "select count(*) from store_domains where store_id = "
				 "(select id from stores where id = $1 for update)";
static const char insert_one[] = "insert into store_domains (store_id, host, token) values ($1, $2, $3) "
				 "on conflict (store_id, host) do nothing returning id";

int domain_add(struct str store_id, struct str host, struct str token, struct domain *ret)
{
	_cleanup_tx_ struct tx *tx = NULL;
	struct rows r;
	struct str id;

	TRY(tx_begin(&tx)); /* db */
	TRY(tx_query(tx, &r, lock_store, DB_TEXT(store_id)));
	if (row_i64(&r, 0, 0) >= DOMAINS_MAX)
		return fail(ERR_CONFLICT, "a store has at most %d domains", DOMAINS_MAX);
	TRY(tx_query(tx, &r, insert_one, DB_TEXT(store_id), DB_TEXT(host), DB_TEXT(token)));
	if (r.n == 0)
		return fail(ERR_CONFLICT, "the store has this domain already");
	id = row_str(&r, 0, 0);
	TRY(tx_commit(&tx)); /* db */
	return domain_load(store_id, id, ret);
}

static const char disown[] =
	"update store_domains set verified_at = null, detail = 'Another store has proved that it is theirs.' "
	"where host = $1 and id <> $2 and verified_at is not null";
static const char prove[] =
	"update store_domains set verified_at = coalesce(verified_at, now()), checked_at = now(), failing_since = null, "
	"next_check_at = now() + interval '12 hours', detail = $2 where id = $1";

int domain_prove(struct str domain_id, struct str host, struct str detail)
{
	_cleanup_tx_ struct tx *tx = NULL;

	TRY(tx_begin(&tx)); /* db */
	TRY(tx_query(tx, NULL, disown, DB_TEXT(host), DB_TEXT(domain_id)));
	TRY(tx_query(tx, NULL, prove, DB_TEXT(domain_id), DB_TEXT(detail)));
	return tx_commit(&tx); /* db */
}

static const char checked[] = "update store_domains set checked_at = now(), detail = $2 where id = $1";

int domain_checked(struct str domain_id, struct str detail)
{
	struct rows r;

	return db_query(&r, checked, DB_TEXT(domain_id), DB_TEXT(detail));
}

static const char delete_one[] =
	"with gone as (delete from store_domains where store_id = $1 and id = $2 returning id) "
	"insert into gone_sites (site_id) select id from gone";

int domain_remove(struct str store_id, struct str domain_id)
{
	struct rows r;

	return db_query(&r, delete_one, DB_TEXT(store_id), DB_TEXT(domain_id));
}

static const char select_host[] =
	"select s.slug || '/' || d.id::text || '/' || (select c.host from store_domains c where c.store_id = d.store_id "
	"and c.verified_at is not null order by c.verified_at, c.id limit 1) from store_domains d "
	"join stores s on s.id = d.store_id where d.host = $1 and d.verified_at is not null and s.live_version is not null";

int domain_of_host(struct str host, struct str *ret)
{
	struct rows r;

	TRY(db_query(&r, select_host, DB_TEXT(host)));
	*ret = r.n ? row_str(&r, 0, 0) : STR("");
	return 0;
}

/* ---- from time to time ------------------------------------------------------------------------- */

static const char take_due[] =
	"update store_domains set next_check_at = now() + interval '1 hour' where id = (select id from store_domains "
	"where verified_at is not null and next_check_at <= now() order by next_check_at limit 1 for update skip locked) "
	"returning id, host, token, coalesce(failing_since < now() - interval '7 days', false)";

int domain_take_due(struct domain_due *ret)
{
	struct rows r;

	*ret = (struct domain_due){ .over = false };
	TRY(db_query(&r, take_due));
	if (r.n)
		*ret = (struct domain_due){ row_str(&r, 0, 0), row_str(&r, 0, 1),
			str_printf(mem(), "_storefront.%.*s", STR_FMT(row_str(&r, 0, 1))),
			str_printf(mem(), "storefront=%.*s", STR_FMT(row_str(&r, 0, 2))), row_bool(&r, 0, 3) };
	return 0;
}

static const char update_still[] =
	"update store_domains set checked_at = now(), next_check_at = now() + interval '12 hours', detail = case "
	"when failing_since is not null then 'The record is there again.' else detail end, failing_since = null where id = $1";
static const char update_missing[] =
	"update store_domains set checked_at = now(), failing_since = coalesce(failing_since, now()), detail = "
	"'The record is gone. Set it again: without it the store leaves this domain a week after it was first missed.' where id = $1";
static const char update_over[] =
	"update store_domains set checked_at = now(), failing_since = null, verified_at = null, detail = "
	"'The record was gone for a week, so the store is no longer at this domain. Set it and check again to bring it back.' "
	"where id = $1";

int domain_still(struct str domain_id)
{
	return db_query(NULL, update_still, DB_TEXT(domain_id));
}

int domain_missing(const struct domain_due *d)
{
	return db_query(NULL, d->over ? update_over : update_missing, DB_TEXT(d->domain_id));
}

static const char take_gone[] =
	"update gone_sites set next_try_at = now() + interval '1 minute' where site_id = (select site_id from gone_sites "
	"where next_try_at <= now() order by next_try_at limit 1 for update skip locked) returning site_id";
static const char delete_gone[] = "delete from gone_sites where site_id = $1";

int site_gone_take(struct str *ret)
{
	struct rows r;

	TRY(db_query(&r, take_gone));
	*ret = r.n ? row_str(&r, 0, 0) : STR_NONE;
	return 0;
}

int site_gone_done(struct str site_id)
{
	return db_query(NULL, delete_gone, DB_TEXT(site_id));
}
