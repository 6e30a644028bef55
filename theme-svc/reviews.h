/* Handlers: what a store's pages fail of, before they are published. */
#ifndef THEME_REVIEWS_H
#define THEME_REVIEWS_H

#include "web/request.h"

int reviews_create(struct request *rq) SUSPENDS; /* POST /v1/review; offload: reads HTML and CSS */

#endif
