/* One pass from text to tree: grammar, UTF-8 and depth are judged as the nodes are made. */
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/json_tree.h"

struct reader {
	const unsigned char *begin, *p, *end;
	char *strings; /* where the next text goes: quotes and escapes are longer than what they stand for */
	struct str key;
	struct json *root, *open[JSON_DEPTH_MAX + 1]; /* open[depth]: the list or object around p; open[0] = NULL */
	int depth;
	size_t values, most;
	bool nul;
};

enum state { VALUE, FIRST_ITEM, FIRST_KEY, KEY, AFTER };

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static int bad(const struct reader *s, const char *what)
{
	return fail(ERR_BAD_JSON, "%s at byte %zu", what, (size_t)(s->p - s->begin));
}

static size_t left(const struct reader *s)
{
	return (size_t)(s->end - s->p);
}

/* ---- strings */

/* Four hex digits behind "\u"; -1 when they are not. */
static int hex4(const struct reader *s, const unsigned char *p)
{
	unsigned char raw[2];

	if (s->end - p < 4 || !hex_decode(raw, 2, (struct str){ (const char *)p, 4 }))
		return -1;
	return raw[0] << 8 | raw[1];
}

static char *put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
		*to++ = (char)(0x80 | (c & 0x3f));
	}
	return to;
}

/* At the backslash before a u. */
static int read_code(struct reader *s, char **to)
{
	int unit = hex4(s, s->p + 2), low;
	uint32_t code = (uint32_t)unit;

	if (unit < 0)
		return bad(s, "\\u without four hex digits");
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return bad(s, "bad UTF-8: half of a surrogate pair");
	if (unit >= 0xd800 && unit <= 0xdbff) {
		low = left(s) >= 12 && s->p[6] == '\\' && s->p[7] == 'u' ? hex4(s, s->p + 8) : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return bad(s, "bad UTF-8: half of a surrogate pair");
		code = 0x10000 + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
		s->p += 6;
	}
	s->nul |= unit == 0;
	s->p += 6;
	*to = put_utf8(*to, code);
	return 0;
}

/* At the backslash. */
static int read_escape(struct reader *s, char **to)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *hit;

	if (left(s) < 2)
		return bad(s, "the text ends inside a string");
	if (s->p[1] == 'u')
		return read_code(s, to);
	hit = memchr(names, s->p[1], sizeof(names) - 1);
	if (!hit)
		return bad(s, "an escape that JSON does not know");
	*(*to)++ = meant[hit - names];
	s->p += 2;
	return 0;
}

/* At a byte that no run of plain ones holds. */
static int read_special(struct reader *s, char **to)
{
	size_t n;

	if (*s->p == '\\')
		return read_escape(s, to);
	if (*s->p < 0x20)
		return bad(s, "a raw control character in a string");
	n = utf8_sequence(s->p, left(s));
	if (n == 0)
		return bad(s, "bad UTF-8");
	memmove(*to, s->p, n);
	*to += n;
	s->p += n;
	return 0;
}

/* At the opening quote. */
static int read_string(struct reader *s, struct str *ret)
{
	char *to = s->strings;

	s->p++;
	for (;;) {
		size_t n = str_plain((struct str){ (const char *)s->p, left(s) });

		memmove(to, s->p, n); /* in place, the text lies a few bytes before itself */
		to += n;
		s->p += n;
		if (s->p == s->end)
			return bad(s, "the text ends inside a string");
		if (*s->p == '"')
			break;
		TRY(read_special(s, &to));
	}
	s->p++;
	*to = '\0';
	*ret = (struct str){ s->strings, (size_t)(to - s->strings) };
	s->strings = to + 1;
	return 0;
}

/* ---- numbers and words */

static struct json *node(struct reader *s, enum json_kind kind)
{
	struct json *j = json_node(s->open[s->depth], s->key, kind);

	s->key = STR_NONE;
	if (!s->depth)
		s->root = j;
	return j;
}

static int put_number(struct reader *s, const unsigned char *from, bool whole)
{
	size_t n = (size_t)(s->p - from);
	struct json *j = node(s, JSON_NUMBER);
	char small[64], *digits = n < sizeof(small) ? small : arena_alloc(mem(), n + 1);

	if (!j || !digits)
		return -ERR_NOMEM;
	/* 15 digits fit a double as they are. */
	if (whole && n <= 15) {
		for (size_t i = *from == '-'; i < n; i++)
			j->num = j->num * 10 + (from[i] - '0');
		j->num = *from == '-' ? -j->num : j->num;
		return 0;
	}
	memcpy(digits, from, n);
	digits[n] = '\0';
	j->num = strtod(digits, NULL);
	if (isfinite(j->num))
		return 0;
	s->p = from;
	return bad(s, "a number out of range");
}

static bool read_digits(struct reader *s)
{
	const unsigned char *from = s->p;

	while (s->p < s->end && is_digit(*s->p))
		s->p++;
	return s->p > from;
}

static int read_number(struct reader *s)
{
	const unsigned char *from = s->p;
	bool whole = true;

	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0')
		s->p++;
	else if (!read_digits(s))
		return bad(s, "a digit is missing");
	if (s->p < s->end && *s->p == '.') {
		whole = false;
		s->p++;
		if (!read_digits(s))
			return bad(s, "a digit is missing");
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		whole = false;
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!read_digits(s))
			return bad(s, "a digit is missing");
	}
	return put_number(s, from, whole);
}

static int read_literal(struct reader *s, const char *word, size_t n, enum json_kind kind)
{
	struct json *j;

	if (left(s) < n || memcmp(s->p, word, n) != 0)
		return bad(s, "a value was expected");
	s->p += n;
	j = TRY_MEM(node(s, kind));
	j->truth = kind == JSON_BOOL && *word == 't';
	return 0;
}

/* ---- lists and objects */

static int read_open(struct reader *s, enum json_kind kind)
{
	struct json *j;

	if (s->depth == JSON_DEPTH_MAX)
		return bad(s, "nested too deep (32 levels are the most)");
	j = TRY_MEM(node(s, kind));
	s->open[++s->depth] = j;
	s->p++;
	return 0;
}

static int read_text(struct reader *s)
{
	struct json *j = TRY_MEM(node(s, JSON_STRING));

	return read_string(s, &j->str);
}

static int read_value(struct reader *s, enum state *next)
{
	if (++s->values > s->most)
		return fail(ERR_TOO_LARGE, "more than %zu values in one text", s->most);
	*next = AFTER;
	switch (*s->p) {
	case '{': *next = FIRST_KEY; return read_open(s, JSON_OBJECT);
	case '[': *next = FIRST_ITEM; return read_open(s, JSON_ARRAY);
	case '"': return read_text(s);
	case 't': return read_literal(s, "true", 4, JSON_BOOL);
	case 'f': return read_literal(s, "false", 5, JSON_BOOL);
	case 'n': return read_literal(s, "null", 4, JSON_NULL);
	default:
		if (*s->p == '-' || is_digit(*s->p))
			return read_number(s);
		return bad(s, *s->p >= 0x80 && !utf8_sequence(s->p, left(s)) ? "bad UTF-8" : "a value was expected");
	}
}

static void skip_blanks(struct reader *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

/* Key and colon. */
static int read_key(struct reader *s, enum state *next)
{
	if (*s->p != '"')
		return bad(s, "a member's name in quotes was expected");
	TRY(read_string(s, &s->key));
	skip_blanks(s);
	if (s->p == s->end || *s->p != ':')
		return bad(s, "a colon was expected");
	s->p++;
	*next = VALUE;
	return 0;
}

/* Behind a value inside a list or an object. */
static int read_after(struct reader *s, enum state *next)
{
	bool object = s->open[s->depth]->kind == JSON_OBJECT;

	if (*s->p == (object ? '}' : ']')) {
		s->depth--;
		*next = AFTER;
	} else if (*s->p == ',') {
		*next = object ? KEY : VALUE;
	} else {
		return bad(s, object ? "a comma or } was expected" : "a comma or ] was expected");
	}
	s->p++;
	return 0;
}

static int read_step(struct reader *s, enum state *state)
{
	switch (*state) {
	case FIRST_ITEM:
	case FIRST_KEY:
		if (*s->p == (*state == FIRST_KEY ? '}' : ']'))
			return read_after(s, state);
		return *state == FIRST_KEY ? read_key(s, state) : read_value(s, state);
	case KEY: return read_key(s, state);
	case VALUE: return read_value(s, state);
	case AFTER: break;
	}
	if (s->depth == 0)
		return bad(s, "something stands behind the end of the value");
	return read_after(s, state);
}

int json_read(struct str text, char *strings, size_t most, struct json **ret, bool *nul)
{
	const unsigned char *begin = (const unsigned char *)text.p;
	struct reader s = { .begin = begin, .p = begin, .end = begin + text.n, .strings = strings, .most = most };
	enum state state = VALUE;

	for (skip_blanks(&s); s.p < s.end; skip_blanks(&s))
		TRY(read_step(&s, &state));
	if (s.depth > 0 || state != AFTER)
		return bad(&s, "the text ends too early");
	*nul = s.nul;
	*ret = s.root;
	return 0;
}
