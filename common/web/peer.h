/* Peers: a call to a sister service: token minted for it, deadline and trace handed on, schemas on both
 * sides, and an answer that says when it did not come.
 *
 *	struct peer theme_svc = { .name = "theme-svc", .setting = "THEME_URL" };
 *	TRY(peer_call(&theme_svc, &(struct peer_request){ .method = "POST", .path = STR("/v1/render"),
 *		.in = &render_in_schema, .value = &in, .out = &render_out_schema, .timeout_ms = 800 }, (void **)&out));
 */
#ifndef WEB_PEER_H
#define WEB_PEER_H

#include "base/cleanup.h"
#include "net/http_client.h"
#include "web/schema.h"

struct peer {
	const char *name; /* also the token's aud */
	const char *url;  /* base address, from the settings */
};

struct peer_request {
	const char *method;
	struct str path;         /* with query, percent-encoded */
	const struct schema *in; /* NULL: raw_body */
	const void *value;
	struct str raw_body;                         /* JSON text, or none; sent from where it stands */
	const struct schema *out;                    /* NULL: the response is handed back as it is */
	int64_t timeout_ms;                          /* 0 = 5,000 */
	size_t max_body;                             /* of the answer; 0 = 16 MB */
	struct str idempotency_key;                  /* makes a POST repeatable */
	bool repeatable;                             /* GETs are */
	struct str user;                             /* sub of the token; p = NULL: the nil UUID */
	int (*on_data)(void *arg, struct str piece); /* streamed 2xx body */
	void *arg;
};

/* 0 and *ret filled (decoded by out, in mem()). A problem document of the peer with 4xx becomes our
 * own error of that status with its detail and its violations kept in mem() (peer_violations). Other trouble, also a
 * 4xx that is no problem document:
 * -ERR_UPSTREAM, -ERR_UNAVAILABLE, -ERR_DEADLINE, -ERR_BREAKER_OPEN, a reason. */
int peer_call(const struct peer *p, const struct peer_request *rq, void **ret) SUSPENDS;
/* The response itself (content type, bytes): for pages and streams. Any status below 500 is 0. */
int peer_fetch(const struct peer *p, const struct peer_request *rq, struct http_response *ret) SUSPENDS;
/* n <= 16 independent calls at once; out[i] filled or NULL, results[i] as peer_call would return. 0 or a reason. */
int peer_call_all(const struct peer *const *p, const struct peer_request *rq, void **out, int *results, int n) SUSPENDS;

/* After -ERR_INVALID: what the peer said of each value, until the next call or the request's end; NULL when it said nothing.
 * request_finish puts it into the problem document when the handler has no violations of its own. */
const struct violations *peer_violations(void);

/* Does an error mean "the adviser did not answer" (degrade) rather than "you asked wrongly"? */
bool peer_is_away(int r);

/* Process-wide: who we are, the secret. */
void peer_setup(const char *service, struct str secret);

#endif
