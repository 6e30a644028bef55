#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "data.h"
#include "web/crypto.h"
#include "web/json.h"

static int parse(const char *text, const struct json **ret)
{
	char *exact = malloc(strlen(text) + 1); /* without a NUL behind it, so that ASan sees each byte read too far */
	int r;

	memcpy(exact, text, strlen(text));
	exact = realloc(exact, strlen(text) ? strlen(text) : 1);
	r = json_parse((struct str){ exact, strlen(text) }, ret);
	free(exact);
	return r;
}

static void expect_text(const char *in, const char *out)
{
	const struct json *j = NULL;

	assert_int_equal(parse(in, &j), 0);
	assert_string_equal(json_text(j).p, out);
}

static void test_accepts(void **state)
{
	(void)state;
	expect_text(" { \"a\" : [ 1 , -0.5 , 1e3 , true , false , null ] , \"b\" : { } } ",
		"{\"a\":[1,-0.5,1000,true,false,null],\"b\":{}}");
	expect_text("\"\\ud83d\\ude00 \\u00e9\\n\\/\"", "\"\xf0\x9f\x98\x80 \xc3\xa9\\n/\"");
	expect_text("0", "0");
	expect_text("[]", "[]");
	expect_text("[[],[[]],{}]", "[[],[[]],{}]");
	expect_text("[9007199254740991,0.1,1e300,123456.789]", "[9007199254740991,0.1,1e+300,123456.789]");
	expect_text(
		"[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001, 2]", "[-1e-78,2]");
}

static void test_refuses(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"{",
		"[",
		"[1",
		"[1,",
		"[1,]",
		"[,1]",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1,}",
		"{a:1}",
		"{'a':1}",
		"[1] 2",
		"[1]]",
		"{}}",
		"nul",
		"nullx",
		"tru",
		"[01]",
		"[1.]",
		"[.5]",
		"[-]",
		"[+1]",
		"[1e]",
		"[1e+]",
		"[0x1]",
		"[NaN]",
		"[Infinity]",
		"\"",
		"\"\\",
		"\"\\x\"",
		"\"\\u12\"",
		"\"\\u12g4\"",
		"\"a\tb\"",
		"\"a\nb\"",
		"[1}",
		"{\"a\":1]",
		"\"\xff\"",
		"\"\xc3\"",
		"\"\xc0\x80\"",
		"\"\xed\xa0\x80\"",
		"\"\xf5\x80\x80\x80\"",
		"\"\xe2\x82\"",
		"\xef\xbb\xbf{}",
		"\"\\ud800\"",
		"\"\\udc00\"",
		"\"\\ud800\\u0041\"",
		"\"\\ud800x\"",
		"[1e999]",
		"[-1e999]",
		"/**/1",
		"[1]//",
		"\xa0",
	};
	const struct json *j = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (parse(bad[i], &j) != -ERR_BAD_JSON)
			flunk("accepted: %s", bad[i]);
		assert_true(context()->err.text[0] != '\0');
	}
	assert_null(j);
}

static void test_not_taken(void **state)
{
	const struct json *j = NULL;

	(void)state;
	assert_int_equal(parse("{\"a\":\"x\\u0000y\"}", &j), -ERR_INVALID);
	assert_int_equal(parse("{\"\\u0000\":1}", &j), -ERR_INVALID);
	assert_int_equal(parse("[{\"a\":1,\"b\":2,\"\\u0061\":3}]", &j), -ERR_INVALID);
	assert_int_equal(parse("[\"\\u0000\"", &j), -ERR_BAD_JSON);
	assert_int_equal(parse("[{\"a\":1},{\"a\":1}]", &j), 0);
}

static void test_many_members(void **state)
{
	struct buf b = BUF_ON(mem(), 1 << 20);
	const struct json *j;

	(void)state;
	buf_char(&b, '{');
	for (int i = 0; i < 20000; i++)
		buf_printf(&b, "\"k%d\":%d,", i, i);
	buf_c(&b, "\"last\":1}");
	assert_int_equal(json_parse(buf_view(&b), &j), 0);
	assert_int_equal(json_len(j), 20001);
	b.len--;
	buf_c(&b, ",\"k777\":1}");
	assert_int_equal(json_parse(buf_view(&b), &j), -ERR_INVALID);
}

static void test_depth(void **state)
{
	char text[80];
	const struct json *j;

	(void)state;
	for (int n = 31; n <= 34; n++) {
		memset(text, '[', (size_t)n);
		memset(text + n, ']', (size_t)n);
		assert_int_equal(json_parse((struct str){ text, 2 * (size_t)n }, &j), n <= 32 ? 0 : -ERR_BAD_JSON);
	}
}

static void test_access(void **state)
{
	const struct json *j, *list;
	int64_t v = 7;

	(void)state;
	assert_int_equal(parse("{\"s\":\"x\",\"A\":2,\"a\":[1,2.5,9007199254740993e3],\"t\":true,\"n\":null}", &j), 0);
	assert_true(str_is(json_get_str(j, "s"), "x"));
	assert_null(json_get_str(j, "A").p);
	assert_int_equal(json_get_int(j, "A", 0), 2);
	assert_int_equal(json_get_int(j, "zz", -4), -4);
	assert_true(json_get_bool(j, "t", false));
	assert_true(json_get_bool(j, "s", true));
	list = json_get(j, "a");
	assert_int_equal(json_len(list), 3);
	assert_int_equal(json_kind(list), JSON_ARRAY);
	assert_true(json_int(json_first(list), &v) && v == 1);
	assert_false(json_int(json_next(json_first(list)), &v));
	assert_false(json_int(json_next(json_next(json_first(list))), &v));
	assert_int_equal(v, 1);
	assert_int_equal(json_kind(json_get(j, "n")), JSON_NULL);
	assert_null(json_get(json_get(list, "x"), "y"));
	assert_null(json_first(NULL));
	assert_true(str_is(json_key(json_first(j)), "s"));
}

static void test_build(void **state)
{
	struct json *o = json_new_object(), *list = json_add_array(o, "l");
	const struct json *j;

	(void)state;
	json_add_str(o, "s", (struct str){ "abcdef", 3 });
	json_add_int(o, "i", -9007199254740991);
	json_add_num(list, NULL, 0.30000000000000004);
	json_add_bool(list, NULL, true);
	json_add_null(list, NULL);
	json_add_str(json_add_object(list, NULL), "k", STR("</script><!--"));
	assert_int_equal(parse("{\"deep\":[1]}", &j), 0);
	json_add_copy(o, "c", j);
	json_add_str(NULL, "x", STR("y"));
	assert_null(json_add_object(NULL, "x"));
	assert_string_equal(json_text(o).p,
		"{\"l\":[0.30000000000000004,true,null,{\"k\":\"<\\/script><\\u0021--\"}],"
		"\"s\":\"abc\",\"i\":-9007199254740991,\"c\":{\"deep\":[1]}}");
}

static void test_print_strings(void **state)
{
	struct buf b = BUF_ON(mem(), 1000);

	(void)state;
	buf_json_str(&b, (struct str){ "\"\\\x01\x7f\xc3\xa9\xff\xe2\x82", 9 });
	assert_string_equal(buf_view(&b).p, "\"\\\"\\\\\\u0001\\u007f\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	b.len = 0;
	buf_json_num(&b, 0.0 / 0.0);
	buf_json_num(&b, -1.0 / 3);
	assert_string_equal(buf_view(&b).p, "null-0.3333333333333333");
}

/* JSONTestSuite and big-list-of-naughty-strings, where the data folder is there. */
static void torture_line(struct str line, size_t *judged)
{
	const struct json *j, *got = NULL;
	struct str expect, input, name;
	int r;

	assert_int_equal(json_parse(line, &j), 0);
	expect = json_get_str(j, "expect");
	name = json_get_str(j, "name");
	assert_true(base64_decode(json_get_str(j, "input_b64"), &input));
	r = json_parse(input, &got);
	/* Valid JSON may be refused for what it says (-ERR_INVALID), never as bad JSON. */
	if (str_is(expect, "accept") && r == -ERR_BAD_JSON)
		flunk("%.*s was refused: %s", STR_FMT(name), context()->err.text);
	if (str_is(expect, "reject") && r != -ERR_BAD_JSON)
		flunk("%.*s was accepted", STR_FMT(name));
	if (r == 0) {
		struct str text = json_text(got), again;

		assert_int_equal(json_parse(text, &got), 0);
		again = json_text(got);
		assert_true(str_eq(text, again));
	}
	(*judged)++;
}

static void test_torture(void **state)
{
	struct str lines = data_read("../shared/data/torture/json.jsonl"),
		   naughty = data_read("../shared/data/torture/blns.json"), text;
	const struct json *j, *back;
	size_t judged = 0;

	(void)state;
	if (!lines.p || !naughty.p) {
		print_message("SKIPPED: ../shared/data/torture is not here\n");
		skip();
	}
	while (lines.p) {
		struct str line = str_split(&lines, '\n');

		if (line.n)
			torture_line(line, &judged);
	}
	print_message("%zu texts judged\n", judged);
	assert_true(judged > 100);
	assert_int_equal(json_parse(naughty, &j), 0);
	text = json_text(j);
	assert_int_equal(json_parse(text, &back), 0);
	for (j = json_first(j), back = json_first(back); j; j = json_next(j), back = json_next(back))
		assert_true(str_eq(json_str(j), json_str(back)));
	assert_null(back);
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

/* What a client sends may not become many times its size in memory. */
static void test_values(void **state)
{
	const struct json *j;
	char text[] = "[1,{\"a\":[]},\"\"]", again[] = "[1,{\"a\":[]},\"\"]", zero[] = "0";

	(void)state;
	assert_int_equal(json_parse_here(text, sizeof(text) - 1, 5, &j), 0);
	assert_int_equal(json_parse_here(again, sizeof(again) - 1, 4, &j), -ERR_TOO_LARGE);
	assert_int_equal(json_parse_here(zero, 1, 0, &j), -ERR_TOO_LARGE);
}

/* The tree's texts take the place of what was read, and never overtake it. */
static void test_in_place(void **state)
{
	static const char *const texts[] = {
		"\"\"", "[\"\",\"a\",{\"\":\"\"},\"\"]",
		"{\"a\\u00e4\\n\":[\"\\ud83d\\ude00\",12345678901234567890,-1.5e3,true,null,\"x\\\"y\"],\"b\":{\"c\":\"\xc3\xa4\"}}"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct json *here, *copied;
		char text[200];

		snprintf(text, sizeof(text), "%s", texts[i]);
		assert_int_equal(json_parse_here(text, strlen(text), 100, &here), 0);
		assert_int_equal(json_parse(str_c(texts[i]), &copied), 0);
		assert_string_equal(json_text(here).p, json_text(copied).p);
	}
	assert_int_equal(json_parse_here(NULL, 0, 1, &(const struct json *){ NULL }), -ERR_BAD_JSON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_accepts, clear),
		cmocka_unit_test_teardown(test_refuses, clear),
		cmocka_unit_test_teardown(test_not_taken, clear),
		cmocka_unit_test_teardown(test_many_members, clear),
		cmocka_unit_test_teardown(test_depth, clear),
		cmocka_unit_test_teardown(test_access, clear),
		cmocka_unit_test_teardown(test_build, clear),
		cmocka_unit_test_teardown(test_print_strings, clear),
		cmocka_unit_test_teardown(test_torture, clear),
		cmocka_unit_test(test_values),
		cmocka_unit_test_teardown(test_in_place, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
