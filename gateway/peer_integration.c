#include "peer_integration.h"

#include "base/context.h"
#include "settings.h"
#include "web/peer.h"

/* Providers are slow now and then; bringing a catalogue over takes as long as their limits say. */
enum { SETUP_MS = 15 * 1000, SYNC_MS = 300 * 1000, WEBHOOK_MS = 4000, PAY_MS = 8000 };

/* Each is safe to repeat: it names what it makes, or makes nothing. */
static int post(struct str user, const char *path, const struct schema *in, const void *value, const struct schema *out,
	int64_t timeout_ms, void **ret)
{
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = str_c(path),
			.in = in,
			.value = value,
			.out = out,
			.timeout_ms = timeout_ms,
			.user = user,
			.repeatable = true },
		ret);
}

int integration_set_up(
	struct str user, const struct integration_setup *in, int64_t timeout_ms, struct integration_state **ret)
{
	return post(user, "/v1/integrations/setup", &integration_setup_schema, in, &integration_state_schema,
		timeout_ms ? timeout_ms : SETUP_MS, (void **)ret);
}

int integration_test(struct str user, const struct integration_setup *in, struct integration_test_reply **ret)
{
	return post(user, "/v1/integrations/test", &integration_test_schema, in, &integration_test_reply_schema,
		SETUP_MS, (void **)ret);
}

int integration_states(
	struct str user, struct str session_id, int64_t page, int64_t per_page, struct integration_list **ret)
{
	struct str path = str_printf(mem(), "/v1/integrations?session_id=%.*s&page=%lld&per_page=%lld",
		STR_FMT(session_id), (long long)page, (long long)per_page);

	return peer_call(&integration_svc,
		&(struct peer_request){ .path = path, .out = &integration_list_schema, .user = user }, (void **)ret);
}

int integration_bring(struct str user, const struct integration_sync *in, struct integration_sync_reply **ret)
{
	return post(user, "/v1/integrations/sync", &integration_sync_schema, in, &integration_sync_reply_schema,
		SYNC_MS, (void **)ret);
}

int integration_webhook(const struct webhook_delivery *in, struct webhook_reply **ret)
{
	return post(STR_NONE, "/v1/webhooks", &webhook_delivery_schema, in, &webhook_reply_schema, WEBHOOK_MS,
		(void **)ret);
}

int integration_pay(struct str user, const struct payment_new *in, struct payment **ret)
{
	return post(user, "/v1/payments", &payment_new_schema, in, &payment_schema, PAY_MS, (void **)ret);
}

int integration_pay_look(struct str user, const struct payment_look *in, struct payment **ret)
{
	return post(user, "/v1/payments/look", &payment_look_schema, in, &payment_schema, PAY_MS, (void **)ret);
}
