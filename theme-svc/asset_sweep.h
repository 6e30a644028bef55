/* Folders of pictures that nobody uses any more: GET /v1/assets/old, DELETE /v1/assets/{hash}. */
#ifndef THEME_ASSET_SWEEP_H
#define THEME_ASSET_SWEEP_H

#include "web/route.h"
#include "wire/asset.h"

int assets_old(struct request *rq) SUSPENDS;
int asset_remove(struct request *rq) SUSPENDS;

struct assets_old_query {
	struct str after;
	int64_t days;
};
struct asset_remove_query {
	int64_t days;
};
extern const struct schema assets_old_query_schema, asset_remove_query_schema;

#endif
