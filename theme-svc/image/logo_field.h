/* What the finders of fills under noise share: the picture as a field of samples, and the fills found so far.
 *
 * All thresholds are in units of 8-bit YCbCr or of pixels, and were chosen on the tuning part of shared/data/logo-palettes.
 */
#ifndef LOGO_FIELD_H
#define LOGO_FIELD_H

#include "color.h"
#include "logo.h"

struct ycc {
	float y, cb, cr;
};

struct sample {
	struct ycc c;
	float rough;  /* the largest step to a neighbour */
	float weight; /* 1 in the middle of a flat fill, 0 at an edge */
	short fill;   /* index, -1: none */
	bool white;   /* nearly */
	bool outside; /* white, and joined with the picture's border by white */
};

struct fill {
	struct ycc c;
	double area; /* pixels, about */
};
enum { FILLS_MAX = 32 };

struct field {
	const struct planes *planes;
	int width, height, n; /* n samples, row by row */
	struct sample *at;
	int ink; /* samples that are not white */
	struct fill fills[FILLS_MAX];
	int nfills, nflat; /* the first nflat were found in flat places */
	int *scratch;      /* 2 * n */
};

static inline double square(double x)
{
	return x * x;
}

static inline double ycc_square(struct ycc a, struct ycc b)
{
	return square(a.y - b.y) + square(a.cb - b.cb) + square(a.cr - b.cr);
}

/* The nearest 8-bit colour (BT.601, as JFIF has it). */
uint32_t ycc_rgb(struct ycc c);
static inline bool field_has(const struct field *f, int x, int y)
{
	return x >= 0 && y >= 0 && x < f->width && y < f->height;
}

/* Marks what is outside. Tells whether the white that the drawing encloses is one of its fills: a badge with white marks
 * in it, rather than a letter with its counter or a ring. */
bool field_encloses_white(struct field *f, double *share);
/* Fills with a flat place somewhere. */
const char *field_find_flat(struct field *f);
/* Fills that are nowhere flat: thin strokes, on white or on a flat fill. */
const char *field_find_strokes(struct field *f);
/* How many samples are about c and smoother than rough. */
int field_count_flat(const struct field *f, struct ycc c, double radius, double rough);

#endif
