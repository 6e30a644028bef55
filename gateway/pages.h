/* Pages: files for browsers: the wizard's own UI, and the merchants' storefronts. */
#ifndef GATEWAY_PAGES_H
#define GATEWAY_PAGES_H

#include "web/request.h"

/* Security headers by what is asked for: previews may be framed by us, pages get the sources that they need,
 * everything else none of its own: R084's strict default. */
struct str page_headers(const struct request *rq);

int pages_store(struct request *rq) SUSPENDS;          /* GET /s/{slug}/{path...} */
int pages_store_redirect(struct request *rq) SUSPENDS; /* GET /s/{slug} */
int pages_media(struct request *rq) SUSPENDS;
int pages_ui(struct request *rq) SUSPENDS; /* GET /{path...} */

#endif
