/* What job.c (running), job_store.c (SQL), job_view.c (reading) and job_wake.c (Redis) share. For web/job*.c alone. */
#ifndef WEB_JOB_INTERNAL_H
#define WEB_JOB_INTERNAL_H

#include "base/list.h"
#include "web/job.h"

enum {
	JOB_STEPS_MAX = 32,
	JOB_LEASE_MS = 5000,
	JOB_BEAT_MS = 1500, /* two may fail before a lease is lost */
};

/* One step of a job in hand. */
struct job_track {
	struct str status, started_at, finished_at, detail;
	struct str output_text;
	const struct json *output;
	int64_t first_ms; /* clock_ms() when it was first begun, by whichever attempt; 0 = not yet */
};

/* A job in hand: leased by this process, known to its worker fiber and to the heartbeat. */
struct job {
	struct list link;
	const struct job_type *type;
	struct str id, owner, subject, created_at, status, finished_at, result;
	const struct json *payload;
	struct arena *outer; /* while a step runs: the job's memory, which mem() is not then */
	int64_t attempt, max_attempts, last_event, progress;
	struct job_track tracks[JOB_STEPS_MAX];
	int nsteps, at;              /* at: the step that runs */
	struct job_error_view error; /* told when code.p is set */
	char hint[256];
	int64_t leased_at; /* clock_ms() before the last renewal was asked for */
	int64_t told_at;   /* clock_ms() of the last record */
	bool lost, cancel; /* seen by a record or by the heartbeat */
	struct str request_id, traceparent;
};

/* ---- job_store.c: every statement on the tables, fenced by (worker, attempt). */

/* Claims the next one of a type, or that one (id.p set). 1 with *ret in mem(), 0 nothing to do, negative. */
int job_store_claim(const struct job_type *type, struct str id, struct job **ret) SUSPENDS;
/* Writes job, running step (at < 0: none) and one event. 0, -ERR_LOST when the fence refuses it, or an error. Sets j->cancel. */
int job_store_record(struct job *j, const char *event, int64_t run_in_ms) SUSPENDS;
/* Back into the queue at once, without costing an attempt. */
int job_store_give_back(struct job *j) SUSPENDS;
/* Ends the leases of those who held this process's place before it (web/instance.h): they are dead. */
int job_store_bury(const struct job_type *type) SUSPENDS;
/* Renews the leases of the jobs on the list; marks what is lost or to be cancelled. */
int job_store_renew(struct list *running) SUSPENDS;

/* ---- job_view.c */
/* Types that this process has met, for the steps that have not begun. */
void job_know(const struct job_type *type);
void job_to_view(const struct job *j, struct job_view *ret);
/* The job as JSON in mem(); p = NULL on out of memory. */
struct str job_view_json(const struct job_view *v);
/* Now, as RFC 3339 in mem(). */
struct str job_now(void);

/* ---- job_wake.c: Redis Streams; trouble there is silence here. */
struct job_wake {
	struct redis_line *line;
	int64_t claimed_at;
};
struct job_call {
	char id[37];
	char message[48];
};
/* Up to a second, for a message or for the next look at the table. 1 with *ret, 0, or a reason. */
int job_wake_wait(struct job_wake *w, const struct job_type *type, struct job_call *ret) SUSPENDS;
/* The message has done its work. */
void job_wake_ack(const struct job_type *type, const struct job_call *call);
void job_wake_done(struct job_wake *w, const struct job_type *type);
/* A job that has failed for good stands in jobs:{type}:dead. */
void job_wake_dead(const struct job *j);

#endif
