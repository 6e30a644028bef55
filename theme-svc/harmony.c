#include "harmony.h"

#include <math.h>

#include "color.h"

struct lch {
	double l, c, h; /* h in degrees */
};

static struct lch lch(uint32_t color)
{
	struct lab v = color_lab(color);
	double h = v.a == 0 && v.b == 0 ? 0 : atan2(v.b, v.a) * 180 / M_PI;

	return (struct lch){ v.l, hypot(v.a, v.b), h < 0 ? h + 360 : h };
}

/* H_C: the less two colours differ in hue and chroma, the better. */
static double chromatic(struct lch p, struct lch q)
{
	double dh = 2 * sqrt(p.c * q.c) * sin((p.h - q.h) * M_PI / 360), dc = (p.c - q.c) / 1.46;

	return 0.04 + 0.53 * tanh(0.8 - 0.045 * sqrt(dh * dh + dc * dc));
}

/* H_L: light together, and apart from one another. */
static double lightness(struct lch p, struct lch q)
{
	return 0.28 + 0.54 * tanh(-3.88 + 0.029 * (p.l + q.l)) + 0.14 + 0.15 * tanh(-2 + 0.2 * fabs(p.l - q.l));
}

/* H_SY: blue is liked, and yellow when it is light; the less a colour is one, the less so. */
static double hue(struct lch p)
{
	double r = M_PI / 180, strength = 0.5 + 0.5 * tanh(-2 + 0.5 * p.c);
	double sine = -0.08 - 0.14 * sin((p.h + 50) * r) - 0.07 * sin((2 * p.h + 90) * r);
	double away = (90 - p.h) / 10, yellow = (0.22 * p.l - 12.8) / 10 * exp(away - exp(away));

	return strength * (sine + yellow);
}

static double pair(struct lch p, struct lch q)
{
	return chromatic(p, q) + lightness(p, q) + hue(p) + hue(q);
}

double harmony_pair(uint32_t a, uint32_t b)
{
	return pair(lch(a), lch(b));
}

double harmony_row(const uint32_t *colors, size_t n, uint32_t ground)
{
	struct lch paper = lch(ground), before = { 0 };
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		struct lch next = lch(colors[i]);

		sum += pair(next, paper);
		if (i > 0)
			sum += pair(before, next);
		before = next;
	}
	return sum / (double)(2 * n - 1);
}
