/* Dynamic pages: those of a store that depend on the shopper, each drawn with the store's own theme from data that the gateway
 * sends. One row a page: its name, its template (the theme's own, else _shared/<name>.mustache), its view.
 */
#ifndef THEME_DYNAMIC_H
#define THEME_DYNAMIC_H

#include "render.h"

/* 1 and the page in mem(); 0 when there is no dynamic page of that name; -ERR_NOMEM, -ERR_INTERNAL. data may be NULL: the page
 * as a shopper finds it who has done nothing yet. Never suspends. */
int dynamic_page(const struct site *site, struct str name, const struct json *data, struct page *ret);

#endif
