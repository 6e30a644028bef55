#include "web/request.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "net/sse.h"
#include "web/compress.h"
#include "web/idem.h"
#include "web/metrics.h"
#include "web/peer.h"
#include "web/route.h"

enum { HEADERS_MOST = 8 * 1024, BODY_MOST = 32 << 20, PACK_LEAST = 2048, PACK_MOST = 4 << 20 };

/* R084, to the letter. */
#define COMMON_HEADERS                        \
	"X-Content-Type-Options: nosniff\r\n" \
	"X-XSS-Protection: 1; mode=block\r\n" \
	"Strict-Transport-Security: max-age=31536000\r\n"
const struct str strict_headers = STR(COMMON_HEADERS "X-Frame-Options: DENY\r\n"
						     "Content-Security-Policy: default-src 'self'\r\n"
						     "Cache-Control: no-store\r\n");

static struct metric duration = METRIC_HISTOGRAM_BY(
	"api_request_duration_seconds", "API request duration in seconds", "method,route,status");

/* ---- what a handler asks ------------------------------------------------------------------- */

static struct str segment_name(const char *at)
{
	const char *end = strpbrk(at, "}.");

	return (struct str){ at + 1, (size_t)(end - at) - 1 };
}

struct str path(const struct request *rq, const char *name)
{
	size_t i = 0;

	for (const char *at = strchr(rq->route->path, '{'); at; at = strchr(at + 1, '{'), i++)
		if (str_is(segment_name(at), name))
			return rq->params[i];
	fprintf(stderr, "route %s has no {%s}\n", rq->route->path, name);
	abort();
}

struct str request_header(const struct request *rq, const char *name)
{
	return http_header(rq->head, name);
}

struct str request_cookie(const struct request *rq, const char *name)
{
	struct str rest = request_header(rq, "cookie");

	while (rest.p) {
		struct str value = str_split(&rest, ';');
		struct str key = str_trim(str_split(&value, '='));

		if (value.p && str_is(key, name))
			return str_trim(value);
	}
	return STR_NONE;
}

struct str request_client(const struct request *rq)
{
	struct str last = rq->rules->trust_proxy ? http_forwarded_for(rq->head) : STR_NONE;

	return last.n ? last : str_c(http_exchange_peer(rq->ex));
}

/* "q=0", "q=0.0" …: the client says no. */
static bool refused(struct str q)
{
	if (!str_starts(q, STR("q=0")))
		return false;
	for (size_t i = 3; i < q.n; i++)
		if (q.p[i] != '.' && q.p[i] != '0')
			return false;
	return true;
}

bool request_accepts(const struct request *rq, struct str coding)
{
	struct str rest = request_header(rq, "accept-encoding");

	while (rest.p) {
		struct str item = str_split(&rest, ','), name = str_trim(str_split(&item, ';'));

		if (str_ieq(name, coding))
			return !refused(str_trim(item));
	}
	return false;
}

struct violations *request_violations(struct request *rq)
{
	if (!rq->violations)
		rq->violations = ARENA_NEW(mem(), struct violations);
	return rq->violations;
}

int request_invalid(struct request *rq)
{
	size_t n = rq->violations ? rq->violations->n : 0;

	return fail(ERR_INVALID, "%zu %s", n, n == 1 ? "value cannot be accepted" : "values cannot be accepted");
}

/* ---- replies -------------------------------------------------------------------------------- */

void reply_header(struct request *rq, const char *name, struct str value)
{
	if (memchr(value.p ? value.p : "", '\r', value.n) || memchr(value.p ? value.p : "", '\n', value.n)) {
		log_warn("reply_header_refused", LOG_S("header", name));
		return;
	}
	buf_printf(&rq->headers, "%s: %.*s\r\n", name, STR_FMT(value));
}

static struct str chain_headers(struct request *rq)
{
	struct str own = rq->rules->headers ? rq->rules->headers(rq) : STR_NONE;
	struct buf *b = &rq->headers;

	if (context()->request_id[0]) {
		buf_c(b, "X-Request-Id: ");
		buf_c(b, context()->request_id);
		buf_put(b, "\r\n", 2);
	}
	buf_str(b, own.p ? own : strict_headers);
	if (rq->rate.limit)
		buf_printf(b, "RateLimit-Limit: %lld\r\nRateLimit-Remaining: %lld\r\nRateLimit-Reset: %lld\r\n",
			(long long)rq->rate.limit, (long long)rq->rate.remaining, (long long)rq->rate.reset_s);
	return buf_ok(b) ? buf_view(b) : strict_headers;
}

/* Small bodies fit one packet as they are. Pages are worth brotli's price, other bodies take gzip.
 *
 * Lengths tell (BREACH): who can make a browser send words of his own, and watch how long the answers are, learns what else stands in a
 * body that repeats these words. So what is secret and what a client sent never share a packed body: a reply that repeats a form is sent
 * as it is (rq->repeats); the API's callers bring a token that no other site's page can make a browser send, and sign-in replies are small.
 */
static void pack(struct request *rq, struct http_reply *r)
{
	bool page = str_starts(r->content_type, STR("text/html"));
	struct str packed;
	bool brotli;

	if (rq->repeats || r->body.n < PACK_LEAST || r->body.n > PACK_MOST)
		return;
	if (!str_starts(r->content_type, STR("application/json")) && !str_starts(r->content_type, STR("text/")))
		return;
	reply_header(rq, "Vary", STR("Accept-Encoding"));
	brotli = page && request_accepts(rq, STR("br"));
	if (!brotli && !request_accepts(rq, STR("gzip")))
		return;
	if (compress(brotli ? CODING_BROTLI : CODING_GZIP, r->body, &packed) < 0)
		return;
	reply_header(rq, "Content-Encoding", brotli ? STR("br") : STR("gzip"));
	r->body = packed;
}

static int send(struct request *rq, struct http_reply *r)
{
	if (rq->idem && !r->use_file) {
		struct idem_reply kept = { r->status, r->content_type, buf_view(&rq->headers), r->body };

		TRY(idem_end(rq->idem, &kept));
		rq->idem = NULL;
	}
	rq->status = r->status;
	pack(rq, r);
	r->headers = chain_headers(rq);
	return http_reply(rq->ex, r);
}

int reply_body(struct request *rq, int status, const char *content_type, struct str bytes)
{
	return send(rq, &(struct http_reply){ .status = status, .content_type = str_c(content_type), .body = bytes });
}

int reply_json(struct request *rq, int status, struct str json)
{
	return reply_body(rq, status, "application/json", json);
}

int reply(struct request *rq, int status, const struct schema *s, const void *value)
{
	struct buf b = BUF_ON(mem(), BODY_MOST);

	schema_encode(&b, s, value);
	if (!buf_ok(&b))
		return fail_private(
			ERR_INTERNAL, "the reply of %s is larger than %d bytes", rq->route->path, BODY_MOST);
	return reply_json(rq, status, buf_view(&b));
}

int reply_empty(struct request *rq, int status)
{
	return send(rq, &(struct http_reply){ .status = status });
}

int reply_file(struct request *rq, int status, const char *content_type, int fd, int64_t size)
{
	return send(rq,
		&(struct http_reply){ .status = status,
			.content_type = str_c(content_type),
			.use_file = true,
			.file_fd = fd,
			.file_size = size });
}

int reply_sse(struct request *rq)
{
	rq->status = 200;
	fiber_deadline_restore(NEVER);
	return sse_start(rq->ex, chain_headers(rq));
}

int request_replay(struct request *rq, const struct idem_reply *kept)
{
	buf_str(&rq->headers, kept->headers);
	reply_header(rq, "Idempotency-Replayed", STR("true"));
	return send(rq,
		&(struct http_reply){ .status = kept->status, .content_type = kept->content_type, .body = kept->body });
}

/* ---- beginning and end ---------------------------------------------------------------------- */

static bool good_request_id(struct str id)
{
	if (id.n == 0 || id.n > 36)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
			    c == '_' || c == '.'))
			return false;
	}
	return true;
}

void request_begin(struct request *rq, struct http_exchange *ex, const struct request_rules *rules)
{
	struct context *c = context();
	struct str id, parent;

	*rq = (struct request){
		.rules = rules, .ex = ex, .head = http_exchange_head(ex), .headers = BUF_ON(mem(), HEADERS_MOST)
	};
	id = http_header(rq->head, "x-request-id");
	parent = http_header(rq->head, "traceparent");
	if (good_request_id(id))
		snprintf(c->request_id, sizeof(c->request_id), "%.*s", STR_FMT(id));
	else
		uuid_new(c->request_id);
	context_trace(c, parent.p, parent.n);
}

static void put_violations(struct buf *b, const struct violations *v)
{
	if (!v || !v->n)
		return;
	buf_c(b, ",\"errors\":[");
	for (size_t i = 0; i < v->n; i++) {
		buf_c(b, i ? ",{\"pointer\":" : "{\"pointer\":");
		buf_json_str(b, v->items[i].pointer);
		buf_c(b, ",\"code\":");
		buf_json_str(b, v->items[i].code);
		buf_c(b, ",\"message\":");
		buf_json_str(b, v->items[i].message);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

/* RFC 9457. */
static void put_problem(struct buf *b, const struct request *rq, const struct err_info *e)
{
	const struct context *c = context();

	buf_printf(b, "{\"type\":\"/docs#%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\"", e->code, e->title,
		e->status, e->code);
	if (c->err.text[0]) {
		buf_c(b, ",\"detail\":");
		buf_json_str(b, str_c(c->err.text));
	}
	buf_c(b, ",\"instance\":");
	buf_json_str(b, str_c(c->request_id));
	if (e->status == 422)
		put_violations(b, rq->violations && rq->violations->n ? rq->violations : peer_violations());
	buf_char(b, '}');
}

static void problem_headers(struct request *rq, const struct err_info *e)
{
	if (e->status == 401)
		reply_header(rq, "WWW-Authenticate", STR("Bearer"));
	if (e->status == 405)
		reply_header(rq, "Allow", rq->allow);
	if (e->status == 429)
		reply_header(rq, "Retry-After",
			str_printf(mem(), "%lld", (long long)(rq->rate.reset_s ? rq->rate.reset_s : 1)));
	if (e->status == 503)
		reply_header(rq, "Retry-After", STR("1"));
}

static void send_problem(struct request *rq, int r)
{
	const struct err_info *e = err_info(r);
	struct buf b = BUF_ON(mem(), BODY_MOST);

	/* A note left by a trouble that was handled on the way is not about this error. */
	if (context()->err.code != -r)
		context()->err.text[0] = '\0';
	put_problem(&b, rq, e);
	problem_headers(rq, e);
	/* The reply must go out although the work itself was cancelled or is late. */
	fiber_shield_begin();
	send(rq,
		&(struct http_reply){ .status = e->status,
			.content_type = STR("application/problem+json"),
			.body = buf_view(&b),
			.close = http_exchange_error(rq->ex) < 0 });
	fiber_shield_end();
}

static const char *class_of(int status)
{
	static const char *const classes[] = { "0xx", "1xx", "2xx", "3xx", "4xx", "5xx" };

	return classes[status >= 100 && status < 600 ? status / 100 : 0];
}

static void count(const struct request *rq, int64_t took_us)
{
	struct str values[] = { str_c(rq->head->method < HTTP_METHODS ? http_method_name(rq->head->method) : "OTHER"),
		str_c(rq->route ? rq->route->path : "unmatched"), str_c(class_of(rq->status)) };

	metric_register(&duration);
	series_observe(metric_series(&duration, values, ARRAY_LEN(values)), (double)took_us / 1e6);
}

static void log_request(const struct request *rq, int r, int64_t took_us)
{
	const struct context *c = context();
	enum log_level level = rq->status >= 500 ? LOG_ERROR : LOG_INFO;
	bool told = r < 0 && c->err.code == -r;
	/* Who holds the address of a preview or of an order may look: it is a secret of its kind. */
	bool secret = rq->route && (strstr(rq->route->path, "{ticket}") || strstr(rq->route->path, "{token}"));

	log_at(level, "request",
		LOG_S("method", rq->head->method < HTTP_METHODS ? http_method_name(rq->head->method) : "OTHER"),
		LOG_S("route", rq->route ? rq->route->path : "unmatched"),
		LOG_STR("path", secret ? STR("") : rq->head->path), LOG_I("status", rq->status), LOG_I("us", took_us),
		LOG_I("bytes", http_exchange_sent(rq->ex)), LOG_S("user", rq->id.sub),
		LOG_S("error", r < 0 ? err_info(r)->name : ""), LOG_S("detail", told ? c->err.text : ""),
		LOG_S("cause", told ? c->err.secret : ""));
}

/* The client left before there was a reply: its retry must not find a claim that nobody works on. */
static void forget_claim(struct request *rq)
{
	struct idem_reply none = { .status = 503 };
	int r;

	fiber_shield_begin();
	r = idem_end(rq->idem, &none);
	fiber_shield_end();
	if (r < 0)
		log_warn("idempotency_claim_kept", LOG_S("error", err_info(r)->name));
}

void request_finish(struct request *rq, int r)
{
	int64_t took;

	if (r >= 0 && !http_exchange_replied(rq->ex))
		r = fail_private(ERR_INTERNAL, "the handler of %s sent no reply", rq->route ? rq->route->path : "?");
	if (r == -ERR_GONE && !http_exchange_replied(rq->ex))
		rq->status = err_info(r)->status;
	else if (r < 0 && !http_exchange_replied(rq->ex))
		send_problem(rq, r);
	if (rq->idem)
		forget_claim(rq);
	took = clock_us() - http_exchange_began(rq->ex);
	count(rq, took);
	log_request(rq, r, took);
}
