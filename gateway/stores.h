/* Stores of a merchant: list, versions, and the switch between them. */
#ifndef GATEWAY_STORES_H
#define GATEWAY_STORES_H

#include "web/request.h"

int stores_list(struct request *rq) SUSPENDS;
int stores_get(struct request *rq) SUSPENDS;
int stores_versions(struct request *rq) SUSPENDS;
int stores_export(struct request *rq) SUSPENDS; /* db; http: theme-svc */
int stores_publish(struct request *rq) SUSPENDS;

#endif
