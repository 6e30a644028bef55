/* Accounts and refresh tokens: all their SQL. */
#ifndef GATEWAY_USERS_STORE_H
#define GATEWAY_USERS_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

struct account {
	struct str id, email, name, password_hash, created_at;
};

/* -ERR_DB_UNIQUE when the address has an account. */
int account_create(struct str email, struct str name, struct str password_hash, struct account *ret) SUSPENDS;
/* 1 found, 0 not. Letter case of the address does not matter. */
int account_by_email(struct str email, struct account *ret) SUSPENDS;
int account_by_id(struct str id, struct account *ret) SUSPENDS;

enum { REFRESH_S = 30 * 24 * 3600, REFRESH_GRACE_S = 10 };

/* A new family's first token, or the successor in a family. hash: SHA-256 in hex. -ERR_UNAUTHORIZED when the family was
 * revoked meanwhile. */
int refresh_create(struct str user_id, struct str family, struct str hash) SUSPENDS;
/* Uses the token up. Within the grace window a token used before is taken once more: two tabs that refresh at the
 * same moment are not a thief. Later than that its whole family is revoked. -ERR_UNAUTHORIZED. */
int refresh_use(struct str hash, struct str *user_id, struct str *family) SUSPENDS;
/* Ends the token's family. */
int refresh_revoke(struct str hash) SUSPENDS;

#endif
