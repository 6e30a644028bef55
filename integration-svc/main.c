#include "links.h"
#include "payments.h"
#include "settings.h"
#include "sync.h"
#include "web/service.h"
#include "webhooks.h"
#include "wire/store.h"

/* DELIVERY: the gateway's 1 MB in base64, and its headers. */
enum { SMALL = 128 * 1024, DELIVERY = 2 << 20 };

static const int upstream[] = { 404, 409, 503, 0 }, missing[] = { 404, 0 };

static const struct route routes[] = {
	{ .method = HTTP_POST,
		.path = "/v1/integrations/setup",
		.scope = "peer",
		.deadline_ms = 20000,
		.body_limit = SMALL,
		.body = &integration_setup_schema,
		.reply = &integration_state_schema,
		.handler = links_setup,
		.status = 201,
		.errors = upstream,
		.id = "integrationSetup",
		.summary = "Keep credentials and try them" },
	{ .method = HTTP_POST,
		.path = "/v1/integrations/test",
		.scope = "peer",
		.deadline_ms = 20000,
		.body_limit = SMALL,
		.body = &integration_test_schema,
		.reply = &integration_test_reply_schema,
		.handler = links_test,
		.errors = upstream,
		.id = "integrationTest",
		.summary = "Try credentials, keep nothing" },
	{ .method = HTTP_GET,
		.path = "/v1/integrations",
		.scope = "peer",
		.query = &link_query_schema,
		.reply = &integration_list_schema,
		.handler = links_list,
		.errors = upstream,
		.id = "integrationList",
		.summary = "A session's connections and how they stand" },
	{ .method = HTTP_POST,
		.path = "/v1/integrations/sync",
		.scope = "peer",
		.deadline_ms = 310000,
		.body_limit = STORE_BYTES,
		.body_values = STORE_VALUES,
		.body = &integration_sync_schema,
		.reply = &integration_sync_reply_schema,
		.handler = sync_create,
		.errors = upstream,
		.id = "integrationSync",
		.summary = "Bring a store to its providers, at launch" },
	{ .method = HTTP_POST,
		.path = "/v1/webhooks",
		.scope = "peer",
		.deadline_ms = 5000,
		.body_limit = DELIVERY,
		.body = &webhook_delivery_schema,
		.reply = &webhook_reply_schema,
		.handler = webhooks_receive,
		.errors = missing,
		.id = "webhookReceive",
		.summary = "Verify what a provider sent, and keep it once" },
	{ .method = HTTP_POST,
		.path = "/v1/payments",
		.scope = "peer",
		.deadline_ms = 15000,
		.body_limit = SMALL,
		.body = &payment_new_schema,
		.reply = &payment_schema,
		.handler = payments_create,
		.status = 201,
		.errors = upstream,
		.id = "paymentCreate",
		.summary = "Begin a payment on the provider's own page" },
	{ .method = HTTP_POST,
		.path = "/v1/payments/look",
		.scope = "peer",
		.deadline_ms = 15000,
		.body_limit = SMALL,
		.body = &payment_look_schema,
		.reply = &payment_schema,
		.handler = payments_look,
		.errors = upstream,
		.id = "paymentLook",
		.summary = "How a payment stands; end it if asked to" },
	{ .path = NULL },
};

static const struct service integration_svc = {
	.name = "integration-svc",
	.prefix = "INTEGRATION",
	.port = 9024,
	.title = "integration-svc",
	.description = "Connections to shop platforms and payment: credentials kept sealed, tried, and used at launch.",
	.settings = integration_settings,
	.routes = routes,
	.database = true,
	.redis = true,
	.secrets = true,
};

int main(int argc, char **argv)
{
	return service_main(&integration_svc, argc, argv);
}
