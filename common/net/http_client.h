/* HTTP client: libcurl's multi interface on the loop. http_call parks the fiber until the answer is in.
 *
 * Only http and https; no redirects are followed; names are resolved off the loop; certificates are
 * verified. Each host (scheme, name, port) has a cap of connections and a circuit breaker: opened by
 * 5 failures in a row (connection errors, timeouts, 5xx), it refuses with -ERR_BREAKER_OPEN for 1 s,
 * doubling to 30 s, then lets one try pass. Retries: only when the request says it may be repeated,
 * on connection errors, 429 and 5xx, with exponential backoff and full jitter; Retry-After wins; never when less time is left
 * than the last try took (50 ms at least); a budget (10 % of calls, at least 3 a second) keeps retries from becoming a storm.
 */
#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

#include "base/cleanup.h"
#include "base/str.h"

struct http_request {
	const char *method; /* "GET" when NULL */
	struct str url;
	struct http_pair {
		const char *name;
		struct str value;
	} headers[16];   /* until name == NULL */
	struct str body; /* p = NULL: none */
	const char *content_type;
	int64_t timeout_ms; /* whole call, retries included; 0 = 10,000; the fiber's deadline holds besides */
	int64_t connect_ms; /* 0 = 2,000 */
	size_t max_body;    /* 0 = 8 MB, of a stream too; beyond it -ERR_UPSTREAM */
	/* Header line that tells the other side how many milliseconds it has: what is left at each try, less a twentieth (1 to 50 ms),
	 * so that its answer that it gave up still reaches us in time. NULL: none. */
	const char *deadline_header;
	int retries;     /* further tries; needs repeatable */
	bool repeatable; /* GET, PUT, or a POST that may arrive twice; another POST gets a fresh connection */
	/* Streaming: called on this fiber for each piece of a 2xx body, as it comes; then body stays empty. A
	 * negative result ends the call with it. */
	int (*on_data)(void *arg, struct str piece);
	void *arg;
	bool skip_breaker; /* health probes */
	bool sister;       /* one of our own: https shows our certificate, and believes our authority alone */
};

struct http_response {
	int status;      /* 0 when there was no answer */
	struct str body; /* in mem(), NUL-terminated */
	struct str content_type;
	struct str retry_after, request_id, location, link;
	struct str headers; /* all lines as received, for the rest */
	int64_t took_us;
	int result; /* http_call_all: what http_call would have returned */
};

/* Starts the thread's client. per_host = connections a host at the most. */
int http_client_open(int per_host);
void http_client_close(void);
/* PEM files for calls to sisters; NULL or "": libcurl's own. Kept as pointers; read anew for new connections. */
struct http_client_tls {
	const char *ca, *cert, *key;
};
void http_client_sisters(const struct http_client_tls *tls);

/* 0 when an answer came, whatever its status. -ERR_UNAVAILABLE (no connection, name unknown),
 * -ERR_DEADLINE, -ERR_BREAKER_OPEN, -ERR_UPSTREAM (nonsense, too large), a reason. Holds no lease. */
int http_call(const struct http_request *rq, struct http_response *ret) SUSPENDS;
/* n <= 16 calls at once; returns when all have ended. Each ret[i].result says how. 0 or a reason. */
int http_call_all(const struct http_request *rq, struct http_response *ret, int n) SUSPENDS;

/* Value of the first header of that name in response header lines. */
struct str http_response_header(const struct http_response *r, const char *name);

struct http_host_state {
	char host[128];
	bool open; /* breaker */
	unsigned in_flight;
	uint64_t calls, failures, retries, refused;
};
/* Copies up to max host states, for metrics and health; returns how many. */
int http_client_hosts(struct http_host_state *ret, int max);

#endif
