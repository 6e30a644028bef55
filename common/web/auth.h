/* Tokens: HS256 JWTs of users (gateway) and of sister services (everybody else). Never suspends.
 *
 * Accepted: header alg exactly HS256 (typ, if there, JWT or at+jwt); sub a UUID; exp in the future
 * (60 s of leeway on nbf and iat only); scope an array of strings or one space-separated string; aud and iss optional
 * unless asked for. Refused: everything else, always with the same public words.
 */
#ifndef WEB_AUTH_H
#define WEB_AUTH_H

#include "base/str.h"

struct identity {
	char sub[37];        /* the user, lower-case UUID; "" = anonymous */
	char session_id[37]; /* token bound to one wizard session, "" = not */
	char issuer[33];     /* iss; for peer tokens the calling service */
	char scopes[256];    /* space-separated, with a space at both ends */
	double expires;      /* exp, in unix seconds */
};

struct token_claims {
	struct str sub, scope /* space-separated */, aud, iss, session_id; /* p = NULL: left out */
	int64_t lifetime_s;
};

/* Appends the signed token. secret is 32 bytes or more. */
void token_sign(struct buf *b, struct str secret, const struct token_claims *claims);
/* audience NULL: aud is not looked at; else it must be (or contain) it. 0 or -ERR_UNAUTHORIZED. */
int token_verify(struct str token, struct str secret, const char *audience, struct identity *ret);
/* The layer below: a compact HS256 JWS of any payload, given back in mem(). 0 or -ERR_UNAUTHORIZED. */
int jws_verify(struct str token, struct str secret, struct str *payload);
bool identity_has_scope(const struct identity *id, const char *scope);

/* Signed addresses (previews): "<payload>.<expires>.<mac>" with base64url parts; purpose keeps kinds apart. */
void ticket_sign(struct buf *b, struct str secret, const char *purpose, struct str payload, int64_t expires_unix);
/* 0 and the payload in mem(), or -ERR_NOT_FOUND when forged or expired. */
int ticket_verify(struct str ticket, struct str secret, const char *purpose, struct str *payload);

#endif
