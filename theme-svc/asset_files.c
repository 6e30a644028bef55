#include "asset_files.h"

#include <fcntl.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "settings.h"

enum { HASH = ASSET_HASH, ABOUT_MAX = 16384 };
static const struct str prefix = STR(ASSET_PREFIX);

bool asset_is_hash(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789abcdef", s.p[i]) || !s.p[i])
			return false;
	return s.n == HASH;
}

static bool hash_of(struct str url, struct str *ret)
{
	if (!conf.assets_dir || !str_starts(url, prefix) || url.n < prefix.n + HASH + 2 ||
		url.p[prefix.n + HASH] != '/')
		return false;
	*ret = str_sub(url, prefix.n, prefix.n + HASH);
	return asset_is_hash(*ret);
}

const struct asset_picture *asset_of(struct str url)
{
	char path[600];
	_cleanup_close_ int fd = -1;
	struct asset_picture *found;
	struct str hash;
	char *text;
	ssize_t n;

	if (!hash_of(url, &hash))
		return NULL;
	snprintf(path, sizeof(path), "%.400s/%.*s/.about", conf.assets_dir, STR_FMT(hash));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	text = fd < 0 ? NULL : arena_alloc(mem(), ABOUT_MAX);
	n = text ? read(fd, text, ABOUT_MAX) : -1;
	if (n <= 0 || schema_read(&asset_picture_schema, (struct str){ text, (size_t)n }, (void **)&found) < 0)
		return NULL;
	return found->files.n ? found : NULL;
}

const struct asset_file *asset_named(const struct asset_picture *p, struct str url)
{
	const struct asset_file *files = p->files.items;
	struct str name = str_sub(url, prefix.n + HASH + 1, url.n);

	for (size_t i = 0; i < p->files.n; i++)
		if (str_eq(files[i].name, name))
			return &files[i];
	return files;
}

const char *asset_path(const struct asset_picture *p, const struct asset_file *f)
{
	return arena_printf(mem(), "%s/%.*s/%.*s", conf.assets_dir, STR_FMT(p->hash), STR_FMT(f->name));
}

struct str asset_srcset(const struct asset_picture *p, struct str type, struct str before)
{
	const struct asset_file *files = p->files.items;
	struct buf b = BUF_ON(mem(), 4096);

	/* They were made largest first. */
	for (size_t i = p->files.n; i-- > 0;)
		if (str_eq(files[i].type, type))
			buf_printf(&b, "%s%.*s" ASSET_PREFIX "%.*s/%.*s %lldw", buf_view(&b).n ? ", " : "",
				STR_FMT(before), STR_FMT(p->hash), STR_FMT(files[i].name), (long long)files[i].width);
	return buf_ok(&b) && buf_view(&b).n ? buf_view(&b) : STR_NONE;
}
