#include "web/json_scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "web/json.h"

/* cJSON copies a number into 64 bytes and cuts what is longer. */
enum { NUMBER_MAX = 60 };

struct scan {
	const unsigned char *begin, *p, *end;
	uint64_t objects; /* bit d: level d is an object */
	size_t values, most;
	int depth;
	bool nul;
	char *copy;
};

enum state { VALUE, FIRST_ITEM, FIRST_KEY, KEY, AFTER };

/* What ends a run of plain bytes in a string. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static int bad(const struct scan *s, const char *what)
{
	return fail(ERR_BAD_JSON, "%s at byte %zu", what, (size_t)(s->p - s->begin));
}

size_t utf8_sequence(const unsigned char *p, size_t n)
{
	unsigned char c = p[0];

	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return n >= 2 && (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if ((c & 0xf0) == 0xe0) {
		if (n < 3 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
			return 0;
		return (c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) ? 0 : 3;
	}
	if (c >= 0xf0 && c <= 0xf4) {
		if (n < 4 || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80 || (p[3] & 0xc0) != 0x80)
			return 0;
		return (c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] > 0x8f) ? 0 : 4;
	}
	return 0;
}

/* Four hex digits behind "\u"; -1 when they are not. */
static int hex4(const struct scan *s, const unsigned char *p)
{
	unsigned char raw[2];

	if (s->end - p < 4 || !hex_decode(raw, 2, (struct str){ (const char *)p, 4 }))
		return -1;
	return raw[0] << 8 | raw[1];
}

/* At the backslash. */
static int scan_escape(struct scan *s)
{
	int unit, low;

	if (s->end - s->p < 2)
		return bad(s, "the text ends inside a string");
	if (s->p[1] != 'u') {
		if (!memchr("\"\\/bfnrt", s->p[1], 8))
			return bad(s, "an escape that JSON does not know");
		s->p += 2;
		return 0;
	}
	unit = hex4(s, s->p + 2);
	if (unit < 0)
		return bad(s, "\\u without four hex digits");
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return bad(s, "bad UTF-8: half of a surrogate pair");
	if (unit >= 0xd800 && unit <= 0xdbff) {
		low = s->end - s->p >= 12 && s->p[6] == '\\' && s->p[7] == 'u' ? hex4(s, s->p + 8) : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return bad(s, "bad UTF-8: half of a surrogate pair");
		s->p += 6;
	}
	s->nul |= unit == 0;
	s->p += 6;
	return 0;
}

/* At the opening quote. */
static int scan_string(struct scan *s)
{
	size_t n;

	s->p++;
	for (;;) {
		while (s->p < s->end && is_plain(*s->p))
			s->p++;
		if (s->p == s->end)
			return bad(s, "the text ends inside a string");
		if (*s->p == '"') {
			s->p++;
			return 0;
		}
		if (*s->p == '\\') {
			int r = scan_escape(s);

			if (r < 0)
				return r;
			continue;
		}
		if (*s->p < 0x20)
			return bad(s, "a raw control character in a string");
		n = utf8_sequence(s->p, (size_t)(s->end - s->p));
		if (n == 0)
			return bad(s, "bad UTF-8");
		s->p += n;
	}
}

/* Judges the range, and writes a number that is too long for cJSON in its shorter form, blanks behind it. */
static int check_number(struct scan *s, const unsigned char *from)
{
	size_t n = (size_t)(s->p - from), at = (size_t)(from - s->begin);
	char *digits = arena_strndup(mem(), (const char *)from, n);
	double value;
	int written;

	if (!digits)
		return -ERR_NOMEM;
	value = strtod(digits, NULL);
	if (!isfinite(value)) {
		s->p = from;
		return bad(s, "a number out of range");
	}
	if (n <= NUMBER_MAX)
		return 0;
	if (!s->copy)
		s->copy = arena_strndup(mem(), (const char *)s->begin, (size_t)(s->end - s->begin));
	if (!s->copy)
		return -ERR_NOMEM;
	written = snprintf(digits, n, "%.17g", value);
	memset(s->copy + at, ' ', n);
	memcpy(s->copy + at, digits, (size_t)written);
	return 0;
}

static bool scan_digits(struct scan *s)
{
	const unsigned char *from = s->p;

	while (s->p < s->end && is_digit(*s->p))
		s->p++;
	return s->p > from;
}

static int scan_number(struct scan *s)
{
	const unsigned char *from = s->p;
	bool exponent = false;

	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0')
		s->p++;
	else if (!scan_digits(s))
		return bad(s, "a digit is missing");
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!scan_digits(s))
			return bad(s, "a digit is missing");
	}
	if (s->p < s->end && (*s->p == 'e' || *s->p == 'E')) {
		exponent = true;
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!scan_digits(s))
			return bad(s, "a digit is missing");
	}
	return exponent || s->p - from > NUMBER_MAX ? check_number(s, from) : 0;
}

static int scan_literal(struct scan *s, const char *word, size_t n)
{
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
		return bad(s, "a value was expected");
	s->p += n;
	return 0;
}

static int scan_open(struct scan *s, bool object)
{
	if (s->depth == JSON_DEPTH_MAX)
		return bad(s, "nested too deep (32 levels are the most)");
	s->depth++;
	s->objects = object ? s->objects | 1ULL << s->depth : s->objects & ~(1ULL << s->depth);
	s->p++;
	return 0;
}

static bool in_object(const struct scan *s)
{
	return s->objects >> s->depth & 1;
}

static int scan_value(struct scan *s, enum state *next)
{
	if (++s->values > s->most)
		return fail(ERR_TOO_LARGE, "more than %zu values in one text", s->most);
	*next = AFTER;
	switch (*s->p) {
	case '{': *next = FIRST_KEY; return scan_open(s, true);
	case '[': *next = FIRST_ITEM; return scan_open(s, false);
	case '"': return scan_string(s);
	case 't': return scan_literal(s, "true", 4);
	case 'f': return scan_literal(s, "false", 5);
	case 'n': return scan_literal(s, "null", 4);
	default:
		if (*s->p == '-' || is_digit(*s->p))
			return scan_number(s);
		return bad(s,
			*s->p >= 0x80 && !utf8_sequence(s->p, (size_t)(s->end - s->p)) ? "bad UTF-8"
										       : "a value was expected");
	}
}

/* Key and colon. */
static int scan_key(struct scan *s, enum state *next)
{
	int r;

	if (*s->p != '"')
		return bad(s, "a member's name in quotes was expected");
	r = scan_string(s);
	if (r < 0)
		return r;
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
	if (s->p == s->end || *s->p != ':')
		return bad(s, "a colon was expected");
	s->p++;
	*next = VALUE;
	return 0;
}

/* Behind a value inside a list or an object. */
static int scan_after(struct scan *s, enum state *next)
{
	bool object = in_object(s);

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

static int scan_step(struct scan *s, enum state *state)
{
	switch (*state) {
	case FIRST_ITEM:
	case FIRST_KEY:
		if (*s->p == (*state == FIRST_KEY ? '}' : ']'))
			return scan_after(s, state);
		return *state == FIRST_KEY ? scan_key(s, state) : scan_value(s, state);
	case KEY: return scan_key(s, state);
	case VALUE: return scan_value(s, state);
	case AFTER: break;
	}
	if (s->depth == 0)
		return bad(s, "something stands behind the end of the value");
	return scan_after(s, state);
}

int json_scan(struct str text, size_t most, struct json_scan *ret)
{
	const unsigned char *begin = (const unsigned char *)text.p;
	struct scan s = { .begin = begin, .p = begin, .end = begin + text.n, .most = most };
	enum state state = VALUE;
	int r;

	if (text.n == 0)
		return fail(ERR_BAD_JSON, "the body is empty");
	for (;;) {
		while (s.p < s.end && (*s.p == ' ' || *s.p == '\t' || *s.p == '\n' || *s.p == '\r'))
			s.p++;
		if (s.p == s.end)
			break;
		r = scan_step(&s, &state);
		if (r < 0)
			return r;
	}
	if (s.depth > 0 || state != AFTER)
		return bad(&s, "the text ends too early");
	ret->nul = s.nul;
	ret->text = s.copy ? (struct str){ s.copy, text.n } : text;
	return 0;
}
