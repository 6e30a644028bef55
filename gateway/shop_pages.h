/* Shop pages: how the pages of a live store that depend on the shopper are answered: drawn by theme-svc, never kept by anyone.
 * Forms come from the store's own pages only.
 */
#ifndef GATEWAY_SHOP_PAGES_H
#define GATEWAY_SHOP_PAGES_H

#include "base/cleanup.h"
#include "web/form.h"
#include "web/json.h"
#include "web/request.h"

/* The store that is live at the address of the request. */
struct shop_at {
	struct str slug, store_id;
	struct str site_id; /* what its pages are drawn of: the store, or its domain */
	struct str root;    /* of its addresses: "/s/<slug>", "" at a domain of its own */
	struct str lang,
		base; /* the language that it is asked in, "": its own; the root of the pages in it: "/s/<slug>/de" */
	struct str origin;        /* before them: "https://wizard.example" */
	int64_t version;          /* of the shopper: a variant's while an experiment runs */
	struct str experiment_id; /* that runs, and of which the shopper has seen a variant; p = NULL: none */
	int64_t variant;
};
/* From memory; the database is asked once a second. -ERR_NOT_FOUND. */
int shop_at(struct request *rq, struct shop_at *ret) SUSPENDS;

/* Answers with a page; in the language of the request; data: what it says (theme-svc/view_till.h), NULL: nothing. */
int shop_reply(struct request *rq, const struct shop_at *at, int status, const char *page, struct json *data)
	SUSPENDS; /* http: theme-svc */
/* 303 to a page of the store in the same language: after a form, so that reading again sends nothing again. path: "/cart" */
int shop_redirect(struct request *rq, const struct shop_at *at, struct str path) SUSPENDS;

/* The form that a page of ours sent. -ERR_FORBIDDEN when the browser says that another site's did; else as form_parse. */
int shop_form(struct request *rq, struct form *ret);
/* Counts one of that class for the client's address: 0, or -ERR_RATE_LIMITED, of which a page is to be made with "busy". */
int shop_rate(struct request *rq, const struct rate_class *c) SUSPENDS;

/* One field of a form, as it was sent and what is wrong with it. */
struct shop_field {
	const char *name;
	bool required;
	size_t most; /* characters */
	const struct format *format;
	size_t offset; /* of its struct str in the value */
};
/* Fills value's strings and data's values and errors by the table, which ends with name NULL. The number of errors. */
int shop_fields(const struct form *f, const struct shop_field *fields, void *value, struct json *data);

#endif
