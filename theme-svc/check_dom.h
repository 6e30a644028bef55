/* The tree of a page that is checked: HTML as browsers read it (libgumbo), in one arena, in document order.
 *
 * A document is read once and not changed after; nodes and texts live in the arena that was given. Pure, bounded by the
 * ceilings below; blocking for some milliseconds, so it runs in the offload pool. Never suspends.
 */
#ifndef THEME_CHECK_DOM_H
#define THEME_CHECK_DOM_H

#include <stdint.h>

#include "base/str.h"

enum { CHECK_HTML_MAX = 2 << 20, CHECK_NODES_MAX = 60000, CHECK_TAGS_MAX = 30000, CHECK_DEPTH_MAX = 256 };

enum check_ns { NS_HTML, NS_SVG, NS_MATHML };

struct check_attr {
	struct str name, value; /* name in lower case (SVG: as the parser mends it); value never absent */
};

struct check_style;
struct aria_role;

/* What was worked out once for the styles that stand (check_style_all forgets it). */
struct check_cache {
	const struct aria_role *semantic;
	bool semantic_known, hidden_known, hidden;
};

/* A <label> and the control that it labels. */
struct check_label {
	struct check_node *label;
	const struct check_node *control;
};

struct check_node {
	struct check_node *parent, *first, *last, *prev, *next;
	struct check_node
		*end;    /* the next node in document order that is not within this one; NULL at the document's end */
	struct str tag;  /* local name; absent: this is text */
	struct str text; /* of a text node, as the parser decoded it */
	const struct check_attr *attr;
	unsigned int n_attr;
	int line; /* 1-based, in the source; 0 = the parser made it up */
	uint32_t index;
	uint16_t depth;
	uint8_t ns;
	bool shown; /* set by check_style_all: rendered (no display:none above) */
	struct check_style *style;
	struct check_cache *cache;
};

struct check_doc {
	struct arena *arena;
	struct check_node **node; /* all, in document order */
	uint32_t n;
	struct check_node *root; /* the document element */
	bool xml;                /* not text/html: rules of HTML pages do not apply */
	bool scripts;            /* holds a script that would run */
	uint32_t *ids, ids_mask; /* open addressing over node indices + 1 */
	struct check_label *label;
	size_t n_label;
	bool owns, labelledby; /* an aria-owns, an aria-labelledby occurs at all */
};

/* Reads a page. 0, or -ERR_TOO_LARGE (a ceiling), -ERR_NOMEM; without a note, so that it may run on any thread. `xml`: the page was
 * served as XML or SVG. */
int check_dom_read(struct arena *a, struct str html, bool xml, struct check_doc **ret);

static inline bool node_is_element(const struct check_node *n)
{
	return n && n->tag.p;
}
/* An HTML element of that name. */
bool node_is(const struct check_node *n, const char *tag);
/* One of several names, each ended by a space: "td th ". */
bool node_in(const struct check_node *n, const char *tags);
/* The attribute's value; absent when it has none. */
struct str node_attr(const struct check_node *n, const char *name);
static inline bool node_has(const struct check_node *n, const char *name)
{
	return node_attr(n, name).p;
}
/* The first element with that id, or NULL. */
struct check_node *doc_id(const struct check_doc *d, struct str id);
/* Next node in document order within `top` (itself excluded); NULL at its end. */
struct check_node *node_next(const struct check_doc *d, const struct check_node *n, const struct check_node *top);
/* n is top or within it. */
bool node_within(const struct check_node *n, const struct check_node *top);
/* A control that a <label> may name. */
bool node_labelable(const struct check_node *n);
/* White space only, or nothing. */
bool text_blank(struct str s);
/* The same, of any white space of Unicode. */
bool text_white(struct str s);
/* Holds no element and no text but white space. */
bool node_blank(const struct check_node *n);
/* The next word between white space of *rest; absent at the end. */
struct str next_token(struct str *rest);
/* One of the words of `list` (each followed by a space), ASCII case folded. */
bool word_in(struct str word, const char *list);
/* A selector that finds the element again: "main > ul:nth-of-type(2) > li.card", at most four steps, from an id when there is one. */
struct str node_path(struct arena *a, const struct check_node *n);

#endif
