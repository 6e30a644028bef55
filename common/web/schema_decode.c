#include "web/schema_decode.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

enum { KEY_MAX = 200 };

#define violate(d, at, ...) violation_add((d)->v, place_pointer(at), __VA_ARGS__)

static int decode_object(
	const struct decoder *d, const struct schema *s, const struct json *j, const struct place *at, void *value);

static const char *kind_words(enum field_kind kind)
{
	switch (kind) {
	case FK_INT: return "a whole number";
	case FK_NUM: return "a number";
	case FK_BOOL: return "true or false";
	case FK_LIST: return "a list";
	case FK_OBJ:
	case FK_MAP: return "an object";
	default: return "text";
	}
}

static enum json_kind json_kind_of(enum field_kind kind)
{
	switch (kind) {
	case FK_INT:
	case FK_NUM: return JSON_NUMBER;
	case FK_BOOL: return JSON_BOOL;
	case FK_LIST: return JSON_ARRAY;
	case FK_OBJ:
	case FK_MAP: return JSON_OBJECT;
	default: return JSON_STRING;
	}
}

static bool expect_kind(const struct decoder *d, enum field_kind kind, const struct json *j, const struct place *at)
{
	if (json_kind(j) == json_kind_of(kind))
		return true;
	violate(d, at, "type", json_kind(j) == JSON_NULL ? "must be %s, not null" : "must be %s", kind_words(kind));
	return false;
}

/* Too many or too few; items of a list that is too long are not looked at. */
static bool expect_count(const struct decoder *d, const struct field *f, size_t n, const struct place *at)
{
	if (d->trusted)
		return true;
	if (f->max > 0 && n > (size_t)f->max) {
		violate(d, at, "too_many", "must have at most %zu entries; it has %zu", (size_t)f->max, n);
		return false;
	}
	if (f->kind == FK_LIST && n < (size_t)f->min)
		violate(d, at, "too_few", "must have at least %zu entries; it has %zu", (size_t)f->min, n);
	return true;
}

static size_t item_size(const struct field *f)
{
	if (f->item == FK_OBJ)
		return f->sub->size;
	return f->item == FK_INT ? sizeof(int64_t) : sizeof(struct str);
}

static int decode_item(
	const struct decoder *d, const struct field *f, const struct json *j, const struct place *at, void *to)
{
	if (!expect_kind(d, f->item, j, at))
		return 0;
	if (f->item == FK_OBJ)
		return decode_object(d, f->sub, j, at, to);
	if (f->item == FK_INT) {
		decode_number(d, f, json_num(j), at, to);
		return 0;
	}
	return decode_text(d, f, json_str(j), at, to);
}

static int decode_list(
	const struct decoder *d, const struct field *f, const struct json *j, const struct place *at, struct vec *ret)
{
	size_t n = json_len(j), size = item_size(f), i = 0;
	char *items;

	if (!expect_count(d, f, n, at))
		return 0;
	items = TRY_MEM(arena_zalloc(mem(), n ? n : 1, size));
	for (const struct json *c = json_first(j); c; c = json_next(c), i++) {
		struct place here = { .up = at, .index = i };

		TRY(decode_item(d, f, c, &here, items + i * size));
	}
	*ret = (struct vec){ items, n };
	return 0;
}

static int decode_map(
	const struct decoder *d, const struct field *f, const struct json *j, const struct place *at, struct vec *ret)
{
	size_t n = json_len(j), i = 0;
	struct pair *pairs;

	if (!expect_count(d, f, n, at))
		return 0;
	pairs = TRY_MEM(ARENA_ARRAY(mem(), struct pair, n ? n : 1));
	for (const struct json *c = json_first(j); c; c = json_next(c), i++) {
		struct place here = { .up = at, .key = json_key(c) };

		pairs[i].key = here.key;
		if (!d->trusted && str_chars(here.key) > KEY_MAX)
			violate(d, at, "too_long", "has a name of more than %d characters", KEY_MAX);
		else if (expect_kind(d, f->item, c, &here))
			TRY(decode_text(d, f, json_str(c), &here, &pairs[i].value));
	}
	*ret = (struct vec){ pairs, n };
	return 0;
}

static int decode_sub(
	const struct decoder *d, const struct field *f, const struct json *j, const struct place *at, void **ret)
{
	void *sub = TRY_MEM(arena_zalloc(mem(), 1, f->sub->size));

	TRY(decode_object(d, f->sub, j, at, sub));
	*ret = sub;
	return 0;
}

/* to: the field's place in the struct. */
static int decode_field(
	const struct decoder *d, const struct field *f, const struct json *j, const struct place *at, void *to)
{
	if (f->kind == FK_JSON) {
		*(const struct json **)to = j;
		return 0;
	}
	if (f->kind == FK_RAW) {
		struct str text = json_text(j);

		*(struct str *)to = (struct str){ TRY_MEM(text.p), text.n };
		return 0;
	}
	if (!expect_kind(d, f->kind, j, at))
		return 0;
	switch (f->kind) {
	case FK_INT:
	case FK_NUM: decode_number(d, f, json_num(j), at, to); return 0;
	case FK_BOOL: *(bool *)to = json_bool(j); return 0;
	case FK_OBJ: return decode_sub(d, f, j, at, to);
	case FK_LIST: return decode_list(d, f, j, at, to);
	case FK_MAP: return decode_map(d, f, j, at, to);
	default: return decode_text(d, f, json_str(j), at, to);
	}
}

/* Members mostly come in the table's order: the search begins behind the last hit. -1: no such field. */
static int find_field(const struct schema *s, struct str key, size_t from)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t at = from + i < s->n ? from + i : from + i - s->n;

		if (str_is(key, s->fields[at].name))
			return (int)at;
	}
	return -1;
}

/* What is absent: defaults, or a violation. seen: bit i = field i was there. */
static void fill_absent(
	const struct decoder *d, const struct schema *s, uint64_t seen, const struct place *at, void *value)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct field *f = &s->fields[i];
		struct place here = { .up = at, .key = str_c(f->name) };

		if (seen >> i & 1)
			continue;
		if (f->flags & REQUIRED)
			violate(d, &here, "required", "is required");
		else
			decode_default(f, value);
	}
}

static int decode_object(
	const struct decoder *d, const struct schema *s, const struct json *j, const struct place *at, void *value)
{
	size_t next = 0;
	uint64_t seen = 0;

	if (s->n > 64)
		return fail_private(ERR_INTERNAL, "schema %s has more than 64 fields", s->name);
	for (const struct json *c = json_first(j); c; c = json_next(c)) {
		struct place here = { .up = at, .key = json_key(c) };
		int i = find_field(s, here.key, next);
		const struct field *f;

		if (i < 0) {
			if (!d->trusted)
				violate(d, &here, "unknown_field", "is not known here");
			continue;
		}
		f = &s->fields[i];
		next = (size_t)i + 1 < s->n ? (size_t)i + 1 : 0;
		if (json_kind(c) == JSON_NULL && (f->flags & NULLABLE || (d->trusted && !(f->flags & REQUIRED)))) {
			seen |= 1ULL << i;
			decode_default(f, value);
			continue;
		}
		seen |= 1ULL << i;
		TRY(decode_field(d, f, c, &here, (char *)value + f->offset));
	}
	fill_absent(d, s, seen, at, value);
	if (s->rule && !d->trusted)
		s->rule(value, place_pointer(at).p, d->v);
	return 0;
}

int schema_decode(const struct schema *s, const struct json *j, const char *pointer, void **ret, struct violations *v)
{
	struct decoder d = { .v = v };
	struct place root = { .prefix = pointer };
	void *value = TRY_MEM(arena_zalloc(mem(), 1, s->size));

	if (expect_kind(&d, FK_OBJ, j, &root))
		TRY(decode_object(&d, s, j, &root, value));
	*ret = value;
	return 0;
}

int schema_read(const struct schema *s, struct str text, void **ret)
{
	struct violations *v = TRY_MEM(ARENA_NEW(mem(), struct violations));
	struct decoder d = { .v = v, .trusted = true };
	struct place root = { .prefix = "" };
	const struct json *j;
	void *value = TRY_MEM(arena_zalloc(mem(), 1, s->size));
	int r = json_parse(text, &j);

	if (r == -ERR_NOMEM)
		return r;
	if (r < 0)
		return fail(ERR_UPSTREAM, "its reply is not the JSON that %s is", s->name);
	if (expect_kind(&d, FK_OBJ, j, &root))
		TRY(decode_object(&d, s, j, &root, value));
	if (v->n)
		return fail(ERR_UPSTREAM, "its reply is no %s: %.*s %.*s", s->name, STR_FMT(v->items[0].pointer),
			STR_FMT(v->items[0].message));
	*ret = value;
	return 0;
}
