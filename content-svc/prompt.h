/* Prompt: what a writer is asked, as one text. Pure.
 *
 * A first line names the kind of text, "Key: value" lines hold what is known, and the requirements follow. A value
 * never brings a line of its own: line ends and control characters in it become spaces.
 */
#ifndef CONTENT_PROMPT_H
#define CONTENT_PROMPT_H

#include "wire/content.h"

struct prompt_facts {
	struct content_inputs inputs;
	struct str tone, length, language, country, contact;
	struct vec sells; /* of struct str: the store's categories */
};

/* NUL-terminated, in mem(); p = NULL on out of memory. content_type is one of content_request_schema's. */
struct str prompt_make(struct str content_type, const struct prompt_facts *f);

#endif
