/* Stripe's webhooks, as the files of this connector share them. */
#ifndef INTEGRATION_CONNECTOR_STRIPE_H
#define INTEGRATION_CONNECTOR_STRIPE_H

#include "connector.h"

/* struct connector's verify(): the Stripe-Signature header's t, and any of its v1, over "<t>.<body>". */
int stripe_verify(
	const struct vec *values, const struct vec *headers, struct str body, int64_t now, struct webhook_event *ret);

#endif
