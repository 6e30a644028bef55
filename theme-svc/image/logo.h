/* The colours of a logo: those that its designer filled shapes with, not the mixtures at their edges nor the noise of a lossy
 * format. Colours count as one when CIEDE2000 cannot tell them apart (below about 2.3: a just noticeable difference).
 */
#ifndef LOGO_H
#define LOGO_H

#include "image.h"

enum { LOGO_COLOURS_MAX = 12 };

struct logo_colour {
	uint32_t rgb;
	double share; /* of the drawn area, 0..1 */
};

struct logo {
	struct logo_colour colours[LOGO_COLOURS_MAX]; /* largest first */
	int n;
	bool transparent;    /* stands on nothing */
	bool has_background; /* a plain one runs around it, which is no colour of the brand */
	uint32_t background;
};

/* Never more than a second for what image_decode lets through. NULL, or a reason. */
const char *logo_read(const struct image *i, struct logo *ret);

/* Puts a colour in its place; the smallest of too many falls out. */
void logo_add(struct logo *l, uint32_t rgb, double share);

/* Its two ways. Exact: a fill is there as it was named, many times. Noisy: fills are found under the noise. */
const char *logo_exact(const struct image *i, struct logo *ret);
const char *logo_noisy(const struct planes *p, struct logo *ret);

#endif
