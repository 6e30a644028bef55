#include "web/peer.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "web/peer_token.h"

enum { TIMEOUT_MS = 5000, BODY_MOST = 16 << 20, REQUEST_MOST = 64 << 20, CALLS_MOST = 16 };

static const char *self;
static struct str secret;

void peer_setup(const char *service, struct str peer_secret)
{
	self = service;
	secret = peer_secret;
	peer_token_clear();
}

/* Numbers of our own making, in mem(): none of them holds a CR or LF. */
static int build(const struct peer *p, const struct peer_request *in, struct http_request *out)
{
	struct str bearer = peer_token(
		self, p->name, in->user.n ? in->user : STR("00000000-0000-0000-0000-000000000000"), secret);
	struct buf body = BUF_ON(mem(), REQUEST_MOST);
	const struct context *c = context();
	int64_t timeout = fiber_time_left(in->timeout_ms ? in->timeout_ms : TIMEOUT_MS);
	size_t n = 0;

	*out = (struct http_request){ .method = in->method,
		.timeout_ms = timeout,
		.on_data = in->on_data,
		.arg = in->arg,
		.max_body = in->max_body ? in->max_body : BODY_MOST,
		.deadline_header = "X-Deadline",
		.sister = true };
	out->url = str_printf(mem(), "%s%.*s", p->url, STR_FMT(in->path));
	out->headers[n++] = (struct http_pair){ "Authorization", bearer };
	if (c->request_id[0])
		out->headers[n++] = (struct http_pair){ "X-Request-Id", str_c(c->request_id) };
	if (c->trace_id[0])
		out->headers[n++] = (struct http_pair){ "traceparent",
			str_printf(mem(), "00-%s-%s-%s", c->trace_id, c->span_id, c->sampled ? "01" : "00") };
	if (in->idempotency_key.n)
		out->headers[n++] = (struct http_pair){ "Idempotency-Key", in->idempotency_key };
	if (in->in)
		schema_encode(&body, in->in, in->value);
	if (!buf_ok(&body) || !bearer.p || !out->url.p)
		return -ERR_NOMEM;
	if (in->in || in->raw_body.p) {
		out->body = in->in ? buf_view(&body) : in->raw_body;
		out->content_type = "application/json";
	}
	out->repeatable = in->repeatable || in->idempotency_key.n || !in->method || str_is(STR("GET"), in->method);
	out->retries = out->repeatable ? 1 : 0;
	return 0;
}

static enum err error_of_status(int status)
{
	switch (status) {
	case 400: return ERR_BAD_REQUEST;
	case 404: return ERR_NOT_FOUND;
	case 409: return ERR_CONFLICT;
	case 413: return ERR_TOO_LARGE;
	case 422: return ERR_INVALID;
	case 429: return ERR_RATE_LIMITED;
	case 501: return ERR_NOT_IMPLEMENTED;
	case 503: return ERR_UNAVAILABLE;
	case 504: return ERR_DEADLINE;
	default: return ERR_UPSTREAM; /* 401 and 403 too: our token is our own affair, not the client's */
	}
}

static void keep_violations(const struct json *errors)
{
	struct violations *v = json_first(errors) ? ARENA_NEW(mem(), struct violations) : NULL;

	context()->told = v;
	for (const struct json *e = json_first(errors); e && v && v->n < VIOLATIONS_MAX; e = json_next(e))
		violation_add(v, json_get_str(e, "pointer"), json_get_str(e, "code").p, "%.*s",
			STR_FMT(json_get_str(e, "message")));
}

const struct violations *peer_violations(void)
{
	return context()->told;
}

/* A problem document of a sister becomes our error; its words are fit for the client below 500 only. A refusal in another
 * form is not hers: something stands at her address that we do not know. */
static int carry_over(const struct peer *p, const struct http_response *rs)
{
	bool hers = rs->status >= 500 || str_starts(rs->content_type, STR("application/problem+json"));
	enum err code = hers ? error_of_status(rs->status) : ERR_UPSTREAM;
	struct str detail = STR_NONE, first = STR_NONE;
	const struct json *j;

	if (json_parse(rs->body, &j) == 0) {
		detail = json_get_str(j, "detail");
		first = json_get_str(json_first(json_get(j, "errors")), "message");
		keep_violations(rs->status == 422 ? json_get(j, "errors") : NULL);
	}
	log_warn("peer_refused", LOG_S("peer", p->name), LOG_I("status", rs->status), LOG_STR("detail", detail),
		LOG_STR("first", first));
	if (rs->status >= 500 || code == ERR_UPSTREAM)
		return fail_private(code, "%s answered %d: %.*s", p->name, rs->status, STR_FMT(detail));
	/* The first violation says more than "1 value cannot be accepted". */
	return fail(code, "%.*s", STR_FMT(first.n ? first : detail));
}

static int understand(const struct peer *p, const struct peer_request *rq, const struct http_response *rs, void **ret)
{
	if (rs->status >= 300)
		return carry_over(p, rs);
	if (!rq->out)
		return 0;
	if (schema_read(rq->out, rs->body, ret) < 0)
		return fail_private(ERR_UPSTREAM, "%s answered with something else than %s", p->name, rq->out->name);
	return 0;
}

int peer_call(const struct peer *p, const struct peer_request *rq, void **ret)
{
	struct http_request *call = TRY_MEM(ARENA_NEW(mem(), struct http_request));
	struct http_response *rs = TRY_MEM(ARENA_NEW(mem(), struct http_response));

	TRY(build(p, rq, call));
	TRY(http_call(call, rs));
	return understand(p, rq, rs, ret);
}

int peer_fetch(const struct peer *p, const struct peer_request *rq, struct http_response *ret)
{
	struct http_request *call = TRY_MEM(ARENA_NEW(mem(), struct http_request));

	TRY(build(p, rq, call));
	TRY(http_call(call, ret));
	return ret->status >= 500 ? carry_over(p, ret) : 0;
}

int peer_call_all(const struct peer *const *p, const struct peer_request *rq, void **out, int *results, int n)
{
	struct http_request *calls = TRY_MEM(ARENA_ARRAY(mem(), struct http_request, n));
	struct http_response *rs = TRY_MEM(ARENA_ARRAY(mem(), struct http_response, n));

	for (int i = 0; i < n; i++)
		TRY(build(p[i], &rq[i], &calls[i]));
	TRY(http_call_all(calls, rs, n));
	for (int i = 0; i < n; i++) {
		out[i] = NULL;
		results[i] = rs[i].result < 0 ? rs[i].result : understand(p[i], &rq[i], &rs[i], &out[i]);
	}
	return 0;
}

bool peer_is_away(int r)
{
	switch (-r) {
	case ERR_UPSTREAM:
	case ERR_UNAVAILABLE:
	case ERR_DEADLINE:
	case ERR_BREAKER_OPEN:
	case ERR_OVERLOAD:
	case ERR_RATE_LIMITED:
	case ERR_INTERNAL: return true;
	default: return false;
	}
}
