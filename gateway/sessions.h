/* Sessions of the wizard: begin, list, read. */
#ifndef GATEWAY_SESSIONS_H
#define GATEWAY_SESSIONS_H

#include "web/request.h"

int sessions_create(struct request *rq) SUSPENDS;
int sessions_list(struct request *rq) SUSPENDS;
int sessions_get(struct request *rq) SUSPENDS;

/* A background fiber: keeps wizard_completion_rate. */
void sessions_watch(void *unused) SUSPENDS;

/* The client's network for the record: the last byte of IPv4, the last ten of IPv6 cut off (R025). */
struct str client_network(const struct request *rq);

#endif
