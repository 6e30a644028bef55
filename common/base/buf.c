#include <stdlib.h>

#include "base/err.h"
#include "base/print.h"
#include "base/str.h"

void buf_done(struct buf *b)
{
	if (!b->arena)
		free(b->p);
	*b = (struct buf){ .arena = b->arena, .max = b->max };
}

char *buf_reserve(struct buf *b, size_t n)
{
	size_t need, cap;
	char *p;

	if (b->failed)
		return NULL;
	if (n > b->max || b->len > b->max - n) {
		b->failed = b->full = true;
		return NULL;
	}
	need = b->len + n + 1;
	if (need <= b->cap)
		return b->p + b->len;
	cap = b->cap ? b->cap * 2 : 256;
	if (cap < need)
		cap = need;
	if (cap > b->max + 1)
		cap = b->max + 1;
	p = b->arena ? arena_grow(b->arena, b->p, b->cap, cap) : realloc(b->p, cap);
	if (!p) {
		b->failed = true;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return p + b->len;
}

int buf_error(const struct buf *b)
{
	return !b->failed ? 0 : b->full ? -ERR_TOO_LARGE : -ERR_NOMEM;
}

void buf_put(struct buf *b, const void *p, size_t n)
{
	char *to = buf_reserve(b, n);

	if (!to)
		return;
	if (n)
		memcpy(to, p, n);
	b->len += n;
	b->p[b->len] = '\0';
}

void buf_char(struct buf *b, char c)
{
	char *to = b->len + 1 < b->cap && !b->failed ? b->p + b->len : buf_reserve(b, 1);

	if (!to)
		return;
	to[0] = c;
	to[1] = '\0';
	b->len++;
}

void buf_c(struct buf *b, const char *c)
{
	buf_put(b, c, strlen(c));
}

void buf_i64(struct buf *b, int64_t v)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do {
		*--at = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		*--at = '-';
	buf_put(b, at, (size_t)(digits + sizeof(digits) - at));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t room;
	va_list ap;
	char *to;
	int n;

	/* What is left mostly holds it: then it is printed once. */
	room = b->failed ? 0 : b->cap - b->len;
	va_start(ap, fmt);
	n = print_text(room ? b->p + b->len : NULL, room, fmt, ap);
	va_end(ap);
	to = n < 0 ? NULL : buf_reserve(b, (size_t)n);
	if (!to) {
		if (room)
			b->p[b->len] = '\0';
		return;
	}
	if ((size_t)n >= room) {
		va_start(ap, fmt);
		print_text(to, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

void buf_html(struct buf *b, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *as = NULL;

		switch (s.p[i]) {
		case '&': as = "&amp;"; break;
		case '<': as = "&lt;"; break;
		case '>': as = "&gt;"; break;
		case '"': as = "&quot;"; break;
		case '\'': as = "&#39;"; break;
		}
		if (!as)
			continue;
		buf_put(b, s.p + from, i - from);
		buf_c(b, as);
		from = i + 1;
	}
	buf_put(b, s.p + from, s.n - from);
}

void buf_url(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
			c == '.' || c == '_' || c == '~')
			buf_char(b, (char)c);
		else
			buf_printf(b, "%%%02X", c);
	}
}

void buf_consume(struct buf *b, size_t n)
{
	if (n > b->len)
		n = b->len;
	if (n == 0)
		return;
	memmove(b->p, b->p + n, b->len - n);
	b->len -= n;
	b->p[b->len] = '\0';
}
