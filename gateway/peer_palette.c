#include "peer_palette.h"

#include "base/err.h"
#include "settings.h"
#include "web/peer.h"

enum { PATIENCE_MS = 5000, ANSWER_MOST = 1 << 20 };

int palette_suggest(const struct palette_wish *w, struct palette_suggestions **ret)
{
	return peer_call(&theme_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/palettes"),
			.in = &palette_wish_schema,
			.value = w,
			.out = &palette_suggestions_schema,
			.timeout_ms = PATIENCE_MS,
			.max_body = ANSWER_MOST,
			.repeatable = true },
		(void **)ret);
}

int palette_export(const struct palette_export *e, struct http_response *ret)
{
	TRY(peer_fetch(&theme_svc,
		&(struct peer_request){ .method = "POST",
			.path = STR("/v1/palettes/export"),
			.in = &palette_export_schema,
			.value = e,
			.timeout_ms = PATIENCE_MS,
			.max_body = ANSWER_MOST,
			.repeatable = true },
		ret));
	return ret->status == 200 ? 0 : fail_private(ERR_UPSTREAM, "theme-svc answered %d", ret->status);
}
