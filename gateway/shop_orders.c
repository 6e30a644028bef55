#include "shop_orders.h"

#include "base/context.h"
#include "schemas.h"
#include "shop_orders_store.h"
#include "stores_store.h"

/* GET /api/v1/stores/{store_id}/orders: newest first, and how many wait to be looked at. */
int orders_list(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct order_list out;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(order_list(store.store_id, q->page, q->per_page, &out));      /* db */
	return reply(rq, 200, &order_list_schema, &out);
}

/* GET /api/v1/stores/{store_id}/orders/{order_id} */
int orders_get(struct request *rq)
{
	struct store store;
	struct order out;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(order_load(store.store_id, path(rq, "order_id"), &out));      /* db */
	return reply(rq, 200, &order_schema, &out);
}

/* POST /api/v1/stores/{store_id}/orders/{order_id}: the merchant has looked at it, sent it or called it off. */
int orders_change(struct request *rq)
{
	const struct order_change *in = body(rq);
	struct store store;
	struct order out;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(order_load(store.store_id, path(rq, "order_id"), &out));      /* db */
	if (!in->status.p)
		TRY(order_seen(store.store_id, out.order_id)); /* db */
	else if (!str_eq(in->status, out.status))
		TRY(order_turn(store.store_id, out.order_id, in->status)); /* db */
	TRY(order_load(store.store_id, out.order_id, &out));               /* db */
	return reply(rq, 200, &order_schema, &out);
}
