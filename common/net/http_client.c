#include "net/http_client.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "net/http_client_call.h"

enum { CALLS_MAX = 16, TIMEOUT_MS = 10 * 1000, LEAST_MS = 50 /* for a further try */ };

static _Thread_local struct {
	struct list hosts;
	unsigned nhosts;
} client;

int http_client_open(int per_host)
{
	list_init(&client.hosts);
	return transfer_open(per_host);
}

void http_client_close(void)
{
	transfer_close();
	for (struct list *at; (at = list_pop(&client.hosts));)
		free(CONTAINER_OF(at, struct http_host, node));
	client.nhosts = 0;
}

/* Gives back all that an attempt holds, whatever came of it. */
static void end_attempt(struct call *call, enum http_host_outcome outcome)
{
	transfer_end(call);
	if (call->admitted)
		http_host_done(call->host, call->probe, outcome, clock_ms());
	call->admitted = call->probe = false;
}

/* ---- one call: attempts until it is over ------------------------------------------------------ */

static void call_over(struct call *call, int r)
{
	call->over = true;
	call->ret->result = r;
	call->ret->took_us = clock_us() - call->began;
}

static void fill_response(struct call *call)
{
	struct http_response *ret = call->ret;

	ret->status = transfer_status(call);
	ret->body = buf_view(&call->body);
	ret->headers = buf_view(&call->head);
	ret->content_type = http_response_header(ret, "content-type");
	ret->retry_after = http_response_header(ret, "retry-after");
	ret->request_id = http_response_header(ret, "x-request-id");
	ret->location = http_response_header(ret, "location");
	ret->link = http_response_header(ret, "link");
}

/* When to try again, or NEVER. */
static int64_t next_try(struct call *call, int r, int64_t asked_ms)
{
	int64_t now = clock_ms(), delay = asked_ms > 0 ? asked_ms : http_backoff(call->tries - 1),
		needed = now - call->try_began;

	if (r != -ERR_UNAVAILABLE && !(r == 0 && (call->ret->status == 429 || call->ret->status >= 500)))
		return NEVER;
	if (!call->rq->repeatable || call->tries > call->rq->retries || call->streamed)
		return NEVER;
	/* A try that cannot end in time is load for nothing. */
	if (delay >= call->ends - now - (needed > LEAST_MS ? needed : LEAST_MS) || !http_host_spend(call->host, now))
		return NEVER;
	return now + delay;
}

static void attempt_over(struct call *call, int r)
{
	enum http_host_outcome outcome = HOST_OK;
	int64_t asked_ms = 0;

	if (r == 0) {
		fill_response(call);
		asked_ms = transfer_retry_after(call);
	}
	if (r == -ERR_UNAVAILABLE || r == -ERR_DEADLINE || (r == 0 && call->ret->status >= 500))
		outcome = HOST_FAILED;
	else if (r < 0 && !call->answered)
		outcome = HOST_UNKNOWN;
	end_attempt(call, outcome);
	call->retry_at = next_try(call, r, asked_ms);
	if (call->retry_at == NEVER)
		call_over(call, r);
}

static void begin_attempt(struct call *call)
{
	int r = 0;

	call->retry_at = NEVER;
	call->try_began = clock_ms();
	call->tries++;
	call->too_large = false;
	call->head = BUF_ON(call->arena, HEAD_MAX);
	call->body = (struct buf){ 0 };
	call->got = 0;
	call->ret->status = 0;
	if (!call->rq->skip_breaker) {
		r = http_host_admit(call->host, clock_ms());
		if (r < 0) {
			call_over(call, r);
			return;
		}
		call->probe = r;
		call->admitted = true;
	}
	r = transfer_begin(call);
	if (r < 0)
		attempt_over(call, r);
}

/* Hands streamed bytes to the caller's function, which may suspend: more may come meanwhile. */
static int deliver(struct call *call)
{
	struct buf *full = &call->pending[call->filling];
	int r;

	call->filling = !call->filling;
	call->streamed = true;
	r = call->rq->on_data(call->rq->arg, buf_view(full));
	full->len = 0;
	if (r >= 0 && call->paused)
		transfer_resume(call);
	return r < 0 ? r : 0;
}

/* Does what can be done for a call now. False: nothing. */
static bool step(struct call *call)
{
	int r;

	if (call->over)
		return false;
	if (!call->easy) {
		if (clock_ms() < call->retry_at)
			return false;
		begin_attempt(call);
		return true;
	}
	if (call->pending[call->filling].len > 0) {
		r = deliver(call);
		if (r < 0) {
			end_attempt(call, HOST_OK);
			call_over(call, r);
		}
		return true;
	}
	if (!call->answered)
		return false;
	attempt_over(call, transfer_verdict(call));
	return true;
}

static int call_init(struct call *call, const struct http_request *rq, struct http_response *ret, struct batch *b)
{
	int64_t limit = rq->timeout_ms ? rq->timeout_ms : TIMEOUT_MS;

	*ret = (struct http_response){ 0 };
	*call = (struct call){ .batch = b, .rq = rq, .ret = ret, .arena = mem(), .began = clock_us() };
	for (int i = 0; i < 2; i++)
		call->pending[i] = BUF_ON(call->arena, PENDING_MAX + PIECE_MAX);
	call->ends = clock_ms() + fiber_time_left(limit);
	TRY(http_url_split(rq->url, &call->url));
	call->host = http_host_find(&client.hosts, &client.nhosts, &call->url);
	if (!call->host)
		return fail(ERR_OVERLOAD, "calls to too many hosts at once");
	http_host_earn(call->host);
	call->host->held++;
	return 0;
}

/* Parks until libcurl has news or the first retry is due. 0, or why all must end. */
static int batch_wait(struct batch *b, const struct call *calls, int n)
{
	int64_t first = NEVER, former;
	int r;

	for (int i = 0; i < n; i++)
		if (!calls[i].over && !calls[i].easy && calls[i].retry_at < first)
			first = calls[i].retry_at;
	former = fiber_deadline_narrow(first);
	b->waiting = true;
	fiber_away_begin();
	r = fiber_park();
	fiber_away_end();
	b->waiting = false;
	fiber_deadline_restore(former);
	if (r == -ERR_DEADLINE && clock_ms() < former)
		return 0;
	return r < 0 ? r : 0;
}

static bool all_over(const struct call *calls, int n)
{
	for (int i = 0; i < n; i++)
		if (!calls[i].over)
			return false;
	return true;
}

static int run_calls(struct batch *b, struct call *calls, int n)
{
	int r = 0;

	while (!all_over(calls, n) && r == 0) {
		bool progress = false;

		for (int i = 0; i < n; i++)
			progress |= step(&calls[i]);
		if (!progress)
			r = batch_wait(b, calls, n);
	}
	for (int i = 0; i < n; i++) {
		if (!calls[i].over) {
			end_attempt(&calls[i], r == -ERR_DEADLINE ? HOST_FAILED : HOST_UNKNOWN);
			call_over(&calls[i], r);
		}
		if (calls[i].host)
			calls[i].host->held--;
	}
	return r;
}

int http_call_all(const struct http_request *rq, struct http_response *ret, int n)
{
	struct batch b = { .fiber = fiber_self() };
	struct call *calls;

	fiber_assert_no_lease("http_call");
	if (n > CALLS_MAX)
		return fail(ERR_INTERNAL, "%d calls at once", n);
	calls = TRY_MEM(ARENA_ARRAY(mem(), struct call, (size_t)n));
	for (int i = 0; i < n; i++) {
		int r = call_init(&calls[i], &rq[i], &ret[i], &b);

		if (r < 0)
			call_over(&calls[i], r);
	}
	return run_calls(&b, calls, n);
}

int http_call(const struct http_request *rq, struct http_response *ret)
{
	TRY(http_call_all(rq, ret, 1));
	return ret->result;
}

/* ---- looking ---------------------------------------------------------------------------------- */

struct str http_response_header(const struct http_response *r, const char *name)
{
	struct str rest = r->headers, wanted = str_c(name);

	while (rest.p && rest.n) {
		struct str value = str_split(&rest, '\n');
		struct str got = str_split(&value, ':');

		if (value.p && str_ieq(got, wanted))
			return str_trim(value);
	}
	return STR_NONE;
}

int http_client_hosts(struct http_host_state *ret, int max)
{
	int n = 0;

	LIST_FOR(at, &client.hosts)
	{
		struct http_host *h = CONTAINER_OF(at, struct http_host, node);

		if (n == max)
			break;
		ret[n] = (struct http_host_state){
			.open = h->open_until != 0,
			.in_flight = h->in_flight,
			.calls = h->calls,
			.failures = h->nfailures,
			.retries = h->retries,
			.refused = h->refused,
		};
		snprintf(ret[n].host, sizeof(ret[n].host), "%.*s", (int)sizeof(ret[n].host) - 1, h->name);
		n++;
	}
	return n;
}
