/* Session view: a wizard row as the client sees it. */
#ifndef GATEWAY_SESSION_VIEW_H
#define GATEWAY_SESSION_VIEW_H

#include "schemas.h"
#include "wizard_store.h"

/* In mem(). 0 or -ERR_NOMEM. */
int session_view(const struct wizard *w, struct session *ret);
/* Steps as int64_t list from a bit mask. */
struct vec steps_of(int64_t mask);
struct str storefront_url(struct str slug);

#endif
