/* Routes: one table a service, one row a route, one fixed chain for all of them:
 * match → limits → auth → scope → rate → idempotency → decode → handler → finish.
 *
 *	static const struct route routes[] = {
 *		{ .method = HTTP_PUT, .path = "/api/v1/wizard/session/{session_id}/step/{step}",
 *		  .scope = "wizard:write", .rate = &wizard_steps, .deadline_ms = 5000, .body_limit = 1 << 20,
 *		  .body = &step_update_schema, .reply = &step_reply_schema, .handler = step_update,
 *		  .id = "stepUpdate", .summary = "Save one step" },
 *
 * Literal segments win over {parameters}; a last segment {name...} takes the rest of the path, slashes
 * included. HEAD is answered by GET's handler. Start-up asserts: no duplicates, a scope on every row.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/request.h"

enum route_flags {
	ROUTE_RAW_BODY = 1,       /* the body is not JSON: read it, leave it in raw_body */
	ROUTE_STREAM = 2,         /* the reply is a stream; deadline_ms ends at its head */
	ROUTE_UNDOCUMENTED = 4,   /* not in openapi.json (pages, assets) */
	ROUTE_NO_LIMIT = 8,       /* no default rate class (health, pages) */
	ROUTE_WEBSOCKET = 32,     /* answers 101; the token may come as a subprotocol (web/socket.h) */
	ROUTE_NO_JSON_REPLY = 16, /* the reply is not JSON: documented by media_type */
};

struct route {
	enum http_method method;
	const char *path;
	const char *scope;             /* "public", or what the token must carry; "any": any valid token */
	const struct rate_class *rate; /* NULL: the service's default class */
	int deadline_ms;               /* 0 = 10,000 */
	size_t body_limit;             /* bytes; 0: takes no body */
	size_t body_values;            /* of a JSON body, 48 bytes of memory each; 0 = 400,000 */
	unsigned flags;
	const struct schema *query, *body, *reply;
	int (*handler)(struct request *rq);
	int status;              /* of success, for the document; 0 = 200 */
	const char *media_type;  /* ROUTE_NO_JSON_REPLY: what it sends */
	const char *id;          /* operationId */
	const char *summary;     /* one line */
	const char *description; /* more, or NULL */
	const int *errors;       /* further statuses that it answers with (409, 502), 0-terminated; may be NULL */
};

struct route_table {
	const struct route *routes; /* ends with a row whose path is NULL */
	const char *service;        /* "gateway" */
	const char *title, *description;
	/* How tokens are checked: users' (gateway) or peers' with aud = service. */
	struct str secret;
	const char *audience;                  /* NULL for users' tokens */
	const struct rate_class *default_rate; /* authenticated routes without a class of their own; may be NULL */
	bool idempotency;                      /* honours Idempotency-Key: needs the database and its table */
	struct request_rules rules;
};

/* Checks the table and builds the matcher; adds the house's own routes (/livez /readyz /healthz /metrics
 * /openapi.json). Prints what is wrong and returns -ERR_INVALID: the daemon does not start. */
int route_open(const struct route_table *t);
void route_close(void);

/* Serves one exchange: the handler given to http_server_open. */
void route_dispatch(struct http_exchange *ex, void *arg) SUSPENDS;

/* Health and metrics: they answer whoever else is refused. */
bool route_urgent(const struct http_head *head);
/* The bearer token, when it was found good before; else p = NULL. */
struct str route_token(const struct http_head *head);

/* All rows, house's own included, for openapi.c: ends with path NULL. */
const struct route *route_all(void);

#endif
