/* Rules about room: clipped and scrolling boxes, phones of 320 px, fingers. */
#include <math.h>

#include "base/cleanup.h"
#include "check_layout.h"
#include "check_page.h"

/* CSS Overflow 3, 3.1: where one axis scrolls or hides, the other cannot stay visible: it scrolls. */
static struct str overflow(const struct check_node *n, enum css_prop p)
{
	struct str v = style_value(n, p), other = style_value(n, p == P_OVERFLOW_X ? P_OVERFLOW_Y : P_OVERFLOW_X);

	return word_in(v, "hidden clip auto scroll ") || !word_in(other, "hidden auto scroll ") ? v : STR("auto");
}

static bool hides(const struct check_node *n, enum css_prop p)
{
	return word_in(overflow(n, p), "hidden clip ");
}

static bool scrolls(const struct check_node *n, enum css_prop p)
{
	return word_in(overflow(n, p), "auto scroll ");
}

static bool set_height(const struct check_node *n, const struct css_env *env, double *ret)
{
	double max;
	bool set = style_length(style_value(n, P_HEIGHT), n, env, NAN, ret);

	if (style_length(style_value(n, P_MAX_HEIGHT), n, env, NAN, &max) && (!set || max < *ret)) {
		*ret = max;
		set = true;
	}
	return set;
}

/* ---- enlarged text --------------------------------------------------------------------------- */

/* How far b reaches beyond a: 0 not, 1 clearly, -1 too little to be sure of an estimate. */
static int beyond(double a, double b)
{
	return b <= 1.02 * a ? 0 : b > 1.15 * a ? 1 : -1;
}

/* A box that shows one line and no more, by a line height of its own, is meant to. */
static int cut_below(const struct check_node *box, const struct css_env *env)
{
	double height;

	if (!hides(box, P_OVERFLOW_Y) || !set_height(box, env, &height) || style_value(box, P_LINE_CLAMP).n ||
		(box->style->line_height > 0 && box->style->line_height >= height - 0.01))
		return 0;
	double need = layout_content_height(box, env);

	return need > 1.02 * height && layout_line(box) > height ? 1 : beyond(height, need);
}

/* The line that t stands in reaches out of the box: it does not wrap, a word is too long, or its block is too wide. */
static int cut_beside(const struct check_node *t, const struct check_node *box, const struct css_env *env)
{
	struct str mark = style_value(box, P_TEXT_OVERFLOW);
	const struct check_node *block = t->parent;
	double width = layout_width(box, env), need;

	if (!hides(box, P_OVERFLOW_X) || (layout_nowrap(box) && mark.n && !word_in(mark, "clip initial ")))
		return 0;
	while (block->parent && layout_is_inline(block))
		block = block->parent;
	need = layout_inline_width(block);
	if (!layout_nowrap(t->parent))
		need = fmax(fmin(need, layout_width(block, env)), layout_longest_word(t->parent, t->text));
	return beyond(width, need);
}

static void judge_clipped(struct check_page *p, const struct check_node *t, const struct css_env *env)
{
	bool any = false, x = true, y = true;
	int cut = 0;

	for (const struct check_node *e = t->parent; e; e = e->parent)
		if (str_ieq(node_attr(e, "aria-hidden"), STR("true")))
			return;
	for (const struct check_node *box = t->parent; box && box->parent && cut <= 0 && (x || y); box = box->parent) {
		if (layout_is_inline(box))
			continue;
		x &= !scrolls(box, P_OVERFLOW_X); /* what scrolls can be brought into view */
		y &= !scrolls(box, P_OVERFLOW_Y);
		any |= (x && hides(box, P_OVERFLOW_X)) || (y && hides(box, P_OVERFLOW_Y));
		int beside = x ? cut_beside(t, box, env) : 0, below = y ? cut_below(box, env) : 0;

		cut = beside > 0 || below > 0 ? 1 : beside < 0 || below < 0 ? -1 : cut;
	}
	if (cut > 0)
		check_fail(p, t, "A box of a set size cuts the text off when the page is enlarged to 200 %%.");
	else if (cut < 0)
		check_unsure(p, t, "A box of a set size may cut the text off when the page is enlarged.");
	else if (any)
		check_pass(p, t);
}

/* In a window of 640 x 512, which is 1280 x 1024 enlarged to 200 %. */
void rule_clipped(struct check_page *p)
{
	struct css_env zoomed = p->env;
	bool asks = false;

	zoomed.width = 640;
	zoomed.height = 512;
	for (size_t i = 0; i < p->sheet->n; i++)
		asks |= p->sheet->rule[i].media != NULL;
	if (asks && !check_style_all(p->doc, p->sheet, &zoomed)) {
		check_unsure(p, p->doc->root, "There was not enough memory.");
		return;
	}
	for (uint32_t i = 0; i < p->doc->n; i++) {
		const struct check_node *t = p->doc->node[i];

		if (!t->tag.p && t->parent && t->parent->ns == NS_HTML && !text_blank(t->text) &&
			layout_visible(t, &zoomed))
			judge_clipped(p, t, &zoomed);
	}
	if (asks && !check_style_all(p->doc, p->sheet, &p->env))
		check_unsure(p, p->doc->root, "There was not enough memory.");
}

/* ---- what scrolls ---------------------------------------------------------------------------- */

static bool holds_text(struct check_page *p, const struct check_node *n)
{
	for (const struct check_node *c = n; (c = node_next(p->doc, c, n));)
		if (!c->tag.p && !text_blank(c->text) && layout_visible(c, &p->env))
			return true;
	return false;
}

/* Does it scroll by more than its padding? 0 no, 1 yes, -1 too close to tell. */
static int overflows(struct check_page *p, const struct check_node *n)
{
	double set, need, pad, v;

	if (scrolls(n, P_OVERFLOW_Y) && set_height(n, &p->env, &set)) {
		pad = style_length(style_value(n, P_PADDING_TOP), n, &p->env, 0, &v) ? v : 0;
		need = layout_content_height(n, &p->env);
		if (need > 1.25 * (set + pad))
			return 1;
		if (need > 0.8 * set)
			return -1;
	}
	if (scrolls(n, P_OVERFLOW_X)) {
		double have = layout_width(n, &p->env);

		pad = style_length(style_value(n, P_PADDING_LEFT), n, &p->env, 0, &v) ? v : 0;
		need = 0;
		for (const struct check_node *c = n->first; c; c = c->next)
			if (c->tag.p)
				need = fmax(need, layout_min_width(c, &p->env));
		if (layout_nowrap(n))
			need = fmax(need, layout_inline_width(n));
		if (need > 1.25 * (have + pad))
			return 1;
		if (need > have)
			return -1;
	}
	return 0;
}

void rule_scrollable(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		bool reached;
		int over;

		if (n->ns != NS_HTML || !n->parent || node_in(n, "body iframe textarea select ") ||
			(!scrolls(n, P_OVERFLOW_X) && !scrolls(n, P_OVERFLOW_Y)) || !holds_text(p, n) ||
			!layout_visible(n, &p->env) || !(over = overflows(p, n)))
			continue;
		reached = aria_tabbable(p->doc, n);
		for (const struct check_node *c = n; !reached && (c = node_next(p->doc, c, n));)
			reached = c->tag.p && aria_tabbable(p->doc, c);
		if (reached)
			check_pass(p, n);
		else if (over > 0)
			check_fail(
				p, n, "It scrolls, but neither it nor anything in it can be reached with the Tab key.");
		else
			check_unsure(p, n, "It may scroll, and nothing in it can be reached with the Tab key.");
	}
}

/* ---- 320 px ---------------------------------------------------------------------------------- */

/* The innermost element that needs all the width that its parent needs too much. */
static const struct check_node *culprit(const struct check_node *n, const struct css_env *env, double limit)
{
	for (const struct check_node *c = n->first; c;) {
		if (c->tag.p && c->shown && !c->style->absolute && layout_min_width(c, env) > limit) {
			n = c;
			c = c->first;
		} else {
			c = c->next;
		}
	}
	return n;
}

void rule_overflow_320(struct check_page *p)
{
	const struct check_node *body = p->doc->root ? p->doc->root->last : NULL;
	const double limit = 320;

	/* The rule asks for the styles of a phone: a page that was styled for a wider window cannot tell. */
	if (!body || !node_is(body, "body") || p->env.width > limit)
		return;
	double need = layout_min_width(body, &p->env);

	if (need <= limit) {
		check_pass(p, body);
		return;
	}
	check_fail(p, culprit(body, &p->env, limit), "The page needs %.0f px at least.", ceil(need));
}

/* ---- fingers --------------------------------------------------------------------------------- */

/* A link in a sentence is exempt (2.5.8, inline). */
static bool in_sentence(const struct check_node *n)
{
	const struct check_node *block = n->parent;

	if (!layout_is_inline(n))
		return false;
	while (block->parent && layout_is_inline(block))
		block = block->parent;
	return layout_inline_width(block) > 1.2 * layout_inline_width(n) + 8;
}

/* A generated box laid over a whole card makes the card the target. */
static bool stretched(const struct check_node *n)
{
	return n->style->after_box && !n->style->after_text.n;
}

/* The gap that keeps what stands beside it away (2.5.8, spacing): that of the row it is an item of, itself or its <li>. */
static double room_beside(const struct check_node *n, const struct css_env *env)
{
	const struct check_node *row = node_is(n->parent, "li") ? n->parent->parent : n->parent;
	double gap;

	return row && (row->style->display == DISPLAY_FLEX || row->style->display == DISPLAY_GRID) &&
			style_length(style_value(row, P_COLUMN_GAP), row, env, 0, &gap)
		? gap
		: 0;
}

void rule_tap_target(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct check_node *block = n->parent;

		if (n->ns != NS_HTML || !node_in(n, "a button input select textarea summary ") ||
			!aria_tabbable(p->doc, n) || !layout_visible(n, &p->env) ||
			(node_is(n, "input") && word_in(node_attr(n, "type"), "hidden checkbox radio ")) ||
			in_sentence(n) || stretched(n))
			continue;
		double h = layout_box_height(n, &p->env), w = layout_box_width(n, &p->env);

		/* Alone on its line: the line keeps others away. */
		while (layout_is_inline(n) && block && block->parent && layout_is_inline(block))
			block = block->parent;
		if (layout_is_inline(n) && block)
			h = fmax(h, layout_box_height(block, &p->env));
		for (const struct check_node *c = n; (c = node_next(p->doc, c, n));)
			if (node_in(c, "img picture svg ") || c->ns == NS_SVG)
				w = fmax(w, 24), h = fmax(h, layout_box_height(n, &p->env));
		if (h >= 24 && w + room_beside(n, &p->env) >= 24)
			check_pass(p, n);
		else
			check_fail(p, n, "It is about %.0f x %.0f px.", w, h);
	}
}
