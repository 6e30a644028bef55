/* Recommend: which themes suit a shop, in what order and why. A table of points, the same answer for the same question.
 * Pure; never suspends.
 */
#ifndef THEME_RECOMMEND_H
#define THEME_RECOMMEND_H

#include "theme.h"

struct wanted {
	struct str industry, style; /* p = NULL, "generic", "any": no wish */
	int64_t products;           /* -1: not known */
	int has_images;             /* 1, 0, -1: not known */
};

/* Points of one theme; each part at most its row in RECOMMEND_PARTS. */
#define RECOMMEND_PARTS(X)                                                        \
	X(industry, 45)  /* made for it, for its family, or for any trade */      \
	X(style, 25)     /* the look that was asked for */                        \
	X(catalogue, 18) /* as many products as the layout is at its best with */ \
	X(photos, 12)    /* needs photographs, or does without */

struct points {
#define X(part, most) int part;
	RECOMMEND_PARTS(X)
#undef X
};

struct recommendation {
	const struct theme *theme;
	struct points points;
	double score;        /* 0..1: points of all possible ones, two digits */
	struct str reason;   /* one sentence, in mem() */
	struct str industry; /* the sample shop that shows it best: a key of industries.json */
};

/* All themes, best first, the first three of different layout families where there are that many. *ret in mem(), n = themes->n. */
int recommend(const struct themes *themes, const struct wanted *w, struct recommendation **ret);
/* The sample shop for an industry: its own, its family's, else "generic". */
struct str recommend_sample(const struct themes *themes, struct str industry);
/* The first word of the row that knows an industry, a look: "food_drink" for "coffee", "minimal" for "clean"; NULL when none does. */
const char *recommend_family(struct str industry);
const char *recommend_look(struct str style);

/* Was the theme made for this industry, or one of its family? Also when no industry is told. */
bool theme_made_for(const struct theme *t, struct str industry);

#endif
