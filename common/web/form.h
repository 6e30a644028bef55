/* application/x-www-form-urlencoded: what a browser's form sends, and the names and values of a query. Pure; never suspends. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/str.h"

enum { FORM_PAIRS_MAX = 40 };

struct form {
	struct {
		struct str name, value;
	} pairs[FORM_PAIRS_MAX];
	size_t n;
};

/* Percent and plus decoding into mem(), NUL-terminated. *good false: broken escapes, bad UTF-8 or a NUL. 0 or -ERR_NOMEM. */
int form_decode(struct str in, struct str *ret, bool *good);
/* A whole body. 0; -ERR_MEDIA_TYPE when content_type is another; -ERR_BAD_REQUEST for broken escapes, bad UTF-8 or a NUL;
 * -ERR_TOO_LARGE for more than FORM_PAIRS_MAX names; -ERR_NOMEM. Strings are in mem(). */
int form_parse(struct str content_type, struct str body, struct form *ret);
/* The first value of that name without white space at its ends; "" when there is none. */
struct str form_get(const struct form *f, const char *name);

#endif
