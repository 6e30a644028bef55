/* Compress: gzip of a reply's body. */
#ifndef WEB_COMPRESS_H
#define WEB_COMPRESS_H

#include "base/cleanup.h"
#include "base/str.h"

/* zlib level 1 into mem(); above 32 KB in the offload pool. 0; -ERR_NOMEM, -ERR_OVERLOAD or a reason: send it as it is. */
int compress_gzip(struct str in, struct str *ret) SUSPENDS;

#endif
