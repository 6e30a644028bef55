/* The merchant's orders. */
#ifndef GATEWAY_SHOP_ORDERS_H
#define GATEWAY_SHOP_ORDERS_H

#include "base/cleanup.h"
#include "web/request.h"

int orders_list(struct request *rq) SUSPENDS;   /* GET /api/v1/stores/{store_id}/orders */
int orders_get(struct request *rq) SUSPENDS;    /* GET /api/v1/stores/{store_id}/orders/{order_id} */
int orders_change(struct request *rq) SUSPENDS; /* POST /api/v1/stores/{store_id}/orders/{order_id} */

#endif
