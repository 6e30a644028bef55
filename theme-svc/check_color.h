/* CSS colours: read, mixed, laid over each other, measured (WCAG 2 contrast). Pure. */
#ifndef THEME_CHECK_COLOR_H
#define THEME_CHECK_COLOR_H

#include "base/str.h"

/* sRGB with its gamma, 0..1; alpha 0..1. */
struct rgba {
	double r, g, b, a;
};

#define RGBA_BLACK ((struct rgba){ 0, 0, 0, 1 })
#define RGBA_WHITE ((struct rgba){ 1, 1, 1, 1 })

/* CSS Color Level 4 and color-mix() of Level 5; `current` is what currentcolor means; `dark`: the element's used colour scheme
 * (system colours, light-dark()). False: not a colour, or one of a kind that we do not read. */
bool color_read(struct str s, struct rgba current, bool dark, struct rgba *ret);
/* `over` laid on `under`, in sRGB as browsers do. */
struct rgba color_over(struct rgba over, struct rgba under);
/* WCAG 2 contrast ratio of two opaque colours, 1..21. */
double color_ratio(struct rgba a, struct rgba b);

#endif
