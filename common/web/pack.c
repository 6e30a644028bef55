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
/* HELD_BACK: what the encoders may keep of earlier parts and give with a later one. */
enum { BLOCK = 4 << 20, HELD_BACK = 512 * 1024 };

struct packer {
	int gzip_level, brotli_level;
	z_stream zlib;
	bool zlib_open;
	BrotliEncoderState *brotli; /* of a text that is not whole yet */
	char *block;                /* brotli's memory, handed out from the beginning again for each text */
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

static bool gzip_begin(struct packer *p)
{
	if (p->zlib_open)
		return deflateReset(&p->zlib) == Z_OK;
	p->zlib_open = deflateInit2(&p->zlib, p->gzip_level, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) == Z_OK;
	return p->zlib_open;
}

bool pack_gzip_part(struct packer *p, enum pack_part part, const void *bytes, size_t size, struct packed *ret)
{
	int done;

	errno = ENOMEM;
	if (part & PACK_FIRST && !gzip_begin(p))
		return false;
	if (!make_room(p, deflateBound(&p->zlib, size) + (part == PACK_WHOLE ? 0 : HELD_BACK)))
		return false;
	p->zlib.next_in = (unsigned char *)bytes;
	p->zlib.avail_in = (unsigned)size;
	p->zlib.next_out = p->out;
	p->zlib.avail_out = (unsigned)p->room;
	done = deflate(&p->zlib, part & PACK_LAST ? Z_FINISH : Z_NO_FLUSH);
	*ret = (struct packed){ p->out, (size_t)(p->zlib.next_out - p->out) };
	return part & PACK_LAST ? done == Z_STREAM_END : (done == Z_OK || done == Z_BUF_ERROR) && !p->zlib.avail_in;
}

bool pack_gzip(struct packer *p, const void *bytes, size_t size, struct packed *ret)
{
	return pack_gzip_part(p, PACK_WHOLE, bytes, size, ret);
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

static void brotli_end(struct packer *p)
{
	if (p->brotli)
		BrotliEncoderDestroyInstance(p->brotli);
	p->brotli = NULL;
}

void packer_free(struct packer *p)
{
	if (!p)
		return;
	if (p->zlib_open)
		deflateEnd(&p->zlib);
	brotli_end(p);
	free(p->block);
	free(p->out);
	free(p);
}

static bool brotli_begin(struct packer *p, size_t size)
{
	brotli_end(p);
	if (!p->block && !(p->block = malloc(BLOCK)))
		return false;
	p->used = 0;
	p->brotli = BrotliEncoderCreateInstance(take, give_back, p);
	if (!p->brotli)
		return false;
	BrotliEncoderSetParameter(p->brotli, BROTLI_PARAM_QUALITY, (uint32_t)p->brotli_level);
	BrotliEncoderSetParameter(p->brotli, BROTLI_PARAM_LGWIN, BROTLI_WINDOW);
	BrotliEncoderSetParameter(p->brotli, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
	BrotliEncoderSetParameter(p->brotli, BROTLI_PARAM_SIZE_HINT, (uint32_t)size);
	return true;
}

bool pack_brotli_part(struct packer *p, enum pack_part part, const void *bytes, size_t size, struct packed *ret)
{
	size_t room = BrotliEncoderMaxCompressedSize(size) + (part == PACK_WHOLE ? 0 : HELD_BACK), left = size;
	const unsigned char *in = bytes;
	unsigned char *out;
	bool done;

	if (!make_room(p, room))
		return false;
	errno = ENOMEM;
	if (part & PACK_FIRST && !brotli_begin(p, size))
		return false;
	out = p->out;
	done = BrotliEncoderCompressStream(p->brotli,
		       part & PACK_LAST ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS, &left, &in, &room, &out,
		       NULL) &&
		!left && !BrotliEncoderHasMoreOutput(p->brotli) &&
		(!(part & PACK_LAST) || BrotliEncoderIsFinished(p->brotli));
	*ret = (struct packed){ p->out, (size_t)(out - p->out) };
	if (part & PACK_LAST || !done)
		brotli_end(p);
	return done;
}

bool pack_brotli(struct packer *p, const void *bytes, size_t size, struct packed *ret)
{
	return pack_brotli_part(p, PACK_WHOLE, bytes, size, ret);
}
