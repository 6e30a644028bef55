/* White inside a drawing: a fill, or a hole that shows the page? Pixels cannot tell; the shape can, mostly: marks are cut
 * into a badge (one compact body, its hull nearly filled), while letters have counters and rings have one round hole. */
#include <math.h>

#include "base/cleanup.h"
#include "logo_field.h"

static const double HULL_FILLED = 0.93, HOLES_LEAST = 0.004, HOLES_MOST = 0.4;
/* Edge length squared by area, in pixels: 26 for a disc of ideal edge, far more for marks. */
static const double MARKS_LEAST = 420;

struct point {
	int x, y;
};

static double cross(struct point o, struct point a, struct point b)
{
	return (double)(a.x - o.x) * (b.y - o.y) - (double)(a.y - o.y) * (b.x - o.x);
}

/* One side of the hull over the rows' ends; points come top down. n: points kept. */
static int hull_add(struct point *hull, int n, struct point p, int side)
{
	while (n >= 2 && side * cross(hull[n - 2], hull[n - 1], p) <= 0)
		n--;
	hull[n] = p;
	return n + 1;
}

/* Area of the convex hull of pixels that fill low[y]..high[y] in rows y0..y1 (empty rows: high < low). hull: 2 * rows + 2. */
static double hull_area(const int *low, const int *high, int rows, struct point *hull)
{
	double area = 0;
	int left = 0, right = 0;
	struct point *l = hull, *r = hull + 2 * rows + 2;

	for (int y = 0; y < rows; y++) {
		if (high[y] < low[y])
			continue;
		for (int edge = 0; edge < 2; edge++) {
			left = hull_add(l, left, (struct point){ low[y], y + edge }, -1);
			right = hull_add(r, right, (struct point){ high[y] + 1, y + edge }, 1);
		}
	}
	for (int i = 0; i + 1 < left; i++)
		area += (double)l[i + 1].x * l[i].y - (double)l[i].x * l[i + 1].y;
	for (int i = 0; i + 1 < right; i++)
		area += (double)r[i].x * r[i + 1].y - (double)r[i + 1].x * r[i].y;
	if (left && right) {
		area += (double)l[0].x * r[0].y - (double)r[0].x * l[0].y;
		area += (double)r[right - 1].x * l[left - 1].y - (double)l[left - 1].x * r[right - 1].y;
	}
	return fabs(area) / 2;
}

static void mark_outside(struct field *f)
{
	int *stack = f->scratch, top;

	for (int s = 0; s < f->n; s++) {
		int x = s % f->width, y = s / f->width;

		if ((x && y && x < f->width - 1 && y < f->height - 1) || !f->at[s].white || f->at[s].outside)
			continue;
		f->at[s].outside = true;
		stack[0] = s;
		for (top = 1; top > 0;) {
			int j = stack[--top];

			for (int d = 0; d < 4; d++) {
				int u = j % f->width + (d == 0) - (d == 1), v = j / f->width + (d == 2) - (d == 3);
				struct sample *q = &f->at[v * f->width + u];

				if (!field_has(f, u, v) || !q->white || q->outside)
					continue;
				q->outside = true;
				stack[top++] = v * f->width + u;
			}
		}
	}
}

struct body {
	int area, white, edge; /* edge: steps between white and ink */
	double hull;
};

/* The body that holds sample s. low, high: a row's ends. */
static struct body measure(struct field *f, int s, int *seen, int *low, int *high, struct point *hull)
{
	struct body b = { 0 };
	int *stack = f->scratch, top = 1;

	for (int y = 0; y < f->height; y++) {
		low[y] = f->width;
		high[y] = -1;
	}
	stack[0] = s;
	seen[s] = 1;
	while (top > 0) {
		int j = stack[--top], x = j % f->width, y = j / f->width;

		b.area++;
		b.white += f->at[j].white;
		low[y] = x < low[y] ? x : low[y];
		high[y] = x > high[y] ? x : high[y];
		for (int d = 0; d < 4; d++) {
			int u = x + (d == 0) - (d == 1), v = y + (d == 2) - (d == 3), q = v * f->width + u;

			if (!field_has(f, u, v) || f->at[q].outside)
				continue;
			b.edge += f->at[q].white != f->at[j].white;
			if (!seen[q]) {
				seen[q] = 1;
				stack[top++] = q;
			}
		}
	}
	b.hull = hull_area(low, high, f->height, hull);
	return b;
}

bool field_encloses_white(struct field *f, double *share)
{
	int *seen = f->scratch + f->n;
	_cleanup_free_ int *rows = calloc((size_t)f->height * 2, sizeof(*rows));
	_cleanup_free_ struct point *hull = calloc((size_t)f->height * 4 + 4, sizeof(*hull));
	struct body best = { 0 };

	*share = 0;
	mark_outside(f);
	if (!rows || !hull)
		return false;
	memset(seen, 0, sizeof(*seen) * (size_t)f->n);
	for (int i = 0; i < f->n; i++)
		if (!f->at[i].outside && !seen[i]) {
			struct body b = measure(f, i, seen, rows, rows + f->height, hull);

			best = b.area > best.area ? b : best;
		}
	if (best.white == 0)
		return false;
	*share = best.white / (double)best.area;
	return best.area > HULL_FILLED * best.hull && *share > HOLES_LEAST && *share < HOLES_MOST &&
		square(best.edge) / best.white > MARKS_LEAST;
}
