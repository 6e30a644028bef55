/* Wizard: the pure rules of order and of defaults. No I/O, no memory. */
#ifndef GATEWAY_WIZARD_H
#define GATEWAY_WIZARD_H

#include <stdint.h>

#include "base/str.h"

enum { WIZARD_STEPS = 6 };

/* The column and key of a step, 1..6: "business_info" … "seo_config". */
const char *wizard_key(int step);

/* completed is a bit mask, bit n-1 for step n. */
static inline int wizard_bit(int step)
{
	return 1 << (step - 1);
}
/* Steps before this one, all of which must be completed: the step is reached. */
static inline int wizard_before(int step)
{
	return wizard_bit(step) - 1;
}
static inline bool wizard_reached(int completed, int step)
{
	return (completed & wizard_before(step)) == wizard_before(step);
}
/* First step that is not completed; 6 when all are. */
int wizard_open_step(int completed);
/* -ERR_CONFLICT for a step that is not reached, with the step to complete first. */
int wizard_refuse(int completed, int step);

/* A store's address made of its name: "Joe’s Coffee" → "joes-coffee"; ASCII letters and digits, at most 60
 * bytes; "store" when nothing is left. NUL-terminated. */
void wizard_slug(struct str name, char ret[64]);
/* The nth try when an address is taken: "joes-coffee-2". Beyond WIZARD_SLUGS_NEAR any number of up to seven digits, so that
 * the thousandth store of one name finds its address within a few tries too. */
enum { WIZARD_SLUGS_NEAR = 20, WIZARD_SLUGS_TRIED = 25 };
void wizard_slug_try(const char *slug, int n, char ret[64]);

#endif
