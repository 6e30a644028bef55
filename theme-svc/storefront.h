/* Handlers: pages of a published version that depend on the shopper.
 *
 * What they are drawn from stands in the version's folder, .shop/shop.json, written with it: the configuration
 * as it came, and a line of {slug, origin, style_file, script_file}.
 * A few stores are kept opened, the least used one goes first; a version never changes, so they are never stale.
 */
#ifndef THEME_STOREFRONT_H
#define THEME_STOREFRONT_H

#include "render.h"
#include "web/request.h"

#define STOREFRONT_SNAPSHOT ".shop/shop.json"
#define STOREFRONT_INDEX ".shop/search.idx" /* theme-svc/search.h */

int storefront_page(struct request *rq) SUSPENDS; /* POST /v1/storefront/page; offload: reads the snapshot */

/* The snapshot's last line, in mem(). 0 or -ERR_NOMEM. */
int storefront_look(const struct site *site, struct str slug, struct str *ret);

void storefront_close(void);
/* Its files are others: they are read again when they are asked for. */
void storefront_forget(struct str store_id, int64_t version);

#endif
