/* Logos and product pictures of merchants: /api/v1/assets. */
#ifndef GATEWAY_ASSETS_H
#define GATEWAY_ASSETS_H

#include "web/route.h"

int assets_create(struct request *rq) SUSPENDS;
int assets_list(struct request *rq) SUSPENDS;
int assets_get(struct request *rq) SUSPENDS;
int assets_remove(struct request *rq) SUSPENDS;
/* A fiber of its own: takes away what no merchant and no version of a store has used for ASSETS_KEEP_DAYS. */
void assets_sweep(void *unused) SUSPENDS;

struct asset_variant {
	struct str url, type;
	int64_t width, height;
};
struct asset {
	struct str asset_id, url, type, name, background, created_at;
	int64_t width, height;
	bool transparent;
	struct vec colours, variants; /* asset_colour (wire/asset.h), asset_variant */
};
struct asset_list {
	struct vec assets;
	int64_t total, page;
};
extern const struct schema asset_schema, asset_list_schema;

/* A form with one file of the most bytes that a picture may have. */
enum { ASSET_FORM_MAX = (10 << 20) + (64 << 10) };

#endif
