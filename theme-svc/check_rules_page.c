/* Rules about the page as a whole: title, language, zoom, reloading, orientation; and what is left. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "check_lang.h"
#include "check_layout.h"
#include "check_page.h"

static const struct check_node *html_root(struct check_page *p)
{
	return !p->doc->xml && node_is(p->doc->root, "html") ? p->doc->root : NULL;
}

void rule_page_title(struct check_page *p)
{
	const struct check_node *root = html_root(p);

	for (const struct check_node *n = root; n; n = next_element(p, n))
		if (node_is(n, "title")) {
			for (const struct check_node *t = n->first; t; t = t->next)
				if (!text_white(t->text)) {
					check_pass(p, n);
					return;
				}
			check_fail(p, n, "The title is empty.");
			return;
		}
	if (root)
		check_fail(p, root, "There is no title.");
}

void rule_page_lang(struct check_page *p)
{
	const struct check_node *root = html_root(p);

	if (!root)
		return;
	if (text_blank(node_attr(root, "lang")))
		check_fail(p, root, "There is no lang attribute, or it is empty.");
	else
		check_pass(p, root);
}

void rule_page_lang_valid(struct check_page *p)
{
	const struct check_node *root = html_root(p);

	if (!root || text_blank(node_attr(root, "lang")))
		return;
	if (check_lang_known(node_attr(root, "lang")))
		check_pass(p, root);
	else
		check_fail(p, root, "There is no language \"%.*s\".", STR_FMT(str_sub(node_attr(root, "lang"), 0, 40)));
}

void rule_page_lang_match(struct check_page *p)
{
	const struct check_node *root = html_root(p);
	struct str a = root ? node_attr(root, "lang") : STR_NONE, b = root ? node_attr(root, "xml:lang") : STR_NONE;

	if (!check_lang_known(a) || text_blank(b))
		return;
	if (str_ieq(css_split(&a, '-'), css_split(&b, '-')))
		check_pass(p, root);
	else
		check_fail(p, root, "lang and xml:lang differ.");
}

static bool says_something(struct check_page *p, const struct check_node *n)
{
	if (!n->tag.p)
		return !text_blank(n->text) && !aria_unrendered(n);
	if (aria_hidden(n))
		return false;
	return aria_name(p->doc, n).n || !text_blank(node_attr(n, "title"));
}

void rule_part_lang(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct check_node *c = n;
		struct str lang = node_attr(n, "lang");

		if (!lang.n || n == p->doc->root || n->ns != NS_HTML ||
			node_in(n, "head title meta link style script "))
			continue;
		bool says = says_something(p, n);

		while (!says && (c = node_next(p->doc, c, n))) {
			if (c->tag.p && node_has(c, "lang")) { /* speaks for itself: over it */
				while (c->end && c->index + 1 < c->end->index)
					c = p->doc->node[c->end->index - 1];
				if (!c->end)
					break;
				continue;
			}
			says = says_something(p, c);
		}
		if (!says)
			continue;
		if (check_lang_known(lang))
			check_pass(p, n);
		else
			check_fail(p, n, "There is no language \"%.*s\".", STR_FMT(str_sub(lang, 0, 40)));
	}
}

/* HTML Standard, "shared declarative refresh steps": seconds, or -1 when it does not refresh. */
static double refresh_after(struct str s)
{
	size_t i = 0, from;
	double seconds = 0;

	while (i < s.n && isspace((unsigned char)s.p[i]))
		i++;
	for (from = i; i < s.n && isdigit((unsigned char)s.p[i]); i++)
		seconds = seconds * 10 + (s.p[i] - '0');
	if (i == from && (i == s.n || s.p[i] != '.'))
		return -1;
	while (i < s.n && (isdigit((unsigned char)s.p[i]) || s.p[i] == '.'))
		i++;
	if (i == s.n)
		return seconds;
	return s.p[i] == ';' || s.p[i] == ',' || isspace((unsigned char)s.p[i]) ? seconds : -1;
}

/* The first that works is the one that counts. */
static const struct check_node *refresher(struct check_page *p, double *ret)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		if (node_is(n, "meta") && str_ieq(node_attr(n, "http-equiv"), STR("refresh")) &&
			(*ret = refresh_after(node_attr(n, "content"))) >= 0)
			return n;
	return NULL;
}

static void judge_refresh(struct check_page *p, double least)
{
	double after;
	const struct check_node *n = refresher(p, &after);

	if (n && after > 0 && after <= least)
		check_fail(p, n, "The page reloads after %.0f seconds.", after);
	else if (n)
		check_pass(p, n);
}

void rule_refresh(struct check_page *p)
{
	judge_refresh(p, 72000); /* 20 hours */
}

void rule_refresh_strict(struct check_page *p)
{
	judge_refresh(p, INFINITY);
}

static double viewport_number(struct str v)
{
	char *end;
	double x;

	if (word_in(v, "yes "))
		return 1;
	if (word_in(v, "device-width device-height "))
		return 10;
	if (!v.n)
		return 0;
	x = strtod(v.p, &end);
	return end == v.p ? 0 : x;
}

static bool viewport_gap(char c, bool equals)
{
	return isspace((unsigned char)c) || c == ',' || c == ';' || (equals && c == '=');
}

/* CSS Device Adaptation, 9.3: the next property and its value off *rest; false at the end. A value may be absent. */
static bool viewport_pair(struct str *rest, struct str *ret_name, struct str *ret_value)
{
	struct str s = *rest;
	size_t i = 0, from;

	while (i < s.n && viewport_gap(s.p[i], true))
		i++;
	for (from = i; i < s.n && !viewport_gap(s.p[i], true);)
		i++;
	*ret_name = str_sub(s, from, i);
	*ret_value = STR_NONE;
	while (i < s.n && s.p[i] != ',' && s.p[i] != ';' && s.p[i] != '=')
		i++;
	while (i < s.n && (isspace((unsigned char)s.p[i]) || s.p[i] == '='))
		i++;
	for (from = i; i < s.n && !viewport_gap(s.p[i], true);)
		i++;
	*ret_value = str_sub(s, from, i);
	*rest = str_sub(s, i, s.n);
	return i > 0;
}

void rule_viewport_zoom(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str content = node_is(n, "meta") && str_ieq(node_attr(n, "name"), STR("viewport"))
			? node_attr(n, "content")
			: STR_NONE;
		struct str rest = content, name, value;
		bool bad = false;

		while (viewport_pair(&rest, &name, &value)) {
			double v = viewport_number(value);

			if (!value.n)
				continue;
			if (str_ieq(name, STR("user-scalable")))
				bad |= fabs(v) < 1;
			else if (str_ieq(name, STR("maximum-scale")))
				bad |= v >= 0 && v < 2;
		}
		if (bad)
			check_fail(p, n, "It keeps people from enlarging the page: %.*s",
				STR_FMT(str_sub(content, 0, 80)));
		else if (content.n)
			check_pass(p, n);
	}
}

/* ---- autocomplete ---------------------------------------------------------------------------- */

static const char *const plain_fields =
	"name honorific-prefix given-name additional-name family-name honorific-suffix nickname username new-password current-password one-time-code organization-title "
	"organization street-address address-line1 address-line2 address-line3 address-level4 address-level3 address-level2 address-level1 country country-name postal-code cc-name "
	"cc-given-name cc-additional-name cc-family-name cc-number cc-exp cc-exp-month cc-exp-year cc-csc cc-type transaction-currency transaction-amount language bday bday-day "
	"bday-month bday-year sex url photo ";
static const char *const reach_fields =
	"tel tel-country-code tel-national tel-area-code tel-local tel-local-prefix tel-local-suffix tel-extension email impp ";

static bool valid_autocomplete(struct str rest)
{
	struct str word = next_token(&rest);
	bool reach = false;

	if (word.n >= 8 && str_ieq(str_sub(word, 0, 8), STR("section-")))
		word = next_token(&rest);
	if (word_in(word, "shipping billing "))
		word = next_token(&rest);
	if (word_in(word, "home work mobile fax pager ")) {
		reach = true;
		word = next_token(&rest);
	}
	if (!word_in(word, reach_fields) && (reach || !word_in(word, plain_fields)))
		return false;
	word = next_token(&rest);
	return !word.p || (word_in(word, "webauthn ") && text_blank(rest));
}

void rule_autocomplete(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str v = node_in(n, "input select textarea ") ? str_trim(node_attr(n, "autocomplete")) : STR_NONE;
		const struct aria_role *r;
		long index;

		if (!v.n || word_in(v, "on off ") || aria_disabled(n) || (aria_hidden(n) && aria_unrendered(n)))
			continue;
		if (node_is(n, "input") &&
			word_in(node_attr(n, "type"), "hidden button submit reset image checkbox radio file "))
			continue;
		r = aria_semantic(p->doc, n);
		index = node_has(n, "tabindex") ? strtol(node_attr(n, "tabindex").p, NULL, 10) : 0;
		if (index < 0 && !(r && r->flags & ARIA_WIDGET))
			continue;
		if (valid_autocomplete(v))
			check_pass(p, n);
		else
			check_fail(p, n, "\"%.*s\" is no value of autocomplete.", STR_FMT(str_sub(v, 0, 60)));
	}
}

/* ---- frames ---------------------------------------------------------------------------------- */

/* A frame within the page, read by the same reader. -1 unknown, 0 nothing to reach, 1 something. */
static int frame_has_controls(struct check_page *p, const struct check_node *frame)
{
	struct str html = node_attr(frame, "srcdoc");
	struct css_sheet sheet = { .arena = p->arena };
	struct check_doc *d;

	if (!html.p)
		return node_attr(frame, "src").n ? -1 : 0;
	if (check_dom_read(p->arena, html, false, &d) < 0 || !check_style_ua(&sheet) || d->scripts)
		return -1;
	for (uint32_t i = 0; i < d->n; i++)
		if (node_is(d->node[i], "style")) {
			for (const struct check_node *t = d->node[i]->first; t; t = t->next)
				if (!css_read(&sheet, t->text, 1, false))
					return -1;
		} else if (node_is(d->node[i], "link")) {
			return -1;
		}
	if (!check_style_all(d, &sheet, &p->env))
		return -1;
	for (uint32_t i = 0; i < d->n; i++)
		if (d->node[i]->tag.p && aria_tabbable(d, d->node[i]) && layout_visible(d->node[i], &p->env))
			return 1;
	return 0;
}

void rule_iframe_tab(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		if (!node_is(n, "iframe") || aria_unrendered(n) || !aria_focusable(p->doc, n))
			continue;
		struct str index = str_trim(node_attr(n, "tabindex"));
		bool negative = index.n && strtol(index.p, NULL, 10) < 0;
		int controls = frame_has_controls(p, n);

		if (controls < 0 && negative)
			check_unsure(p, n, "What the frame holds is not known.");
		else if (controls > 0 && negative)
			check_fail(p, n, "It holds something to press, but cannot be reached with the Tab key.");
		else if (controls)
			check_pass(p, n);
	}
}

/* ---- orientation ----------------------------------------------------------------------------- */

static bool shows_something(struct check_page *p, const struct check_node *n)
{
	for (const struct check_node *c = n; (c = node_next(p->doc, c, n));)
		if (!aria_unrendered(c) &&
			((!c->tag.p && !text_blank(c->text)) || node_in(c, "img video input button ")))
			return true;
	return false;
}

/* Rotations upright and on the side, compared; only asked when a media query speaks of orientation. */
void rule_orientation(struct check_page *p)
{
	struct css_env side = p->env;
	double *upright = NULL, now;
	bool asks = false;

	for (size_t i = 0; i < p->sheet->n; i++)
		for (const struct css_media *m = p->sheet->rule[i].media; m; m = m->outer)
			asks |= m->mentions_orientation;
	if (!asks || !(upright = ARENA_ARRAY(p->arena, double, p->doc->n)))
		return;
	side.landscape = !side.landscape;
	if (!check_style_all(p->doc, p->sheet, &side)) {
		check_unsure(p, p->doc->root, "There was not enough memory.");
		return;
	}
	for (struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		upright[n->index] = style_rotation(n, &now) ? now : -1;
	if (!check_style_all(p->doc, p->sheet, &p->env)) {
		check_unsure(p, p->doc->root, "There was not enough memory.");
		return;
	}
	for (struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		bool turned = style_rotation(n, &now);

		if ((!turned && upright[n->index] < 0) || !shows_something(p, n))
			continue;
		double by = fabs((turned ? now : 0) - fmax(upright[n->index], 0));

		if (fabs(by - 90) < 1 || fabs(by - 270) < 1)
			check_fail(p, n, "It is turned by %.0f degrees when the device is.", by);
		else if ((turned ? now : -1) != upright[n->index])
			check_pass(p, n);
	}
}

/* ---- ids, headings, main --------------------------------------------------------------------- */

void rule_ids_unique(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str id = node_attr(n, "id");

		if (!id.n)
			continue;
		if (doc_id(p->doc, id) == n)
			check_pass(p, n);
		else
			check_fail(p, n, "The id \"%.*s\" is used before.", STR_FMT(str_sub(id, 0, 60)));
	}
}

void rule_heading_order(struct check_page *p)
{
	int before = 0;

	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str level = node_attr(n, "aria-level");

		if (!aria_is(aria_semantic(p->doc, n), "heading") || aria_hidden(n))
			continue;
		int now = level.n                          ? (int)strtol(level.p, NULL, 10)
			: node_in(n, "h1 h2 h3 h4 h5 h6 ") ? n->tag.p[1] - '0'
							   : 2;

		if (before && now > before + 1)
			check_fail(p, n, "Level %d follows level %d.", now, before);
		else
			check_pass(p, n);
		before = now;
	}
}

void rule_one_main(struct check_page *p)
{
	int mains = 0, h1 = 0;

	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		if (aria_hidden(n))
			continue;
		mains += aria_is(aria_semantic(p->doc, n), "main");
		h1 += node_is(n, "h1") ||
			(aria_is(aria_explicit(n), "heading") && str_is(node_attr(n, "aria-level"), "1"));
	}
	if (!html_root(p))
		return;
	if (mains == 1 && h1 == 1)
		check_pass(p, p->doc->root);
	else
		check_fail(p, p->doc->root, "There are %d main parts and %d headings of level 1.", mains, h1);
}
