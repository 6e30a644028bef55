/* Domains of stores: all their SQL. */
#ifndef GATEWAY_DOMAINS_STORE_H
#define GATEWAY_DOMAINS_STORE_H

#include "base/cleanup.h"
#include "schemas.h"

struct domain {
	struct str domain_id, host, status, record_name, record_value, detail, checked_at, created_at, url;
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
int domain_remove(struct str store_id, struct str domain_id) SUSPENDS;
/* "<slug>/<domain id>/<canonical host>" of a proved host of a store that is live; "" of any other. */
int domain_of_host(struct str host, struct str *ret) SUSPENDS;

#endif
