#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "web/json.h"

enum { TEXT_MAX = 64 << 20 };

/* The letter behind the backslash; 0: \u00xx. */
static char short_escape(unsigned char c)
{
	static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
	const char *hit = memchr(from, c, sizeof(from) - 1);

	return hit ? to[hit - from] : 0;
}

static void put_escape(struct buf *b, unsigned char c)
{
	char hex[3];

	if (short_escape(c)) {
		buf_char(b, '\\');
		buf_char(b, short_escape(c));
		return;
	}
	hex_encode(hex, &c, 1);
	buf_c(b, "\\u00");
	buf_put(b, hex, 2);
}

/* Writes the byte at p[at], which no plain run holds, and what belongs to it; the bytes used. */
static size_t put_special(struct buf *b, struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];
	size_t n;

	if (c == '<') {
		char next = at + 1 < s.n ? s.p[at + 1] : 0;

		/* Neither "</" nor "<!" may stand inside <script>. */
		buf_c(b, next == '/' ? "<\\/" : next == '!' ? "<\\u0021" : "<");
		return next == '/' || next == '!' ? 2 : 1;
	}
	if (c < 0x80) {
		put_escape(b, c);
		return 1;
	}
	n = utf8_sequence((const unsigned char *)s.p + at, s.n - at);
	if (n)
		buf_put(b, s.p + at, n);
	else
		buf_put(b, "\xef\xbf\xbd", 3);
	return n ? n : 1;
}

void buf_json_str(struct buf *b, struct str s)
{
	size_t at = 0;

	buf_char(b, '"');
	while (at < s.n) {
		size_t n = str_plain(str_sub(s, at, s.n));

		if (n)
			buf_put(b, s.p + at, n);
		else
			n = put_special(b, s, at);
		at += n;
	}
	buf_char(b, '"');
}

void buf_json_num(struct buf *b, double v)
{
	char text[32];

	if (!isfinite(v)) {
		buf_c(b, "null");
		return;
	}
	if (v == floor(v) && fabs(v) < 1e15) {
		buf_i64(b, (int64_t)v);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_c(b, text);
}

static void print_children(struct buf *b, const struct json *j, bool keys)
{
	for (const struct json *c = json_first(j); c; c = json_next(c)) {
		if (c != json_first(j))
			buf_char(b, ',');
		if (keys) {
			buf_json_str(b, json_key(c));
			buf_char(b, ':');
		}
		buf_json(b, c);
	}
}

/* Recursion: trees are 32 levels deep at the most by json_parse, or made by our own code. */
void buf_json(struct buf *b, const struct json *j)
{
	switch (json_kind(j)) {
	case JSON_NULL: buf_c(b, "null"); break;
	case JSON_BOOL: buf_c(b, json_bool(j) ? "true" : "false"); break;
	case JSON_NUMBER: buf_json_num(b, json_num(j)); break;
	case JSON_STRING: buf_json_str(b, json_str(j)); break;
	case JSON_ARRAY:
		buf_char(b, '[');
		print_children(b, j, false);
		buf_char(b, ']');
		break;
	case JSON_OBJECT:
		buf_char(b, '{');
		print_children(b, j, true);
		buf_char(b, '}');
		break;
	}
}

struct str json_text(const struct json *j)
{
	struct buf b = BUF_ON(mem(), TEXT_MAX);

	buf_json(&b, j);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

void buf_json_key(struct buf *b, const char *key)
{
	if (b->len && b->p[b->len - 1] != '{')
		buf_char(b, ',');
	buf_json_str(b, str_c(key));
	buf_char(b, ':');
}

void buf_json_member(struct buf *b, const char *key, const char *value)
{
	buf_json_key(b, key);
	buf_json_str(b, str_c(value));
}
