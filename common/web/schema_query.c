/* Query strings against a schema: the same fields, the same violations. */
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/form.h"
#include "web/schema_decode.h"

#define violate(d, at, ...) violation_add((d)->v, place_pointer(at), __VA_ARGS__)

/* A decimal number that a double can hold, and nothing else. */
static bool number_of(struct str s, double *ret)
{
	char *end;

	if (s.n == 0 || s.n > 40 || strspn(s.p, "0123456789+-.eE") != s.n)
		return false;
	*ret = strtod(s.p, &end);
	return end == s.p + s.n && isfinite(*ret);
}

static int decode_value(const struct decoder *d, const struct field *f, struct str s, const struct place *at, void *to)
{
	double number;

	switch (f->kind) {
	case FK_INT:
	case FK_NUM:
		if (number_of(s, &number))
			decode_number(d, f, number, at, to);
		else
			violate(d, at, "type", f->kind == FK_INT ? "must be a whole number" : "must be a number");
		return 0;
	case FK_BOOL:
		if (!str_is(s, "true") && !str_is(s, "false"))
			violate(d, at, "type", "must be true or false");
		*(bool *)to = str_is(s, "true");
		return 0;
	case FK_STR:
	case FK_UUID:
	case FK_TIME: return decode_text(d, f, s, at, to);
	default: return fail_private(ERR_INTERNAL, "%s is of a kind that no query can hold", f->name);
	}
}

/* One name=value. seen: bit i = field i was there. An empty value is an absent one. */
static int decode_pair(const struct decoder *d, const struct schema *s, struct str pair, uint64_t *seen, void *value)
{
	struct place root = { .prefix = "" }, here = { .up = &root };
	struct str name = str_split(&pair, '='), decoded;
	bool good_name, good;

	TRY(form_decode(name, &here.key, &good_name));
	TRY(form_decode(pair, &decoded, &good));
	if (!good_name) {
		violate(d, &root, "format", "the query must be percent-encoded UTF-8");
		return 0;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct field *f = &s->fields[i];

		if (!str_is(here.key, f->name))
			continue;
		if (*seen >> i & 1)
			violate(d, &here, "too_many", "must be given once");
		else if (!good)
			violate(d, &here, "format", "must be percent-encoded UTF-8");
		else if (decoded.n)
			TRY(decode_value(d, f, decoded, &here, (char *)value + f->offset));
		*seen |= decoded.n ? 1ULL << i : 0;
		return 0;
	}
	violate(d, &here, "unknown_field", "is not known here");
	return 0;
}

int schema_decode_query(const struct schema *s, struct str query, void **ret, struct violations *v)
{
	struct decoder d = { .v = v };
	void *value = TRY_MEM(arena_zalloc(mem(), 1, s->size));
	uint64_t seen = 0;

	if (s->n > 64)
		return fail_private(ERR_INTERNAL, "schema %s has more than 64 fields", s->name);
	while (query.p) {
		struct str pair = str_split(&query, '&');

		if (pair.n)
			TRY(decode_pair(&d, s, pair, &seen, value));
	}
	for (size_t i = 0; i < s->n; i++) {
		if (seen >> i & 1)
			continue;
		if (s->fields[i].flags & REQUIRED)
			violation_add(v, str_printf(mem(), "/%s", s->fields[i].name), "required", "is required");
		else
			decode_default(&s->fields[i], value);
	}
	if (s->rule)
		s->rule(value, "", v);
	*ret = value;
	return 0;
}
