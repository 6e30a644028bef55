#include "peer_integration.h"

#include "base/context.h"
#include "settings.h"
#include "web/peer.h"

/* Providers are slow now and then; bringing a catalogue over takes as long as their limits say. */
enum { SETUP_MS = 15 * 1000, SYNC_MS = 300 * 1000, WEBHOOK_MS = 4000, PAY_MS = 8000 };

int integration_set_up(
	struct str user, const struct integration_setup *in, int64_t timeout_ms, struct integration_state **ret)
{
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/integrations/setup"),
			.in = &integration_setup_schema,
			.value = in,
			.out = &integration_state_schema,
			.timeout_ms = timeout_ms ? timeout_ms : SETUP_MS,
			.user = user,
			.repeatable = true },
		(void **)ret);
}

int integration_test(struct str user, const struct integration_setup *in, struct integration_test_reply **ret)
{
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/integrations/test"),
			.in = &integration_test_schema,
			.value = in,
			.out = &integration_test_reply_schema,
			.timeout_ms = SETUP_MS,
			.user = user,
			.repeatable = true },
		(void **)ret);
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
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/integrations/sync"),
			.in = &integration_sync_schema,
			.value = in,
			.out = &integration_sync_reply_schema,
			.timeout_ms = SYNC_MS,
			.user = user,
			.repeatable = true },
		(void **)ret);
}

int integration_webhook(const struct webhook_delivery *in, struct webhook_reply **ret)
{
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/webhooks"),
			.in = &webhook_delivery_schema,
			.value = in,
			.out = &webhook_reply_schema,
			.timeout_ms = WEBHOOK_MS,
			.repeatable = true },
		(void **)ret);
}

int integration_pay(struct str user, const struct payment_new *in, struct payment **ret)
{
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/payments"),
			.in = &payment_new_schema,
			.value = in,
			.out = &payment_schema,
			.timeout_ms = PAY_MS,
			.user = user,
			.repeatable = true },
		(void **)ret);
}

int integration_pay_look(struct str user, const struct payment_look *in, struct payment **ret)
{
	return peer_call(&integration_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/payments/look"),
			.in = &payment_look_schema,
			.value = in,
			.out = &payment_schema,
			.timeout_ms = PAY_MS,
			.user = user,
			.repeatable = true },
		(void **)ret);
}
