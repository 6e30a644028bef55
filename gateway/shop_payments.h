/* Payments of orders: through the payment provider that the store is connected to, on that provider's own page.
 *
 * The provider's word is asked for, never a browser's: when a webhook tells of a payment, when its shopper looks at the order's
 * page, and every half minute for those that wait. Pieces go back only after the provider says that nobody can pay any more.
 */
#ifndef GATEWAY_SHOP_PAYMENTS_H
#define GATEWAY_SHOP_PAYMENTS_H

#include "shop_orders_store.h"
#include "shop_pages.h"

/* Can orders of this store be paid at once? Kept for some seconds. No answer is no: an order is never lost for it. */
int payments_open(void);
void payments_close(void);
int payments_offered(struct str store_id) SUSPENDS; /* 1 or 0; db; http: integration-svc */

/* Where the shopper pays this order, which is pending: asked for once, kept with it. token: of its page. */
int payments_begin(const struct shop_at *at, struct order *o, struct str token, struct str *url) SUSPENDS;

/* What the provider says of the payment of that reference, written down. Nothing when no order waits for it. */
int payments_settle(struct str reference) SUSPENDS;
/* The same for who reads the order's page: at most once in two seconds, however often it is asked for. */
int payments_look(struct str reference) SUSPENDS;

/* Background fiber. */
void payments_watch(void *unused) SUSPENDS;

#endif
