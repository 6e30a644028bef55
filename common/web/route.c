#include "web/route.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "web/crypto.h"
#include "web/health.h"
#include "web/idem.h"
#include "web/metrics.h"
#include "web/openapi.h"
#include "web/route_tree.h"
#include "web/socket.h"
#include "web/token_cache.h"

enum { ROUTES_MOST = 200, DEADLINE_MS = 10000, QUERY_MOST = 4096 };
/* 26 MB of memory; in 8 MB of a catalogue each value would have 20 bytes, name included. */
enum { BODY_VALUES = 400 * 1000 };
/* 20 MB at 68 KB/s. */
enum { BODY_MS = 5 * 60 * 1000 };
/* What is longer counts as large; so many bytes of such bodies are under way at once: what is made of one takes several times its
 * length, and a dozen senders could fill the machine. */
enum { LARGE = 1 << 20, LARGE_MOST = 256 << 20 };
static __thread size_t large_bytes;

static struct route all[ROUTES_MOST + 1];
static size_t nall;
static const struct route_table *table;
static struct route_tree tree;
static struct str document;

const struct route *route_all(void)
{
	return all;
}

/* ---- the house's own routes ----------------------------------------------------------------- */

static int metrics_get(struct request *rq)
{
	struct buf b = BUF_ON(mem(), 4 << 20);

	metrics_print(&b);
	if (!buf_ok(&b))
		return fail_private(ERR_INTERNAL, "the metrics are larger than 4 MB");
	return reply_body(rq, 200, "text/plain; version=0.0.4; charset=utf-8", buf_view(&b));
}

static int openapi_get(struct request *rq)
{
	return reply_json(rq, 200, document);
}

static const int unavailable[] = { 503, 0 };
static const struct route house[] = {
	{ .method = HTTP_GET,
		.path = "/livez",
		.scope = "public",
		.flags = ROUTE_NO_LIMIT,
		.reply = &health_schema,
		.handler = health_livez,
		.id = "livez",
		.summary = "Does the process turn?" },
	{ .method = HTTP_GET,
		.path = "/readyz",
		.scope = "public",
		.flags = ROUTE_NO_LIMIT,
		.reply = &health_schema,
		.handler = health_readyz,
		.id = "readyz",
		.summary = "May traffic come here?",
		.errors = unavailable },
	{ .method = HTTP_GET,
		.path = "/healthz",
		.scope = "public",
		.flags = ROUTE_NO_LIMIT,
		.reply = &health_schema,
		.handler = health_healthz,
		.id = "healthz",
		.summary = "How are we, part by part?",
		.errors = unavailable },
	{ .method = HTTP_GET,
		.path = "/metrics",
		.scope = "public",
		.flags = ROUTE_NO_LIMIT | ROUTE_NO_JSON_REPLY,
		.media_type = "text/plain",
		.handler = metrics_get,
		.id = "metrics",
		.summary = "Counters in Prometheus' format" },
	{ .method = HTTP_GET,
		.path = "/openapi.json",
		.scope = "public",
		.flags = ROUTE_NO_LIMIT | ROUTE_UNDOCUMENTED,
		.handler = openapi_get,
		.id = "openapi",
		.summary = "This document" },
};

bool route_urgent(const struct http_head *head)
{
	static const char *const paths[] = { "/livez", "/readyz", "/healthz", "/metrics" };

	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		if (str_is(head->path, paths[i]))
			return true;
	return false;
}

/* ---- building ------------------------------------------------------------------------------- */

static const char *check(const struct route *r)
{
	if (!r->scope)
		return "it has no scope";
	if (!r->handler || !r->id || !r->summary)
		return "it has no handler, id or summary";
	if (r->body && !r->body_limit)
		return "it takes a body without a limit";
	return route_tree_add(&tree, r);
}

static int add(const struct route *r)
{
	const char *wrong;

	if (nall == ROUTES_MOST) {
		fprintf(stderr, "more than %d routes\n", ROUTES_MOST);
		return -ERR_INVALID;
	}
	all[nall] = *r;
	wrong = check(&all[nall]);
	if (wrong) {
		fprintf(stderr, "route %s %s: %s\n", http_method_name(r->method), r->path, wrong);
		return -ERR_INVALID;
	}
	nall++;
	return 0;
}

int route_open(const struct route_table *t)
{
	struct buf b;

	table = t;
	nall = 0;
	token_cache_clear();
	route_tree_init(&tree);
	for (const struct route *r = t->routes; r->path; r++)
		TRY(add(r));
	for (size_t i = 0; i < ARRAY_LEN(house); i++)
		TRY(add(&house[i]));
	all[nall].path = NULL;
	b = BUF_ON(&tree.arena, 8 << 20);
	openapi_print(&b, t, all);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	document = buf_view(&b);
	return 0;
}

void route_close(void)
{
	route_tree_done(&tree);
	token_cache_clear();
}

/* ---- matching ------------------------------------------------------------------------------- */

static int allow_methods(struct request *rq, const struct route_match *m)
{
	const struct route *const *methods = m->methods;
	struct buf b = BUF_ON(mem(), 256);

	/* A row that takes every path below it says nothing about what stands at this one. */
	if (m->tail)
		return fail(ERR_NOT_FOUND, "no such address");
	for (int i = 0; i < HTTP_METHODS; i++) {
		if (!methods[i] && !(i == HTTP_HEAD && methods[HTTP_GET]))
			continue;
		buf_printf(&b, "%s%s", b.len ? ", " : "", http_method_name((enum http_method)i));
	}
	rq->allow = buf_view(&b);
	return fail(ERR_METHOD, "this address takes %.*s", STR_FMT(rq->allow));
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Percent-decodes a path parameter; NUL, bad escapes and bad UTF-8 name nothing that could be here. */
static int decode_param(struct str in, struct str *ret)
{
	char *out = TRY_MEM(arena_alloc(mem(), in.n + 1));
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		int high, low;

		if (in.p[i] != '%') {
			out[n++] = in.p[i];
			continue;
		}
		high = i + 2 < in.n ? hex(in.p[i + 1]) : -1;
		low = i + 2 < in.n ? hex(in.p[i + 2]) : -1;
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return fail(ERR_NOT_FOUND, "the address holds a bad escape");
		out[n++] = (char)(high << 4 | low);
		i += 2;
	}
	out[n] = '\0';
	*ret = (struct str){ out, n };
	return str_utf8(*ret) ? 0 : fail(ERR_NOT_FOUND, "the address is not UTF-8");
}

/* 1 when the host is answered from elsewhere and the reply is sent. */
static int match(struct request *rq)
{
	struct route_match m;
	enum http_method method = rq->head->method;
	struct str path = rq->head->path;

	if (rq->rules->place && TRY(rq->rules->place(rq, &path)) == 1)
		return 1;
	if (!route_tree_find(&tree, path, &m))
		return fail(ERR_NOT_FOUND, "no such address");
	if (method == HTTP_OTHER)
		return allow_methods(rq, &m);
	rq->route = m.methods[method];
	if (!rq->route && method == HTTP_HEAD)
		rq->route = m.methods[HTTP_GET];
	if (!rq->route)
		return allow_methods(rq, &m);
	rq->nparams = m.n;
	for (size_t i = 0; i < m.n; i++)
		TRY(decode_param(m.params[i], &rq->params[i]));
	return 0;
}

/* ---- the chain ------------------------------------------------------------------------------ */

static struct str bearer(struct str header)
{
	return str_ieq(str_split(&header, ' '), STR("bearer")) && header.p ? str_trim(header) : STR_NONE;
}

struct str route_token(const struct http_head *head)
{
	struct str token = bearer(http_header(head, "authorization"));

	return token.n && token_cache_knows(token) ? token : STR_NONE;
}

static int authenticate(struct request *rq)
{
	struct str header = request_header(rq, "authorization"), token = bearer(header);

	if (strcmp(rq->route->scope, "public") == 0)
		return 0;
	if (!header.n && rq->route->flags & ROUTE_WEBSOCKET)
		token = socket_token(rq->head);
	if (!token.p)
		return fail(ERR_UNAUTHORIZED, "a bearer token is needed");
	TRY(token_cache_verify(token, table->secret, table->audience, &rq->id));
	if (strcmp(rq->route->scope, "any") != 0 && !identity_has_scope(&rq->id, rq->route->scope))
		return fail(ERR_FORBIDDEN, "your token lacks the scope %s", rq->route->scope);
	if (rq->id.session_id[0] && strstr(rq->route->path, "{session_id}") &&
		!str_ieq(path(rq, "session_id"), str_c(rq->id.session_id)))
		return fail(ERR_FORBIDDEN, "your token is for another session");
	return 0;
}

static int limit_rate(struct request *rq)
{
	const struct rate_class *c = rq->route->rate;

	if (!c && !(rq->route->flags & ROUTE_NO_LIMIT) && rq->id.sub[0])
		c = table->default_rate;
	return c ? rate_take(c, rq->id.sub[0] ? str_c(rq->id.sub) : request_client(rq), &rq->rate) : 0;
}

static bool is_json(struct str media_type)
{
	struct str name = str_trim(str_split(&media_type, ';'));

	return str_ieq(name, STR("application/json")) ||
		(name.n > 5 && str_ieq(str_sub(name, name.n - 5, name.n), STR("+json")));
}

static void give_room_back(void *bytes)
{
	large_bytes -= *(size_t *)bytes;
}

/* Until the request ends. By what its head declares: room that is given later is room for whoever is faster. */
static int take_room(const struct request *rq)
{
	size_t limit = rq->route->body_limit, *taken;

	if ((rq->head->has_length && (uint64_t)rq->head->length > limit) || limit < LARGE)
		return 0;
	taken = TRY_MEM(ARENA_NEW(mem(), size_t));
	*taken = rq->head->has_length ? (size_t)rq->head->length : limit;
	if (*taken < LARGE)
		return 0;
	if (large_bytes && *taken > LARGE_MOST - large_bytes)
		return fail(ERR_OVERLOAD, "too many large bodies are under way; try again in a moment");
	large_bytes += *taken;
	return arena_defer(mem(), give_room_back, taken) ? 0 : -ERR_NOMEM;
}

/* A route's deadline is for its work; a body has a clock of its own: its rate, and an end, or few slow clients would hold all
 * fibers for hours. */
static int take_body(struct request *rq)
{
	int64_t former = fiber_deadline(), began = clock_ms();
	int r;

	fiber_deadline_restore(began + BODY_MS);
	r = http_read_body(rq->ex, rq->route->body_limit, &rq->raw_body);
	fiber_deadline_restore(former == NEVER ? NEVER : former + clock_ms() - began);
	return r == -ERR_DEADLINE ? fail(ERR_REQUEST_TIMEOUT, "the body was not whole after %d s", BODY_MS / 1000) : r;
}

static int read_body(struct request *rq)
{
	const struct route *r = rq->route;
	struct str media_type = request_header(rq, "content-type");

	if (!r->body_limit)
		return 0;
	if (r->body && media_type.p && !is_json(media_type))
		return fail(ERR_MEDIA_TYPE, "send application/json");
	TRY(take_room(rq));
	return take_body(rq);
}

static int decode(struct request *rq)
{
	const struct route *r = rq->route;
	const struct json *json;

	if (r->query)
		TRY(schema_decode_query(r->query, rq->head->query, &rq->query, TRY_MEM(request_violations(rq))));
	if (r->body) {
		TRY(json_parse_here(
			(char *)rq->raw_body.p, rq->raw_body.n, r->body_values ? r->body_values : BODY_VALUES, &json));
		rq->raw_body = STR_NONE;
		TRY(schema_decode(r->body, json, "", &rq->body, TRY_MEM(request_violations(rq))));
	}
	return rq->violations && rq->violations->n ? request_invalid(rq) : 0;
}

/* Whose key it is. Without a token the cookie says who asks: refresh has neither body nor parameter, so that a key alone
 * would give one browser's tokens to another. */
static struct str key_owner(const struct request *rq)
{
	struct str cookie = request_header(rq, "cookie"), hash;

	if (rq->id.sub[0])
		return str_c(rq->id.sub);
	if (!cookie.n)
		return STR("public");
	hash = sha256_hex(cookie);
	return hash.p ? str_printf(mem(), "public:%.*s", STR_FMT(hash)) : STR_NONE;
}

/* 1 when the reply of an earlier twin was sent. */
static int recall(struct request *rq)
{
	struct str key = rq->head->method == HTTP_POST ? request_header(rq, "idempotency-key") : STR_NONE;
	struct idem_reply kept;
	struct str owner;
	int r;

	if (!key.p || (rq->route->flags & ROUTE_STREAM) || !table->idempotency)
		return 0;
	rq->idem = TRY_MEM(ARENA_NEW(mem(), struct idem));
	owner = key_owner(rq);
	r = owner.p ? idem_begin(rq->idem, owner, key, rq->head->path, rq->raw_body, &kept) : -ERR_NOMEM;
	if (r != 0)
		rq->idem = NULL;
	if (r <= 0)
		return r;
	TRY(request_replay(rq, &kept));
	return 1;
}

static int64_t deadline(const struct request *rq)
{
	int64_t ms = rq->route->deadline_ms ? rq->route->deadline_ms : DEADLINE_MS, handed;

	/* A caller inside the house hands on what is left of its own time. */
	if (str_i64(request_header(rq, "x-deadline"), &handed) && handed >= 0 && handed < ms)
		ms = handed;
	/* What it has spent in our queues is spent. */
	return http_exchange_began(rq->ex) / 1000 + ms;
}

static int serve(struct request *rq)
{
	TRY(http_exchange_error(rq->ex));
	if (TRY(match(rq)) == 1)
		return 0;
	context()->task = rq->route->path;
	fiber_deadline_narrow(deadline(rq));
	TRY(authenticate(rq));
	TRY(limit_rate(rq));
	TRY(read_body(rq));
	if (TRY(recall(rq)) == 1)
		return 0;
	TRY(decode(rq));
	return rq->route->handler(rq);
}

void route_dispatch(struct http_exchange *ex, void *arg)
{
	struct request *rq = arena_alloc(mem(), sizeof(*rq));
	int64_t former = fiber_deadline();

	(void)arg;
	if (!rq)
		return; /* the server answers 500 */
	request_begin(rq, ex, &table->rules);
	request_finish(rq, serve(rq));
	fiber_deadline_restore(former);
}
