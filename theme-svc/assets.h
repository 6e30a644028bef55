/* Uploaded pictures: POST /v1/assets. Their files stand under ASSETS_DIR/<hash>/, hash that of what was sent; a folder is there
 * whole or not at all, and never changes. */
#ifndef THEME_ASSETS_H
#define THEME_ASSETS_H

#include "web/route.h"

int assets_create(struct request *rq) SUSPENDS;

struct asset_query {
	struct str type;
};
extern const struct schema asset_query_schema;

#endif
