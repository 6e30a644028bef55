/* Shop items: what the live version of a store sells, and how much of it is left: all their SQL. sql/004_shop.sql tells the rule
 * of stock.
 */
#ifndef GATEWAY_SHOP_ITEMS_STORE_H
#define GATEWAY_SHOP_ITEMS_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

struct tx;

/* With the switch to a version, in its transaction: what is for sale from now on, at which price. */
int shop_items_switch(struct tx *tx, struct str store_id, int64_t version) SUSPENDS;

#endif
