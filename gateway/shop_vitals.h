/* Vitals: how fast a shop's pages were for its visitors, as their browsers measured it (Core Web Vitals). */
#ifndef GATEWAY_SHOP_VITALS_H
#define GATEWAY_SHOP_VITALS_H

#include "web/request.h"

extern const struct schema vitals_schema;
int shop_vitals(struct request *rq) SUSPENDS; /* POST /s/{slug}/vitals; http: analytics-svc */

#endif
