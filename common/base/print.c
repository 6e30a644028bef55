#include "base/print.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct conversion {
	char kind;
	int longs;          /* l, ll */
	bool size, limited; /* z, .* */
};

/* Behind the '%'; NULL when it is none of ours. */
static const char *read_conversion(const char *p, struct conversion *c)
{
	*c = (struct conversion){ 0 };
	if (p[0] == '.' && p[1] == '*' && p[2] == 's') {
		c->limited = true;
		p += 2;
	}
	for (; *p == 'l' && c->longs < 2; p++)
		c->longs++;
	if (*p == 'z' && !c->longs) {
		c->size = true;
		p++;
	}
	c->kind = *p;
	if (*p == 'd' || *p == 'i' || *p == 'u')
		return p + 1;
	return !c->longs && !c->size && (*p == 's' || *p == 'c' || *p == '%') ? p + 1 : NULL;
}

struct out {
	char *p;
	size_t room, n;
};

static void put(struct out *o, const char *p, size_t n)
{
	if (o->n < o->room)
		memcpy(o->p + o->n, p, n < o->room - o->n ? n : o->room - o->n);
	o->n += n;
}

static void put_number(struct out *o, uint64_t v, bool minus)
{
	char digits[24], *at = digits + sizeof(digits);

	do
		*--at = (char)('0' + v % 10);
	while (v /= 10);
	if (minus)
		*--at = '-';
	put(o, at, (size_t)(digits + sizeof(digits) - at));
}

/* A function may not hand its va_list on by address portably, unless it stands in a struct. */
struct args {
	va_list ap;
};

static void put_integer(struct out *o, const struct conversion *c, struct args *a)
{
	int64_t v;

	if (c->kind == 'u') {
		put_number(o,
			c->size || c->longs ? va_arg(a->ap, unsigned long) : (unsigned long)va_arg(a->ap, unsigned),
			false);
		return;
	}
	v = c->size || c->longs ? va_arg(a->ap, long) : va_arg(a->ap, int);
	put_number(o, v < 0 ? -(uint64_t)v : (uint64_t)v, v < 0);
}

static void put_conversion(struct out *o, const struct conversion *c, struct args *a)
{
	int most;
	const char *s;
	char one;

	switch (c->kind) {
	case '%': put(o, "%", 1); break;
	case 'c':
		one = (char)va_arg(a->ap, int);
		put(o, &one, 1);
		break;
	case 's':
		most = c->limited ? va_arg(a->ap, int) : -1;
		s = va_arg(a->ap, const char *);
		s = s ? s : "(null)";
		put(o, s, most < 0 ? strlen(s) : strnlen(s, (size_t)most));
		break;
	default: put_integer(o, c, a);
	}
}

_Static_assert(sizeof(long) == sizeof(long long) && sizeof(long) == sizeof(size_t), "l, ll and z are read alike");

static int print_by_libc(char *to, size_t room, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(to, room, fmt, again);
	va_end(again);
	return n;
}

int print_text(char *to, size_t room, const char *fmt, va_list ap)
{
	struct out o = { .p = to, .room = room ? room - 1 : 0 };
	const char *whole = fmt;
	struct args a;

	va_copy(a.ap, ap);
	while (*fmt) {
		const char *plain = strchrnul(fmt, '%');
		struct conversion c;

		put(&o, fmt, (size_t)(plain - fmt));
		if (!*plain)
			break;
		fmt = read_conversion(plain + 1, &c);
		if (!fmt) {
			va_end(a.ap);
			return print_by_libc(to, room, whole, ap);
		}
		put_conversion(&o, &c, &a);
	}
	va_end(a.ap);
	if (room)
		to[o.n < room ? o.n : room - 1] = '\0';
	return o.n <= INT_MAX ? (int)o.n : -1;
}
