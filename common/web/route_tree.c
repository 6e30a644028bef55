#include "web/route_tree.h"

#include <stdlib.h>

void route_tree_init(struct route_tree *t)
{
	t->root = (struct route_node){ .child = NULL };
	arena_init(&t->arena, 0);
}

void route_tree_done(struct route_tree *t)
{
	arena_done(&t->arena);
	t->root = (struct route_node){ .child = NULL };
}

static struct route_node *new_node(struct route_tree *t)
{
	struct route_node *n = ARENA_NEW(&t->arena, struct route_node);

	if (!n)
		abort(); /* at start-up, before anything is served */
	return n;
}

static struct route_node *child_for(struct route_tree *t, struct route_node *at, struct str literal)
{
	struct route_node *n;

	for (n = at->child; n; n = n->sibling)
		if (str_eq(n->literal, literal))
			return n;
	n = new_node(t);
	n->literal = literal;
	n->sibling = at->child;
	at->child = n;
	return n;
}

const char *route_tree_add(struct route_tree *t, const struct route *r)
{
	struct str rest = str_c(r->path);
	struct route_node *at = &t->root;

	if (r->path[0] != '/')
		return "its path does not begin with /";
	str_split(&rest, '/');
	while (rest.p) {
		struct str segment = str_split(&rest, '/');

		if (str_ends(segment, STR("...}"))) {
			if (rest.p || at->tail[r->method])
				return "a {tail...} must come last, and once";
			at->tail[r->method] = r;
			return NULL;
		}
		if (str_starts(segment, STR("{"))) {
			if (!at->param)
				at->param = new_node(t);
			at = at->param;
		} else {
			at = child_for(t, at, segment);
		}
	}
	if (at->by_method[r->method])
		return "it stands twice";
	at->by_method[r->method] = r;
	return NULL;
}

/* As deep as the table's longest path, whatever comes in. */
static bool descend(const struct route_node *at, struct str rest, struct route_match *m)
{
	struct str left = rest, segment;
	size_t depth = m->n;

	if (!rest.p) {
		for (int i = 0; i < HTTP_METHODS; i++) {
			if (at->by_method[i]) {
				m->methods = at->by_method;
				return true;
			}
		}
		return false;
	}
	segment = str_split(&left, '/');
	for (const struct route_node *n = at->child; n; n = n->sibling)
		if (str_eq(n->literal, segment) && descend(n, left, m))
			return true;
	if (at->param && segment.n && depth < PATH_PARAMS_MAX) {
		m->params[m->n++] = segment;
		if (descend(at->param, left, m))
			return true;
		m->n = depth;
	}
	for (int i = 0; i < HTTP_METHODS && depth < PATH_PARAMS_MAX; i++) {
		if (at->tail[i]) {
			m->params[m->n++] = rest;
			m->methods = at->tail;
			m->tail = true;
			return true;
		}
	}
	return false;
}

bool route_tree_find(const struct route_tree *t, struct str path, struct route_match *ret)
{
	struct str rest = path;

	ret->methods = NULL;
	ret->n = 0;
	ret->tail = false;
	str_split(&rest, '/');
	return descend(&t->root, rest, ret);
}
