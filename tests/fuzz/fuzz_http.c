/* Fuzz target: request heads, chunked bodies, event streams and addresses. The first byte chooses. Besides what
 * the sanitizers see, the answers must not depend on how the bytes were cut. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "net/http_host.h"
#include "net/http_parse.h"
#include "net/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool inside(struct str s, struct str in)
{
	return s.n == 0 || (s.p >= in.p && s.p + s.n <= in.p + in.n);
}

static void head(struct str in)
{
	static struct http_head h, again;
	int n = http_parse_head(in, &h);

	if (n == 0)
		must(in.n < HTTP_HEAD_MAX);
	if (n <= 0)
		return;
	must((size_t)n <= in.n && n <= HTTP_HEAD_MAX && h.nheaders <= HTTP_HEADERS_MAX);
	must(inside(h.target, in) && inside(h.path, in) && inside(h.query, in));
	must(!(h.chunked && h.has_length) && h.length >= 0);
	for (size_t i = 0; i < h.nheaders; i++) {
		must(h.headers[i].name.n > 0 && inside(h.headers[i].name, in) && inside(h.headers[i].value, in));
		must(str_find(h.headers[i].value, '\r', 0) < 0 && str_find(h.headers[i].value, '\n', 0) < 0 &&
			str_find(h.headers[i].value, '\0', 0) < 0);
	}
	/* What follows the head has no say in it, and a byte less is no head. */
	must(http_parse_head(str_sub(in, 0, (size_t)n), &again) == n);
	must(http_parse_head(str_sub(in, 0, (size_t)n - 1), &again) == 0);
}

/* Decodes in pieces of step bytes. Returns consumed bytes or a negative refusal. */
static ptrdiff_t decode(struct str in, size_t step, struct buf *body)
{
	struct http_chunks c = { 0 };
	bool done = false;
	size_t at = 0;

	while (at < in.n && !done) {
		struct str piece = str_sub(in, at, at + step);
		char *p = malloc(piece.n); /* exact, so that ASan sees the first byte too many */
		size_t decoded;
		ptrdiff_t used;

		memcpy(p, piece.p, piece.n);
		used = http_chunks_feed(&c, p, piece.n, &decoded, &done);
		if (used >= 0) {
			must((size_t)used <= piece.n && decoded <= (size_t)used);
			must(done || (size_t)used == piece.n);
			buf_put(body, p, decoded);
		}
		free(p);
		if (used < 0)
			return used;
		at += (size_t)used;
	}
	return (ptrdiff_t)at;
}

static void chunks(struct str in)
{
	struct buf whole = BUF_ON(mem(), 1 << 20), cut = BUF_ON(mem(), 1 << 20);
	ptrdiff_t a = decode(in, in.n ? in.n : 1, &whole), b = decode(in, 3, &cut);

	must(a == b);
	if (a >= 0)
		must(str_eq(buf_view(&whole), buf_view(&cut)));
}

static int on_event(void *arg, struct str event, struct str data)
{
	buf_str(arg, event);
	buf_char(arg, '\x1f');
	buf_str(arg, data);
	buf_char(arg, '\x1e');
	return 0;
}

static int read_events(struct str in, size_t step, struct buf *log)
{
	struct sse_reader r;
	int result = 0;

	sse_reader_init(&r, mem(), 256);
	for (size_t at = 0; at < in.n && result == 0; at += step)
		result = sse_reader_feed(&r, str_sub(in, at, at + step), on_event, log);
	return result;
}

static void events(struct str in)
{
	struct buf whole = BUF_ON(mem(), 1 << 20), cut = BUF_ON(mem(), 1 << 20);
	int a = read_events(in, in.n ? in.n : 1, &whole), b = read_events(in, 2, &cut);

	/* A line that is whole is judged without a copy, so only one that fits is judged alike. */
	if (a == 0 && b == 0)
		must(str_eq(buf_view(&whole), buf_view(&cut)));
}

static void address(struct str in)
{
	struct http_url u;

	if (http_url_split(in, &u) == 0)
		must(u.host[0] && u.port > 0 && u.port < 65536);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(struct str) = { head, chunks, events, address };
	struct str in = { (const char *)data + 1, size - 1 };
	char *copy;

	if (size == 0)
		return 0;
	copy = malloc(in.n ? in.n : 1);
	memcpy(copy, in.p, in.n);
	in.p = copy;
	targets[data[0] % 4](in);
	free(copy);
	context_clear(context());
	return 0;
}
