#include "web/schema.h"

static void keyword_num(struct buf *b, const char *name, double value)
{
	buf_json_key(b, name);
	buf_json_num(b, value);
}

static void print_type(struct buf *b, const char *type, bool nullable)
{
	buf_json_key(b, "type");
	if (nullable)
		buf_printf(b, "[\"%s\",\"null\"]", type);
	else
		buf_json_str(b, str_c(type));
}

static void print_ref(struct buf *b, const struct schema *s)
{
	buf_printf(b, "{\"$ref\":\"#/components/schemas/%s\"}", s->name);
}

static void print_one_of(struct buf *b, const struct field *f)
{
	buf_json_key(b, "enum");
	for (size_t i = 0; f->one_of[i]; i++) {
		buf_char(b, i ? ',' : '[');
		buf_json_str(b, str_c(f->one_of[i]));
	}
	buf_c(b, f->flags & NULLABLE && f->kind != FK_LIST ? ",null]" : "]");
}

static void print_text(struct buf *b, const struct field *f, double min, double max)
{
	if (f->one_of) {
		print_one_of(b, f);
		return;
	}
	if (min > 0)
		keyword_num(b, "minLength", min);
	if (max > 0)
		keyword_num(b, "maxLength", max);
	if (f->format && f->format->name)
		buf_json_member(b, "format", f->format->name);
	if (f->format && f->format->pattern)
		buf_json_member(b, "pattern", f->format->pattern);
}

static void print_number(struct buf *b, const struct field *f)
{
	if (f->kind == FK_INT)
		buf_json_member(b, "format", "int64");
	if (f->min != 0 || f->max != 0) {
		keyword_num(b, "minimum", f->min);
		keyword_num(b, "maximum", f->max);
	}
	if (!(f->flags & (REQUIRED | NULLABLE)))
		keyword_num(b, "default", f->dflt);
}

/* Of a LIST or a MAP: what each entry is. */
static void print_entry(struct buf *b, const struct field *f)
{
	if (f->item == FK_OBJ) {
		print_ref(b, f->sub);
		return;
	}
	buf_char(b, '{');
	print_type(b, f->item == FK_INT ? "integer" : "string", false);
	if (f->item == FK_UUID || f->item == FK_TIME)
		buf_json_member(b, "format", f->item == FK_UUID ? "uuid" : "date-time");
	else if (f->item != FK_INT)
		print_text(b, f, 0, f->item_max);
	buf_char(b, '}');
}

static void print_list(struct buf *b, const struct field *f)
{
	print_type(b, "array", f->flags & NULLABLE);
	buf_json_key(b, "items");
	print_entry(b, f);
	if (f->min > 0)
		keyword_num(b, "minItems", f->min);
	if (f->max > 0)
		keyword_num(b, "maxItems", f->max);
}

static void print_map(struct buf *b, const struct field *f)
{
	print_type(b, "object", f->flags & NULLABLE);
	buf_json_key(b, "additionalProperties");
	print_entry(b, f);
	buf_json_key(b, "propertyNames");
	buf_c(b, "{\"maxLength\":200}");
	if (f->max > 0)
		keyword_num(b, "maxProperties", f->max);
}

/* A reference with words beside it, and null where that may stand. */
static void print_object(struct buf *b, const struct field *f)
{
	if (f->flags & NULLABLE) {
		buf_json_key(b, "anyOf");
		buf_char(b, '[');
		print_ref(b, f->sub);
		buf_c(b, ",{\"type\":\"null\"}]");
	} else {
		buf_json_key(b, "$ref");
		buf_printf(b, "\"#/components/schemas/%s\"", f->sub->name);
	}
}

static void print_any_of(struct buf *b, const struct field *f)
{
	if (!f->any_of)
		return;
	buf_json_key(b, "anyOf");
	for (size_t i = 0; f->any_of[i]; i++) {
		buf_char(b, i ? ',' : '[');
		print_ref(b, f->any_of[i]);
	}
	buf_char(b, ']');
}

void field_print(struct buf *b, const struct field *f)
{
	bool nullable = f->flags & NULLABLE;

	buf_char(b, '{');
	switch (f->kind) {
	case FK_STR:
		print_type(b, "string", nullable);
		print_text(b, f, f->min, f->max);
		break;
	case FK_UUID:
	case FK_TIME:
		print_type(b, "string", nullable);
		buf_json_member(b, "format", f->kind == FK_UUID ? "uuid" : "date-time");
		break;
	case FK_INT:
	case FK_NUM:
		print_type(b, f->kind == FK_INT ? "integer" : "number", nullable);
		print_number(b, f);
		break;
	case FK_BOOL:
		print_type(b, "boolean", nullable);
		if (!(f->flags & (REQUIRED | NULLABLE))) {
			buf_json_key(b, "default");
			buf_c(b, f->dflt != 0 ? "true" : "false");
		}
		break;
	case FK_OBJ: print_object(b, f); break;
	case FK_LIST: print_list(b, f); break;
	case FK_MAP: print_map(b, f); break;
	case FK_JSON: print_any_of(b, f); break;
	case FK_RAW: break;
	}
	if (f->flags & SECRET) {
		buf_json_key(b, "writeOnly");
		buf_c(b, "true");
	}
	if (f->doc)
		buf_json_member(b, "description", f->doc);
	buf_char(b, '}');
}

void schema_print(struct buf *b, const struct schema *s)
{
	bool any = false;

	buf_c(b, "{\"type\":\"object\",\"properties\":{");
	for (size_t i = 0; i < s->n; i++) {
		buf_json_key(b, s->fields[i].name);
		field_print(b, &s->fields[i]);
	}
	buf_c(b, "},\"additionalProperties\":false");
	for (size_t i = 0; i < s->n; i++) {
		if (!(s->fields[i].flags & REQUIRED))
			continue;
		buf_c(b, any ? "," : ",\"required\":[");
		buf_json_str(b, str_c(s->fields[i].name));
		any = true;
	}
	buf_c(b, any ? "]}" : "}");
}
