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
	struct str experiment_id; /* whose variant the shopper has seen; p = NULL: none */
	int64_t variant;
};
/* What is bought under an experiment is told to analytics-svc (outbox: "purchase"), once: when it is placed, or paid if it is to be paid now.
 * 1: there is an order of that access_hash, this one or the one that an earlier try made. 0: it cannot be had like that; nothing
 * was changed, the cart shows why. */
int order_place(const struct order_new *in, struct order *ret) SUSPENDS;

/* The shopper's: 1 and *ret, or 0. */
int order_by_access(struct str store_id, struct str access_hash, struct order *ret) SUSPENDS;

/* The merchant's: newest first; -ERR_NOT_FOUND for other people's stores and orders. */
int order_list(struct str store_id, int64_t page, int64_t per_page, struct order_list *ret) SUSPENDS;
int order_load(struct str store_id, struct str order_id, struct order *ret) SUSPENDS;
int order_seen(struct str store_id, struct str order_id) SUSPENDS;
/* shipped from new or paid; cancelled from these, giving the pieces back: one that is being paid is not called off. -ERR_CONFLICT from others. */
int order_turn(struct str store_id, struct str order_id, struct str status) SUSPENDS;

/* ---- payments */

/* Whose connection an order of the store is paid through. */
struct pay_owner {
	struct str session_id, user; /* session_id p = NULL: the store's session is gone */
};
int order_pay_owner(struct str store_id, struct pay_owner *ret) SUSPENDS;

struct order_due {
	struct str order_id, store_id, reference; /* reference p = NULL: the payment was never begun */
	bool late;                                /* pay_until is over */
};
/* Orders that wait for their payment, those first that nobody has looked at for the longest time; they are put at the end of that
 * row. At most most. reference p != NULL: that one alone. */
int order_due(struct str reference, int64_t most, struct order_due **ret, size_t *ret_n) SUSPENDS;
/* The provider's page for it, kept once. */
int order_pay_begun(struct str order_id, struct str reference, struct str url) SUSPENDS;
/* pending → paid. */
int order_paid(struct str order_id) SUSPENDS;
/* pending → cancelled: the pieces go back. */
int order_expired(struct str store_id, struct str order_id) SUSPENDS;

#endif
