/* Schemas: a table of fields describes a C struct, and from it a JSON body is decoded and checked, a
 * reply is encoded, and JSON Schema is printed for OpenAPI.
 *
 *	struct page_new { struct str title; struct vec tags; int64_t price_minor; };
 *	static const struct field page_new_fields[] = {
 *		F_STR(struct page_new, title, REQUIRED, 1, 200, NULL, "Shown in the browser's tab"),
 *		F_LIST_STR(struct page_new, tags, 0, 0, 20, 50, "Free words"),
 *		F_INT(struct page_new, price_minor, REQUIRED, 0, 100000000, 0, "Price in minor units"),
 *	};
 *	const struct schema page_new_schema = SCHEMA("PageNew", struct page_new, page_new_fields);
 *
 * What a field is in C: STR, UUID, TIME → struct str · INT → int64_t · NUM → double · BOOL → bool · OBJ →
 * pointer to the sub struct, NULL when absent · LIST → struct vec of struct str, int64_t or sub structs ·
 * MAP → struct vec of struct pair (any keys, string values) · JSON → const struct json * (any value) ·
 * RAW → struct str of JSON text, printed as it is (ours, from the database, never a client's unparsed
 * bytes); decoding fills it with the value's compact text.
 * Decoded memory is in mem(), strings NUL-terminated behind n. Never suspends.
 */
#ifndef WEB_SCHEMA_H
#define WEB_SCHEMA_H

#include "web/json.h"

struct vec {
	void *items;
	size_t n;
};

struct pair {
	struct str key, value;
};

/* A named rule for strings: printed as pattern/format, applied when decoding. */
struct format {
	const char *name;    /* JSON Schema "format" when it is a registered one, else NULL */
	const char *pattern; /* JSON Schema "pattern" (ECMA regex), or NULL */
	/* May replace the string (trimmed, folded …, in mem()). NULL when fine, else the message. */
	const char *(*check)(struct str in, struct str *out);
};

/* Formats of the house (common/web/format.c). */
extern const struct format format_line;       /* one line of text: no control characters */
extern const struct format format_text;       /* text: tab, LF, CR are the only controls */
extern const struct format format_identifier; /* ^[a-zA-Z0-9_-]+$ */
extern const struct format format_slug;       /* ^[a-z0-9]+(-[a-z0-9]+)*$ */
extern const struct format format_email;
extern const struct format format_color;    /* ^#[0-9a-fA-F]{6}$, folded to lower case */
extern const struct format format_currency; /* ISO 4217 alphabetic code, from the table */
extern const struct format format_country;  /* ISO 3166-1 alpha-2, from the table */
extern const struct format format_language; /* BCP 47 well-formed, canonical case */
extern const struct format format_web_url;  /* http(s) absolute, or root-relative */
extern const struct format format_hostname;

enum field_kind { FK_STR, FK_UUID, FK_TIME, FK_INT, FK_NUM, FK_BOOL, FK_OBJ, FK_LIST, FK_MAP, FK_JSON, FK_RAW };

enum field_flags {
	REQUIRED = 1,
	NULLABLE = 2,     /* null is accepted and means absent; an absent value is printed as null */
	OMIT_DEFAULT = 4, /* numbers: not printed when equal to the default */
	SECRET = 8,       /* "writeOnly" in the schema; never printed */
};

struct schema;
struct violations;

struct field {
	const char *name;
	enum field_kind kind;
	unsigned flags;
	size_t offset;
	double min, max; /* STR: characters · INT, NUM: value · LIST, MAP: entries; both 0: no limit */
	double dflt;     /* INT, NUM, BOOL when absent */
	const struct format *format;
	const char *const *one_of;          /* STR: NULL-terminated list of what may stand here */
	enum field_kind item;               /* LIST: FK_STR, FK_INT, FK_OBJ · MAP: FK_STR */
	double item_max;                    /* LIST, MAP of STR: characters each */
	const struct schema *sub;           /* OBJ, LIST of OBJ */
	const struct schema *const *any_of; /* JSON: documented alternatives, NULL-terminated; may be NULL */
	const char *doc;
};

struct schema {
	const char *name; /* component name in OpenAPI */
	size_t size;
	const struct field *fields;
	size_t n;
	/* Rules across fields; may be NULL. Adds violations by violation_add with pointer prefix. It runs when fields were refused
	 * too, so that everything is told at once: what could not be decoded is empty then. */
	void (*rule)(void *value, const char *pointer, struct violations *v);
};

#define SCHEMA(text, type, table)                                                                                \
	{                                                                                                        \
		.name = (text), .size = sizeof(type), .fields = (table), .n = sizeof(table) / sizeof((table)[0]) \
	}
#define SCHEMA_RULE(text, type, table, fn)                                                                        \
	{                                                                                                         \
		.name = (text), .size = sizeof(type), .fields = (table), .n = sizeof(table) / sizeof((table)[0]), \
		.rule = (fn)                                                                                      \
	}

#define F_STR(T, m, fl, lo, hi, fmt, text)                                                                     \
	{                                                                                                      \
		.name = #m, .kind = FK_STR, .flags = (fl), .offset = offsetof(T, m), .min = (lo), .max = (hi), \
		.format = (fmt), .doc = (text)                                                                 \
	}
#define F_ENUM(T, m, fl, list, text)                                                                               \
	{                                                                                                          \
		.name = #m, .kind = FK_STR, .flags = (fl), .offset = offsetof(T, m), .max = 100, .one_of = (list), \
		.doc = (text)                                                                                      \
	}
#define F_UUID(T, m, fl, text)                                                                      \
	{                                                                                           \
		.name = #m, .kind = FK_UUID, .flags = (fl), .offset = offsetof(T, m), .doc = (text) \
	}
#define F_TIME(T, m, fl, text)                                                                      \
	{                                                                                           \
		.name = #m, .kind = FK_TIME, .flags = (fl), .offset = offsetof(T, m), .doc = (text) \
	}
#define F_INT(T, m, fl, lo, hi, d, text)                                                                       \
	{                                                                                                      \
		.name = #m, .kind = FK_INT, .flags = (fl), .offset = offsetof(T, m), .min = (lo), .max = (hi), \
		.dflt = (d), .doc = (text)                                                                     \
	}
#define F_NUM(T, m, fl, lo, hi, d, text)                                                                       \
	{                                                                                                      \
		.name = #m, .kind = FK_NUM, .flags = (fl), .offset = offsetof(T, m), .min = (lo), .max = (hi), \
		.dflt = (d), .doc = (text)                                                                     \
	}
#define F_BOOL(T, m, fl, d, text)                                                                                \
	{                                                                                                        \
		.name = #m, .kind = FK_BOOL, .flags = (fl), .offset = offsetof(T, m), .dflt = (d), .doc = (text) \
	}
#define F_OBJ(T, m, fl, s, text)                                                                               \
	{                                                                                                      \
		.name = #m, .kind = FK_OBJ, .flags = (fl), .offset = offsetof(T, m), .sub = (s), .doc = (text) \
	}
#define F_LIST(T, m, fl, lo, hi, s, text)                                                                       \
	{                                                                                                       \
		.name = #m, .kind = FK_LIST, .flags = (fl), .offset = offsetof(T, m), .min = (lo), .max = (hi), \
		.item = FK_OBJ, .sub = (s), .doc = (text)                                                       \
	}
#define F_LIST_STR(T, m, fl, lo, hi, chars, text)                                                               \
	{                                                                                                       \
		.name = #m, .kind = FK_LIST, .flags = (fl), .offset = offsetof(T, m), .min = (lo), .max = (hi), \
		.item = FK_STR, .item_max = (chars), .doc = (text)                                              \
	}
#define F_LIST_INT(T, m, fl, lo, hi, text)                                                                      \
	{                                                                                                       \
		.name = #m, .kind = FK_LIST, .flags = (fl), .offset = offsetof(T, m), .min = (lo), .max = (hi), \
		.item = FK_INT, .doc = (text)                                                                   \
	}
#define F_MAP(T, m, fl, hi, chars, fmt, text)                                                                     \
	{                                                                                                         \
		.name = #m, .kind = FK_MAP, .flags = (fl), .offset = offsetof(T, m), .max = (hi), .item = FK_STR, \
		.item_max = (chars), .format = (fmt), .doc = (text)                                               \
	}
#define F_JSON(T, m, fl, alternatives, text)                                                                    \
	{                                                                                                       \
		.name = #m, .kind = FK_JSON, .flags = (fl), .offset = offsetof(T, m), .any_of = (alternatives), \
		.doc = (text)                                                                                   \
	}
#define F_RAW(T, m, fl, text)                                                                      \
	{                                                                                          \
		.name = #m, .kind = FK_RAW, .flags = (fl), .offset = offsetof(T, m), .doc = (text) \
	}

struct violation {
	/* JSON Pointer · required, unknown_field, type, too_short, too_long, too_small, too_large, too_few, too_many,
	 * format, one_of, or a rule's own · a sentence that says what to do */
	struct str pointer, code, message;
};

enum { VIOLATIONS_MAX = 100 };

struct violations {
	struct violation *items; /* room for VIOLATIONS_MAX, made with the first one */
	size_t n;                /* further ones are dropped: the first hundred say enough */
};

/* pointer and the message are copied into mem(); code is kept. */
void violation_add(struct violations *v, struct str pointer, const char *code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Fills a new struct of s->size in mem() from an object; a schema has 64 fields at the most. pointer is where the object stands in the body
 * ("" for the whole). All violations are collected: 0 also when there are some (v->n); -ERR_NOMEM. The
 * value is complete only when v->n did not grow. Unknown members are violations ("unknown_field"). */
int schema_decode(const struct schema *s, const struct json *j, const char *pointer, void **ret, struct violations *v);
/* The same from name=value pairs of a query string (STR, INT, NUM, BOOL, UUID, TIME fields only). An empty value is
 * an absent one; the pointer of a parameter is "/name". */
int schema_decode_query(const struct schema *s, struct str query, void **ret, struct violations *v);

/* Appends the struct as a JSON object. Absent optional members are left out. */
void schema_encode(struct buf *b, const struct schema *s, const void *value);

/* Decodes a trusted reply of a sister service: unknown members are skipped, limits are not judged;
 * -ERR_UPSTREAM with a note when a required member is missing or of the wrong kind. */
int schema_read(const struct schema *s, struct str text, void **ret);

/* Appends the JSON Schema of s; sub schemas as {"$ref":"#/components/schemas/Name"}. */
void schema_print(struct buf *b, const struct schema *s);
/* The JSON Schema of one field (a query parameter). */
void field_print(struct buf *b, const struct field *f);

#endif
