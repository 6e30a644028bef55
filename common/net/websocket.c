#include "net/websocket.h"

#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <stdlib.h>
#include <wslay/wslay.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "net/conn.h"

enum { READ = 4096, DRAIN_MOST = 1 << 20 };

struct message {
	struct message *next;
	bool text;
	size_t n;
	char bytes[];
};

struct websocket {
	struct websocket_options o;
	wslay_event_context_ptr ctx;
	struct http_exchange *ex; /* NULL in the pure part */
	struct conn *conn;
	struct str in;  /* of a feed, what libwslay has not taken */
	struct buf out; /* frames for the other side */
	struct str early;
	struct message *first, *last, *given;
	int64_t heard, asked; /* clock_ms(): last bytes; our ping that nothing followed, 0 = none */
	bool broken;          /* no more may be fed */
	bool cut;             /* nobody is there any more */
	char buf[READ];
};

/* ---- the upgrade ----------------------------------------------------------------------------------- */

static bool has_word(struct str list, const char *word)
{
	while (list.p)
		if (str_ieq(str_trim(str_split(&list, ',')), str_c(word)))
			return true;
	return false;
}

static int count_headers(const struct http_head *head, const char *name)
{
	int n = 0;

	for (size_t i = 0; i < head->nheaders; i++)
		n += str_ieq(head->headers[i].name, str_c(name));
	return n;
}

static bool good_key(const struct http_head *head, struct str key)
{
	unsigned char bytes[18];
	size_t n;

	return count_headers(head, "sec-websocket-key") == 1 && key.n == 24 &&
		mbedtls_base64_decode(bytes, sizeof(bytes), &n, (const unsigned char *)key.p, key.n) == 0 && n == 16;
}

int websocket_accept(const struct http_head *head, char ret[WEBSOCKET_ACCEPT + 1])
{
	static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
	struct str key = http_header(head, "sec-websocket-key");
	unsigned char text[24 + sizeof(guid) - 1], hash[20];
	size_t n;

	if (!has_word(http_header(head, "upgrade"), "websocket") ||
		!has_word(http_header(head, "connection"), "upgrade"))
		return fail(ERR_UPGRADE, "Upgrade: websocket and Connection: Upgrade are needed");
	if (head->method != HTTP_GET || head->minor != 1 || head->chunked || head->length > 0)
		return fail(ERR_BAD_REQUEST, "a WebSocket begins with a GET of HTTP/1.1 without a body");
	if (!str_is(http_header(head, "sec-websocket-version"), "13"))
		return fail(ERR_UPGRADE, "Sec-WebSocket-Version must be 13");
	if (!good_key(head, key))
		return fail(ERR_BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64");
	memcpy(text, key.p, 24);
	memcpy(text + 24, guid, sizeof(guid) - 1);
	if (mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), text, sizeof(text), hash) != 0 ||
		mbedtls_base64_encode((unsigned char *)ret, WEBSOCKET_ACCEPT + 1, &n, hash, sizeof(hash)) != 0)
		return -ERR_NOMEM;
	return 0;
}

/* ---- libwslay's calls; they run inside ours --------------------------------------------------------- */

static ssize_t on_recv(wslay_event_context_ptr ctx, uint8_t *p, size_t n, int flags, void *arg)
{
	struct websocket *ws = arg;

	(void)flags;
	if (ws->in.n == 0) {
		wslay_event_set_error(ctx, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	if (n > ws->in.n)
		n = ws->in.n;
	memcpy(p, ws->in.p, n);
	ws->in = str_sub(ws->in, n, ws->in.n);
	return (ssize_t)n;
}

static ssize_t on_send(wslay_event_context_ptr ctx, const uint8_t *p, size_t n, int flags, void *arg)
{
	struct websocket *ws = arg;

	(void)flags;
	buf_put(&ws->out, (const char *)p, n);
	if (buf_ok(&ws->out))
		return (ssize_t)n;
	wslay_event_set_error(ctx, WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static void on_message(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *arg, void *user)
{
	struct websocket *ws = user;
	struct message *m;

	if (wslay_is_ctrl_frame(arg->opcode))
		return;
	m = malloc(sizeof(*m) + arg->msg_length);
	if (!m) {
		wslay_event_set_error(ctx, WSLAY_ERR_NOMEM);
		ws->broken = true;
		return;
	}
	*m = (struct message){ .text = arg->opcode == WSLAY_TEXT_FRAME, .n = arg->msg_length };
	if (m->n)
		memcpy(m->bytes, arg->msg, m->n);
	if (ws->last)
		ws->last->next = m;
	else
		ws->first = m;
	ws->last = m;
}

/* ---- the pure part ------------------------------------------------------------------------------------ */

struct websocket *websocket_new(const struct websocket_options *o)
{
	static const struct wslay_event_callbacks calls = {
		.recv_callback = on_recv, .send_callback = on_send, .on_msg_recv_callback = on_message
	};
	struct websocket *ws = calloc(1, sizeof(*ws));

	if (!ws)
		return NULL;
	ws->o = (struct websocket_options){ .max_message = o->max_message ? o->max_message : 64 * 1024,
		.max_out = o->max_out ? o->max_out : 1 << 20,
		.ping_ms = o->ping_ms ? o->ping_ms : 30 * 1000,
		.pong_ms = o->pong_ms ? o->pong_ms : 10 * 1000,
		.send_ms = o->send_ms ? o->send_ms : 10 * 1000,
		.close_ms = o->close_ms ? o->close_ms : 3 * 1000 };
	ws->out = BUF_ON(NULL, ws->o.max_out);
	if (wslay_event_context_server_init(&ws->ctx, &calls, ws) != 0) {
		free(ws);
		return NULL;
	}
	wslay_event_config_set_max_recv_msg_length(ws->ctx, ws->o.max_message);
	return ws;
}

void websocket_free(struct websocket *ws)
{
	if (!ws)
		return;
	wslay_event_context_free(ws->ctx);
	for (struct message *m = ws->first, *next; m; m = next) {
		next = m->next;
		free(m);
	}
	free(ws->given);
	buf_done(&ws->out);
	free(ws);
}

/* Frames that libwslay has in mind go to out; when they find no room there, the reader is too slow. */
static bool put_out(struct websocket *ws)
{
	if (!ws->broken && wslay_event_send(ws->ctx) != 0)
		ws->broken = ws->cut = true;
	return !ws->broken;
}

/* For what its frame reader refuses libwslay would close without a code. */
static void break_off(struct websocket *ws)
{
	static const char frame[] = "\x88\x02\x03\xea"; /* a close with 1002 */

	if (!ws->broken && !wslay_event_get_close_sent(ws->ctx))
		buf_put(&ws->out, frame, sizeof(frame) - 1);
	ws->broken = true;
}

bool websocket_feed(struct websocket *ws, struct str bytes)
{
	if (ws->broken)
		return false;
	ws->in = bytes;
	if (wslay_event_recv(ws->ctx) != 0)
		break_off(ws);
	ws->in = STR("");
	return put_out(ws);
}

bool websocket_next(struct websocket *ws, struct websocket_message *ret)
{
	struct message *m = ws->first;

	free(ws->given);
	ws->given = m;
	if (!m)
		return false;
	ws->first = m->next;
	if (!ws->first)
		ws->last = NULL;
	*ret = (struct websocket_message){ { m->bytes, m->n }, m->text };
	return true;
}

struct str websocket_out(struct websocket *ws)
{
	struct str s = buf_view(&ws->out);

	ws->out.len = 0;
	return s;
}

bool websocket_closing(const struct websocket *ws)
{
	return ws->broken || wslay_event_get_close_received(ws->ctx) || wslay_event_get_close_sent(ws->ctx);
}

/* ---- on the connection ---------------------------------------------------------------------------------- */

/* Sends what is out. Whoever does not take it in time is cut off. */
static int flush(struct websocket *ws)
{
	struct str s = websocket_out(ws);
	int64_t former;
	int r;

	if (ws->cut)
		return fail(ERR_GONE, "the client takes too little, or is gone");
	if (s.n == 0)
		return 0;
	former = fiber_deadline_narrow(clock_ms() + ws->o.send_ms);
	r = conn_write(ws->conn, s.p, s.n);
	fiber_deadline_restore(former);
	if (r == 0)
		return 0;
	ws->cut = true;
	return r == -ERR_IO || r == -ERR_DEADLINE ? fail(ERR_GONE, "the client took no more") : r;
}

int websocket_open(
	struct http_exchange *ex, struct str headers, const struct websocket_options *o, struct websocket **ret)
{
	char accept[WEBSOCKET_ACCEPT + 1];
	struct websocket *ws;
	struct str all;
	int r = websocket_accept(http_exchange_head(ex), accept);

	if (r < 0)
		return r;
	all = str_printf(mem(), "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%.*s", accept,
		STR_FMT(headers));
	ws = TRY_MEM(all.p ? websocket_new(o) : NULL);
	ws->ex = ex;
	r = http_upgrade(ex, all, &ws->conn, &ws->early);
	if (r < 0) {
		websocket_free(ws);
		return r;
	}
	ws->heard = clock_ms();
	*ret = ws;
	return 0;
}

/* Bytes from the client: fed, and answered where they ask for it. At most timeout_ms; -ERR_DEADLINE: none came. */
static int take(struct websocket *ws, int64_t timeout_ms)
{
	struct str bytes = ws->early;
	ptrdiff_t n;

	ws->early = STR("");
	if (bytes.n == 0) {
		ws->conn->timeout_ms = timeout_ms;
		n = conn_read(ws->conn, ws->buf, sizeof(ws->buf));
		if (n == -ERR_DEADLINE)
			return (int)n;
		if (n <= 0) {
			ws->cut = true;
			return n == 0 || n == -ERR_IO || n == -ERR_EOF ? fail(ERR_GONE, "the client hung up") : (int)n;
		}
		bytes = (struct str){ ws->buf, (size_t)n };
	}
	ws->heard = clock_ms();
	ws->asked = 0;
	websocket_feed(ws, bytes);
	return flush(ws);
}

/* How long there may still be silence; sends the ping when it is due. */
static int keep_alive(struct websocket *ws, int64_t now, int64_t *ret_left)
{
	if (ws->asked && now - ws->asked >= ws->o.pong_ms) {
		ws->cut = true;
		return fail(ERR_GONE, "nothing came after a ping");
	}
	if (!ws->asked && now - ws->heard >= ws->o.ping_ms) {
		struct wslay_event_msg ping = { .opcode = WSLAY_PING };

		wslay_event_queue_msg(ws->ctx, &ping);
		put_out(ws);
		ws->asked = now;
		TRY(flush(ws));
	}
	*ret_left = ws->asked ? ws->asked + ws->o.pong_ms - now : ws->heard + ws->o.ping_ms - now;
	return 0;
}

int websocket_receive(struct websocket *ws, int64_t timeout_ms, struct websocket_message *ret)
{
	int64_t ends = clock_ms() + timeout_ms;

	while (!websocket_next(ws, ret)) {
		int64_t now = clock_ms(), left = 0;
		int r;

		if (ws->cut || websocket_closing(ws))
			return fail(ERR_GONE, "the socket is closed");
		if (http_exchange_draining(ws->ex))
			return -ERR_SHUTDOWN;
		TRY(fiber_cancelled());
		TRY(keep_alive(ws, now, &left));
		if (now >= ends)
			return 0;
		r = take(ws, left < ends - now ? left : ends - now);
		if (r < 0 && r != -ERR_DEADLINE)
			return r;
	}
	return 1;
}

int websocket_send(struct websocket *ws, struct str text)
{
	struct wslay_event_msg m = { WSLAY_TEXT_FRAME, (const uint8_t *)text.p, text.n };

	if (ws->cut || websocket_closing(ws))
		return fail(ERR_GONE, "the socket is closed");
	if (wslay_event_queue_msg(ws->ctx, &m) != 0)
		return -ERR_NOMEM;
	put_out(ws);
	return flush(ws);
}

static void say_close(struct websocket *ws, int r)
{
	uint16_t code = r == 0       ? WSLAY_CODE_NORMAL_CLOSURE
		: r == -ERR_SHUTDOWN ? WSLAY_CODE_GOING_AWAY
		: r == -ERR_INVALID  ? WSLAY_CODE_POLICY_VIOLATION
				     : WSLAY_CODE_INTERNAL_SERVER_ERROR;
	const char *why = r == -ERR_INVALID ? context()->err.text : "";
	size_t n = strnlen(why, 123);

	wslay_event_queue_close(ws->ctx, code, (const uint8_t *)why, n);
	put_out(ws);
	flush(ws);
}

/* The other side's close, then its end: closing with bytes unread would be a reset, which may overtake our last words. */
static void hear_out(struct websocket *ws)
{
	int64_t until = clock_ms() + ws->o.close_ms, left;
	size_t most = DRAIN_MOST;

	while (!ws->cut && wslay_event_get_read_enabled(ws->ctx) && (left = until - clock_ms()) > 0)
		if (take(ws, left) < 0)
			break;
	if (ws->cut)
		return;
	conn_shutdown(ws->conn);
	while ((left = until - clock_ms()) > 0) {
		ptrdiff_t n;

		ws->conn->timeout_ms = left;
		n = conn_read(ws->conn, ws->buf, sizeof(ws->buf));
		if (n <= 0 || (size_t)n > most)
			return;
		most -= (size_t)n;
	}
}

int websocket_end(struct websocket *ws, int r)
{
	bool asked = wslay_event_get_close_received(ws->ctx);

	fiber_shield_begin();
	if (!ws->cut) {
		if (!websocket_closing(ws))
			say_close(ws, r);
		hear_out(ws);
	}
	fiber_shield_end();
	websocket_free(ws);
	return asked && r == -ERR_GONE ? 0 : r;
}
