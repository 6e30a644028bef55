#include "color.h"

#include <math.h>
#include <stdio.h>

#include "base/cleanup.h"

const char *const vision_names[VISIONS] = { "protan", "deutan", "tritan" };

bool color_parse(struct str s, uint32_t *ret)
{
	unsigned char rgb[3];

	if (s.n != 7 || s.p[0] != '#' || !hex_decode(rgb, 3, str_sub(s, 1, 7)))
		return false;
	*ret = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
	return true;
}

struct color_text color_text(uint32_t c)
{
	struct color_text t = { "" };

	snprintf(t.text, sizeof(t.text), "#%06x", c & 0xffffff);
	return t;
}

/* ---- linear light */

double color_light(double channel)
{
	return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

double color_gamma(double light)
{
	return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

/* The 256 channel values; filled before main, so that it is the same for every thread. */
static double linear_of[256];

__attribute__((constructor)) static void fill_linear(void)
{
	for (int i = 0; i < 256; i++)
		linear_of[i] = color_light(i / 255.0);
}

struct linear color_linear(uint32_t c)
{
	return (struct linear){ linear_of[c >> 16 & 255], linear_of[c >> 8 & 255], linear_of[c & 255] };
}

static uint32_t channel(double v)
{
	return (uint32_t)lrint(fmin(fmax(color_gamma(v), 0), 1) * 255);
}

uint32_t color_from_linear(struct linear l)
{
	return channel(l.r) << 16 | channel(l.g) << 8 | channel(l.b);
}

static bool is_grey(uint32_t c)
{
	return (c >> 16 & 255) == (c >> 8 & 255) && (c >> 8 & 255) == (c & 255);
}

/* ---- spaces */

static double lab_f(double v)
{
	return v > 216.0 / 24389 ? cbrt(v) : (24389.0 / 27 * v + 16) / 116;
}

struct lab color_lab(uint32_t c)
{
	const double white_x = 0.3127 / 0.329, white_z = (1 - 0.3127 - 0.329) / 0.329;
	struct linear l = color_linear(c);
	double x = lab_f((0.4123907992659593 * l.r + 0.357584339383878 * l.g + 0.1804807884018343 * l.b) / white_x);
	double y = lab_f(0.2126390058715102 * l.r + 0.715168678767756 * l.g + 0.0721923153607337 * l.b);
	double z = lab_f((0.0193308187155918 * l.r + 0.119194779794626 * l.g + 0.9505321522496607 * l.b) / white_z);

	/* Greys have no hue, whatever the last digits of the matrix say. */
	if (is_grey(c))
		return (struct lab){ 116 * y - 16, 0, 0 };
	return (struct lab){ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

static double degrees(double y, double x)
{
	double h = atan2(y, x) * 180 / M_PI;

	return h < 0 ? h + 360 : h;
}

double hue_distance(double a, double b)
{
	double d = fmod(fabs(a - b), 360);

	return d > 180 ? 360 - d : d;
}

struct oklab linear_oklab(struct linear v)
{
	double l = cbrt(0.412221469470763 * v.r + 0.5363325372617348 * v.g + 0.0514459932675022 * v.b);
	double m = cbrt(0.2119034958178252 * v.r + 0.6806995506452344 * v.g + 0.1073969535369406 * v.b);
	double s = cbrt(0.0883024591900564 * v.r + 0.2817188391361215 * v.g + 0.6299787016738222 * v.b);

	return (struct oklab){ 0.210454268309314 * l + 0.7936177747023054 * m - 0.0040720430116193 * s,
		1.9779985324311684 * l - 2.4285922420485799 * m + 0.450593709617411 * s,
		0.0259040424655478 * l + 0.7827717124575296 * m - 0.8086757549230774 * s };
}

struct linear oklab_linear(struct oklab o)
{
	double l = o.l + 0.3963377773761749 * o.a + 0.2158037573099136 * o.b;
	double m = o.l - 0.1055613458156586 * o.a - 0.0638541728258133 * o.b;
	double s = o.l - 0.0894841775298119 * o.a - 1.2914855480194092 * o.b;

	l = l * l * l;
	m = m * m * m;
	s = s * s * s;
	return (struct linear){ 4.0767416360759574 * l - 3.3077115392580616 * m + 0.2309699031821044 * s,
		-1.2684379732850317 * l + 2.6097573492876887 * m - 0.3413193760026573 * s,
		-0.0041960761386756 * l - 0.7034186179359362 * m + 1.7076146940746117 * s };
}

struct oklch color_oklch(uint32_t color)
{
	struct oklab v = linear_oklab(color_linear(color));
	struct oklch o = { v.l, 0, 0 };

	if (!is_grey(color)) {
		o.c = sqrt(v.a * v.a + v.b * v.b);
		o.h = degrees(v.b, v.a);
	}
	return o;
}

struct linear oklch_linear(struct oklch o)
{
	return oklab_linear((struct oklab){ o.l, o.c * cos(o.h * M_PI / 180), o.c * sin(o.h * M_PI / 180) });
}

struct hsl color_hsl(uint32_t c)
{
	double r = (c >> 16 & 255) / 255.0, g = (c >> 8 & 255) / 255.0, b = (c & 255) / 255.0;
	double most = fmax(r, fmax(g, b)), least = fmin(r, fmin(g, b)), span = most - least, h;

	if (is_grey(c))
		return (struct hsl){ 0, 0, most };
	if (most == r)
		h = (g - b) / span + (g < b ? 6 : 0);
	else if (most == g)
		h = (b - r) / span + 2;
	else
		h = (r - g) / span + 4;
	return (struct hsl){ h * 60, span / (1 - fabs(most + least - 1)), (most + least) / 2 };
}

/* ---- contrast */

double linear_luminance(struct linear l)
{
	return 0.2126 * l.r + 0.7152 * l.g + 0.0722 * l.b;
}

double luminance_contrast(double a, double b)
{
	return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

double color_luminance(uint32_t c)
{
	return linear_luminance(color_linear(c));
}

double color_contrast(uint32_t a, uint32_t b)
{
	return luminance_contrast(color_luminance(a), color_luminance(b));
}

/* A screen's light as APCA takes it (a plain power of 2.4), near black lifted by flare. */
static double apca_light(uint32_t c)
{
	double y = 0.2126729 * pow((c >> 16 & 255) / 255.0, 2.4) + 0.7151522 * pow((c >> 8 & 255) / 255.0, 2.4) +
		0.0721750 * pow((c & 255) / 255.0, 2.4);

	return y > 0.022 ? y : y + pow(0.022 - y, 1.414);
}

double color_apca(uint32_t text, uint32_t ground)
{
	double ink = apca_light(text), paper = apca_light(ground), lc;

	if (fabs(paper - ink) < 0.0005)
		return 0;
	if (paper > ink) {
		lc = (pow(paper, 0.56) - pow(ink, 0.57)) * 1.14;
		return lc < 0.1 ? 0 : (lc - 0.027) * 100;
	}
	lc = (pow(paper, 0.65) - pow(ink, 0.62)) * 1.14;
	return lc > -0.1 ? 0 : (lc + 0.027) * 100;
}

/* ---- difference */

static double seventh(double c)
{
	double c7 = pow(c, 7);

	return sqrt(c7 / (c7 + 6103515625.0)); /* 25^7 */
}

double lab_difference(struct lab p, struct lab q)
{
	double g = 1 + 0.5 * (1 - seventh((hypot(p.a, p.b) + hypot(q.a, q.b)) / 2));
	double c1 = hypot(p.a * g, p.b), c2 = hypot(q.a * g, q.b);
	double h1 = c1 > 0 ? degrees(p.b, p.a * g) : 0, h2 = c2 > 0 ? degrees(q.b, q.a * g) : 0;
	double dh = 0, h = h1 + h2, l = (p.l + q.l) / 2 - 50, c = (c1 + c2) / 2;

	if (c1 * c2 > 0) {
		dh = h2 - h1;
		dh += dh > 180 ? -360 : dh < -180 ? 360 : 0;
		h = h / 2 - (fabs(h1 - h2) > 180 ? 180 : 0);
		h += h < 0 ? 360 : 0;
	}
	double r = M_PI / 180,
	       t = 1 - 0.17 * cos((h - 30) * r) + 0.24 * cos(2 * h * r) + 0.32 * cos((3 * h + 6) * r) -
		0.20 * cos((4 * h - 63) * r);
	double dl = (q.l - p.l) / (1 + 0.015 * l * l / sqrt(20 + l * l)), dc = (c2 - c1) / (1 + 0.045 * c);
	double dhue = 2 * sqrt(c1 * c2) * sin(dh * r / 2) / (1 + 0.015 * c * t);
	double turn = -sin(60 * r * exp(-pow((h - 275) / 25, 2))) * 2 * seventh(c);

	return sqrt(fmax(dl * dl + dc * dc + dhue * dhue + turn * dc * dhue, 0));
}

double color_difference(uint32_t a, uint32_t b)
{
	return lab_difference(color_lab(a), color_lab(b));
}

/* ---- colour-blind vision */

/* Severity 1, on encoded values as published with the model. */
static const double without[VISIONS][3][3] = {
	[PROTAN] = { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 },
		{ -0.003882, -0.048116, 1.051998 } },
	[DEUTAN] = { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 },
		{ -0.011820, 0.042940, 0.968881 } },
	[TRITAN] = { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 },
		{ 0.004733, 0.691367, 0.303900 } },
};

uint32_t color_simulate(uint32_t c, enum vision v)
{
	uint32_t out = 0;

	for (int i = 0; i < 3; i++) {
		const double *m = without[v][i];
		double x = m[0] * (c >> 16 & 255) + m[1] * (c >> 8 & 255) + m[2] * (c & 255);

		out = out << 8 | (uint32_t)lrint(fmin(fmax(x, 0), 255));
	}
	return out;
}
