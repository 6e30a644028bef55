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
	struct str audience;        /* whom it sells to, in the merchant's words; p = NULL: not known */
	int64_t categories, words;  /* of the products; words: of a description on average; -1: not known */
};

/* Points of one theme; each part at most its row in RECOMMEND_PARTS. */
#define RECOMMEND_PARTS(X)                                                           \
	X(industry, 40)  /* made for it, for its family, or for any trade */         \
	X(style, 22)     /* the look that was asked for, or is usual in the trade */ \
	X(catalogue, 16) /* as many products as the layout is at its best with */    \
	X(photos, 12)    /* needs photographs, or does without */                    \
	X(audience, 10)  /* its look speaks to those who buy */

struct points {
#define X(part, most) int part;
	RECOMMEND_PARTS(X)
#undef X
};

struct recommendation {
	const struct theme *theme;
	struct points points;
	double likeness; /* 0..1: to the nearest of those before it in the list, 1 - theme_distance */
	double score; /* 0..1, two digits: points of 100, less RECOMMEND_VARIETY times likeness; never rises down the list */
	struct str reason;   /* one sentence, in mem() */
	struct str industry; /* the sample shop that shows it best: a key of industries.json */
};

/* What likeness costs. At .5, over every family, look, size and knowledge of photographs (test_recommend), the first three
 * are .66 apart on average (.59 by points alone) and give up 1.1 points of 100 for it. */
#define RECOMMEND_VARIETY .5

/* How unlike two themes are, 0..1: Gower's coefficient (Gower 1971, "A general coefficient of similarity and some of its
 * properties"), the mean over what a merchant sees: words of style and trades (Jaccard), art, kind of the large face, ground
 * (CIE L* apart), main colour (CIEDE2000), largest catalogue (octaves). Symmetric; 0 for a theme and itself. */
double theme_distance(const struct theme *a, const struct theme *b);
/* Mean distance of all pairs among the first n (intra-list diversity: Smyth and McClave 2001; Ziegler et al. 2005). */
double recommend_diversity(const struct recommendation *list, size_t n);

/* All themes, best first: each place goes to the best fit that is not like what stands before it. *ret in mem(),
 * n = themes->n. */
int recommend(const struct themes *themes, const struct wanted *w, struct recommendation **ret);
/* The same with another price of likeness; 0 orders by points alone. */
int recommend_with(const struct themes *themes, const struct wanted *w, double variety, struct recommendation **ret);
/* The layout of t that suits the catalogue best, of two that suit alike the one that more speaks for, then the first; the sentence says by what, in mem(). NULL when
 * nothing is known of the catalogue that the layout is made for. */
const struct theme_layout *recommend_layout(const struct theme *t, const struct wanted *w, struct str *reason);
/* The sample shop for an industry: its own, its family's, else "generic". */
struct str recommend_sample(const struct themes *themes, struct str industry);
/* The first word of the row that knows an industry, a look: "food_drink" for "coffee", "minimal" for "clean"; NULL when none does. */
const char *recommend_family(struct str industry);
const char *recommend_look(struct str style);

/* Was the theme made for this industry, or one of its family? Also when no industry is told. */
bool theme_made_for(const struct theme *t, struct str industry);

#endif
