/* Handlers: versions of stores, written as files. */
#ifndef THEME_SITES_H
#define THEME_SITES_H

#include "render.h"
#include "web/request.h"

int sites_publish(struct request *rq) SUSPENDS; /* offload: compresses and writes */

/* Where a store's pages stand; base is checked. 0 or -ERR_INVALID. */
int sites_place(struct str base, struct place *ret);

#endif
