/* Route tree: path segments to table rows. Literal children win over the {parameter}, which wins over the
 * {tail...}. Pure but for its own arena. */
#ifndef WEB_ROUTE_TREE_H
#define WEB_ROUTE_TREE_H

#include "web/route.h"

struct route_node {
	struct str literal;
	struct route_node *child, *sibling, *param;
	const struct route *by_method[HTTP_METHODS];
	const struct route *tail[HTTP_METHODS];
};

struct route_tree {
	struct arena arena;
	struct route_node root;
};

void route_tree_init(struct route_tree *t);
void route_tree_done(struct route_tree *t);
/* NULL, or why the row cannot stand here. The row is kept by reference. */
const char *route_tree_add(struct route_tree *t, const struct route *r);

struct route_match {
	const struct route *const *methods; /* HTTP_METHODS rows, NULL where a method has none */
	struct str params[PATH_PARAMS_MAX]; /* as sent: percent-encoded */
	size_t n;
	bool tail; /* matched by a {tail...} */
};

bool route_tree_find(const struct route_tree *t, struct str path, struct route_match *ret);

#endif
