/* Palettes for random brand colours: are all pairs above their ratio, how far did hues move, how long does one take?
 *
 *	palettes [n]        JSON lines, as `make bench` prints them; exit 1 when a pair fails
 *
 * Contrast is reckoned here anew, from WCAG 2.2's text; of the product only the 24 bits of each colour are believed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "palette_suggest.h"

static double light_of(uint32_t c)
{
	double y = 0;

	for (int i = 0; i < 3; i++) {
		double v = (c >> (16 - 8 * i) & 255) / 255.0;

		y += (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)) *
			(const double[]){ 0.2126, 0.7152, 0.0722 }[i];
	}
	return y;
}

static double ratio_of(uint32_t a, uint32_t b)
{
	double x = light_of(a) + 0.05, y = light_of(b) + 0.05;

	return x > y ? x / y : y / x;
}

static const struct {
	enum role ink, ground;
	double ratio;
} pairs[] = {
	{ TEXT, BACKGROUND, 4.5 },
	{ TEXT, SURFACE, 4.5 },
	{ MUTED, BACKGROUND, 4.5 },
	{ MUTED, SURFACE, 4.5 },
	{ PRIMARY, BACKGROUND, 4.5 },
	{ PRIMARY, SURFACE, 4.5 },
	{ ON_PRIMARY, PRIMARY, 4.5 },
	{ ACCENT, BACKGROUND, 3 },
	{ ACCENT, SURFACE, 3 },
	{ PRIMARY_HOVER, BACKGROUND, 4.5 },
	{ PRIMARY_HOVER, SURFACE, 4.5 },
	{ ON_PRIMARY, PRIMARY_HOVER, 4.5 },
	{ ON_PRIMARY_DISABLED, PRIMARY_DISABLED, 4.5 },
	{ ON_BADGE, BADGE, 4.5 },
	{ BADGE, BACKGROUND, 3 },
	{ BADGE, SURFACE, 3 },
	{ FOCUS, BACKGROUND, 3 },
	{ FOCUS, SURFACE, 3 },
};

/* Any photograph under the scrim: each channel at both ends, mixed as browsers mix. */
static int failing_on_images(const struct scheme *s)
{
	int bad = 0;

	for (int corner = 0; corner < 8; corner++) {
		uint32_t mixed = 0;

		for (int shift = 0; shift <= 16; shift += 8) {
			double under = corner >> shift / 8 & 1 ? 255 : 0, over = s->color[SCRIM] >> shift & 255,
			       a = s->scrim_alpha / 255.0;

			mixed |= (uint32_t)lrint(over * a + under * (1 - a)) << shift;
		}
		bad += ratio_of(s->color[ON_IMAGE], mixed) < 4.5;
	}
	return bad;
}

static int failing(const struct scheme *s)
{
	int bad = failing_on_images(s);

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		bad += ratio_of(s->color[pairs[i].ink], s->color[pairs[i].ground]) < pairs[i].ratio;
	return bad;
}

static double turn(uint32_t from, uint32_t to)
{
	struct oklch a = color_oklch(from), b = color_oklch(to);

	return a.c == 0 ? 0 : b.c == 0 ? 180 : hue_distance(a.h, b.h);
}

struct moves {
	double most, sum;
	long beyond, n;
	uint32_t worst;
};

static void move(struct moves *m, uint32_t from, uint32_t to)
{
	double d = turn(from, to);

	if (d > m->most) {
		m->most = d;
		m->worst = from;
	}
	m->sum += d;
	m->beyond += d > 5;
	m->n++;
}

static uint64_t seed = 0x9e3779b97f4a7c15;
static uint32_t random_color(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) & 0xffffff;
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(const char *figure, const char *part, double value, long n)
{
	printf("{\"set\":\"palettes\",\"figure\":\"%s\",\"part\":\"%s\",\"value\":%.4f,\"n\":%ld}\n", figure, part,
		value, n);
}

static void print_moves(const char *part, const struct moves *m)
{
	print("hue_moved_mean", part, m->sum / (double)m->n, m->n);
	print("hue_moved_most", part, m->most, m->n);
	print("hue_moved_over_5", part, (double)m->beyond, m->n);
	if (m->beyond)
		fprintf(stderr, "%s: #%06x moved by %.2f\n", part, m->worst, m->most);
}

int main(int argc, char **argv)
{
	static const struct str styles[] = { { NULL, 0 }, { "minimal", 7 }, { "warm", 4 }, { "luxury", 6 },
		{ "bold", 4 }, { "playful", 7 }, { "technical", 9 }, { "editorial", 9 } };
	long n = argc > 1 ? atol(argv[1]) : 100000, bad = 0;
	_cleanup_free_ double *took = calloc((size_t)n, sizeof(*took));
	struct moves light = { 0 }, dark = { 0 }, hover = { 0 }, accents = { 0 };
	double sum = 0;

	for (long i = 0; took && i < n; i++) {
		/* Every fiftieth is nearly a grey: those have hues that 8 bits can hardly hold. */
		uint32_t brand = random_color(), accent = random_color();
		struct palette p;

		if (i % 50 == 0)
			brand = (brand & 0xff) * 0x010101 ^ (brand >> 8 & 0x010201);
		double from = now_us();

		palette_make(brand, accent, styles[i % (long)ARRAY_LEN(styles)], &p);
		took[i] = now_us() - from;
		sum += took[i];
		bad += failing(&p.light) + failing(&p.dark);
		move(&light, brand, p.light.color[PRIMARY]);
		move(&dark, brand, p.dark.color[PRIMARY]);
		move(&hover, brand, p.light.color[PRIMARY_HOVER]);
		move(&hover, brand, p.dark.color[PRIMARY_HOVER]);
		move(&accents, accent, p.light.color[ACCENT]);
		move(&accents, accent, p.dark.color[ACCENT]);
	}
	qsort(took, (size_t)n, sizeof(*took), by_size);
	print("failing_pairs", "light and dark", (double)bad, n * 2 * (long)(ARRAY_LEN(pairs) + 8));
	print_moves("primary, light", &light);
	print_moves("primary, dark", &dark);
	print_moves("primary_hover", &hover);
	print_moves("accent", &accents);
	print("cpu_us", "mean", sum / (double)n, n);
	print("cpu_us", "p50", took[n / 2], n);
	print("cpu_us", "p99.9", took[n - 1 - n / 1000], n);
	return bad ? 1 : 0;
}
