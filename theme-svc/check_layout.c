#include "check_layout.h"

#include <ctype.h>
#include <math.h>

#include "base/cleanup.h"

enum { DEPTH_MAX = 64 };

/* Advance widths of printable ASCII in thousandths of an em: the mean of Liberation Serif and Liberation Sans. */
/* clang-format off */
static const uint16_t advance[95] = {
	264, 306, 382, 528, 528, 861, 722, 186, 333, 333, 444, 574, 264, 333, 264, 278, 528, 528, 528,
	528, 528, 528, 528, 528, 528, 528, 278, 278, 574, 574, 574, 500, 968, 695, 667, 694, 722, 639,
	584, 750, 722, 306, 444, 694, 584, 861, 722, 750, 612, 750, 694, 612, 611, 722, 695, 944, 695,
	695, 611, 306, 278, 306, 469, 528, 333, 500, 528, 472, 528, 500, 306, 528, 528, 250, 250, 500,
	250, 805, 528, 528, 528, 528, 333, 444, 278, 528, 500, 722, 500, 500, 444, 407, 230, 407, 563,
};
/* clang-format on */

static bool wide(uint32_t c)
{
	return (c >= 0x1100 && c < 0x1160) || (c >= 0x2e80 && c < 0xa4d0) || (c >= 0xac00 && c < 0xd7a4) ||
		(c >= 0xf900 && c < 0xfb00) || (c >= 0xff00 && c < 0xff61) || (c >= 0x1f300 && c < 0x20000) ||
		c >= 0x20000;
}

static uint32_t code_point(const unsigned char *p, size_t len)
{
	switch (len) {
	case 2: return (uint32_t)(p[0] & 31) << 6 | (p[1] & 63);
	case 3: return (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
	case 4:
		return (uint32_t)(p[0] & 7) << 18 | (uint32_t)(p[1] & 63) << 12 | (uint32_t)(p[2] & 63) << 6 |
			(p[3] & 63);
	default: return p[0];
	}
}

/* One character at s.p + *i, in em; moves *i behind it. */
static double char_width(struct str s, size_t *i, bool upper)
{
	const unsigned char *p = (const unsigned char *)s.p + *i;
	size_t len = utf8_sequence(p, s.n - *i);
	uint32_t c = code_point(p, len);

	*i += len ? len : 1;
	if (c < 0x20 || c == 0x200b || c == 0xad || (c >= 0x300 && c < 0x370))
		return 0;
	if (c < 0x7f)
		return advance[(upper ? toupper((int)c) : (int)c) - 0x20] / 1000.0;
	return wide(c) ? 1 : 0.53;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool keeps_space(const struct check_node *e)
{
	return word_in(style_value(e, P_WHITE_SPACE), "pre pre-wrap break-spaces ");
}

/* Width of a text in one line, white space collapsed unless it is kept. px */
static double text_width(const struct check_node *e, struct str text)
{
	double em = 0, spaces = 0, letters = 0;
	bool upper = style_is(e, P_TEXT_TRANSFORM, "uppercase"), keep = keeps_space(e), space = false;

	for (size_t i = 0; i < text.n;) {
		bool b = blank(text.p[i]);

		if (b && space && !keep) {
			i++;
			continue;
		}
		space = b;
		if (b) {
			i++;
			em += advance[0] / 1000.0;
			spaces++;
		} else {
			em += char_width(text, &i, upper);
		}
		letters++;
	}
	double bold = e->style->font_weight >= 600 ? 1.06 : 1;

	return em * bold * e->style->font_size + letters * e->style->letter_spacing + spaces * e->style->word_spacing;
}

double layout_line(const struct check_node *e)
{
	return e->style->line_height > 0 ? e->style->line_height : 1.15 * e->style->font_size;
}

bool layout_is_inline(const struct check_node *n)
{
	return !n->tag.p || n->style->display == DISPLAY_INLINE || n->style->display == DISPLAY_CONTENTS;
}

bool layout_nowrap(const struct check_node *e)
{
	return word_in(style_value(e, P_WHITE_SPACE), "nowrap pre ");
}

/* Text in e may break within words. */
static bool breaks_words(const struct check_node *e)
{
	return word_in(style_value(e, P_OVERFLOW_WRAP), "anywhere break-word ") ||
		word_in(style_value(e, P_WORD_BREAK), "break-all break-word ");
}

/* ---- boxes ----------------------------------------------------------------------------------- */

static double length_or(
	const struct check_node *n, enum css_prop p, const struct css_env *env, double base, double otherwise)
{
	double v;

	return style_length(style_value(n, p), n, env, base, &v) ? v : otherwise;
}

static double border_of(const struct check_node *n, enum css_prop p, const struct css_env *env)
{
	struct str v = style_value(n, p);

	return str_ieq(v, STR("medium"))   ? 3
		: str_ieq(v, STR("thin"))  ? 1
		: str_ieq(v, STR("thick")) ? 5
					   : length_or(n, p, env, 0, 0);
}

/* Padding and border of both sides. */
static double frame_width(const struct check_node *n, const struct css_env *env, double base)
{
	return length_or(n, P_PADDING_LEFT, env, base, 0) + length_or(n, P_PADDING_RIGHT, env, base, 0) +
		border_of(n, P_BORDER_LEFT_WIDTH, env) + border_of(n, P_BORDER_RIGHT_WIDTH, env);
}

static double frame_height(const struct check_node *n, const struct css_env *env)
{
	return length_or(n, P_PADDING_TOP, env, 0, 0) + length_or(n, P_PADDING_BOTTOM, env, 0, 0) +
		border_of(n, P_BORDER_TOP_WIDTH, env) + border_of(n, P_BORDER_BOTTOM_WIDTH, env);
}

static double margins_of(const struct check_node *n, const struct css_env *env, double base)
{
	return length_or(n, P_MARGIN_LEFT, env, base, 0) + length_or(n, P_MARGIN_RIGHT, env, base, 0);
}

static bool border_box(const struct check_node *n)
{
	return style_is(n, P_BOX_SIZING, "border-box") || node_in(n, "button select ") ||
		(node_is(n, "input") && word_in(node_attr(n, "type"), "submit reset button checkbox radio search "));
}

double layout_width(const struct check_node *n, const struct css_env *env)
{
	if (!n)
		return env->width;
	if (layout_is_inline(n))
		return layout_width(n->parent, env);
	double outer = layout_width(n->parent, env), frame = frame_width(n, env, outer),
	       v = outer - margins_of(n, env, outer) - frame, set;
	double inside = border_box(n) ? frame : 0;

	if (style_length(style_value(n, P_WIDTH), n, env, outer, &set))
		v = set - inside;
	if (style_length(style_value(n, P_MAX_WIDTH), n, env, outer, &set) && set - inside < v)
		v = set - inside;
	if (style_length(style_value(n, P_MIN_WIDTH), n, env, outer, &set) && set - inside > v)
		v = set - inside;
	return v > 0 ? v : 0;
}

/* ---- at least so wide ------------------------------------------------------------------------ */

double layout_longest_word(const struct check_node *e, struct str text)
{
	double longest = 0;
	struct str rest = text, word;

	if (layout_nowrap(e))
		return text_width(e, text);
	if (breaks_words(e))
		return e->style->font_size;
	while ((word = next_token(&rest)).p) {
		size_t from = 0;

		for (size_t i = 0; i < word.n; i++) {
			bool hyphen = word.p[i] == '-' && i + 1 < word.n;
			bool soft = i + 1 < word.n && (unsigned char)word.p[i] == 0xc2 &&
				(unsigned char)word.p[i + 1] == 0xad;

			if (!hyphen && !soft)
				continue;
			longest = fmax(longest, text_width(e, str_sub(word, from, i + 1)));
			from = i + 1;
		}
		size_t i = from;
		double w = wide(code_point((const unsigned char *)word.p + from,
				   utf8_sequence((const unsigned char *)word.p + from, word.n - from)))
			? e->style->font_size
			: text_width(e, str_sub(word, i, word.n));

		longest = fmax(longest, w);
	}
	return longest;
}

static bool clips_x(const struct check_node *n)
{
	return word_in(style_value(n, P_OVERFLOW_X), "hidden clip auto scroll ");
}

/* Columns of grid-template-columns that have a width whatever there is: their sum; *ret_n counts the tracks, 0 = auto-fill. */
static double fixed_tracks(const struct check_node *n, const struct css_env *env, double base, int *ret_n)
{
	struct str rest = style_value(n, P_GRID_COLUMNS), one, args;
	double sum = 0, v;

	*ret_n = 0;
	while ((one = css_component(&rest)).p) {
		int times = 1;

		if ((args = css_arguments(one, "repeat")).p) {
			struct str count = css_split(&args, ',');

			one = str_trim(args);
			times = count.n && isdigit((unsigned char)count.p[0]) ? count.p[0] - '0' : -1;
			if (times == 0 || (count.n > 1 && isdigit((unsigned char)count.p[1])))
				times = 12;
		}
		if ((args = css_arguments(one, "minmax")).p)
			one = css_split(&args, ',');
		if (one.n && one.p[0] == '[')
			continue;
		v = style_length(one, n, env, base, &v) ? v : 0;
		if (times < 0) { /* auto-fill: one track at least */
			*ret_n = -1;
			return v;
		}
		*ret_n += times;
		sum += times * v;
	}
	return sum;
}

static double min_width(const struct check_node *n, const struct css_env *env, int depth);

static double gaps(const struct check_node *n, const struct css_env *env, int between)
{
	return between > 0 ? between * length_or(n, P_COLUMN_GAP, env, 0, 0) : 0;
}

static double row_width(const struct check_node *n, const struct css_env *env, int depth)
{
	double sum = 0;
	int items = 0;

	for (const struct check_node *c = n->first; c; c = c->next) {
		double w = c->tag.p ? min_width(c, env, depth + 1) : layout_longest_word(n, c->text);

		if ((c->tag.p && (!c->shown || c->style->absolute)) || (!c->tag.p && text_blank(c->text)))
			continue;
		sum += w;
		items++;
	}
	return sum + gaps(n, env, items - 1);
}

static double column_width(const struct check_node *n, const struct css_env *env, int depth)
{
	double widest = 0;

	for (const struct check_node *c = n->first; c; c = c->next)
		if (c->tag.p ? c->shown && !c->style->absolute : true)
			widest = fmax(
				widest, c->tag.p ? min_width(c, env, depth + 1) : layout_longest_word(n, c->text));
	if (layout_nowrap(n) && !layout_is_inline(n))
		widest = fmax(widest, layout_inline_width(n));
	return widest;
}

static double grid_width(const struct check_node *n, const struct css_env *env, int depth)
{
	int tracks;
	double fixed = fixed_tracks(n, env, env->width, &tracks), sum = 0, column[12] = { 0 };
	int i = 0;

	if (tracks <= 1)
		return fmax(fixed, column_width(n, env, depth));
	if (tracks > (int)ARRAY_LEN(column))
		return fixed + gaps(n, env, tracks - 1);
	/* minmax(0, …) lets a track be narrower than what is in it. */
	bool shrinks = memmem(style_value(n, P_GRID_COLUMNS).p, style_value(n, P_GRID_COLUMNS).n, "minmax(0", 8);

	for (const struct check_node *c = n->first; c && !shrinks; c = c->next)
		if (c->tag.p && c->shown && !c->style->absolute) {
			column[i % tracks] = fmax(column[i % tracks], min_width(c, env, depth + 1));
			i++;
		}
	for (int k = 0; k < tracks; k++)
		sum += column[k];
	return fmax(fixed, sum) + gaps(n, env, tracks - 1);
}

static bool replaced(const struct check_node *n)
{
	return node_in(n, "img iframe video object embed canvas input select textarea progress meter ") ||
		(n->ns == NS_SVG && str_is(n->tag, "svg"));
}

static double inner_min_width(const struct check_node *n, const struct css_env *env, int depth)
{
	bool wraps = word_in(style_value(n, P_FLEX_WRAP), "wrap wrap-reverse "),
	     column = word_in(style_value(n, P_FLEX_DIRECTION), "column column-reverse ");

	if (replaced(n))
		return node_in(n, "input ") &&
				!word_in(node_attr(n, "type"), "checkbox radio hidden image submit button reset ")
			? 150
			: 0;
	switch (n->style->display) {
	case DISPLAY_FLEX:
	case DISPLAY_INLINE_FLEX: return column || wraps ? column_width(n, env, depth) : row_width(n, env, depth);
	case DISPLAY_GRID: return grid_width(n, env, depth);
	case DISPLAY_ROW: return row_width(n, env, depth);
	default: return column_width(n, env, depth);
	}
}

static double min_width(const struct check_node *n, const struct css_env *env, int depth)
{
	double set, frame = frame_width(n, env, 0), w, inside = border_box(n) ? frame : 0;

	if (!n->shown || depth > DEPTH_MAX || n->style->fixed)
		return 0;
	w = clips_x(n) && !layout_is_inline(n) ? 0 : inner_min_width(n, env, depth);
	if (!layout_is_inline(n)) {
		/* A percentage of what is too narrow is too narrow itself: only lengths hold. */
		bool yields = memchr(style_value(n, P_MAX_WIDTH).p, '%', style_value(n, P_MAX_WIDTH).n);

		if (!yields && style_length(style_value(n, P_WIDTH), n, env, NAN, &set))
			w = fmax(clips_x(n) ? 0 : w, set - inside);
		if (style_length(style_value(n, P_MAX_WIDTH), n, env, NAN, &set) && set - inside < w)
			w = fmax(set - inside, 0);
		else if (yields && replaced(n))
			w = 0;
		if (style_length(style_value(n, P_MIN_WIDTH), n, env, NAN, &set))
			w = fmax(w, set - inside);
	}
	double margins = margins_of(n, env, 0);

	return fmax(w + frame + margins, 0);
}

double layout_min_width(const struct check_node *n, const struct css_env *env)
{
	return min_width(n, env, 0);
}

/* ---- heights --------------------------------------------------------------------------------- */

static double inline_width(const struct check_node *n, int depth)
{
	double sum = 0;

	for (const struct check_node *c = n->first; c && depth < DEPTH_MAX; c = c->next) {
		if (!c->tag.p)
			sum += text_blank(c->text) ? (c->prev && c->next ? n->style->font_size / 4 : 0)
						   : text_width(n, c->text);
		else if (c->shown && !c->style->absolute &&
			(layout_is_inline(c) || c->style->display == DISPLAY_INLINE_BLOCK ||
				c->style->display == DISPLAY_INLINE_FLEX))
			sum += inline_width(c, depth + 1);
	}
	return sum;
}

double layout_inline_width(const struct check_node *n)
{
	return inline_width(n, 0);
}

static double content_height(const struct check_node *n, const struct css_env *env, int depth)
{
	double available = layout_width(n, env), sum = 0, width = layout_inline_width(n), tallest = 0;
	bool row = (n->style->display == DISPLAY_FLEX || n->style->display == DISPLAY_INLINE_FLEX) &&
		!word_in(style_value(n, P_FLEX_DIRECTION), "column column-reverse ");
	double lines = width <= 0 ? 0 : layout_nowrap(n) || available < 1 ? 1 : ceil(1.03 * width / available);

	for (const struct check_node *c = n; (c = c == n ? n->first : c->next);)
		if (node_is(c, "br"))
			lines += lines > 0;
	for (const struct check_node *c = n->first; c && depth < DEPTH_MAX; c = c->next) {
		if (!c->tag.p || !c->shown || c->style->absolute || layout_is_inline(c))
			continue;
		double h = layout_box_height(c, env) + length_or(c, P_MARGIN_TOP, env, 0, 0) / 2 +
			length_or(c, P_MARGIN_BOTTOM, env, 0, 0) / 2;

		sum += h;
		tallest = fmax(tallest, h);
	}
	return lines * layout_line(n) + (row ? tallest : sum);
}

double layout_content_height(const struct check_node *n, const struct css_env *env)
{
	return content_height(n, env, 0);
}

double layout_box_height(const struct check_node *n, const struct css_env *env)
{
	double frame = frame_height(n, env), inside = border_box(n) ? frame : 0, set, h;

	if (layout_is_inline(n))
		return 1.15 * n->style->font_size + length_or(n, P_PADDING_TOP, env, 0, 0) +
			length_or(n, P_PADDING_BOTTOM, env, 0, 0);
	h = node_is(n, "input") ? layout_line(n) : content_height(n, env, 0);
	if (style_length(style_value(n, P_HEIGHT), n, env, NAN, &set))
		h = set - inside;
	if (style_length(style_value(n, P_MAX_HEIGHT), n, env, NAN, &set) && set - inside < h)
		h = set - inside;
	if (style_length(style_value(n, P_MIN_HEIGHT), n, env, NAN, &set) && set - inside > h)
		h = set - inside;
	return fmax(h, 0) + frame;
}

double layout_box_width(const struct check_node *n, const struct css_env *env)
{
	double outer = layout_width(n->parent, env), frame = frame_width(n, env, outer), set, w,
	       inside = border_box(n) ? frame : 0;

	w = replaced(n) ? (node_is(n, "input") ? 150 : 0) : fmin(layout_inline_width(n), outer);
	if (layout_is_inline(n))
		return w + frame;
	if (n->style->display == DISPLAY_BLOCK && !n->style->absolute && !n->style->floats &&
		n->parent->style->display == DISPLAY_BLOCK && !replaced(n) && !node_is(n, "button"))
		w = layout_width(n, env);
	for (const struct check_node *c = n->first; c; c = c->next)
		if (c->tag.p && c->shown && !layout_is_inline(c) && !c->style->absolute)
			w = fmax(w, layout_box_width(c, env));
	if (style_length(style_value(n, P_WIDTH), n, env, outer, &set))
		w = set - inside;
	if (style_length(style_value(n, P_MAX_WIDTH), n, env, outer, &set) && set - inside < w)
		w = set - inside;
	if (style_length(style_value(n, P_MIN_WIDTH), n, env, outer, &set) && set - inside > w)
		w = set - inside;
	return w + frame;
}

/* ---- seen or not ----------------------------------------------------------------------------- */

/* clip: rect(top, right, bottom, left) that leaves nothing to see. */
static bool clip_leaves_nothing(const struct check_node *n, const struct css_env *env)
{
	struct str sides = css_arguments(style_value(n, P_CLIP), "rect"), one;
	double v[4];
	size_t i = 0;

	if (!n->style->absolute || !sides.p)
		return false;
	while ((one = css_component(&sides)).p)
		if (!str_is(one, ",") && (i == ARRAY_LEN(v) || !style_length(one, n, env, 0, &v[i++])))
			return false;
	return i == ARRAY_LEN(v) && (v[1] - v[3] <= 1 || v[2] - v[0] <= 1);
}

static bool clip_path_leaves_nothing(const struct check_node *n, const struct css_env *env)
{
	struct str path = style_value(n, P_CLIP_PATH), inset = css_arguments(path, "inset"),
		   circle = css_arguments(path, "circle");
	double v;

	return (inset.p && style_length(css_component(&inset), n, env, 100, &v) && v >= 50) ||
		(circle.p && style_length(css_component(&circle), n, env, 100, &v) && v <= 0);
}

static bool clipped_away(const struct check_node *n, const struct css_env *env)
{
	double w, h;

	if (clip_leaves_nothing(n, env) || clip_path_leaves_nothing(n, env))
		return true;
	return word_in(style_value(n, P_OVERFLOW_X), "hidden clip ") &&
		style_length(style_value(n, P_WIDTH), n, env, 0, &w) &&
		style_length(style_value(n, P_HEIGHT), n, env, 0, &h) && w <= 1 && h <= 1;
}

static bool off_page(const struct check_node *n, const struct css_env *env)
{
	double v;

	if (n->style->absolute) {
		double w = layout_box_width(n, env), h = layout_box_height(n, env);

		if (style_length(style_value(n, P_LEFT), n, env, env->width, &v) && v + w <= 0)
			return true;
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is an element, not text without a parent */
		if (style_length(style_value(n, P_RIGHT), n, env, env->width, &v) && v <= -env->width)
			return true;
		if (style_length(style_value(n, P_TOP), n, env, env->height, &v) && v + h <= 0)
			return true;
	}
	return style_length(style_value(n, P_TEXT_INDENT), n, env, env->width, &v) && v <= -999;
}

bool layout_visible(const struct check_node *n, const struct css_env *env)
{
	if (aria_unrendered(n))
		return false;
	for (const struct check_node *e = n->tag.p ? n : n->parent; e; e = e->parent)
		if (e->style->opacity <= 0 || clipped_away(e, env) || off_page(e, env))
			return false;
	return (n->tag.p ? n : n->parent)->style->font_size > 0;
}
