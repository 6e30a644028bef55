/* JSON scanner: grammar, UTF-8 and depth of a text, before any tree is made of it. Pure but for notes and mem().
 */
#ifndef WEB_JSON_SCAN_H
#define WEB_JSON_SCAN_H

#include "base/str.h"

struct json_scan {
	struct str text; /* what to parse: the input, or a copy in mem() whose overlong numbers are rewritten */
	bool nul;        /* an escaped NUL stands somewhere */
};

/* 0, -ERR_BAD_JSON with a note, or -ERR_NOMEM. */
int json_scan(struct str text, size_t most, struct json_scan *ret);

/* Length of the valid UTF-8 sequence at p (n bytes left), 0 when there is none. */
size_t utf8_sequence(const unsigned char *p, size_t n);

#endif
