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

#define RULES(X)                                                                                                       \
	X(link_name)                                                                                                   \
	X(button_name)                                                                                                 \
	X(image_button_name)                                                                                           \
	X(field_name)                                                                                                  \
	X(image_name)                                                                                                  \
	X(svg_name)                                                                                                    \
	X(menuitem_name)                                                                                               \
	X(heading_name) X(iframe_name) X(object_name) X(summary_name) X(decorative) X(label_in_name) X(role_valid)     \
		X(aria_defined) X(aria_value) X(aria_permitted) X(aria_prohibited) X(required_states)                  \
			X(required_owned) X(required_context) X(hidden_focus) X(leaf_focus) X(page_title) X(page_lang) \
				X(page_lang_valid) X(page_lang_match) X(part_lang) X(refresh) X(refresh_strict)        \
					X(viewport_zoom) X(autocomplete) X(iframe_tab) X(orientation)                  \
						X(headers_attribute) X(header_cells) X(letter_spacing) X(word_spacing) \
							X(line_height) X(contrast) X(contrast_enhanced) X(clipped)     \
								X(scrollable) X(ids_unique) X(overflow_320)            \
									X(tap_target) X(heading_order) X(one_main)
#define X(name) void rule_##name(struct check_page *p);
RULES(X)
#undef X

#endif
