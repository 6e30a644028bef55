#include "shop_items_store.h"

#include "net/db.h"
#include "shop_stock_store.h"

static const char upsert_items[] =
	"insert into shop_items (store_id, sku, name, label, price_minor, currency, declared, declared_by, stock, listed_in) "
	"select distinct on (coalesce(v.j, p.j)->>'sku') c.store_id, coalesce(v.j, p.j)->>'sku', coalesce(p.j->>'name', ''), "
	"coalesce((select string_agg(o.value, ' / ') from jsonb_each_text(v.j->'options') o), ''), "
	"greatest(coalesce(nullif((v.j->>'price_minor')::numeric, -1), (p.j->>'price_minor')::numeric, 0), 0)::bigint, "
	"coalesce(p.j->>'currency', c.business_info->>'currency', 'USD'), n.stock, c.version, n.stock, c.version "
	"from store_configs c "
	"cross join jsonb_array_elements(coalesce(c.product_config->'products', '[]')) with ordinality p(j, n) "
	"left join jsonb_array_elements(p.j->'variants') with ordinality v(j, n) on true "
	"cross join lateral (select nullif((coalesce(v.j, p.j)->>'stock')::numeric, -1)::bigint as stock) n "
	"where c.store_id = $1 and c.version = $2 and coalesce(v.j, p.j)->>'sku' <> '' "
	"order by coalesce(v.j, p.j)->>'sku', p.n, v.n "
	"on conflict (store_id, sku) do update set name = excluded.name, label = excluded.label, "
	"price_minor = excluded.price_minor, currency = excluded.currency, listed_in = excluded.listed_in, "
	"stock = case when excluded.declared_by > shop_items.declared_by and excluded.declared is distinct from shop_items.declared "
	"then excluded.stock else shop_items.stock end, "
	"declared = case when excluded.declared_by > shop_items.declared_by then excluded.declared else shop_items.declared end, "
	"declared_by = greatest(excluded.declared_by, shop_items.declared_by)";

/* Its pages may have been drawn before the last was sold: they are looked at again. */
static const char mark_sold[] = "with changed as (select store_id from shop_items where store_id = $1 and "
				"stock is distinct from declared limit 1) " STOCK_CHANGED;

int shop_items_switch(struct tx *tx, struct str store_id, int64_t version)
{
	TRY(tx_query(tx, NULL, upsert_items, DB_TEXT(store_id), DB_INT(version))); /* db */
	return tx_query(tx, NULL, mark_sold, DB_TEXT(store_id));                   /* db */
}
