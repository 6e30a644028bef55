#include "shop_stock_store.h"

#include "net/db.h"

static const char take_one[] =
	"update stock_changes set due_at = now() + interval '5 minutes' where store_id = (select store_id from stock_changes "
	"where changes > drawn and due_at <= now() order by due_at limit 1 for update skip locked) returning store_id, changes";
static const char select_shown[] =
	"select s.live_version, s.live_version from stores s where s.id = $1 and s.live_version is not null "
	"union all select s.live_version, v.version from stores s join experiments e on e.store_id = s.id and e.status = 'running' "
	"and e.version = s.live_version join experiment_variants v on v.experiment_id = e.id and v.version is not null "
	"where s.id = $1 limit 8";

int stock_take(struct stock_due *ret)
{
	struct rows r, shown;

	*ret = (struct stock_due){ .n = 0 };
	TRY(db_query(&r, take_one));
	if (r.n == 0)
		return 0;
	ret->store_id = row_str(&r, 0, 0);
	ret->changes = row_i64(&r, 0, 1);
	TRY(db_query(&shown, select_shown, DB_TEXT(ret->store_id)));
	for (int i = 0; i < shown.n; i++) {
		ret->live = row_i64(&shown, i, 0);
		ret->versions[ret->n++] = row_i64(&shown, i, 1);
	}
	return 0;
}

static const char update_done[] =
	"update stock_changes set drawn = case when $3 then $2 else drawn end, due_at = now() + make_interval(secs => $4 / 1000.0) "
	"where store_id = $1";

int stock_done(const struct stock_due *due, bool drawn, int64_t wait_ms)
{
	return db_query(
		NULL, update_done, DB_TEXT(due->store_id), DB_INT(due->changes), DB_BOOL(drawn), DB_INT(wait_ms));
}
