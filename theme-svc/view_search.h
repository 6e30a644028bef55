/* View of the search page. data: {q: what is looked for, page: from 1}. Pure; never suspends. */
#ifndef THEME_VIEW_SEARCH_H
#define THEME_VIEW_SEARCH_H

#include "view.h"

/* The page's own object, NULL when out of memory. */
const struct json *view_search(const struct view *v, const struct json *data);

/* What is suggested while one types: {"products": [{name, price, url}, …]}, VIEW_SUGGESTED at the most. In mem(). */
enum { VIEW_SUGGESTED = 6 };
int view_suggest(const struct view *v, const struct json *data, struct str *ret);

#endif
