#include "domains_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

#define COLUMNS                                                                                                   \
	" d.id, d.host, d.token, d.verified_at is not null, coalesce(d.detail, ''), d.checked_at, d.created_at, " \
	"d.id = (select c.id from store_domains c where c.store_id = d.store_id and c.verified_at is not null "   \
	"order by c.verified_at, c.id limit 1) "

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
		.canonical = str_is(row_str(r, i, 7), "t") };
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
static const char prove[] = "update store_domains set verified_at = coalesce(verified_at, now()), checked_at = now(), "
			    "detail = $2 where id = $1";

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

static const char delete_one[] = "delete from store_domains where store_id = $1 and id = $2";

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
