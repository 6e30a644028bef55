#include "check_dom.h"

#include <ctype.h>
#include <gumbo.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/err.h"

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool text_blank(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!space(s.p[i]))
			return false;
	return true;
}

bool text_white(struct str s)
{
	static const struct str wide[] = { STR("\u00a0"), STR("\xc2\x85"), STR("\u1680"), STR("\u2000"), STR("\u2001"),
		STR("\u2002"), STR("\u2003"), STR("\u2004"), STR("\u2005"), STR("\u2006"), STR("\u2007"), STR("\u2008"),
		STR("\u2009"), STR("\u200a"), STR("\u2028"), STR("\u2029"), STR("\u202f"), STR("\u205f"),
		STR("\u3000") };

	for (size_t i = 0, k; i < s.n;) {
		if (space(s.p[i]) || s.p[i] == '\v') {
			i++;
			continue;
		}
		for (k = 0; k < ARRAY_LEN(wide) && !str_starts(str_sub(s, i, s.n), wide[k]);)
			k++;
		if (k == ARRAY_LEN(wide))
			return false;
		i += wide[k].n;
	}
	return true;
}

bool node_blank(const struct check_node *n)
{
	for (const struct check_node *c = n->first; c; c = c->next)
		if (c->tag.p || !text_blank(c->text))
			return false;
	return true;
}

struct str next_token(struct str *rest)
{
	size_t i = 0, j;

	while (i < rest->n && space(rest->p[i]))
		i++;
	for (j = i; j < rest->n && !space(rest->p[j]);)
		j++;
	if (i == j)
		return STR_NONE;
	struct str word = { rest->p + i, j - i };

	*rest = (struct str){ rest->p + j, rest->n - j };
	return word;
}

bool word_in(struct str word, const char *list)
{
	for (const char *p = list, *e; word.n && (e = strchr(p, ' ')); p = e + 1)
		if ((size_t)(e - p) == word.n && strncasecmp(p, word.p, word.n) == 0)
			return true;
	return false;
}

bool node_is(const struct check_node *n, const char *tag)
{
	return n && n->ns == NS_HTML && n->tag.p && str_is(n->tag, tag);
}

bool node_in(const struct check_node *n, const char *tags)
{
	return n && n->ns == NS_HTML && n->tag.p && word_in(n->tag, tags);
}

struct str node_attr(const struct check_node *n, const char *name)
{
	for (unsigned int i = 0; i < n->n_attr; i++)
		if (str_is(n->attr[i].name, name))
			return n->attr[i].value;
	return STR_NONE;
}

struct check_node *doc_id(const struct check_doc *d, struct str id)
{
	if (!id.n || !d->ids)
		return NULL;
	for (uint32_t h = (uint32_t)str_hash_secret(id) & d->ids_mask; d->ids[h]; h = (h + 1) & d->ids_mask) {
		struct check_node *n = d->node[d->ids[h] - 1];

		if (str_eq(node_attr(n, "id"), id))
			return n;
	}
	return NULL;
}

struct check_node *node_next(const struct check_doc *d, const struct check_node *n, const struct check_node *top)
{
	struct check_node *next = n->index + 1 < d->n ? d->node[n->index + 1] : NULL;

	return next && next != top->end ? next : NULL;
}

bool node_within(const struct check_node *n, const struct check_node *top)
{
	while (n && n != top)
		n = n->parent;
	return n;
}

/* ---- from gumbo's tree to ours --------------------------------------------------------------- */

/* The parser frees its tree by recursion and may repeat open formatting elements: so many tags and no more. */
static bool few_tags(struct str html)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < html.n; i++)
		n += html.p[i] == '<' && isalpha((unsigned char)html.p[i + 1]);
	return n <= CHECK_TAGS_MAX;
}

struct reading {
	struct check_doc *doc;
	struct arena *a;
	int err;
};

static struct str keep(struct reading *r, const char *p, size_t n)
{
	struct str s = str_dup(r->a, (struct str){ p ? p : "", n });

	if (!s.p)
		r->err = -ERR_NOMEM;
	return s;
}

/* Room for one more in d->node, whose size is the powers of two from 256 on. */
static bool has_room(struct check_doc *d)
{
	if (d->n && (d->n < 256 || d->n & (d->n - 1)))
		return true;
	size_t cap = d->n ? 2 * (size_t)d->n : 256;
	struct check_node **v = arena_grow(
		d->arena, d->node, d->n * sizeof(struct check_node *), cap * sizeof(struct check_node *));

	if (v)
		d->node = v;
	return v;
}

static struct check_node *add(struct reading *r, struct check_node *parent)
{
	struct check_doc *d = r->doc;
	struct check_node *n = d->n < CHECK_NODES_MAX && has_room(d) ? ARENA_NEW(r->a, struct check_node) : NULL;

	if (!n || (parent && parent->depth >= CHECK_DEPTH_MAX)) {
		r->err = n || d->n >= CHECK_NODES_MAX ? -ERR_TOO_LARGE : -ERR_NOMEM;
		return NULL;
	}
	if (!(n->cache = ARENA_NEW(r->a, struct check_cache))) {
		r->err = -ERR_NOMEM;
		return NULL;
	}
	n->index = d->n;
	n->parent = parent;
	n->depth = parent ? parent->depth + 1 : 0;
	d->node[d->n++] = n;
	if (!parent)
		return n;
	n->prev = parent->last;
	if (parent->last)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	return n;
}

static struct str tag_name(struct reading *r, const GumboElement *e)
{
	GumboStringPiece piece = e->original_tag;

	if (e->tag != GUMBO_TAG_UNKNOWN) {
		const char *name = gumbo_normalized_tagname(e->tag);

		return (struct str){ name, strlen(name) };
	}
	gumbo_tag_from_original_text(&piece);
	struct str s = keep(r, piece.data, piece.length);

	for (size_t i = 0; s.p && i < s.n; i++)
		((char *)s.p)[i] = (char)tolower((unsigned char)s.p[i]);
	return s;
}

static void read_attributes(struct reading *r, struct check_node *n, const GumboVector *from)
{
	struct check_attr *attr = ARENA_ARRAY(r->a, struct check_attr, from->length ? from->length : 1);

	if (!attr) {
		r->err = -ERR_NOMEM;
		return;
	}
	for (unsigned int i = 0; i < from->length; i++) {
		const GumboAttribute *a = from->data[i];

		attr[i].name = keep(r, a->name, strlen(a->name));
		attr[i].value = keep(r, a->value, strlen(a->value));
	}
	n->attr = attr;
	n->n_attr = from->length;
}

static bool runs(const struct check_node *n)
{
	struct str type = node_attr(n, "type");

	return (node_is(n, "script") || (n->ns == NS_SVG && str_is(n->tag, "script"))) &&
		(!type.n || word_in(type, "module text/javascript application/javascript "));
}

static struct check_node *read_node(struct reading *r, const GumboNode *g, struct check_node *parent)
{
	struct check_node *n;

	switch (g->type) {
	case GUMBO_NODE_ELEMENT:
	case GUMBO_NODE_TEMPLATE:
		if (!(n = add(r, parent)))
			return NULL;
		n->tag = tag_name(r, &g->v.element);
		n->ns = g->v.element.tag_namespace == GUMBO_NAMESPACE_SVG      ? NS_SVG
			: g->v.element.tag_namespace == GUMBO_NAMESPACE_MATHML ? NS_MATHML
									       : NS_HTML;
		n->line = g->v.element.original_tag.length ? (int)g->v.element.start_pos.line : 0;
		read_attributes(r, n, &g->v.element.attributes);
		r->doc->scripts |= !r->err && runs(n);
		return n;
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_WHITESPACE:
	case GUMBO_NODE_CDATA:
		if (!(n = add(r, parent)))
			return NULL;
		n->text = keep(r, g->v.text.text, strlen(g->v.text.text));
		n->line = (int)g->v.text.start_pos.line;
		return n;
	default: return NULL;
	}
}

/* Depth first, without recursion: where we are among the children of each open node. */
static void read_tree(struct reading *r, const GumboNode *root)
{
	struct open {
		const GumboVector *children;
		unsigned int at;
		struct check_node *node;
	} *open = ARENA_ARRAY(r->a, struct open, CHECK_DEPTH_MAX + 2), *top = open;

	if (!open)
		r->err = -ERR_NOMEM;
	if (!open || !(r->doc->root = read_node(r, root, NULL)))
		return;
	*top = (struct open){ &root->v.element.children, 0, r->doc->root };
	while (!r->err) {
		if (top->at == top->children->length) {
			if (top-- == open)
				return;
			continue;
		}
		const GumboNode *g = top->children->data[top->at++];
		struct check_node *n = read_node(r, g, top->node);

		/* What a template holds is not in the document. */
		if (n && g->type == GUMBO_NODE_ELEMENT && !node_is(n, "template"))
			*++top = (struct open){ &g->v.element.children, 0, n };
	}
}

/* Parents come before children, so each finds its parent's end known. */
static void link_ends(struct check_doc *d)
{
	for (uint32_t i = 0; i < d->n; i++) {
		struct check_node *n = d->node[i];

		n->end = n->next ? n->next : n->parent ? n->parent->end : NULL;
	}
}

static int index_ids(struct check_doc *d)
{
	uint32_t size = 64;

	while (size < 2 * d->n)
		size *= 2;
	if (!(d->ids = ARENA_ARRAY(d->arena, uint32_t, size)))
		return -ERR_NOMEM;
	d->ids_mask = size - 1;
	for (uint32_t i = 0; i < d->n; i++) {
		struct str id = d->node[i]->tag.p ? node_attr(d->node[i], "id") : STR_NONE;
		uint32_t h;

		if (!id.n || doc_id(d, id))
			continue;
		for (h = (uint32_t)str_hash_secret(id) & d->ids_mask; d->ids[h];)
			h = (h + 1) & d->ids_mask;
		d->ids[h] = i + 1;
	}
	return 0;
}

bool node_labelable(const struct check_node *n)
{
	return node_in(n, "button input meter output progress select textarea ") &&
		!(node_is(n, "input") && str_ieq(node_attr(n, "type"), STR("hidden")));
}

static const struct check_node *labelled(const struct check_doc *d, const struct check_node *label)
{
	struct str id = node_attr(label, "for");

	if (id.p) {
		const struct check_node *n = doc_id(d, id);

		return n && node_labelable(n) ? n : NULL;
	}
	for (const struct check_node *c = label; (c = node_next(d, c, label));)
		if (node_labelable(c))
			return c;
	return NULL;
}

static int find_labels(struct check_doc *d)
{
	size_t n = 0;

	for (uint32_t i = 0; i < d->n; i++) {
		n += node_is(d->node[i], "label");
		d->owns |= d->node[i]->tag.p && node_has(d->node[i], "aria-owns");
		d->labelledby |= d->node[i]->tag.p && node_has(d->node[i], "aria-labelledby");
	}
	if (!(d->label = ARENA_ARRAY(d->arena, struct check_label, n + 1)))
		return -ERR_NOMEM;
	for (uint32_t i = 0; i < d->n; i++)
		if (node_is(d->node[i], "label"))
			d->label[d->n_label++] = (struct check_label){ d->node[i], labelled(d, d->node[i]) };
	return 0;
}

int check_dom_read(struct arena *a, struct str html, bool xml, struct check_doc **ret)
{
	struct check_doc *d = ARENA_NEW(a, struct check_doc);
	struct reading r = { d, a, 0 };
	GumboOptions options = kGumboDefaultOptions;
	GumboOutput *out;

	if (html.n > CHECK_HTML_MAX || !few_tags(html))
		return -ERR_TOO_LARGE;
	if (!d)
		return -ERR_NOMEM;
	d->arena = a;
	d->xml = xml;
	options.max_errors = 0;
	if (!(out = gumbo_parse_with_options(&options, html.n ? html.p : "", html.n)))
		return -ERR_NOMEM;
	read_tree(&r, out->root);
	gumbo_destroy_output(&options, out);
	if (r.err)
		return r.err;
	link_ends(d);
	*ret = d;
	if (index_ids(d) < 0)
		return -ERR_NOMEM;
	return find_labels(d);
}

/* ---- where something is ---------------------------------------------------------------------- */

static int nth_of_type(const struct check_node *n, bool *only)
{
	int nth = 1;

	*only = true;
	for (const struct check_node *p = n->parent ? n->parent->first : n; p; p = p->next) {
		if (p == n || !p->tag.p || !str_eq(p->tag, n->tag))
			continue;
		*only = false;
		nth += p->index < n->index;
	}
	return nth;
}

struct str node_path(struct arena *a, const struct check_node *n)
{
	struct str path = STR_NONE;

	if (!n->tag.p)
		n = n->parent;
	for (int steps = 0; n && steps < 4; n = n->parent, steps++) {
		struct str id = node_attr(n, "id"), step, class = node_attr(n, "class"), first = next_token(&class);
		bool only;
		int nth = nth_of_type(n, &only);

		if (id.n && id.n < 64)
			step = str_printf(a, "#%.*s", STR_FMT(id));
		else if (first.n && first.n < 64)
			step = str_printf(a, "%.*s.%.*s", STR_FMT(n->tag), STR_FMT(first));
		else
			step = str_dup(a, n->tag);
		if (!only && !id.n)
			step = str_printf(a, "%.*s:nth-of-type(%d)", STR_FMT(step), nth);
		path = path.p ? str_printf(a, "%.*s > %.*s", STR_FMT(step), STR_FMT(path)) : step;
		if (id.n)
			break;
	}
	return path.p ? path : STR("html");
}
