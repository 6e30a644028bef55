/* Selectors as check_select.c parses them and check_match.c matches them. */
#ifndef THEME_CHECK_SELECT_H
#define THEME_CHECK_SELECT_H

#include "check_css.h"

enum simple_kind {
	S_TAG,
	S_ID,
	S_CLASS,
	S_ATTR,
	S_NEVER, /* a state that a page at rest does not have */
	S_ROOT,
	S_EMPTY,
	S_NTH_CHILD,
	S_NTH_LAST_CHILD,
	S_NTH_OF_TYPE,
	S_NTH_LAST_OF_TYPE,
	S_ONLY_CHILD,
	S_ONLY_OF_TYPE,
	S_IS,
	S_NOT,
	S_HAS,
	S_LINK,
	S_DISABLED,
	S_ENABLED,
	S_CHECKED,
	S_REQUIRED,
	S_LANG,
	S_DIR,
	S_OPEN,
	S_ALWAYS,
};

struct simple {
	enum simple_kind kind;
	struct str name, value;
	char op; /* of an attribute: 0 = has, '=', '~', '|', '^', '$', '*' */
	bool fold;
	int a, b; /* an+b */
	const struct css_selector *const *list;
	size_t n_list;
};

struct compound {
	const struct simple *v;
	size_t n;
	char combinator; /* to the compound on its left: ' ', '>', '+', '~'; 0 on the leftmost */
};

struct css_selector {
	struct compound c[CSS_COMPOUNDS_MAX]; /* rightmost first */
	size_t n;
	uint32_t specificity;
	enum css_pseudo pseudo;
	char lead; /* of a relative selector in :has(): its first combinator */
};

#endif
