#include "shop_carts_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

#define FRESH "c.touched_at > now() - interval '30 days'"

static const char select_cart[] =
	"select c.id, c.turn, l.sku, l.quantity, i.name, i.label, i.currency, i.price_minor, i.stock, "
	"coalesce(i.listed_in = s.live_version, false) "
	"from carts c join stores s on s.id = c.store_id left join cart_lines l on l.cart_id = c.id "
	"left join shop_items i on i.store_id = c.store_id and i.sku = l.sku "
	"where c.store_id = $1 and c.token_hash = $2 and " FRESH " order by l.place limit 50";

int cart_load(const struct cart_key *k, struct cart *ret)
{
	struct rows r = { .n = 0 };

	*ret = (struct cart){ .turn = 0 };
	if (k->token_hash.p)
		TRY(db_query(&r, select_cart, DB_TEXT(k->store_id), DB_TEXT(k->token_hash)));
	if (r.n == 0)
		return 0;
	ret->id = row_str(&r, 0, 0);
	ret->turn = row_i64(&r, 0, 1);
	for (int i = 0; i < r.n && i < CART_LINES_MAX && !row_null(&r, i, 2); i++)
		ret->lines[ret->n++] = (struct cart_line){ .sku = row_str(&r, i, 2),
			.quantity = row_i64(&r, i, 3),
			.name = row_str(&r, i, 4),
			.label = row_str(&r, i, 5),
			.currency = row_str(&r, i, 6),
			.unit_minor = row_i64(&r, i, 7),
			.stock = row_null(&r, i, 8) ? -1 : row_i64(&r, i, 8),
			.for_sale = row_bool(&r, i, 9) };
	return 0;
}

/* A cart is made only for what is for sale, so that nonsense leaves no rows behind. */
static const char insert_line[] =
	"with i as (select i.store_id, i.sku from shop_items i join stores s on s.id = i.store_id "
	"and i.listed_in = s.live_version where i.store_id = $1 and i.sku = $3), "
	"c as (insert into carts as c (store_id, token_hash) select i.store_id, $2 from i "
	"on conflict (token_hash) do update set touched_at = now() where c.store_id = excluded.store_id returning id), "
	"added as (insert into cart_lines as l (cart_id, sku, quantity) select c.id, i.sku, $4::integer from c, i "
	"where (select count(*) from cart_lines o where o.cart_id = c.id and o.sku <> i.sku) < $5 "
	"on conflict (cart_id, sku) do update set quantity = least(l.quantity + excluded.quantity, $6::integer) returning 1) "
	"select (select count(*) from i), (select count(*) from added)";

int cart_add(const struct cart_key *k, struct str sku, int64_t quantity)
{
	struct rows r;

	TRY(db_query(&r, insert_line, DB_TEXT(k->store_id), DB_TEXT(k->token_hash), DB_TEXT(sku), DB_INT(quantity),
		DB_INT(CART_LINES_MAX), DB_INT(CART_QUANTITY_MAX)));
	if (row_i64(&r, 0, 0) == 0)
		return 0;
	return row_i64(&r, 0, 1) ? 1 : fail(ERR_CONFLICT, "the cart is full");
}

static const char update_line[] =
	"with c as (update carts set touched_at = now() where store_id = $1 and token_hash = $2 returning id) "
	"update cart_lines l set quantity = $4 from c where l.cart_id = c.id and l.sku = $3";
static const char delete_line[] =
	"with c as (update carts set touched_at = now() where store_id = $1 and token_hash = $2 returning id) "
	"delete from cart_lines l using c where l.cart_id = c.id and l.sku = $3";

int cart_set(const struct cart_key *k, struct str sku, int64_t quantity)
{
	if (!k->token_hash.p)
		return 0;
	if (quantity == 0)
		return db_query(NULL, delete_line, DB_TEXT(k->store_id), DB_TEXT(k->token_hash), DB_TEXT(sku));
	return db_query(
		NULL, update_line, DB_TEXT(k->store_id), DB_TEXT(k->token_hash), DB_TEXT(sku), DB_INT(quantity));
}

static const char delete_old[] = "delete from carts where id in (select c.id from carts c where not " FRESH
				 " limit $1)";
static const char delete_beyond[] =
	"delete from carts where id in (select x.id from (select c.id, row_number() over (partition by c.store_id "
	"order by c.touched_at desc) as n from carts c where c.store_id in (select store_id from carts group by store_id "
	"having count(*) > $2)) x where x.n > $2 limit $1)";

int cart_prune(int64_t most)
{
	struct rows old, beyond;

	TRY(db_query(&old, delete_old, DB_INT(most)));
	TRY(db_query(&beyond, delete_beyond, DB_INT(most), DB_INT(STORE_CARTS_MAX)));
	return (int)(old.affected > beyond.affected ? old.affected : beyond.affected);
}
