/* Thin strokes: no sample shows their colour, every one is a mixture of it with the ground, and colour is kept for four pixels
 * at once. But a mixture lies on the line from the ground to the stroke's colour: its direction is the same all along the stroke and
 * is read from sums over several samples of colour; how far the stroke lies along the line is read from the crests of its
 * brightness, where the ground's part is least.
 */
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "logo_field.h"

static const double ROUGH = 20;         /* below it a flat fill's business */
static const double WHITE_NEAR = 235;   /* brightness */
static const double STEP = 12;          /* the least crest */
static const double DIRECTION = 0.06;   /* colour by brightness: directions this near are one */
static const double LEAST_SHARE = 0.01; /* crests by ink: each stands for two samples */
static const double CUT = 2, MIDDLE = 1.03;
static const double AROUND = 0.7; /* weight of the samples of colour around */
enum { WINDOW = 3, GROUND_LEAST = 6, OTHERS_MOST = 6, CRESTS_MAX = 3000, STROKES = 8, CROSS = 5 };

struct crest {
	double cb, cr; /* direction: change of colour by change of brightness */
	double depth;  /* ground's brightness less the crest's */
	double across; /* width of the stroke, pixels */
};

struct ground {
	int fill; /* -1: white */
	struct ycc c;
};

/* Is p surrounded by the ground, and by little else that is known? */
static bool on_ground(const struct field *f, int x, int y, int fill)
{
	int ground = 0, others = 0;

	for (int v = y - WINDOW; v <= y + WINDOW; v++)
		for (int u = x - WINDOW; u <= x + WINDOW; u++) {
			const struct sample *s = &f->at[v * f->width + u];

			if (!field_has(f, u, v))
				continue;
			if (fill < 0)
				ground += s->c.y >= WHITE_NEAR;
			else if (s->fill == fill)
				ground++;
			else
				others += s->fill >= 0 || s->white;
		}
	return fill < 0 ? ground > 0 : ground >= GROUND_LEAST && others <= OTHERS_MOST;
}

static double depth_at(const struct field *f, int x, int y, double from, double sign)
{
	return field_has(f, x, y) ? sign * (from - f->at[y * f->width + x].c.y) : -1e9;
}

/* How wide the stroke is where it is narrowest, by the sum of its depths from side to side. */
static double width_at(const struct field *f, int x, int y, double from, double sign, double depth)
{
	double least = 1e9;

	for (int axis = 0; axis < 2; axis++) {
		double sum = 1;

		for (int dir = -1; dir <= 1; dir += 2)
			for (int o = 1; o <= CROSS; o++) {
				double d = depth_at(f, x + (axis ? 0 : dir * o), y + (axis ? dir * o : 0), from, sign);

				if (d < 0.12 * depth)
					break;
				sum += fmin(1, d / depth);
			}
		least = fmin(least, sum);
	}
	return least;
}

/* Sums over 3 x 3 samples of colour: change of brightness, of cb, of cr. */
static void sum_around(const struct field *f, int x, int y, struct ycc ground, double sums[3])
{
	const struct planes *p = f->planes;
	int cx = x / p->sub_x, cy = y / p->sub_y;

	sums[0] = sums[1] = sums[2] = 0;
	for (int v = cy - 1; v <= cy + 1; v++)
		for (int u = cx - 1; u <= cx + 1; u++) {
			double y_sum = 0, weight = u == cx && v == cy ? 1 : AROUND;
			int n = 0, c = v * p->c_width + u;

			if (u < 0 || v < 0 || u >= p->c_width || v >= p->c_height)
				continue;
			for (int j = 0; j < p->sub_x * p->sub_y; j++) {
				int px = u * p->sub_x + j % p->sub_x, py = v * p->sub_y + j / p->sub_x;

				if (!field_has(f, px, py))
					continue;
				y_sum += ground.y - f->at[py * f->width + px].c.y;
				n++;
			}
			if (n == 0)
				continue;
			sums[0] += weight * y_sum / n;
			sums[1] += weight * (p->cb[c] - ground.cb);
			sums[2] += weight * (p->cr[c] - ground.cr);
		}
}

static bool crest_at(const struct field *f, int x, int y, const struct ground *g, struct crest *ret)
{
	const struct sample *s = &f->at[y * f->width + x];
	double sign = s->c.y < g->c.y ? 1 : -1, depth = sign * (g->c.y - s->c.y), sums[3];

	if (s->rough < ROUGH || depth < STEP || (g->fill < 0 ? s->white : s->fill == g->fill) ||
		!on_ground(f, x, y, g->fill))
		return false;
	if ((depth < depth_at(f, x - 1, y, g->c.y, sign) || depth < depth_at(f, x + 1, y, g->c.y, sign)) &&
		(depth < depth_at(f, x, y - 1, g->c.y, sign) || depth < depth_at(f, x, y + 1, g->c.y, sign)))
		return false;
	sum_around(f, x, y, g->c, sums);
	if (sums[0] * sign < 10)
		return false;
	*ret = (struct crest){ sums[1] / sums[0], sums[2] / sums[0], sign * depth,
		width_at(f, x, y, g->c.y, sign, depth) };
	return true;
}

static double turn(const struct crest *a, const struct crest *b)
{
	return a->depth * b->depth <= 0 ? 1e9 : square(a->cb - b->cb) + square(a->cr - b->cr);
}

/* The direction that most crests share. */
static int most_shared(const struct crest *list, int n, struct crest *ret)
{
	int best = -1, most = 0;

	for (int i = 0; i < n; i++) {
		int near = 0;

		for (int j = 0; j < n; j++)
			near += turn(&list[i], &list[j]) < square(DIRECTION);
		if (near > most) {
			most = near;
			best = i;
		}
	}
	if (best < 0)
		return 0;
	*ret = list[best];
	for (int step = 0; step < 5; step++) {
		double cb = 0, cr = 0, sum = 0;

		for (int j = 0; j < n; j++) {
			double d = turn(ret, &list[j]), e;

			if (d > square(2 * DIRECTION))
				continue;
			e = exp(-d / square(DIRECTION)) * fabs(list[j].depth);
			cb += e * list[j].cb;
			cr += e * list[j].cr;
			sum += e;
		}
		if (sum <= 0)
			break;
		ret->cb = cb / sum;
		ret->cr = cr / sum;
	}
	return most;
}

static int by_depth(const void *a, const void *b)
{
	double x = fabs(((const struct crest *)a)->depth), y = fabs(((const struct crest *)b)->depth);

	return x < y ? -1 : x > y;
}

static double at_part(const struct crest *list, int n, double part)
{
	return fabs(list[(int)((n - 1) * part)].depth);
}

/* The stroke's own depth. Where it is wider than two pixels its crests overshoot it, by the rounding of frequencies; where it is
 * narrower they do not reach it. Measured: the 80th and 90th percentile stand at these multiples of the true depth. A crest
 * cannot be deeper than `most`: where many are cut off there, the middle of the higher half tells. */
static double true_depth(struct crest *list, int n, double most)
{
	double width = 0, wide, high, higher;

	qsort(list, (size_t)n, sizeof(*list), by_depth);
	high = at_part(list, n, 0.8);
	higher = at_part(list, n, 0.9);
	for (int i = 0; i < n; i++)
		width += list[i].across / n;
	if (high > most - CUT) {
		while (n > 1 && fabs(list->depth) < higher / 2) {
			list++;
			n--;
		}
		return copysign(fmin(most, at_part(list, n, 0.5) / MIDDLE), list->depth);
	}
	wide = fmin(1, fmax(0, (width - 1.9) / 0.55));
	return copysign((high / (0.94 + 0.15 * wide) + higher / (0.97 + 0.15 * wide)) / 2, list->depth);
}

/* On the same line as a fill that lies as far: that fill's edges. */
static bool is_known(const struct field *f, struct ycc c, const struct ground *g, const struct crest *line)
{
	struct lab lab = color_lab(ycc_rgb(c));
	double depth = g->c.y - c.y;

	for (int i = 0; i < f->nfills; i++) {
		struct ycc other = f->fills[i].c;
		double d = g->c.y - other.y;

		if (lab_difference(color_lab(ycc_rgb(other)), lab) < 6)
			return true;
		if (d * depth > 0 && fabs(d) > 8 && fabs(d) > 0.75 * fabs(depth) &&
			hypot((other.cb - g->c.cb) / d - line->cb, (other.cr - g->c.cr) / d - line->cr) < 0.1)
			return true;
	}
	return g->fill >= 0 && lab.l > 92; /* the way to a white ground */
}

static void find_on(struct field *f, const struct ground *g, struct crest *list)
{
	int n = 0, stride = 1 + f->n / 65536;

	for (int y = 0; y < f->height; y += stride)
		for (int x = 0; x < f->width && n < CRESTS_MAX; x++)
			n += crest_at(f, x, y, g, &list[n]);
	for (int stroke = 0; stroke < STROKES; stroke++) {
		struct crest line = { 0 };
		int of = 0;
		struct ycc c;
		double depth;

		if (most_shared(list, n, &line) < fmax(LEAST_SHARE * f->ink, 4) || f->nfills == FILLS_MAX)
			return;
		/* Its crests to the front. */
		for (int i = 0; i < n; i++)
			if (turn(&line, &list[i]) < square(2 * DIRECTION)) {
				struct crest swap = list[of];

				list[of++] = list[i];
				list[i] = swap;
			}
		if (of == 0)
			return;
		depth = true_depth(list, of, list->depth > 0 ? g->c.y : 255 - g->c.y);
		c.y = (float)fmin(255, fmax(0, g->c.y - depth));
		depth = g->c.y - c.y;
		c.cb = (float)(g->c.cb + depth * line.cb);
		c.cr = (float)(g->c.cr + depth * line.cr);
		if (!is_known(f, c, g, &line))
			f->fills[f->nfills++] = (struct fill){ c, 2.0 * of };
		memmove(list, list + of, (size_t)(n - of) * sizeof(*list));
		n -= of;
	}
}

const char *field_find_strokes(struct field *f)
{
	_cleanup_free_ struct crest *list = malloc(CRESTS_MAX * sizeof(*list));

	if (!list)
		return "there is not enough memory for this picture";
	for (int i = -1; i < f->nflat; i++) {
		struct ground g = { i, i < 0 ? (struct ycc){ 255, 128, 128 } : f->fills[i].c };

		if (i < 0 || f->fills[i].area >= 0.1 * f->ink)
			find_on(f, &g, list);
	}
	return NULL;
}
