/* View of the search page. data: {q: what is looked for, page: from 1}. Pure; never suspends. */
#ifndef THEME_VIEW_SEARCH_H
#define THEME_VIEW_SEARCH_H

#include "view.h"

/* The page's own object, NULL when out of memory. */
const struct json *view_search(const struct view *v, const struct json *data);

#endif
