/* What a value must be: texts, times and numbers against their field, and how a violation is told. */
#include <math.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "web/schema_decode.h"

enum { POINTER_MAX = 4096, PLACES_MAX = 2 * JSON_DEPTH_MAX, ONE_OF_SHOWN = 12 };

void violation_add(struct violations *v, struct str pointer, const char *code, const char *fmt, ...)
{
	struct violation *it;
	va_list ap;

	if (!v->items)
		v->items = ARENA_ARRAY(mem(), struct violation, VIOLATIONS_MAX);
	if (!v->items || v->n == VIOLATIONS_MAX)
		return;
	it = &v->items[v->n++];
	va_start(ap, fmt);
	it->message = str_c(arena_vprintf(mem(), fmt, ap));
	va_end(ap);
	it->pointer = str_dup(mem(), pointer);
	it->code = str_c(code);
}

static void put_segment(struct buf *b, struct str key)
{
	buf_char(b, '/');
	for (size_t i = 0; i < key.n; i++) {
		if (key.p[i] == '~')
			buf_c(b, "~0");
		else if (key.p[i] == '/')
			buf_c(b, "~1");
		else
			buf_char(b, key.p[i]);
	}
}

struct str place_pointer(const struct place *at)
{
	const struct place *chain[PLACES_MAX] = { NULL };
	struct buf b = BUF_ON(mem(), POINTER_MAX);
	int n = 0;

	for (; at->up && n < PLACES_MAX; at = at->up)
		chain[n++] = at;
	buf_c(&b, at->prefix ? at->prefix : "");
	while (n--) {
		if (chain[n]->key.p)
			put_segment(&b, chain[n]->key);
		else
			buf_printf(&b, "/%zu", chain[n]->index);
	}
	return buf_view(&b);
}

#define violate(d, at, ...) violation_add((d)->v, place_pointer(at), __VA_ARGS__)

/* ---- times */

/* clock_rfc3339 writes four digits of the year. */
#define YEAR_1_MS (-62135596800000)
#define YEAR_10000_MS 253402300800000

/* Two, or four, digits at p; -1 when they are not. */
static int digits(const char *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + p[i] - '0';
	}
	return v;
}

/* Days since 1970 of a day in the proleptic Gregorian calendar; years begin in March, so that the leap day is last. */
static int64_t days_of(int y, int m, int d)
{
	int64_t year = y - (m <= 2), era = (year >= 0 ? year : year - 399) / 400, yoe = year - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[m - 1] + (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)));
}

/* "Z" or "+hh:mm"; seconds east. */
static bool zone_parse(struct str s, int64_t *east)
{
	int h, m;

	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
		*east = 0;
		return true;
	}
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':')
		return false;
	h = digits(s.p + 1, 2);
	m = digits(s.p + 4, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*east = (s.p[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

/* RFC 3339 date-time to Unix milliseconds. A leap second is the second after it. */
static bool time_parse(struct str s, int64_t *unix_ms)
{
	int64_t ms = 0, scale = 100, east;
	size_t at = 19;
	int y, mo, d, h, mi, se;

	if (s.n < 20 || s.p[4] != '-' || s.p[7] != '-' || (s.p[10] != 'T' && s.p[10] != 't') || s.p[13] != ':' ||
		s.p[16] != ':')
		return false;
	y = digits(s.p, 4);
	mo = digits(s.p + 5, 2);
	d = digits(s.p + 8, 2);
	h = digits(s.p + 11, 2);
	mi = digits(s.p + 14, 2);
	se = digits(s.p + 17, 2);
	if (y < 0 || mo < 1 || mo > 12 || d < 1 || d > month_days(y, mo) || h < 0 || h > 23 || mi < 0 || mi > 59 ||
		se < 0 || se > 60)
		return false;
	if (s.p[at] == '.') {
		for (at++; at < s.n && digits(s.p + at, 1) >= 0; at++, scale /= 10)
			ms += scale * digits(s.p + at, 1);
		if (at == 20)
			return false;
	}
	if (!zone_parse(str_sub(s, at, s.n), &east))
		return false;
	*unix_ms = (days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + se - east) * 1000 + ms;
	return *unix_ms >= YEAR_1_MS && *unix_ms < YEAR_10000_MS;
}

static int decode_time(const struct decoder *d, struct str in, const struct place *at, struct str *to)
{
	int64_t unix_ms;
	char *text = TRY_MEM(arena_alloc(mem(), 25));

	if (!time_parse(in, &unix_ms)) {
		violate(d, at, "format", "must be a time such as 2026-01-31T12:00:00Z");
		return 0;
	}
	clock_rfc3339(unix_ms, text);
	*to = str_c(text);
	return 0;
}

/* ---- texts */

static int decode_uuid(const struct decoder *d, struct str in, const struct place *at, struct str *to)
{
	char *text;

	if (!str_is_uuid(in)) {
		violate(d, at, "format", "must be a UUID such as 123e4567-e89b-42d3-a456-426614174000");
		return 0;
	}
	text = TRY_MEM(arena_strndup(mem(), in.p, in.n));
	for (size_t i = 0; i < in.n; i++)
		if (text[i] >= 'A' && text[i] <= 'F')
			text[i] += 'a' - 'A';
	*to = (struct str){ text, in.n };
	return 0;
}

static void violate_one_of(const struct decoder *d, const struct field *f, const struct place *at)
{
	struct buf b = BUF_ON(mem(), 1024);
	int shown = 0;

	for (; shown < ONE_OF_SHOWN && f->one_of[shown]; shown++) {
		buf_c(&b, shown ? ", " : "");
		buf_c(&b, f->one_of[shown]);
	}
	violate(d, at, "one_of", "must be one of: %s%s", b.p ? b.p : "", f->one_of[shown] ? ", …" : "");
}

static bool is_one_of(const struct field *f, struct str s)
{
	for (size_t i = 0; f->one_of[i]; i++)
		if (str_is(s, f->one_of[i]))
			return true;
	return false;
}

static void check_length(const struct decoder *d, const struct field *f, struct str s, const struct place *at)
{
	bool item = f->kind == FK_LIST || f->kind == FK_MAP;
	size_t n = str_chars(s), min = item ? 0 : (size_t)f->min, max = (size_t)(item ? f->item_max : f->max);

	if (n < min && min == 1)
		violate(d, at, "too_short", "must not be empty");
	else if (n < min)
		violate(d, at, "too_short", "must be at least %zu characters; it has %zu", min, n);
	else if (max && n > max)
		violate(d, at, "too_long", "must be at most %zu characters; it has %zu", max, n);
}

int decode_text(const struct decoder *d, const struct field *f, struct str in, const struct place *at, struct str *to)
{
	enum field_kind kind = f->kind == FK_LIST || f->kind == FK_MAP ? f->item : f->kind;
	const char *message;

	*to = in;
	if (d->trusted)
		return 0;
	if (kind == FK_UUID)
		return decode_uuid(d, in, at, to);
	if (kind == FK_TIME)
		return decode_time(d, in, at, to);
	if (f->one_of) {
		if (!is_one_of(f, in))
			violate_one_of(d, f, at);
		return 0;
	}
	message = f->format ? f->format->check(in, to) : NULL;
	if (message)
		violate(d, at, "format", "%s", message);
	else
		check_length(d, f, *to, at);
	if (to->p[to->n] != '\0') { /* trimmed: a view into in, which has its NUL further on */
		*to = str_dup(mem(), *to);
		TRY_MEM(to->p);
	}
	return 0;
}

/* ---- numbers */

void decode_number(const struct decoder *d, const struct field *f, double value, const struct place *at, void *to)
{
	bool whole = f->kind == FK_INT || (f->kind == FK_LIST && f->item == FK_INT);
	bool limits = f->kind != FK_LIST && (f->min != 0 || f->max != 0) && !d->trusted;

	if (whole && (value != floor(value) || fabs(value) > 9007199254740992.0))
		violate(d, at, "type", "must be a whole number");
	else if (limits && value < f->min)
		violate(d, at, "too_small", "must be at least %.15g", f->min);
	else if (limits && value > f->max)
		violate(d, at, "too_large", "must be at most %.15g", f->max);
	else if (whole)
		*(int64_t *)to = (int64_t)value;
	else
		*(double *)to = value;
}

void decode_default(const struct field *f, void *value)
{
	void *to = (char *)value + f->offset;

	if (f->kind == FK_INT)
		*(int64_t *)to = (int64_t)f->dflt;
	else if (f->kind == FK_NUM)
		*(double *)to = f->dflt;
	else if (f->kind == FK_BOOL)
		*(bool *)to = f->dflt != 0;
}
