#include "jobs.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/wait.h"
#include "launch.h"
#include "net/sse.h"
#include "schemas.h"
#include "settings.h"
#include "web/socket.h"

enum { LOOK_MS = 200, PING_MS = 15000, STREAM_MOST_MS = 15 * 60 * 1000, LAST_SENT = 1 << 20 };

static const struct job_type *const types[] = { &launch_job, NULL };

static int load(struct request *rq, struct job_view *ret)
{
	return job_load(path(rq, "job_id"), str_c(rq->id.sub), types, ret); /* db */
}

/* GET /api/v1/jobs/{job_id} */
int jobs_get(struct request *rq)
{
	struct job_view job;

	TRY(load(rq, &job));
	return reply(rq, 200, &job_schema, &job);
}

/* POST /api/v1/jobs/{job_id}/cancel */
int jobs_cancel(struct request *rq)
{
	struct job_view job;

	TRY(job_cancel(path(rq, "job_id"), str_c(rq->id.sub))); /* db */
	TRY(load(rq, &job));
	return reply(rq, 200, &job_schema, &job);
}

static bool is_last(struct str event)
{
	return !str_is(event, "job.progress");
}

/* Where events go: an event stream or a socket. */
struct listener {
	struct request *rq;
	struct websocket *ws; /* NULL: SSE */
	struct str id;
	int64_t seq; /* of the last event that it has */
};

static int tell(struct listener *to, const struct job_event *e)
{
	struct str text;

	if (!to->ws) /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): listen_from sets rq */
		return sse_send(to->rq->ex, str_printf(mem(), "%lld", (long long)e->seq), e->event, e->data);
	text = str_printf(mem(), "{\"event\":\"%.*s\",\"id\":%lld,\"data\":%.*s}", STR_FMT(e->event), (long long)e->seq,
		STR_FMT(e->data));
	TRY_MEM(text.p);
	return websocket_send(to->ws, text);
}

/* One look at the table. > 0: events were told; LAST_SENT when the last was among them. */
static int look(struct listener *to)
{
	struct vec events;

	TRY(job_events_after(to->id, to->seq, &events)); /* db */
	for (size_t i = 0; i < events.n; i++) {
		const struct job_event *e = (const struct job_event *)events.items + i;

		TRY(tell(to, e));
		to->seq = e->seq;
		if (is_last(e->event))
			return LAST_SENT;
	}
	return (int)events.n;
}

static int look_in_a_round(struct listener *to)
{
	struct arena kept;
	int r;

	context_round_begin(&kept);
	r = look(to);
	context_round_end(&kept);
	return r;
}

/* Whoever comes back after the last event gets that one again. */
static int listen_from(struct request *rq, int64_t seq, struct listener *ret)
{
	struct job_view job;

	TRY(load(rq, &job));
	if (seq < 0)
		seq = 0;
	if (seq >= job.last_event)
		seq = job.finished_at.n ? job.last_event - 1 : job.last_event;
	*ret = (struct listener){ .rq = rq, .id = str_dup(mem(), path(rq, "job_id")), .seq = seq };
	return ret->id.p ? 0 : -ERR_NOMEM;
}

/* GET /api/v1/jobs/{job_id}/events: every event since Last-Event-ID, then as they come. */
int jobs_events(struct request *rq)
{
	int64_t seq = 0, quiet_since, until = clock_ms() + STREAM_MOST_MS;
	struct listener to;

	if (!str_i64(request_header(rq, "last-event-id"), &seq))
		seq = 0;
	TRY(listen_from(rq, seq, &to));
	TRY(reply_sse(rq));
	quiet_since = clock_ms();
	while (clock_ms() < until) {
		int r = TRY(look_in_a_round(&to));

		if (r == LAST_SENT)
			break;
		if (r > 0 || clock_ms() - quiet_since > PING_MS) {
			if (r == 0)
				TRY(sse_ping(rq->ex));
			quiet_since = clock_ms();
		}
		TRY(wait_ms(LOOK_MS));
	}
	return http_reply_end(rq->ex);
}

static int tell_all(struct listener *to)
{
	int64_t until = clock_ms() + STREAM_MOST_MS;
	struct websocket_message m;

	while (clock_ms() < until) {
		if (TRY(look_in_a_round(to)) == LAST_SENT)
			break;
		if (TRY(websocket_receive(to->ws, LOOK_MS, &m)) == 1)
			return fail(ERR_INVALID, "this socket takes no messages");
	}
	return 0;
}

/* GET /ws/jobs/{job_id}: the same events over a WebSocket, since ?after=. */
int jobs_socket(struct request *rq)
{
	static const struct websocket_options small = { .max_message = 4096 };
	const struct job_after *in = query(rq);
	struct listener to;

	TRY(listen_from(rq, in->after, &to));
	TRY(socket_open(rq, str_c(conf.public_url), &small, &to.ws));
	return websocket_end(to.ws, tell_all(&to));
}
