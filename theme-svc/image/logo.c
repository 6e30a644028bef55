#include <stdlib.h>

#include "logo.h"

void logo_add(struct logo *l, uint32_t rgb, double share)
{
	int at = l->n < LOGO_COLOURS_MAX ? l->n++ : LOGO_COLOURS_MAX - 1;

	if (l->n == LOGO_COLOURS_MAX && at == LOGO_COLOURS_MAX - 1 && l->colours[at].share >= share)
		return;
	for (; at > 0 && l->colours[at - 1].share < share; at--)
		l->colours[at] = l->colours[at - 1];
	l->colours[at] = (struct logo_colour){ rgb, share };
}

/* A plain border all around: opaque, and of one colour but for noise. */
static void find_background(const struct image *i, struct logo *ret)
{
	enum { NOISE = 12 };
	const unsigned char *first = i->rgba;
	int64_t off = 0, n = 2 * ((int64_t)i->width + i->height);

	for (int64_t k = 0; k < n; k++) {
		int64_t x = k < 2LL * i->width ? k % i->width : (k & 1) * (i->width - 1);
		int64_t y = k < 2LL * i->width ? k / i->width * (i->height - 1) : (k - 2LL * i->width) / 2;
		const unsigned char *p = i->rgba + 4 * (y * i->width + x);

		if (p[3] < 128)
			ret->transparent = true;
		for (int c = 0; c < 3; c++)
			if (abs(p[c] - first[c]) > NOISE) {
				off++;
				break;
			}
	}
	ret->has_background = !ret->transparent && off * 20 < n;
	ret->background = (uint32_t)first[0] << 16 | (uint32_t)first[1] << 8 | first[2];
}

const char *logo_read(const struct image *i, struct logo *ret)
{
	const char *why = i->lossy ? logo_noisy(&i->planes, ret) : logo_exact(i, ret);

	if (!why)
		find_background(i, ret);
	return why;
}
