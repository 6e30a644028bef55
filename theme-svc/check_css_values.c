/* Shorthands into longhands, and media queries. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "check_color.h"
#include "check_css.h"

static bool put(
	struct arena *a, const struct css_decl *from, enum css_prop prop, struct str value, struct css_decls *ret)
{
	struct css_decl d = *from;

	if (!value.n)
		return true;
	d.prop = prop;
	d.value = value;
	if (ret->n == ret->cap) {
		size_t cap = ret->cap ? 2 * ret->cap : 8;
		struct css_decl *v = arena_grow(a, ret->v, ret->n * sizeof(*v), cap * sizeof(*v));

		if (!v)
			return false;
		ret->v = v;
		ret->cap = cap;
	}
	ret->v[ret->n++] = d;
	return true;
}

static size_t components(struct str value, struct str *ret, size_t max)
{
	size_t n = 0;
	struct str c;

	while (n < max && (c = css_component(&value)).p)
		ret[n++] = c;
	return n;
}

/* top, right, bottom, left of one to four values. */
static bool put_sides(struct arena *a, const struct css_decl *d, const enum css_prop side[4], struct css_decls *ret)
{
	struct str v[4];
	size_t n = components(d->value, v, 4);

	if (!n)
		return true;
	struct str four[4] = { v[0], n > 1 ? v[1] : v[0], n > 2 ? v[2] : v[0], n > 3 ? v[3] : n > 1 ? v[1] : v[0] };

	for (int i = 0; i < 4; i++)
		if (!put(a, d, side[i], four[i], ret))
			return false;
	return true;
}

static bool put_pair(
	struct arena *a, const struct css_decl *d, enum css_prop first, enum css_prop second, struct css_decls *ret)
{
	struct str v[2];
	size_t n = components(d->value, v, 2);

	return n == 0 || (put(a, d, first, v[0], ret) && put(a, d, second, v[n - 1], ret));
}

static bool is_width(struct str s)
{
	return s.n &&
		(isdigit((unsigned char)s.p[0]) || s.p[0] == '.' || word_in(s, "thin medium thick ") ||
			css_arguments(s, "calc").p || css_arguments(s, "max").p || css_arguments(s, "min").p ||
			css_arguments(s, "clamp").p);
}

/* A line's style "none" or none at all makes its width 0. */
static bool put_border(
	struct arena *a, const struct css_decl *d, const enum css_prop *side, size_t n_side, struct css_decls *ret)
{
	struct str v[4], width = STR("medium"), style = STR("none");
	size_t n = components(d->value, v, 4);

	for (size_t i = 0; i < n; i++) {
		if (is_width(v[i]))
			width = v[i];
		else if (word_in(v[i], "solid dashed dotted double groove ridge inset outset "))
			style = v[i];
		else if (n == 1 && word_in(v[i], "inherit initial unset revert "))
			return true;
	}
	if (str_is(style, "none"))
		width = STR("0px");
	for (size_t i = 0; i < n_side; i++)
		if (!put(a, d, side[i], width, ret))
			return false;
	return true;
}

static bool put_border_style(
	struct arena *a, const struct css_decl *d, const enum css_prop side[4], struct css_decls *ret)
{
	bool none = str_ieq(d->value, STR("none")) || str_ieq(d->value, STR("hidden"));

	for (int i = 0; i < 4; i++)
		if (!put(a, d, side[i], none ? STR("0px") : STR("medium"), ret))
			return false;
	return true;
}

static bool is_image(struct str s)
{
	static const char *const images[] = { "url", "linear-gradient", "radial-gradient", "conic-gradient",
		"repeating-linear-gradient", "repeating-radial-gradient", "repeating-conic-gradient", "image-set",
		"cross-fade", "element" };

	for (size_t i = 0; i < ARRAY_LEN(images); i++)
		if (s.n > strlen(images[i]) && strncasecmp(s.p, images[i], strlen(images[i])) == 0 &&
			s.p[strlen(images[i])] == '(')
			return true;
	return false;
}

static bool put_background(struct arena *a, const struct css_decl *d, struct css_decls *ret)
{
	struct str rest = d->value, layer, color = STR("transparent"), clip = STR("border-box");
	struct buf images = BUF_ON(a, 64 << 10);
	struct rgba c;

	if (word_in(d->value, "inherit initial unset revert "))
		return put(a, d, P_BACKGROUND_COLOR, d->value, ret) && put(a, d, P_BACKGROUND_IMAGE, d->value, ret);
	while (rest.p) {
		struct str one, image = STR("none");

		layer = css_split(&rest, ',');
		while ((one = css_component(&layer)).p) {
			if (is_image(one))
				image = one;
			else if (color_read(one, RGBA_BLACK, false, &c))
				color = one;
			else if (word_in(one, "text "))
				clip = one;
		}
		buf_c(&images, images.len ? "," : "");
		buf_str(&images, image);
	}
	struct str list = str_dup(a, buf_view(&images));

	return list.p && put(a, d, P_BACKGROUND_COLOR, color, ret) && put(a, d, P_BACKGROUND_IMAGE, list, ret) &&
		put(a, d, P_BACKGROUND_CLIP, clip, ret);
}

/* [style variant weight stretch]* size[/line-height] family */
static bool put_font(struct arena *a, const struct css_decl *d, struct css_decls *ret)
{
	struct str rest = d->value, one, weight = STR("normal"), size = STR_NONE, line = STR("normal");

	if (word_in(d->value, "inherit initial unset revert "))
		return put(a, d, P_FONT_SIZE, d->value, ret) && put(a, d, P_FONT_WEIGHT, d->value, ret) &&
			put(a, d, P_LINE_HEIGHT, d->value, ret) && put(a, d, P_FONT_FAMILY, d->value, ret);
	while (!size.p && (one = css_component(&rest)).p) {
		char *end;
		double number = strtod(one.p, &end);

		/* A number without a unit is a weight. */
		if (word_in(one, "bold bolder lighter ") || (number > 0 && end == one.p + one.n))
			weight = one;
		else if (!word_in(one, "normal italic oblique small-caps condensed expanded "))
			size = one;
	}
	struct str after = rest, slash = css_component(&after);

	if (str_is(slash, "/")) {
		line = css_component(&after);
		rest = after;
	}
	return put(a, d, P_FONT_SIZE, size, ret) && put(a, d, P_FONT_WEIGHT, weight, ret) &&
		put(a, d, P_LINE_HEIGHT, line, ret) && put(a, d, P_FONT_FAMILY, str_trim(rest), ret);
}

static bool put_flex(struct arena *a, const struct css_decl *d, struct css_decls *ret)
{
	struct str v[3], num[2] = { STR("1"), STR("1") }, basis = STR("0px");
	size_t n = components(d->value, v, 3), k = 0;

	if (word_in(d->value, "none "))
		num[0] = num[1] = STR("0"), basis = STR("auto");
	else if (word_in(d->value, "auto "))
		basis = STR("auto");
	else
		for (size_t i = 0; i < n; i++) {
			char *end;

			(void)strtod(v[i].p, &end);
			if (k < 2 && end == v[i].p + v[i].n)
				num[k++] = v[i];
			else
				basis = v[i];
		}
	return put(a, d, P_FLEX_GROW, num[0], ret) && put(a, d, P_FLEX_SHRINK, num[1], ret) &&
		put(a, d, P_FLEX_BASIS, basis, ret);
}

static bool put_flex_flow(struct arena *a, const struct css_decl *d, struct css_decls *ret)
{
	struct str v[2];
	size_t n = components(d->value, v, 2);

	for (size_t i = 0; i < n; i++)
		if (!put(a, d, word_in(v[i], "wrap nowrap wrap-reverse ") ? P_FLEX_WRAP : P_FLEX_DIRECTION, v[i], ret))
			return false;
	return true;
}

#define SIDES(before, after)                                                                                         \
	{                                                                                                            \
		P_##before##TOP##after, P_##before##RIGHT##after, P_##before##BOTTOM##after, P_##before##LEFT##after \
	}
static const enum css_prop margin[4] = SIDES(MARGIN_, ), padding[4] = SIDES(PADDING_, ), inset[4] = SIDES(, ),
			   border[4] = SIDES(BORDER_, _WIDTH);
static const enum css_prop border_inline[2] = { P_BORDER_LEFT_WIDTH, P_BORDER_RIGHT_WIDTH };
static const enum css_prop border_block[2] = { P_BORDER_TOP_WIDTH, P_BORDER_BOTTOM_WIDTH };

bool css_expand(struct arena *a, const struct css_decl *d, struct css_decls *ret)
{
	if (d->prop < P_LONGHANDS)
		return put(a, d, d->prop, d->value, ret);
	switch (d->prop) {
	case P_MARGIN: return put_sides(a, d, margin, ret);
	case P_PADDING: return put_sides(a, d, padding, ret);
	case P_INSET: return put_sides(a, d, inset, ret);
	case P_BORDER_WIDTH: return put_sides(a, d, border, ret);
	case P_BORDER_STYLE: return put_border_style(a, d, border, ret);
	case P_BORDER: return put_border(a, d, border, 4, ret);
	case P_BORDER_TOP:
	case P_BORDER_RIGHT:
	case P_BORDER_BOTTOM:
	case P_BORDER_LEFT: return put_border(a, d, &border[d->prop - P_BORDER_TOP], 1, ret);
	case P_BORDER_INLINE: return put_border(a, d, border_inline, 2, ret);
	case P_BORDER_BLOCK: return put_border(a, d, border_block, 2, ret);
	case P_MARGIN_INLINE: return put_pair(a, d, P_MARGIN_LEFT, P_MARGIN_RIGHT, ret);
	case P_MARGIN_BLOCK: return put_pair(a, d, P_MARGIN_TOP, P_MARGIN_BOTTOM, ret);
	case P_PADDING_INLINE: return put_pair(a, d, P_PADDING_LEFT, P_PADDING_RIGHT, ret);
	case P_PADDING_BLOCK: return put_pair(a, d, P_PADDING_TOP, P_PADDING_BOTTOM, ret);
	case P_INSET_INLINE: return put_pair(a, d, P_LEFT, P_RIGHT, ret);
	case P_INSET_BLOCK: return put_pair(a, d, P_TOP, P_BOTTOM, ret);
	case P_OVERFLOW: return put_pair(a, d, P_OVERFLOW_X, P_OVERFLOW_Y, ret);
	case P_GAP: return put_pair(a, d, P_ROW_GAP, P_COLUMN_GAP, ret);
	case P_BACKGROUND: return put_background(a, d, ret);
	case P_FONT: return put_font(a, d, ret);
	case P_FLEX: return put_flex(a, d, ret);
	case P_FLEX_FLOW: return put_flex_flow(a, d, ret);
	default: return true;
	}
}

/* ---- media queries --------------------------------------------------------------------------- */

/* A length as media queries read it: em is 16 px. */
static bool media_length(struct str s, double *ret)
{
	char *end, text[32];

	if (!s.n || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = 0;
	*ret = strtod(text, &end);
	if (end == text)
		return false;
	if (strcasecmp(end, "em") == 0 || strcasecmp(end, "rem") == 0)
		*ret *= 16;
	else if (strcasecmp(end, "px") != 0 && *end)
		return false;
	return true;
}

static int compare_feature(struct str name, const char *op, struct str value, const struct css_env *env)
{
	double want,
		have = str_ieq(name, STR("width")) || str_ieq(name, STR("inline-size")) ? env->width
		: str_ieq(name, STR("height"))                                          ? env->height
											: -1;

	if (have < 0 || !media_length(value, &want))
		return -1;
	switch (op[0]) {
	case '<': return op[1] == '=' ? have <= want : have < want;
	case '>': return op[1] == '=' ? have >= want : have > want;
	default: return have == want;
	}
}

/* "400px <= width <= 800px", "width >= 30em" */
static int holds_range(struct str s, const struct css_env *env)
{
	struct str part[3];
	char op[2][3] = { "", "" };
	int n = 0;
	size_t from = 0;

	for (size_t i = 0; i < s.n && n < 2; i++)
		if (strchr("<>=", s.p[i])) {
			size_t len = i + 1 < s.n && s.p[i + 1] == '=' ? 2 : 1;

			part[n] = str_trim(str_sub(s, from, i));
			memcpy(op[n++], s.p + i, len);
			from = i + len;
			i += len - 1;
		}
	part[n] = str_trim(str_sub(s, from, s.n));
	if (n == 0)
		return -1;
	for (int i = 0; i < n; i++) /* a value before the name: turned round */
		if (part[i].n && isdigit((unsigned char)part[i].p[0])) {
			struct str value = part[i];
			char turned[3] = { op[i][0] == '<' ? '>' : op[i][0] == '>' ? '<' : '=', op[i][1], 0 };
			int r = compare_feature(part[i + 1], turned, value, env);

			if (r <= 0)
				return r;
		} else {
			int r = compare_feature(part[i], op[i], part[i + 1], env);

			if (r <= 0)
				return r;
		}
	return 1;
}

/* 1 holds, 0 does not, -1 unknown (then the query does not hold, negated or not). */
static int holds_feature(struct str s, const struct css_env *env)
{
	ptrdiff_t colon = str_find(s, ':', 0);
	struct str name = colon < 0 ? s : str_trim(str_sub(s, 0, (size_t)colon)),
		   value = colon < 0 ? STR_NONE : str_trim(str_sub(s, (size_t)colon + 1, s.n));

	if (colon < 0 && (memchr(s.p, '<', s.n) || memchr(s.p, '>', s.n) || memchr(s.p, '=', s.n)))
		return holds_range(s, env);
	if (str_ieq(name, STR("orientation")))
		return !value.n                        ? 1
			: word_in(value, "landscape ") ? env->landscape
			: word_in(value, "portrait ")  ? !env->landscape
						       : -1;
	if (str_ieq(name, STR("prefers-color-scheme")))
		return word_in(value, "dark ") ? env->dark : word_in(value, "light ") ? !env->dark : -1;
	if (str_starts(name, STR("min-")))
		return compare_feature(str_sub(name, 4, name.n), ">=", value, env);
	if (str_starts(name, STR("max-")))
		return compare_feature(str_sub(name, 4, name.n), "<=", value, env);
	if (str_ieq(name, STR("width")) || str_ieq(name, STR("height")))
		return value.n ? compare_feature(name, "=", value, env) : 1;
	if (str_starts(name, STR("prefers-")) || str_ieq(name, STR("forced-colors")) || str_ieq(name, STR("update")))
		return word_in(value, "no-preference none light fast ");
	if (str_ieq(name, STR("hover")) || str_ieq(name, STR("any-hover")))
		return env->width >= 700 ? word_in(value, "hover ") || !value.n : word_in(value, "none ");
	if (str_ieq(name, STR("pointer")) || str_ieq(name, STR("any-pointer")))
		return env->width >= 700 ? word_in(value, "fine ") || !value.n : word_in(value, "coarse ") || !value.n;
	return -1;
}

static int holds_condition(struct str s, const struct css_env *env, int depth);

static int holds_one(struct str s, const struct css_env *env, int depth)
{
	if (!s.n || s.p[0] != '(' || s.p[s.n - 1] != ')' || depth > 8)
		return -1;
	s = str_trim(str_sub(s, 1, s.n - 1));
	return s.n && (s.p[0] == '(' || (s.n > 4 && strncasecmp(s.p, "not ", 4) == 0))
		? holds_condition(s, env, depth + 1)
		: holds_feature(s, env);
}

/* "screen and (…) and (…)", "(…) or (…)", "not (…)" */
static int holds_condition(struct str s, const struct css_env *env, int depth)
{
	struct str rest = s, one;
	int result = 1, turn = 0;
	bool negate = false, or = false;

	while ((one = css_component(&rest)).p) {
		int r;

		if (word_in(one, "and only "))
			continue;
		if (word_in(one, "or ")) {
			or = true;
			continue;
		}
		if (word_in(one, "not ")) {
			negate = true;
			continue;
		}
		if (one.p[0] == '(')
			r = holds_one(one, env, depth);
		else
			r = word_in(one, "all screen ");
		if (r < 0)
			return -1;
		result = turn++ == 0 ? r : or ? result | r : result & r;
	}
	return negate ? !result : result;
}

bool css_media_holds(const struct css_media *m, const struct css_env *env)
{
	for (; m; m = m->outer) {
		struct str rest = m->query;
		bool any = !rest.n;

		if (m->supports) { /* what browsers of today can; what they cannot is asked for with `not` */
			if (m->query.n > 3 && strncasecmp(m->query.p, "not", 3) == 0)
				return false;
			continue;
		}
		while (rest.p && !any)
			any = holds_condition(css_split(&rest, ','), env, 0) == 1;
		if (!any)
			return false;
	}
	return true;
}
