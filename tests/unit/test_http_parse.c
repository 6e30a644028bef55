/* The strict reader: what it takes, and every known way of being fooled that it refuses. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "net/http_parse.h"

static struct http_head head;

static int parse(const char *text)
{
	return http_parse_head(str_c(text), &head);
}

#define LINE "GET / HTTP/1.1\r\n"
#define HOST "Host: a\r\n"
#define END "\r\n"

static void test_plain(void **state)
{
	static const char text[] = "POST /v1/a%20b?x=1&y=?2 HTTP/1.1\r\nHost: example.com:8080\r\n"
				   "X-Empty:\r\nX-Space: \t two words \t \r\ncontent-LENGTH: 12\r\n\r\nbody";
	int n = parse(text);

	(void)state;
	assert_int_equal(n, sizeof(text) - 1 - 4);
	assert_int_equal(head.method, HTTP_POST);
	assert_true(str_is(head.target, "/v1/a%20b?x=1&y=?2"));
	assert_true(str_is(head.path, "/v1/a%20b"));
	assert_true(str_is(head.query, "x=1&y=?2"));
	assert_int_equal(head.minor, 1);
	assert_int_equal(head.nheaders, 4);
	assert_true(head.keep_alive);
	assert_true(head.has_length);
	assert_int_equal(head.length, 12);
	assert_false(head.chunked);
	assert_true(str_is(http_header(&head, "X-SPACE"), "two words"));
	assert_true(str_is(http_header(&head, "x-empty"), ""));
	assert_non_null(http_header(&head, "x-empty").p);
	assert_null(http_header(&head, "x-absent").p);

	assert_true(parse("GET /? HTTP/1.1\r\n" HOST END) > 0);
	assert_non_null(head.query.p);
	assert_int_equal(head.query.n, 0);
	assert_true(parse(LINE HOST END) > 0);
	assert_null(head.query.p);
}

static void test_methods(void **state)
{
	static const char *const names[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" };
	char text[64];

	(void)state;
	for (int m = 0; m < HTTP_METHODS; m++) {
		snprintf(text, sizeof(text), "%s / HTTP/1.1\r\nHost: a\r\n\r\n", names[m]);
		assert_true(parse(text) > 0);
		assert_int_equal(head.method, m);
		assert_string_equal(http_method_name(head.method), names[m]);
	}
	assert_true(parse("TRACE / HTTP/1.1\r\n" HOST END) > 0);
	assert_int_equal(head.method, HTTP_OTHER);
	assert_true(parse("get / HTTP/1.1\r\n" HOST END) > 0);
	assert_int_equal(head.method, HTTP_OTHER);
	assert_true(parse("OPTIONS * HTTP/1.1\r\n" HOST END) > 0);
	assert_true(str_is(head.path, "*"));
}

static void test_keep_alive(void **state)
{
	static const struct {
		const char *text;
		bool keep;
	} rows[] = {
		{ LINE HOST END, true },
		{ LINE HOST "Connection: close\r\n" END, false },
		{ LINE HOST "Connection: Keep-Alive, Close\r\n" END, false },
		{ LINE HOST "Connection: keep-alive\r\nConnection: close\r\n" END, false },
		{ LINE HOST "Connection: closed\r\n" END, true },
		{ "GET / HTTP/1.0\r\n" END, false },
		{ "GET / HTTP/1.0\r\nConnection: keep-alive\r\n" END, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(parse(rows[i].text) > 0);
		assert_int_equal(head.keep_alive, rows[i].keep);
	}
}

static void test_expect(void **state)
{
	(void)state;
	assert_true(parse(LINE HOST "Expect: 100-Continue\r\nContent-Length: 1\r\n" END) > 0);
	assert_true(head.expect_continue);
	assert_true(parse("GET / HTTP/1.0\r\nExpect: 100-continue\r\n" END) > 0);
	assert_false(head.expect_continue);
}

/* Each row is a refusal that some other server has been seen to let pass. */
static void test_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		/* body framing: request smuggling */
		{ LINE HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Transfer-Encoding : chunked\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length : 3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 3\r\nContent-Length: 4\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 3\r\nContent-Length: 3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 3, 3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: +3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: -1\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 0x3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 3abc\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 3 3\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length:\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "Content-Length: 99999999999999999999\r\n" END, ERR_TOO_LARGE },
		{ LINE HOST "Transfer-Encoding: gzip, chunked\r\n" END, ERR_NOT_IMPLEMENTED },
		{ LINE HOST "Transfer-Encoding: chunked, identity\r\n" END, ERR_NOT_IMPLEMENTED },
		{ LINE HOST "Transfer-Encoding: xchunked\r\n" END, ERR_NOT_IMPLEMENTED },
		{ LINE HOST "Transfer-Encoding: \"chunked\"\r\n" END, ERR_NOT_IMPLEMENTED },
		{ LINE HOST "Transfer-Encoding:\r\n" END, ERR_NOT_IMPLEMENTED },
		{ LINE HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" END, ERR_BAD_REQUEST },
		{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" END, ERR_BAD_REQUEST },
		/* lines */
		{ "GET / HTTP/1.1\n" HOST END, ERR_BAD_REQUEST },
		{ LINE "Host: a\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "\n", ERR_BAD_REQUEST },
		{ LINE "X: a\rb\r\n" HOST END, ERR_BAD_REQUEST },
		{ LINE HOST "X: a\r\n folded\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "X: a\r\n\tfolded\r\n" END, ERR_BAD_REQUEST },
		{ LINE " X: first line folded\r\n" HOST END, ERR_BAD_REQUEST },
		{ LINE HOST "no colon\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST ": no name\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "X(Y): a\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "X\xc3\xa4: a\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "X: \x01\r\n" END, ERR_BAD_REQUEST },
		{ LINE HOST "X: a\x7f\r\n" END, ERR_BAD_REQUEST },
		/* Host */
		{ LINE END, ERR_BAD_REQUEST },
		{ LINE HOST HOST END, ERR_BAD_REQUEST },
		{ LINE "Host:\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: a/b@c\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: u@a\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: a, b\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: a b\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: a:8x\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: [::1\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: []\r\n" END, ERR_BAD_REQUEST },
		{ LINE "Host: ::1\r\n" END, ERR_BAD_REQUEST },
		{ "GET / HTTP/1.0\r\n" HOST HOST END, ERR_BAD_REQUEST },
		/* target */
		{ "GET http://a/ HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "CONNECT a:443 HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET * HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET a HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /a b HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET  / HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /\xc3\xa4 HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /\x01 HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /#f HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /\\x HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /<x> HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /% HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /%2 HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /%2g HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET /a?%zz HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		/* request line */
		{ "GET /\r\n" END, ERR_BAD_REQUEST },
		{ "GET / \r\n" END, ERR_BAD_REQUEST },
		{ "GET\r\n" END, ERR_BAD_REQUEST },
		{ " GET / HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "G=T / HTTP/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET / HTTP/1.1 \r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET / http/1.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET / HTTP/1.10\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET / HTTP/01.1\r\n" HOST END, ERR_BAD_REQUEST },
		{ "GET / HTTP/1.2\r\n" HOST END, ERR_HTTP_VERSION },
		{ "GET / HTTP/2.0\r\n" HOST END, ERR_HTTP_VERSION },
		{ "PRI * HTTP/2.0\r\n" END, ERR_HTTP_VERSION },
		{ "\x16\x03\x01\x02\r\n" END, ERR_BAD_REQUEST }, /* a TLS hello */
		{ "\r\n\r\n" LINE HOST END, ERR_BAD_REQUEST },
		{ LINE HOST "Expect: 200-ok\r\n" END, ERR_EXPECTATION },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int r = parse(rows[i].text);

		if (r != -rows[i].error)
			flunk("row %zu gave %d, not %d: %s", i, r, -rows[i].error, rows[i].text);
	}
}

static void test_nul(void **state)
{
	static const char value[] = LINE HOST "X: a\0b\r\n" END, target[] = "GET /\0 HTTP/1.1\r\n" HOST END,
			  name[] = LINE HOST "X\0: a\r\n" END;

	(void)state;
	assert_int_equal(http_parse_head((struct str){ value, sizeof(value) - 1 }, &head), -ERR_BAD_REQUEST);
	assert_int_equal(http_parse_head((struct str){ target, sizeof(target) - 1 }, &head), -ERR_BAD_REQUEST);
	assert_int_equal(http_parse_head((struct str){ name, sizeof(name) - 1 }, &head), -ERR_BAD_REQUEST);
}

static void test_every_control_byte(void **state)
{
	/* At each place of the eight that are looked at together, and behind them. */
	static char text[] = LINE HOST "X: 0123456789abcdef\r\n" END;
	char *at = strstr(text, "0123");

	(void)state;
	for (int c = 0; c < 256; c++)
		for (int i = 1; i < 15; i++) {
			char kept = at[i];
			bool fine = c == '\t' || (c >= ' ' && c != 0x7f);

			at[i] = (char)c;
			assert_int_equal(http_parse_head((struct str){ text, sizeof(text) - 1 }, &head) > 0, fine);
			at[i] = kept;
		}
}

/* Cut anywhere, a good head is incomplete and never refused. */
static void test_incomplete(void **state)
{
	static const char text[] = "\r\nPOST /x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 3\r\n\r\nabc";

	(void)state;
	for (size_t n = 0; n < sizeof(text) - 1 - 3; n++)
		assert_int_equal(http_parse_head((struct str){ text, n }, &head), 0);
	for (size_t n = sizeof(text) - 1 - 3; n < sizeof(text); n++)
		assert_int_equal(http_parse_head((struct str){ text, n }, &head), sizeof(text) - 1 - 3);
}

static char *filled(const char *before, char c, size_t n, const char *after)
{
	size_t nbefore = strlen(before), nafter = strlen(after);
	char *p = malloc(nbefore + n + nafter + 1);

	memcpy(p, before, nbefore);
	memset(p + nbefore, c, n);
	memcpy(p + nbefore + n, after, nafter + 1);
	return p;
}

static int parse_and_free(char *text)
{
	int r = parse(text);

	free(text);
	return r;
}

static void test_limits(void **state)
{
	static const char rest[] = " HTTP/1.1\r\nHost: a\r\n\r\n";
	static char many[8192];
	char *p = many + snprintf(many, sizeof(many), LINE HOST);
	size_t fixed = strlen("GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n");

	(void)state;
	assert_true(parse_and_free(filled("GET /", 'a', 8000, rest)) > 0);
	assert_int_equal(parse_and_free(filled("GET /", 'a', 8192, rest)), -ERR_URI_TOO_LONG);
	assert_int_equal(parse_and_free(filled("GET /", 'a', 8192, "")), -ERR_URI_TOO_LONG);
	assert_int_equal(parse_and_free(filled("", 'a', 9000, "")), -ERR_URI_TOO_LONG);
	assert_true(parse_and_free(filled(LINE HOST "X: ", 'a', HTTP_HEAD_MAX - fixed, "\r\n\r\n")) > 0);
	assert_int_equal(parse_and_free(filled(LINE HOST "X: ", 'a', HTTP_HEAD_MAX - fixed + 1, "\r\n\r\n")),
		-ERR_HEAD_TOO_LARGE);
	assert_int_equal(parse_and_free(filled(LINE HOST "X: ", 'a', HTTP_HEAD_MAX, "")), -ERR_HEAD_TOO_LARGE);
	for (int i = 1; i < HTTP_HEADERS_MAX; i++)
		p += snprintf(p, 32, "X-%d: a\r\n", i);
	memcpy(p, END, sizeof(END));
	assert_true(parse(many) > 0);
	assert_int_equal(head.nheaders, HTTP_HEADERS_MAX);
	memcpy(p, "X: one more\r\n" END, sizeof("X: one more\r\n" END));
	assert_int_equal(parse(many), -ERR_HEAD_TOO_LARGE);
}

/* ---- chunked ------------------------------------------------------------------------------------ */

/* Feeds text in pieces of step bytes. Consumed bytes, or negative; body gets the decoded bytes. */
static ptrdiff_t unchunk(const char *text, size_t step, char *body, bool *done)
{
	struct http_chunks c = { 0 };
	size_t n = strlen(text), at = 0, out = 0;

	*done = false;
	body[0] = '\0';
	while (at < n && !*done) {
		char piece[512];
		size_t take = n - at < step ? n - at : step, decoded;
		ptrdiff_t used;

		memcpy(piece, text + at, take);
		used = http_chunks_feed(&c, piece, take, &decoded, done);
		if (used < 0)
			return used;
		assert_true(*done || (size_t)used == take);
		memcpy(body + out, piece, decoded);
		out += decoded;
		body[out] = '\0';
		at += (size_t)used;
	}
	return (ptrdiff_t)at;
}

static void test_chunks(void **state)
{
	static const struct {
		const char *text, *body;
		int rest; /* bytes of the next request */
	} rows[] = {
		{ "0\r\n\r\n", "", 0 },
		{ "3\r\nabc\r\n0\r\n\r\nGET", "abc", 3 },
		{ "3\r\nabc\r\n0A\r\n0123456789\r\n000\r\n\r\n", "abc0123456789", 0 },
		{ "00000003\r\nabc\r\n0\r\n\r\n", "abc", 0 },
		{ "3;name=value;x=\"y z\"\r\nabc\r\n0;last\r\n\r\n", "abc", 0 },
		{ "1\r\n\r\r\n1\r\n\n\r\n0\r\n\r\n", "\r\n", 0 },
		{ "3\r\nabc\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\nP", "abc", 1 },
	};
	char body[512];
	bool done;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t step = 1; step < 64; step++) {
			ptrdiff_t n = unchunk(rows[i].text, step, body, &done);

			assert_int_equal(n, strlen(rows[i].text) - (size_t)rows[i].rest);
			assert_true(done);
			assert_string_equal(body, rows[i].body);
		}
}

static void test_chunks_refused(void **state)
{
	static const char *const rows[] = {
		" 3\r\nabc\r\n",
		"+3\r\nabc\r\n",
		"-3\r\nabc\r\n",
		"0x3\r\nabc\r\n",
		"3 \r\nabc\r\n",
		"\r\n",
		"g\r\n",
		"3\nabc\r\n",
		"3\r\nabc\n",
		"3\r\nabcd\r\n",
		"3\r\nab\r\n",
		"3\rXabc\r\n",
		"000000003\r\nabc",
		"fffffffff\r\n",
		"3;a\nabc\r\n",
		"3;\x01\r\nabc\r\n",
		"3,\r\nabc\r\n",
		"0\r\n\n",
		"0\r\n X: a\r\n\r\n",
		"0\r\nX a\r\n\r\n",
		"0\r\nX: a\n\r\n",
		"0\r\nX: \x01\r\n\r\n",
		"0\r\n\rX",
	};
	char body[512];
	bool done;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t step = 1; step < 16; step++)
			if (unchunk(rows[i], step, body, &done) != -ERR_BAD_REQUEST)
				flunk("taken in pieces of %zu: %s", step, rows[i]);
}

static void test_chunk_limits(void **state)
{
	char piece[64];
	struct http_chunks c = { 0 };
	size_t decoded, fed = 0;
	bool done;

	(void)state;
	memcpy(piece, "1;", 2);
	assert_int_equal(http_chunks_feed(&c, piece, 2, &decoded, &done), 2);
	for (memset(piece, 'x', 32); http_chunks_feed(&c, piece, 32, &decoded, &done) > 0; fed += 32)
		;
	assert_in_range(fed, 200, 300);

	c = (struct http_chunks){ 0 };
	memcpy(piece, "0\r\n", 3);
	assert_int_equal(http_chunks_feed(&c, piece, 3, &decoded, &done), 3);
	for (fed = 0;; fed += 6) {
		memcpy(piece, "A: b\r\n", 6);
		if (http_chunks_feed(&c, piece, 6, &decoded, &done) < 0)
			break;
	}
	assert_in_range(fed, 4000, 12000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_expect),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_every_control_byte),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_chunks_refused),
		cmocka_unit_test(test_chunk_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
