#include "unit.h"

#include "base/context.h"
#include "base/err.h"
#include "template.h"

static struct str partial(void *arg, struct str name)
{
	(void)arg;
	if (str_is(name, "hello"))
		return STR("Hello {{name}}!");
	if (str_is(name, "line"))
		return STR("<p>\n{{> hello}}\n</p>\n");
	if (str_is(name, "self"))
		return STR("{{> self}}");
	if (str_is(name, "open"))
		return STR("{{#a}}");
	return STR_NONE;
}

static const struct template_sources partials = { .get = partial };

static struct str render(const char *text, const char *data)
{
	const struct template *t;
	const struct json *j;
	struct buf out = BUF_ON(mem(), 1 << 16);

	assert_int_equal(template_compile(mem(), STR("test"), str_c(text), &partials, &t), 0);
	assert_int_equal(json_parse(str_c(data), &j), 0);
	assert_int_equal(template_render(&out, t, &j, 1), 0);
	return buf_view(&out);
}

#define RENDERS(text, data, want)                                                      \
	do {                                                                           \
		struct str got_ = render(text, data);                                  \
		if (!str_is(got_, want))                                               \
			flunk("%s: got [%.*s], want [%s]", text, STR_FMT(got_), want); \
	} while (0)

static void refuses(const char *text, const char *note)
{
	const struct template *t;

	assert_int_equal(template_compile(mem(), STR("test"), str_c(text), &partials, &t), -ERR_INVALID);
	if (!strstr(context()->err.text, note))
		flunk("%s: note is [%s], not [%s]", text, context()->err.text, note);
}

static void values(void **state)
{
	(void)state;
	RENDERS("", "{}", "");
	RENDERS("plain { } }}", "{}", "plain { } }}");
	RENDERS("{{a}}", "{\"a\":\"<b> & \\\"'\"}", "&lt;b&gt; &amp; &quot;&#39;");
	RENDERS("{{{a}}}|{{& a}}", "{\"a\":\"<b>\"}", "<b>|<b>");
	RENDERS("{{ a }}{{{ a }}}", "{\"a\":1.5}", "1.51.5");
	RENDERS("{{a}}{{b}}{{c}}{{d}}", "{\"a\":true,\"b\":null,\"c\":{},\"d\":3}", "true3");
	RENDERS("{{a.b.c}}|{{a.x.c}}|{{x.b}}", "{\"a\":{\"b\":{\"c\":\"deep\"}}}", "deep||");
	RENDERS("a{{! not {{ this }}b", "{}", "ab");
}

static void sections(void **state)
{
	(void)state;
	RENDERS("{{#a}}[{{.}}]{{/a}}", "{\"a\":[1,\"x\",true]}", "[1][x][true]");
	RENDERS("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":[]}", "no");
	RENDERS("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":0}", "no");
	RENDERS("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":\"\"}", "no");
	RENDERS("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{}", "no");
	RENDERS("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\":{}}", "yes");
	RENDERS("{{#a}}{{.}}{{/a}}", "{\"a\":\"once\"}", "once");
	RENDERS("{{#p}}{{n}}{{x}} {{/p}}", "{\"x\":\"o\",\"p\":[{\"n\":1},{\"n\":2,\"x\":\"i\"},{\"n\":3,\"x\":null}]}",
		"1o 2i 3 ");
	RENDERS("{{#a}}{{#b}}{{.}}{{#c}}{{.}}{{/c}};{{/b}}{{/a}}", "{\"a\":{\"b\":[1,2],\"c\":[7,8]}}", "178;278;");
	RENDERS("{{#a.b}}{{c}}{{/a.b}}", "{\"a\":{\"b\":{\"c\":1}}}", "1");
	RENDERS("{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "{\"l\":[[1,2],[3]]}", "(12)(3)");
}

static void lines(void **state)
{
	(void)state;
	RENDERS("a\n  {{#x}}\nb\n{{/x}}  \nc", "{\"x\":1}", "a\nb\nc");
	RENDERS("a\r\n{{! gone }}\r\nb", "{}", "a\r\nb");
	RENDERS("a {{#x}}\nb{{/x}}\n", "{\"x\":1}", "a \nb\n");
	RENDERS("  {{x}}\n", "{\"x\":1}", "  1\n");
	RENDERS("{{#x}}{{/x}}\nb", "{\"x\":1}", "\nb");
	RENDERS("{{#x}}\n{{/x}}", "{\"x\":1}", "");
	RENDERS("{{> line}}\nend", "{\"name\":\"Ann\"}", "<p>\nHello Ann!</p>\nend");
	RENDERS("({{> hello}})", "{\"name\":\"<\"}", "(Hello &lt;!)");
}

static void roots(void **state)
{
	const struct template *t;
	const struct json *r[2];
	struct buf out = BUF_ON(mem(), 100);

	(void)state;
	assert_int_equal(template_compile(mem(), STR("t"), STR("{{a}}{{b}}{{c}}"), NULL, &t), 0);
	assert_int_equal(json_parse(STR("{\"a\":1,\"b\":null}"), &r[0]), 0);
	assert_int_equal(json_parse(STR("{\"a\":5,\"b\":6,\"c\":7}"), &r[1]), 0);
	assert_int_equal(template_render(&out, t, r, 2), 0);
	assert_true(str_is(buf_view(&out), "17"));
}

static void refusals(void **state)
{
	(void)state;
	refuses("a\nb {{x", "test:2: a tag is not closed");
	refuses("{{{x}}", "test:1: a tag is not closed");
	refuses("{{#x}}", "never closed: x");
	refuses("{{/x}}", "nothing to close for x");
	refuses("{{#x}}{{/y}}", "closes another section than was opened: y");
	refuses("{{a b}}", "not a name: a b");
	refuses("{{a.b.c.d.e}}", "not a name");
	refuses("{{a..b}}", "not a name");
	refuses("{{}}", "not a name");
	refuses("{{=<% %>=}}", "not a name");
	refuses("{{> nothing}}", "no such partial: nothing");
	refuses("{{> self}}", "partials inside each other without end: self");
	refuses("{{#a}}{{> open}}{{/a}}", "open:1: never closed: a");
}

static void depth(void **state)
{
	struct buf b = BUF_ON(mem(), 4096);

	(void)state;
	for (int i = 0; i < 32; i++)
		buf_c(&b, "{{#a}}");
	buf_c(&b, "x");
	for (int i = 0; i < 32; i++)
		buf_c(&b, "{{/a}}");
	RENDERS(b.p, "{\"a\":1}", "x");
	b.len = 0;
	for (int i = 0; i < 33; i++)
		buf_c(&b, "{{#a}}");
	refuses(b.p, "too many sections");
}

static void ceilings(void **state)
{
	const struct template *t;
	const struct json *j;
	struct buf small = BUF_ON(mem(), 3), out = BUF_ON(mem(), 1 << 16), text = BUF_ON(mem(), 4096);

	(void)state;
	assert_int_equal(json_parse(STR("{\"a\":[1,1,1,1,1,1,1,1,1,1]}"), &j), 0);
	assert_int_equal(template_compile(mem(), STR("t"), STR("{{#a}}{{.}}{{/a}}"), NULL, &t), 0);
	assert_int_equal(template_render(&small, t, &j, 1), -ERR_INTERNAL);
	/* Ten to the tenth turns without a byte of output must end all the same. */
	for (int i = 0; i < 10; i++)
		buf_c(&text, "{{#a}}");
	for (int i = 0; i < 10; i++)
		buf_c(&text, "{{/a}}");
	assert_int_equal(template_compile(mem(), STR("t"), buf_view(&text), NULL, &t), 0);
	assert_int_equal(template_render(&out, t, &j, 1), -ERR_INTERNAL);
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(values, clear),
		cmocka_unit_test_teardown(sections, clear),
		cmocka_unit_test_teardown(lines, clear),
		cmocka_unit_test_teardown(roots, clear),
		cmocka_unit_test_teardown(refusals, clear),
		cmocka_unit_test_teardown(depth, clear),
		cmocka_unit_test_teardown(ceilings, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
