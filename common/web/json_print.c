#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "web/json.h"
#include "web/json_scan.h"

enum { TEXT_MAX = 64 << 20 };

/* 0: stands as it is; 'u': \u00xx; '8': begins a UTF-8 sequence; '/' and '!': only behind '<', since neither "</" nor "<!" may
 * stand inside <script>; else the letter behind the backslash. */
static const char escapes[256] = {
	[0 ... 7] = 'u',
	['\b'] = 'b',
	['\t'] = 't',
	['\n'] = 'n',
	[0x0b] = 'u',
	['\f'] = 'f',
	['\r'] = 'r',
	[0x0e ... 0x1f] = 'u',
	['"'] = '"',
	['\\'] = '\\',
	['/'] = '/',
	['!'] = '!',
	[0x7f] = 'u',
	[0x80 ... 0xff] = '8',
};

static void escape(struct buf *b, unsigned char c, char how)
{
	char *to = buf_reserve(b, 6);

	if (!to)
		return;
	if (how != 'u') {
		to[0] = '\\';
		to[1] = how;
		b->len += 2;
	} else {
		memcpy(to, "\\u00", 4);
		to[4] = "0123456789abcdef"[c >> 4];
		to[5] = "0123456789abcdef"[c & 15];
		b->len += 6;
	}
}

void buf_json_str(struct buf *b, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t from = 0, at = 0, n;

	buf_char(b, '"');
	while (at < s.n) {
		char how = escapes[p[at]];

		n = how == '8' ? utf8_sequence(p + at, s.n - at) : 1;
		if (how == '/' || how == '!')
			how = at == 0 || p[at - 1] != '<' ? 0 : how == '/' ? '/' : 'u';
		if (how == 0 || (how == '8' && n)) {
			at += n;
			continue;
		}
		buf_put(b, s.p + from, at - from);
		if (how == '8')
			buf_put(b, "\xef\xbf\xbd", 3);
		else
			escape(b, p[at], how);
		from = ++at;
	}
	if (s.n > from)
		buf_put(b, s.p + from, s.n - from);
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
