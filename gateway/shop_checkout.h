/* Checkout: a cart becomes an order, once; and the page on which its shopper sees how it stands.
 *
 * The order's page has an address that nobody can guess: its token is made of the cart's own (SHA-256) and of the number of orders
 * made with it before, so that a form sent twice finds the same order, and no table holds the token.
 */
#ifndef GATEWAY_SHOP_CHECKOUT_H
#define GATEWAY_SHOP_CHECKOUT_H

#include "base/cleanup.h"
#include "web/request.h"

enum { ORDER_TOKEN_CHARS = 32 }; /* base64url */

int checkout_page(struct request *rq) SUSPENDS;       /* GET /s/{slug}/checkout */
int checkout_place(struct request *rq) SUSPENDS;      /* POST /s/{slug}/checkout */
int checkout_order_page(struct request *rq) SUSPENDS; /* GET /s/{slug}/order/{token} */
int checkout_pay(struct request *rq) SUSPENDS;        /* GET /s/{slug}/order/{token}/pay */

#endif
