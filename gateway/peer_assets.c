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

int theme_old_pictures(struct str after, int64_t days, struct assets_old **ret)
{
	return peer_call(&theme_svc,
		&(struct peer_request){ .method = "GET",
			.path = str_printf(mem(), "/v1/assets/old?days=%lld%s%.*s", (long long)days,
				after.n ? "&after=" : "", STR_FMT(after)),
			.out = &assets_old_schema },
		(void **)ret);
}

int theme_remove_picture(struct str hash, int64_t days)
{
	void *none;

	return peer_call(&theme_svc,
		&(struct peer_request){ .method = "DELETE",
			.path = str_printf(mem(), "/v1/assets/%.*s?days=%lld", STR_FMT(hash), (long long)days),
			.repeatable = true },
		&none);
}
