/* The accessibility tree: what is in it, what can be reached, who owns whom. */
#include <ctype.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "check_aria.h"

bool aria_unrendered(const struct check_node *n)
{
	const struct check_node *e = n->tag.p ? n : n->parent;

	return !n->shown || !e || e->style->hidden;
}

bool aria_hidden(const struct check_node *n)
{
	struct check_cache *c = n->cache;

	if (!c->hidden_known) {
		bool own = n->tag.p &&
			(str_ieq(node_attr(n, "aria-hidden"), STR("true")) ||
				(n->ns == NS_HTML && node_has(n, "inert")));

		/* An ancestor that is merely invisible hides nothing that is visible again. */
		c->hidden = aria_unrendered(n) || own;
		for (const struct check_node *p = n->parent; p && !c->hidden; p = p->parent)
			c->hidden = str_ieq(node_attr(p, "aria-hidden"), STR("true")) ||
				(p->ns == NS_HTML && node_has(p, "inert"));
		c->hidden_known = true;
	}
	return c->hidden;
}

/* Native disabled only. */
static bool html_disabled(const struct check_node *n)
{
	if (!node_in(n, "button input select textarea optgroup option fieldset "))
		return false;
	if (node_has(n, "disabled"))
		return true;
	for (const struct check_node *p = n->parent, *below = n; p; below = p, p = p->parent) {
		const struct check_node *legend = node_is(p, "fieldset") ? p->first : NULL;

		while (legend && !node_is(legend, "legend"))
			legend = legend->next;
		/* What stands in the first legend stays enabled. */
		if (node_is(p, "fieldset") && node_has(p, "disabled") && below != legend)
			return true;
	}
	return false;
}

bool aria_disabled(const struct check_node *n)
{
	if (html_disabled(n))
		return true;
	for (; n; n = n->parent)
		if (n->tag.p && str_ieq(node_attr(n, "aria-disabled"), STR("true")))
			return true;
	return false;
}

static bool tab_index(const struct check_node *n, long *ret)
{
	struct str v = str_trim(node_attr(n, "tabindex"));
	char *end;

	if (!v.n)
		return false;
	*ret = strtol(v.p, &end, 10);
	return end > v.p;
}

static bool focusable_by_nature(const struct check_node *n)
{
	if (n->ns == NS_SVG)
		return str_is(n->tag, "a") && node_has(n, "href");
	if (node_in(n, "a area "))
		return node_has(n, "href");
	if (node_in(n, "button select textarea "))
		return !html_disabled(n);
	if (node_is(n, "input"))
		return !html_disabled(n) && !str_ieq(node_attr(n, "type"), STR("hidden"));
	if (node_is(n, "summary"))
		for (const struct check_node *c = node_is(n->parent, "details") ? n->parent->first : NULL; c;
			c = c->next)
			if (node_is(c, "summary"))
				return c == n;
	if (node_in(n, "audio video "))
		return node_has(n, "controls");
	struct str edit = node_attr(n, "contenteditable");

	return node_is(n, "iframe") || (edit.p && !str_ieq(edit, STR("false")));
}

static bool inert(const struct check_node *n)
{
	for (; n; n = n->parent)
		if (n->tag.p && n->ns == NS_HTML && node_has(n, "inert"))
			return true;
	return false;
}

bool aria_focusable(const struct check_doc *d, const struct check_node *n)
{
	long index;

	(void)d;
	if (!n->tag.p || aria_unrendered(n) || inert(n))
		return false;
	return focusable_by_nature(n) || (tab_index(n, &index) && !html_disabled(n));
}

bool aria_tabbable(const struct check_doc *d, const struct check_node *n)
{
	long index;

	return aria_focusable(d, n) && (!tab_index(n, &index) || index >= 0);
}

static bool looked_through(const struct check_doc *d, const struct check_node *n)
{
	const struct aria_role *r = aria_semantic(d, n);

	return !r || aria_is(r, "none") || strcmp(r->name, "generic") == 0;
}

size_t aria_owned(const struct check_doc *d, const struct check_node *n, const struct check_node **ret, size_t max)
{
	struct str ids = node_attr(n, "aria-owns"), id;
	size_t count = 0;

	for (const struct check_node *c = n->first; c && c != n->end;) {
		const struct check_node *after = c->next;
		bool deeper = false;

		if (c->tag.p && !aria_hidden(c)) {
			if (looked_through(d, c))
				deeper = c->first;
			else if (count < max)
				ret[count++] = c;
		}
		const struct check_node *up = c;

		while (!deeper && !after && up->parent && up->parent != n) {
			up = up->parent;
			after = up->next;
		}
		c = deeper ? c->first : after;
	}
	while ((id = next_token(&ids)).p) {
		const struct check_node *c = doc_id(d, id);

		if (c && !aria_hidden(c) && count < max && !node_within(n, c))
			ret[count++] = c;
	}
	return count;
}

static const struct check_node *owner_by_attribute(const struct check_doc *d, const struct check_node *n)
{
	struct str id = node_attr(n, "id"), word;

	for (uint32_t i = 0; d->owns && id.n && i < d->n; i++) {
		struct str ids = d->node[i]->tag.p ? node_attr(d->node[i], "aria-owns") : STR_NONE;

		while ((word = next_token(&ids)).p)
			if (str_eq(word, id) && !node_within(d->node[i], n))
				return d->node[i];
	}
	return NULL;
}

const struct check_node *aria_owner(const struct check_doc *d, const struct check_node *n)
{
	const struct check_node *p = owner_by_attribute(d, n);

	if (p && !looked_through(d, p))
		return p;
	for (p = p ? p : n->parent; p; p = p->parent)
		if (!looked_through(d, p))
			return p;
	return NULL;
}
