/* Event stream reader: the rules of the WHATWG, in pieces of every size. */
#include "unit.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "net/sse.h"

static struct buf log_;

static int on_event(void *arg, struct str event, struct str data)
{
	(void)arg;
	buf_char(&log_, '[');
	buf_str(&log_, event);
	buf_char(&log_, ':');
	buf_str(&log_, data);
	buf_char(&log_, ']');
	return str_is(event, "stop") ? -ERR_LOST : 0;
}

/* Feeds text in pieces of step bytes. */
static int feed(const char *text, size_t n, size_t step, size_t max)
{
	struct sse_reader r;
	int result = 0;

	context_clear(context());
	log_ = BUF_ON(mem(), 4096);
	sse_reader_init(&r, mem(), max);
	for (size_t i = 0; i < n && result == 0; i += step) {
		struct str piece = { text + i, n - i < step ? n - i : step };

		result = sse_reader_feed(&r, piece, on_event, NULL);
	}
	return result;
}

static void test_reader(void **state)
{
	static const struct {
		const char *text, *events;
	} rows[] = {
		{ "data: a\n\n", "[message:a]" },
		{ "data: a\r\n\r\n", "[message:a]" },
		{ "data: a\r\rdata: b\r\r", "[message:a][message:b]" },
		{ "data:a\n\ndata:  b\n\n", "[message:a][message: b]" },
		{ "data: a\ndata: b\ndata\n\n", "[message:a\nb\n]" },
		{ "data\n\n", "[message:]" },
		{ "event: x\ndata: a\n\ndata: b\n\n", "[x:a][message:b]" },
		{ "event: x\n\ndata: b\n\n", "[message:b]" },
		{ ": comment\n\n:\nid: 1\nretry: 3\nother: x\ndata: {\"a\":1}\n\n", "[message:{\"a\":1}]" },
		{ "\xef\xbb\xbf"
		  "data: a\n\n",
			"[message:a]" },
		{ "data: a\n\n\xef\xbb\xbf"
		  "data: b\n\n",
			"[message:a]" },
		{ "data: a\n\ndata: never ended", "[message:a]" },
		{ "data: a\n\ndata: never ended\n", "[message:a]" },
		{ "data: a:b\n\n", "[message:a:b]" },
		{ "Data: a\n\n", "" },
		{ "", "" },
		{ "\n\n\r\n\r", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t step = 1; step < 24; step++) {
			assert_int_equal(feed(rows[i].text, strlen(rows[i].text), step, 1000), 0);
			if (!str_is(buf_view(&log_), rows[i].events))
				flunk("row %zu in pieces of %zu: %s", i, step, log_.p);
		}
}

static void test_nul_is_data(void **state)
{
	static const char text[] = "id: a\0b\ndata: x\0y\n\n";

	(void)state;
	assert_int_equal(feed(text, sizeof(text) - 1, 3, 1000), 0);
	assert_true(str_eq(buf_view(&log_), STR("[message:x\0y]")));
}

static void test_stop(void **state)
{
	static const char text[] = "data: a\n\nevent: stop\ndata: b\n\ndata: c\n\n";

	(void)state;
	for (size_t step = 1; step < sizeof(text); step++) {
		assert_int_equal(feed(text, sizeof(text) - 1, step, 1000), -ERR_LOST);
		assert_string_equal(log_.p, "[message:a][stop:b]");
	}
}

static void test_limits(void **state)
{
	static const char line[] = "data: 0123456789\n\n", many[] = "data: 012\ndata: 345\ndata: 678\n\n",
			  name[] = "event: 0123456789012345678901234567890123456789012345678901234567890123\n";

	(void)state;
	for (size_t step = 1; step < 40; step += 5) {
		assert_int_equal(feed(line, sizeof(line) - 1, step, 16), 0);
		assert_int_equal(feed(many, sizeof(many) - 1, step, 12), 0);
		assert_int_equal(feed(many, sizeof(many) - 1, step, 11), -ERR_TOO_LARGE);
		assert_int_equal(feed(name, sizeof(name) - 1, step, 1000), -ERR_TOO_LARGE);
	}
	assert_int_equal(feed(line, sizeof(line) - 1, 1, 15), -ERR_TOO_LARGE);
}

static struct str put(struct str id, struct str event, struct str data)
{
	struct buf b = BUF_ON(mem(), 64);

	return sse_put(&b, id, event, data) == 0 ? buf_view(&b) : STR_NONE;
}

/* Whatever an event says, it stays inside its own fields. */
static void test_writer(void **state)
{
	static const struct str breaks[] = { STR("a\nb"), STR("a\rb"), STR("a\r\n"), STR("\n") };

	(void)state;
	assert_true(str_is(put(STR("1"), STR("x"), STR("a")), "id: 1\nevent: x\ndata: a\n\n"));
	assert_true(str_is(put(STR_NONE, STR_NONE, STR("")), "data: \n\n"));
	assert_true(str_is(put(STR_NONE, STR_NONE, STR("a\n\nevent: b\rid: 2\r\n")),
		"data: a\ndata: \ndata: event: b\ndata: id: 2\ndata: \n\n"));
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		assert_null(put(breaks[i], STR("x"), STR("a")).p);
		assert_null(put(STR("1"), breaks[i], STR("a")).p);
	}
	assert_null(put(STR_NONE, STR_NONE, STR("0123456789012345678901234567890123456789012345678901234567890")).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reader),
		cmocka_unit_test(test_nul_is_data),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
