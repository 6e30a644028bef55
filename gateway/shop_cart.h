/* The shopper's cart: GET and POST /s/{slug}/cart. Nothing of a form is believed but which article and how many: prices and
 * pieces left are looked up.
 */
#ifndef GATEWAY_SHOP_CART_H
#define GATEWAY_SHOP_CART_H

#include "shop_carts_store.h"
#include "shop_pages.h"

int cart_page(struct request *rq) SUSPENDS;
int cart_change(struct request *rq) SUSPENDS;

/* Background fiber: removes what nobody has touched for a month. */
void carts_sweep(void *unused) SUSPENDS;

/* ---- shared with the checkout ---- */

/* The token that the shopper's browser holds: p = NULL when there is none, or it is none of ours. */
struct str cart_token(const struct request *rq);
struct cart_key cart_key(const struct shop_at *at, struct str token);
/* A cart as pages are told of it. *total in minor units; *ready: every line can be had as it is. */
struct json *cart_data(const struct cart *c, int64_t *total, bool *ready);

#endif
