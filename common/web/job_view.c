#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "web/job_internal.h"

enum { TYPES_MAX = 16, VIEW_MOST = 256 * 1024 };

static const char LOAD[] =
	"SELECT id, type, status, progress, result, error->>'step', error->>'code', error->>'message', error->>'hint', "
	"created_at, updated_at, finished_at, last_event FROM jobs WHERE id = $1 AND ($2::uuid IS NULL OR owner = $2::uuid)";
static const char STEPS[] = "SELECT name, status, started_at, finished_at, detail FROM job_steps WHERE job_id = $1 "
			    "ORDER BY position";
static const char CANCEL[] =
	"UPDATE jobs SET cancel_requested = true, updated_at = now(), "
	"status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END, "
	"finished_at = CASE WHEN status = 'queued' THEN now() END, "
	"last_event = last_event + CASE WHEN status = 'queued' THEN 1 ELSE 0 END "
	"WHERE id = $1 AND ($2::uuid IS NULL OR owner = $2::uuid) AND status IN ('queued', 'running') RETURNING status";
static const char TELL[] = "INSERT INTO job_events (job_id, seq, event, data) VALUES ($1, $2, 'job.cancelled', $3)";
static const char EVENTS[] =
	"SELECT seq, event, data FROM job_events WHERE job_id = $1 AND seq > $2 ORDER BY seq LIMIT 100";

/* ---- shape ---------------------------------------------------------------------------------- */

static const char *const job_states[] = { "queued", "running", "succeeded", "failed", "cancelled", NULL };
static const char *const step_states[] = { "pending", "running", "succeeded", "failed", NULL };

static const struct field step_fields[] = {
	F_STR(struct job_step_view, name, REQUIRED, 1, 64, NULL, "Stable name"),
	F_STR(struct job_step_view, title, 0, 0, 200, NULL, "What it does, for people"),
	F_ENUM(struct job_step_view, status, REQUIRED, step_states, "How it stands"),
	F_TIME(struct job_step_view, started_at, 0, "When it was last begun"),
	F_TIME(struct job_step_view, finished_at, 0, "When it ended"),
	F_STR(struct job_step_view, detail, 0, 0, 1000, NULL, "What it has done, or what went wrong"),
};
static const struct schema step_schema = SCHEMA("JobStep", struct job_step_view, step_fields);

static const struct field error_fields[] = {
	F_STR(struct job_error_view, step, REQUIRED, 0, 64, NULL, "The step that failed"),
	F_STR(struct job_error_view, code, REQUIRED, 1, 64, NULL, "Stable code"),
	F_STR(struct job_error_view, message, REQUIRED, 0, 1000, NULL, "The cause"),
	F_STR(struct job_error_view, hint, 0, 0, 1000, NULL, "What to do"),
};
static const struct schema error_schema = SCHEMA("JobError", struct job_error_view, error_fields);

static const struct field job_fields[] = {
	F_UUID(struct job_view, job_id, REQUIRED, "The job"),
	F_STR(struct job_view, type, REQUIRED, 1, 64, NULL, "What kind of work it is"),
	F_ENUM(struct job_view, status, REQUIRED, job_states, "How it stands"),
	F_INT(struct job_view, progress, REQUIRED, 0, 100, 0, "Per cent"),
	F_LIST(struct job_view, steps, REQUIRED, 0, JOB_STEPS_MAX, &step_schema, "In their order"),
	F_RAW(struct job_view, result, 0, "What it made, once it succeeded"),
	F_OBJ(struct job_view, error, 0, &error_schema, "Why it failed"),
	F_TIME(struct job_view, created_at, REQUIRED, "When it was asked for"),
	F_TIME(struct job_view, updated_at, REQUIRED, "When something last changed"),
	F_TIME(struct job_view, finished_at, 0, "When it ended"),
};
const struct schema job_schema = SCHEMA("Job", struct job_view, job_fields);

struct str job_view_json(const struct job_view *v)
{
	struct buf b = BUF_ON(mem(), VIEW_MOST);

	schema_encode(&b, &job_schema, v);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

struct str job_now(void)
{
	char text[25];

	clock_rfc3339(clock_unix_ms(), text);
	return str_dup(mem(), str_c(text));
}

/* ---- types ---------------------------------------------------------------------------------- */

static _Thread_local const struct job_type *known[TYPES_MAX];

void job_know(const struct job_type *type)
{
	size_t i = 0;

	while (i < TYPES_MAX && known[i] && known[i] != type)
		i++;
	if (i < TYPES_MAX)
		known[i] = type;
}

static const struct job_type *find_type(struct str name, const struct job_type *const *types)
{
	for (; types && *types; types++)
		if (str_is(name, (*types)->name))
			return *types;
	for (size_t i = 0; i < TYPES_MAX && known[i]; i++)
		if (str_is(name, known[i]->name))
			return known[i];
	return NULL;
}

/* ---- views ---------------------------------------------------------------------------------- */

void job_to_view(const struct job *j, struct job_view *ret)
{
	struct job_step_view *steps = ARENA_ARRAY(mem(), struct job_step_view, (size_t)j->nsteps + 1);

	*ret = (struct job_view){ .job_id = j->id,
		.type = str_c(j->type->name),
		.status = j->status,
		.progress = j->progress,
		.result = j->finished_at.p && !j->error.code.p ? j->result : STR_NONE,
		.created_at = j->created_at,
		.updated_at = job_now(),
		.finished_at = j->finished_at,
		.last_event = j->last_event };
	if (j->error.code.p) {
		ret->error = ARENA_NEW(mem(), struct job_error_view);
		if (ret->error)
			*ret->error = j->error;
	}
	if (!steps)
		return;
	for (int i = 0; i < j->nsteps; i++) {
		const struct job_track *t = &j->tracks[i];

		steps[i] = (struct job_step_view){ .name = str_c(j->type->steps[i].name),
			.title = str_c(j->type->steps[i].title),
			.status = t->status.p ? t->status : STR("pending"),
			.started_at = t->started_at,
			.finished_at = t->finished_at,
			.detail = t->detail };
	}
	ret->steps = (struct vec){ steps, (size_t)j->nsteps };
}

/* The type's steps in their order, with what is recorded of them; recorded ones alone when the type is not known. */
static int view_steps(const struct job_type *type, const struct rows *r, struct vec *ret)
{
	size_t n = 0;
	struct job_step_view *steps;

	while (type && type->steps[n].name)
		n++;
	steps = TRY_MEM(ARENA_ARRAY(mem(), struct job_step_view, n + (size_t)r->n + 1));
	for (size_t i = 0; i < n; i++)
		steps[i] = (struct job_step_view){ .name = str_c(type->steps[i].name),
			.title = str_c(type->steps[i].title),
			.status = STR("pending") };
	for (int row = 0; row < r->n; row++) {
		size_t i = 0;

		while (i < n && !str_eq(steps[i].name, row_str(r, row, 0)))
			i++;
		if (i == n) {
			if (type)
				continue;
			steps[n++].name = row_str(r, row, 0);
		}
		steps[i].status = row_str(r, row, 1);
		steps[i].started_at = row_time(r, row, 2);
		steps[i].finished_at = row_time(r, row, 3);
		steps[i].detail = row_str(r, row, 4);
	}
	*ret = (struct vec){ steps, n };
	return 0;
}

static int view_rows(
	const struct rows *job, const struct rows *steps, const struct job_type *const *types, struct job_view *ret)
{
	*ret = (struct job_view){ .job_id = row_str(job, 0, 0),
		.type = row_str(job, 0, 1),
		.status = row_str(job, 0, 2),
		.progress = row_i64(job, 0, 3),
		.result = row_str(job, 0, 4),
		.created_at = row_time(job, 0, 9),
		.updated_at = row_time(job, 0, 10),
		.finished_at = row_time(job, 0, 11),
		.last_event = row_i64(job, 0, 12) };
	if (!row_null(job, 0, 6)) {
		ret->error = TRY_MEM(ARENA_NEW(mem(), struct job_error_view));
		*ret->error = (struct job_error_view){ row_str(job, 0, 5), row_str(job, 0, 6), row_str(job, 0, 7),
			row_str(job, 0, 8) };
	}
	return view_steps(find_type(ret->type, types), steps, &ret->steps);
}

static struct db_param owner_param(struct str owner)
{
	return owner.p ? DB_TEXT(owner) : DB_NULL;
}

int job_load(struct str id, struct str owner, const struct job_type *const *types, struct job_view *ret)
{
	struct db_param params[] = { DB_TEXT(id), owner_param(owner) };
	struct db_item items[] = { { .sql = LOAD, .n = 2, .params = params },
		{ .sql = STEPS, .n = 1, .params = params } };

	if (!str_is_uuid(id) || (owner.p && !str_is_uuid(owner)))
		return -ERR_NOT_FOUND;
	TRY(db_pipeline(items, 2));
	TRY(items[0].result);
	TRY(items[1].result);
	if (items[0].rows.n == 0)
		return -ERR_NOT_FOUND;
	return view_rows(&items[0].rows, &items[1].rows, types, ret);
}

/* ---- cancelling, events --------------------------------------------------------------------- */

/* A queued job ends here and now; its last event stands in the same transaction. */
static int tell_cancelled(struct tx *tx, struct str id)
{
	struct rows job, steps;
	struct job_view v;
	struct str data;

	TRY(tx_query(tx, &job, LOAD, DB_TEXT(id), DB_NULL));
	TRY(tx_query(tx, &steps, STEPS, DB_TEXT(id)));
	TRY(view_rows(&job, &steps, NULL, &v));
	data = job_view_json(&v);
	TRY_MEM(data.p);
	return tx_query(tx, NULL, TELL, DB_TEXT(id), DB_INT(v.last_event), DB_TEXT(data));
}

int job_cancel(struct str id, struct str owner)
{
	_cleanup_tx_ struct tx *tx = NULL;
	struct rows r;

	if (!str_is_uuid(id) || (owner.p && !str_is_uuid(owner)))
		return -ERR_NOT_FOUND;
	TRY(tx_begin(&tx));
	TRY(tx_query(tx, &r, CANCEL, DB_TEXT(id), owner_param(owner)));
	if (r.n == 0) {
		TRY(tx_query(tx, &r, LOAD, DB_TEXT(id), owner_param(owner)));
		return r.n ? fail(ERR_CONFLICT, "the job has ended") : -ERR_NOT_FOUND;
	}
	if (str_is(row_str(&r, 0, 0), "cancelled"))
		TRY(tell_cancelled(tx, id));
	return tx_commit(&tx);
}

int job_events_after(struct str id, int64_t seq, struct vec *ret)
{
	struct job_event *events;
	struct rows r;

	if (!str_is_uuid(id))
		return -ERR_NOT_FOUND;
	TRY(db_query(&r, EVENTS, DB_TEXT(id), DB_INT(seq)));
	events = TRY_MEM(ARENA_ARRAY(mem(), struct job_event, (size_t)r.n + 1));
	for (int i = 0; i < r.n; i++)
		events[i] = (struct job_event){ row_i64(&r, i, 0), row_str(&r, i, 1), row_str(&r, i, 2) };
	*ret = (struct vec){ events, (size_t)r.n };
	return 0;
}
