/* Carts: all their SQL. A cart is found by the hash of the token that its shopper holds. Prices and pieces left are those of the
 * live version, whatever stood there when a line was put in.
 */
#ifndef GATEWAY_SHOP_CARTS_STORE_H
#define GATEWAY_SHOP_CARTS_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

enum { CART_LINES_MAX = 50, CART_QUANTITY_MAX = 99, CART_DAYS = 30, STORE_CARTS_MAX = 20000 };

struct cart_line {
	struct str sku, name, label, currency;
	int64_t quantity, unit_minor;
	int64_t stock; /* -1: not counted */
	bool for_sale;
};

struct cart {
	struct str id; /* p = NULL: there is none, and no line */
	int64_t turn;
	struct cart_line lines[CART_LINES_MAX];
	size_t n;
};

struct cart_key {
	struct str store_id, token_hash; /* token_hash p = NULL: the shopper holds none */
};

int cart_load(const struct cart_key *k, struct cart *ret) SUSPENDS;
/* Adds pieces, making the cart if need be. 1; 0: nothing of that number is for sale; -ERR_CONFLICT: the cart is full. */
int cart_add(const struct cart_key *k, struct str sku, int64_t quantity) SUSPENDS;
/* 0: takes the line out. */
int cart_set(const struct cart_key *k, struct str sku, int64_t quantity) SUSPENDS;
/* Removes at most so many carts that nobody has touched for CART_DAYS, or that are a store's beyond STORE_CARTS_MAX, the longest untouched
 * first; how many it was. */
int cart_prune(int64_t most) SUSPENDS;

#endif
