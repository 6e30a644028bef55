/* integration_status: all its SQL. A link is one row: a session's connection to one provider. */
#ifndef INTEGRATION_LINKS_STORE_H
#define INTEGRATION_LINKS_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

struct link {
	struct str id, session_id, user_id, type, provider;
	struct str status;        /* pending, connected, failed */
	struct str configuration; /* JSON text: settings, and hints of secrets */
	struct str secrets;       /* sealed; p = NULL: none */
	struct str external;      /* JSON text: the provider's own ids; p = NULL in link_put: as it was */
	struct str error_message; /* p = NULL: none */
	struct str last_sync;     /* p = NULL: never */
};

/* -ERR_NOT_FOUND when the session holds links of another user. */
int links_own(struct str session_id, struct str user_id) SUSPENDS;
/* One page of a user's links of a session, oldest first. */
int links_page(struct str session_id, struct str user_id, int64_t page, int64_t per_page, struct link **ret,
	size_t *ret_n, int64_t *ret_total) SUSPENDS;
/* 1 and *ret filled, or 0: there is none. */
int link_find(struct str session_id, struct str user_id, struct str type, struct str provider, struct link *ret)
	SUSPENDS;
/* The same by id, whosever it is: for what providers send. */
int link_get(struct str id, struct str provider, struct link *ret) SUSPENDS;
/* Inserts or replaces the row l->id; worked sets last_sync to now. 1, and *l is as stored; 0: another row of
 * the same session and provider was made meanwhile: find it and seal anew. -ERR_NOT_FOUND for an unknown session. */
int link_put(struct link *l, bool worked) SUSPENDS;
/* How a sync ended; *l is as stored. -ERR_NOT_FOUND when the row is gone. */
int link_put_result(struct link *l, bool worked) SUSPENDS;
/* Merges the members of patch into external; configuration and secrets replace when p is not NULL. */
int link_keep(struct str id, struct str patch, struct str configuration, struct str secrets) SUSPENDS;

#endif
