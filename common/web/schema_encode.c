#include "web/schema.h"

static bool is_absent(const struct field *f, const void *at)
{
	switch (f->kind) {
	case FK_STR:
	case FK_UUID:
	case FK_TIME:
	case FK_RAW: return !((const struct str *)at)->p;
	case FK_OBJ:
	case FK_JSON: return !*(const void *const *)at;
	case FK_LIST:
	case FK_MAP: return !((const struct vec *)at)->items && !(f->flags & REQUIRED);
	case FK_INT: return f->flags & OMIT_DEFAULT && (double)*(const int64_t *)at == f->dflt;
	case FK_NUM: return f->flags & OMIT_DEFAULT && *(const double *)at == f->dflt;
	case FK_BOOL: return f->flags & OMIT_DEFAULT && *(const bool *)at == (f->dflt != 0);
	}
	return true;
}

static void encode_list(struct buf *b, const struct field *f, const struct vec *v)
{
	buf_char(b, '[');
	for (size_t i = 0; i < v->n; i++) {
		if (i)
			buf_char(b, ',');
		if (f->item == FK_OBJ)
			schema_encode(b, f->sub, (const char *)v->items + i * f->sub->size);
		else if (f->item == FK_INT)
			buf_i64(b, ((const int64_t *)v->items)[i]);
		else
			buf_json_str(b, ((const struct str *)v->items)[i]);
	}
	buf_char(b, ']');
}

static void encode_map(struct buf *b, const struct vec *v)
{
	const struct pair *pairs = v->items;

	buf_char(b, '{');
	for (size_t i = 0; i < v->n; i++) {
		if (i)
			buf_char(b, ',');
		buf_json_str(b, pairs[i].key);
		buf_char(b, ':');
		buf_json_str(b, pairs[i].value);
	}
	buf_char(b, '}');
}

static void encode_value(struct buf *b, const struct field *f, const void *at)
{
	switch (f->kind) {
	case FK_STR:
	case FK_UUID:
	case FK_TIME: buf_json_str(b, *(const struct str *)at); break;
	case FK_RAW: buf_str(b, *(const struct str *)at); break;
	case FK_INT: buf_i64(b, *(const int64_t *)at); break;
	case FK_NUM: buf_json_num(b, *(const double *)at); break;
	case FK_BOOL: buf_c(b, *(const bool *)at ? "true" : "false"); break;
	case FK_OBJ: schema_encode(b, f->sub, *(const void *const *)at); break;
	case FK_JSON: buf_json(b, *(const struct json *const *)at); break;
	case FK_LIST: encode_list(b, f, at); break;
	case FK_MAP: encode_map(b, at); break;
	}
}

/* ,"name": in one piece, for this runs for every member of every reply. */
static void put_name(struct buf *b, const char *name, bool first)
{
	size_t n = strlen(name);
	char *to = buf_reserve(b, n + 4);

	if (!to)
		return;
	if (!first)
		*to++ = ',';
	*to++ = '"';
	memcpy(to, name, n);
	memcpy(to + n, "\":", 3);
	b->len += n + 4 - first;
}

void schema_encode(struct buf *b, const struct schema *s, const void *value)
{
	bool first = true;

	buf_char(b, '{');
	for (size_t i = 0; i < s->n; i++) {
		const struct field *f = &s->fields[i];
		const void *at = (const char *)value + f->offset;
		bool absent = is_absent(f, at);

		/* A required member that is absent is printed as null, where the check of replies sees it. */
		if (f->flags & SECRET || (absent && !(f->flags & (NULLABLE | REQUIRED))) ||
			(absent && f->flags & OMIT_DEFAULT))
			continue;
		put_name(b, f->name, first);
		first = false;
		if (absent)
			buf_c(b, "null");
		else
			encode_value(b, f, at);
	}
	buf_char(b, '}');
}
