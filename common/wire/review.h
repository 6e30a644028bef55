/* What theme-svc finds on the pages of a store before it opens, and the gateway tells the merchant. */
#ifndef WIRE_REVIEW_H
#define WIRE_REVIEW_H

#include "web/schema.h"

struct review_finding {
	struct str page;             /* "/", "/p/blue-mug/" */
	int64_t width;               /* of the window, px */
	struct str rule, criterion;  /* an ACT rule's id or a word; of WCAG 2.2, "" = none */
	struct str name, found, fix; /* what must hold, what is there instead, how to mend it */
	struct str selector;
	int64_t line; /* of the page's HTML, 0 = unknown */
};

struct review {
	bool ok;
	int64_t pages, rules, unsure; /* unsure: rules that only a browser could have judged, added up over the pages */
	struct vec findings;          /* of struct review_finding */
};

extern const struct schema review_schema;

#endif
