/* Shop pages: how the pages of a live store that depend on the shopper are answered: drawn by theme-svc, never kept by anyone.
 * Forms come from the store's own pages only.
 */
#ifndef GATEWAY_SHOP_PAGES_H
#define GATEWAY_SHOP_PAGES_H

#include "base/cleanup.h"
#include "web/json.h"
#include "web/request.h"

/* The store that is live at the address of the request. */
struct shop_at {
	struct str slug, store_id;
	int64_t version;
};
/* From memory; the database is asked once a second. -ERR_NOT_FOUND. */
int shop_at(struct request *rq, struct shop_at *ret) SUSPENDS;

/* Answers with a page; data: what it says (theme-svc/view_till.h), NULL: nothing. */
int shop_reply(struct request *rq, const struct shop_at *at, int status, const char *page, const struct json *data)
	SUSPENDS; /* http: theme-svc */
/* 303 to a page of the store: after a form, so that reading again sends nothing again. path: "/cart" */
int shop_redirect(struct request *rq, const struct shop_at *at, struct str path) SUSPENDS;

#endif
