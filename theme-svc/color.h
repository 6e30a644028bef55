/* Colour: spaces, differences and contrast of sRGB colours (0xrrggbb). Pure; never suspends; fails at nothing.
 *
 * Sources: sRGB IEC 61966-2-1; XYZ and white point D65 as in CSS Color 4; CIELAB CIE 15; OKLAB B. Ottosson 2020; CIEDE2000
 * Sharma, Wu, Dalal 2005; contrast WCAG 2.2 "relative luminance"; APCA 0.1.9 (W3 constants 0.98G-4g); simulation of
 * colour-blind vision Machado, Oliveira, Fernandes 2009.
 */
#ifndef THEME_COLOR_H
#define THEME_COLOR_H

#include "base/str.h"

/* "#rrggbb", either case. */
bool color_parse(struct str s, uint32_t *ret);
/* "#rrggbb" */
struct color_text {
	char text[8];
};
struct color_text color_text(uint32_t c);

/* Linear light, each 0..1 inside the gamut of sRGB. */
struct linear {
	double r, g, b;
};
struct linear color_linear(uint32_t c);
/* One channel, 0..1: with sRGB's gamma to linear light, and back. */
double color_light(double channel);
double color_gamma(double light);
/* The nearest 8-bit colour; what is outside the gamut is clipped. */
uint32_t color_from_linear(struct linear l);

struct lab { /* CIELAB, D65: l 0..100 */
	double l, a, b;
};
struct lab color_lab(uint32_t c);

struct oklab { /* l 0..1, a and b about -0.4..0.4 */
	double l, a, b;
};
struct oklab linear_oklab(struct linear v);
/* May lie outside the gamut. */
struct linear oklab_linear(struct oklab o);

struct oklch { /* l 0..1, c 0..0.33 or so, h 0..360 (0 for greys) */
	double l, c, h;
};
struct oklch color_oklch(uint32_t c);
/* May lie outside the gamut. */
struct linear oklch_linear(struct oklch o);

struct hsl { /* h 0..360 (0 for greys), s and l 0..1 */
	double h, s, l;
};
struct hsl color_hsl(uint32_t c);

/* Degrees between two hues, 0..180. */
double hue_distance(double a, double b);

/* WCAG 2.2: relative luminance 0..1; contrast ratio 1..21. */
double linear_luminance(struct linear l);
double luminance_contrast(double a, double b);
double color_luminance(uint32_t c);
double color_contrast(uint32_t a, uint32_t b);
/* APCA lightness contrast Lc, -108..106: positive for dark text on light. */
double color_apca(uint32_t text, uint32_t ground);
/* CIEDE2000, kL = kC = kH = 1. */
double lab_difference(struct lab a, struct lab b);
double color_difference(uint32_t a, uint32_t b);

/* As seen without one kind of cone. */
enum vision { PROTAN, DEUTAN, TRITAN, VISIONS };
extern const char *const vision_names[VISIONS];
uint32_t color_simulate(uint32_t c, enum vision v);

#endif
