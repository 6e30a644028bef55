/* Compress: a reply's body, packed for the client that it goes to. */
#ifndef WEB_COMPRESS_H
#define WEB_COMPRESS_H

#include "base/cleanup.h"
#include "base/str.h"

enum coding { CODING_GZIP, CODING_BROTLI };

/* At levels for bodies that are sent once, into mem(); above 32 KB in the offload pool. 0; -ERR_NOMEM, -ERR_OVERLOAD or a reason: send it
 * as it is. */
int compress(enum coding coding, struct str in, struct str *ret) SUSPENDS;

#endif
