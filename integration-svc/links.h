/* Links: a merchant's connections: set up, tried, listed. */
#ifndef INTEGRATION_LINKS_H
#define INTEGRATION_LINKS_H

#include "connector.h"
#include "links_store.h"
#include "web/request.h"
#include "wire/integration.h"

struct link_query {
	struct str session_id;
	int64_t page, per_page;
};
extern const struct schema link_query_schema;

int links_setup(struct request *rq) SUSPENDS;
int links_test(struct request *rq) SUSPENDS;
int links_list(struct request *rq) SUSPENDS;

/* ---- shared with sync.c ---- */

/* How a link is told: secrets are hints already. */
int link_state(const struct link *l, struct integration_state *ret);
/* status and error_message of l from what the provider said. */
void link_judge(struct link *l, const struct outcome *o);
/* The opened values of a link. -ERR_INTERNAL when the key ring no longer opens them. */
int link_values(const struct connector *c, const struct link *l, struct vec *ret);

#endif
