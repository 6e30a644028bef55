/* What the files of Stripe's connector share. */
#ifndef INTEGRATION_CONNECTOR_STRIPE_H
#define INTEGRATION_CONNECTOR_STRIPE_H

#include "connector.h"

/* struct connector's verify(): the Stripe-Signature header's t, and any of its v1, over "<t>.<body>". */
int stripe_verify(
	const struct vec *values, const struct vec *headers, struct str body, int64_t now, struct webhook_event *ret);

/* A call of Stripe's API: path below /v1/. */
struct http_request stripe_request(const struct vec *values, const char *method, struct str path);
/* Out stays OK and *ret is the answer, or out says why not and *ret is NULL; *status is the provider's. */
int stripe_call(struct http_request *rq, const struct json **ret, int *status, struct outcome *out) SUSPENDS;

/* Checkout: struct connector's pay() and pay_look(). */
int stripe_pay(const struct vec *values, const struct payment_new *in, struct payment *ret, struct outcome *out)
	SUSPENDS;
int stripe_pay_look(const struct vec *values, const struct payment_look *in, struct payment *ret, struct outcome *out)
	SUSPENDS;

#endif
