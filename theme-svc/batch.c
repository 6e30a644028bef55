#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "web/pack.h"

enum { SCRATCH = 64 * 1024 };
/* Packed once, sent often. Measured over 663 pages of 18 KB: brotli 5 gives 17.54 % of the size in 0.27 ms, 9 gives 17.43 % in 0.41, 11
 * 17.37 % in 18; gzip 6 19.17 % in 0.227, 9 19.11 % in 0.245. */
enum { GZIP_LEVEL = 6, BROTLI_LEVEL = 5 };

static const char *const twins[] = { "", ".gz", ".br" };

static void cannot(struct file_batch *b, const char *what, const char *path)
{
	if (!*b->error)
		snprintf(b->error, sizeof(b->error), "%s %.150s: %.80s", what, path, strerrordesc_np(errno));
}

/* The folders above path, below dir. */
static bool make_parents(int dir, const char *path)
{
	char above[FILES_PATH];

	for (const char *at = path; (at = strchr(at, '/')); at++) {
		memcpy(above, path, (size_t)(at - path));
		above[at - path] = '\0';
		if (mkdirat(dir, above, 0755) < 0 && errno != EEXIST)
			return false;
	}
	return true;
}

/* ---- writing */

/* Never over a file that is there: it may be another version's too. */
static int create(struct file_batch *b, const char *path)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, fd = openat(b->dir, path, flags, 0644);

	if (fd < 0 && errno == ENOENT && make_parents(b->dir, path))
		fd = openat(b->dir, path, flags, 0644);
	return fd;
}

static void write_bytes(struct file_batch *b, int fd, const char *path, const void *bytes, size_t size)
{
	const char *at = bytes;
	size_t left = size;
	ssize_t n;

	while (left) {
		n = write(fd, at, left);
		if (n < 0) {
			cannot(b, "write", path);
			return;
		}
		at += n;
		left -= (size_t)n;
	}
	b->bytes += (int64_t)size;
}

static void count_one(struct file_batch *b)
{
	b->files++;
	b->written++;
}

static void write_one(struct file_batch *b, const char *path, const void *bytes, size_t size)
{
	_cleanup_close_ int fd = create(b, path);

	if (fd < 0) {
		cannot(b, "open", path);
		return;
	}
	write_bytes(b, fd, path, bytes, size);
	count_one(b);
}

static void write_twin(struct file_batch *b, const char *path, const struct file_item *item,
	bool (*pack)(struct packer *p, const void *bytes, size_t size, struct packed *ret))
{
	struct packed packed;

	if (!b->packer)
		b->packer = packer_new(GZIP_LEVEL, BROTLI_LEVEL);
	if (b->packer && pack(b->packer, item->bytes, item->size, &packed))
		write_one(b, path, packed.bytes, packed.size);
	else
		cannot(b, "pack", path);
}

/* ---- a file in parts */

static void begin_parts(struct file_batch *b, const struct file_item *item)
{
	char path[FILES_PATH + 4];

	b->parted = true;
	for (size_t i = 0; i < ARRAY_LEN(twins); i++) {
		b->parts[i] = -1;
		snprintf(path, sizeof(path), "%s%s", item->path, twins[i]);
		if ((i == 0 || item->compress) && (b->parts[i] = create(b, path)) < 0)
			cannot(b, "open", path);
	}
}

static void end_parts(struct file_batch *b)
{
	for (size_t i = 0; b->parted && i < ARRAY_LEN(twins); i++)
		if (b->parts[i] >= 0) {
			close(b->parts[i]);
			count_one(b);
		}
	b->parted = false;
}

static void write_part(struct file_batch *b, const struct file_item *item)
{
	bool (*const packs[])(struct packer *, enum pack_part, const void *, size_t, struct packed *) = { NULL,
		pack_gzip_part, pack_brotli_part };
	enum pack_part part = (b->parted ? 0 : PACK_FIRST) | (item->more ? 0 : PACK_LAST);
	struct packed packed = { item->bytes, item->size };

	if (part & PACK_FIRST)
		begin_parts(b, item);
	if (!b->packer)
		b->packer = packer_new(GZIP_LEVEL, BROTLI_LEVEL);
	for (size_t i = 0; i < ARRAY_LEN(twins) && !*b->error; i++) {
		if (b->parts[i] < 0)
			continue;
		if (i && (!b->packer || !packs[i](b->packer, part, item->bytes, item->size, &packed)))
			cannot(b, "pack", item->path);
		else
			write_bytes(b, b->parts[i], item->path, packed.bytes, packed.size);
	}
	if (part & PACK_LAST)
		end_parts(b);
}

/* ---- linking */

static bool same_bytes(struct file_batch *b, int fd, const struct file_item *item)
{
	size_t at = 0;
	ssize_t n;

	while (at < item->size) {
		n = read(fd, b->scratch, SCRATCH);
		if (n <= 0 || (size_t)n > item->size - at || memcmp(b->scratch, item->bytes + at, (size_t)n) != 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

static bool is_as_before(struct file_batch *b, const struct file_item *item)
{
	_cleanup_close_ int fd = b->former < 0 ? -1 : openat(b->former, item->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || (size_t)st.st_size != item->size)
		return false;
	if (!b->scratch)
		b->scratch = malloc(SCRATCH);
	return b->scratch && same_bytes(b, fd, item);
}

static bool link_one(struct file_batch *b, const char *path, int64_t *size)
{
	struct stat st;
	int r = linkat(b->former, path, b->dir, path, 0);

	if (r < 0 && errno == ENOENT && make_parents(b->dir, path))
		r = linkat(b->former, path, b->dir, path, 0);
	if (r < 0 || fstatat(b->dir, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	*size += st.st_size;
	return true;
}

/* The file and its twins, all or none: a file system without links, or with no room for more of them, gets new files. */
static bool link_item(struct file_batch *b, const struct file_item *item)
{
	size_t n = item->compress ? ARRAY_LEN(twins) : 1;
	char path[FILES_PATH + 4];
	int64_t size = 0;

	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s%s", item->path, twins[i]);
		if (link_one(b, path, &size))
			continue;
		for (size_t k = 0; k <= i; k++) {
			snprintf(path, sizeof(path), "%s%s", item->path, twins[k]);
			unlinkat(b->dir, path, 0);
		}
		return false;
	}
	b->files += (int64_t)n;
	b->bytes += size;
	return true;
}

/* ---- items */

bool batch_load(struct file_item *item)
{
	_cleanup_close_ int in = item->from ? open(item->from, O_RDONLY | O_CLOEXEC) : -1;
	struct stat st;

	if (!item->from)
		return true;
	if (in < 0 || fstat(in, &st) < 0 || !(item->bytes = malloc((size_t)st.st_size + 1)) ||
		read(in, item->bytes, (size_t)st.st_size) != st.st_size)
		return false;
	item->size = (size_t)st.st_size;
	return true;
}

static void write_item(struct file_batch *b, struct file_item *item)
{
	char path[FILES_PATH + 4];

	if (!batch_load(item))
		cannot(b, "read", item->from);
	if (!*b->error && (item->more || b->parted)) {
		write_part(b, item);
		return;
	}
	if (*b->error || (is_as_before(b, item) && link_item(b, item)))
		return;
	write_one(b, item->path, item->bytes, item->size);
	if (!item->compress)
		return;
	snprintf(path, sizeof(path), "%s.gz", item->path);
	write_twin(b, path, item, pack_gzip);
	snprintf(path, sizeof(path), "%s.br", item->path);
	write_twin(b, path, item, pack_brotli);
}

void batch_write(struct file_batch *b)
{
	for (size_t i = 0; i < b->n && !*b->error; i++)
		write_item(b, &b->items[i]);
}

void batch_clear(struct file_batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (!b->items[i].lent)
			free(b->items[i].bytes);
	b->n = 0;
}

void batch_done(struct file_batch *b)
{
	batch_clear(b);
	end_parts(b);
	packer_free(b->packer);
	free(b->scratch);
	b->packer = NULL;
	b->scratch = NULL;
}
