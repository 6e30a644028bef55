#include "web/compress.h"

#include <limits.h>
#include <zlib.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/offload.h"

/* zlib's windowBits for a gzip wrapper around the largest window; its default memory level. */
enum { GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8, INLINE_MOST = 32 * 1024 };

struct packing {
	struct str in;
	unsigned char *out;
	size_t cap, n;
	int result; /* zlib's */
};

static void pack(void *arg)
{
	struct packing *p = arg;
	z_stream z = {
		.next_in = (Bytef *)p->in.p, .avail_in = (uInt)p->in.n, .next_out = p->out, .avail_out = (uInt)p->cap
	};

	p->result = deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
	if (p->result != Z_OK)
		return;
	p->result = deflate(&z, Z_FINISH);
	p->n = z.total_out;
	deflateEnd(&z);
}

int compress_gzip(struct str in, struct str *ret)
{
	struct packing p = { .in = in, .cap = in.n + in.n / 1000 + 64 };

	if (in.n > INT_MAX / 2)
		return -ERR_NOMEM;
	p.out = TRY_MEM(arena_alloc(mem(), p.cap));
	if (in.n > INLINE_MOST)
		TRY(offload(pack, &p));
	else
		pack(&p);
	if (p.result != Z_STREAM_END)
		return -ERR_NOMEM;
	*ret = (struct str){ (char *)p.out, p.n };
	return 0;
}
