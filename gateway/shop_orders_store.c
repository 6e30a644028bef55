#include "shop_orders_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"
#include "shop_stock_store.h"

/* ---- reading ----------------------------------------------------------------------------------- */

#define COLUMNS                                                                                                  \
	" o.id, o.number, o.status, o.currency, o.total_minor, o.name, o.email, o.address, o.postcode, o.city, " \
	"o.country, o.note, o.created_at, o.updated_at, o.seen_at is not null, o.payment_reference, o.pay_url, " \
	"(select count(*) from order_lines l where l.order_id = o.id), "                                         \
	"(select coalesce(sum(l.quantity), 0) from order_lines l where l.order_id = o.id), "                     \
	"extract(epoch from o.created_at)::bigint, "                                                             \
	"(select v.name from experiment_variants v where v.experiment_id = o.experiment_id and v.position = o.variant) "

static void read_order(const struct rows *r, int i, struct order *ret)
{
	*ret = (struct order){ .order_id = row_str(r, i, 0),
		.number = row_i64(r, i, 1),
		.status = row_str(r, i, 2),
		.currency = row_str(r, i, 3),
		.total_minor = row_i64(r, i, 4),
		.name = row_str(r, i, 5),
		.email = row_str(r, i, 6),
		.address = row_str(r, i, 7),
		.postcode = row_str(r, i, 8),
		.city = row_str(r, i, 9),
		.country = row_str(r, i, 10),
		.note = row_str(r, i, 11),
		.created_at = row_time(r, i, 12),
		.updated_at = row_time(r, i, 13),
		.seen = row_bool(r, i, 14),
		.payment_reference = row_str(r, i, 15),
		.pay_url = row_str(r, i, 16),
		.line_count = row_i64(r, i, 17),
		.piece_count = row_i64(r, i, 18),
		.placed_at = row_i64(r, i, 19),
		.variant = row_str(r, i, 20) };
}

static const char select_lines[] = "select sku, name, label, unit_minor, quantity, total_minor from order_lines "
				   "where order_id = $1 order by place";

static int read_lines(struct order *o)
{
	struct order_line *lines;
	struct rows r;

	TRY(db_query(&r, select_lines, DB_TEXT(o->order_id)));
	lines = TRY_MEM(ARENA_ARRAY(mem(), struct order_line, r.n + 1));
	for (int i = 0; i < r.n; i++)
		lines[i] = (struct order_line){ row_str(&r, i, 0), row_str(&r, i, 1), row_str(&r, i, 2),
			row_i64(&r, i, 3), row_i64(&r, i, 4), row_i64(&r, i, 5) };
	o->lines = (struct vec){ lines, (size_t)r.n };
	return 0;
}

static const char select_access[] = "select" COLUMNS "from orders o where o.store_id = $1 and o.access_hash = $2";

int order_by_access(struct str store_id, struct str access_hash, struct order *ret)
{
	struct rows r;

	TRY(db_query(&r, select_access, DB_TEXT(store_id), DB_TEXT(access_hash)));
	if (r.n == 0)
		return 0;
	read_order(&r, 0, ret);
	TRY(read_lines(ret)); /* db */
	return 1;
}

/* ---- placing ----------------------------------------------------------------------------------- */

static const char lock_cart[] = "select id, turn from carts where store_id = $1 and token_hash = $2 for update";

#define PURCHASE                                                                                       \
	"insert into outbox (event_id, event_type, event_data) select gen_random_uuid(), 'purchase', " \
	"jsonb_build_object('experiment_id', o.experiment_id, 'variant', o.variant) from o where o.experiment_id is not null"

/* The store's row is taken first: it numbers its orders, and parts them from a switch of versions. Then each line takes its
 * pieces from a row that is for sale and has enough of them; only when all lines did, and the sum is the one that the shopper
 * saw, is there an order. Else the caller rolls back. */
static const char insert_order[] =
	"with s as (update stores set order_count = order_count + 1 where id = $2 returning order_count, live_version), "
	"taken as (update shop_items i set stock = i.stock - l.quantity from cart_lines l, s "
	"where l.cart_id = $1 and i.store_id = $2 and i.sku = l.sku and i.listed_in = s.live_version "
	"and (i.stock is null or i.stock >= l.quantity) "
	"returning i.store_id, i.sku, i.name, i.label, i.price_minor, i.currency, l.quantity, l.place, i.stock), "
	"whole as (select count(*) as n, sum(price_minor * quantity) as total, min(currency) as currency, "
	"count(distinct currency) as currencies from taken), "
	"o as (insert into orders (store_id, number, access_hash, version, status, currency, total_minor, name, email, "
	"address, postcode, city, country, note, pay_until, experiment_id, variant) "
	"select $2, s.order_count, $3, s.live_version, case when $5 then 'pending' else 'new' end, w.currency, w.total, $6, $7, "
	"$8, $9, $10, $11, $12, case when $5 then now() + make_interval(secs => $13) end, $14::uuid, case when $14 is not null then $15::integer end from s, whole w "
	"where w.n > 0 and w.n = (select count(*) from cart_lines where cart_id = $1) and w.currencies = 1 and w.total = $4 "
	"returning id, status, experiment_id, variant), "
	"told as (" PURCHASE " and o.status = 'new'), "
	"lines as (insert into order_lines (order_id, place, sku, name, label, unit_minor, quantity, total_minor) "
	"select o.id, row_number() over (order by t.place), t.sku, t.name, t.label, t.price_minor, t.quantity, "
	"t.price_minor * t.quantity from o, taken t), "
	"gone as (delete from cart_lines where cart_id = $1 and exists (select 1 from o)), "
	"changed as (select t.store_id from taken t, o where t.stock <= " STOCK_TOLD "), "
	"shown as (" STOCK_CHANGED "), "
	"turned as (update carts set turn = turn + 1, touched_at = now() where id = $1 and exists (select 1 from o)) "
	"select id from o";

/* 1: made; 0: not. */
static int place(struct tx **tx, const struct order_new *in)
{
	struct rows cart, found, made;

	TRY(tx_query(*tx, &cart, lock_cart, DB_TEXT(in->cart.store_id), DB_TEXT(in->cart.token_hash)));
	TRY(tx_query(*tx, &found, select_access, DB_TEXT(in->cart.store_id), DB_TEXT(in->access_hash)));
	if (found.n || cart.n == 0 || row_i64(&cart, 0, 1) != in->turn)
		return 0;
	TRY(tx_query(*tx, &made, insert_order, DB_TEXT(row_str(&cart, 0, 0)), DB_TEXT(in->cart.store_id),
		DB_TEXT(in->access_hash), DB_INT(in->total_minor), DB_BOOL(in->pays_now), DB_TEXT(in->name),
		DB_TEXT(in->email), DB_TEXT(in->address), DB_TEXT(in->postcode), DB_TEXT(in->city),
		DB_TEXT(in->country), DB_TEXT(in->note), DB_INT(ORDER_PAY_S), DB_TEXT(in->experiment_id),
		DB_INT(in->variant)));
	if (made.n == 0)
		return 0;
	TRY(tx_commit(tx)); /* db */
	return 1;
}

int order_place(const struct order_new *in, struct order *ret)
{
	_cleanup_tx_ struct tx *tx = NULL; /* rolls back unless committed: whatever was taken is back then */

	TRY(tx_begin(&tx)); /* db */
	TRY(place(&tx, in));
	tx_freep(&tx);
	tx = NULL;
	return order_by_access(in->cart.store_id, in->access_hash, ret); /* db */
}

/* ---- the merchant's ---------------------------------------------------------------------------- */

static const char select_orders[] = "select" COLUMNS
				    "from orders o where o.store_id = $1 order by o.number desc limit $2 offset $3";
static const char count_orders[] =
	"select count(*), count(*) filter (where seen_at is null), "
	"(select count(*) from messages m where m.store_id = $1 and m.seen_at is null) from orders where store_id = $1";

int order_list(struct str store_id, int64_t page, int64_t per_page, struct order_list *ret)
{
	struct order *items;
	struct rows r, total;

	TRY(db_query(&total, count_orders, DB_TEXT(store_id)));
	TRY(db_query(&r, select_orders, DB_TEXT(store_id), DB_INT(per_page), DB_INT((page - 1) * per_page)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct order, r.n + 1));
	for (int i = 0; i < r.n; i++)
		read_order(&r, i, &items[i]);
	*ret = (struct order_list){ { items, (size_t)r.n }, row_i64(&total, 0, 0), page, row_i64(&total, 0, 1),
		row_i64(&total, 0, 2) };
	return 0;
}

static const char select_order[] = "select" COLUMNS "from orders o where o.store_id = $1 and o.id = $2";

int order_load(struct str store_id, struct str order_id, struct order *ret)
{
	struct rows r = { .n = 0 };

	if (str_is_uuid(order_id))
		TRY(db_query(&r, select_order, DB_TEXT(store_id), DB_TEXT(order_id)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no such order");
	read_order(&r, 0, ret);
	return read_lines(ret); /* db */
}

static const char update_seen[] =
	"update orders set seen_at = coalesce(seen_at, now()) where store_id = $1 and id = $2";

int order_seen(struct str store_id, struct str order_id)
{
	return db_query(NULL, update_seen, DB_TEXT(store_id), DB_TEXT(order_id));
}

static const char update_shipped[] = "update orders set status = 'shipped', updated_at = now() "
				     "where store_id = $1 and id = $2 and status in ('new', 'paid') returning id";
/* The store's row first, as in placing: two ways to the same rows of stock never wait for each other in a ring. */
static const char update_cancelled[] =
	"with s as (select id from stores where id = $1 for update), "
	"o as (update orders o set status = 'cancelled', updated_at = now() from s "
	"where o.store_id = s.id and o.id = $2 and o.status = any($3::text[]) returning o.id), "
	"back as (update shop_items i set stock = i.stock + l.quantity from order_lines l, o "
	"where l.order_id = o.id and i.store_id = $1 and i.sku = l.sku returning i.store_id, i.stock - l.quantity as before), "
	"changed as (select store_id from back where before <= " STOCK_TOLD "), "
	"shown as (" STOCK_CHANGED ") select id from o";

int order_turn(struct str store_id, struct str order_id, struct str status)
{
	struct rows r;

	TRY(order_seen(store_id, order_id)); /* db */
	if (str_is(status, "shipped"))
		TRY(db_query(&r, update_shipped, DB_TEXT(store_id), DB_TEXT(order_id)));
	else
		TRY(db_query(&r, update_cancelled, DB_TEXT(store_id), DB_TEXT(order_id), DB_C("{new,paid}")));
	return r.n ? 0
		   : fail(ERR_CONFLICT,
			     "an order can be shipped once it is new or paid, and cancelled until it is shipped");
}

/* ---- payments ---------------------------------------------------------------------------------- */

static const char select_owner[] = "select session_id, owner from stores where id = $1";

int order_pay_owner(struct str store_id, struct pay_owner *ret)
{
	struct rows r;

	TRY(db_query(&r, select_owner, DB_TEXT(store_id)));
	if (r.n == 0)
		return fail(ERR_NOT_FOUND, "there is no such store");
	*ret = (struct pay_owner){ row_str(&r, 0, 0), row_str(&r, 0, 1) };
	return 0;
}

static const char take_due[] =
	"update orders set looked_at = now() where id in (select id from orders where status = 'pending' "
	"and ($1::text is null or payment_reference = $1) order by looked_at limit $2 for update skip locked) "
	"returning id, store_id, payment_reference, pay_until < now()";

int order_due(struct str reference, int64_t most, struct order_due **ret, size_t *ret_n)
{
	struct rows r;

	TRY(db_query(&r, take_due, DB_TEXT(reference), DB_INT(most)));
	*ret = TRY_MEM(ARENA_ARRAY(mem(), struct order_due, r.n + 1));
	for (int i = 0; i < r.n; i++)
		(*ret)[i] = (struct order_due){ row_str(&r, i, 0), row_str(&r, i, 1), row_str(&r, i, 2),
			row_bool(&r, i, 3) };
	*ret_n = (size_t)r.n;
	return 0;
}

static const char update_begun[] =
	"update orders set payment_reference = $2, pay_url = $3 where id = $1 and status = 'pending'";
static const char update_paid[] =
	"with o as (update orders set status = 'paid', updated_at = now() where id = $1 and status = 'pending' "
	"returning experiment_id, variant) " PURCHASE;

int order_pay_begun(struct str order_id, struct str reference, struct str url)
{
	return db_query(NULL, update_begun, DB_TEXT(order_id), DB_TEXT(reference), DB_TEXT(url));
}

int order_paid(struct str order_id)
{
	return db_query(NULL, update_paid, DB_TEXT(order_id));
}

int order_expired(struct str store_id, struct str order_id)
{
	return db_query(NULL, update_cancelled, DB_TEXT(store_id), DB_TEXT(order_id), DB_C("{pending}"));
}
