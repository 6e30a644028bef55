/* Style sheets of a page that is checked: rules, selectors, declarations, and when they hold.
 *
 * CSS Syntax Level 3, Selectors Level 4 and Media Queries Level 4 as far as static pages need them: a selector or a query that is
 * not understood never matches, as in browsers. Everything lives in the arena; the text must outlive it. Pure, bounded by the
 * ceilings below; never suspends.
 */
#ifndef THEME_CHECK_CSS_H
#define THEME_CHECK_CSS_H

#include "check_dom.h"

enum {
	CSS_BYTES_MAX = 1 << 20,
	CSS_RULES_MAX = 8000,
	CSS_COMPOUNDS_MAX = 16,
	CSS_NESTING_MAX = 8,
	CSS_SELECTORS_MAX = 256
};

/* name, CSS name, inherited. Longhands first. */
#define CSS_LONGHANDS(X)                                 \
	X(COLOR, "color", 1)                             \
	X(FONT_SIZE, "font-size", 1)                     \
	X(FONT_WEIGHT, "font-weight", 1)                 \
	X(FONT_FAMILY, "font-family", 1)                 \
	X(LINE_HEIGHT, "line-height", 1)                 \
	X(LETTER_SPACING, "letter-spacing", 1)           \
	X(WORD_SPACING, "word-spacing", 1)               \
	X(TEXT_INDENT, "text-indent", 1)                 \
	X(TEXT_SHADOW, "text-shadow", 1)                 \
	X(TEXT_TRANSFORM, "text-transform", 1)           \
	X(WHITE_SPACE, "white-space", 1)                 \
	X(OVERFLOW_WRAP, "overflow-wrap", 1)             \
	X(WORD_BREAK, "word-break", 1)                   \
	X(HYPHENS, "hyphens", 1)                         \
	X(VISIBILITY, "visibility", 1)                   \
	X(WRITING_MODE, "writing-mode", 1)               \
	X(COLOR_SCHEME, "color-scheme", 1)               \
	X(BORDER_SPACING, "border-spacing", 1)           \
	X(BACKGROUND_COLOR, "background-color", 0)       \
	X(BACKGROUND_IMAGE, "background-image", 0)       \
	X(BACKGROUND_CLIP, "background-clip", 0)         \
	X(OPACITY, "opacity", 0)                         \
	X(FILTER, "filter", 0)                           \
	X(MIX_BLEND, "mix-blend-mode", 0)                \
	X(DISPLAY, "display", 0)                         \
	X(POSITION, "position", 0)                       \
	X(FLOAT, "float", 0)                             \
	X(OVERFLOW_X, "overflow-x", 0)                   \
	X(OVERFLOW_Y, "overflow-y", 0)                   \
	X(TEXT_OVERFLOW, "text-overflow", 0)             \
	X(WIDTH, "width", 0)                             \
	X(HEIGHT, "height", 0)                           \
	X(MIN_WIDTH, "min-width", 0)                     \
	X(MIN_HEIGHT, "min-height", 0)                   \
	X(MAX_WIDTH, "max-width", 0)                     \
	X(MAX_HEIGHT, "max-height", 0)                   \
	X(TOP, "top", 0)                                 \
	X(RIGHT, "right", 0)                             \
	X(BOTTOM, "bottom", 0)                           \
	X(LEFT, "left", 0)                               \
	X(MARGIN_TOP, "margin-top", 0)                   \
	X(MARGIN_RIGHT, "margin-right", 0)               \
	X(MARGIN_BOTTOM, "margin-bottom", 0)             \
	X(MARGIN_LEFT, "margin-left", 0)                 \
	X(PADDING_TOP, "padding-top", 0)                 \
	X(PADDING_RIGHT, "padding-right", 0)             \
	X(PADDING_BOTTOM, "padding-bottom", 0)           \
	X(PADDING_LEFT, "padding-left", 0)               \
	X(BORDER_TOP_WIDTH, "border-top-width", 0)       \
	X(BORDER_RIGHT_WIDTH, "border-right-width", 0)   \
	X(BORDER_BOTTOM_WIDTH, "border-bottom-width", 0) \
	X(BORDER_LEFT_WIDTH, "border-left-width", 0)     \
	X(BOX_SIZING, "box-sizing", 0)                   \
	X(TRANSFORM, "transform", 0)                     \
	X(ROTATE, "rotate", 0)                           \
	X(CLIP, "clip", 0)                               \
	X(CLIP_PATH, "clip-path", 0)                     \
	X(CONTENT, "content", 0)                         \
	X(FLEX_DIRECTION, "flex-direction", 0)           \
	X(FLEX_WRAP, "flex-wrap", 0)                     \
	X(FLEX_GROW, "flex-grow", 0)                     \
	X(FLEX_SHRINK, "flex-shrink", 0)                 \
	X(FLEX_BASIS, "flex-basis", 0)                   \
	X(ROW_GAP, "row-gap", 0)                         \
	X(COLUMN_GAP, "column-gap", 0)                   \
	X(GRID_COLUMNS, "grid-template-columns", 0)      \
	X(ALIGN_ITEMS, "align-items", 0)                 \
	X(LINE_CLAMP, "-webkit-line-clamp", 0)           \
	X(ASPECT_RATIO, "aspect-ratio", 0)               \
	X(TEXT_FILL, "-webkit-text-fill-color", 1)

#define CSS_SHORTHANDS(X)                   \
	X(MARGIN, "margin")                 \
	X(PADDING, "padding")               \
	X(INSET, "inset")                   \
	X(BORDER_WIDTH, "border-width")     \
	X(BORDER, "border")                 \
	X(BORDER_STYLE, "border-style")     \
	X(BORDER_TOP, "border-top")         \
	X(BORDER_RIGHT, "border-right")     \
	X(BORDER_BOTTOM, "border-bottom")   \
	X(BORDER_LEFT, "border-left")       \
	X(BORDER_INLINE, "border-inline")   \
	X(BORDER_BLOCK, "border-block")     \
	X(MARGIN_INLINE, "margin-inline")   \
	X(MARGIN_BLOCK, "margin-block")     \
	X(PADDING_INLINE, "padding-inline") \
	X(PADDING_BLOCK, "padding-block")   \
	X(INSET_INLINE, "inset-inline")     \
	X(INSET_BLOCK, "inset-block")       \
	X(OVERFLOW, "overflow")             \
	X(BACKGROUND, "background")         \
	X(FONT, "font")                     \
	X(FLEX, "flex")                     \
	X(FLEX_FLOW, "flex-flow")           \
	X(GAP, "gap")

enum css_prop {
#define X(id, name, inherited) P_##id,
	CSS_LONGHANDS(X)
#undef X
		P_LONGHANDS,
	P_BEFORE_SHORTHANDS = P_LONGHANDS - 1,
#define X(id, name) P_##id,
	CSS_SHORTHANDS(X)
#undef X
		P_CUSTOM,
	P_UNKNOWN
};

struct css_decl {
	struct str name;  /* of a custom property: with its two dashes */
	struct str value; /* trimmed, without !important */
	enum css_prop prop;
	bool important, has_var;
	int line;
};

struct css_decls {
	struct css_decl *v;
	size_t n, cap;
};

struct css_selector;

struct css_rule {
	const struct css_selector *selector;
	struct css_decls decls;
	const struct css_media *media; /* NULL: always */
	uint32_t order, layer;         /* layer: 0 = unlayered, else its number, a later one wins */
	bool ua;                       /* of the browser, not of the page */
};

struct css_media {
	const struct css_media *outer; /* holds only if this does */
	struct str query;
	bool supports, mentions_orientation;
};

struct css_sheet {
	struct arena *arena;
	struct css_rule *rule;
	size_t n, cap;
	uint32_t layers;
	bool full; /* a ceiling was met: not everything was read */
};

/* What media queries ask. Lengths in px. */
struct css_env {
	double width, height;
	bool dark, landscape; /* landscape as told, whatever the sizes */
};

extern const char *const css_prop_names[P_LONGHANDS];
extern const bool css_prop_inherited[P_LONGHANDS];

/* Appends the rules of a style sheet, whose first line is `line` of its file. False: out of memory. */
bool css_read(struct css_sheet *s, struct str text, int line, bool ua);
/* The declarations of a style attribute. */
bool css_read_inline(struct arena *a, struct str text, int line, struct css_decls *ret);
/* Longhands that one declaration sets, after var() is gone; appends to *ret. A value that it cannot split is left out. */
bool css_expand(struct arena *a, const struct css_decl *d, struct css_decls *ret);
bool css_media_holds(const struct css_media *m, const struct css_env *env);

/* ---- selectors (check_select.c) ---- */
enum css_pseudo { PSEUDO_NONE, PSEUDO_BEFORE, PSEUDO_AFTER, PSEUDO_OTHER, PSEUDO_N = PSEUDO_OTHER };
/* Parses a list "a, b"; calls each(arg, selector) for each that is valid; nothing at all when one is not. False: not a list. */
const struct css_selector *const *css_selectors(struct arena *a, struct str text, size_t *ret_n);
bool css_matches(const struct css_selector *s, const struct check_node *n);
uint32_t css_specificity(const struct css_selector *s);
enum css_pseudo css_pseudo(const struct css_selector *s);
/* The last compound asks for :hover, :focus and the like: a state that a page at rest does not have. */

/* ---- small readers, for all that looks into values ---- */
/* Cuts the text before the first `sep` that is in no bracket and no string off *rest; the last part empties it. */
struct str css_split(struct str *rest, char sep);
/* The next component: a word, a function with its arguments, a string, or one of , /. Absent at the end. */
struct str css_component(struct str *rest);
/* "name(arguments)" → arguments; absent when it is another function. */
struct str css_arguments(struct str text, const char *name);
/* "90deg", "0.25turn", "1rad", "100grad" or 0, in degrees. */
bool css_angle(struct str s, double *ret);

#endif
