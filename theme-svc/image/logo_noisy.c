#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "logo_field.h"

static const double WHITE = 243;        /* least channel */
static const double SMOOTH = 13;        /* steps within a fill, by the noise of a JPEG of quality 60 */
static const double LEAST_SHARE = 0.02; /* of the ink: what is smaller is a detail, not a colour of the brand */

static void ycc_channels(struct ycc c, double *r, double *g, double *b)
{
	*r = c.y + 1.402 * (c.cr - 128);
	*g = c.y - 0.344136 * (c.cb - 128) - 0.714136 * (c.cr - 128);
	*b = c.y + 1.772 * (c.cb - 128);
}

static uint32_t channel(double v)
{
	return v < 0 ? 0 : v > 255 ? 255 : (uint32_t)lrint(v);
}

uint32_t ycc_rgb(struct ycc c)
{
	double r, g, b;

	ycc_channels(c, &r, &g, &b);
	return channel(r) << 16 | channel(g) << 8 | channel(b);
}

/* ---- the field */

static float roughness(const struct field *f, int x, int y)
{
	const struct sample *s = &f->at[y * f->width + x];
	double most = 0;

	for (int v = y - 1; v <= y + 1; v++)
		for (int u = x - 1; u <= x + 1; u++)
			if (field_has(f, u, v))
				most = fmax(most, fabs(f->at[v * f->width + u].c.y - s->c.y));
	for (int d = 0; d < 4; d++) {
		int u = x + ((d == 0) - (d == 1)) * f->planes->sub_x, v = y + ((d == 2) - (d == 3)) * f->planes->sub_y;
		const struct sample *q = &f->at[v * f->width + u];

		if (field_has(f, u, v))
			most = fmax(most, hypot(q->c.cb - s->c.cb, q->c.cr - s->c.cr));
	}
	return (float)most;
}

static void fill_field(struct field *f)
{
	const struct planes *p = f->planes;

	for (int y = 0; y < f->height; y++)
		for (int x = 0; x < f->width; x++) {
			struct sample *s = &f->at[y * f->width + x];
			int c = y / p->sub_y * p->c_width + x / p->sub_x;
			double r, g, b;

			s->c = (struct ycc){ p->y[y * f->width + x], p->cb[c], p->cr[c] };
			s->fill = -1;
			ycc_channels(s->c, &r, &g, &b);
			s->white = fmin(r, fmin(g, b)) >= WHITE;
			f->ink += !s->white;
		}
	for (int i = 0; i < f->n; i++) {
		struct sample *s = &f->at[i];

		s->rough = roughness(f, i % f->width, i / f->width);
		s->weight = s->white ? 0 : (float)exp(-square(s->rough / SMOOTH));
	}
}

/* ---- what is no fill */

/* Between two larger fills (or white), and flat hardly anywhere: an edge's mixture. */
static bool is_mixture(const struct field *f, int i)
{
	struct ycc m = f->fills[i].c;

	if (field_count_flat(f, m, 10, 10) >= 0.02 * f->ink)
		return false;
	for (int a = -1; a < f->nfills; a++)
		for (int b = 0; b < f->nfills; b++) {
			struct ycc from = a < 0 ? (struct ycc){ 255, 128, 128 } : f->fills[a].c, to = f->fills[b].c;
			double length = ycc_square(from, to), t;
			struct ycc at;

			if (a == b || a == i || b == i || (a >= 0 && f->fills[a].area < f->fills[i].area) ||
				f->fills[b].area < f->fills[i].area || length < 400)
				continue;
			t = ((m.y - from.y) * (to.y - from.y) + (m.cb - from.cb) * (to.cb - from.cb) +
				    (m.cr - from.cr) * (to.cr - from.cr)) /
				length;
			at = (struct ycc){ (float)(from.y + t * (to.y - from.y)),
				(float)(from.cb + t * (to.cb - from.cb)), (float)(from.cr + t * (to.cr - from.cr)) };
			if (t > 0.1 && t < 0.9 && ycc_square(m, at) < 14 * 14)
				return true;
		}
	return false;
}

/* The ringing of edges into white. */
static bool is_haze(const struct field *f, struct ycc c)
{
	return ycc_square(c, (struct ycc){ 255, 128, 128 }) < 30 * 30 && field_count_flat(f, c, 8, 6) < 0.08 * f->ink;
}

static void tell(struct field *f, struct logo *ret)
{
	for (int i = 0; i < f->nfills; i++)
		if (is_mixture(f, i))
			f->fills[i].area = 0;
	for (int i = 0; i < f->nfills; i++)
		if (f->fills[i].area >= LEAST_SHARE * f->ink && !is_haze(f, f->fills[i].c))
			logo_add(ret, ycc_rgb(f->fills[i].c), f->fills[i].area / f->ink);
}

const char *logo_noisy(const struct planes *p, struct logo *ret)
{
	struct field f = { .planes = p, .width = p->width, .height = p->height, .n = p->width * p->height };
	_cleanup_free_ struct sample *samples = calloc((size_t)f.n, sizeof(*samples));
	_cleanup_free_ int *scratch = malloc((size_t)f.n * 2 * sizeof(*scratch));
	double holes;
	const char *why;
	bool white;

	if (!samples || !scratch)
		return "there is not enough memory for this picture";
	*ret = (struct logo){ 0 };
	f.at = samples;
	f.scratch = scratch;
	fill_field(&f);
	white = field_encloses_white(&f, &holes);
	why = field_find_flat(&f);
	if (!why)
		why = field_find_strokes(&f);
	if (why)
		return why;
	if (white)
		logo_add(ret, 0xffffff, holes);
	tell(&f, ret);
	return NULL;
}
