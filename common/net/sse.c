#include "net/sse.h"

#include "base/context.h"
#include "base/err.h"

enum { EVENT_MAX = 1024 * 1024 };

int sse_start(struct http_exchange *ex, struct str headers)
{
	/* Asks nginx not to collect what shall arrive at once. */
	struct str all = str_printf(mem(), "%.*sX-Accel-Buffering: no\r\n", STR_FMT(headers));

	if (!all.p)
		return -ERR_NOMEM;
	return http_reply_start(ex,
		&(struct http_reply){
			.status = 200,
			.content_type = STR("text/event-stream"),
			.headers = all,
		});
}

/* Cuts the first line off *rest: LF, CR LF and CR end one. */
static struct str next_line(struct str *rest)
{
	struct str s = *rest;
	size_t n = 0, skip;

	while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
		n++;
	if (n == s.n) {
		*rest = STR_NONE;
		return s;
	}
	skip = n + 1 < s.n && s.p[n] == '\r' && s.p[n + 1] == '\n' ? 2 : 1;
	*rest = (struct str){ s.p + n + skip, s.n - n - skip };
	return (struct str){ s.p, n };
}

static int put_field(struct buf *b, const char *name, struct str value)
{
	struct str rest = value;

	if (!value.p)
		return 0;
	if (next_line(&rest).n != value.n)
		return fail(ERR_INTERNAL, "an event's %s holds a line end", name);
	buf_c(b, name);
	buf_c(b, ": ");
	buf_str(b, value);
	buf_char(b, '\n');
	return 0;
}

/* 0, or why what was put into b is not whole. */
static int lost(const struct buf *b, const char *what)
{
	int r = buf_error(b);

	return r == -ERR_TOO_LARGE ? fail(ERR_TOO_LARGE, "%s is larger than %zu bytes", what, b->max) : r;
}

int sse_put(struct buf *b, struct str id, struct str event, struct str data)
{
	TRY(put_field(b, "id", id));
	TRY(put_field(b, "event", event));
	do {
		buf_c(b, "data: ");
		buf_str(b, next_line(&data));
		buf_char(b, '\n');
	} while (data.p);
	buf_char(b, '\n');
	return lost(b, "an event");
}

int sse_send(struct http_exchange *ex, struct str id, struct str event, struct str data)
{
	/* Not in mem(): a stream may send events for hours. */
	_cleanup_buf_ struct buf b = BUF_ON(NULL, EVENT_MAX);

	TRY(sse_put(&b, id, event, data));
	return http_reply_chunk(ex, buf_view(&b));
}

int sse_ping(struct http_exchange *ex)
{
	return http_reply_chunk(ex, STR(": ping\n\n"));
}

/* ---- reading ------------------------------------------------------------------------------- */

void sse_reader_init(struct sse_reader *r, struct arena *a, size_t max)
{
	*r = (struct sse_reader){ .line = BUF_ON(a, max), .data = BUF_ON(a, max) };
}

static int dispatch(struct sse_reader *r, int (*on_event)(void *arg, struct str event, struct str data), void *arg)
{
	struct str data = buf_view(&r->data);
	char event[sizeof(r->event)];

	memcpy(event, r->event, sizeof(event));
	r->event[0] = '\0';
	r->data.len = 0;
	if (data.n == 0)
		return 0;
	/* Each data line has brought its LF; the last one is not part of the data. */
	data.n--;
	return on_event(arg, event[0] ? str_c(event) : STR("message"), data);
}

static int take_line(
	struct sse_reader *r, struct str line, int (*on_event)(void *arg, struct str event, struct str data), void *arg)
{
	struct str name, value;

	if (!r->started && str_starts(line, STR("\xef\xbb\xbf")))
		line = str_sub(line, 3, line.n);
	r->started = true;
	if (line.n == 0)
		return dispatch(r, on_event, arg);
	value = line;
	name = str_split(&value, ':');
	if (value.n && value.p[0] == ' ')
		value = str_sub(value, 1, value.n);
	if (str_eq(name, STR("data"))) {
		buf_str(&r->data, value);
		buf_char(&r->data, '\n');
		TRY(lost(&r->data, "an event"));
	} else if (str_eq(name, STR("event"))) {
		if (value.n >= sizeof(r->event))
			return fail(ERR_TOO_LARGE, "an event's name has %zu bytes", value.n);
		if (value.n)
			memcpy(r->event, value.p, value.n);
		r->event[value.n] = '\0';
	}
	return 0;
}

int sse_reader_feed(struct sse_reader *r, struct str chunk,
	int (*on_event)(void *arg, struct str event, struct str data), void *arg)
{
	while (chunk.n > 0) {
		struct str part, whole;
		size_t n = 0;

		if (r->cr && chunk.p[0] == '\n')
			chunk = str_sub(chunk, 1, chunk.n);
		r->cr = false;
		while (n < chunk.n && chunk.p[n] != '\n' && chunk.p[n] != '\r')
			n++;
		part = str_sub(chunk, 0, n);
		if (n == chunk.n || r->line.len > 0) {
			buf_str(&r->line, part);
			TRY(lost(&r->line, "an event's line"));
		}
		if (n == chunk.n)
			return 0;
		r->cr = chunk.p[n] == '\r';
		chunk = str_sub(chunk, n + 1, chunk.n);
		whole = r->line.len > 0 ? buf_view(&r->line) : part;
		r->line.len = 0;
		TRY(take_line(r, whole, on_event, arg));
	}
	return 0;
}
