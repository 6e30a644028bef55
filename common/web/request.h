/* Request: what a handler sees, and how it answers.
 *
 *	int pages_get(struct request *rq)
 *	{
 *		struct page page;
 *
 *		TRY(page_load(path(rq, "page"), &page));
 *		return reply(rq, 200, &page_schema, &page);
 *	}
 *
 * A handler returns what its last call returned: 0 when a reply was sent, a negative ERR_… and
 * request_finish makes the problem document of it. Memory is mem(), gone when the reply is out.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "net/http_server.h"
#include "web/auth.h"
#include "web/rate.h"
#include "web/schema.h"

struct idem;
struct request;
struct route;

enum { PATH_PARAMS_MAX = 4 };

/* R084's header lines, as every reply of the API has them. */
extern const struct str strict_headers;

/* What a service decides for all its requests. */
struct request_rules {
	struct str (*headers)(const struct request *rq); /* security headers; NULL or absent: R084's strict ones */
	/* The path that routes are matched with: another than the one asked for where a host is a site of its own (then rq->site is
	 * set). 1: it has sent the reply. NULL: always the one asked for. */
	int (*place)(struct request *rq, struct str *path) SUSPENDS;
	bool trust_proxy; /* believe the last hop of the last X-Forwarded-For */
};

struct request {
	const struct request_rules *rules;
	struct http_exchange *ex;
	const struct http_head *head;
	const struct route *route;          /* NULL until matched */
	struct str params[PATH_PARAMS_MAX]; /* percent-decoded, in the path's order */
	size_t nparams;
	struct str raw_body;           /* as it came; none when a schema has decoded it */
	void *body;                    /* decoded by the route's body schema */
	void *query;                   /* decoded by the route's query schema */
	struct identity id;            /* who asks; sub "" = anonymous */
	struct violations *violations; /* made at first use */
	struct rate_state rate;        /* limit 0 = no class */
	struct buf headers;            /* extra reply header lines */
	int status;                    /* of the reply, for the log */
	struct str allow;              /* 405: methods that the path takes */
	struct str site;               /* the host, when it is a site of its own; else p = NULL */
	bool repeats;                  /* the reply repeats what a form sent: it is not compressed (request.c: pack) */
	struct idem *idem;             /* claimed Idempotency-Key, or NULL */
};

/* A path parameter by its name in the route ("{session_id}"); percent-decoded, NUL-terminated. Aborts when the
 * route has no such name: a programming error. */
struct str path(const struct request *rq, const char *name);
/* Decoded body or query: the struct of the route's schema. */
#define body(rq) ((rq)->body)
#define query(rq) ((rq)->query)
struct str request_header(const struct request *rq, const char *name);
/* A cookie's value, p = NULL when absent. */
struct str request_cookie(const struct request *rq, const char *name);
/* Does the client take this content coding ("gzip", "br")? */
bool request_accepts(const struct request *rq, struct str coding);
/* The client's address, the last hop of the last X-Forwarded-For where a proxy is trusted. */
struct str request_client(const struct request *rq);

/* Violations of the body found by the handler: add, then return request_invalid(rq) (-ERR_INVALID). */
struct violations *request_violations(struct request *rq);
int request_invalid(struct request *rq);

/* Extra header line; value must hold no CR or LF (then it is left out and logged). */
void reply_header(struct request *rq, const char *name, struct str value);
/* Encodes value by schema. 0 or negative. */
int reply(struct request *rq, int status, const struct schema *s, const void *value) SUSPENDS;
int reply_json(struct request *rq, int status, struct str json) SUSPENDS;
int reply_body(struct request *rq, int status, const char *content_type, struct str bytes) SUSPENDS;
int reply_empty(struct request *rq, int status) SUSPENDS;
/* A file, by sendfile (a small one together with its head); fd stays the caller's. */
int reply_file(struct request *rq, int status, const char *content_type, int fd, int64_t size) SUSPENDS;
/* Server-sent events: sends the head with all headers of the chain; then sse_send on rq->ex. The route's
 * deadline ends here. */
int reply_sse(struct request *rq) SUSPENDS;

/* Used by route.c: begins (ids, trace), and ends: problem document, log line, metrics. */
void request_begin(struct request *rq, struct http_exchange *ex, const struct request_rules *rules);
void request_finish(struct request *rq, int r) SUSPENDS;
/* Sends a reply kept for this Idempotency-Key. */
struct idem_reply;
int request_replay(struct request *rq, const struct idem_reply *kept) SUSPENDS;

#endif
