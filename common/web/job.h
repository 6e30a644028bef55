/* Jobs: work that outlives its request, its process and Redis.
 *
 * The row in PostgreSQL (gateway/sql/002_jobs.sql) is the truth; Redis Streams (stream jobs:{type}, one consumer group) only wake
 * workers, and every worker also looks at the table once a second. A worker leases the row for 5 s, renews
 * it every 1.5 s, and every record that it makes is fenced by (worker, attempt): who has lost the lease writes
 * nothing. So a dead worker's job goes on within 6 s; within a second when the dead one's successor is there, which knows that it
 * is dead (web/instance.h). A step's success is recorded before the next begins, and is not run again by a later attempt;
 * so a step must be safe to repeat up to the moment of its record, and no further.
 *
 *	static const struct job_step launch_steps[] = {
 *		{ "freeze", "Freeze your answers", launch_freeze, 5 }, …, { NULL } };
 *	struct job_type launch_job = { .name = "launch", .max_attempts = 20, .steps = launch_steps };
 *	… background rows: { "launch worker", job_worker, &launch_job }, { "jobs", job_heartbeat, NULL }
 *
 * Errors of a step: -ERR_UNAVAILABLE, -ERR_UPSTREAM, -ERR_DB_AWAY, -ERR_DEADLINE, -ERR_BREAKER_OPEN, -ERR_OVERLOAD are tried again
 * after as long as the step has been tried for by now (1 s to 30 s) until max_attempts; -ERR_SHUTDOWN gives the job back at once; any other
 * fails the job: its error names the step, the cause (the public note) and what to do (job_hint).
 */
#ifndef WEB_JOB_H
#define WEB_JOB_H

#include "base/cleanup.h"
#include "net/db.h"
#include "web/schema.h"

struct job;

struct job_step {
	const char *name;          /* stable: "render" */
	const char *title;         /* for people: "Draw the pages" */
	int (*run)(struct job *j); /* SUSPENDS */
	int weight;                /* share of the progress; the sum is 100 */
};

struct job_type {
	const char *name;
	int max_attempts;
	const struct job_step *steps; /* ends with name NULL */
};

/* While a step runs: */
struct str job_id(const struct job *j);
struct str job_owner(const struct job *j);
struct str job_subject(const struct job *j);
const struct json *job_payload(const struct job *j);
/* What an earlier step of this job left, NULL when it left nothing. */
const struct json *job_output(const struct job *j, const char *step);
/* This step's output (JSON text of an object), kept with its success. */
void job_put_output(struct job *j, struct str json);
/* The job's result (JSON text of an object), kept when the job succeeds. */
void job_put_result(struct job *j, struct str json);
/* The sentence that stands beside the running step: "12 pages rendered"; kept with its success, and told at once. 0, or
 * -ERR_LOST, -ERR_CANCELLED, -ERR_DB_AWAY: then return it. share: 0..1 of this step done. */
int job_progress(struct job *j, double share, const char *fmt, ...) SUSPENDS __attribute__((format(printf, 3, 4)));
/* In a transaction of a step's own: 0 while the job is this worker's, and nobody can take it before the end of tx; else
 * -ERR_LOST: then return it. For what a worker that lost its lease must not overwrite. */
int job_fence(struct job *j, struct tx *tx) SUSPENDS;
/* What the merchant can do about the failure that this step is about to return. */
void job_hint(struct job *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Enqueues in a transaction with other rows (tx), or by itself (tx NULL). A live job with the same unique_key is not
 * doubled: its id comes back with 1 instead of 0; so is one of the same id, whether it lives or has ended. Call job_announce after the commit (done by itself when tx is NULL). id in mem(). */
struct job_new {
	const struct job_type *type;
	struct str owner, subject; /* uuid; subject: what it is about (a wizard session) */
	struct str unique_key;     /* p = NULL: none */
	struct str id;             /* uuid; p = NULL: a new one */
	struct str payload;        /* JSON text; p = NULL: {} */
};
int job_enqueue(struct tx *tx, const struct job_new *n, struct str *id) SUSPENDS;
void job_announce(const struct job_type *type, struct str id);

/* Background fibers. arg of job_worker: struct job_type *. job_heartbeat renews the leases of this process. */
void job_worker(void *type) SUSPENDS;
void job_heartbeat(void *unused) SUSPENDS;

/* ---- for GET /jobs/{id} and its events --------------------------------------------------------- */

struct job_step_view {
	struct str name, title, status; /* pending, running, succeeded, failed */
	struct str started_at, finished_at, detail;
};
struct job_error_view {
	struct str step, code, message, hint;
};
struct job_view {
	struct str job_id, type, status; /* queued, running, succeeded, failed, cancelled */
	int64_t progress;                /* 0..100 */
	struct vec steps;                /* of struct job_step_view */
	struct str result;               /* JSON text, absent until it succeeded */
	struct job_error_view *error;    /* NULL unless it failed */
	struct str created_at, updated_at, finished_at;
	int64_t last_event; /* seq of the newest event; not encoded */
};
extern const struct schema job_schema;

/* -ERR_NOT_FOUND also for other people's. types: NULL-terminated, to know the steps that have not begun. */
int job_load(struct str id, struct str owner, const struct job_type *const *types, struct job_view *ret) SUSPENDS;
/* Asks it to stop: queued ones end at once, running ones at the next record. -ERR_CONFLICT when it has ended. */
int job_cancel(struct str id, struct str owner) SUSPENDS;

struct job_event {
	int64_t seq;      /* counts up from 1, the SSE id */
	struct str event; /* job.progress, job.succeeded, job.failed, job.cancelled */
	struct str data;  /* JSON text: the job as it was then (job_schema) */
};
/* Events after seq, oldest first, at most 100: struct job_event. */
int job_events_after(struct str id, int64_t seq, struct vec *ret) SUSPENDS;

#endif
