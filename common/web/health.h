/* Health: /livez (the loop turns), /readyz (send me traffic), /healthz (the documents' checks map).
 * All from cached state; none waits. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/request.h"

struct health_check {
	const char *name; /* "llm_service" */
	bool (*ok)(void);
	bool needed; /* /readyz says no without it */
};

/* checks ends with name NULL; database and redis are added where the service has them. */
void health_setup(const struct health_check *checks, bool database, bool redis);
/* From now on /readyz answers 503. */
void health_drain(void);
/* Pools are open and start() has run. */
void health_started(void);

int health_livez(struct request *rq) SUSPENDS;
int health_readyz(struct request *rq) SUSPENDS;
int health_healthz(struct request *rq) SUSPENDS;
extern const struct schema health_schema;

#endif
