#include "peer_content.h"

#include "base/context.h"
#include "settings.h"
#include "web/peer.h"
#include "wire/store.h"

/* A language model may need its time; a whole store's copy more so. */
enum { GENERATE_MS = 60 * 1000, COPY_MS = 300 * 1000, TEXT_MOST = 1 << 20 };

int content_generate(struct str user, const struct content_request *in, int64_t timeout_ms, struct content_reply **ret)
{
	return peer_call(&content_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/content/generate"),
			.in = &content_request_schema,
			.value = in,
			.out = &content_reply_schema,
			.timeout_ms = timeout_ms ? timeout_ms : GENERATE_MS,
			.max_body = TEXT_MOST,
			.user = user,
			.repeatable = true },
		(void **)ret);
}

int content_store_copy(struct str user, const struct store_copy_request *in, struct store_copy_reply **ret)
{
	return peer_call(&content_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/stores/copy"),
			.in = &store_copy_request_schema,
			.value = in,
			.out = &store_copy_reply_schema,
			.timeout_ms = COPY_MS,
			.max_body = STORE_BYTES,
			.user = user,
			.repeatable = true },
		(void **)ret);
}

int content_rate(struct str user, struct str content_id, const struct rating_request *in)
{
	struct str path = str_printf(mem(), "/v1/content/%.*s/rating", STR_FMT(content_id));

	return peer_call(&content_svc,
		&(struct peer_request){ .method = "POST",
			.path = path,
			.in = &rating_request_schema,
			.value = in,
			.user = user,
			.repeatable = true },
		NULL);
}
