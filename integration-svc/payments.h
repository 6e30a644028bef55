/* Payments: a shopper pays an order on the page of the provider that the store is connected to. */
#ifndef INTEGRATION_PAYMENTS_H
#define INTEGRATION_PAYMENTS_H

#include "base/cleanup.h"
#include "web/request.h"

int payments_create(struct request *rq) SUSPENDS; /* POST /v1/payments */
int payments_look(struct request *rq) SUSPENDS;   /* POST /v1/payments/look */

#endif
