/* Service: the whole life of a daemon on one page: settings → pools → listener → ready → drain.
 *
 *	int main(int argc, char **argv)
 *	{
 *		return service_main(&llm_service, argc, argv);
 *	}
 *
 * Option: --openapi prints the document of the running table and exits. Signals: TERM and INT drain: /readyz says no → grace → listener closes → live requests
 * end, or are cancelled at DRAIN_MS → jobs, pools, loop → exit 0 with nothing leaked.
 */
#ifndef WEB_SERVICE_H
#define WEB_SERVICE_H

#include "base/conf.h"
#include "web/route.h"

struct service_background {
	const char *name;
	void (*run)(void *arg); /* a fiber for the daemon's life: loops until a wait fails */
	void *arg;
};

struct service {
	const char *name;                /* "llm-svc": logs, tokens' aud, pid file */
	const char *prefix;              /* "LLM": settings' prefix */
	int port;                        /* default */
	const char *title, *description; /* OpenAPI */
	const struct conf_var *settings; /* own ones; may be NULL */
	const struct route *routes;
	bool users;           /* takes users' tokens (JWT_SECRET); else peers' */
	bool database, redis; /* opens these pools */
	bool secrets;         /* loads SECRET_KEYS */
	bool idempotency;     /* honours Idempotency-Key (needs its table) */
	const struct rate_class *default_rate;
	struct str (*headers)(const struct request *rq);
	int (*place)(struct request *rq, struct str *path) SUSPENDS; /* web/request.h; may be NULL */
	const struct service_background *background;                 /* ends with name NULL; may be NULL */
	/* After the pools, before the listener, on the first fiber; negative: exit 1 with the note logged. */
	int (*start)(void);
	void (*stop)(void); /* after the last fiber's end, before the pools close */
	/* Extra rows of /healthz's checks; ends with name NULL. From cached state, never waits. */
	const struct health_check *health;
};

int service_main(const struct service *s, int argc, char **argv);

/* Settings that every daemon has. */
struct service_conf {
	int64_t port, drain_ms, grace_ms, db_min, db_max, db_statement_ms, offload_threads, max_connections,
		max_per_address, max_working;
	const char *tls_cert_file, *tls_key_file, *tls_client_ca_file, *tls_peer_ca_file, *tls_peer_cert_file,
		*tls_peer_key_file;
	const char *address, *database_url, *redis_url, *jwt_secret, *peer_secret, *secret_keys, *log_level, *pid_file;
	bool trust_proxy;
};
const struct service_conf *service_conf(void);

#endif
