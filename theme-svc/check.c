#include "check.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "check_page.h"

const char *const check_outcome_names[CHECK_OUTCOMES] = { "inapplicable", "passed", "failed", "unsure" };

/* clang-format off */
const struct check_rule check_rules[] = {
	{ "afw4f7", "1.4.3", "Text stands out from what is behind it (4.5:1, large text 3:1)", "Choose other colours, or another palette: a darker text or a lighter background, or the other way round, until the ratio is reached.", rule_contrast },
	{ "09o5cg", "1.4.6", "Text stands out strongly from what is behind it (7:1, large text 4.5:1)", "Choose colours further apart.", rule_contrast_enhanced },
	{ "b4f0c3", "1.4.4", "The page can be zoomed", "Remove user-scalable=no and maximum-scale below 2 from <meta name=\"viewport\">.", rule_viewport_zoom },
	{ "b33eff", "1.3.4", "The page works upright and on its side", "Do not turn content by 90 degrees in an orientation media query.", rule_orientation },
	{ "c487ae", "4.1.2", "Links say where they lead", "Give the link text, or its image an alt text.", rule_link_name },
	{ "97a4e1", "4.1.2", "Buttons say what they do", "Give the button text, or an aria-label.", rule_button_name },
	{ "59796f", "1.1.1", "Image buttons have an alternative text", "Give the image button an alt text that says what it does.", rule_image_button_name },
	{ "e086e5", "4.1.2", "Form fields have a name", "Give the field a <label>.", rule_field_name },
	{ "23a2a8", "1.1.1", "Images have an alternative text, or say that they are decoration", "Describe what the picture shows (its alternative text, alt); alt=\"\" when it is decoration.", rule_image_name },
	{ "7d6734", "1.1.1", "Drawings with a role have a name", "Add a <title> as first child of the <svg>, or aria-label.", rule_svg_name },
	{ "8fc3b6", "1.1.1", "Embedded objects have a name", "Add aria-label or title to the <object>.", rule_object_name },
	{ "m6b1q3", "4.1.2", "Menu items have a name", "Give the menu item text.", rule_menuitem_name },
	{ "ffd0e9", "1.3.1", "Headings are not empty", "Write the heading's text, or remove the heading.", rule_heading_name },
	{ "cae760", "4.1.2", "Frames have a name", "Add title to the <iframe>.", rule_iframe_name },
	{ "2t702h", "4.1.2", "What opens details has a name", "Write text into the <summary>.", rule_summary_name },
	{ "46ca7f", "1.1.1", "Decoration is not announced", "Remove the role or alt=\"\", or what contradicts it (aria attributes, tabindex).", rule_decorative },
	{ "2ee8b8", "2.5.3", "What can be read on a control is part of its name", "Begin the aria-label with the visible text, or remove it.", rule_label_in_name },
	{ "674b10", "4.1.2", "Roles exist", "Use a role of WAI-ARIA, or none.", rule_role_valid },
	{ "5f99a7", "4.1.2", "ARIA attributes exist", "Correct the attribute's name.", rule_aria_defined },
	{ "6a7281", "4.1.2", "ARIA attributes have a valid value", "Use a value that WAI-ARIA lists for the attribute; ids must exist.", rule_aria_value },
	{ "5c01ea", "4.1.2", "ARIA attributes suit the role", "Remove the attribute, or choose the role that has it.", rule_aria_permitted },
	{ "kb1m8s", "4.1.2", "What must not be named is not named", "Remove aria-label from elements without a role that takes a name.", rule_aria_prohibited },
	{ "4e8ab6", "4.1.2", "Roles have the states that they need", "Add the required ARIA attribute.", rule_required_states },
	{ "bc4a75", "1.3.1", "Composite roles hold the parts that they need", "Use the roles that belong into this one, or native elements.", rule_required_owned },
	{ "ff89c9", "1.3.1", "Parts stand in the role that they belong to", "Put the element into the role that it needs, or use native elements.", rule_required_context },
	{ "6cfa84", "4.1.2", "Nothing hidden from screen readers takes the focus", "Remove aria-hidden, or take the element out of the tab order.", rule_hidden_focus },
	{ "307n5z", "4.1.2", "Controls hold no other controls", "Move the inner link or button out.", rule_leaf_focus },
	{ "2779a5", "2.4.2", "The page has a title", "Write a title for the page; in a theme, a <title>.", rule_page_title },
	{ "b5c3f8", "3.1.1", "The page says its language", "Choose the store's language; in a theme, add lang to <html>.", rule_page_lang },
	{ "bf051a", "3.1.1", "The page's language exists", "Use a language tag such as en or de-AT.", rule_page_lang_valid },
	{ "5b7ae0", "3.1.1", "lang and xml:lang agree", "Give both the same language, or remove xml:lang.", rule_page_lang_match },
	{ "de46e4", "3.1.2", "The language of a part exists", "Use a language tag such as en or de-AT.", rule_part_lang },
	{ "bc659a", "2.2.1", "The page does not reload by itself", "Remove <meta http-equiv=\"refresh\">, or redirect at once.", rule_refresh },
	{ "bisz58", "2.2.4", "The page does not reload by itself, however late", "Remove <meta http-equiv=\"refresh\">.", rule_refresh_strict },
	{ "73f2c2", "1.3.5", "Autocomplete has a valid value", "Use a value of the HTML standard, such as email or shipping postal-code.", rule_autocomplete },
	{ "akn7bn", "2.1.1", "Frames with controls can be reached by keyboard", "Remove the negative tabindex.", rule_iframe_tab },
	{ "a25f45", "1.3.1", "Table cells name headers of their own table", "Let headers list ids of cells in the same table.", rule_headers_attribute },
	{ "d0f69e", "1.3.1", "Table headers have cells", "Remove the empty column or row, or make the header a plain cell.", rule_header_cells },
	{ "24afc2", "1.4.12", "Letter spacing can be widened", "Remove !important, or set 0.12em and more.", rule_letter_spacing },
	{ "9e45ec", "1.4.12", "Word spacing can be widened", "Remove !important, or set 0.16em and more.", rule_word_spacing },
	{ "78fd32", "1.4.12", "Lines can be moved apart", "Remove !important, or set a line height of 1.5 and more.", rule_line_height },
	{ "59br37", "1.4.4", "Enlarged text is not cut off", "Shorten the text, or choose another arrangement; in a theme, let the box grow (min-height instead of height) or scroll.", rule_clipped },
	{ "0ssw9k", "2.1.1", "What scrolls can be scrolled by keyboard", "Add tabindex=\"0\" to the box, or let something in it take the focus.", rule_scrollable },
	{ "3ea0c8", "4.1.1", "Ids are used once", "Give each element an id of its own.", rule_ids_unique },
	{ "overflow-320", "1.4.10", "Nothing is wider than a phone of 320 px", "Shorten the longest word there; in a theme, max-width:100%, overflow-wrap:anywhere, rows that wrap.", rule_overflow_320 },
	{ "tap-target", "2.5.8", "Links and buttons can be hit with a finger (24 x 24 px)", "Choose another arrangement; in a theme, add padding or min-height, or more room around it.", rule_tap_target },
	{ "heading-order", "1.3.1", "Headings go down one level at a time", "Use the next level below the heading before.", rule_heading_order },
	{ "one-main", "1.3.1", "There is one main part and one h1", "Wrap the page's own content in one <main> with one <h1>.", rule_one_main },
};
/* clang-format on */
const size_t check_n_rules = ARRAY_LEN(check_rules);

/* ---- saying what was found ------------------------------------------------------------------- */

void check_pass(struct check_page *p, const struct check_node *n)
{
	(void)n;
	p->result->passed++;
}

static void note(
	struct check_page *p, const struct check_node *n, enum check_outcome outcome, const char *fmt, va_list ap)
{
	struct check_report *r = p->report;
	int of_rule = outcome == CHECK_FAILED ? p->result->failed++ : p->result->unsure++;

	if (r->n_finding == CHECK_FINDINGS_MAX || of_rule >= CHECK_PER_RULE_MAX) {
		r->cut = true;
		return;
	}
	const char *detail = arena_vprintf(p->arena, fmt, ap);
	const struct check_node *e = n->tag.p ? n : n->parent;

	r->finding[r->n_finding++] = (struct check_finding){ p->rule, outcome, node_path(p->arena, e),
		n->line ? n->line : e->line, str_c(detail ? detail : "") };
}

void check_fail(struct check_page *p, const struct check_node *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(p, n, CHECK_FAILED, fmt, ap);
	va_end(ap);
}

void check_unsure(struct check_page *p, const struct check_node *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(p, n, CHECK_UNSURE, fmt, ap);
	va_end(ap);
}

/* ---- a page ---------------------------------------------------------------------------------- */

static struct str text_of(struct arena *a, const struct check_node *n)
{
	struct buf b = BUF_ON(a, CSS_BYTES_MAX);

	for (const struct check_node *c = n->first; c; c = c->next)
		buf_str(&b, c->text);
	return buf_view(&b);
}

static const struct check_sheet *sheet_of(const struct check_input *in, struct str href)
{
	for (size_t i = 0; i < in->n_sheets; i++)
		if (href.n && str_ends(href, in->sheets[i].href))
			return &in->sheets[i];
	return NULL;
}

/* A media attribute of <style> or <link> is a media query around the sheet. */
static bool read_sheet(struct css_sheet *s, const struct check_node *n, struct str text)
{
	struct str media = node_attr(n, "media");

	if (!media.n)
		return css_read(s, text, n->line, false);
	struct str wrapped = str_printf(s->arena, "@media %.*s{%.*s}", STR_FMT(media), STR_FMT(text));

	return wrapped.p && css_read(s, wrapped, n->line, false);
}

static bool read_sheets(struct check_page *p, const struct check_input *in, struct css_sheet *s)
{
	if (!check_style_ua(s))
		return false;
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct check_sheet *sheet;

		if ((node_is(n, "style") || (n->ns == NS_SVG && str_is(n->tag, "style"))) &&
			!read_sheet(s, n, text_of(p->arena, n)))
			return false;
		if (!node_is(n, "link") || !word_in(node_attr(n, "rel"), "stylesheet "))
			continue;
		if (!(sheet = sheet_of(in, node_attr(n, "href"))))
			p->sheets_missing = true;
		else if (!read_sheet(s, n, sheet->text))
			return false;
	}
	p->sheets_missing |= s->full;
	return true;
}

/* Style sheets that are not known may change whatever has to do with looks, scripts whatever there is. */
static void run_rule(struct check_page *p, const struct check_input *in, const struct check_rule *rule)
{
	struct check_result *r = &p->report->result[p->report->n_result++];

	*r = (struct check_result){ .rule = rule };
	p->rule = rule;
	p->result = r;
	rule->run(p);
	if ((p->doc->scripts && !in->scripts_known) || p->sheets_missing)
		r->outcome = CHECK_UNSURE;
	else
		r->outcome = r->failed ? CHECK_FAILED
			: r->unsure    ? CHECK_UNSURE
			: r->passed    ? CHECK_PASSED
				       : CHECK_INAPPLICABLE;
}

int check_run(struct arena *a, const struct check_input *in, struct check_report *ret)
{
	struct css_sheet *sheet = ARENA_NEW(a, struct css_sheet);
	struct check_page p = { .sheet = sheet, .env = in->env, .arena = a, .report = ret };

	*ret = (struct check_report){ ARENA_ARRAY(a, struct check_result, check_n_rules), 0,
		ARENA_ARRAY(a, struct check_finding, CHECK_FINDINGS_MAX), 0, false };
	if (!sheet || !ret->result || !ret->finding)
		return -ERR_NOMEM;
	sheet->arena = a;
	if (p.env.width <= 0)
		p.env = (struct css_env){ 1280, 720, false, true };
	int r = check_dom_read(a, in->html, in->xml, &p.doc);

	if (r < 0)
		return r;
	if (!read_sheets(&p, in, sheet) || !check_style_all(p.doc, sheet, &p.env))
		return -ERR_NOMEM;
	for (size_t i = 0; i < check_n_rules; i++)
		if (!in->only || strcmp(in->only, check_rules[i].id) == 0)
			run_rule(&p, in, &check_rules[i]);
	return 0;
}
