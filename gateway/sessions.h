/* Sessions of the wizard: begin, list, read. */
#ifndef GATEWAY_SESSIONS_H
#define GATEWAY_SESSIONS_H

#include "web/request.h"
#include "wizard_store.h"

/* The session that a body or a query names, for handlers. -ERR_NOT_FOUND also for other people's, -ERR_FORBIDDEN when the
 * token is for another one (a session in the path is checked by the route). */
int session_load(struct request *rq, struct str id, struct wizard *ret) SUSPENDS;

int sessions_create(struct request *rq) SUSPENDS;
int sessions_list(struct request *rq) SUSPENDS;
int sessions_get(struct request *rq) SUSPENDS;

/* A background fiber: keeps wizard_completion_rate. */
void sessions_watch(void *unused) SUSPENDS;

/* The client's network for the record: the last byte of IPv4, the last ten of IPv6 cut off (R025). */
struct str client_network(const struct request *rq);
/* Its User-Agent, at most 500 bytes of UTF-8; absent when it is none. */
struct str client_agent(const struct request *rq);

#endif
