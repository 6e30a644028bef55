#include "assets_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"
#include "settings.h"
#include "wire/asset.h"

#define COLUMNS " id, name, picture, created_at "

/* Two uploads at once may both pass the look at the room: one file more does no harm. */
static const char insert_one[] =
	"insert into assets (owner, hash, name, bytes, picture) select $1::uuid, $2::text, $3::text, $4::bigint, $5::jsonb "
	"where exists (select from assets where owner = $1 and hash = $2) or "
	"(select count(*) < $6::bigint and coalesce(sum(bytes), 0) + $4 <= $7::bigint from assets where owner = $1) "
	"on conflict (owner, hash) do update set name = excluded.name returning" COLUMNS;
static const char select_one[] = "select" COLUMNS "from assets where id = $1 and owner = $2";
static const char select_many[] = "select" COLUMNS
				  "from assets where owner = $1 order by created_at desc, id limit $2 offset $3";
static const char count_many[] = "select count(*) from assets where owner = $1";
static const char delete_one[] = "delete from assets where id = $1 and owner = $2";

static const char select_unused[] = "select h from jsonb_array_elements_text($1::jsonb) h "
				    "where not exists (select from assets where hash = h) "
				    "and not exists (select from asset_uses where hash = h)";

static struct str url_of(struct str hash, const struct asset_file *f)
{
	return str_printf(mem(), "/media/%.*s/%.*s", STR_FMT(hash), STR_FMT(f->name));
}

static int read_asset(const struct rows *r, int i, struct asset *ret)
{
	struct asset_picture *p;
	struct asset_variant *variants;
	const struct asset_file *files;

	TRY(schema_read(&asset_picture_schema, row_str(r, i, 2), (void **)&p));
	files = p->files.items;
	variants = TRY_MEM(ARENA_ARRAY(mem(), struct asset_variant, p->files.n));
	for (size_t k = 0; k < p->files.n; k++)
		variants[k] = (struct asset_variant){ url_of(p->hash, &files[k]), files[k].type, files[k].width,
			files[k].height };
	*ret = (struct asset){ .asset_id = row_str(r, i, 0),
		.name = row_str(r, i, 1),
		.created_at = row_time(r, i, 3),
		.background = p->background,
		.transparent = p->transparent,
		.colours = p->colours,
		.variants = { variants, p->files.n } };
	if (p->files.n) {
		ret->url = variants[0].url;
		ret->type = variants[0].type;
		ret->width = variants[0].width;
		ret->height = variants[0].height;
	}
	return 0;
}

int asset_add(struct str owner, struct str hash, struct str name, int64_t bytes, struct str picture, struct asset *ret)
{
	struct rows r;

	TRY(db_query(&r, insert_one, DB_TEXT(owner), DB_TEXT(hash), DB_TEXT(name), DB_INT(bytes), DB_TEXT(picture),
		DB_INT(conf.assets_most), DB_INT(conf.assets_mb << 20))); /* db */
	if (r.n == 0)
		return fail(ERR_CONFLICT, "your room for pictures is used up (%lld files, %lld MB): remove some first",
			(long long)conf.assets_most, (long long)conf.assets_mb);
	return read_asset(&r, 0, ret);
}

int asset_load(struct str id, struct str owner, struct asset *ret)
{
	struct rows r = { .n = 0 };

	if (str_is_uuid(id))
		TRY(db_query(&r, select_one, DB_TEXT(id), DB_TEXT(owner))); /* db */
	return r.n ? read_asset(&r, 0, ret) : fail(ERR_NOT_FOUND, "there is no such picture");
}

int asset_list(struct str owner, int64_t page, int64_t per_page, struct asset_list *ret)
{
	struct rows r, total;
	struct asset *items;

	TRY(db_query(&total, count_many, DB_TEXT(owner)));                                               /* db */
	TRY(db_query(&r, select_many, DB_TEXT(owner), DB_INT(per_page), DB_INT((page - 1) * per_page))); /* db */
	items = TRY_MEM(ARENA_ARRAY(mem(), struct asset, r.n));
	for (int i = 0; i < r.n; i++)
		TRY(read_asset(&r, i, &items[i]));
	*ret = (struct asset_list){ { items, (size_t)r.n }, row_i64(&total, 0, 0), page };
	return 0;
}

int asset_remove(struct str id, struct str owner)
{
	struct rows r = { .affected = 0 };

	if (str_is_uuid(id))
		TRY(db_query(&r, delete_one, DB_TEXT(id), DB_TEXT(owner))); /* db */
	return r.affected ? 0 : fail(ERR_NOT_FOUND, "there is no such picture");
}

int assets_unused(const struct assets_old *old, struct vec *ret)
{
	struct buf list = BUF_ON(mem(), 16 << 10);
	const struct str *hashes = old->hashes.items;
	struct str *items;
	struct rows r;

	/* Hexadecimal digits, as theme-svc has them: nothing in them to escape. */
	for (size_t i = 0; i < old->hashes.n; i++)
		buf_printf(&list, "%s\"%.*s\"", i ? "," : "[", STR_FMT(hashes[i]));
	buf_c(&list, old->hashes.n ? "]" : "[]");
	if (!buf_ok(&list))
		return -ERR_NOMEM;
	TRY(db_query(&r, select_unused, DB_TEXT(buf_view(&list)))); /* db */
	items = TRY_MEM(ARENA_ARRAY(mem(), struct str, r.n));
	for (int i = 0; i < r.n; i++)
		items[i] = row_str(&r, i, 0);
	*ret = (struct vec){ items, (size_t)r.n };
	return 0;
}
