/* The gateway's table of contents. */
#ifndef GATEWAY_ROUTES_H
#define GATEWAY_ROUTES_H

#include "web/route.h"

extern const struct route gateway_routes[];

#endif
