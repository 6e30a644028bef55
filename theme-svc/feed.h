/* The product feed, /products.xml: RSS 2.0 with the names of Google Merchant Center (xmlns:g="http://base.google.com/ns/1.0",
 * https://support.google.com/merchants/answer/7052112), which Bing, Meta and Pinterest read too. One item a product, or one a
 * variant (g:item_group_id holds them together). What is not known is left out: no brand, no GTIN, no condition, no date. Pure.
 */
#ifndef THEME_FEED_H
#define THEME_FEED_H

#include "render.h"

#define FEED_PATH "/products.xml"

/* Its text in parts, each in mem() until give returns; more: another one follows. Stops at a negative result of give and returns it. */
int feed_each(const struct site *site, int (*give)(void *arg, struct str part, bool more), void *arg);

/* All of it in mem(). 0, -ERR_NOMEM; -ERR_INTERNAL when it would be larger than FEED_MAX. */
enum { FEED_MAX = 64 << 20 };
int feed_products(const struct site *site, struct page *ret);

#endif
