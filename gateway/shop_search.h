/* Search in a live store. */
#ifndef GATEWAY_SHOP_SEARCH_H
#define GATEWAY_SHOP_SEARCH_H

#include "web/request.h"

int shop_search(struct request *rq) SUSPENDS; /* GET /s/{slug}/search; http: theme-svc */

int shop_suggest(struct request *rq) SUSPENDS; /* GET /s/{slug}/suggest; http: theme-svc */

#endif
