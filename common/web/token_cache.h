/* Tokens that were found good: a client's next request shows the very same text, and need not have its signature proved
 * and its claims read again. A token's answer depends on nothing but its text, our secret, the audience and the time, so
 * what is remembered until exp is what token_verify would say; there is no list of revoked tokens that it could miss.
 *
 * A thread's own; bounded (512 tokens of at most 1 KB); a new token takes the place of the one in its slot. Refusals are
 * not remembered. Never suspends.
 */
#ifndef WEB_TOKEN_CACHE_H
#define WEB_TOKEN_CACHE_H

#include "web/auth.h"

/* As token_verify. secret and audience must be the same in all calls between two clears. */
int token_cache_verify(struct str token, struct str secret, const char *audience, struct identity *ret);
/* It is remembered, and good still. */
bool token_cache_knows(struct str token);
void token_cache_clear(void);

#endif
