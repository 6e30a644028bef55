/* Handlers: versions of stores, written as files. */
#ifndef THEME_SITES_H
#define THEME_SITES_H

#include "render.h"
#include "web/request.h"

int sites_publish(struct request *rq) SUSPENDS; /* offload: compresses and writes */
int sites_remove(struct request *rq) SUSPENDS;  /* offload: removes */

/* Where a store's pages stand; base is checked. 0 or -ERR_INVALID. */
int sites_place(struct str base, struct place *ret);

/* Of a published store: /s/<slug> at our own address, or all of a domain of its own, origin "https://shop.example". */
int sites_place_of(struct str slug, struct str origin, struct place *ret);

/* Which version of which store the path names. 0 or -ERR_NOT_FOUND. */
int sites_version(const struct request *rq, struct str *store_id, int64_t *version);

#endif
