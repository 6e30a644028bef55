#include "shop_pages.h"

#include "base/context.h"
#include "base/err.h"
#include "peer_theme.h"
#include "stores_store.h"

int shop_at(struct request *rq, struct shop_at *ret)
{
	struct str rest;

	ret->slug = path(rq, "slug");
	TRY(store_live_folder(ret->slug, &rest)); /* memory; db once a second */
	ret->store_id = str_dup(mem(), str_split(&rest, '/'));
	return str_i64(rest, &ret->version) ? 0 : fail(ERR_INTERNAL, "no version");
}

int shop_reply(struct request *rq, const struct shop_at *at, int status, const char *page, const struct json *data)
{
	struct theme_dynamic p = { at->store_id, at->version, str_c(page), data ? json_text(data) : STR("{}") };
	struct http_response rs;

	TRY(theme_dynamic(&p, &rs)); /* http: theme-svc */
	reply_header(rq, "Cache-Control", STR("no-store"));
	return reply_body(rq, status, "text/html; charset=utf-8", rs.body);
}

int shop_redirect(struct request *rq, const struct shop_at *at, struct str path)
{
	reply_header(rq, "Cache-Control", STR("no-store"));
	reply_header(rq, "Location", str_printf(mem(), "/s/%.*s%.*s", STR_FMT(at->slug), STR_FMT(path)));
	return reply_empty(rq, 303);
}
