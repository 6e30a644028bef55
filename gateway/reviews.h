/* Handlers: what the store's pages fail of before it opens. */
#ifndef GATEWAY_REVIEWS_H
#define GATEWAY_REVIEWS_H

#include "web/request.h"

int reviews_get(struct request *rq) SUSPENDS;

#endif
