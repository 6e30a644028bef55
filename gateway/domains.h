/* Domains: a store at an address of its own. The merchant names a host and is given a TXT record to set; the check asks DNS for
 * it; from then on (it is looked for again twice a day; gone for a week, it proves nothing) a request whose Host it is gets that store at "/", drawn for that host (canonical links too). Of several hosts
 * the one that was proved first is the canonical one, the others answer 301. What is not a proved host changes nothing.
 */
#ifndef GATEWAY_DOMAINS_H
#define GATEWAY_DOMAINS_H

#include "peer_theme.h"
#include "web/request.h"

int domains_open(void); /* the short-lived answers to "whose host is this?" */
void domains_close(void);

/* Routes see /s/<slug><path> for a host of a store's own, and rq->site is set. From memory, the database is asked every five seconds
 * and host. 1 when the host is not the canonical one: the reply, 301, is sent. */
int domains_place(struct request *rq, struct str *path) SUSPENDS;
/* The site that a request to a host of its own is answered from: its id, and the folder for the live one, "<store>/<version>". */
int domains_site(struct request *rq, struct str *ret) SUSPENDS;
int domains_folder(struct request *rq, struct str live, struct str *ret) SUSPENDS;

/* Draws a version for each proved host of the store; safe to repeat. */
int domains_publish(const struct site_version *v, struct str configuration) SUSPENDS; /* db, http: theme-svc */

extern const struct schema domain_in_schema, domain_schema, domain_list_schema;
int domains_list(struct request *rq) SUSPENDS;
int domains_add(struct request *rq) SUSPENDS;
int domains_verify(struct request *rq) SUSPENDS; /* offload: DNS; http: theme-svc */
int domains_remove(struct request *rq) SUSPENDS;

/* Background fiber: looks for the records of proved domains again, and has the files of removed ones removed. */
void domains_watch(void *unused) SUSPENDS;

#endif
