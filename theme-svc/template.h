/* Template: a subset of Mustache, compiled once into a flat array, rendered from JSON view models.
 *
 * {{x}} escaped, {{{x}}} raw, {{#x}}…{{/x}}, {{^x}}…{{/x}}, {{! }}, {{> partial}}, {{a.b}}, {{.}}. False are
 * absent, null, false, 0, "" and []. A name is looked up from the innermost context outwards, a dotted name's
 * first part only. A line that holds one section, comment or partial tag and white space is dropped whole.
 * Partials are compiled in place. Pure; never suspends.
 */
#ifndef THEME_TEMPLATE_H
#define THEME_TEMPLATE_H

#include "base/str.h"
#include "web/json.h"

enum {
	TEMPLATE_SOURCE_MAX = 256 * 1024, /* bytes of one source */
	TEMPLATE_OPS_MAX = 1 << 16,       /* instructions of a template, its partials included */
	TEMPLATE_PARTIALS_MAX = 16,       /* partials inside each other */
	TEMPLATE_SECTIONS_MAX = 32,       /* sections inside each other, those of partials included */
	TEMPLATE_PARTS_MAX = 4,           /* of a dotted name */
	TEMPLATE_ROOTS_MAX = 4,
	TEMPLATE_STEPS_MAX = 4000000, /* instructions of one rendering */
};

struct template;
struct template_path;

/* The text of a partial, p = NULL when there is none; the text must outlive the template. */
struct template_sources {
	struct str (*get)(void *arg, struct str name);
	void *arg;
	struct template_path *
		*names; /* NULL at first: templates in one arena that are given the same keep each name once */
};

/* Compiles text, which must outlive the template, into a; name is what messages call it. 0, -ERR_NOMEM, or
 * -ERR_INVALID with "<name>:<line>: what is wrong" in the note. */
int template_compile(struct arena *a, struct str name, struct str text, const struct template_sources *partials,
	const struct template **ret);

/* Appends the rendering. roots are contexts, the innermost first, n <= TEMPLATE_ROOTS_MAX. 0 or
 * -ERR_INTERNAL with a note when the output passed out's ceiling or TEMPLATE_STEPS_MAX. */
int template_render(struct buf *out, const struct template *t, const struct json *const *roots, size_t n);

/* Calls see(arg, path) for each name that the template looks up, as written: for checks. */
void template_names(const struct template *t, void (*see)(void *arg, struct str path), void *arg);

#endif
