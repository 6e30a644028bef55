/* Whose pictures are whose: all their SQL. */
#ifndef GATEWAY_ASSETS_STORE_H
#define GATEWAY_ASSETS_STORE_H

#include "assets.h"
#include "base/cleanup.h"
#include "wire/asset.h"

/* picture: as theme-svc told it, JSON. The same file of the same owner is the same asset. -ERR_CONFLICT when the owner's
 * room is used up. */
int asset_add(struct str owner, struct str hash, struct str name, int64_t bytes, struct str picture, struct asset *ret)
	SUSPENDS;
/* -ERR_NOT_FOUND, also for other people's. */
int asset_load(struct str id, struct str owner, struct asset *ret) SUSPENDS;
int asset_list(struct str owner, int64_t page, int64_t per_page, struct asset_list *ret) SUSPENDS;
int asset_remove(struct str id, struct str owner) SUSPENDS;
/* Those that no merchant has and no frozen version of a store shows: struct str, in mem(). */
int assets_unused(const struct assets_old *old, struct vec *ret) SUSPENDS;

#endif
