/* Schema internals: what schema_*.c share. */
#ifndef WEB_SCHEMA_DECODE_H
#define WEB_SCHEMA_DECODE_H

#include "web/schema.h"

/* Where a value stands: a chain on the stack, made a JSON Pointer only when something is wrong there. */
struct place {
	const struct place *up;
	const char *prefix; /* of the outermost: a pointer already */
	struct str key;     /* member, or … */
	size_t index;       /* … item when key.p is NULL */
};

struct decoder {
	struct violations *v;
	bool trusted; /* a sister's reply: kinds are looked at, limits are not */
};

/* JSON Pointer of a place, escaped, in mem(). */
struct str place_pointer(const struct place *at);

/* Fills *(struct str *)to of a STR, UUID or TIME field; 0 or -ERR_NOMEM. Violations are added. */
int decode_text(const struct decoder *d, const struct field *f, struct str in, const struct place *at, struct str *to);
/* The same for INT and NUM from a number. */
void decode_number(const struct decoder *d, const struct field *f, double value, const struct place *at, void *to);

/* Defaults of absent numbers and booleans. */
void decode_default(const struct field *f, void *value);

#endif
