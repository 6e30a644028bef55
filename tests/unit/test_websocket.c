/* WebSocket: raw frames over real sockets, the upgrade's checks, limits and deadlines. */
#include "http_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/websocket.h"

enum { TEXT = 0x81, BINARY = 0x82, CLOSE_FRAME = 0x88, PING = 0x89, PONG = 0x8a, MORE = 0x80 };

static struct websocket_options options;
static int flood; /* messages that the server sends unasked, 0 = it echoes */

/* Echoes texts; "invalid" is refused. */
static int echo(struct websocket *ws)
{
	struct websocket_message m;

	for (;;) {
		if (TRY(websocket_receive(ws, 5000, &m)) == 0)
			return 0;
		if (str_is(m.bytes, "invalid"))
			return fail(ERR_INVALID, "not here");
		TRY(websocket_send(ws, str_printf(mem(), "%s%.*s", m.text ? "" : "binary ", STR_FMT(m.bytes))));
	}
}

static int pour(struct websocket *ws)
{
	char *piece = arena_alloc(mem(), 64 * 1024);

	memset(piece, 'x', 64 * 1024);
	for (int i = 0; i < flood; i++)
		TRY(websocket_send(ws, (struct str){ piece, 64 * 1024 }));
	return 0;
}

static void socket_handler(struct http_exchange *ex)
{
	struct websocket *ws;

	at.result = websocket_open(ex, STR("X-Own: 1\r\n"), &options, &ws);
	if (at.result < 0) {
		reply_text(ex, err_info(at.result)->status, str_c(context()->err.text));
		return;
	}
	at.result = 1;
	at.result = websocket_end(ws, flood ? pour(ws) : echo(ws));
}

static const struct world_route routes[] = { { "/ws", socket_handler }, { NULL, NULL } };

/* ---- a client made by hand ---------------------------------------------------------------------------- */

#define UPGRADE                                                                                  \
	GET("/ws")                                                                               \
	"Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static void exactly(struct raw *r, void *to, size_t n)
{
	for (size_t have = 0; have < n;) {
		ptrdiff_t got = conn_read(&r->c, (char *)to + have, n - have);

		if (got <= 0)
			flunk("wanted %zu bytes, got %zu and %td", n, have, got);
		have += (size_t)got;
	}
}

/* Not a byte of what follows. */
static void hear_head(struct raw *r)
{
	for (r->n = 0; !strstr(r->got, "\r\n\r\n"); r->got[r->n] = '\0')
		exactly(r, r->got + r->n++, 1);
}

static struct raw *dial_ws(void)
{
	struct raw *r = dial();

	say(r, UPGRADE "\r\n");
	hear_head(r);
	assert_true(heard(r, "HTTP/1.1 101 Switching Protocols\r\n"));
	assert_true(heard(r, "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"));
	assert_true(heard(r, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")); /* RFC 6455, 1.3 */
	assert_true(heard(r, "\r\nX-Own: 1\r\n"));
	assert_false(heard(r, "Extensions"));
	return r;
}

static void frame(struct raw *r, int first, const char *payload, size_t n)
{
	static const unsigned char mask[4] = { 1, 2, 3, 4 };
	char *f = arena_alloc(mem(), n + 14);
	size_t at_ = 0;

	f[at_++] = (char)first;
	if (n < 126) {
		f[at_++] = (char)(0x80 | n);
	} else {
		f[at_++] = (char)(0x80 | (n < 65536 ? 126 : 127));
		for (int i = n < 65536 ? 8 : 56; i >= 0; i -= 8)
			f[at_++] = (char)((uint64_t)n >> i);
	}
	memcpy(f + at_, mask, 4);
	at_ += 4;
	for (size_t i = 0; i < n; i++)
		f[at_++] = (char)(payload[i] ^ mask[i % 4]);
	assert_int_equal(conn_write(&r->c, f, at_), 0);
}

static void put(struct raw *r, int first, const char *text)
{
	frame(r, first, text, strlen(text));
}

/* One frame of the server: never masked. Its payload, with a NUL, in r->got. */
static void see(struct raw *r, int first)
{
	unsigned char head[2], more[8] = { 0 };
	uint64_t n;

	exactly(r, head, 2);
	assert_int_equal(head[0], first);
	n = head[1];
	if (n >= 126) {
		int size = n == 126 ? 2 : 8;

		exactly(r, more, (size_t)size);
		n = 0;
		for (int i = 0; i < size; i++)
			n = n << 8 | more[i];
	}
	assert_true(n < sizeof(r->got));
	exactly(r, r->got, n);
	r->got[n] = '\0';
	r->n = n;
}

static void see_text(struct raw *r, const char *text)
{
	see(r, TEXT);
	assert_string_equal(r->got, text);
}

/* A close frame of that code, then the end. */
static void see_close(struct raw *r, int code)
{
	see(r, CLOSE_FRAME);
	assert_true(r->n >= 2);
	assert_int_equal((unsigned char)r->got[0] << 8 | (unsigned char)r->got[1], code);
	assert_int_equal(hear_all(r), 0);
}

static void until_result(int r)
{
	for (int i = 0; i < 2000 && stats().open > 0; i++)
		wait_ms(5);
	assert_int_equal(stats().open, 0);
	assert_int_equal(at.result, r);
}

/* ---- tests ----------------------------------------------------------------------------------------------- */

static void talks(void)
{
	struct raw *r = dial_ws();
	static char large[64 * 1024];

	put(r, TEXT, "hello");
	see_text(r, "hello");
	put(r, TEXT, "");
	see_text(r, "");
	put(r, BINARY, "bytes");
	see_text(r, "binary bytes");
	put(r, TEXT, "gr\xc3\xbc\xc3\x9f");
	see_text(r, "gr\xc3\xbc\xc3\x9f");
	/* In pieces, with a ping between them; the sign is cut in two. */
	put(r, 0x01, "on\xc3");
	put(r, PING, "are you there?");
	put(r, 0x00, "\xa9");
	put(r, MORE, " more");
	see(r, PONG);
	assert_string_equal(r->got, "are you there?");
	see_text(r, "on\xc3\xa9 more");
	memset(large, 'a', sizeof(large));
	frame(r, TEXT, large, 20000);
	see(r, TEXT);
	assert_int_equal(r->n, 20000);
	put(r, PONG, "unasked");
	frame(r, CLOSE_FRAME,
		"\x03\xe8"
		"bye",
		5);
	see_close(r, 1000);
	until_result(0);
}

/* What came in one packet with the upgrade, and in single bytes. */
static void cuts(void)
{
	struct raw *r = dial();
	char one[] = "\x81\x82\x01\x02\x03\x04\x69\x6b";

	assert_int_equal(
		conn_write(&r->c, UPGRADE "\r\n\x81\x82\x01\x02\x03\x04\x69\x6b", sizeof(UPGRADE "\r\n") - 1 + 8), 0);
	hear_head(r);
	see_text(r, "hi");
	for (size_t i = 0; i < sizeof(one) - 1; i++) {
		assert_int_equal(conn_write(&r->c, one + i, 1), 0);
		wait_ms(1);
	}
	see_text(r, "hi");
	hang_up(r);
	until_result(-ERR_GONE);
}

static void upgrades(void)
{
	static const struct {
		const char *head;
		int status;
	} bad[] = {
		{ GET("/ws"), 426 },
		{ GET("/ws") "Upgrade: websocket\r\n", 426 },
		{ GET("/ws") "Upgrade: h2c\r\nConnection: Upgrade\r\n", 426 },
		{ GET("/ws") "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			     "Sec-WebSocket-Version: 8\r\n",
			426 },
		{ GET("/ws") "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n", 400 },
		{ GET("/ws") "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n",
			400 },
		{ GET("/ws") "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			     "Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==\r\n",
			400 },
		{ UPGRADE "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", 400 },
		{ UPGRADE "Content-Length: 1\r\n", 400 },
		{ POST("/ws") "Content-Length: 0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
			400 },
		{ "GET /ws HTTP/1.0\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
			400 },
	};
	char status[32];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct raw *r = ask(str_printf(mem(), "%s%s", bad[i].head, CLOSE).p);

		snprintf(status, sizeof(status), "HTTP/1.1 %d ", bad[i].status);
		if (strncmp(r->got, status, strlen(status)) != 0)
			flunk("%zu: wanted %d, got %.60s", i, bad[i].status, r->got);
	}
}

static void refused_frames(void)
{
	static const struct {
		const char *bytes;
		size_t n;
		int code;
	} bad[] = {
		{ "\x81\x05hello", 7, 1002 },                                     /* unmasked */
		{ "\xc1\x80\x01\x02\x03\x04", 6, 1002 },                          /* RSV1: no extension was agreed */
		{ "\x83\x80\x01\x02\x03\x04", 6, 1002 },                          /* no such opcode */
		{ "\x80\x80\x01\x02\x03\x04", 6, 1002 },                          /* a continuation of nothing */
		{ "\x01\x80\x01\x02\x03\x04\x81\x80\x01\x02\x03\x04", 12, 1002 }, /* a message inside another */
		{ "\x09\x80\x01\x02\x03\x04", 6, 1002 },                          /* a ping in pieces */
		{ "\x89\xfe\x00\x7e\x01\x02\x03\x04", 8, 1002 },                  /* a ping of 126 bytes */
		{ "\x81\xfe\x00\x05\x01\x02\x03\x04", 8, 1002 },     /* a length in more bytes than it needs */
		{ "\x81\x82\x00\x00\x00\x00\xc3\x28", 8, 1007 },     /* no UTF-8 */
		{ "\x81\x83\x00\x00\x00\x00\xed\xa0\x80", 9, 1007 }, /* half of a surrogate pair */
		{ "\x88\x82\x00\x00\x00\x00\x03\xed", 8, 1002 },     /* 1005 is for nobody to send */
		{ "\x81\xfe\x10\x01\x00\x00\x00\x00x", 9,
			1009 }, /* 4,097 bytes: with the first, not when they are here */
		{ "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00x", 15, 1009 },
	};

	options.max_message = 4096;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct raw *r = dial_ws();

		assert_int_equal(conn_write(&r->c, bad[i].bytes, bad[i].n), 0);
		see_close(r, bad[i].code);
		until_result(-ERR_GONE);
	}
}

/* A message in many pieces counts as one. */
static void too_much_in_pieces(void)
{
	struct raw *r = dial_ws();
	char piece[1000];

	memset(piece, 'a', sizeof(piece));
	options.max_message = 0;
	frame(r, 0x01, piece, sizeof(piece));
	for (int i = 0; i < 4; i++)
		frame(r, 0x00, piece, sizeof(piece));
	see_close(r, 1009);
	until_result(-ERR_GONE);
}

static void policy(void)
{
	struct raw *r = dial_ws();

	put(r, TEXT, "invalid");
	see(r, CLOSE_FRAME);
	assert_memory_equal(r->got,
		"\x03\xf0"
		"not here",
		10);
	frame(r, CLOSE_FRAME, "\x03\xf0", 2);
	assert_int_equal(hear_all(r), 0);
	until_result(-ERR_INVALID);
}

static void pings(void)
{
	struct raw *r = dial_ws();

	for (int i = 0; i < 3; i++) {
		see(r, PING);
		put(r, PONG, "");
	}
	see(r, PING);
	/* And now nothing. */
	assert_int_equal(hear_all(r), 0);
	until_result(-ERR_GONE);
}

/* Who does not answer our close is not waited for. */
static void close_deadline(void)
{
	struct raw *r = dial_ws();
	int64_t began = clock_ms();

	put(r, TEXT, "invalid");
	see(r, CLOSE_FRAME);
	/* Its half is over; ours stays open. */
	assert_int_equal(hear_all(r), 0);
	until_result(-ERR_INVALID);
	assert_in_range(clock_ms() - began, 0, 10000);
}

static void slow_reader(void)
{
	struct raw *r;
	int64_t began = clock_ms();

	flood = 1000;
	r = dial_ws();
	for (int i = 0; i < 2000 && stats().open > 0; i++)
		wait_ms(5);
	assert_int_equal(at.result, -ERR_GONE);
	assert_in_range(clock_ms() - began, 190, 10000);
	hang_up(r);
	flood = 3;
	r = dial_ws();
	for (int i = 0; i < 3; i++) {
		unsigned char head[10];

		exactly(r, head, 10);
		assert_int_equal(head[1], 127);
		exactly(r, r->got, 32 * 1024 - 1);
		exactly(r, r->got, 32 * 1024 - 1);
		exactly(r, r->got, 2);
	}
	see(r, CLOSE_FRAME);
	frame(r, CLOSE_FRAME, "\x03\xe8", 2);
	assert_int_equal(hear_all(r), 0);
	flood = 0;
	until_result(0);
}

/* Pings whose pongs nobody reads are not collected without end. */
static void ping_flood(void)
{
	struct raw *r = dial_ws();
	static char pings[131 * 100];
	int r_write = 0;

	for (int i = 0; i < 100; i++) {
		memcpy(pings + i * 131, "\x89\xfd\x00\x00\x00\x00", 6);
		memset(pings + i * 131 + 6, 'p', 125);
	}
	r->c.timeout_ms = 300;
	for (int i = 0; i < 10000 && r_write == 0; i++)
		r_write = conn_write(&r->c, pings, sizeof(pings));
	assert_true(r_write < 0);
	for (int i = 0; i < 2000 && stats().open > 0; i++)
		wait_ms(5);
	assert_int_equal(stats().open, 0);
	assert_int_equal(at.result, -ERR_GONE);
	hang_up(r);
}

static void going_away(void)
{
	struct raw *r = dial_ws();

	put(r, TEXT, "hello");
	see_text(r, "hello");
	http_server_drain(at.server);
	put(r, PONG, ""); /* wakes it; else the next look at the end of its patience */
	see(r, CLOSE_FRAME);
	assert_int_equal((unsigned char)r->got[0] << 8 | (unsigned char)r->got[1], 1001);
	frame(r, CLOSE_FRAME, "\x03\xe9", 2);
	assert_int_equal(hear_all(r), 0);
	until_result(-ERR_SHUTDOWN);
}

#define IN_SOCKET(name, ...)                                                  \
	static void test_##name(void **state)                                 \
	{                                                                     \
		(void)state;                                                  \
		options = (struct websocket_options){ __VA_ARGS__ };          \
		with_server(name, routes, (struct http_server_options){ 0 }); \
	}
IN_SOCKET(talks, 0)
IN_SOCKET(cuts, 0)
IN_SOCKET(upgrades, 0)
IN_SOCKET(refused_frames, 0)
IN_SOCKET(too_much_in_pieces, .max_message = 4096)
IN_SOCKET(policy, 0)
IN_SOCKET(pings, .ping_ms = 50, .pong_ms = 2000)
IN_SOCKET(close_deadline, .close_ms = 200)
IN_SOCKET(slow_reader, .send_ms = 200)
IN_SOCKET(ping_flood, .send_ms = 200)
IN_SOCKET(going_away, 0)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_talks),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_upgrades),
		cmocka_unit_test(test_refused_frames),
		cmocka_unit_test(test_too_much_in_pieces),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_pings),
		cmocka_unit_test(test_close_deadline),
		cmocka_unit_test(test_slow_reader),
		cmocka_unit_test(test_ping_flood),
		cmocka_unit_test(test_going_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
