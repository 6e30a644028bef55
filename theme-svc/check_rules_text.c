/* Rules about text: contrast and what keeps it from being spaced out. */
#include <math.h>

#include "base/cleanup.h"
#include "check_layout.h"
#include "check_page.h"
#include "search_words.h"

/* ---- spacing in style attributes ------------------------------------------------------------- */

/* The declaration that decides the property of e: from a style attribute, important, and no keyword that hands on. */
static const struct css_won *set_for_good(const struct check_node *e, enum css_prop prop)
{
	const struct css_won *w = e->style->won[prop];

	return w && w->important && w->in_attribute && !word_in(w->value, "inherit unset revert revert-layer ") ? w
														: NULL;
}

static const struct check_node *visible_text_child(struct check_page *p, const struct check_node *e)
{
	for (const struct check_node *c = e->first; c; c = c->next)
		if (!c->tag.p && !text_blank(c->text) && layout_visible(c, &p->env))
			return c;
	return NULL;
}

static void judge_spacing(struct check_page *p, enum css_prop prop, double least)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct css_won *w = n->ns == NS_HTML ? set_for_good(n, prop) : NULL;

		if (!w || !visible_text_child(p, n))
			continue;
		double px = prop == P_LETTER_SPACING ? n->style->letter_spacing
			: prop == P_WORD_SPACING     ? n->style->word_spacing
						     : layout_line(n),
		       em = px / n->style->font_size;

		if (em >= least - 1e-6)
			check_pass(p, n);
		else
			check_fail(
				p, n, "%s is %.2f em for good; people need %.2f em.", css_prop_names[prop], em, least);
	}
}

void rule_letter_spacing(struct check_page *p)
{
	judge_spacing(p, P_LETTER_SPACING, 0.12);
}

void rule_word_spacing(struct check_page *p)
{
	judge_spacing(p, P_WORD_SPACING, 0.16);
}

/* Only text that wraps has lines to set apart. */
void rule_line_height(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct css_won *w = n->ns == NS_HTML ? set_for_good(n, P_LINE_HEIGHT) : NULL;
		const struct check_node *block = n;

		if (!w || !visible_text_child(p, n) || layout_nowrap(n))
			continue;
		while (block->parent && layout_is_inline(block))
			block = block->parent;
		if (layout_inline_width(block) <= layout_width(block, &p->env))
			continue;
		if (layout_line(n) >= 1.5 * n->style->font_size - 1e-6)
			check_pass(p, n);
		else
			check_fail(p, n, "line-height is %.2f em for good; people need 1.5 em.",
				layout_line(n) / n->style->font_size);
	}
}

/* ---- contrast -------------------------------------------------------------------------------- */

enum { BEHIND_MAX = 12 };

/* The colours that may stand behind a text. */
struct behind {
	struct rgba c[BEHIND_MAX];
	int n;
	bool unknown;
};

static void lay(struct behind *b, struct rgba over, double opacity)
{
	over.a *= opacity;
	for (int i = 0; i < b->n; i++)
		b->c[i] = color_over(over, b->c[i]);
}

/* Colour stops of a gradient; false: one that cannot be read. */
static int gradient_stops(struct str args, const struct check_node *n, struct rgba *ret, int max)
{
	int count = 0;

	while (args.p && count < max) {
		struct str part = css_split(&args, ','), one = css_component(&part);
		struct rgba c;

		if (color_read(one, n->style->color, n->style->dark, &c))
			ret[count++] = c;
		else if (count > 0)
			return -1;
	}
	return count;
}

static void lay_gradient(struct behind *b, struct str args, const struct check_node *n, double opacity)
{
	struct rgba stop[6];
	int stops = gradient_stops(args, n, stop, (int)ARRAY_LEN(stop));
	struct behind out = { .unknown = b->unknown || stops <= 0 };

	for (int i = 0; i < b->n; i++)
		for (int k = 0; k < stops && out.n < BEHIND_MAX; k++) {
			struct rgba over = stop[k];

			over.a *= opacity;
			out.c[out.n++] = color_over(over, b->c[i]);
		}
	if (out.n)
		*b = out;
	else
		b->unknown = true;
}

static void lay_images(struct behind *b, const struct check_node *n, double opacity)
{
	struct str rest = style_value(n, P_BACKGROUND_IMAGE), layer[8];
	int count = 0;

	while (rest.n && count < (int)ARRAY_LEN(layer))
		layer[count++] = css_split(&rest, ',');
	for (int i = count; i-- > 0;) { /* the first one named lies on top */
		ptrdiff_t open = str_find(layer[i], '(', 0);

		if (!layer[i].n || str_ieq(layer[i], STR("none")))
			continue;
		if (open < 0 || !str_ends(str_sub(layer[i], 0, (size_t)open), STR("gradient")))
			b->unknown = true;
		else
			lay_gradient(b, str_sub(layer[i], (size_t)open + 1, layer[i].n - 1), n, opacity);
	}
}

/* Something drawn beside e may lie under it: a picture in the same box. */
static bool over_picture(const struct check_node *e)
{
	const struct check_node *box = e->parent;

	for (const struct check_node *c = box ? box->first : NULL; c && c != box->end; c = c->first ? c->first
			: c->next                                                                   ? c->next
												    : c->end)
		if (c->tag.p && c->shown && !node_within(c, e) &&
			(node_in(c, "img video canvas picture iframe object ") || c->ns == NS_SVG))
			return true;
	return false;
}

static bool plain(struct str value, const char *words)
{
	return !value.n || word_in(value, words);
}

static void find_behind(struct arena *a, const struct check_node *e, struct behind *b, double *ret_opacity)
{
	const struct check_node **chain = arena_alloc(a, (CHECK_DEPTH_MAX + 1) * sizeof(*chain));
	int n = 0;
	double opacity = 1;
	bool filtered = false;

	*ret_opacity = 1;
	*b = (struct behind){ .unknown = true };
	if (!chain)
		return;
	for (; e; e = e->parent)
		chain[n++] = e;
	*b = (struct behind){ .c = { chain[n - 1]->style->dark
					      ? (struct rgba){ 0x12 / 255.0, 0x12 / 255.0, 0x12 / 255.0, 1 }
					      : RGBA_WHITE },
		.n = 1 };
	while (n-- > 0) {
		const struct check_style *s = chain[n]->style;

		opacity *= s->opacity;
		if (s->absolute && s->background.a < 1 && over_picture(chain[n]))
			b->unknown = true;
		if (s->background.a * opacity >= 1)
			b->unknown = false;
		filtered |= !plain(style_value(chain[n], P_FILTER), "none initial ") ||
			!plain(style_value(chain[n], P_MIX_BLEND), "normal initial ");
		if (word_in(style_value(chain[n], P_BACKGROUND_CLIP), "text "))
			b->unknown = true;
		else
			lay(b, s->background, opacity);
		lay_images(b, chain[n], opacity);
	}
	b->unknown |= filtered;
	*ret_opacity = opacity;
}

/* A shadow that surrounds the letters is what they stand out from: one without offset, or some to all sides. */
static bool surrounding_shadow(struct check_page *p, const struct check_node *e, struct rgba *ret)
{
	struct str rest = style_value(e, P_TEXT_SHADOW);
	unsigned int sides = 0;

	if (!rest.n || word_in(rest, "none initial "))
		return false;
	while (rest.p) {
		struct str layer = css_split(&rest, ','), one;
		double v[3] = { 0 }, x;
		struct rgba c = e->style->color;
		int n = 0;

		while ((one = css_component(&layer)).p)
			if (n < 3 && style_length(one, e, &p->env, 0, &x))
				v[n++] = x;
			else
				(void)color_read(one, e->style->color, e->style->dark, &c);
		if (n < 2 || c.a < 0.5)
			continue;
		*ret = c;
		if (fabs(v[0]) < 0.5 && fabs(v[1]) < 0.5 && v[2] > 0)
			return true;
		sides |= (v[0] > 0 ? 1u : 2u) << (v[1] > 0 ? 0 : 2);
		if (sides == 15)
			return true;
	}
	return false;
}

static bool names_disabled(struct check_page *p, const struct check_node *e)
{
	struct str id = node_attr(e, "id");

	for (size_t i = 0; node_is(e, "label") && i < p->doc->n_label; i++)
		if (p->doc->label[i].label == e && p->doc->label[i].control && aria_disabled(p->doc->label[i].control))
			return true;
	for (const struct check_node *n = id.n && p->doc->labelledby ? next_element(p, NULL) : NULL; n;
		n = next_element(p, n)) {
		struct str ids = node_attr(n, "aria-labelledby"), word;

		while (ids.n && (word = next_token(&ids)).p)
			if (str_eq(word, id) && aria_disabled(n))
				return true;
	}
	return false;
}

static bool of_disabled(struct check_page *p, const struct check_node *e)
{
	if (aria_disabled(e))
		return true;
	for (; e; e = e->parent)
		if (names_disabled(p, e) || (node_is(e, "fieldset") && node_has(e, "disabled")))
			return true;
	return false;
}

/* Signs alone say nothing in a human language. */
static bool is_language(struct str s)
{
	struct search_text t = { .rest = s };
	struct search_word word;

	return search_next(&t, &word);
}

static struct str hex(struct check_page *p, struct rgba c)
{
	return str_printf(
		p->arena, "#%02x%02x%02x", (int)lround(c.r * 255), (int)lround(c.g * 255), (int)lround(c.b * 255));
}

static void judge_text(struct check_page *p, const struct check_node *t, double small, double large)
{
	const struct check_node *e = t->parent;
	struct behind *b = ARENA_NEW(p->arena, struct behind);
	double opacity, best = 0, want;
	struct rgba text = e->style->color, shadow, at = RGBA_WHITE;
	struct str fill = style_value(e, P_TEXT_FILL);

	if (!b)
		return;
	find_behind(p->arena, e, b, &opacity);
	if (fill.n && !color_read(fill, e->style->color, e->style->dark, &text))
		b->unknown = true;
	if (surrounding_shadow(p, e, &shadow)) {
		b->unknown = false;
		lay(b, shadow, opacity);
	}
	text.a *= opacity;
	for (int i = 0; i < b->n; i++) {
		double ratio = color_ratio(color_over(text, b->c[i]), b->c[i]);

		if (ratio > best) {
			best = ratio;
			at = b->c[i];
		}
	}
	want = e->style->font_size >= 24 - 1e-6 ||
			(e->style->font_size >= 56.0 / 3 - 1e-6 && e->style->font_weight >= 700)
		? large
		: small;
	if (!b->unknown && best < 1.0001)
		return; /* not visible at all */
	if (!is_language(t->text) || (!b->unknown && best >= want))
		check_pass(p, t);
	else if (b->unknown)
		check_unsure(p, t, "It stands on a picture or on something drawn elsewhere.");
	else
		check_fail(p, t, "%.2f:1 where %.1f:1 is needed: %.*s on %.*s.", floor(best * 100) / 100, want,
			STR_FMT(hex(p, color_over(text, at))), STR_FMT(hex(p, at)));
}

static void judge_contrast(struct check_page *p, double small, double large)
{
	for (uint32_t i = 0; i < p->doc->n; i++) {
		const struct check_node *t = p->doc->node[i];

		if (t->tag.p || !t->parent || t->parent->ns != NS_HTML || text_blank(t->text) ||
			node_in(t->parent, "option title script style textarea ") || !layout_visible(t, &p->env) ||
			of_disabled(p, t->parent))
			continue;
		judge_text(p, t, small, large);
	}
}

void rule_contrast(struct check_page *p)
{
	judge_contrast(p, 4.5, 3);
}

void rule_contrast_enhanced(struct check_page *p)
{
	judge_contrast(p, 7, 4.5);
}
