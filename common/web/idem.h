/* Idempotency keys: a POST sent again with the same key gets the first reply again, for 24 h.
 *
 * Rows of idempotency_keys (subject, key, request hash, status, reply sealed by web/secret).
 * The row is claimed before the handler runs: a twin in flight gets 409, the same key with another
 * address or body 422. Replies of 5xx, 499 and 429 are not kept: the client may try again. A claim whose owner died is
 * free as soon as that one's successor runs (web/instance.h), else for the same request after two minutes, longer than any request
 * lives. What the dead one did stays done: a handler that makes a thing gives it idem_uuid as its id, and finds it again. */
#ifndef WEB_IDEM_H
#define WEB_IDEM_H

#include "base/cleanup.h"
#include "base/str.h"

struct idem {
	struct str subject, key;
	char hash[65]; /* of address and body */
	bool claimed;
};

struct idem_reply {
	int status;
	struct str content_type, headers, body;
};

/* 0: claimed, go on. 1: *ret holds the kept reply, in mem(). -ERR_CONFLICT, -ERR_INVALID, -ERR_DB_AWAY. key must be
 * 1..255 visible ASCII (-ERR_BAD_REQUEST). address is the path as it was asked for, ids included: no other
 * address may get this reply. */
int idem_begin(struct idem *i, struct str subject, struct str key, struct str address, struct str body,
	struct idem_reply *ret) SUSPENDS;
/* Keeps the reply (or drops the claim, see above). Runs to its end though the fiber is cancelled or late. 0 also when the
 * database is away just then: what must be written is remembered (1,000 at the most, 16 MB) until idem_sweep could. */
int idem_end(struct idem *i, const struct idem_reply *r) SUSPENDS;
/* A UUID of this key, owner, address and body: the same at every try. p = NULL without a key (i NULL), or out of memory. */
struct str idem_uuid(const struct idem *i);
/* For a service's background rows: frees what a dead predecessor had claimed, writes what idem_end could not, and deletes what has
 * expired, every ten minutes. */
void idem_sweep(void *unused) SUSPENDS;

#endif
