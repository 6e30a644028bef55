/* Vitals: what the floors below count of themselves, as metrics: connections, the database pool, Redis, caches, calls
 * and breakers of every upstream, fibers, log lines lost. */
#ifndef WEB_VITALS_H
#define WEB_VITALS_H

#include <stdbool.h>

struct http_server;

void vitals_setup(const struct http_server *server, bool database, bool redis);

#endif
