#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "web/instance.h"
#include "web/job_internal.h"

/* A lease of 5 s; JOB_LEASE_MS is the same for our own clock. */
#define LEASE "now() + interval '5 seconds'"

static const char CLAIM[] =
	"UPDATE jobs SET status = 'running', worker = $2, attempt = attempt + 1, lease_until = " LEASE
	", updated_at = now() "
	"WHERE id = (SELECT id FROM jobs WHERE type = $1 AND ($3::uuid IS NULL OR id = $3::uuid) AND "
	"((status = 'queued' AND run_after <= now()) OR (status = 'running' AND lease_until < now())) "
	"ORDER BY priority DESC, run_after LIMIT 1 FOR UPDATE SKIP LOCKED) "
	"RETURNING id, owner, subject, payload, attempt, max_attempts, last_event, progress, created_at, request_id, traceparent, "
	"cancel_requested";

static const char STEPS[] = "SELECT name, status, started_at, finished_at, detail, output, "
			    "(extract(epoch FROM now() - started_at) * 1000)::bigint FROM job_steps WHERE job_id = $1";

static const char RECORD[] =
	"WITH j AS (UPDATE jobs SET status = $4, progress = $5, last_event = last_event + 1, updated_at = $6::timestamptz, "
	"lease_until = CASE WHEN $4 = 'running' THEN " LEASE " END, worker = CASE WHEN $4 = 'running' THEN worker END, "
	"run_after = CASE WHEN $4 = 'queued' THEN now() + $7::bigint * interval '1 millisecond' ELSE run_after END, "
	"result = $8::jsonb, error = $9::jsonb, finished_at = $10::timestamptz "
	"WHERE id = $1 AND worker = $2 AND attempt = $3 AND status = 'running' RETURNING id, last_event, cancel_requested), "
	"s AS (INSERT INTO job_steps (job_id, name, position, status, started_at, finished_at, detail, output) "
	"SELECT id, $11::text, $12::int, $13::text, $14::timestamptz, $15::timestamptz, $16::text, $17::jsonb FROM j "
	"WHERE $11::text IS NOT NULL ON CONFLICT (job_id, name) DO UPDATE SET position = excluded.position, "
	"status = excluded.status, started_at = excluded.started_at, finished_at = excluded.finished_at, "
	"detail = excluded.detail, output = excluded.output), "
	"e AS (INSERT INTO job_events (job_id, seq, event, data) SELECT id, last_event, $18, $19::jsonb FROM j) "
	"SELECT last_event, cancel_requested FROM j";

/* max_attempts instead of a smaller attempt: attempt is the fence and only ever grows. */
static const char GIVE_BACK[] =
	"WITH j AS (UPDATE jobs SET status = 'queued', worker = NULL, lease_until = NULL, run_after = now(), "
	"max_attempts = max_attempts + 1, updated_at = now() WHERE id = $1 AND worker = $2 AND attempt = $3 AND "
	"status = 'running' RETURNING id) "
	"UPDATE job_steps SET status = 'pending', started_at = NULL FROM j WHERE job_id = j.id AND status = 'running'";

static const char RENEW[] = "UPDATE jobs SET lease_until = " LEASE " WHERE id = ANY($1::uuid[]) AND worker = $2 AND "
			    "status = 'running' RETURNING id, cancel_requested";

static struct db_param text_or_null(struct str s)
{
	return s.p && s.n ? DB_TEXT(s) : DB_NULL;
}

/* ---- claiming ------------------------------------------------------------------------------- */

static int load_tracks(struct job *j)
{
	struct rows r;

	TRY(db_query(&r, STEPS, DB_TEXT(j->id)));
	for (int row = 0; row < r.n; row++)
		for (int i = 0; i < j->nsteps; i++) {
			struct job_track *t = &j->tracks[i];

			if (!str_is(row_str(&r, row, 0), j->type->steps[i].name))
				continue;
			*t = (struct job_track){ .status = row_str(&r, row, 1),
				.started_at = row_time(&r, row, 2),
				.finished_at = row_time(&r, row, 3),
				.detail = row_str(&r, row, 4),
				.output_text = row_str(&r, row, 5),
				.first_ms = row_null(&r, row, 6) ? 0 : clock_ms() - row_i64(&r, row, 6) };
			if (t->output_text.p)
				TRY(json_parse(t->output_text, &t->output));
		}
	return 0;
}

int job_store_claim(const struct job_type *type, struct str id, struct job **ret)
{
	int64_t began = clock_ms();
	struct rows r;
	struct job *j;

	TRY(db_query(&r, CLAIM, DB_C(type->name), DB_C(instance_name()), id.p ? DB_TEXT(id) : DB_NULL));
	if (r.n == 0)
		return 0;
	j = TRY_MEM(ARENA_NEW(mem(), struct job));
	*j = (struct job){ .type = type, .at = -1, .leased_at = began };
	list_init(&j->link);
	j->id = row_str(&r, 0, 0);
	j->owner = row_str(&r, 0, 1);
	j->subject = row_str(&r, 0, 2);
	j->attempt = row_i64(&r, 0, 4);
	j->max_attempts = row_i64(&r, 0, 5);
	j->last_event = row_i64(&r, 0, 6);
	j->progress = row_i64(&r, 0, 7);
	j->created_at = row_time(&r, 0, 8);
	j->request_id = row_str(&r, 0, 9);
	j->traceparent = row_str(&r, 0, 10);
	j->cancel = row_bool(&r, 0, 11);
	j->status = STR("running");
	while (j->nsteps < JOB_STEPS_MAX && type->steps[j->nsteps].name)
		j->nsteps++;
	TRY(json_parse(row_str(&r, 0, 3), &j->payload));
	TRY(load_tracks(j));
	*ret = j;
	return 1;
}

/* ---- recording ------------------------------------------------------------------------------ */

static struct db_param error_json(const struct job *j)
{
	struct buf b = BUF_ON(mem(), 8192);

	if (!j->error.code.p)
		return DB_NULL;
	buf_char(&b, '{');
	buf_json_key(&b, "step");
	buf_json_str(&b, j->error.step);
	buf_json_key(&b, "code");
	buf_json_str(&b, j->error.code);
	buf_json_key(&b, "message");
	buf_json_str(&b, j->error.message);
	buf_json_key(&b, "hint");
	buf_json_str(&b, j->error.hint);
	buf_char(&b, '}');
	return DB_TEXT(buf_view(&b));
}

int job_store_record(struct job *j, const char *event, int64_t run_in_ms)
{
	const struct job_track none = { .status = STR_NONE }, *t = j->at >= 0 ? &j->tracks[j->at] : &none;
	int64_t began = clock_ms();
	struct job_view view;
	struct str data;
	struct rows r;

	job_to_view(j, &view);
	data = job_view_json(&view);
	TRY_MEM(data.p);
	TRY(db_query(&r, RECORD, DB_TEXT(j->id), DB_C(instance_name()), DB_INT(j->attempt), DB_TEXT(j->status),
		DB_INT(j->progress), DB_TEXT(view.updated_at), DB_INT(run_in_ms), text_or_null(view.result),
		error_json(j), text_or_null(j->finished_at), j->at >= 0 ? DB_C(j->type->steps[j->at].name) : DB_NULL,
		DB_INT(j->at), text_or_null(t->status), text_or_null(t->started_at), text_or_null(t->finished_at),
		text_or_null(t->detail), text_or_null(t->output_text), DB_C(event), DB_TEXT(data)));
	if (r.n == 0) {
		j->lost = true;
		return -ERR_LOST;
	}
	j->last_event = row_i64(&r, 0, 0);
	j->cancel = row_bool(&r, 0, 1);
	j->leased_at = began;
	j->told_at = clock_ms();
	return 0;
}

int job_store_give_back(struct job *j)
{
	return db_query(NULL, GIVE_BACK, DB_TEXT(j->id), DB_C(instance_name()), DB_INT(j->attempt));
}

static const char FENCE[] = "SELECT 1 FROM jobs WHERE id = $1 AND worker = $2 AND attempt = $3 AND status = 'running' "
			    "FOR UPDATE";

int job_fence(struct job *j, struct tx *tx)
{
	struct rows r;

	TRY(tx_query(tx, &r, FENCE, DB_TEXT(j->id), DB_C(instance_name()), DB_INT(j->attempt)));
	j->lost |= r.n == 0;
	return j->lost ? -ERR_LOST : 0;
}

/* ---- leases --------------------------------------------------------------------------------- */

static const char BURY[] = "UPDATE jobs SET lease_until = '-infinity' WHERE type = $1 AND status = 'running' AND "
			   "starts_with(worker, $2) AND worker <> $3";

int job_store_bury(const struct job_type *type)
{
	if (!*instance_place())
		return 0;
	return db_query(NULL, BURY, DB_C(type->name), DB_C(instance_place()), DB_C(instance_name()));
}

static ptrdiff_t position(const struct str *ids, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(ids[i], id))
			return (ptrdiff_t)i;
	return -1;
}

/* The list may change while the statement runs: judged is who was on it then, is still, and under the same attempt. */
int job_store_renew(struct list *running)
{
	int64_t began = clock_ms();
	size_t n = 0, all = 0;
	struct str *ids;
	struct rows r;

	LIST_FOR(at, running)
	all++;
	ids = TRY_MEM(ARENA_ARRAY(mem(), struct str, all + 1));
	LIST_FOR(at, running)
	{
		struct job *j = CONTAINER_OF(at, struct job, link);

		if (!j->lost)
			ids[n++] = str_dup(mem(), j->id);
	}
	if (n == 0)
		return 0;
	TRY(db_query(&r, RENEW, db_array(ids, n), DB_C(instance_name())));
	LIST_FOR(at, running)
	{
		struct job *j = CONTAINER_OF(at, struct job, link);
		bool kept = false;

		if (position(ids, n, j->id) < 0 || j->leased_at > began)
			continue;
		for (int row = 0; row < r.n; row++)
			if (str_eq(row_str(&r, row, 0), j->id)) {
				kept = true;
				j->cancel = row_bool(&r, row, 1);
			}
		j->lost = !kept;
		if (kept)
			j->leased_at = began;
	}
	return 0;
}
