/* theme-svc's table of contents. */
#ifndef THEME_ROUTES_H
#define THEME_ROUTES_H

#include "web/route.h"

extern const struct route theme_routes[];

#endif
