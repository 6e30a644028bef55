/* What rules work with: the page, and how they say what they found. Between check.c and check_rules_*.c. */
#ifndef THEME_CHECK_PAGE_H
#define THEME_CHECK_PAGE_H

#include "check.h"
#include "check_aria.h"

struct check_page {
	struct check_doc *doc;
	const struct css_sheet *sheet;
	struct css_env env;
	struct arena *arena;
	const struct check_rule *rule; /* running */
	struct check_result *result;   /* of it */
	struct check_report *report;
	bool sheets_missing; /* a style sheet was named that nobody gave */
	struct check_layout *layout;
};

void check_pass(struct check_page *p, const struct check_node *n);
void check_fail(struct check_page *p, const struct check_node *n, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void check_unsure(struct check_page *p, const struct check_node *n, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* for each element of the page: for (n = first_element(p); n; n = next_element(p, n)) */
static inline struct check_node *next_element(struct check_page *p, const struct check_node *n)
{
	uint32_t i = n ? n->index + 1 : 0;

	while (i < p->doc->n && !p->doc->node[i]->tag.p)
		i++;
	return i < p->doc->n ? p->doc->node[i] : NULL;
}

void rule_link_name(struct check_page *p);
void rule_button_name(struct check_page *p);
void rule_image_button_name(struct check_page *p);
void rule_field_name(struct check_page *p);
void rule_image_name(struct check_page *p);
void rule_svg_name(struct check_page *p);
void rule_menuitem_name(struct check_page *p);
void rule_heading_name(struct check_page *p);
void rule_iframe_name(struct check_page *p);
void rule_object_name(struct check_page *p);
void rule_summary_name(struct check_page *p);
void rule_decorative(struct check_page *p);
void rule_label_in_name(struct check_page *p);
void rule_role_valid(struct check_page *p);
void rule_aria_defined(struct check_page *p);
void rule_aria_value(struct check_page *p);
void rule_aria_permitted(struct check_page *p);
void rule_aria_prohibited(struct check_page *p);
void rule_required_states(struct check_page *p);
void rule_required_owned(struct check_page *p);
void rule_required_context(struct check_page *p);
void rule_hidden_focus(struct check_page *p);
void rule_leaf_focus(struct check_page *p);
void rule_page_title(struct check_page *p);
void rule_page_lang(struct check_page *p);
void rule_page_lang_valid(struct check_page *p);
void rule_page_lang_match(struct check_page *p);
void rule_part_lang(struct check_page *p);
void rule_refresh(struct check_page *p);
void rule_refresh_strict(struct check_page *p);
void rule_viewport_zoom(struct check_page *p);
void rule_autocomplete(struct check_page *p);
void rule_iframe_tab(struct check_page *p);
void rule_orientation(struct check_page *p);
void rule_headers_attribute(struct check_page *p);
void rule_header_cells(struct check_page *p);
void rule_letter_spacing(struct check_page *p);
void rule_word_spacing(struct check_page *p);
void rule_line_height(struct check_page *p);
void rule_contrast(struct check_page *p);
void rule_contrast_enhanced(struct check_page *p);
void rule_clipped(struct check_page *p);
void rule_scrollable(struct check_page *p);
void rule_ids_unique(struct check_page *p);
void rule_overflow_320(struct check_page *p);
void rule_tap_target(struct check_page *p);
void rule_heading_order(struct check_page *p);
void rule_one_main(struct check_page *p);

#endif
