/* Domains of stores: all their SQL. */
#ifndef GATEWAY_DOMAINS_STORE_H
#define GATEWAY_DOMAINS_STORE_H

#include "base/cleanup.h"
#include "schemas.h"

struct domain {
	struct str domain_id, host, status, record_name, record_value, detail, checked_at, created_at, url;
	struct str failing_since; /* p = NULL: its record was there when it was last looked for */
	bool canonical;
};
struct domain_list {
	struct vec items; /* of struct domain */
};

enum { DOMAINS_MAX = 10 };

/* Oldest first. */
int domain_list(struct str store_id, struct domain_list *ret) SUSPENDS;
int domain_load(struct str store_id, struct str domain_id, struct domain *ret) SUSPENDS;
/* -ERR_CONFLICT when there are DOMAINS_MAX, or it is there already. */
int domain_add(struct str store_id, struct str host, struct str token, struct domain *ret) SUSPENDS;
/* Whoever had proved the host before has it no more. */
int domain_prove(struct str domain_id, struct str host, struct str detail) SUSPENDS;
int domain_checked(struct str domain_id, struct str detail) SUSPENDS;
/* Its files go later: site_gone_take. */
int domain_remove(struct str store_id, struct str domain_id) SUSPENDS;

/* ---- from time to time */

struct domain_due {
	struct str domain_id, host, record_name, record_value; /* domain_id p = NULL: none */
	bool over;                                             /* its record has been gone for a week */
};
/* The proved domain whose check is due longest; the next one is in an hour, unless domain_still says otherwise. */
int domain_take_due(struct domain_due *ret) SUSPENDS;
/* The record is there: the next check is in twelve hours. */
int domain_still(struct str domain_id) SUSPENDS;
/* It is not: the merchant is told, and after a week the domain is proved no more. */
int domain_missing(const struct domain_due *d) SUSPENDS;
/* A removed domain's folder, which is tried again in a minute; p = NULL: none. */
int site_gone_take(struct str *ret) SUSPENDS;
int site_gone_done(struct str site_id) SUSPENDS;
/* "<slug>/<domain id>/<canonical host>" of a proved host of a store that is live; "" of any other. */
int domain_of_host(struct str host, struct str *ret) SUSPENDS;

#endif
