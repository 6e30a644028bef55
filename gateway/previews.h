/* Previews: the store as it would be, at addresses that work without a token, signed and expiring.
 *
 * /preview/{ticket}/…            a session as saved, or with the unsaved answers of one step
 * /preview/themes/{theme}/{industry}/…   a sample store, public; ?palette=&layout=&typography=&colors= choose its look, which
 *                                then stands in the addresses of its links and files as …/{industry}/~palette.cobalt~layout.even/…
 */
#ifndef GATEWAY_PREVIEWS_H
#define GATEWAY_PREVIEWS_H

#include "web/request.h"

int previews_open(void); /* the cache of drafts */
void previews_close(void);

/* The signed address of the session as saved; *expires in RFC 3339. In mem(). */
struct str preview_url_saved(struct str session_id, struct str *expires);

int previews_create(struct request *rq) SUSPENDS;
int previews_page(struct request *rq) SUSPENDS;
int previews_sample(struct request *rq) SUSPENDS;
/* A form of a store that is not live: nothing happens, the page that it leads to is shown. */
int previews_form(struct request *rq) SUSPENDS;

#endif
