/* theme-svc, for pictures: it decodes, so that a fault in a decoder is not where tokens and accounts are. */
#ifndef GATEWAY_PEER_ASSETS_H
#define GATEWAY_PEER_ASSETS_H

#include "base/cleanup.h"
#include "wire/asset.h"

/* -ERR_INVALID with a sentence for the sender when it is no picture that we take. type: as declared, p = NULL: not. */
int theme_check_picture(struct str user, struct str file, struct str type, struct asset_picture **ret) SUSPENDS;

#endif
