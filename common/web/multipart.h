/* multipart/form-data (RFC 7578): a form's parts as views into its body. Pure; never suspends.
 *
 * Strict: the body begins with its boundary and ends with the closing one; lines end in CR LF; each part has exactly one
 * Content-Disposition: form-data with a name; a transfer encoding that would change bytes is refused, other headers are
 * ignored, as the RFC wants. Names and file names are UTF-8 without control characters, as sent: no path of a
 * file name may be believed.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/str.h"

/* Bytes: of a part's headers, of a name or file name. */
enum { MULTIPART_PARTS_MAX = 64, MULTIPART_HEAD_MAX = 2048, MULTIPART_NAME_MAX = 255 };

struct multipart_part {
	struct str name;         /* 1 to MULTIPART_NAME_MAX bytes; may stand twice: a list */
	struct str filename;     /* p = NULL: no file */
	struct str content_type; /* p = NULL: not said, so text/plain */
	struct str body;
};

struct multipart {
	struct multipart_part parts[MULTIPART_PARTS_MAX];
	size_t n; /* 1 or more */
};

/* 0; -ERR_MEDIA_TYPE when content_type is not multipart/form-data with a boundary; -ERR_BAD_REQUEST with a note;
 * -ERR_TOO_LARGE (more parts, larger headers or names); -ERR_NOMEM. Views into body and content_type, but for escaped
 * names, which are in mem(). */
int multipart_parse(struct str content_type, struct str body, struct multipart *ret);
/* The first part of that name, or NULL. */
const struct multipart_part *multipart_find(const struct multipart *m, const char *name);

#endif
