/* Wire, integration: what the gateway and integration-svc say to each other; also the public bodies of
 * /api/v1/integrations. Secrets go in and never come back out. */
#ifndef WIRE_INTEGRATION_H
#define WIRE_INTEGRATION_H

#include "web/schema.h"

/* Step 5 of the wizard holds a list of these; so does one call of setup. */
struct integration_setup {
	struct str session_id;    /* required by /setup, absent inside step 5 and in /test */
	struct str type;          /* commerce, payment, shipping, marketing, analytics, app */
	struct str provider;      /* stripe, shopify, … */
	struct vec configuration; /* of struct pair: names and values, secrets among them */
};

struct integration_state {
	struct str integration_id, type, provider;
	struct str status;        /* pending, connected, failed */
	struct vec configuration; /* of struct pair: secrets as hints ("sk_test_…4242") */
	struct str error_message, last_sync;
};

struct integration_list {
	struct vec items; /* of struct integration_state */
	int64_t total, page;
};

struct integration_test_reply {
	bool ok;
	struct str message; /* a sentence for the merchant */
	struct vec details; /* of struct pair: account name, mode, … */
};

/* At launch: bring the products to the shop platform, make the webhook endpoint, …: safe to repeat. */
struct integration_sync {
	struct str session_id, store_id, storefront_url;
	const struct json *configuration; /* the frozen six steps */
};

struct integration_sync_reply {
	struct vec items; /* of struct integration_state */
	int64_t connected, failed, products;
};

/* What a provider sent us, unread: integration-svc verifies it on the raw bytes. */
struct webhook_delivery {
	struct str provider, integration_id;
	struct vec headers; /* of struct pair: lower-case names; those that providers sign with */
	struct str body;    /* base64 of the raw bytes */
};

struct webhook_reply {
	bool fresh;           /* false: this delivery was here before */
	struct str reference; /* of the payment that it tells of; p = NULL: of none */
};

/* A shopper pays an order on the provider's page. */
struct payment_line {
	struct str name;
	int64_t unit_minor, quantity;
};
struct payment_new {
	struct str session_id; /* of the wizard: whose connection */
	struct str order_id;   /* asked for twice, it is one payment */
	struct str currency, email, success_url, cancel_url;
	int64_t expires_at; /* Unix seconds; Stripe takes half an hour from now at least */
	struct vec lines;   /* of struct payment_line */
};
struct payment_look {
	struct str session_id, reference;
	bool end; /* nobody can pay it any more after this */
};
struct payment {
	struct str provider, reference, url;
	struct str status; /* open, paid, expired */
};
extern const struct schema payment_new_schema, payment_look_schema, payment_schema;

extern const struct schema webhook_delivery_schema, webhook_reply_schema;
extern const struct schema integration_setup_schema, integration_step_schema, integration_test_schema;
extern const struct schema integration_state_schema, integration_list_schema, integration_test_reply_schema;
extern const struct schema integration_sync_schema, integration_sync_reply_schema;

#endif
