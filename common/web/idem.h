/* Idempotency keys: a POST sent again with the same key gets the first reply again, for 24 h.
 *
 * Rows of idempotency_keys (subject, key, route, request hash, status, reply sealed by web/secret).
 * The row is claimed before the handler runs: a twin in flight gets 409, the same key with another
 * body 422. Replies of 5xx and 429 are not kept: the client may try again. */
#ifndef WEB_IDEM_H
#define WEB_IDEM_H

#include "base/cleanup.h"
#include "base/str.h"

struct idem {
	struct str subject, key, route;
	char hash[65];
	bool claimed;
};

struct idem_reply {
	int status;
	struct str content_type, headers, body;
};

/* 0: claimed, go on. 1: *ret holds the kept reply. -ERR_CONFLICT, -ERR_INVALID, -ERR_DB_AWAY. key must be 1..255
 * visible ASCII (-ERR_BAD_REQUEST). */
int idem_begin(struct idem *i, struct str subject, struct str key, struct str route, struct str body,
	       struct idem_reply *ret) SUSPENDS;
/* Keeps the reply (or drops the claim, see above). */
int idem_end(struct idem *i, const struct idem_reply *r) SUSPENDS;

#endif
