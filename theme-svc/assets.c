#include "assets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "asset_files.h"
#include "asset_tool.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/offload.h"
#include "files.h"
#include "settings.h"
#include "web/crypto.h"
#include "wire/asset.h"

#define ABOUT ".about"
/* Changes when what is made of a picture does: the folder's name is a hash of both. */
#define EDITION "1"
enum { HEAD_MAX = 8192, ABOUT_MAX = 16384 };

static const struct field asset_query_fields[] = {
	F_STR(struct asset_query, type, 0, 1, 100, &format_line, "Media type that the sender declared"),
};
const struct schema asset_query_schema = SCHEMA("AssetQuery", struct asset_query, asset_query_fields);

/* ---- what theme-image tells, believed within limits only: its process may have been taken over */

static const char *const sent_types[] = { "image/png", "image/jpeg", "image/webp", "image/svg+xml", NULL };
static const char *const made_types[] = { "image/png", "image/jpeg", "image/webp", "image/avif", NULL };
static const char *const endings[] = { "png", "jpg", "webp", "avif" };

static const struct field told_file_fields[] = {
	F_ENUM(struct asset_file, type, REQUIRED, made_types, NULL),
	F_INT(struct asset_file, width, REQUIRED, 1, 4096, 0, NULL),
	F_INT(struct asset_file, height, REQUIRED, 1, 4096, 0, NULL),
	F_INT(struct asset_file, bytes, REQUIRED, 1, ASSET_TOOL_BYTES, 0, NULL),
};
static const struct schema told_file_schema = SCHEMA("ToldFile", struct asset_file, told_file_fields);

static const struct field told_fields[] = {
	F_ENUM(struct asset_picture, type, REQUIRED, sent_types, NULL),
	F_INT(struct asset_picture, width, REQUIRED, 1, 16383, 0, NULL),
	F_INT(struct asset_picture, height, REQUIRED, 1, 16383, 0, NULL),
	F_BOOL(struct asset_picture, transparent, REQUIRED, 0, NULL),
	F_STR(struct asset_picture, background, 0, 7, 7, &format_color, NULL),
	F_LIST(struct asset_picture, colours, REQUIRED, 0, ASSET_COLOURS_MAX, &asset_colour_schema, NULL),
	F_LIST(struct asset_picture, files, REQUIRED, 1, ASSET_FILES_MAX, &told_file_schema, NULL),
};
static const struct schema told_schema = SCHEMA("Told", struct asset_picture, told_fields);

static struct str name_of(const struct asset_file *f)
{
	for (size_t i = 0; made_types[i]; i++)
		if (str_is(f->type, made_types[i]))
			return str_printf(mem(), "%lld.%s", (long long)f->width, endings[i]);
	return STR_NONE;
}

/* The line of JSON, then as many bytes as it says. */
static int understand(struct str out, struct asset_picture **ret, struct str *files)
{
	ptrdiff_t end = str_find(str_sub(out, 0, HEAD_MAX), '\n', 0);
	struct violations *v = TRY_MEM(ARENA_NEW(mem(), struct violations));
	struct asset_picture *told;
	const struct json *j;
	struct str why;
	size_t sum = 0;

	if (end < 0 || json_parse(str_sub(out, 0, (size_t)end), &j) < 0)
		return fail_private(ERR_INTERNAL, "theme-image wrote no line of JSON");
	why = json_get_str(j, "error");
	if (why.p)
		return fail(ERR_INVALID, "%.*s", STR_FMT(why));
	TRY(schema_decode(&told_schema, j, "", (void **)&told, v));
	if (v->n)
		return fail_private(ERR_INTERNAL, "theme-image: %.*s", STR_FMT(v->items[0].message));
	*files = str_sub(out, (size_t)end + 1, out.n);
	for (size_t i = 0; i < told->files.n; i++) {
		struct asset_file *f = (struct asset_file *)told->files.items + i;

		f->name = name_of(f);
		TRY_MEM(f->name.p);
		sum += (size_t)f->bytes;
	}
	if (sum != files->n)
		return fail_private(ERR_INTERNAL, "theme-image wrote %zu bytes of files and said %zu", files->n, sum);
	*ret = told;
	return 0;
}

/* ---- the folder, in the offload pool */

struct keeping {
	struct str file; /* as it was sent */
	char hash[65];
	char folder[512], work[512];
	char about[ABOUT_MAX];
	size_t about_size;
	const struct asset_picture *picture;
	struct str files;
	char error[300];
};

static bool read_about(struct keeping *k)
{
	char path[600];
	_cleanup_close_ int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/" ABOUT, k->folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, k->about, sizeof(k->about));
	k->about_size = n > 0 ? (size_t)n : 0;
	return n > 0;
}

static void look(void *arg)
{
	struct keeping *k = arg;
	unsigned char key[SHA256_SIZE], hash[SHA256_SIZE];

	sha256(k->file.p, k->file.n, key);
	hmac_sha256(STR("asset " EDITION), (struct str){ (const char *)key, sizeof(key) }, hash);
	hex_encode(k->hash, hash, sizeof(hash));
	k->hash[64] = '\0';
	snprintf(k->folder, sizeof(k->folder), "%.400s/%s", conf.assets_dir, k->hash);
	/* Touched: who uses it now is known a moment later only. */
	if (files_touch(k->folder))
		(void)read_about(k);
}

static bool write_file(struct keeping *k, const char *name, struct str bytes)
{
	char path[600];
	_cleanup_close_ int fd = -1;

	snprintf(path, sizeof(path), "%s/%.60s", k->work, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	while (fd >= 0 && bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n <= 0)
			break;
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	if (fd >= 0 && bytes.n == 0)
		return true;
	snprintf(k->error, sizeof(k->error), "write %.150s: %.80s", path, strerrordesc_np(errno));
	return false;
}

static bool write_files(struct keeping *k)
{
	size_t at = 0;

	for (size_t i = 0; i < k->picture->files.n; i++) {
		const struct asset_file *f = (const struct asset_file *)k->picture->files.items + i;

		if (!write_file(k, f->name.p, str_sub(k->files, at, at + (size_t)f->bytes)))
			return false;
		at += (size_t)f->bytes;
	}
	return write_file(k, ABOUT, (struct str){ k->about, k->about_size });
}

/* What a process that died was writing. */
static void sweep_left(void)
{
	char dir[512];

	snprintf(dir, sizeof(dir), "%.400s/" ASSET_WORK_DIR, conf.assets_dir);
	(void)files_remove_left(dir);
}

/* Whoever was faster has made the same. */
static void keep(void *arg)
{
	struct keeping *k = arg;
	_cleanup_close_ int held = files_hold(k->work);

	if (held < 0) {
		snprintf(k->error, sizeof(k->error), "%.150s: %.80s", k->work, strerrordesc_np(errno));
		return;
	}
	sweep_left();
	if (write_files(k) && files_sync(k->work) && files_rename(k->work, k->folder))
		return;
	if (!*k->error && errno != EEXIST)
		snprintf(k->error, sizeof(k->error), "%.150s: %.80s", k->folder, strerrordesc_np(errno));
	files_remove(k->work);
}

/* ---- the route */

static void run(void *arg)
{
	asset_run(arg);
}

static int check(struct keeping *k, struct str type, struct asset_picture **ret)
{
	struct asset_run r = { .file = k->file, .type = type.p ? type.p : "" };

	TRY(offload(run, &r)); /* offload: theme-image */
	if (r.out && !arena_defer(mem(), free, r.out))
		return -ERR_NOMEM;
	if (!r.out && r.died)
		return fail(ERR_INVALID, "the picture takes too much time or memory to read");
	if (!r.out)
		return fail_private(ERR_INTERNAL, "%s", r.error);
	return understand((struct str){ r.out, r.size }, ret, &k->files);
}

/* POST /v1/assets: checks a picture, finds its colours, and keeps it in the sizes that pages need. */
int assets_create(struct request *rq)
{
	const struct asset_query *q = query(rq);
	struct keeping *k = TRY_MEM(ARENA_NEW(mem(), struct keeping));
	struct buf b = BUF_ON(mem(), ABOUT_MAX);
	struct asset_picture *picture = NULL;
	unsigned random;

	if (rq->raw_body.n == 0)
		return fail(ERR_INVALID, "the file is empty");
	k->file = rq->raw_body;
	TRY(offload(look, k)); /* offload: hashes, looks into the folder */
	if (k->about_size)
		return reply_json(rq, 200, (struct str){ k->about, k->about_size });
	TRY(check(k, q->type, &picture));
	picture->hash = str_c(k->hash);
	schema_encode(&b, &asset_picture_schema, picture);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	memcpy(k->about, buf_view(&b).p, buf_view(&b).n);
	k->about_size = buf_view(&b).n;
	k->picture = picture;
	random_bytes(&random, sizeof(random));
	snprintf(k->work, sizeof(k->work), "%.400s/" ASSET_WORK_DIR "/%.16s-%08x", conf.assets_dir, k->hash, random);
	TRY(offload(keep, k)); /* offload: writes */
	if (*k->error)
		return fail_private(ERR_IO, "%s", k->error);
	return reply(rq, 200, &asset_picture_schema, picture);
}
