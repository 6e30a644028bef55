/* The analyser: what fails on a rendered page for people who see, hear, point or read otherwise, where, and how to mend it.
 *
 * Most rules are the W3C's ACT rules (https://www.w3.org/WAI/standards-guidelines/act/rules/), under their ids, as they are written;
 * those without an ACT id are ours, for phones. Everything is decided from HTML and CSS at rest; what only a browser
 * could tell is CHECK_UNSURE, never guessed. No I/O, no context: made for the offload pool. Memory is the given
 * arena's, so its ceiling is the bound; time is bounded by the ceilings of check_dom.h and check_css.h.
 */
#ifndef THEME_CHECK_H
#define THEME_CHECK_H

#include "check_style.h"

enum { CHECK_FINDINGS_MAX = 200, CHECK_PER_RULE_MAX = 20, CHECK_SHEETS_MAX = 16 };

enum check_outcome { CHECK_INAPPLICABLE, CHECK_PASSED, CHECK_FAILED, CHECK_UNSURE, CHECK_OUTCOMES };

struct check_page;

struct check_rule {
	const char *id;   /* "afw4f7", or a word of ours */
	const char *wcag; /* success criterion, "" = none */
	const char *name; /* what must hold */
	const char *fix;  /* how to mend it */
	void (*run)(struct check_page *p);
};

struct check_finding {
	const struct check_rule *rule;
	enum check_outcome outcome; /* CHECK_FAILED or CHECK_UNSURE */
	struct str path;            /* selector of the element */
	int line;                   /* in the HTML, 0 = unknown */
	struct str detail;          /* what was found there */
};

struct check_sheet {
	struct str href; /* as in <link href>, compared by its end */
	struct str text;
};

struct check_input {
	struct str html;
	const struct check_sheet *sheets; /* what <link rel=stylesheet> names; a sheet that is not given is unknown */
	size_t n_sheets;
	bool xml;           /* served as XML or SVG */
	bool scripts_known; /* its scripts change nothing that is checked; else a page with scripts is CHECK_UNSURE throughout */
	struct css_env env; /* width 0: 1280 x 720, light, landscape */
	const char *only;   /* one rule's id, or NULL = all */
};

struct check_result {
	const struct check_rule *rule;
	enum check_outcome outcome;
	int failed, unsure, passed; /* elements */
};

struct check_report {
	struct check_result *result;
	size_t n_result;
	struct check_finding *finding;
	size_t n_finding;
	bool cut; /* there were more findings than fit */
};

extern const struct check_rule check_rules[];
extern const size_t check_n_rules;

/* Reads and checks one page. 0, -ERR_TOO_LARGE or -ERR_NOMEM. */
int check_run(struct arena *a, const struct check_input *in, struct check_report *ret);
extern const char *const check_outcome_names[CHECK_OUTCOMES];

#endif
