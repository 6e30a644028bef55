/* Rules about accessible names. Each function's first line is the rule's applicability, as the ACT rule of that name words it. */
#include <ctype.h>

#include "base/cleanup.h"
#include "check_layout.h"
#include "check_page.h"
#include "search_words.h"

static void want_name(struct check_page *p, const struct check_node *n, const char *what)
{
	if (aria_name(p->doc, n).n)
		check_pass(p, n);
	else
		check_fail(p, n, "This %s has no name.", what);
}

static bool exposed_as(struct check_page *p, const struct check_node *n, const char *role)
{
	return aria_is(aria_semantic(p->doc, n), role) && !aria_hidden(n);
}

void rule_link_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		if (n->ns == NS_HTML && exposed_as(p, n, "link"))
			want_name(p, n, "link");
}

static bool image_button(const struct check_node *n)
{
	return node_is(n, "input") && str_ieq(node_attr(n, "type"), STR("image"));
}

void rule_button_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);

		if (n->ns == NS_HTML && r && strcmp(r->name, "button") == 0 && !aria_hidden(n) && !image_button(n) &&
			!node_is(n, "summary"))
			want_name(p, n, "button");
	}
}

void rule_image_button_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		if (image_button(n) && !aria_hidden(n))
			want_name(p, n, "image button");
}

void rule_field_name(struct check_page *p)
{
	static const char *const fields =
		"checkbox combobox listbox menuitemcheckbox menuitemradio radio searchbox slider spinbutton switch textbox ";

	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);

		if (n->ns == NS_HTML && r && word_in(str_c(r->name), fields) && !aria_hidden(n))
			want_name(p, n, "form field");
	}
}

void rule_image_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *explicit = aria_explicit(n);

		if (n->ns != NS_HTML || aria_hidden(n) ||
			!(aria_is(explicit, "img") || (node_is(n, "img") && (!explicit || aria_is(explicit, "none")))))
			continue;
		if (aria_is(aria_semantic(p->doc, n), "none"))
			check_pass(p, n);
		else
			want_name(p, n, "image");
	}
}

void rule_svg_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = n->ns == NS_SVG ? aria_explicit(n) : NULL;

		if (r && word_in(str_c(r->name), "img image graphics-document graphics-symbol ") && !aria_hidden(n))
			want_name(p, n, "drawing");
	}
}

void rule_menuitem_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);

		if (n->ns == NS_HTML && r && strcmp(r->name, "menuitem") == 0 && !aria_hidden(n))
			want_name(p, n, "menu item");
	}
}

void rule_heading_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		if (n->ns == NS_HTML && exposed_as(p, n, "heading"))
			want_name(p, n, "heading");
}

void rule_iframe_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		if (node_is(n, "iframe") && !aria_hidden(n) && !aria_explicit(n) && aria_tabbable(p->doc, n))
			want_name(p, n, "frame");
}

static bool is_media(struct str type)
{
	return str_starts(type, STR("image/")) || str_starts(type, STR("audio/")) || str_starts(type, STR("video/"));
}

static bool shows_media(struct str data)
{
	static const char *const ends =
		"png jpg jpeg gif svg webp avif bmp ico mp3 ogg oga wav flac aac m4a mp4 m4v webm ogv mov ";
	size_t dot;

	if (str_starts(data, STR("data:")))
		return is_media(str_sub(data, 5, data.n));
	for (size_t i = 0; i < data.n; i++)
		if (data.p[i] == '?' || data.p[i] == '#') {
			data.n = i;
			break;
		}
	for (dot = data.n; dot > 0 && data.p[dot - 1] != '.';)
		dot--;
	return dot > 0 && word_in(str_sub(data, dot, data.n), ends);
}

void rule_object_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str type = node_is(n, "object") ? node_attr(n, "type") : STR_NONE;

		if (!node_is(n, "object") || aria_hidden(n) || aria_explicit(n))
			continue;
		if (shows_media(node_attr(n, "data")) || is_media(type))
			want_name(p, n, "object");
	}
}

void rule_summary_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct check_node *first = node_is(n, "summary") && node_is(n->parent, "details")
			? n->parent->first
			: NULL;

		while (first && !node_is(first, "summary"))
			first = first->next;
		if (!first || first != n || aria_hidden(n))
			continue;
		const struct aria_role *r = aria_explicit(n);

		/* A presentational role is overruled, because a summary takes the focus. */
		if (!r || aria_is(r, "none"))
			want_name(p, n, "summary");
	}
}

void rule_decorative(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str alt = node_is(n, "img") ? node_attr(n, "alt") : STR_NONE;
		const struct aria_role *r = aria_explicit(n);

		if (n->ns == NS_MATHML || aria_hidden(n) || !(aria_is(r, "none") || (!r && alt.p && !alt.n)))
			continue;
		if (aria_is(aria_semantic(p->doc, n), "none"))
			check_pass(p, n);
		else
			check_fail(p, n,
				"It says that it is decoration, but its attributes or the keyboard make it announced.");
	}
}

/* ---- label in name --------------------------------------------------------------------------- */

/* The text that can be seen in n, blocks set apart; what is there but cannot be seen leaves a gap. */
static struct str visible_text(struct check_page *p, const struct check_node *n)
{
	struct buf b = BUF_ON(p->arena, 8 << 10);

	for (const struct check_node *c = n; (c = node_next(p->doc, c, n));) {
		if (c->tag.p) {
			if (c->style->display != DISPLAY_INLINE || node_is(c, "br"))
				buf_char(&b, ' ');
			continue;
		}
		if (layout_visible(c, &p->env))
			buf_str(&b, c->text);
		else if (c->shown)
			buf_char(&b, ' ');
		if (!c->next && c->parent != n && c->parent->style->display != DISPLAY_INLINE)
			buf_char(&b, ' ');
	}
	return buf_view(&b);
}

/* Without what stands in parentheses. */
static struct str without_asides(struct check_page *p, struct str s)
{
	struct buf b = BUF_ON(p->arena, 16 << 10);
	int depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		depth += c == '(';
		if (depth == 0)
			buf_char(&b, c);
		else if (c == ')' && --depth == 0)
			buf_char(&b, ' ');
	}
	return buf_view(&b);
}

static bool same_word(const struct search_word *a, const struct search_word *b)
{
	return a->n == b->n && memcmp(a->text, b->text, a->n) == 0;
}

/* The words of label stand next to each other in name, in that order. */
static bool contains_words(struct str name, struct str label)
{
	struct search_text from = { .rest = name };
	struct search_word x, y;

	do {
		struct search_text a = from, b = { .rest = label };
		bool same = true;

		while (same && search_next(&b, &y))
			same = search_next(&a, &x) && same_word(&x, &y);
		if (same)
			return true;
	} while (search_next(&from, &x));
	return false;
}

/* A single letter is a sign ("X" closes), not a word. */
static bool is_sign(struct str label)
{
	struct search_text t = { .rest = label };
	struct search_word first, second;

	return search_next(&t, &first) && first.n == 1 && isalpha((unsigned char)first.text[0]) &&
		!search_next(&t, &second);
}

void rule_label_in_name(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);

		if (n->ns == NS_MATHML || !r || !(r->flags & ARIA_WIDGET) || !(r->flags & ARIA_NAME_CONTENT) ||
			aria_hidden(n) || (!node_has(n, "aria-label") && !node_has(n, "aria-labelledby")))
			continue;
		struct str text = visible_text(p, n), label = without_asides(p, text), name = aria_name(p->doc, n);
		struct search_text words = { .rest = label };
		struct search_word word;

		if (!search_next(&words, &word))
			continue;
		if (is_sign(label) || contains_words(without_asides(p, name), label))
			check_pass(p, n);
		else
			check_fail(p, n, "It reads \"%.*s\", but its name is \"%.*s\".",
				STR_FMT(str_trim(str_sub(text, 0, 80))), STR_FMT(str_sub(name, 0, 80)));
	}
}
