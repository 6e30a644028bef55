/* theme-svc, for pictures: it decodes, so that a fault in a decoder is not where tokens and accounts are. */
#ifndef GATEWAY_PEER_ASSETS_H
#define GATEWAY_PEER_ASSETS_H

#include "base/cleanup.h"
#include "wire/asset.h"

/* -ERR_INVALID with a sentence for the sender when it is no picture that we take. type: as declared, p = NULL: not. */
int theme_check_picture(struct str user, struct str file, struct str type, struct asset_picture **ret) SUSPENDS;

/* At most ASSETS_OLD_MOST folders behind `after`, untouched for so many days. */
int theme_old_pictures(struct str after, int64_t days, struct assets_old **ret) SUSPENDS;
/* Unless somebody has sent it since. */
int theme_remove_picture(struct str hash, int64_t days) SUSPENDS;

#endif
