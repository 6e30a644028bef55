/* Lossless pictures: a fill is there exactly, in many pixels. Every mixture at an edge is another value, and rare. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "logo.h"

/* Of the drawn area: a little below the 2 % that a colour of the brand has, since edges take from thin shapes. */
static const double LEAST_SHARE = 0.016;

enum { ENOUGH = 1 << 20 };

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

const char *logo_exact(const struct image *i, struct logo *ret)
{
	/* Of a large picture every so many rows and columns: shares stay what they are. */
	size_t pixels = (size_t)i->width * (size_t)i->height, step = 1, n, opaque = 0;
	_cleanup_free_ uint32_t *values = NULL;
	double area = 0;

	while (pixels / (step * step) > ENOUGH)
		step++;
	n = ((size_t)i->width + step - 1) / step * (((size_t)i->height + step - 1) / step);
	values = malloc(n * sizeof(*values));

	if (!values)
		return "there is not enough memory for this picture";
	*ret = (struct logo){ 0 };
	for (size_t y = 0; y < (size_t)i->height; y += step)
		for (size_t x = 0; x < (size_t)i->width; x += step) {
			const unsigned char *p = i->rgba + 4 * (y * (size_t)i->width + x);

			area += p[3] / 255.0;
			if (p[3] == 255)
				values[opaque++] = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
		}
	qsort(values, opaque, sizeof(*values), by_value);
	for (size_t from = 0, to; from < opaque; from = to) {
		for (to = from; to < opaque && values[to] == values[from];)
			to++;
		if ((double)(to - from) >= LEAST_SHARE * area)
			logo_add(ret, values[from], (double)(to - from) / area);
	}
	return NULL;
}
