/* Fuzz target: frames of a WebSocket's client. The first byte says how they are cut; what comes of them must not depend on it. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "net/websocket.h"

enum { MESSAGE_MOST = 1024, OUT_MOST = 64 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Texts and binaries as they were understood. */
static void understand(struct str in, size_t step, struct buf *ret)
{
	struct websocket_options o = { .max_message = MESSAGE_MOST, .max_out = OUT_MOST };
	struct websocket *ws = websocket_new(&o);
	struct websocket_message m;
	bool good = true;

	for (size_t at = 0; at < in.n && good; at += step) {
		struct str piece = str_sub(in, at, at + step), out;
		char *p = malloc(piece.n); /* exact, so that ASan sees the first byte too many */

		memcpy(p, piece.p, piece.n);
		good = websocket_feed(ws, (struct str){ p, piece.n });
		free(p);
		while (websocket_next(ws, &m)) {
			must(m.bytes.n <= MESSAGE_MOST);
			must(!m.text || str_utf8(m.bytes) || m.bytes.n == 0);
			buf_char(ret, m.text ? 't' : 'b');
			buf_str(ret, m.bytes);
		}
		out = websocket_out(ws);
		must(out.n <= OUT_MOST);
		if (websocket_closing(ws))
			break;
	}
	websocket_free(ws);
}

static void upgrade(struct str in)
{
	static struct http_head head;
	char accept[WEBSOCKET_ACCEPT + 1];

	if (http_parse_head(in, &head) > 0 && websocket_accept(&head, accept) == 0)
		must(strlen(accept) == WEBSOCKET_ACCEPT && head.method == HTTP_GET);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = { 1, 2, 7, 4096 };
	struct buf whole = BUF_ON(NULL, 1 << 20), cut = BUF_ON(NULL, 1 << 20);
	struct str in;

	if (size == 0 || size > 8192)
		return 0;
	in = (struct str){ (const char *)data + 1, size - 1 };
	if (data[0] & 0x80) {
		upgrade(in);
	} else {
		understand(in, in.n ? in.n : 1, &whole);
		understand(in, steps[data[0] & 3], &cut);
		must(buf_ok(&whole) && buf_ok(&cut) && str_eq(buf_view(&whole), buf_view(&cut)));
	}
	buf_done(&whole);
	buf_done(&cut);
	context_clear(context());
	return 0;
}
