#include "color_hct.h"

#include <math.h>
#include <stddef.h>

#include "color.h"

/* What the viewing conditions come to: n = Y of L* 50, and CAM16's constants that follow from it. */
static const double n = 0.18418651851244416, white_response = 29.98099719444734, nbb = 1.0169191804458757,
		    surround = 0.69, exponent = 1.909169568483652;

/* Linear sRGB (0..100) to the cones' signals before compression: XYZ, CAT16, adaptation to D65 and luminance in one, and
 * back. */
static const double cones_of[3][3] = {
	{ 0.001200833568784504, 0.002389694492170889, 0.0002795742885861124 },
	{ 0.0005891086651375999, 0.0029785502573438758, 0.0003270666104008398 },
	{ 0.00010146692491640572, 0.0005364214359186694, 0.0032979401770712076 },
};
static const double linear_of[3][3] = {
	{ 1373.2198709594231, -1100.4251190754821, -7.278681089101213 },
	{ -271.815969077903, 559.6580465940733, -32.46047482791194 },
	{ 1.9622899599665666, -57.173814538844006, 308.7233197812385 },
};
static const double light_of[3] = { 0.2126, 0.7152, 0.0722 };

struct three {
	double v[3];
};

static struct three times(const double m[3][3], struct three x)
{
	struct three y;

	for (int i = 0; i < 3; i++)
		y.v[i] = m[i][0] * x.v[0] + m[i][1] * x.v[1] + m[i][2] * x.v[2];
	return y;
}

static double light(struct three rgb)
{
	return light_of[0] * rgb.v[0] + light_of[1] * rgb.v[1] + light_of[2] * rgb.v[2];
}

static double compress(double v)
{
	double f = pow(fabs(v), 0.42);

	return copysign(400 * f / (f + 27.13), v);
}

static double expand(double v)
{
	return copysign(pow(fmax(0, 27.13 * fabs(v) / (400 - fabs(v))), 1 / 0.42), v);
}

static double y_of_tone(double t)
{
	double f = (t + 16) / 116;

	return 100 * (f * f * f > 216.0 / 24389 ? f * f * f : (116 * f - 16) * 27 / 24389);
}

static double tone_of_y(double y)
{
	y /= 100;
	return 116 * (y > 216.0 / 24389 ? cbrt(y) : (24389.0 / 27 * y + 16) / 116) - 16;
}

/* Compressed signals: redness, yellowness. */
struct opponent {
	struct three cones;
	double a, b;
};

static struct opponent opponent(struct three rgb)
{
	struct opponent o = { .cones = times(cones_of, rgb) };
	double *v = o.cones.v;

	for (int i = 0; i < 3; i++)
		v[i] = compress(v[i]);
	o.a = (11 * v[0] - 12 * v[1] + v[2]) / 11;
	o.b = (v[0] + v[1] - 2 * v[2]) / 9;
	return o;
}

static double hue_of(struct three rgb) /* radians, -pi..pi */
{
	struct opponent o = opponent(rgb);

	return atan2(o.b, o.a);
}

static double hue_weight(double h)
{
	return 0.25 * (cos(h + 2) + 3.8) * 50000 / 13 * nbb;
}

static struct three percent(uint32_t c)
{
	struct linear l = color_linear(c);

	return (struct three){ { 100 * l.r, 100 * l.g, 100 * l.b } };
}

struct hct color_hct(uint32_t c)
{
	struct three rgb = percent(c);
	struct opponent o = opponent(rgb);
	const double *v = o.cones.v;
	double hue = atan2(o.b, o.a), u = (20 * v[0] + 20 * v[1] + 21 * v[2]) / 20;
	double response = (40 * v[0] + 20 * v[1] + v[2]) / 20 * nbb;
	double j = pow(response / white_response, surround * exponent);
	double t = hue_weight(hue) * hypot(o.a, o.b) / (u + 0.305);

	return (struct hct){ hue < 0 ? hue * 180 / M_PI + 360 : hue * 180 / M_PI,
		pow(t, 0.9) * pow(1.64 - pow(0.29, n), 0.73) * sqrt(j), tone_of_y(light(rgb)) };
}

static uint32_t from_percent(struct three rgb)
{
	return color_from_linear((struct linear){ rgb.v[0] / 100, rgb.v[1] / 100, rgb.v[2] / 100 });
}

/* CAM16 backwards from lightness j (0..1), chroma and hue (radians). */
static struct three invert(double j, double chroma, double h)
{
	double t = pow(chroma / sqrt(j) / pow(1.64 - pow(0.29, n), 0.73), 1 / 0.9);
	double p = white_response * pow(j, 1 / surround / exponent) / nbb;
	double gamma = 23 * (p + 0.305) * t / (23 * hue_weight(h) + 11 * t * cos(h) + 108 * t * sin(h));
	double a = gamma * cos(h), b = gamma * sin(h);
	struct three cones = { { expand((460 * p + 451 * a + 288 * b) / 1403),
		expand((460 * p - 891 * a - 261 * b) / 1403), expand((460 * p - 220 * a - 6300 * b) / 1403) } };

	return times(linear_of, cones);
}

/* Newton's method over lightness until the light is y; false outside the gamut. */
static bool reach(double h, double chroma, double y, struct three *ret)
{
	double j = sqrt(y) * 0.11;

	for (int round = 0; round < 8; round++) {
		struct three rgb = invert(j, chroma, h);
		double got = light(rgb);

		for (int i = 0; i < 3; i++)
			if (rgb.v[i] < 0)
				return false;
		if (got <= 0)
			return false;
		if (fabs(got - y) < 1e-4 || round == 7) {
			for (int i = 0; i < 3; i++)
				if (rgb.v[i] > 100.01)
					return false;
			*ret = rgb;
			return true;
		}
		j -= (got - y) * j / (2 * got); /* light grows as j^2, nearly */
	}
	return false;
}

/* Radians from one hue on to another, 0..2 pi. */
static double onward(double from, double to)
{
	return fmod(to - from + 8 * M_PI, 2 * M_PI);
}

/* The corners of the plane of equal light in the cube: at most six. */
static int corners(double y, struct three *ret)
{
	int found = 0;

	for (int axis = 0; axis < 3; axis++)
		for (int at = 0; at < 4; at++) {
			struct three p;
			int second = (axis + 1) % 3, third = (axis + 2) % 3;

			p.v[second] = at & 1 ? 100 : 0;
			p.v[third] = at & 2 ? 100 : 0;
			p.v[axis] = (y - light_of[second] * p.v[second] - light_of[third] * p.v[third]) /
				light_of[axis];
			if (p.v[axis] >= 0 && p.v[axis] <= 100 && found < 6)
				ret[found++] = p;
		}
	return found;
}

/* The most chroma there is: the border of that plane, at the hue. */
static struct three limit(double h, double y)
{
	struct three corner[6], left = { { 0 } }, right = { { 0 } };
	double before = 7, after = 7;
	int count = corners(y, corner);

	for (int i = 0; i < count; i++) {
		double hue = hue_of(corner[i]);

		if (onward(hue, h) < before) {
			before = onward(hue, h);
			left = corner[i];
		}
		if (onward(h, hue) < after) {
			after = onward(h, hue);
			right = corner[i];
		}
	}
	for (int round = 0; round < 40; round++) {
		struct three mid;

		for (int i = 0; i < 3; i++)
			mid.v[i] = (left.v[i] + right.v[i]) / 2;
		if (onward(hue_of(mid), h) < M_PI)
			left = mid;
		else
			right = mid;
	}
	return left;
}

uint32_t color_from_hct(struct hct want)
{
	double y = y_of_tone(want.t), h = fmod(fmod(want.h, 360) + 360, 360) * M_PI / 180;
	struct three rgb;

	if (want.c < 0.0001 || want.t < 0.0001 || want.t > 99.9999)
		return from_percent((struct three){ { y, y, y } });
	return from_percent(reach(h, want.c, y, &rgb) ? rgb : limit(h, y));
}

struct material color_material(uint32_t source)
{
	struct hct h = color_hct(source);
	double c = fmax(48, h.c);

	return (struct material){ color_from_hct((struct hct){ h.h, c, 40 }),
		color_from_hct((struct hct){ h.h, c, 100 }), color_from_hct((struct hct){ h.h, c, 80 }) };
}
