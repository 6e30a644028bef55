#include "peer_assets.h"

#include "base/context.h"
#include "base/err.h"
#include "settings.h"
#include "web/peer.h"

enum { CHECK_MS = 45 * 1000 };

int theme_check_picture(struct str user, struct str file, struct str type, struct asset_picture **ret)
{
	struct buf path = BUF_ON(mem(), 1024);

	buf_c(&path, "/v1/assets");
	if (type.n) {
		buf_c(&path, "?type=");
		buf_url(&path, type);
	}
	if (!buf_ok(&path))
		return fail(ERR_INVALID, "the file's type is too long");
	return peer_call(&theme_svc,
		&(struct peer_request){ .method = "POST",
			.path = buf_view(&path),
			.raw_body = file,
			.out = &asset_picture_schema,
			.timeout_ms = CHECK_MS,
			.user = user,
			.repeatable = true },
		(void **)ret);
}
