#include "size.h"

#include <math.h>

#include "base/cleanup.h"

/* Millimetres of one; longer words stand before their beginnings. */
static const struct unit {
	const char *name;
	double mm;
} units[] = {
	{ "mm", 1 },
	{ "cm", 10 },
	{ "metres", 1000 },
	{ "meter", 1000 },
	{ "inches", 25.4 },
	{ "inch", 25.4 },
	{ "zoll", 25.4 },
	{ "in", 25.4 },
	{ "m", 1000 },
	{ "\"", 25.4 },
	{ "″", 25.4 },
	{ "سم", 10 },
	{ "см", 10 },
};

/* ISO 216, upright. */
static const struct sheet {
	const char *name;
	int width, height;
} sheets[] = {
	{ "A0", 841, 1189 },
	{ "A1", 594, 841 },
	{ "A2", 420, 594 },
	{ "A3", 297, 420 },
	{ "A4", 210, 297 },
	{ "A5", 148, 210 },
	{ "A6", 105, 148 },
};

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* Cuts word off the front of *s, in either case. */
static bool take(struct str *s, const char *word)
{
	struct str w = str_c(word);

	if (s->n < w.n || !str_ieq(str_sub(*s, 0, w.n), w))
		return false;
	*s = str_sub(*s, w.n, s->n);
	return true;
}

/* A space, also the narrow and the unbroken one. */
static void take_spaces(struct str *s)
{
	while (take(s, " ") || take(s, "\xc2\xa0") || take(s, "\xe2\x80\xaf"))
		;
}

/* "29,7", "50", "11.5": at most four digits before the point and three after. */
static bool take_number(struct str *s, double *ret)
{
	double v = 0, place = 1;
	size_t i = 0;

	for (; i < s->n && i < 4 && is_digit((unsigned char)s->p[i]); i++)
		v = v * 10 + (s->p[i] - '0');
	if (!i)
		return false;
	if (i + 1 < s->n && (s->p[i] == '.' || s->p[i] == ',') && is_digit((unsigned char)s->p[i + 1]))
		for (i++; i < s->n && place > .001 && is_digit((unsigned char)s->p[i]); i++)
			v += (s->p[i] - '0') * (place /= 10);
	if (i < s->n && is_digit((unsigned char)s->p[i]))
		return false;
	*s = str_sub(*s, i, s->n);
	*ret = v;
	return true;
}

/* 0 when no unit stands there. */
static double take_unit(struct str *s)
{
	struct str rest = *s;

	take_spaces(&rest);
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		struct str after = rest;

		if (!take(&after, units[i].name) ||
			(is_letter((unsigned char)units[i].name[0]) && after.n && is_letter((unsigned char)after.p[0])))
			continue;
		*s = after;
		return units[i].mm;
	}
	return 0;
}

static bool take_times(struct str *s)
{
	struct str rest = *s;
	bool times;

	take_spaces(&rest);
	times = take(&rest, "×") || take(&rest, "x") || take(&rest, "*") || take(&rest, "by ");
	take_spaces(&rest);
	if (times)
		*s = rest;
	return times;
}

/* One more measure; *mm is its unit's, 0 when none is told. */
static bool take_measure(struct str *s, double *ret, double *mm)
{
	if (!take_number(s, ret))
		return false;
	*mm = take_unit(s);
	return true;
}

static bool size_ok(struct size *s, double width, double height)
{
	s->width = llround(width);
	s->height = llround(height);
	return s->width >= SIZE_LEAST && s->width <= SIZE_MOST && s->height >= SIZE_LEAST && s->height <= SIZE_MOST;
}

/* A size that begins where text does. */
static bool size_at(struct str text, struct size *ret)
{
	struct str rest = text, depth;
	struct size s;
	double a, b, c, unit_a, unit_b, unit_c;

	if (!take_measure(&rest, &a, &unit_a) || !take_times(&rest) || !take_measure(&rest, &b, &unit_b))
		return false;
	depth = rest;
	if (take_times(&depth) && take_measure(&depth, &c, &unit_c)) {
		rest = depth;
		unit_b = unit_b > 0 ? unit_b : unit_c;
	}
	if (unit_b <= 0 || !size_ok(&s, a * (unit_a > 0 ? unit_a : unit_b), b * unit_b))
		return false;
	s.label = str_sub(text, 0, text.n - rest.n);
	*ret = s;
	return true;
}

/* "A4" alone, or after a word that says that a sheet is meant: a part for an Audi A4 is no picture. */
static bool may_be_sheet(struct str before)
{
	static const char *const words[] = { "DIN", "ISO", "format", "size", "Papier" };

	before = str_trim(before);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (before.n >= n && str_ieq(str_sub(before, before.n - n, before.n), str_c(words[i])))
			return true;
	}
	return before.n == 0;
}

static bool sheet_at(struct str text, struct size *ret)
{
	if (text.n < 2 || text.p[0] != 'A' ||
		(text.n > 2 && (is_letter((unsigned char)text.p[2]) || is_digit((unsigned char)text.p[2]))))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++)
		if (str_starts(text, str_c(sheets[i].name))) {
			*ret = (struct size){ str_sub(text, 0, 2), sheets[i].width, sheets[i].height };
			return true;
		}
	return false;
}

bool size_find(struct str text, struct size *ret)
{
	unsigned char before = ' ';

	for (size_t i = 0; i < text.n; before = (unsigned char)text.p[i++]) {
		struct str at = str_sub(text, i, text.n);

		/* In the middle of a word or of a number nothing begins. */
		if (is_letter(before) || is_digit(before) || before == '.' || before == ',')
			continue;
		if (size_at(at, ret) || (may_be_sheet(str_sub(text, 0, i)) && sheet_at(at, ret)))
			return true;
	}
	return false;
}
