/* Connections: step 5's list handed to integration-svc, and the public integration calls.
 *
 * Secrets are never kept in the session: integration-svc seals them. While it is away they wait in the
 * session's row, sealed with our own key ring, and the launch hands them on.
 */
#ifndef GATEWAY_CONNECTIONS_H
#define GATEWAY_CONNECTIONS_H

#include "schemas.h"
#include "web/request.h"
#include "wizard_store.h"

/* Hands the step's connections on and empties their configuration of values; *sealed is set when some
 * must wait, *degraded names who was away. Refused credentials are no error of the step:
 * their state says so; a provider that is not offered is a violation at its pointer. */
int connections_take(const struct wizard *w, struct integrations_step *data, struct str *sealed, struct vec *degraded,
	int64_t budget_ms, struct violations *v) SUSPENDS;
/* Hands on what waits. 0, or why not. */
int connections_deliver(struct str session_id, struct str user) SUSPENDS;

int integrations_setup(struct request *rq) SUSPENDS;
int integrations_test(struct request *rq) SUSPENDS;
int integrations_list(struct request *rq) SUSPENDS;
int webhooks_create(struct request *rq) SUSPENDS;

#endif
