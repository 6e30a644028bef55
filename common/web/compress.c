#include "web/compress.h"

#include <limits.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/offload.h"
#include "web/pack.h"

/* A search page of 42 KB, in CPU time: gzip 1 makes 4,505 bytes in 0.10 ms and 3 4,296 in the same, 6 3,874 in 0.30; brotli 3 makes 4,044 in
 * 0.21, 4 3,619 in 0.35, 5 3,338 in 0.50. */
enum { GZIP_LEVEL = 3, BROTLI_LEVEL = 4, INLINE_MOST = 32 * 1024 };

struct packing {
	enum coding coding;
	struct packer *packer;
	struct str in;
	struct packed out;
	bool done;
};

static void pack(void *arg)
{
	struct packing *p = arg;
	bool (*how)(struct packer *, const void *, size_t, struct packed *) = p->coding == CODING_BROTLI ? pack_brotli
													 : pack_gzip;

	p->done = how(p->packer, p->in.p, p->in.n, &p->out);
}

static void end(void *arg)
{
	packer_free(arg);
}

int compress(enum coding coding, struct str in, struct str *ret)
{
	struct packing p = { .coding = coding, .in = in };

	if (in.n > INT_MAX / 2)
		return -ERR_NOMEM;
	p.packer = TRY_MEM(packer_new(GZIP_LEVEL, BROTLI_LEVEL));
	if (!arena_defer(mem(), end, p.packer))
		return -ERR_NOMEM;
	if (in.n > INLINE_MOST)
		TRY(offload(pack, &p));
	else
		pack(&p);
	if (!p.done)
		return -ERR_NOMEM;
	*ret = (struct str){ (char *)p.out.bytes, p.out.size };
	return 0;
}
