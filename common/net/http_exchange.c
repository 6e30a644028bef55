#include "net/http_exchange.h"

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"

enum {
	BODY_RATE = 1024,     /* bytes a second that a request's body must reach */
	LINGER_MS = 2 * 1000, /* reading on after a refusal, so that the client sees it */
	LINGER_MAX = 1024 * 1024,
};

const struct http_head *http_exchange_head(const struct http_exchange *ex)
{
	return &ex->head;
}

const char *http_exchange_peer(const struct http_exchange *ex)
{
	return ex->client->conn.peer;
}

int64_t http_exchange_began(const struct http_exchange *ex)
{
	return ex->began;
}

int http_exchange_error(const struct http_exchange *ex)
{
	return ex->error;
}

bool http_exchange_replied(const struct http_exchange *ex)
{
	return ex->replied;
}

uint64_t http_exchange_sent(const struct http_exchange *ex)
{
	return ex->sent;
}

bool http_exchange_draining(const struct http_exchange *ex)
{
	return ex->client->server->draining;
}

/* ---- reading ----------------------------------------------------------------------------------- */

int exchange_fill(struct http_exchange *ex, int64_t timeout_ms)
{
	struct conn *c = &ex->client->conn;
	int64_t usual = c->timeout_ms;
	ptrdiff_t n;

	if (ex->start == ex->end)
		ex->start = ex->end = ex->base;
	c->timeout_ms = timeout_ms;
	n = conn_read(c, ex->buf + ex->end, sizeof(ex->buf) - ex->end);
	c->timeout_ms = usual;
	if (n <= 0)
		return (int)n;
	ex->end += (size_t)n;
	return 1;
}

/* While the handler runs, a GET that nobody waits for any more is given up. */
static void handler_mode(struct http_exchange *ex)
{
	ex->client->watch = ex->body_done && !ex->error &&
		(ex->head.method == HTTP_GET || ex->head.method == HTTP_HEAD);
	client_set_mode(ex->client, CLIENT_BUSY);
}

void exchange_begin_body(struct http_exchange *ex)
{
	ex->chunks = (struct http_chunks){ 0 };
	ex->body_left = ex->head.length;
	ex->body_began = ex->body_got = 0;
	ex->body = STR("");
	ex->body_done = !ex->error && !ex->head.chunked && ex->body_left == 0;
	ex->body_kept = ex->continued = ex->broken = false;
	handler_mode(ex);
}

/* Takes what is in the buffer off it: decoded bytes into *piece. */
static int body_take(struct http_exchange *ex, struct str *piece)
{
	char *p = ex->buf + ex->start;
	size_t n = ex->end - ex->start;
	ptrdiff_t used;

	if (!ex->head.chunked) {
		if ((int64_t)n > ex->body_left)
			n = (size_t)ex->body_left;
		*piece = (struct str){ p, n };
		ex->body_left -= (int64_t)n;
		ex->body_done = ex->body_left == 0;
		used = (ptrdiff_t)n;
	} else {
		used = http_chunks_feed(&ex->chunks, p, n, &n, &ex->body_done);
		if (used < 0)
			return (int)used;
		*piece = (struct str){ p, n };
	}
	ex->start += (size_t)used;
	ex->body_got += (int64_t)piece->n;
	return 0;
}

/* The next piece of the body, a view into the buffer that holds until the next call; with body_done
 * the last one. */
static int body_next(struct http_exchange *ex, struct str *piece)
{
	int64_t now, left;
	int r = 1;

	if (ex->start == ex->end) {
		now = clock_ms();
		if (ex->body_began == 0)
			ex->body_began = now;
		left = ex->body_began + ex->client->server->options.head_ms + ex->body_got * 1000 / BODY_RATE - now;
		r = left > 0 ? exchange_fill(ex, left) : -ERR_DEADLINE;
		if (r == -ERR_DEADLINE && fiber_time_left(1) > 0)
			r = fail(ERR_REQUEST_TIMEOUT, "the body came slower than %d bytes a second", BODY_RATE);
		if (r == 0)
			r = fail(ERR_EOF, "the client ended inside the body");
	}
	if (r > 0)
		r = body_take(ex, piece);
	if (r < 0)
		ex->broken = true;
	return r;
}

static int read_body(struct http_exchange *ex, size_t limit, struct buf *b)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (ex->head.has_length && !buf_reserve(b, (size_t)ex->head.length))
		return -ERR_NOMEM;
	if (exchange_waits(ex)) {
		TRY(conn_write(&ex->client->conn, go_on, sizeof(go_on) - 1));
		ex->continued = true;
	}
	while (!ex->body_done) {
		struct str piece;

		TRY(body_next(ex, &piece));
		if (b->len + piece.n > limit)
			return fail(ERR_TOO_LARGE, "the body is larger than %zu bytes", limit);
		buf_str(b, piece);
		if (!buf_ok(b))
			return -ERR_NOMEM;
	}
	return 0;
}

int http_read_body(struct http_exchange *ex, size_t limit, struct str *ret)
{
	struct buf b = BUF_ON(mem(), limit);
	int r;

	if (ex->error)
		return ex->error;
	if ((uint64_t)ex->head.length > limit)
		return fail(ERR_TOO_LARGE, "the body is larger than %zu bytes", limit);
	if (!ex->body_done && !ex->body_kept) {
		client_set_mode(ex->client, CLIENT_READING);
		r = read_body(ex, limit, &b);
		handler_mode(ex);
		if (r < 0)
			return r;
		ex->body = buf_view(&b);
		ex->body_kept = true;
	}
	*ret = ex->body;
	return 0;
}

/* ---- after the handler -------------------------------------------------------------------------- */

static bool discard_body(struct http_exchange *ex)
{
	while (!ex->body_done) {
		struct str piece;

		if (body_next(ex, &piece) < 0)
			return false;
	}
	return true;
}

/* A close with bytes unread becomes a reset, which may overtake the reply that says why. */
static void linger(struct http_exchange *ex)
{
	int64_t ends = clock_ms() + LINGER_MS, left;
	size_t most = LINGER_MAX;

	conn_shutdown(&ex->client->conn);
	while ((left = ends - clock_ms()) > 0 && most >= sizeof(ex->buf)) {
		ex->base = ex->start = ex->end = 0;
		if (exchange_fill(ex, left) <= 0)
			return;
		most -= ex->end;
	}
}

bool exchange_finish(struct http_exchange *ex)
{
	if (fiber_cancelled())
		return false;
	if (!ex->replied)
		http_reply(ex, &(struct http_reply){ .status = 500, .close = true });
	if (ex->streaming && !ex->ended)
		return false;
	client_set_mode(ex->client, CLIENT_READING);
	if (ex->keep)
		return ex->body_done || discard_body(ex);
	if (!ex->body_done)
		linger(ex);
	return false;
}
