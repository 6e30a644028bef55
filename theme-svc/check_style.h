/* What each element looks like at rest: cascade, inheritance and computed values of the properties that the checks ask for.
 *
 * Pure; runs once for each environment (window, colour scheme, orientation). Lengths in px. Never suspends.
 */
#ifndef THEME_CHECK_STYLE_H
#define THEME_CHECK_STYLE_H

#include "check_color.h"
#include "check_css.h"

enum css_display {
	DISPLAY_NONE,
	DISPLAY_CONTENTS,
	DISPLAY_INLINE,
	DISPLAY_INLINE_BLOCK,
	DISPLAY_BLOCK,
	DISPLAY_FLEX,
	DISPLAY_INLINE_FLEX,
	DISPLAY_GRID,
	DISPLAY_TABLE,
	DISPLAY_ROW_GROUP,
	DISPLAY_ROW,
	DISPLAY_CELL,
	DISPLAY_CAPTION,
};

/* Where a property's value comes from. */
struct css_won {
	struct str value;
	const struct check_node *origin; /* the element on which it was declared */
	bool important, in_attribute;
	int line; /* of the declaration */
};

struct check_style {
	const struct css_won *won[P_LONGHANDS]; /* NULL: initial; of inherited properties the ancestor's */
	const struct css_decl *const *custom;   /* custom properties that this element sets, or NULL */
	size_t n_custom;
	struct rgba color, background;                               /* background: its colour alone, over nothing */
	double font_size, line_height, letter_spacing, word_spacing; /* line_height in px; 0 = normal */
	double opacity, font_weight;
	enum css_display display;
	bool hidden; /* visibility is not visible */
	bool dark;   /* used colour scheme */
	bool absolute, fixed, floats;
	struct str before_text, after_text; /* what ::before and ::after write; absent: nothing */
	bool before_box, after_box;         /* there is such a box at all */
};

/* Styles every element of d for env; sheets in order of the document, the browser's own first. Sets node->style and
 * node->shown. False: out of memory. */
bool check_style_all(struct check_doc *d, const struct css_sheet *s, const struct css_env *env);
/* The browser's own style sheet, appended to s. */
bool check_style_ua(struct css_sheet *s);

/* The value of a property as it won, "" when it is the initial one. */
struct str style_value(const struct check_node *n, enum css_prop p);
bool style_is(const struct check_node *n, enum css_prop p, const char *value);
/* A length in px: px, em, rem, ch, ex, vw, vh, %, calc(), min(), max(), clamp(), numbers. `base`: what 100 % is, NAN = unknown.
 * False: a keyword, or unknown. */
bool style_length(struct str value, const struct check_node *n, const struct css_env *env, double base, double *ret);
/* The rotation of the element's transform and rotate in degrees, modulo 360. False: none. */
bool style_rotation(const struct check_node *n, double *ret);

#endif
