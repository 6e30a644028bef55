/* theme-svc's palettes, as the gateway calls them. */
#ifndef GATEWAY_PEER_PALETTE_H
#define GATEWAY_PEER_PALETTE_H

#include "net/http_client.h"
#include "wire/palettes.h"

int palette_suggest(const struct palette_wish *w, struct palette_suggestions **ret) SUSPENDS; /* http: theme-svc */
/* The file as it is to be sent. */
int palette_export(const struct palette_export *e, struct http_response *ret) SUSPENDS; /* http: theme-svc */

#endif
