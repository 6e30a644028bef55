/* A question of `make measure`: a service's file of them is one more table in measure.c. */
#ifndef MEASURE_H
#define MEASURE_H

#include "base/str.h"

struct question {
	const char *name; /* NULL ends a table */
	size_t fields;
	void (*ask)(const struct str *in); /* prints one line */
};

enum { FIELDS_MAX = 6 };

extern const struct question check_questions[];
extern const struct question color_questions[];

#endif
