#include "web/job.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "web/job_internal.h"

enum {
	BACKOFF_FIRST_MS = 1000,
	BACKOFF_MOST_MS = 30000,
	RETRY_RECORD_MS = 250,
	TELL_MS = 250, /* progress is written at most this often */
};

static const char ENQUEUE[] =
	"WITH known AS (SELECT id FROM jobs WHERE id = $9 AND type = $1 AND owner = $2), "
	"made AS (INSERT INTO jobs AS j (id, type, owner, subject, unique_key, payload, max_attempts, request_id, traceparent) "
	"SELECT coalesce($9, gen_random_uuid()), $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM known) "
	"ON CONFLICT (type, unique_key) WHERE status IN ('queued', 'running') DO UPDATE SET type = j.type "
	"RETURNING id, xmax <> 0) SELECT id, true FROM known UNION ALL SELECT * FROM made";

static _Thread_local struct list running_list;

/* noinline: a fiber may resume after its caller cached a thread-local's address. */
static __attribute__((noinline)) struct list *running(void)
{
	if (!running_list.next)
		list_init(&running_list);
	return &running_list;
}

/* ---- asking for work ------------------------------------------------------------------------ */

static struct db_param optional(struct str s)
{
	return s.p && s.n ? DB_TEXT(s) : DB_NULL;
}

/* The trace goes along: the worker's log lines belong to the request that asked. */
static struct str traceparent(void)
{
	const struct context *c = context();

	return c->trace_id[0] ? str_printf(mem(), "00-%s-%s-%s", c->trace_id, c->span_id, c->sampled ? "01" : "00")
			      : STR_NONE;
}

int job_enqueue(struct tx *tx, const struct job_new *n, struct str *id)
{
	struct db_param params[] = { DB_C(n->type->name), DB_TEXT(n->owner), optional(n->subject),
		optional(n->unique_key), DB_TEXT(n->payload.p ? n->payload : STR("{}")), DB_INT(n->type->max_attempts),
		optional(str_c(context()->request_id)), optional(traceparent()), optional(n->id) };
	struct rows r;
	bool doubled;

	job_know(n->type);
	if (tx)
		TRY(tx_run(tx, &r, ENQUEUE, ARRAY_LEN(params), params));
	else
		TRY(db_run(&r, ENQUEUE, ARRAY_LEN(params), params));
	*id = row_str(&r, 0, 0);
	doubled = row_bool(&r, 0, 1);
	if (!tx && !doubled)
		job_announce(n->type, *id);
	return doubled;
}

/* ---- what a step sees ----------------------------------------------------------------------- */

struct str job_id(const struct job *j)
{
	return j->id;
}

struct str job_owner(const struct job *j)
{
	return j->owner;
}

struct str job_subject(const struct job *j)
{
	return j->subject;
}

const struct json *job_payload(const struct job *j)
{
	return j->payload;
}

const struct json *job_output(const struct job *j, const char *step)
{
	for (int i = 0; i < j->nsteps; i++)
		if (strcmp(j->type->steps[i].name, step) == 0)
			return j->tracks[i].output;
	return NULL;
}

/* A step works in memory of its own, which goes when it ends: a job of many steps needs no more than the largest of them. */
static struct arena *lasting(struct job *j)
{
	return j->outer ? j->outer : mem();
}

void job_put_output(struct job *j, struct str json)
{
	j->tracks[j->at].output_text = str_dup(lasting(j), json);
}

void job_put_result(struct job *j, struct str json)
{
	j->result = str_dup(lasting(j), json);
}

void job_hint(struct job *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(j->hint, sizeof(j->hint), fmt, ap);
	va_end(ap);
}

/* What PostgreSQL takes: a note that was cut may end within a character. */
static struct str valid(struct arena *a, struct str s)
{
	for (int i = 0; i < 4 && s.n && !str_utf8(s); i++)
		s.n--;
	return str_utf8(s) ? str_dup(a, s) : STR_NONE;
}

/* ---- records -------------------------------------------------------------------------------- */

/* The lease is ours for as long as nobody may take it: counted from before it was asked for. */
static bool leased(const struct job *j)
{
	return !j->lost && clock_ms() - j->leased_at < JOB_LEASE_MS;
}

/* While the database is away the lease is the patience: after it another worker may have the job. */
static int record(struct job *j, const char *event, int64_t run_in_ms)
{
	for (;;) {
		int r = leased(j) ? job_store_record(j, event, run_in_ms) : -ERR_LOST;

		if (r != -ERR_DB_AWAY)
			return r;
		TRY(wait_ms(RETRY_RECORD_MS));
	}
}

/* A record of a job that goes on: also the place where it learns that it should not. */
static int record_running(struct job *j)
{
	TRY(record(j, "job.progress", 0));
	return j->cancel ? -ERR_CANCELLED : 0;
}

static int64_t progress_at(const struct job *j, double share)
{
	double done = 0, all = 0;

	for (int i = 0; i < j->nsteps; i++) {
		int weight = j->type->steps[i].weight;

		all += weight;
		done += i < j->at ? weight : i == j->at ? weight * share : 0;
	}
	return all > 0 ? (int64_t)(100 * done / all) : 0;
}

int job_progress(struct job *j, double share, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	j->tracks[j->at].detail = valid(lasting(j), str_c(arena_vprintf(mem(), fmt, ap)));
	va_end(ap);
	j->progress = progress_at(j, share < 0 ? 0 : share > 1 ? 1 : share);
	if (!leased(j))
		return -ERR_LOST;
	if (j->cancel)
		return -ERR_CANCELLED;
	/* The last word of a step is told by the record of its success. */
	if (share >= 1 || clock_ms() - j->told_at < TELL_MS)
		return 0;
	return record_running(j);
}

/* ---- running -------------------------------------------------------------------------------- */

static void forget_note(void)
{
	context()->err = (struct err_note){ 0 };
}

static int work(struct job *j, int i)
{
	struct arena outer;
	int r;

	context_round_begin(&outer);
	j->outer = &outer;
	r = j->type->steps[i].run(j);
	j->outer = NULL;
	context_round_end(&outer);
	return r;
}

static int run_step(struct job *j, int i)
{
	struct job_track *t = &j->tracks[i];
	bool last = i == j->nsteps - 1;

	j->at = i;
	j->hint[0] = '\0';
	*t = (struct job_track){ .status = STR("running"),
		.started_at = t->first_ms ? t->started_at : job_now(),
		.first_ms = t->first_ms ? t->first_ms : clock_ms() };
	j->progress = progress_at(j, 0);
	TRY(record_running(j));
	forget_note();
	TRY(work(j, i));
	if (t->output_text.p)
		TRY(json_parse(t->output_text, &t->output));
	t->status = STR("succeeded");
	t->finished_at = job_now();
	j->progress = progress_at(j, 1);
	if (!last)
		return record(j, "job.progress", 0);
	j->status = STR("succeeded");
	j->progress = 100;
	j->finished_at = t->finished_at;
	return record(j, "job.succeeded", 0);
}

static int run_steps(struct job *j)
{
	if (j->cancel)
		return -ERR_CANCELLED;
	if (j->attempt > j->max_attempts)
		return fail(ERR_UNAVAILABLE, "given up after %lld attempts", (long long)j->max_attempts);
	for (int i = 0; i < j->nsteps; i++) {
		j->at = i;
		if (!str_is(j->tracks[i].status, "succeeded"))
			TRY(run_step(j, i));
	}
	return 0;
}

/* ---- ending --------------------------------------------------------------------------------- */

static bool worth_another_try(int r)
{
	switch (-r) {
	case ERR_UNAVAILABLE:
	case ERR_UPSTREAM:
	case ERR_DB_AWAY:
	case ERR_DEADLINE:
	case ERR_BREAKER_OPEN:
	case ERR_OVERLOAD: return true;
	default: return false;
	}
}

/* The public sentence of r: the note, when it is about r. */
static struct str cause(int r)
{
	const struct err_note *note = &context()->err;

	return valid(mem(), str_c(note->code == -r && note->text[0] ? note->text : err_info(r)->title));
}

/* As long as the step has been tried for: so the pauses double, and neither an earlier step's trouble nor a worker's death
 * makes them longer. */
static int64_t backoff_ms(const struct job *j)
{
	int64_t ms = j->at >= 0 ? clock_ms() - j->tracks[j->at].first_ms : 0;
	unsigned char jitter;

	if (ms < BACKOFF_FIRST_MS)
		ms = BACKOFF_FIRST_MS;
	random_bytes(&jitter, 1);
	return (ms > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : ms) * (768 + jitter) / 1024;
}

static int try_again(struct job *j, int r)
{
	int64_t ms = backoff_ms(j);
	struct job_track *t = j->at >= 0 ? &j->tracks[j->at] : NULL;

	if (t)
		*t = (struct job_track){ .status = STR("pending"),
			.started_at = t->started_at,
			.detail = cause(r),
			.first_ms = t->first_ms };
	j->status = STR("queued");
	return record(j, "job.progress", ms);
}

static int fail_job(struct job *j, int r)
{
	struct job_track *t = j->at >= 0 ? &j->tracks[j->at] : NULL;

	j->error = (struct job_error_view){ .step = str_c(t ? j->type->steps[j->at].name : ""),
		.code = str_c(err_info(r)->code),
		.message = cause(r),
		.hint = valid(mem(), str_c(j->hint)) };
	j->status = STR("failed");
	j->finished_at = job_now();
	if (t) {
		t->status = STR("failed");
		t->finished_at = j->finished_at;
		t->detail = j->error.message;
		t->output_text = STR_NONE;
	}
	TRY(record(j, "job.failed", 0));
	job_wake_dead(j);
	return 0;
}

static int stop_cancelled(struct job *j)
{
	struct job_track *t = j->at >= 0 ? &j->tracks[j->at] : NULL;

	if (t && str_is(t->status, "running"))
		t->status = STR("pending");
	j->status = STR("cancelled");
	j->finished_at = job_now();
	return record(j, "job.cancelled", 0);
}

/* The process goes down: another may have the job at once. */
static int give_back(struct job *j)
{
	int r;

	fiber_shield_begin();
	r = leased(j) ? job_store_give_back(j) : 0;
	job_announce(j->type, j->id);
	fiber_shield_end();
	return r;
}

static int end(struct job *j, int r)
{
	if (fiber_cancelled())
		return give_back(j);
	if (r == 0 || j->lost || r == -ERR_LOST)
		return 0;
	if (r == -ERR_CANCELLED && j->cancel)
		return stop_cancelled(j);
	if (worth_another_try(r) && j->attempt < j->max_attempts)
		return try_again(j, r);
	return fail_job(j, r);
}

static void log_end(const struct job *j, int r)
{
	const struct err_note note = context()->err;

	if (r >= 0)
		log_info("job_ended", LOG_S("type", j->type->name), LOG_STR("job", j->id), LOG_STR("status", j->status),
			LOG_I("attempt", j->attempt));
	else
		log_warn("job_stopped", LOG_S("type", j->type->name), LOG_STR("job", j->id),
			LOG_I("attempt", j->attempt), LOG_S("step", j->at >= 0 ? j->type->steps[j->at].name : ""),
			LOG_S("error", err_info(r)->name), LOG_S("detail", note.text), LOG_S("cause", note.secret));
}

static void run(struct job *j)
{
	struct context *c = context();
	int r;

	if (j->request_id.n && j->request_id.n < sizeof(c->request_id))
		memcpy(c->request_id, j->request_id.p, j->request_id.n + 1);
	context_trace(c, j->traceparent.p, j->traceparent.n);
	list_add_tail(running(), &j->link);
	r = run_steps(j);
	log_end(j, r);
	r = end(j, r);
	list_del(&j->link);
	if (r < 0)
		log_warn("job_record_failed", LOG_STR("job", j->id), LOG_S("error", err_info(r)->name),
			LOG_S("cause", c->err.secret));
}

/* ---- background ----------------------------------------------------------------------------- */

/* 1 when a job was run, 0 when there was none, negative when that could not be found out. */
static int work_once(const struct job_type *type, struct str id)
{
	struct job *j;
	int r = job_store_claim(type, id, &j);

	if (r == 1)
		run(j);
	return r;
}

void job_worker(void *arg)
{
	const struct job_type *type = arg;
	struct job_wake wake = { 0 };
	struct job_call call;
	bool buried = false;

	context()->task = type->name;
	job_know(type);
	while (!fiber_cancelled()) {
		int r = buried ? 0 : job_store_bury(type);

		buried = r >= 0;
		r = work_once(type, STR_NONE);
		context_clear(context());
		if (r == 1 || job_wake_wait(&wake, type, &call) != 1)
			continue;
		/* Acknowledged also when another has it: whoever dies with it leaves its row, which is looked for. */
		if (!call.id[0] || work_once(type, str_c(call.id)) >= 0)
			job_wake_ack(type, &call);
		context_clear(context());
	}
	job_wake_done(&wake, type);
}

void job_heartbeat(void *unused)
{
	(void)unused;
	context()->task = "job.heartbeat";
	while (wait_ms(JOB_BEAT_MS) == 0) {
		int r = job_store_renew(running());

		if (r < 0 && !fiber_cancelled())
			log_warn("job_heartbeat_failed", LOG_S("error", err_info(r)->name),
				LOG_S("cause", context()->err.secret));
		context_clear(context());
	}
}
