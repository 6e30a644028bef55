/* HTTP server: replies, streams, files, and clients that hang up. */
#include "http_world.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/wait.h"
#include "net/sse.h"

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

static void stream(struct http_exchange *ex)
{
	struct str query = http_exchange_head(ex)->query;

	assert_int_equal(http_reply_start(ex, &(struct http_reply){ .status = 200, .headers = STR("X-A: b\r\n") }), 0);
	assert_int_equal(http_reply_chunk(ex, STR("one")), 0);
	assert_int_equal(http_reply_chunk(ex, STR("")), 0);
	assert_int_equal(http_reply_chunk(ex, STR("0123456789abcdef")), 0);
	if (str_is(query, "broken"))
		return;
	if (str_is(query, "endless")) {
		while ((at.result = wait_ms(20)) == 0)
			http_reply_chunk(ex, STR("more"));
		return;
	}
	at.result = http_reply_end(ex);
}

static void events(struct http_exchange *ex)
{
	assert_int_equal(sse_start(ex, STR("X-A: b\r\n")), 0);
	assert_int_equal(sse_ping(ex), 0);
	assert_int_equal(sse_send(ex, STR("7"), STR("job.progress"), STR("a\nb\r\nc")), 0);
	assert_int_equal(sse_send(ex, STR_NONE, STR_NONE, STR("")), 0);
	assert_int_equal(sse_send(ex, STR("a\nb"), STR_NONE, STR("x")), -ERR_INTERNAL);
	assert_int_equal(http_reply_end(ex), 0);
}

static void large(struct http_exchange *ex)
{
	static char big[4 << 20];
	struct str headers = { NULL, 0 };

	memset(big, 'x', sizeof(big));
	if (str_is(http_exchange_head(ex)->query, "headers"))
		headers = str_printf(mem(), "X-Long: %.*s\r\n", 9000, big);
	http_reply(ex,
		&(struct http_reply){
			.status = 200, .headers = headers, .body = { big, headers.n ? 10 : sizeof(big) } });
	at.result = (int)http_exchange_sent(ex);
}

static void file(struct http_exchange *ex)
{
	int fd = open("/proc/self/exe", O_RDONLY);

	http_reply(ex,
		&(struct http_reply){
			.status = 200, .use_file = true, .file_fd = fd, .file_size = lseek(fd, 0, SEEK_END) });
	close(fd);
}

static void status(struct http_exchange *ex)
{
	int64_t code;

	assert_true(str_i64(http_exchange_head(ex)->query, &code));
	reply_text(ex, (int)code, STR("text"));
}

static void silent(struct http_exchange *ex)
{
	(void)ex;
}

static const struct world_route routes[] = {
	{ "/sleep", sleepy },
	{ "/stream", stream },
	{ "/events", events },
	{ "/large", large },
	{ "/file", file },
	{ "/status", status },
	{ "/silent", silent },
	{ NULL, NULL },
};

/* ---- replies --------------------------------------------------------------------------------------- */

static void bodiless(void)
{
	struct raw *r = ask("HEAD /a HTTP/1.1\r\nHost: a\r\n" CLOSE);

	assert_true(heard(r, "Content-Length: 5\r\n"));
	assert_false(heard(r, "empty"));
	r = ask(GET("/status?204") CLOSE);
	assert_true(heard(r, "HTTP/1.1 204 No Content\r\n"));
	assert_false(heard(r, "Content-Length"));
	assert_int_equal(memcmp(r->got + r->n - 4, "\r\n\r\n", 4), 0);
	r = ask(GET("/status?304") CLOSE);
	assert_true(heard(r, "HTTP/1.1 304 Not Modified\r\n"));
	assert_false(heard(r, "Content-Length"));
	r = ask(GET("/status?299") CLOSE);
	assert_true(heard(r, "HTTP/1.1 299 \r\n"));
	r = ask("HEAD /stream HTTP/1.1\r\nHost: a\r\n" CLOSE);
	assert_true(heard(r, "Transfer-Encoding: chunked\r\n"));
	assert_int_equal(memcmp(r->got + r->n - 4, "\r\n\r\n", 4), 0);
}

static void no_reply(void)
{
	struct raw *r = ask(GET("/silent") "\r\n");

	assert_true(heard(r, "HTTP/1.1 500 "));
	assert_true(heard(r, "Connection: close\r\n"));
}

static void large_replies(void)
{
	struct raw *r = dial();

	/* Nobody reads for a while: the sender has to wait, not to fail. */
	say(r, GET("/large") CLOSE);
	assert_int_equal(wait_ms(100), 0);
	assert_int_equal(at.running, 1);
	assert_in_range(hear_all(r), 4 << 20, (4 << 20) + 300);
	assert_int_equal(at.result, 4 << 20);
	r = ask(GET("/large?headers") CLOSE);
	assert_in_range(r->n, 9000, 9400);
	assert_int_equal(memcmp(r->got + r->n - 14, "\r\n\r\nxxxxxxxxxx", 14), 0);
}

static void files(void)
{
	struct raw *r = dial();
	int fd = open("/proc/self/exe", O_RDONLY);
	size_t size = (size_t)lseek(fd, 0, SEEK_END), total;
	char want[1024], *body;

	say(r, GET("/file") CLOSE);
	total = hear_all(r);
	body = strstr(r->got, "\r\n\r\n") + 4;
	assert_int_equal(total, size + (size_t)(body - r->got));
	assert_int_equal(pread(fd, want, sizeof(want), 0), sizeof(want));
	assert_memory_equal(body, want, sizeof(want));
	close(fd);
	r = ask("HEAD /file HTTP/1.1\r\nHost: a\r\n" CLOSE);
	assert_int_equal(memcmp(r->got + r->n - 4, "\r\n\r\n", 4), 0);
}

static void streams(void)
{
	struct raw *r = dial();

	say(r, GET("/stream") "\r\n");
	hear(r, "\r\n\r\n3\r\none\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
	assert_true(heard(r, "Transfer-Encoding: chunked\r\n"));
	assert_true(heard(r, "X-A: b\r\n"));
	assert_false(heard(r, "Content-Length"));
	say(r, GET("/a") "\r\n");
	hear(r, "empty");
	say(r, GET("/stream?broken") "\r\n");
	hear_all(r);
	assert_int_equal(memcmp(r->got + r->n - 8, "abcdef\r\n", 8), 0);
	r = ask("GET /stream HTTP/1.0\r\n\r\n");
	assert_false(heard(r, "Transfer-Encoding"));
	assert_int_equal(memcmp(r->got + r->n - 23, "\r\n\r\none0123456789abcdef", 23), 0);
}

static void event_stream(void)
{
	struct raw *r = ask("GET /events HTTP/1.0\r\n\r\n");
	const char *body = strstr(r->got, "\r\n\r\n");

	assert_true(heard(r, "Content-Type: text/event-stream\r\n"));
	assert_true(heard(r, "X-Accel-Buffering: no\r\n"));
	assert_true(heard(r, "X-A: b\r\n"));
	assert_string_equal(body + 4,
		": ping\n\nid: 7\nevent: job.progress\ndata: a\ndata: b\ndata: c\n\n"
		"data: \n\n");
}

/* ---- hanging up ------------------------------------------------------------------------------------ */

static void hang_ups(void)
{
	static const struct {
		const char *text;
		int result;
	} rows[] = {
		{ GET("/sleep") "\r\n", -ERR_GONE },
		{ GET("/sleep?unwatch") "\r\n", 0 },
		{ POST("/sleep") "\r\n", 0 },
		{ POST("/sleep") "Content-Length: 1\r\n\r\nx", 0 },
		{ POST("/sleep?watch") "\r\n", -ERR_GONE },
		{ GET("/stream?endless") "\r\n", -ERR_GONE },
		{ POST("/stream?endless") "\r\n", -ERR_GONE },
		/* The next request hides the hang-up: the first is served to its end. */
		{ GET("/sleep") "\r\n" GET("/a") "\r\n", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct raw *r = dial();

		at.result = 99;
		say(r, rows[i].text);
		assert_int_equal(wait_ms(50), 0);
		assert_int_equal(at.running, 1);
		hang_up(r);
		assert_int_equal(wait_ms(50), 0);
		if (rows[i].result < 0)
			assert_int_equal(at.running, 0);
		assert_int_equal(wait_ms(150), 0);
		assert_int_equal(at.running, 0);
		if (at.result != rows[i].result && i != ARRAY_LEN(rows) - 1)
			flunk("row %zu: %d", i, at.result);
		assert_int_equal(stats().open, 0);
	}
}

IN_SERVER(bodiless, 0)
IN_SERVER(no_reply, 0)
IN_SERVER(large_replies, 0)
IN_SERVER(files, 0)
IN_SERVER(streams, 0)
IN_SERVER(event_stream, 0)
IN_SERVER(hang_ups, 0)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodiless),
		cmocka_unit_test(test_no_reply),
		cmocka_unit_test(test_large_replies),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_event_stream),
		cmocka_unit_test(test_hang_ups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
