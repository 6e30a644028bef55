#include "sites.h"

#include <time.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/offload.h"
#include "files.h"
#include "publish.h"
#include "schemas.h"
#include "settings.h"
#include "storefront.h"

static int this_year(void)
{
	time_t now = (time_t)clock_unix();
	struct tm tm;

	gmtime_r(&now, &tm);
	return tm.tm_year + 1900;
}

/* A prefix of paths: "" or "/a/b", of characters that need no escaping anywhere. */
static bool is_base(struct str base)
{
	if (base.n == 0)
		return true;
	for (size_t i = 0; i < base.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%/", base.p[i]))
			return false;
	return base.p[0] == '/' && base.p[base.n - 1] != '/' && (base.n < 2 || base.p[1] != '/');
}

int sites_place(struct str base, struct place *ret)
{
	if (!is_base(base))
		return fail(ERR_INVALID, "base is \"\" or a path as /s/joes-coffee");
	*ret = (struct place){ .base = base.p ? base : STR(""), .origin = str_c(conf.public_url), .year = this_year() };
	return 0;
}

/* A scheme and a host, as they stand in every page. */
static bool is_origin(struct str origin)
{
	struct str host;

	if (!str_starts(origin, STR("https://")))
		return false;
	host = str_sub(origin, strlen("https://"), origin.n);
	for (size_t i = 0; i < host.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", host.p[i]) || !host.p[i])
			return false;
	return host.n > 0;
}

int sites_place_of(struct str slug, struct str origin, struct place *ret)
{
	if (!origin.n)
		return sites_place(str_printf(mem(), "/s/%.*s", STR_FMT(slug)), ret);
	if (!is_origin(origin))
		return fail(ERR_INVALID, "origin is as https://shop.example");
	TRY(sites_place(STR(""), ret));
	ret->origin = origin;
	return 0;
}

int sites_version(const struct request *rq, struct str *store_id, int64_t *version)
{
	*store_id = path(rq, "store_id");
	if (!str_is_uuid(*store_id) || !str_i64(path(rq, "version"), version) || *version < 1 || *version > 1000000000)
		return fail(ERR_NOT_FOUND, "no such store or version");
	return 0;
}

/* PUT /v1/sites/{store_id}/versions/{version}: writes all pages of a version; one that is there stays as it is, unless it is asked for
 * again. */
int sites_publish(struct request *rq)
{
	const struct publish_query *q = query(rq);
	struct publish_to to = {
		.stores_dir = conf.stores_dir, .themes = &themes, .slug = q->slug, .live = q->live, .again = q->again
	};
	int64_t began = clock_ms();
	struct published done;
	struct publish_out out;
	struct place place;

	TRY(sites_version(rq, &to.store_id, &to.version));
	TRY(sites_place_of(q->slug, q->origin, &place));
	TRY(publish(rq->raw_body, &place, &to, &done)); /* offload */
	if (q->again)
		storefront_forget(to.store_id, to.version);
	out = (struct publish_out){ done.pages, done.files, done.bytes, done.written, clock_ms() - began };
	return reply(rq, 200, &published_schema, &out);
}

/* In the offload pool. */
static void remove_folder(void *arg)
{
	files_remove(arg);
}

/* DELETE /v1/sites/{store_id}: all versions of a site that is nobody's any more. */
int sites_remove(struct request *rq)
{
	struct str id = path(rq, "store_id");
	char *folder;

	if (!str_is_uuid(id))
		return fail(ERR_NOT_FOUND, "no such store");
	folder = TRY_MEM(arena_printf(mem(), "%s/%.*s", conf.stores_dir, STR_FMT(id)));
	TRY(offload(remove_folder, folder)); /* offload: removes files */
	return reply_empty(rq, 204);
}
