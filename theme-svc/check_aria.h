/* ARIA: roles, states and properties (WAI-ARIA 1.2, with the braille attributes and aria-description of 1.3; DPUB-ARIA 1.1; Graphics-ARIA
 * 1.0), and which role an element has (HTML-AAM 1.0, ARIA in HTML). Pure tables and look-ups; never suspends.
 */
#ifndef THEME_CHECK_ARIA_H
#define THEME_CHECK_ARIA_H

#include "check_style.h"

enum aria_flags {
	ARIA_NAME_CONTENT = 1,    /* its name may come from what it contains */
	ARIA_NAME_PROHIBITED = 2, /* it must not be named */
	ARIA_CHILDREN_NONE = 4,   /* what it contains is presentational */
	ARIA_WIDGET = 8,
	ARIA_STRUCTURE = 16,
};

/* Lists are words, each followed by a space. */
struct aria_role {
	const char *name;
	const char *supers; /* roles whose meaning it inherits, that checks ask for */
	const char *attrs;  /* states and properties supported besides the global ones */
	const char *
		required; /* of these, the ones that it needs; not those with a value of their own (a heading's level is 2) */
	const char *owned;   /* roles, one of which it must own; "" = none needed */
	const char *context; /* roles, one of which must own it */
	unsigned int flags;
};

enum aria_type { ARIA_BOOL, ARIA_TOKEN, ARIA_TOKENS, ARIA_ID, ARIA_IDS, ARIA_INT, ARIA_NUMBER, ARIA_STRING };

struct aria_attr {
	const char *name;
	enum aria_type type;
	const char *tokens;
	bool global, prohibited_with_name; /* the second: a naming attribute, not for roles that must not be named */
};

/* NULL: no such role. "presentation" finds "none". */
const struct aria_role *aria_role(struct str name);
/* NULL: no such attribute. */
const struct aria_attr *aria_attr(struct str name);
/* The first word of its role attribute that is a role; NULL. */
const struct aria_role *aria_explicit(const struct check_node *n);
/* What it is without a role attribute; NULL = it has no role (not even generic). */
const struct aria_role *aria_implicit(const struct check_doc *d, const struct check_node *n);
/* The role that counts: explicit, unless a presentational one is overruled because the element is focusable or carries a global
 * attribute; else inherited presentational; else implicit. */
const struct aria_role *aria_semantic(const struct check_doc *d, const struct check_node *n);
/* r is that role or inherits from it. */
bool aria_is(const struct aria_role *r, const char *name);

/* Not rendered, invisible, inert, or under aria-hidden="true". */
bool aria_hidden(const struct check_node *n);
/* Not rendered or invisible (aria-hidden does not matter). */
bool aria_unrendered(const struct check_node *n);
/* disabled, by attribute, fieldset or aria-disabled (its own or an ancestor's). */
bool aria_disabled(const struct check_node *n);
bool aria_focusable(const struct check_doc *d, const struct check_node *n);
/* Reached by the Tab key. */
bool aria_tabbable(const struct check_doc *d, const struct check_node *n);
/* Elements that n owns, generic and presentational ones looked through, those of aria-owns included. At most max; returns how
 * many. */
size_t aria_owned(const struct check_doc *d, const struct check_node *n, const struct check_node **ret, size_t max);
/* The element that owns n, looked through likewise; NULL. */
const struct check_node *aria_owner(const struct check_doc *d, const struct check_node *n);

/* The accessible name (Accessible Name and Description Computation 1.2), white space collapsed; "" = none. */
struct str aria_name(const struct check_doc *d, const struct check_node *n);

#endif
