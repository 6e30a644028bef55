/* What template.c makes and template_render.c runs. */
#ifndef THEME_TEMPLATE_OPS_H
#define THEME_TEMPLATE_OPS_H

#include "template.h"

enum template_op_kind { OP_TEXT, OP_VALUE, OP_RAW, OP_SECTION, OP_INVERTED, OP_END };

struct template_path {
	const char *parts[TEMPLATE_PARTS_MAX]; /* NUL-terminated; none: the context itself */
	unsigned n;
	struct str written;
	struct template_path *next; /* of the names that are known */
};

struct template_op {
	enum template_op_kind kind;
	uint32_t jump; /* SECTION, INVERTED: index of its END · END: index of its SECTION · TEXT: its length */
	union {
		const char *text;                 /* TEXT */
		const struct template_path *path; /* others but END */
	};
};

struct template
{
	struct template_op *ops;
	size_t n;
};

#endif
