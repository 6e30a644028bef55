#include "assets.h"

#include <stdio.h>

#include "assets_store.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "peer_assets.h"
#include "schemas.h"
#include "settings.h"
#include "web/multipart.h"

/* ---- bodies */

static const struct field variant_fields[] = {
	F_STR(struct asset_variant, url, REQUIRED, 0, 0, NULL, "Public, never changes"),
	F_STR(struct asset_variant, type, REQUIRED, 0, 0, NULL, "image/png, image/jpeg, image/webp or image/avif"),
	F_INT(struct asset_variant, width, REQUIRED, 1, 16383, 0, "Pixels"),
	F_INT(struct asset_variant, height, REQUIRED, 1, 16383, 0, "Pixels"),
};
static const struct schema variant_schema = SCHEMA("AssetVariant", struct asset_variant, variant_fields);

static const struct field asset_fields[] = {
	F_UUID(struct asset, asset_id, REQUIRED, "Picture"),
	F_STR(struct asset, url, REQUIRED, 0, 0, NULL, "The picture itself: public, never changes"),
	F_INT(struct asset, width, REQUIRED, 1, 16383, 0, "Pixels"),
	F_INT(struct asset, height, REQUIRED, 1, 16383, 0, "Pixels"),
	F_STR(struct asset, type, REQUIRED, 0, 0, NULL, "Media type; an SVG was painted as a PNG"),
	F_STR(struct asset, name, REQUIRED, 0, 0, NULL, "The file's name as it was sent"),
	F_BOOL(struct asset, transparent, 0, 0, "It stands on nothing"),
	F_STR(struct asset, background, 0, 0, 7, &format_color, "The plain colour around it, no colour of the brand"),
	F_LIST(struct asset, colours, REQUIRED, 0, ASSET_COLOURS_MAX, &asset_colour_schema,
		"What it is drawn with, largest first"),
	F_LIST(struct asset, variants, REQUIRED, 0, ASSET_FILES_MAX, &variant_schema,
		"For srcset: the same in other sizes and formats"),
	F_TIME(struct asset, created_at, REQUIRED, "When it was sent"),
};
const struct schema asset_schema = SCHEMA("Asset", struct asset, asset_fields);

static const struct field asset_list_fields[] = {
	F_LIST(struct asset_list, assets, REQUIRED, 0, 100, &asset_schema, "Newest first"),
	F_INT(struct asset_list, total, REQUIRED, 0, 1e9, 0, "How many there are"),
	F_INT(struct asset_list, page, REQUIRED, 1, 1e9, 1, "Which page this is"),
};
const struct schema asset_list_schema = SCHEMA("AssetList", struct asset_list, asset_list_fields);

/* ---- handlers */

static int64_t bytes_of(const struct asset_picture *p)
{
	const struct asset_file *files = p->files.items;
	int64_t sum = 0;

	for (size_t i = 0; i < p->files.n; i++)
		sum += files[i].bytes;
	return sum;
}

/* POST /api/v1/assets: a form whose part "file" is the picture. */
int assets_create(struct request *rq)
{
	struct multipart *form = TRY_MEM(ARENA_NEW(mem(), struct multipart));
	struct buf told = BUF_ON(mem(), 64 << 10);
	const struct multipart_part *file;
	struct asset_picture *picture;
	struct asset out;

	TRY(multipart_parse(request_header(rq, "content-type"), rq->raw_body, form));
	file = multipart_find(form, "file");
	if (!file || !file->filename.p)
		return fail(ERR_INVALID, "send the picture as the form's part \"file\"");
	if (file->body.n > ASSET_BYTES_MAX)
		return fail(ERR_TOO_LARGE, "the file is larger than 10 MB");
	TRY(theme_check_picture(str_c(rq->id.sub), file->body, file->content_type, &picture)); /* http: theme-svc */
	schema_encode(&told, &asset_picture_schema, picture);
	if (!buf_ok(&told))
		return -ERR_NOMEM;
	TRY(asset_add(
		str_c(rq->id.sub), picture->hash, file->filename, bytes_of(picture), buf_view(&told), &out)); /* db */
	return reply(rq, 201, &asset_schema, &out);
}

/* GET /api/v1/assets: the merchant's, newest first. */
int assets_list(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct asset_list out;

	TRY(asset_list(str_c(rq->id.sub), q->page, q->per_page, &out)); /* db */
	return reply(rq, 200, &asset_list_schema, &out);
}

/* GET /api/v1/assets/{asset_id} */
int assets_get(struct request *rq)
{
	struct asset out;

	TRY(asset_load(path(rq, "asset_id"), str_c(rq->id.sub), &out)); /* db */
	return reply(rq, 200, &asset_schema, &out);
}

/* DELETE /api/v1/assets/{asset_id}: out of the merchant's list; stores that show it go on. */
int assets_remove(struct request *rq)
{
	TRY(asset_remove(path(rq, "asset_id"), str_c(rq->id.sub))); /* db */
	return reply_empty(rq, 204);
}

/* ---- pictures that nobody uses any more */

/* after: the last hash that was looked at; from the start again when these were the last. */
static int sweep_some(char after[ASSET_HASH + 1])
{
	struct assets_old *old;
	struct vec unused;
	const struct str *hashes;

	TRY(theme_old_pictures(str_c(after), conf.assets_keep_days, &old)); /* http: theme-svc */
	hashes = old->hashes.items;
	*after = '\0';
	if (old->hashes.n == ASSETS_OLD_MOST)
		snprintf(after, ASSET_HASH + 1, "%.*s", STR_FMT(hashes[old->hashes.n - 1]));
	if (old->hashes.n == 0)
		return 0;
	TRY(assets_unused(old, &unused)); /* db */
	hashes = unused.items;
	for (size_t i = 0; i < unused.n; i++)
		TRY(theme_remove_picture(hashes[i], conf.assets_keep_days)); /* http: theme-svc */
	return 0;
}

void assets_sweep(void *unused)
{
	char after[ASSET_HASH + 1] = "";

	(void)unused;
	context()->task = "assets";
	while (!fiber_cancelled()) {
		int r = sweep_some(after);

		if (r < 0 && r != -ERR_SHUTDOWN && !peer_is_away(r))
			log_warn("assets_not_swept", LOG_S("error", err_info(r)->name),
				LOG_S("cause", context()->err.secret));
		context_clear(context());
		wait_ms(conf.assets_sweep_s * 1000);
	}
}
