#include "jobs.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/wait.h"
#include "launch.h"
#include "net/sse.h"

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

/* 1 when the last event was sent. */
static int send_events(struct request *rq, const struct vec *events, int64_t *seq)
{
	for (size_t i = 0; i < events->n; i++) {
		const struct job_event *e = (const struct job_event *)events->items + i;

		TRY(sse_send(rq->ex, str_printf(mem(), "%lld", (long long)e->seq), e->event, e->data));
		*seq = e->seq;
		if (is_last(e->event))
			return 1;
	}
	return 0;
}

/* One look at the table. > 0: events were sent; LAST_SENT when the last was among them. */
static int look(struct request *rq, struct str id, int64_t *seq)
{
	struct vec events;

	TRY(job_events_after(id, *seq, &events)); /* db */
	if (TRY(send_events(rq, &events, seq)) == 1)
		return LAST_SENT;
	return (int)events.n;
}

/* GET /api/v1/jobs/{job_id}/events: every event since Last-Event-ID, then as they come. A client that comes back
 * after the last one gets that one again. */
int jobs_events(struct request *rq)
{
	struct str id = str_dup(mem(), path(rq, "job_id"));
	int64_t seq = 0, quiet_since, until = clock_ms() + STREAM_MOST_MS;
	struct job_view job;

	TRY(load(rq, &job));
	if (!str_i64(request_header(rq, "last-event-id"), &seq) || seq < 0)
		seq = 0;
	if (seq >= job.last_event)
		seq = job.finished_at.n ? job.last_event - 1 : job.last_event;
	TRY(reply_sse(rq));
	quiet_since = clock_ms();
	while (clock_ms() < until) {
		struct arena kept;
		int r;

		context_round_begin(&kept);
		r = look(rq, id, &seq);
		context_round_end(&kept);
		if (TRY(r) == LAST_SENT)
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
