/* Orders: all their SQL. Whoever changes stock does it in the statement that changes the order, all lines or none.
 *
 * new: to be paid as shop and shopper agree · pending: its pieces are held until pay_until · paid · shipped · cancelled: its
 * pieces are back on the shelf
 */
#ifndef GATEWAY_SHOP_ORDERS_STORE_H
#define GATEWAY_SHOP_ORDERS_STORE_H

#include "base/cleanup.h"
#include "shop_carts_store.h"
#include "shop_schemas.h"

enum { ORDER_PAY_S = 40 * 60 }; /* how long pieces are held for a payment: Stripe takes half an hour at least */

struct order_new {
	struct cart_key cart;
	int64_t turn;        /* of the cart, as the form said */
	int64_t total_minor; /* that the shopper saw: another sum by now is no order */
	struct str access_hash;
	bool pays_now; /* pending, not new */
	struct str name, email, address, postcode, city, country, note;
};
/* 1: there is an order of that access_hash, this one or the one that an earlier try made. 0: it cannot be had like that; nothing
 * was changed, the cart shows why. */
int order_place(const struct order_new *in, struct order *ret) SUSPENDS;

/* The shopper's: 1 and *ret, or 0. */
int order_by_access(struct str store_id, struct str access_hash, struct order *ret) SUSPENDS;

/* The merchant's: newest first; -ERR_NOT_FOUND for other people's stores and orders. */
int order_list(struct str store_id, int64_t page, int64_t per_page, struct order_list *ret) SUSPENDS;
int order_load(struct str store_id, struct str order_id, struct order *ret) SUSPENDS;
int order_seen(struct str store_id, struct str order_id) SUSPENDS;
/* shipped from new or paid; cancelled from any but shipped, giving the pieces back. -ERR_CONFLICT from others. */
int order_turn(struct str store_id, struct str order_id, struct str status) SUSPENDS;

#endif
