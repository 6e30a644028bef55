/* The tokens that we show to sisters, each used for a while: a call need not sign one of its own, and the sister knows it
 * again (web/token_cache.h). A thread's own; bounded. Never suspends.
 */
#ifndef WEB_PEER_TOKEN_H
#define WEB_PEER_TOKEN_H

#include "base/str.h"

/* "Bearer …" for a call from service to audience on behalf of user (a UUID), good for 40 s at the least; in mem(). p = NULL on out of
 * memory. secret must be the same in all calls between two clears. */
struct str peer_token(const char *service, const char *audience, struct str user, struct str secret);
void peer_token_clear(void);

#endif
