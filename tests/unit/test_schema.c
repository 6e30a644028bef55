#include "unit.h"

#include "base/context.h"
#include "base/err.h"
#include "web/schema.h"

struct variant {
	struct str sku;
	int64_t stock;
};
static const struct field variant_fields[] = {
	F_STR(struct variant, sku, REQUIRED, 1, 10, &format_identifier, "Article number"),
	F_INT(struct variant, stock, 0, 0, 1000, 5, "Pieces"),
};
static const struct schema variant_schema = SCHEMA("Variant", struct variant, variant_fields);

struct product {
	struct str name, color, kind, id, at, note, secret;
	int64_t price, stars;
	double weight;
	bool visible;
	struct variant *main;
	struct vec variants, tags, sizes, texts;
	const struct json *free;
	struct str raw;
};
static const char *const kinds[] = { "mug", "plate", NULL };
static const struct field product_fields[] = {
	F_STR(struct product, name, REQUIRED, 1, 5, &format_line, "Name"),
	F_STR(struct product, color, 0, 0, 0, &format_color, NULL),
	F_ENUM(struct product, kind, 0, kinds, NULL),
	F_UUID(struct product, id, NULLABLE, NULL),
	F_TIME(struct product, at, 0, NULL),
	F_STR(struct product, note, NULLABLE, 0, 20, &format_text, NULL),
	F_STR(struct product, secret, SECRET, 0, 0, NULL, NULL),
	F_INT(struct product, price, REQUIRED, 0, 100, 0, NULL),
	F_INT(struct product, stars, OMIT_DEFAULT, 1, 5, 3, NULL),
	F_NUM(struct product, weight, 0, 0, 0, 0.5, NULL),
	F_BOOL(struct product, visible, 0, 1, NULL),
	F_OBJ(struct product, main, NULLABLE, &variant_schema, NULL),
	F_LIST(struct product, variants, 0, 1, 2, &variant_schema, NULL),
	F_LIST_STR(struct product, tags, 0, 0, 3, 4, NULL),
	F_LIST_INT(struct product, sizes, 0, 0, 0, NULL),
	F_MAP(struct product, texts, 0, 2, 3, NULL, NULL),
	F_JSON(struct product, free, 0, NULL, "Anything"),
	F_RAW(struct product, raw, 0, NULL),
};

static void product_rule(void *value, const char *pointer, struct violations *v)
{
	const struct product *p = value;

	if (p->price == 13)
		violation_add(v, str_printf(mem(), "%s/price", pointer), "unlucky", "must not be %d", 13);
}
static const struct schema product_schema = SCHEMA_RULE("Product", struct product, product_fields, product_rule);

static struct violations *decode(const char *text, struct product **ret)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	const struct json *j;

	assert_int_equal(json_parse(str_c(text), &j), 0);
	assert_int_equal(schema_decode(&product_schema, j, "/step_data", (void **)ret, v), 0);
	return v;
}

static const char *encode(const void *value)
{
	struct buf b = BUF_ON(mem(), 100000);

	schema_encode(&b, &product_schema, value);
	assert_true(buf_ok(&b));
	return buf_view(&b).p;
}

static void test_round_trip(void **state)
{
	struct product *p;
	struct violations *v = decode(
		"{\"free\":{\"x\":[1,2]},\"name\":\" M\xc3\xbcg \",\"price\":0,\"color\":\"#ABCDEF\",\"kind\":\"mug\","
		"\"id\":\"123E4567-E89B-42D3-A456-426614174000\",\"at\":\"2024-02-29T23:30:00.5+01:00\",\"note\":null,\"secret\":\"s\","
		"\"stars\":4,\"main\":{\"sku\":\"M-1\"},\"variants\":[{\"sku\":\"a\",\"stock\":1},{\"sku\":\"b\"}],"
		"\"tags\":[\"x\",\"\"],\"sizes\":[1,-2],\"texts\":{\"en\":\"hi\"},\"raw\":[ 1, {\"a\" : null} ]}",
		&p);

	(void)state;
	assert_int_equal(v->n, 0);
	assert_string_equal(p->name.p, "M\xc3\xbcg");
	assert_true(p->visible);
	assert_true(p->weight == 0.5);
	assert_int_equal(((struct variant *)p->variants.items)[1].stock, 5);
	assert_null(p->note.p);
	assert_string_equal(encode(p),
		"{\"name\":\"M\xc3\xbcg\",\"color\":\"#abcdef\",\"kind\":\"mug\",\"id\":\"123e4567-e89b-42d3-a456-426614174000\","
		"\"at\":\"2024-02-29T22:30:00.500Z\",\"note\":null,\"price\":0,\"stars\":4,\"weight\":0.5,\"visible\":true,"
		"\"main\":{\"sku\":\"M-1\",\"stock\":5},\"variants\":[{\"sku\":\"a\",\"stock\":1},{\"sku\":\"b\",\"stock\":5}],"
		"\"tags\":[\"x\",\"\"],\"sizes\":[1,-2],\"texts\":{\"en\":\"hi\"},\"free\":{\"x\":[1,2]},\"raw\":[1,{\"a\":null}]}");
}

static void test_defaults(void **state)
{
	struct product *p;

	(void)state;
	assert_int_equal(decode("{\"name\":\"x\",\"price\":1}", &p)->n, 0);
	assert_int_equal(p->stars, 3);
	assert_string_equal(encode(p),
		"{\"name\":\"x\",\"id\":null,\"note\":null,\"price\":1,\"weight\":0.5,\"visible\":true,\"main\":null}");
	p->name = STR_NONE;
	assert_non_null(strstr(encode(p), "\"name\":null"));
}

static void expect(const char *text, const char *pointer, const char *code, const char *message)
{
	struct product *p;
	struct violations *v = decode(text, &p);

	if (v->n != 1 || !str_is(v->items[0].pointer, pointer) || !str_is(v->items[0].code, code) ||
		(message && !str_is(v->items[0].message, message)))
		flunk("%s: %zu violations, first %.*s %.*s %.*s", text, v->n, STR_FMT(v->items[0].pointer),
			STR_FMT(v->items[0].code), STR_FMT(v->items[0].message));
}

static void test_violations(void **state)
{
	static const struct {
		const char *member, *pointer, *code, *message;
	} cases[] = {
		{ "\"no/w~\":1", "/step_data/no~1w~0", "unknown_field", "is not known here" },
		{ "\"color\":\"red\"", "/step_data/color", "format", "must be a colour such as #1a73e8" },
		{ "\"color\":null", "/step_data/color", "type", "must be text, not null" },
		{ "\"kind\":\"cup\"", "/step_data/kind", "one_of", "must be one of: mug, plate" },
		{ "\"id\":\"7\"", "/step_data/id", "format", NULL },
		{ "\"at\":\"2023-02-29T00:00:00Z\"", "/step_data/at", "format", NULL },
		{ "\"at\":\"2023-02-28 00:00:00Z\"", "/step_data/at", "format", NULL },
		{ "\"at\":\"9999-12-31T23:59:59-23:00\"", "/step_data/at", "format", NULL },
		{ "\"note\":\"a\\u0007\"", "/step_data/note", "format", NULL },
		{ "\"note\":\"123456789012345678901\"", "/step_data/note", "too_long",
			"must be at most 20 characters; it has 21" },
		{ "\"stars\":0", "/step_data/stars", "too_small", "must be at least 1" },
		{ "\"stars\":6", "/step_data/stars", "too_large", "must be at most 5" },
		{ "\"stars\":2.5", "/step_data/stars", "type", "must be a whole number" },
		{ "\"stars\":\"2\"", "/step_data/stars", "type", "must be a whole number" },
		{ "\"weight\":true", "/step_data/weight", "type", "must be a number" },
		{ "\"visible\":1", "/step_data/visible", "type", "must be true or false" },
		{ "\"main\":[]", "/step_data/main", "type", "must be an object" },
		{ "\"main\":{}", "/step_data/main/sku", "required", "is required" },
		{ "\"main\":{\"sku\":\"a b\"}", "/step_data/main/sku", "format", NULL },
		{ "\"variants\":[]", "/step_data/variants", "too_few", NULL },
		{ "\"variants\":{}", "/step_data/variants", "type", "must be a list" },
		{ "\"variants\":[{\"sku\":\"a\"},{\"sku\":\"b\",\"stock\":-1}]", "/step_data/variants/1/stock",
			"too_small", NULL },
		{ "\"variants\":[{\"sku\":\"a\"},7]", "/step_data/variants/1", "type", "must be an object" },
		{ "\"tags\":[\"a\",\"b\",\"c\",\"d\"]", "/step_data/tags", "too_many",
			"must have at most 3 entries; it has 4" },
		{ "\"tags\":[\"abcde\"]", "/step_data/tags/0", "too_long", NULL },
		{ "\"tags\":[null]", "/step_data/tags/0", "type", "must be text, not null" },
		{ "\"sizes\":[1,1.5]", "/step_data/sizes/1", "type", NULL },
		{ "\"texts\":{\"a\":\"b\",\"c\":1}", "/step_data/texts/c", "type", NULL },
		{ "\"texts\":{\"a\":\"bbbb\"}", "/step_data/texts/a", "too_long", NULL },
		{ "\"texts\":{\"a\":\"\",\"b\":\"\",\"c\":\"\"}", "/step_data/texts", "too_many", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(str_printf(mem(), "{\"name\":\"x\",\"price\":1,%s}", cases[i].member).p, cases[i].pointer,
			cases[i].code, cases[i].message);
	expect("{\"name\":\"x\",\"price\":13}", "/step_data/price", "unlucky", "must not be 13");
	expect("{\"name\":\"  \",\"price\":1}", "/step_data/name", "too_short", "must not be empty");
	expect("{\"price\":1}", "/step_data/name", "required", "is required");
	expect("[1]", "/step_data", "type", "must be an object");
}

static void test_all_at_once(void **state)
{
	struct buf b = BUF_ON(mem(), 100000);
	struct product *p;

	(void)state;
	assert_int_equal(decode("{\"name\":7,\"x\":1,\"stars\":9}", &p)->n, 4);
	buf_char(&b, '{');
	for (int i = 0; i < 300; i++)
		buf_printf(&b, "\"x%d\":1,", i);
	buf_c(&b, "\"price\":1}");
	assert_int_equal(decode(buf_view(&b).p, &p)->n, VIOLATIONS_MAX);
}

static void query_of(const char *text, struct product **ret, struct violations *v)
{
	memset(v, 0, sizeof(*v));
	assert_int_equal(schema_decode_query(&product_schema, str_c(text), (void **)ret, v), 0);
}

static void test_query(void **state)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	struct product *p;

	(void)state;
	query_of("name=a+%C3%BC&price=7&&visible=false&weight=2.5&color=", &p, v);
	assert_int_equal(v->n, 0);
	assert_string_equal(p->name.p, "a \xc3\xbc");
	assert_int_equal(p->price, 7);
	assert_false(p->visible);
	assert_null(p->color.p);
	assert_int_equal(p->stars, 3);
	static const char *const bad[] = { "price=7", "name=x&price=1&price=2", "name=%zz&price=1", "name=%ff&price=1",
		"name=%00&price=1", "name=x&price=1x", "name=x&price=0x10", "name=x&price= 1",
		"name=x&price=1&visible=yes", "name=x&price=1&other=1", "name=x&price=nan", "name=x&price=101",
		"%=1&name=x&price=1", "name=x&price=1&weight=1e999", "name=x&price=1&weight=-1e999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		query_of(bad[i], &p, v);
		if (v->n != 1)
			flunk("%s: %zu violations", bad[i], v->n);
	}
}

/* A table with lists is no table of a query: a fault of ours, not of the client's. */
static void test_query_kinds(void **state)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	void *p;

	(void)state;
	assert_int_equal(schema_decode_query(&product_schema, STR("free=7"), &p, v), -ERR_INTERNAL);
	assert_int_equal(schema_decode_query(&product_schema, STR("tags=7"), &p, v), -ERR_INTERNAL);
}

static void test_read(void **state)
{
	struct product *p = NULL;

	(void)state;
	assert_int_equal(
		schema_read(&product_schema, STR("{\"name\":\"much too long\",\"price\":999,\"new\":1,\"stars\":null}"),
			(void **)&p),
		0);
	assert_int_equal(p->price, 999);
	assert_int_equal(schema_read(&product_schema, STR("{\"name\":\"x\"}"), (void **)&p), -ERR_UPSTREAM);
	assert_int_equal(
		schema_read(&product_schema, STR("{\"name\":\"x\",\"price\":\"1\"}"), (void **)&p), -ERR_UPSTREAM);
	assert_int_equal(schema_read(&product_schema, STR("{"), (void **)&p), -ERR_UPSTREAM);
	assert_int_equal(schema_read(&product_schema, STR("[]"), (void **)&p), -ERR_UPSTREAM);
	assert_non_null(strstr(context()->err.text, "Product"));
}

static void test_print(void **state)
{
	struct buf b = BUF_ON(mem(), 100000);
	const struct json *j, *props;

	(void)state;
	schema_print(&b, &product_schema);
	assert_int_equal(json_parse(buf_view(&b), &j), 0);
	props = json_get(j, "properties");
	assert_int_equal(json_len(props), 18);
	assert_int_equal(json_len(json_get(j, "required")), 2);
	assert_string_equal(json_text(json_get(props, "name")).p,
		"{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,\"pattern\":\"^[^\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f]*$\",\"description\":\"Name\"}");
	assert_string_equal(json_text(json_get(props, "id")).p, "{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}");
	assert_string_equal(json_text(json_get(props, "stars")).p,
		"{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":5,\"default\":3}");
	assert_string_equal(json_text(json_get(props, "main")).p,
		"{\"anyOf\":[{\"$ref\":\"#/components/schemas/Variant\"},{\"type\":\"null\"}]}");
	assert_string_equal(json_text(json_get(props, "free")).p, "{\"description\":\"Anything\"}");
	assert_true(json_get_bool(json_get(props, "secret"), "writeOnly", false));
}

static void test_formats(void **state)
{
	static const struct {
		const struct format *format;
		const char *in, *out; /* out NULL: refused */
	} cases[] = {
		{ &format_line, "  a b\t", "a b" },
		{ &format_line, "a\nb", NULL },
		{ &format_line,
			"a\xc2\x85"
			"b",
			NULL },
		{ &format_line, "\xc2\xa0x", "\xc2\xa0x" },
		{ &format_text, "a\r\n\tb", "a\r\n\tb" },
		{ &format_text, "a\x1b", NULL },
		{ &format_identifier, "food_drink-2", "food_drink-2" },
		{ &format_identifier, "", NULL },
		{ &format_identifier, "a.b", NULL },
		{ &format_slug, "joes-coffee-2", "joes-coffee-2" },
		{ &format_slug, "-a", NULL },
		{ &format_slug, "a-", NULL },
		{ &format_slug, "a--b", NULL },
		{ &format_slug, "A", NULL },
		{ &format_slug, "", NULL },
		{ &format_email, " Joe@Example.COM ", "Joe@example.com" },
		{ &format_email, "a.b+c@x-y.example.org", "a.b+c@x-y.example.org" },
		{ &format_email, "joe", NULL },
		{ &format_email, "@x.y", NULL },
		{ &format_email, "a@b", NULL },
		{ &format_email, "a..b@x.de", NULL },
		{ &format_email, "a@b@c.de", NULL },
		{ &format_email, "a b@c.de", NULL },
		{ &format_email, "a@-b.de", NULL },
		{ &format_email, ".a@b.de", NULL },
		{ &format_color, "#aBcDeF", "#abcdef" },
		{ &format_color, "#abc", NULL },
		{ &format_color, "abcdef0", NULL },
		{ &format_currency, "EUR", "EUR" },
		{ &format_currency, "ZWG", "ZWG" },
		{ &format_currency, "eur", NULL },
		{ &format_currency, "ZZZ", NULL },
		{ &format_currency, "ED ", NULL },
		{ &format_currency, "XTS", NULL },
		{ &format_country, "US", "US" },
		{ &format_country, "ZW", "ZW" },
		{ &format_country, "UK", NULL },
		{ &format_country, "EU", NULL },
		{ &format_country, "D ", NULL },
		{ &format_country, "", NULL },
		{ &format_language, "EN", "en" },
		{ &format_language, "pt-br", "pt-BR" },
		{ &format_language, "ZH-hant-tw", "zh-Hant-TW" },
		{ &format_language, "sl-rozaj-biske", "sl-rozaj-biske" },
		{ &format_language, "es-419", "es-419" },
		{ &format_language, "zh-CMN-HANS-cn", "zh-cmn-Hans-CN" },
		{ &format_language, "de-CH-1901", "de-CH-1901" },
		{ &format_language, "en-a-bbb-x-a", "en-a-bbb-x-a" },
		{ &format_language, "e", NULL },
		{ &format_language, "en-", NULL },
		{ &format_language, "en-a", NULL },
		{ &format_language, "en-x", NULL },
		{ &format_language, "en_US", NULL },
		{ &format_language, "en-US-US", NULL },
		{ &format_language, "123", NULL },
		{ &format_language, "en-a-x-b", NULL },
		{ &format_web_url, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d" },
		{ &format_web_url, "HTTP://localhost:8080", "HTTP://localhost:8080" },
		{ &format_web_url, "/s/joe/", "/s/joe/" },
		{ &format_web_url, "/", "/" },
		{ &format_web_url, "//evil.com", NULL },
		{ &format_web_url, "javascript:alert(1)", NULL },
		{ &format_web_url, "https://", NULL },
		{ &format_web_url, "https://u@h/", NULL },
		{ &format_web_url, "https://h:0/", NULL },
		{ &format_web_url, "/a\\b", NULL },
		{ &format_web_url, "https://h/ x", NULL },
		{ &format_web_url, "ftp://h/", NULL },
		{ &format_web_url, "/\\evil.com", NULL },
		{ &format_web_url, "", NULL },
		{ &format_web_url, "https://example.com/\xc3\xbc", "https://example.com/\xc3\xbc" },
		{ &format_hostname, "Shop.Example.com", "shop.example.com" },
		{ &format_hostname, "shop", NULL },
		{ &format_hostname, "1.2.3.4", NULL },
		{ &format_hostname, "a..b", NULL },
		{ &format_hostname, "a.b.", NULL },
		{ &format_hostname, "a_b.de", NULL },
		{ &format_hostname, "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str out;
		const char *message = cases[i].format->check(str_c(cases[i].in), &out);

		if (cases[i].out ? message || !str_is(out, cases[i].out) : !message)
			flunk("%s: %s", cases[i].in, message ? message : out.p);
	}
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_round_trip, clear),
		cmocka_unit_test_teardown(test_defaults, clear),
		cmocka_unit_test_teardown(test_violations, clear),
		cmocka_unit_test_teardown(test_all_at_once, clear),
		cmocka_unit_test_teardown(test_query, clear),
		cmocka_unit_test_teardown(test_query_kinds, clear),
		cmocka_unit_test_teardown(test_read, clear),
		cmocka_unit_test_teardown(test_print, clear),
		cmocka_unit_test_teardown(test_formats, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
