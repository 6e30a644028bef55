/* HTTP client against our own server on a free port of the loopback. */
#include "unit.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "net/http_client.h"
#include "net/http_server.h"

enum { IDLE_MS = 300 };

static struct {
	struct http_server *server;
	int hits;       /* requests seen by the handler */
	int fail_first; /* so many of them are answered with status */
	int status;
	const char *headers;
	int at_once, most_at_once;
	int gone; /* handlers that were cancelled by a hang-up */
} up;

static const char *url(const char *path)
{
	return arena_printf(mem(), "http://127.0.0.1:%d%s", http_server_port(up.server), path);
}

static void slow(struct http_exchange *ex)
{
	if (wait_ms(300) == -ERR_GONE) {
		up.gone++;
		return;
	}
	http_reply(ex, &(struct http_reply){ .status = 200, .body = STR("slow") });
}

static void stream(struct http_exchange *ex)
{
	static char piece[16 * 1024];

	memset(piece, 'x', sizeof(piece));
	if (http_reply_start(ex, &(struct http_reply){ .status = 200 }) < 0)
		return;
	for (int i = 0; i < 512; i++) {
		if (http_reply_chunk(ex, (struct str){ piece, sizeof(piece) }) < 0) {
			up.gone++;
			return;
		}
	}
	http_reply_end(ex);
}

static void flaky(struct http_exchange *ex)
{
	bool bad = up.hits <= up.fail_first;

	http_reply(ex,
		&(struct http_reply){
			.status = bad ? up.status : 200,
			.headers = bad && up.headers ? str_c(up.headers) : STR_NONE,
			.body = bad ? STR("bad") : STR("good"),
		});
}

static void echo(struct http_exchange *ex)
{
	const struct http_head *h = http_exchange_head(ex);
	struct str body;

	if (http_read_body(ex, 1 << 20, &body) < 0)
		return;
	http_reply(ex,
		&(struct http_reply){
			.status = 201,
			.content_type = http_header(h, "content-type"),
			.headers = str_printf(mem(), "X-Method: %s\r\nX-Request-Id: %.*s\r\n",
				http_method_name(h->method), STR_FMT(http_header(h, "x-request-id"))),
			.body = body,
		});
}

static void handler(struct http_exchange *ex, void *arg)
{
	struct str path = http_exchange_head(ex)->path;

	(void)arg;
	up.hits++;
	if (++up.at_once > up.most_at_once)
		up.most_at_once = up.at_once;
	if (str_is(path, "/slow"))
		slow(ex);
	else if (str_is(path, "/stream"))
		stream(ex);
	else if (str_is(path, "/flaky"))
		flaky(ex);
	else
		echo(ex);
	up.at_once--;
}

/* Runs body on a fiber of a fresh loop with a server and a client of per_host connections. */
struct world {
	void (*body)(void);
	int per_host;
};

static void in_world(void *arg)
{
	struct world *w = arg;

	memset(&up, 0, sizeof(up));
	assert_int_equal(http_server_open(&(struct http_server_options){ .address = "127.0.0.1", .idle_ms = IDLE_MS },
				 handler, NULL, &up.server),
		0);
	assert_int_equal(http_client_open(w->per_host), 0);
	w->body();
	http_client_close();
	http_server_close(up.server);
}

static void with_server(void (*body)(void), int per_host)
{
	struct world w = { body, per_host };

	assert_int_equal(offload_open(1, 16), 0);
	loop_main(in_world, &w);
	offload_close();
}

static struct http_request get(const char *path)
{
	return (struct http_request){ .url = str_c(url(path)) };
}

/* ---- calls -------------------------------------------------------------------------------------- */

static void call_echo(void)
{
	struct http_request rq = { .method = "POST",
		.url = str_c(url("/echo?a=1")),
		.body = STR("hello"),
		.content_type = "text/x-test",
		.headers = { { "X-Request-Id", STR("abc-1") } } };
	struct http_response r;

	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 201);
	assert_true(str_is(r.body, "hello"));
	assert_true(str_is(r.content_type, "text/x-test"));
	assert_true(str_is(r.request_id, "abc-1"));
	assert_true(str_is(http_response_header(&r, "X-Method"), "POST"));
	assert_null(http_response_header(&r, "X-Absent").p);
	assert_true(r.took_us > 0);
}

static void methods(void)
{
	static const char *const names[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (int with_body = 0; with_body < 2; with_body++) {
			struct http_request rq = { .method = names[i], .url = str_c(url("/echo")) };
			struct http_response r;

			if (with_body)
				rq.body = STR("12345");
			assert_int_equal(http_call(&rq, &r), 0);
			assert_int_equal(r.status, 201);
			assert_true(str_is(http_response_header(&r, "x-method"), names[i]));
			if (strcmp(names[i], "HEAD") != 0)
				assert_true(str_is(r.body, with_body ? "12345" : ""));
		}
}

static void reuses_connection(void)
{
	struct http_server_stats st;
	struct http_request rq = get("/echo");
	struct http_response r;

	for (int i = 0; i < 5; i++)
		assert_int_equal(http_call(&rq, &r), 0);
	http_server_stats(up.server, &st);
	assert_int_equal(st.requests, 5);
	assert_int_equal(st.accepted, 1);
}

/* The server has closed meanwhile what we still hold: that must not cost a call, not even a POST. */
static void stale_connection(void)
{
	struct http_server_stats st;
	struct http_request rq = get("/echo");
	struct http_response r;

	rq.method = "POST";
	rq.body = STR("once");
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(http_call(&rq, &r), 0);
		assert_int_equal(r.status, 201);
		assert_int_equal(up.hits, i);
		assert_int_equal(wait_ms(IDLE_MS + 150), 0);
	}
	http_server_stats(up.server, &st);
	assert_int_equal(st.accepted, 3);
}

static void name_is_resolved(void)
{
	struct http_request rq = { .url = str_printf(mem(), "http://LOCALHOST:%d/echo", http_server_port(up.server)) };
	struct http_response r;

	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 201);
	rq.url = STR("http://no-such-name.invalid/");
	assert_int_equal(http_call(&rq, &r), -ERR_UNAVAILABLE);
	assert_int_equal(r.status, 0);
}

static void all_at_once(void)
{
	static const char *const paths[] = { "/slow", "/slow", "/echo", "" };
	struct http_request *rq = ARENA_ARRAY(mem(), struct http_request, 4);
	struct http_response *r = ARENA_ARRAY(mem(), struct http_response, 4);
	int64_t began = clock_ms();

	for (int i = 0; i < 4; i++)
		rq[i].url = str_c(url(paths[i]));
	rq[3].url = STR("http://127.0.0.1:1/");
	assert_int_equal(http_call_all(rq, r, 4), 0);
	assert_in_range(clock_ms() - began, 290, 590);
	assert_int_equal(r[0].result, 0);
	assert_true(str_is(r[0].body, "slow"));
	assert_true(str_is(r[1].body, "slow"));
	assert_int_equal(r[2].status, 201);
	assert_int_equal(r[3].result, -ERR_UNAVAILABLE);
	assert_int_equal(r[3].status, 0);
}

static void host_cap(void)
{
	struct http_request *rq = ARENA_ARRAY(mem(), struct http_request, 6);
	struct http_response *r = ARENA_ARRAY(mem(), struct http_response, 6);

	/* Four of them wait in the queue longer than a connection may take. */
	for (int i = 0; i < 6; i++) {
		rq[i].url = str_c(url("/slow"));
		rq[i].connect_ms = 200;
	}
	assert_int_equal(http_call_all(rq, r, 6), 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(r[i].result, 0);
	assert_int_equal(up.most_at_once, 2);
}

static void timeout(void)
{
	struct http_request rq = get("/slow");
	struct http_response r;
	int64_t began = clock_ms(), former;

	rq.timeout_ms = 100;
	assert_int_equal(http_call(&rq, &r), -ERR_DEADLINE);
	assert_in_range(clock_ms() - began, 90, 280);

	rq.timeout_ms = 0;
	former = fiber_deadline_narrow(clock_ms() + 100);
	assert_int_equal(http_call(&rq, &r), -ERR_DEADLINE);
	assert_int_equal(r.result, -ERR_DEADLINE);
	fiber_deadline_restore(former);
	assert_in_range(clock_ms() - began, 190, 450);
	/* Both hang-ups were seen by the server. */
	wait_ms(50);
	assert_int_equal(up.gone, 2);
}

static void too_large(void)
{
	struct http_request rq = get("/stream");
	struct http_response r;

	rq.max_body = 100 * 1000;
	assert_int_equal(http_call(&rq, &r), -ERR_UPSTREAM);
	rq = get("/echo");
	rq.method = "POST";
	rq.body = STR("123456");
	rq.max_body = 5;
	assert_int_equal(http_call(&rq, &r), -ERR_UPSTREAM);
	rq.max_body = 6;
	assert_int_equal(http_call(&rq, &r), 0);
}

/* A Retry-After of any size is waited for, or not; it is never another time. */
static void endless_retry_after(void)
{
	struct http_request rq = get("/flaky");
	struct http_response r;

	up.fail_first = 9;
	up.status = 503;
	up.headers = "Retry-After: 9223372036854775807\r\n";
	rq.repeatable = true;
	rq.retries = 3;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 503);
	assert_int_equal(up.hits, 1);
}

static void header_injection(void)
{
	struct http_request rq = get("/echo");
	struct http_response r;

	rq.headers[0].name = "X-A";
	rq.headers[0].value = STR("a\r\nX-B: b");
	assert_int_equal(http_call(&rq, &r), -ERR_INTERNAL);
	assert_int_equal(up.hits, 0);
}

/* ---- cancelling ---------------------------------------------------------------------------------- */

static struct {
	int result;
	bool ended;
} cancelled;

static void caller(void *arg)
{
	struct http_request rq = get("/slow");
	struct http_response r;

	(void)arg;
	cancelled.result = http_call(&rq, &r);
	cancelled.ended = true;
}

static void cancel(void)
{
	struct fiber *f;

	cancelled.ended = false;
	assert_int_equal(fiber_start(caller, NULL, &f), 0);
	assert_int_equal(wait_ms(100), 0);
	assert_int_equal(up.hits, 1);
	fiber_cancel(f, ERR_GONE);
	assert_int_equal(wait_ms(50), 0);
	assert_true(cancelled.ended);
	assert_int_equal(cancelled.result, -ERR_GONE);
	assert_int_equal(up.gone, 1);
}

/* ---- streaming ------------------------------------------------------------------------------------ */

struct sink {
	uint64_t got;
	int pieces;
	int64_t pause_ms;
	int stop_after, stop_with;
};

static int on_data(void *arg, struct str piece)
{
	struct sink *s = arg;

	for (size_t i = 0; i < piece.n; i++)
		assert_int_equal(piece.p[i], 'x');
	s->got += piece.n;
	s->pieces++;
	if (s->pause_ms && s->pieces < 20)
		wait_ms(s->pause_ms);
	return s->stop_after && s->pieces >= s->stop_after ? s->stop_with : 0;
}

static void streams(void)
{
	struct sink s = { 0 };
	struct http_request rq = get("/stream");
	struct http_response r;

	rq.on_data = on_data;
	rq.arg = &s;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.body.n, 0);
	assert_int_equal(s.got, 512 * 16 * 1024);
}

/* A slow reader holds the sender back: 8 MB do not pile up on our side. */
static void back_pressure(void)
{
	struct sink s = { .pause_ms = 20 };
	struct http_request rq = get("/stream");
	struct http_response r;

	rq.on_data = on_data;
	rq.arg = &s;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(s.got, 512 * 16 * 1024);
	assert_in_range(s.pieces, 20, 600);
	assert_in_range(mem()->used, 1, 1024 * 1024);
}

static void endless_stream(void)
{
	struct sink s = { 0 };
	struct http_request rq = get("/stream");
	struct http_response r;

	rq.on_data = on_data;
	rq.arg = &s;
	rq.max_body = 300 * 1000;
	assert_int_equal(http_call(&rq, &r), -ERR_UPSTREAM);
	assert_in_range(s.got, 0, 300 * 1000);
}

static void stop_stream(void)
{
	struct sink s = { .stop_after = 2, .stop_with = -ERR_LOST };
	struct http_request rq = get("/stream");
	struct http_response r;

	rq.on_data = on_data;
	rq.arg = &s;
	assert_int_equal(http_call(&rq, &r), -ERR_LOST);
	assert_int_equal(s.pieces, 2);
	wait_ms(50);
	assert_int_equal(up.gone, 1);
}

static void stream_of_an_error(void)
{
	struct sink s = { 0 };
	struct http_request rq = get("/flaky");
	struct http_response r;

	up.fail_first = 1;
	up.status = 404;
	rq.on_data = on_data;
	rq.arg = &s;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 404);
	assert_true(str_is(r.body, "bad"));
	assert_int_equal(s.pieces, 0);
}

/* ---- retries and breaker -------------------------------------------------------------------------- */

static void retries(void)
{
	struct http_request rq = get("/flaky");
	struct http_response r;

	up.fail_first = 2;
	up.status = 503;
	rq.retries = 3;
	assert_int_equal(http_call(&rq, &r), 0); /* not said to be repeatable */
	assert_int_equal(r.status, 503);
	assert_int_equal(up.hits, 1);

	rq.repeatable = true;
	up.hits = 0;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 200);
	assert_true(str_is(r.body, "good"));
	assert_int_equal(up.hits, 3);

	up.hits = 0;
	up.status = 422; /* our own fault: the same again would be refused again */
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 422);
	assert_int_equal(up.hits, 1);
}

static void retry_after(void)
{
	struct http_request rq = get("/flaky");
	struct http_response r;
	int64_t began = clock_ms();

	up.fail_first = 1;
	up.status = 429;
	up.headers = "Retry-After: 1\r\n";
	rq.retries = 1;
	rq.repeatable = true;
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 200);
	assert_in_range(clock_ms() - began, 990, 2500);

	/* Asked to wait longer than we have: the answer is handed on. */
	began = clock_ms();
	up.hits = 0;
	up.headers = "Retry-After: 3600\r\n";
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 429);
	assert_true(str_is(r.retry_after, "3600"));
	assert_in_range(clock_ms() - began, 0, 300);
}

static void breaker(void)
{
	struct http_request rq = get("/flaky"), probe;
	struct http_host_state st[4];
	struct http_response r;

	up.fail_first = 5;
	up.status = 500;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(http_call(&rq, &r), 0);
		assert_int_equal(r.status, 500);
	}
	assert_int_equal(http_call(&rq, &r), -ERR_BREAKER_OPEN);
	assert_int_equal(up.hits, 5);
	probe = rq;
	probe.skip_breaker = true;
	assert_int_equal(http_call(&probe, &r), 0);
	assert_int_equal(http_call(&rq, &r), -ERR_BREAKER_OPEN);
	assert_int_equal(http_client_hosts(st, 4), 1);
	assert_true(st[0].open);
	assert_int_equal(st[0].failures, 5);
	assert_int_equal(st[0].refused, 2);
	assert_int_equal(st[0].in_flight, 0);
	assert_int_equal(wait_ms(1050), 0);
	assert_int_equal(http_call(&rq, &r), 0);
	assert_int_equal(r.status, 200);
	http_client_hosts(st, 4);
	assert_false(st[0].open);
}

#define IN_WORLD(name, per_host)              \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		with_server(name, per_host);  \
	}

IN_WORLD(call_echo, 8)
IN_WORLD(methods, 8)
IN_WORLD(reuses_connection, 8)
IN_WORLD(stale_connection, 8)
IN_WORLD(name_is_resolved, 8)
IN_WORLD(all_at_once, 8)
IN_WORLD(host_cap, 2)
IN_WORLD(timeout, 8)
IN_WORLD(too_large, 8)
IN_WORLD(endless_retry_after, 8)
IN_WORLD(endless_stream, 8)
IN_WORLD(header_injection, 8)
IN_WORLD(cancel, 8)
IN_WORLD(streams, 8)
IN_WORLD(back_pressure, 8)
IN_WORLD(stop_stream, 8)
IN_WORLD(stream_of_an_error, 8)
IN_WORLD(retries, 8)
IN_WORLD(retry_after, 8)
IN_WORLD(breaker, 8)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call_echo),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_reuses_connection),
		cmocka_unit_test(test_stale_connection),
		cmocka_unit_test(test_name_is_resolved),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_host_cap),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_endless_retry_after),
		cmocka_unit_test(test_endless_stream),
		cmocka_unit_test(test_header_injection),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_back_pressure),
		cmocka_unit_test(test_stop_stream),
		cmocka_unit_test(test_stream_of_an_error),
		cmocka_unit_test(test_retries),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_breaker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
