/* HTTP server: connections, limits and requests, as raw bytes over real sockets. */
#include "http_world.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"

static void sleepy(struct http_exchange *ex)
{
	struct str query = http_exchange_head(ex)->query, body;

	http_read_body(ex, 64, &body);
	if (str_is(query, "watch"))
		http_watch_hangup(ex, true);
	if (str_is(query, "unwatch"))
		http_watch_hangup(ex, false);
	at.result = wait_ms(200);
	if (at.result == 0)
		reply_text(ex, 200, STR("slept"));
}

static void unread(struct http_exchange *ex)
{
	note(ex, STR(""));
	reply_text(ex, 200, STR("unread"));
}

static const struct world_route routes[] = {
	{ "/sleep", sleepy },
	{ "/unread", unread },
	{ NULL, NULL },
};

/* ---- connections --------------------------------------------------------------------------------- */

static void keep_alive(void)
{
	struct raw *r = dial();

	for (int i = 0; i < 3; i++) {
		say(r, GET("/a") "\r\n");
		hear(r, "\r\n\r\nempty");
		assert_true(heard(r, "HTTP/1.1 200 OK\r\nDate: "));
		assert_true(heard(r, " GMT\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"));
		assert_false(heard(r, "Connection:"));
	}
	wait_ms(10);
	assert_int_equal(stats().accepted, 1);
	assert_int_equal(stats().requests, 3);
	assert_int_equal(stats().idle, 1);
	assert_int_equal(fiber_count(), 1); /* ours: an idle connection holds none */
	hang_up(r);
	wait_ms(10);
	assert_int_equal(stats().open, 0);
	assert_int_equal(stats().idle, 0);

	r = ask("GET /a HTTP/1.0\r\n\r\n");
	assert_true(heard(r, "Connection: close\r\n"));
	r = dial();
	say(r, "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	hear(r, "empty");
	assert_true(heard(r, "Connection: keep-alive\r\n"));
	say(r, GET("/a") CLOSE);
	hear_all(r);
	assert_true(heard(r, "Connection: close\r\n"));
}

static void pipelined(void)
{
	static const char text[] = GET("/1") "\r\n" POST("/2") "Content-Length: 3\r\n\r\nabc" POST(
		"/3") "Transfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1;x\r\nf\r\n0\r\nA: b\r\n\r\n\r\n" GET("/4") CLOSE;
	struct raw *r = ask(text);

	assert_int_equal(count(r->got, "HTTP/1.1 200 OK\r\n"), 4);
	assert_string_equal(at.seen, "GET /1 |POST /2 abc|POST /3 def|GET /4 |");
	/* And in any other cut. */
	for (size_t step = 1; step < sizeof(text); step += step < 8 ? 1 : 13) {
		at.seen[0] = '\0';
		r = dial();
		for (size_t i = 0; i < sizeof(text) - 1; i += step) {
			size_t n = sizeof(text) - 1 - i < step ? sizeof(text) - 1 - i : step;

			assert_int_equal(conn_write(&r->c, text + i, n), 0);
			assert_int_equal(wait_turn(), 0);
		}
		hear_all(r);
		assert_string_equal(at.seen, "GET /1 |POST /2 abc|POST /3 def|GET /4 |");
	}
}

static void idle_ends(void)
{
	struct raw *a = dial(), *b = dial();
	int64_t began = clock_ms();

	assert_int_equal(wait_ms(100), 0);
	say(b, GET("/a") "\r\n");
	hear(b, "empty");
	assert_int_equal(hear_all(a), 0);
	assert_in_range(clock_ms() - began, 190, 600);
	assert_int_equal(hear_all(b), 0);
	assert_in_range(clock_ms() - began, 290, 900);
	assert_int_equal(stats().open, 0);
}

static void address_cap(void)
{
	struct raw *a = dial(), *b = dial(), *c = dial();

	hear_all(c);
	assert_true(heard(c, "HTTP/1.1 503 "));
	assert_true(heard(c, "\r\nRetry-After: 1\r\n"));
	assert_true(heard(c, "\"code\":\"overload\""));
	hang_up(a);
	wait_ms(10);
	c = dial();
	say(c, GET("/a") "\r\n");
	hear(c, "empty");
	hang_up(b);
	hang_up(c);
	assert_int_equal(stats().refused, 1);
}

static void sleeper(void *arg)
{
	(void)arg;
	wait_ms(100 * 1000);
}

static void too_many_fibers(void)
{
	struct fiber **all = ARENA_ARRAY(mem(), struct fiber *, FIBER_MAX);
	struct raw *waiting = dial(), *r;
	int n = 0;

	assert_int_equal(wait_ms(20), 0);
	while (fiber_start(sleeper, NULL, &all[n]) == 0)
		n++;
	assert_in_range(n, 1000, FIBER_MAX);
	say(waiting, GET("/a") "\r\n");
	hear_all(waiting);
	assert_true(heard(waiting, "HTTP/1.1 503 "));
	assert_true(heard(waiting, "\r\nRetry-After: 1\r\n"));
	assert_true(heard(waiting, "Connection: close\r\n"));
	fiber_cancel(all[0], ERR_CANCELLED);
	assert_int_equal(wait_ms(20), 0);
	r = ask(GET("/a") CLOSE);
	assert_true(heard(r, "HTTP/1.1 200 "));
	for (int i = 1; i < n; i++)
		fiber_cancel(all[i], ERR_CANCELLED);
	assert_int_equal(wait_ms(20), 0);
}

static void drains(void)
{
	struct raw *idle = dial(), *live = dial();
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(at.server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	say(live, GET("/sleep") "\r\n");
	assert_int_equal(wait_ms(50), 0);
	http_server_drain(at.server);
	assert_int_equal(hear_all(idle), 0);
	hear_all(live);
	assert_true(heard(live, "HTTP/1.1 200 "));
	assert_true(heard(live, "Connection: close\r\n"));
	assert_true(heard(live, "slept"));
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), -1);
	close(fd);
}

/* ---- requests ------------------------------------------------------------------------------------- */

static void bad_heads(void)
{
	static const struct {
		const char *text, *status;
	} rows[] = {
		{ "GET / HTTP/1.1\n\n", "HTTP/1.1 400 " },
		{ "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400 " },
		{ "GET / HTTP/3.0\r\n\r\n", "HTTP/1.1 505 " },
		{ POST("/") "Transfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 501 " },
		{ POST("/") "Expect: x\r\n\r\n", "HTTP/1.1 417 " },
		{ POST("/") "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabcGET / HTTP/1.1\r\n\r\n",
			"HTTP/1.1 400 " },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct raw *r = ask(rows[i].text);

		assert_int_equal(strncmp(r->got, rows[i].status, 13), 0);
		assert_int_equal(count(r->got, "HTTP/1.1 "), 1);
		assert_true(heard(r, "Connection: close\r\n"));
		assert_int_equal(stats().parse_errors, i + 1);
	}
	assert_string_equal(at.seen, "");
}

/* One byte now and then does not keep a connection. */
static void slow_head(void)
{
	struct raw *r = dial();
	int64_t began = clock_ms();
	const char *text = GET("/slow-and-slower");

	for (; clock_ms() - began < 170; text++) {
		assert_int_equal(conn_write(&r->c, text, 1), 0);
		assert_int_equal(wait_ms(20), 0);
	}
	hear(r, "ms");
	assert_in_range(clock_ms() - began, 190, 600);
	assert_true(heard(r, "HTTP/1.1 408 "));
	assert_true(heard(r, "the head was not whole after 200 ms"));
	hang_up(r);
}

static void slow_body(void)
{
	struct raw *r = dial();
	int64_t began = clock_ms();

	say(r, POST("/") "Content-Length: 60\r\n\r\n");
	while (clock_ms() - began < 180) {
		say(r, "x");
		assert_int_equal(wait_ms(20), 0);
	}
	hear(r, "refused");
	assert_true(heard(r, "HTTP/1.1 408 "));
	assert_in_range(clock_ms() - began, 190, 600);
	assert_int_equal(at.result, -ERR_REQUEST_TIMEOUT);
	hang_up(r);
}

static void hundred_continue(void)
{
	struct raw *r = dial();

	say(r, POST("/") "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
	hear(r, "HTTP/1.1 100 Continue\r\n\r\n");
	say(r, "abc");
	hear(r, "\r\n\r\nabc");
	assert_int_equal(strncmp(r->got, "HTTP/1.1 200 ", 13), 0);
	/* With the body there already nobody waits for it. */
	say(r, POST("/") "Content-Length: 3\r\nExpect: 100-continue\r\n\r\ndef");
	hear(r, "\r\n\r\ndef");
	assert_int_equal(strncmp(r->got, "HTTP/1.1 200 ", 13), 0);
	/* Refused before it is sent; whether it still comes cannot be known, so that is the end. */
	say(r, POST("/") "Content-Length: 65\r\nExpect: 100-continue\r\n\r\n");
	hear(r, "refused");
	assert_int_equal(strncmp(r->got, "HTTP/1.1 413 ", 13), 0);
	assert_true(heard(r, "Connection: close\r\n"));
	hang_up(r);
}

static void body_limits(void)
{
	struct raw *r = dial();
	static const char sixty_five[] = "0123456789012345678901234567890123456789012345678901234567890123x";

	/* A small body that is too large for the route is read past: the connection goes on. */
	say(r, POST("/") "Content-Length: 65\r\n\r\n");
	hear(r, "refused");
	assert_true(heard(r, "HTTP/1.1 413 "));
	say(r, sixty_five);
	say(r, POST("/") "Transfer-Encoding: chunked\r\n\r\n41\r\n");
	say(r, sixty_five);
	hear(r, "refused");
	assert_true(heard(r, "HTTP/1.1 413 "));
	assert_true(heard(r, "Connection: close\r\n"));
	hang_up(r);
	r = ask(POST("/") "Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n");
	assert_true(heard(r, "HTTP/1.1 400 "));
	r = dial();
	say(r, POST("/") "Content-Length: 9\r\n\r\nabc");
	assert_int_equal(shutdown(r->c.fd, SHUT_WR), 0);
	hear_all(r);
	assert_int_equal(at.result, -ERR_EOF);
}

static void unread_bodies(void)
{
	char *much = arena_zalloc(mem(), 1, 100 * 1000);
	struct raw *r;

	memset(much, 'x', 99999);
	r = ask("HEAD /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 26\r\n\r\n"
		"GET /smuggled HTTP/1.1\r\n\r\n" GET("/next") CLOSE);
	assert_string_equal(at.seen, "HEAD /unread |GET /next |");
	assert_int_equal(count(r->got, "HTTP/1.1 200 "), 2);
	assert_int_equal(count(r->got, "unread"), 0);

	r = dial();
	say(r, POST("/unread") "Content-Length: 100000\r\n\r\n");
	say(r, much);
	hear_all(r);
	assert_true(heard(r, "HTTP/1.1 200 "));
	assert_true(heard(r, "Connection: close\r\n"));
}

static void nobody(struct http_exchange *ex, void *arg)
{
	(void)ex;
	(void)arg;
}

static void port_taken(void)
{
	struct http_server_options o = { .address = "127.0.0.1", .port = http_server_port(at.server) };
	struct http_server *second = NULL;

	assert_int_equal(http_server_open(&o, nobody, NULL, &second), -ERR_IO);
	o.address = "localhost"; /* a name is not an address */
	assert_int_equal(http_server_open(&o, nobody, NULL, &second), -ERR_IO);
	assert_null(second);
}

IN_SERVER(keep_alive, 0)
IN_SERVER(pipelined, 0)
IN_SERVER(idle_ends, .idle_ms = 200)
IN_SERVER(address_cap, .max_per_address = 2)
IN_SERVER(too_many_fibers, 0)
IN_SERVER(drains, 0)
IN_SERVER(bad_heads, 0)
IN_SERVER(slow_head, .head_ms = 200)
IN_SERVER(slow_body, .head_ms = 200)
IN_SERVER(hundred_continue, 0)
IN_SERVER(body_limits, 0)
IN_SERVER(unread_bodies, 0)
IN_SERVER(port_taken, 0)

static void test_connection_cap(void **state)
{
	(void)state;
	/* The same refusal, by the process's own limit. */
	with_server(address_cap, routes, (struct http_server_options){ .max_connections = 2 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_pipelined),
		cmocka_unit_test(test_idle_ends),
		cmocka_unit_test(test_address_cap),
		cmocka_unit_test(test_too_many_fibers),
		cmocka_unit_test(test_drains),
		cmocka_unit_test(test_bad_heads),
		cmocka_unit_test(test_slow_head),
		cmocka_unit_test(test_slow_body),
		cmocka_unit_test(test_hundred_continue),
		cmocka_unit_test(test_body_limits),
		cmocka_unit_test(test_unread_bodies),
		cmocka_unit_test(test_connection_cap),
		cmocka_unit_test(test_port_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
