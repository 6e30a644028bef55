#include "tone.h"

#include <math.h>

/* Keeps a limit clear of the last digits in which two ways of writing one inequality differ. */
#define HAIR 1e-10

struct window window_darker(struct window w, uint32_t ground, double ratio)
{
	w.high = fmin(w.high, (color_luminance(ground) + 0.05) / ratio - 0.05 - HAIR);
	return w;
}

struct window window_lighter(struct window w, uint32_t ground, double ratio)
{
	w.low = fmax(w.low, (color_luminance(ground) + 0.05) * ratio - 0.05 + HAIR);
	return w;
}

struct window window_beside(struct window w, uint32_t c, uint32_t ground, double ratio)
{
	return color_luminance(c) < color_luminance(ground) ? window_darker(w, ground, ratio)
							    : window_lighter(w, ground, ratio);
}

bool window_has(struct window w, uint32_t c)
{
	double y = color_luminance(c);

	return y >= w.low && y <= w.high;
}

/* ---- the gamut */

static bool inside(struct linear v)
{
	const double slack = 1e-4;

	return fmin(v.r, fmin(v.g, v.b)) >= -slack && fmax(v.r, fmax(v.g, v.b)) <= 1 + slack;
}

/* As much of the chroma as sRGB has at this lightness and hue. */
static struct linear fit(struct oklch *o)
{
	struct linear v = oklch_linear(*o);
	double low = 0, high = o->c;

	if (inside(v))
		return v;
	for (int i = 0; i < 14; i++) {
		o->c = (low + high) / 2;
		if (inside(oklch_linear(*o)))
			low = o->c;
		else
			high = o->c;
	}
	o->c = low;
	return oklch_linear(*o);
}

static double light(struct linear v)
{
	return 0.2126 * v.r + 0.7152 * v.g + 0.0722 * v.b;
}

/* want, its lightness moved into the window. */
static struct linear solve(struct oklch want, struct window w)
{
	struct oklch o = want;
	struct linear v = fit(&o);
	double y = light(v), out = want.l, in;
	bool down = y > w.high;

	if (y >= w.low && y <= w.high)
		return v;
	in = down ? 0 : 1;
	for (int i = 0; i < 26; i++) {
		double mid = (out + in) / 2;

		o = (struct oklch){ mid, want.c, want.h };
		y = light(fit(&o));
		if (down ? y <= w.high : y >= w.low)
			in = mid;
		else
			out = mid;
	}
	o = (struct oklch){ in, want.c, want.h };
	return fit(&o);
}

/* ---- eight bits */

struct found {
	uint32_t color;
	double turn; /* degrees of hue; 360: nothing found yet */
};

static void consider(struct found *f, uint32_t c, struct oklch want, struct window w)
{
	if (!window_has(w, c))
		return;
	struct oklch o = color_oklch(c);
	/* A grey has no hue to be wrong in, but is no answer where a hue was asked for. */
	double turn = o.c == 0 ? 180 : hue_distance(o.h, want.h);

	if (turn < f->turn)
		*f = (struct found){ c, turn };
}

static int encoded(double v)
{
	double s = v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;

	return (int)floor(fmin(fmax(s, 0), 1) * 255);
}

/* The 8-bit colours around v. */
static void around(struct found *f, struct linear v, struct oklch want, struct window w)
{
	int r = encoded(v.r), g = encoded(v.g), b = encoded(v.b);

	for (int i = 0; i < 64; i++) {
		int x = r + (i & 3) - 1, y = g + (i >> 2 & 3) - 1, z = b + (i >> 4) - 1;

		if (x >= 0 && x < 256 && y >= 0 && y < 256 && z >= 0 && z < 256)
			consider(f, (uint32_t)(x << 16 | y << 8 | z), want, w);
	}
}

/* Greys are a step of 1/255 apart, so one is never far; a window without any gives the nearest. */
static uint32_t grey(double l, struct window w)
{
	uint32_t c = color_from_linear(solve((struct oklch){ l, 0, 0 }, w)), up = c + 0x010101, down = c - 0x010101;

	if (window_has(w, c))
		return c;
	if (c < 0xffffff && window_has(w, up))
		return up;
	return c > 0 && window_has(w, down) ? down : c;
}

uint32_t tone_at(struct oklch want, struct window w)
{
	enum { TRIES = 7 };
	const double near = 2, step = 0.004;
	struct found f = { 0, 360 };

	if (want.c < 1e-4)
		return grey(want.l, w);
	/* Near black and white 8 bits hold few hues: a little more chroma finds one that is right. */
	for (int i = 0; i < TRIES && f.turn > near; i++) {
		struct linear v = solve(want, w);
		uint32_t nearest = color_from_linear(v);
		struct found first = { 0, 360 };

		consider(&first, nearest, want, w);
		if (first.turn < near)
			return nearest;
		around(&f, v, want, w);
		want.c += step;
	}
	return f.turn < 360 ? f.color : grey(want.l, w);
}

uint32_t tone_move(uint32_t c, struct window w)
{
	return window_has(w, c) ? c : tone_at(color_oklch(c), w);
}
