#include "theme_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

static void cleanup_dir(DIR **d)
{
	if (*d)
		closedir(*d);
}

int file_read(struct arena *a, const char *address, size_t max, struct str *ret)
{
	_cleanup_close_ int fd = open(address, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t got;
	size_t n = 0;
	char *p;

	if (fd < 0)
		return fail(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s", address, strerrordesc_np(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return fail(ERR_IO, "%s: not a file", address);
	if ((size_t)st.st_size > max)
		return fail(ERR_TOO_LARGE, "%s: larger than %zu bytes", address, max);
	p = TRY_MEM(arena_alloc(a, (size_t)st.st_size + 1));
	while (n < (size_t)st.st_size && (got = read(fd, p + n, (size_t)st.st_size - n)) > 0)
		n += (size_t)got;
	if (n != (size_t)st.st_size)
		return fail(ERR_IO, "%s: cannot be read", address);
	p[n] = '\0';
	*ret = (struct str){ p, n };
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct str *)a)->p, ((const struct str *)b)->p);
}

int files_list(struct arena *a, const char *dir, const char *suffix, struct str_list *ret)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(dir);
	struct str_list l = { .items = TRY_MEM(ARENA_ARRAY(a, struct str, 512)) };
	struct dirent *e;

	if (!d)
		return fail(ERR_NOT_FOUND, "%s: %s", dir, strerrordesc_np(errno));
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.' || !str_ends(str_c(e->d_name), str_c(suffix)))
			continue;
		if (l.n == 512)
			return fail(ERR_INVALID, "%s: more than 512 files", dir);
		l.items[l.n++] = str_c(TRY_MEM(arena_strdup(a, e->d_name)));
	}
	qsort(l.items, l.n, sizeof(*l.items), by_text);
	*ret = l;
	return 0;
}

int files_sources(struct arena *a, const char *dir, struct source_list *ret)
{
	struct str_list names;
	struct source_list l = { 0 };
	const char *address;

	TRY(files_list(a, dir, ".mustache", &names));
	l.items = TRY_MEM(ARENA_ARRAY(a, struct source_file, names.n + 1));
	for (size_t i = 0; i < names.n; i++) {
		address = TRY_MEM(arena_printf(a, "%s/%s", dir, names.items[i].p));
		l.items[i].name = str_sub(names.items[i], 0, names.items[i].n - strlen(".mustache"));
		TRY(file_read(a, address, TEMPLATE_SOURCE_MAX, &l.items[i].text));
		if (!str_utf8(l.items[i].text))
			return fail(ERR_INVALID, "%s: not UTF-8", address);
	}
	l.n = names.n;
	*ret = l;
	return 0;
}

struct str files_source(const struct source_list *l, struct str name)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->items[i].name, name))
			return l->items[i].text;
	return STR_NONE;
}

int files_fonts(struct arena *a, const char *dir, struct theme *t)
{
	struct str_list names = { 0 };
	struct theme_font *fonts;
	struct stat st;

	if (access(dir, F_OK) == 0)
		TRY(files_list(a, dir, ".woff2", &names));
	fonts = TRY_MEM(ARENA_ARRAY(a, struct theme_font, names.n + 1));
	for (size_t i = 0; i < names.n; i++) {
		fonts[i].file = names.items[i];
		fonts[i].address = TRY_MEM(arena_printf(a, "%s/%s", dir, names.items[i].p));
		if (stat(fonts[i].address, &st) < 0)
			return fail(ERR_IO, "%s: %s", fonts[i].address, strerrordesc_np(errno));
		fonts[i].size = (size_t)st.st_size;
	}
	t->fonts = fonts;
	t->nfonts = names.n;
	return 0;
}

struct arena memory_borrow(const struct arena *a)
{
	struct arena former = *mem();

	*mem() = *a;
	return former;
}

void memory_return(struct arena *a, struct arena former)
{
	*a = *mem();
	*mem() = former;
}

int files_json(struct arena *a, const char *address, const struct json **ret)
{
	struct str text = STR_NONE;
	struct arena former;
	char why[256];
	int r;

	TRY(file_read(a, address, 4 << 20, &text));
	former = memory_borrow(a);
	r = json_parse(text, ret);
	memory_return(a, former);
	if (r < 0) {
		snprintf(why, sizeof(why), "%s", context()->err.text);
		return fail(ERR_INVALID, "%s: %s", address, why);
	}
	return 0;
}
