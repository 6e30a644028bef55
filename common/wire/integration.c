#include "wire/integration.h"

static const char *const types[] = { "commerce", "payment", "shipping", "marketing", "analytics", "app", NULL };
static const char *const statuses[] = { "pending", "connected", "failed", NULL };

#define TYPE F_ENUM(struct integration_setup, type, REQUIRED, types, "What kind of tool")
#define PROVIDER \
	F_STR(struct integration_setup, provider, REQUIRED, 1, 100, &format_identifier, "Which one: stripe, shopify")
#define CONFIGURATION(flags)                                                            \
	F_MAP(struct integration_setup, configuration, (flags), 20, 4000, &format_line, \
		"Names and values as the provider asks for them: api_key; shop and access_token")

static const struct field setup_fields[] = {
	F_UUID(struct integration_setup, session_id, REQUIRED, "The wizard session"),
	TYPE,
	PROVIDER,
	CONFIGURATION(0),
};
const struct schema integration_setup_schema = SCHEMA("IntegrationSetup", struct integration_setup, setup_fields);

static const struct field step_fields[] = { TYPE, PROVIDER, CONFIGURATION(0) };
const struct schema integration_step_schema = SCHEMA("IntegrationChoice", struct integration_setup, step_fields);

static const struct field test_fields[] = {
	F_UUID(struct integration_setup, session_id, 0, "With it, configuration left out means the kept one"),
	TYPE,
	PROVIDER,
	CONFIGURATION(0),
};
const struct schema integration_test_schema = SCHEMA("IntegrationTest", struct integration_setup, test_fields);

static const struct field state_fields[] = {
	F_UUID(struct integration_state, integration_id, REQUIRED, "The connection"),
	F_ENUM(struct integration_state, type, REQUIRED, types, "What kind of tool"),
	F_STR(struct integration_state, provider, REQUIRED, 0, 0, NULL, "Which one"),
	F_ENUM(struct integration_state, status, REQUIRED, statuses, "How it stands"),
	F_MAP(struct integration_state, configuration, REQUIRED, 20, 4000, NULL, "Settings; of secrets only a hint"),
	F_STR(struct integration_state, error_message, NULLABLE, 0, 0, NULL, "What went wrong, and what to do"),
	F_TIME(struct integration_state, last_sync, NULLABLE, "When it last worked"),
};
const struct schema integration_state_schema = SCHEMA("IntegrationState", struct integration_state, state_fields);

static const struct field list_fields[] = {
	F_LIST(struct integration_list, items, REQUIRED, 0, 1000, &integration_state_schema, "Connections"),
	F_INT(struct integration_list, total, REQUIRED, 0, 1e9, 0, "How many there are"),
	F_INT(struct integration_list, page, REQUIRED, 1, 1e9, 1, "This page"),
};
const struct schema integration_list_schema = SCHEMA("IntegrationList", struct integration_list, list_fields);

static const struct field test_reply_fields[] = {
	F_BOOL(struct integration_test_reply, ok, REQUIRED, 0, "The credentials work"),
	F_STR(struct integration_test_reply, message, REQUIRED, 0, 0, NULL, "In words"),
	F_MAP(struct integration_test_reply, details, 0, 20, 1000, NULL, "Account name, mode, …"),
};
const struct schema integration_test_reply_schema = SCHEMA(
	"IntegrationTestReply", struct integration_test_reply, test_reply_fields);

static const struct field sync_fields[] = {
	F_UUID(struct integration_sync, session_id, REQUIRED, "The wizard session"),
	F_UUID(struct integration_sync, store_id, REQUIRED, "The store"),
	F_STR(struct integration_sync, storefront_url, REQUIRED, 0, 2000, NULL, "Where it will be live"),
	F_JSON(struct integration_sync, configuration, REQUIRED, NULL, "The six steps"),
};
const struct schema integration_sync_schema = SCHEMA("IntegrationSync", struct integration_sync, sync_fields);

static const struct field sync_reply_fields[] = {
	F_LIST(struct integration_sync_reply, items, REQUIRED, 0, 1000, &integration_state_schema, "Connections"),
	F_INT(struct integration_sync_reply, connected, REQUIRED, 0, 1e9, 0, "How many stand"),
	F_INT(struct integration_sync_reply, failed, REQUIRED, 0, 1e9, 0, "How many do not"),
	F_INT(struct integration_sync_reply, products, REQUIRED, 0, 1e9, 0, "Products brought to a shop platform"),
};
const struct schema integration_sync_reply_schema = SCHEMA(
	"IntegrationSyncReply", struct integration_sync_reply, sync_reply_fields);

static const struct field delivery_fields[] = {
	F_STR(struct webhook_delivery, provider, REQUIRED, 1, 100, &format_identifier, "Who sent it"),
	F_UUID(struct webhook_delivery, integration_id, REQUIRED, "For which connection"),
	F_MAP(struct webhook_delivery, headers, REQUIRED, 20, 4000, &format_line, "Lower-case names"),
	F_STR(struct webhook_delivery, body, REQUIRED, 0, 2 << 20, NULL, "base64 of the raw bytes"),
};
const struct schema webhook_delivery_schema = SCHEMA("WebhookDelivery", struct webhook_delivery, delivery_fields);

static const struct field webhook_reply_fields[] = {
	F_BOOL(struct webhook_reply, fresh, REQUIRED, 1, "false: it was here before"),
	F_STR(struct webhook_reply, reference, 0, 0, 0, NULL, "The payment that it tells of"),
};
const struct schema webhook_reply_schema = SCHEMA("WebhookReply", struct webhook_reply, webhook_reply_fields);

static const struct field payment_line_fields[] = {
	F_STR(struct payment_line, name, REQUIRED, 1, 500, &format_line, "What it is"),
	F_INT(struct payment_line, unit_minor, REQUIRED, 0, 1e12, 0, "Price of one"),
	F_INT(struct payment_line, quantity, REQUIRED, 1, 99, 1, "Pieces"),
};
static const struct schema payment_line_schema = SCHEMA("PaymentLine", struct payment_line, payment_line_fields);

static const struct field payment_new_fields[] = {
	F_UUID(struct payment_new, session_id, REQUIRED, "The wizard session: whose connection"),
	F_UUID(struct payment_new, order_id, REQUIRED, "Asked for twice, it is one payment"),
	F_STR(struct payment_new, currency, REQUIRED, 3, 3, &format_currency, "ISO 4217"),
	F_STR(struct payment_new, email, REQUIRED, 1, 254, &format_email, "The shopper's"),
	F_STR(struct payment_new, success_url, REQUIRED, 1, 2000, &format_line, "Where the shopper goes who has paid"),
	F_STR(struct payment_new, cancel_url, REQUIRED, 1, 2000, &format_line, "and who has not"),
	F_INT(struct payment_new, expires_at, REQUIRED, 0, 1e11, 0, "Unix seconds"),
	F_LIST(struct payment_new, lines, REQUIRED, 1, 50, &payment_line_schema, "What is paid"),
};
const struct schema payment_new_schema = SCHEMA("PaymentNew", struct payment_new, payment_new_fields);

static const struct field payment_look_fields[] = {
	F_UUID(struct payment_look, session_id, REQUIRED, "The wizard session: whose connection"),
	F_STR(struct payment_look, reference, REQUIRED, 1, 255, &format_identifier, "The payment"),
	F_BOOL(struct payment_look, end, 0, 0, "Let nobody pay it any more"),
};
const struct schema payment_look_schema = SCHEMA("PaymentLook", struct payment_look, payment_look_fields);

static const char *const payment_statuses[] = { "open", "paid", "expired", NULL };
static const struct field payment_fields[] = {
	F_STR(struct payment, provider, REQUIRED, 0, 0, NULL, "stripe"),
	F_STR(struct payment, reference, REQUIRED, 0, 0, NULL, "The provider's own id"),
	F_STR(struct payment, url, 0, 0, 0, NULL, "Where the shopper pays, while it is open"),
	F_ENUM(struct payment, status, REQUIRED, payment_statuses, "How it stands"),
};
const struct schema payment_schema = SCHEMA("Payment", struct payment, payment_fields);
