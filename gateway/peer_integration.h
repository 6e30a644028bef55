/* integration-svc, as the gateway calls it. */
#ifndef GATEWAY_PEER_INTEGRATION_H
#define GATEWAY_PEER_INTEGRATION_H

#include "base/cleanup.h"
#include "wire/integration.h"

int integration_set_up(struct str user, const struct integration_setup *in, int64_t timeout_ms,
	struct integration_state **ret) SUSPENDS; /* http: integration-svc */
int integration_test(struct str user, const struct integration_setup *in, struct integration_test_reply **ret) SUSPENDS;
int integration_states(
	struct str user, struct str session_id, int64_t page, int64_t per_page, struct integration_list **ret) SUSPENDS;
int integration_bring(struct str user, const struct integration_sync *in, struct integration_sync_reply **ret) SUSPENDS;
int integration_webhook(const struct webhook_delivery *in, struct webhook_reply **ret) SUSPENDS;

/* A payment of a store's session, whose owner is user. -ERR_NOT_FOUND: nothing to pay with is connected there. */
int integration_pay(struct str user, const struct payment_new *in, struct payment **ret) SUSPENDS;
int integration_pay_look(struct str user, const struct payment_look *in, struct payment **ret) SUSPENDS;

#endif
