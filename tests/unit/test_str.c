/* Strings and the string builder. */
#include "base/str.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "base/print.h"
#include "unit.h"

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "42", true, 42 },
		{ "-7", true, -7 },
		{ "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1e3", false, 0 },
		{ "0x10", false, 0 },
	};
	int64_t v;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(str_i64(str_c(cases[i].text), &v), cases[i].good);
		if (cases[i].good)
			assert_true(v == cases[i].value);
	}
}

static void test_utf8(void **state)
{
	static const char *const good[] = { "", "abc", "é", "日本", "😀", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80",
		"\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xc3", "\xe6\x97", "\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(str_utf8(str_c(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(str_utf8(str_c(bad[i])));
	assert_int_equal(str_chars(STR("aé日😀")), 4);
}

static void test_split_trim(void **state)
{
	struct str rest = STR("a,,b");

	(void)state;
	assert_true(str_is(str_split(&rest, ','), "a"));
	assert_true(str_is(str_split(&rest, ','), ""));
	assert_true(str_is(str_split(&rest, ','), "b"));
	assert_null(rest.p);
	assert_true(str_is(str_trim(STR(" \t x y \r\n")), "x y"));
	assert_true(str_is(str_trim(STR("  ")), ""));
	assert_true(str_is(str_sub(STR("hello"), 1, 3), "el"));
	assert_true(str_is(str_sub(STR("hello"), 4, 99), "o"));
	assert_true(str_is(str_sub(STR("hello"), 9, 2), ""));
}

static void test_compare(void **state)
{
	(void)state;
	assert_true(str_ieq(STR("Content-TYPE"), STR("content-type")));
	assert_false(str_ieq(STR("a"), STR("ab")));
	assert_false(str_ieq(STR("["), STR("{"))); /* not letters */
	assert_true(str_eq_secret(STR("abc"), STR("abc")));
	assert_false(str_eq_secret(STR("abc"), STR("abd")));
	assert_false(str_eq_secret(STR("abc"), STR("ab")));
	assert_true(str_eq(STR_NONE, STR("")));
	assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
}

static void test_uuid_hex(void **state)
{
	char a[37], b[37], hex[9];
	unsigned char bytes[4];

	(void)state;
	uuid_new(a);
	uuid_new(b);
	assert_true(str_is_uuid(str_c(a)) && str_is_uuid(str_c(b)));
	assert_string_not_equal(a, b);
	assert_int_equal(a[14], '4');
	assert_non_null(strchr("89ab", a[19]));
	assert_true(str_is_uuid(STR("00000000-0000-0000-0000-00000000000F")));
	assert_false(str_is_uuid(STR("00000000-0000-0000-0000-00000000000")));
	assert_false(str_is_uuid(STR("00000000x0000-0000-0000-000000000000")));
	assert_false(str_is_uuid(STR("0000000g-0000-0000-0000-000000000000")));
	hex_encode(hex, "\x00\xff\x10\xab", 4);
	assert_string_equal(hex, "00ff10ab");
	assert_true(hex_decode(bytes, 4, STR("00FF10ab")));
	assert_memory_equal(bytes, "\x00\xff\x10\xab", 4);
	assert_false(hex_decode(bytes, 4, STR("00ff10a")));
	assert_false(hex_decode(bytes, 4, STR("00ff10ax")));
}

static void fill(struct buf *b)
{
	buf_c(b, "ab");
	buf_char(b, 'c');
	buf_i64(b, INT64_MIN);
	buf_printf(b, "%05d", 42);
}

static void test_buf(void **state)
{
	struct buf on_heap = { .max = 1000 }, on_arena = BUF_ON(mem(), 1000);

	(void)state;
	fill(&on_heap);
	fill(&on_arena);
	assert_string_equal(on_heap.p, "abc-922337203685477580800042");
	assert_string_equal(on_arena.p, on_heap.p);
	buf_consume(&on_heap, 3);
	assert_int_equal(on_heap.p[0], '-');
	buf_consume(&on_heap, 9999);
	assert_string_equal(on_heap.p, "");
	buf_done(&on_heap);
	assert_true(str_is(buf_view(&on_heap), ""));
}

static void test_buf_ceiling_is_sticky(void **state)
{
	struct buf b = { .max = 5 };

	(void)state;
	buf_c(&b, "1234");
	assert_true(buf_ok(&b));
	buf_c(&b, "56");
	assert_false(buf_ok(&b));
	buf_char(&b, '5'); /* would fit, but what came before is missing */
	assert_string_equal(b.p, "1234");
	assert_int_equal(buf_error(&b), -ERR_TOO_LARGE);
	buf_done(&b);
	assert_int_equal(buf_error(&b), 0);
}

static void test_buf_without_memory(void **state)
{
	struct arena small;
	struct buf b;

	(void)state;
	arena_init(&small, 512);
	b = (struct buf)BUF_ON(&small, 1 << 20);
	for (int i = 0; i < 1000 && buf_ok(&b); i++)
		buf_c(&b, "12345678");
	assert_int_equal(buf_error(&b), -ERR_NOMEM);
	arena_done(&small);
}

static void test_escapes(void **state)
{
	struct buf b = BUF_ON(mem(), 1000);

	(void)state;
	buf_html(&b, STR("<a href=\"x\">Joe's & co</a>"));
	assert_string_equal(b.p, "&lt;a href=&quot;x&quot;&gt;Joe&#39;s &amp; co&lt;/a&gt;");
	b.len = 0;
	buf_url(&b, STR("a b/ü~-_.%"));
	assert_string_equal(b.p, "a%20b%2F%C3%BC~-_.%25");
}

/* print_text against libc, with each room. */
static void same_as_libc(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void same_as_libc(const char *fmt, ...)
{
	char ours[128], libc[128];
	va_list ap;

	for (size_t room = 0; room < sizeof(ours); room++) {
		int a, b;

		memset(ours, 'x', sizeof(ours));
		memset(libc, 'x', sizeof(libc));
		va_start(ap, fmt);
		a = print_text(ours, room, fmt, ap);
		va_end(ap);
		va_start(ap, fmt);
		b = vsnprintf(libc, room, fmt, ap);
		va_end(ap);
		assert_int_equal(a, b);
		assert_memory_equal(ours, libc, room);
	}
}

static void test_print(void **state)
{
	(void)state;
	same_as_libc("plain");
	same_as_libc("%s", "");
	same_as_libc("%s and %.*s|%c%%", "one", 2, "twofold", 'z');
	same_as_libc("%.*s", 9, "ab");
	same_as_libc("%.*s", -1, "all");
	same_as_libc("%d %i %u", INT32_MIN, INT32_MAX, UINT32_MAX);
	same_as_libc("%ld %lld %lu %llu %zu", INT64_MIN, (long long)INT64_MAX, UINT64_MAX, 0ULL, SIZE_MAX);
	same_as_libc("%d%s%d", 0, "x", -1);
	same_as_libc("%05d %s", 42, "what libc alone knows");
	same_as_libc("%s %.3f %x", "a", 1.5, 255U);
}

static int clear(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

/* Vectors by a program of its own after the paper, which gives the paper's own for 2-4. */
static void test_hash(void **state)
{
	static const struct {
		uint64_t key;
		size_t n;
		uint64_t value;
	} cases[] = {
		{ 0, 0, 0xd1fba762150c532c },
		{ 0x0706050403020100, 7, 0x5d31ca873aef5b23 },
		{ 0x0706050403020100, 8, 0xc8c0ac7bb03f0395 },
		{ 0x0706050403020100, 15, 0xa0fcd966bda344e8 },
		{ 0x0706050403020100, 64, 0x6b64439aae7e40d6 },
	};
	/* These meet in 19 bits of FNV-1a, whatever its seed, as long as the seed's low byte is 0. */
	static const char *const meet[] = { "bxff", "mejb", "ocxx", "qttq" };
	char bytes[64];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)i;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(str_hash_keyed((struct str){ bytes, cases[i].n },
				    (const uint64_t[]){ cases[i].key, cases[i].key }) == cases[i].value);
	for (size_t i = 1; i < ARRAY_LEN(meet); i++) {
		bool always = true;

		assert_int_equal(
			str_hash(str_c(meet[i]), 0xabcd00) & 0x7ffff, str_hash(str_c(meet[0]), 0xabcd00) & 0x7ffff);
		for (uint64_t key = 0; key < 0x800; key += 0x100)
			always &= ((str_hash_keyed(str_c(meet[i]), (const uint64_t[]){ key, key }) ^
					   str_hash_keyed(str_c(meet[0]), (const uint64_t[]){ key, key })) &
					  0x7ffff) == 0;
		assert_false(always);
	}
	assert_true(str_hash_secret(STR("a")) == str_hash_secret(STR("a")));
	assert_true(str_hash_secret(STR("a")) != str_hash_secret(STR("b")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_split_trim),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_uuid_hex),
		cmocka_unit_test(test_buf),
		cmocka_unit_test(test_buf_ceiling_is_sticky),
		cmocka_unit_test(test_buf_without_memory),
		cmocka_unit_test(test_escapes),
	};

	return cmocka_run_group_tests_name("str", tests, NULL, clear);
}
