#include "web/pack.h"

#include <brotli/encode.h>
#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

enum {
	GZIP_WINDOW = 15 + 16,
	BROTLI_WINDOW = 16
}; /* 64 KB hold a page whole: a larger one is no smaller, its tables are megabytes */
/* Brotli asks for 1.3 MB at level 5 and this window, for less below, whatever the size of the text. It has them from here because the
 * packaged one ends the process when it is given none (BROTLI_ENCODER_EXIT_ON_OOM). */
enum { BLOCK = 4 << 20 };

struct packer {
	int gzip_level, brotli_level;
	z_stream zlib;
	bool zlib_open;
	char *block; /* brotli's memory, handed out from the beginning again for each text */
	size_t used;
	unsigned char *out;
	size_t room;
};

struct packer *packer_new(int gzip_level, int brotli_level)
{
	struct packer *p = calloc(1, sizeof(*p));

	if (p) {
		p->gzip_level = gzip_level;
		p->brotli_level = brotli_level;
	}
	return p;
}

void packer_free(struct packer *p)
{
	if (!p)
		return;
	if (p->zlib_open)
		deflateEnd(&p->zlib);
	free(p->block);
	free(p->out);
	free(p);
}

static bool make_room(struct packer *p, size_t room)
{
	unsigned char *out;

	if (room <= p->room)
		return true;
	out = realloc(p->out, room);
	if (!out) {
		errno = ENOMEM;
		return false;
	}
	p->out = out;
	p->room = room;
	return true;
}

bool pack_gzip(struct packer *p, const void *bytes, size_t size, struct packed *ret)
{
	errno = ENOMEM;
	if (!p->zlib_open &&
		deflateInit2(&p->zlib, p->gzip_level, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	p->zlib_open = true;
	if (!make_room(p, deflateBound(&p->zlib, size)))
		return false;
	deflateReset(&p->zlib);
	p->zlib.next_in = (unsigned char *)bytes;
	p->zlib.avail_in = (unsigned)size;
	p->zlib.next_out = p->out;
	p->zlib.avail_out = (unsigned)p->room;
	if (deflate(&p->zlib, Z_FINISH) != Z_STREAM_END)
		return false;
	*ret = (struct packed){ p->out, p->zlib.total_out };
	return true;
}

static void *take(void *arg, size_t size)
{
	struct packer *p = arg;
	size_t n = (size + 63) & ~(size_t)63;
	void *taken = p->block + p->used;

	if (n > BLOCK - p->used)
		return malloc(size);
	p->used += n;
	return taken;
}

static void give_back(void *arg, void *taken)
{
	struct packer *p = arg;

	if ((char *)taken < p->block || (char *)taken >= p->block + BLOCK)
		free(taken);
}

bool pack_brotli(struct packer *p, const void *bytes, size_t size, struct packed *ret)
{
	size_t room = BrotliEncoderMaxCompressedSize(size), left = size;
	const unsigned char *in = bytes;
	unsigned char *out;
	BrotliEncoderState *s;
	bool done;

	if (!make_room(p, room))
		return false;
	errno = ENOMEM;
	if (!p->block && !(p->block = malloc(BLOCK)))
		return false;
	p->used = 0;
	s = BrotliEncoderCreateInstance(take, give_back, p);
	if (!s)
		return false;
	BrotliEncoderSetParameter(s, BROTLI_PARAM_QUALITY, (uint32_t)p->brotli_level);
	BrotliEncoderSetParameter(s, BROTLI_PARAM_LGWIN, BROTLI_WINDOW);
	BrotliEncoderSetParameter(s, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
	BrotliEncoderSetParameter(s, BROTLI_PARAM_SIZE_HINT, (uint32_t)size);
	out = p->out;
	done = BrotliEncoderCompressStream(s, BROTLI_OPERATION_FINISH, &left, &in, &room, &out, NULL) &&
		BrotliEncoderIsFinished(s);
	BrotliEncoderDestroyInstance(s);
	*ret = (struct packed){ p->out, (size_t)(out - p->out) };
	return done;
}
