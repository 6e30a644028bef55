/* Passwords: Argon2id through libargon2 in the offload pool (m = 19 MiB, t = 2, p = 1: OWASP's
 * first choice), at most two at a time a process so that memory stays bounded. */
#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H

#include "base/cleanup.h"
#include "base/str.h"

/* Encoded hash ("$argon2id$…") in mem(). -ERR_OVERLOAD when too many wait. */
int password_hash(struct str password, struct str *ret) SUSPENDS;
/* 1 right, 0 wrong, negative on trouble. encoded.p = NULL (no such account) takes as long and gives 0. */
int password_verify(struct str password, struct str encoded) SUSPENDS;

#endif
