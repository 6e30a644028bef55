#include <math.h>

#include "base/cleanup.h"
#include "color.h"
#include "recommend.h"

static bool holds(const struct str_list *l, struct str word)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_ieq(l->items[i], word))
			return true;
	return false;
}

/* Jaccard's distance of two sets of words; "generic" says nothing of a theme. */
static double apart(const struct str_list *a, const struct str_list *b)
{
	size_t both = 0, all = 0;

	for (size_t i = 0; i < a->n; i++)
		if (!str_is(a->items[i], "generic")) {
			all++;
			both += holds(b, a->items[i]);
		}
	for (size_t i = 0; i < b->n; i++)
		all += !str_is(b->items[i], "generic") && !holds(a, b->items[i]);
	return all ? 1 - (double)both / (double)all : 0;
}

/* The generic family that ends the list of --display: "serif", "sans-serif", "monospace". */
static struct str face_kind(const struct theme *t)
{
	const char *at = strstr(t->fonts_css.p, "--display:"), *end = at ? strpbrk(at, ";}") : NULL, *comma = at;

	for (const char *c = at; c && c < end; c++)
		if (*c == ',')
			comma = c + 1;
	return end ? str_trim((struct str){ comma, (size_t)(end - comma) }) : STR_NONE;
}

static double within(double d, double range)
{
	return fmin(1, fabs(d) / range);
}

enum { L_RANGE = 100, DE_RANGE = 100, OCTAVES = 8 };

double theme_distance(const struct theme *a, const struct theme *b)
{
	const uint32_t *x = a->palettes[0].light.color, *y = b->palettes[0].light.color;
	double d[] = {
		apart(&a->styles, &b->styles),
		apart(&a->industries, &b->industries),
		a->art != b->art,
		!str_eq(face_kind(a), face_kind(b)),
		within(color_lab(x[BACKGROUND]).l - color_lab(y[BACKGROUND]).l, L_RANGE),
		within(color_difference(x[PRIMARY], y[PRIMARY]), DE_RANGE),
		within(log2((double)(a->best_max + 1) / (double)(b->best_max + 1)), OCTAVES),
	};
	const size_t n = ARRAY_LEN(d);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += d[i];
	return sum / (double)n;
}
