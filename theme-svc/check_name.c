/* Accessible Name and Description Computation 1.2, with the native names of HTML-AAM 1.0. */
#include <ctype.h>

#include "base/cleanup.h"
#include "check_aria.h"

enum { NAME_MAX_BYTES = 16 << 10, NAME_STEPS = 20000 };

struct naming {
	const struct check_doc *d;
	const struct check_node *target;
	struct buf out;
	bool by_reference; /* within what aria-labelledby points to: it is not followed again */
	bool hidden_root;  /* what was pointed to is hidden: what it holds counts all the same */
	bool in_label;     /* within what labels the target: the target itself says nothing there */
	int steps;
};

static bool name_of(struct naming *s, const struct check_node *n, bool within);

static void put_space(struct naming *s)
{
	buf_char(&s->out, ' ');
}

static bool put_attr(struct naming *s, const struct check_node *n, const char *attr)
{
	struct str v = node_attr(n, attr);

	if (text_blank(v))
		return false;
	buf_str(&s->out, v);
	return true;
}

static bool is_block(const struct check_node *n)
{
	return n->style->display != DISPLAY_INLINE && n->style->display != DISPLAY_CONTENTS;
}

/* What it contains, with its generated boxes. */
static bool put_content(struct naming *s, const struct check_node *n)
{
	size_t from = s->out.len;

	buf_str(&s->out, n->style->before_text);
	for (const struct check_node *c = n->first; c && s->steps > 0; c = c->next) {
		bool apart = c->tag.p && c->shown && (is_block(c) || node_is(c, "br"));

		if (apart)
			put_space(s);
		(void)name_of(s, c, true);
		if (apart)
			put_space(s);
	}
	struct str ids = node_attr(n, "aria-owns"), id;

	while ((id = next_token(&ids)).p) {
		const struct check_node *c = doc_id(s->d, id);

		if (c && !node_within(n, c)) {
			put_space(s);
			(void)name_of(s, c, true);
		}
	}
	buf_str(&s->out, n->style->after_text);
	return !text_blank(str_sub(buf_view(&s->out), from, s->out.len));
}

static bool put_referenced(struct naming *s, const struct check_node *n)
{
	struct str ids = node_attr(n, "aria-labelledby"), id;
	size_t from = s->out.len;

	s->by_reference = true;
	while ((id = next_token(&ids)).p) {
		const struct check_node *c = doc_id(s->d, id);

		if (!c)
			continue;
		s->hidden_root = aria_hidden(c);
		put_space(s);
		(void)name_of(s, c, true);
	}
	s->by_reference = s->hidden_root = false;
	return !text_blank(str_sub(buf_view(&s->out), from, s->out.len));
}

static bool put_labels(struct naming *s, const struct check_node *n)
{
	size_t from = s->out.len;

	s->in_label = true;
	for (size_t i = 0; i < s->d->n_label; i++) {
		if (s->d->label[i].control != n || aria_hidden(s->d->label[i].label))
			continue;
		put_space(s);
		if (!put_attr(s, s->d->label[i].label, "aria-label"))
			(void)put_content(s, s->d->label[i].label);
	}
	s->in_label = false;
	return !text_blank(str_sub(buf_view(&s->out), from, s->out.len));
}

static bool put_child(struct naming *s, const struct check_node *n, const char *tag)
{
	for (const struct check_node *c = n->first; c; c = c->next)
		if (c->tag.p && str_is(c->tag, tag))
			return put_content(s, c);
	return false;
}

/* HTML-AAM, 4.1: what the markup itself names. */
static bool put_native(struct naming *s, const struct check_node *n)
{
	if (n->ns == NS_SVG)
		for (const struct check_node *c = n->first; c; c = c->next)
			if (c->tag.p && str_is(c->tag, "title")) {
				size_t from = s->out.len;

				for (const struct check_node *t = c->first; t; t = t->next)
					buf_str(&s->out, t->text);
				return !text_blank(str_sub(buf_view(&s->out), from, s->out.len));
			}
	if (n->ns != NS_HTML)
		return false;
	if (node_is(n, "input")) {
		struct str type = node_attr(n, "type");

		if (put_labels(s, n))
			return true;
		if (word_in(type, "button submit reset ")) {
			if (put_attr(s, n, "value"))
				return true;
			if (!node_has(n, "value") && !word_in(type, "button ")) {
				buf_c(&s->out, word_in(type, "reset ") ? "Reset" : "Submit");
				return true;
			}
			return false;
		}
		return str_ieq(type, STR("image")) && put_attr(s, n, "alt");
	}
	if (node_labelable(n) && put_labels(s, n))
		return true;
	if (node_in(n, "img area "))
		return put_attr(s, n, "alt");
	if (node_is(n, "fieldset"))
		return put_child(s, n, "legend");
	if (node_is(n, "table"))
		return put_child(s, n, "caption");
	if (node_is(n, "figure"))
		return put_child(s, n, "figcaption");
	if (node_is(n, "optgroup"))
		return put_attr(s, n, "label");
	return false;
}

/* A control within a label says its value, not its own name. */
static bool put_value(struct naming *s, const struct check_node *n, const struct aria_role *r)
{
	if (aria_is(r, "textbox")) {
		if (node_is(n, "input"))
			buf_str(&s->out, node_attr(n, "value"));
		else
			(void)put_content(s, n);
		return true;
	}
	if (aria_is(r, "combobox") || aria_is(r, "listbox")) {
		const struct check_node *first = NULL, *chosen = NULL;

		for (const struct check_node *c = n; (c = node_next(s->d, c, n));) {
			if (!node_is(c, "option") && !aria_is(aria_explicit(c), "option"))
				continue;
			first = first ? first : c;
			if (node_has(c, "selected") || str_ieq(node_attr(c, "aria-selected"), STR("true")))
				chosen = c;
		}
		chosen = chosen ? chosen : node_is(n, "select") ? first : NULL;
		if (chosen)
			(void)put_content(s, chosen);
		else if (node_is(n, "input"))
			buf_str(&s->out, node_attr(n, "value"));
		return true;
	}
	if (aria_is(r, "range"))
		return put_attr(s, n, "aria-valuetext") || put_attr(s, n, "aria-valuenow") || put_attr(s, n, "value") ||
			true;
	return false;
}

static bool name_of(struct naming *s, const struct check_node *n, bool within)
{
	if (--s->steps <= 0)
		return false;
	if (!n->tag.p) {
		if (!s->hidden_root && aria_unrendered(n))
			return false;
		buf_str(&s->out, n->text);
		return !text_blank(n->text);
	}
	if (within && ((!s->hidden_root && aria_hidden(n) && n != s->target) || (s->in_label && n == s->target)))
		return false;
	const struct aria_role *r = aria_semantic(s->d, n);
	bool none = aria_is(r, "none");

	if (!s->by_reference && put_referenced(s, n))
		return true;
	if (within && n != s->target && put_value(s, n, r))
		return true;
	if (put_attr(s, n, "aria-label"))
		return true;
	if (!none && put_native(s, n))
		return true;
	if ((within || (r && r->flags & ARIA_NAME_CONTENT) || node_is(n, "summary")) &&
		!node_in(n, "script style iframe object video audio ") && put_content(s, n))
		return true;
	if (!(none && node_is(n, "img")) && put_attr(s, n, "title"))
		return true;
	return node_in(n, "input textarea ") && put_attr(s, n, "placeholder") ? true
									      : put_attr(s, n, "aria-placeholder");
}

struct str aria_name(const struct check_doc *d, const struct check_node *n)
{
	struct naming s = { .d = d, .target = n, .out = BUF_ON(d->arena, NAME_MAX_BYTES), .steps = NAME_STEPS };
	struct str raw;
	size_t out = 0;

	(void)name_of(&s, n, false);
	raw = buf_view(&s.out);
	char *p = s.out.p;

	for (size_t i = 0; i < raw.n; i++) {
		bool no_break = i + 1 < raw.n && raw.p[i] == '\xc2' && raw.p[i + 1] == '\xa0',
		     space = no_break || isspace((unsigned char)raw.p[i]);

		i += no_break;

		if (space && (out == 0 || p[out - 1] == ' '))
			continue;
		p[out++] = space ? ' ' : raw.p[i];
	}
	if (out && p[out - 1] == ' ')
		out--;
	return (struct str){ p ? p : "", out };
}
