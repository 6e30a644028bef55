/* Fuzz target: JSON texts, bodies and query strings against a schema of every kind of field, and the formats. The first
 * byte chooses. What was taken must print, and read back as the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "web/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct inner {
	struct str sku;
	int64_t stock;
};
static const struct field inner_fields[] = {
	F_STR(struct inner, sku, REQUIRED, 1, 10, &format_identifier, NULL),
	F_INT(struct inner, stock, 0, -5, 1000, 5, NULL),
};
static const struct schema inner_schema = SCHEMA("Inner", struct inner, inner_fields);

struct outer {
	struct str name, color, kind, id, at, text, mail, url, lang, money, land, host, slug, raw;
	int64_t n;
	double d;
	bool b;
	struct inner *one;
	struct vec many, words, numbers, map;
	const struct json *any;
};
static const char *const kinds[] = { "mug", "plate", NULL };
static const struct field outer_fields[] = {
	F_STR(struct outer, name, 0, 1, 50, &format_line, NULL),
	F_STR(struct outer, color, 0, 0, 0, &format_color, NULL),
	F_ENUM(struct outer, kind, NULLABLE, kinds, NULL),
	F_UUID(struct outer, id, 0, NULL),
	F_TIME(struct outer, at, 0, NULL),
	F_STR(struct outer, text, NULLABLE, 0, 100, &format_text, NULL),
	F_STR(struct outer, mail, 0, 0, 0, &format_email, NULL),
	F_STR(struct outer, url, 0, 0, 0, &format_web_url, NULL),
	F_STR(struct outer, lang, 0, 0, 0, &format_language, NULL),
	F_STR(struct outer, money, 0, 0, 0, &format_currency, NULL),
	F_STR(struct outer, land, 0, 0, 0, &format_country, NULL),
	F_STR(struct outer, host, 0, 0, 0, &format_hostname, NULL),
	F_STR(struct outer, slug, 0, 0, 0, &format_slug, NULL),
	F_INT(struct outer, n, 0, 0, 0, 0, NULL),
	F_NUM(struct outer, d, 0, 0, 0, 0, NULL),
	F_BOOL(struct outer, b, 0, 0, NULL),
	F_RAW(struct outer, raw, 0, NULL), /* from here on: not in queries */
	F_OBJ(struct outer, one, NULLABLE, &inner_schema, NULL),
	F_LIST(struct outer, many, 0, 0, 5, &inner_schema, NULL),
	F_LIST_STR(struct outer, words, 0, 0, 5, 20, NULL),
	F_LIST_INT(struct outer, numbers, 0, 0, 5, NULL),
	F_MAP(struct outer, map, 0, 5, 20, NULL, NULL),
	F_JSON(struct outer, any, 0, NULL, NULL),
};
static const struct schema outer_schema = SCHEMA("Outer", struct outer, outer_fields);

static const struct schema query_schema = { "Query", sizeof(struct outer), outer_fields, 16, NULL };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static struct str encode(const void *value)
{
	struct buf b = BUF_ON(mem(), 64 << 20);

	schema_encode(&b, &outer_schema, value);
	must(buf_ok(&b));
	return buf_view(&b);
}

/* A struct that was decoded without violations, out and in again. */
static void round_trip(const void *value)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	struct str first = encode(value);
	const struct json *j;
	void *again;

	must(json_parse(first, &j) == 0);
	must(schema_decode(&outer_schema, j, "", &again, v) == 0 && v->n == 0);
	must(str_eq(first, encode(again)));
	must(schema_read(&outer_schema, first, &again) == 0);
	must(str_eq(first, encode(again)));
}

static void body(struct str in)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	const struct json *j, *again;
	struct str text;
	void *value;

	if (json_parse(in, &j) != 0)
		return;
	must(str_utf8(in));
	text = json_text(j);
	must(str_utf8(text) && json_parse(text, &again) == 0 && str_eq(text, json_text(again)));
	for (size_t i = 0; i + 1 < text.n; i++)
		must(text.p[i] != '<' || (text.p[i + 1] != '/' && text.p[i + 1] != '!'));
	must(schema_decode(&outer_schema, j, "/x", &value, v) == 0);
	for (size_t i = 0; i < v->n; i++)
		must(str_starts(v->items[i].pointer, STR("/x")) && v->items[i].code.n && v->items[i].message.n);
	if (v->n == 0)
		round_trip(value);
}

static void query(struct str in)
{
	struct violations *v = ARENA_NEW(mem(), struct violations);
	void *value;

	must(schema_decode_query(&query_schema, in, &value, v) == 0);
	if (v->n == 0)
		round_trip(value);
}

/* What a format hands back, it must take as it is. */
static void formats(struct str in)
{
	static const struct format *const all[] = { &format_line, &format_text, &format_identifier, &format_slug,
		&format_email, &format_color, &format_currency, &format_country, &format_language, &format_web_url,
		&format_hostname };
	struct str once, twice;

	if (!str_utf8(in) || memchr(in.p, '\0', in.n))
		return;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!all[i]->check(in, &once))
			must(!all[i]->check(once, &twice) && str_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *exact;
	struct str in;

	if (size < 1)
		return 0;
	exact = malloc(size); /* nothing behind it, so that ASan sees the first byte too many */
	memcpy(exact, data, size);
	in = (struct str){ exact + 1, size - 1 };
	switch (exact[0]) {
	case 'q': query(in); break;
	case 'f': formats(in); break;
	default: body((struct str){ exact, size });
	}
	free(exact);
	context_clear(context());
	return 0;
}
