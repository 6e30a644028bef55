/* Fills with a flat place: the densest colours among smooth samples, one after another (mean shift with a Gaussian kernel). */
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "logo_field.h"

static const double KERNEL = 9, REACH = 16;
static const double LEAST_SHARE = 0.002, LEAST = 2;
enum { ROUNDS = 16, STEPS = 20, BITS = 5, BINS = 1 << 3 * BITS };

static int bin_of(struct ycc c)
{
	return ((int)c.y >> 3) << 2 * BITS | ((int)c.cb >> 3) << BITS | (int)c.cr >> 3;
}

/* The middle of the fullest box, or false when nothing is left. */
static bool fullest(const struct field *f, float *bins, struct ycc *ret)
{
	int best = -1;

	memset(bins, 0, BINS * sizeof(*bins));
	for (int i = 0; i < f->n; i++) {
		const struct sample *s = &f->at[i];
		int b = bin_of(s->c);

		if (s->fill >= 0 || s->weight < 0.001F)
			continue;
		bins[b] += s->weight;
		if (best < 0 || bins[b] > bins[best])
			best = b;
	}
	if (best >= 0)
		*ret = (struct ycc){ (float)(best >> 2 * BITS) * 8 + 4, (float)(best >> BITS & 31) * 8 + 4,
			(float)(best & 31) * 8 + 4 };
	return best >= 0;
}

/* Where the density around *c is highest; returns it. */
static double climb(const struct field *f, struct ycc *c)
{
	double weight = 0;

	for (int step = 0; step < STEPS; step++) {
		double r = step < 5 ? 1.5 * KERNEL : KERNEL, y = 0, cb = 0, cr = 0;

		weight = 0;
		for (int i = 0; i < f->n; i++) {
			const struct sample *s = &f->at[i];
			double d, e;

			if (s->fill >= 0 || s->weight <= 0 || (d = ycc_square(s->c, *c)) > 9 * r * r)
				continue;
			e = s->weight * exp(-d / (r * r));
			weight += e;
			y += e * s->c.y;
			cb += e * s->c.cb;
			cr += e * s->c.cr;
		}
		if (weight <= 0)
			break;
		*c = (struct ycc){ (float)(y / weight), (float)(cb / weight), (float)(cr / weight) };
	}
	return weight;
}

const char *field_find_flat(struct field *f)
{
	_cleanup_free_ float *bins = malloc(BINS * sizeof(*bins));
	struct ycc c;

	if (!bins)
		return "there is not enough memory for this picture";
	while (f->nfills < ROUNDS && fullest(f, bins, &c)) {
		double weight = climb(f, &c);
		int area = 0, taken = 0;

		for (int i = 0; i < f->n; i++)
			if (f->at[i].fill < 0 && ycc_square(f->at[i].c, c) < REACH * REACH) {
				f->at[i].fill = (short)f->nfills;
				area += !f->at[i].white;
				taken++;
			}
		if (taken == 0 || weight < fmax(LEAST_SHARE * f->ink, LEAST))
			break;
		f->fills[f->nfills++] = (struct fill){ c, area };
	}
	/* Of the fill that was not one. */
	for (int i = 0; i < f->n; i++)
		if (f->at[i].fill == f->nfills)
			f->at[i].fill = -1;
	f->nflat = f->nfills;
	return NULL;
}

int field_count_flat(const struct field *f, struct ycc c, double radius, double rough)
{
	int n = 0;

	for (int i = 0; i < f->n; i++)
		n += !f->at[i].outside && f->at[i].rough < rough && ycc_square(f->at[i].c, c) < radius * radius;
	return n;
}
