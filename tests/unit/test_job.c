#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/redis.h"
#include "servers.h"
#include "web/job.h"

static const char OWNER[] = "11111111-1111-4111-8111-111111111111", OTHER[] = "22222222-2222-4222-8222-222222222222",
		  SUBJECT[] = "33333333-3333-4333-8333-333333333333";

/* ---- a type whose steps do what the test says ------------------------------------------------ */

static int runs[3], fails_left, failure, sleep_ms;
static bool given_hint;

static int step_first(struct job *j)
{
	runs[0]++;
	assert_true(str_is(job_subject(j), SUBJECT));
	assert_true(str_is(job_owner(j), OWNER));
	assert_int_equal(json_get_int(job_payload(j), "n", 0), 7);
	job_put_output(j, STR("{\"made\":\"first\"}"));
	return job_progress(j, 1, "made %d", 1);
}

static int step_second(struct job *j)
{
	runs[1]++;
	assert_true(str_is(json_get_str(job_output(j, "first"), "made"), "first"));
	for (int i = 0; i < sleep_ms / 20; i++) {
		TRY(wait_ms(20));
		TRY(job_progress(j, (double)i * 20 / sleep_ms, "%d ms", i * 20));
	}
	if (fails_left <= 0)
		return 0;
	fails_left--;
	if (given_hint)
		job_hint(j, "turn the %s", "knob");
	return fail(-failure, "the knob is stuck");
}

static int step_third(struct job *j)
{
	runs[2]++;
	assert_null(job_output(j, "second"));
	job_put_result(j, STR("{\"answer\":42}"));
	return 0;
}

static const struct job_step steps[] = {
	{ "first", "Make the first", step_first, 20 },
	{ "second", "Make the second", step_second, 60 },
	{ "third", "Make the third", step_third, 20 },
	{ NULL, NULL, NULL, 0 },
};
static struct job_type type = { .name = "test", .max_attempts = 3, .steps = steps };
static const struct job_type *const types[] = { &type, NULL };

/* ---- around them ---------------------------------------------------------------------------- */

static char migration[65536];

/* The statements of the file's up part. Kept: prepared statements are told apart by address. */
static void migrate(void)
{
	static const char DROP[] = "DROP SCHEMA IF EXISTS jobtest CASCADE", MAKE[] = "CREATE SCHEMA jobtest";
	FILE *f = fopen("gateway/sql/002_jobs.sql", "r");
	size_t n;

	if (migration[0])
		return;
	assert_non_null(f);
	n = fread(migration, 1, sizeof(migration) - 1, f);
	fclose(f);
	assert_true(n > 0 && n < sizeof(migration) - 1);
	*strstr(migration, "-- migrate:down") = '\0';
	/* Into a schema of our own: the database may be shared with other tests. */
	for (char *at = migration; (at = strstr(at, "gateway."));)
		memcpy(at, "jobtest.", 8);
	assert_int_equal(db_query(NULL, DROP), 0);
	assert_int_equal(db_query(NULL, MAKE), 0);
	for (char *at = migration, *end; (end = strstr(at, ";\n")); at = end + 2) {
		*end = '\0';
		assert_int_equal(db_query(NULL, at), 0);
	}
}

static const char *database(void)
{
	static char url[256];
	const char *base = test_pg_private();

	if (base)
		snprintf(url, sizeof(url), "%s%coptions=-csearch_path%%3Djobtest", base, strchr(base, '?') ? '&' : '?');
	return base ? url : NULL;
}

static struct fiber *worker, *heart;

static void start_worker(void)
{
	assert_int_equal(fiber_start(job_worker, &type, &worker), 0);
	assert_int_equal(fiber_start(job_heartbeat, NULL, &heart), 0);
}

static void stop_worker(void)
{
	unsigned before = fiber_count();

	fiber_cancel(worker, ERR_SHUTDOWN);
	fiber_cancel(heart, ERR_SHUTDOWN);
	worker = heart = NULL;
	for (int i = 0; i < 400 && fiber_count() > before - 2; i++)
		wait_ms(10);
	assert_int_equal(fiber_count(), before - 2);
}

static void begin(bool with_redis)
{
	static const char CLEAR[] = "DELETE FROM jobs";
	struct db_options o = { .url = database(), .min = 1, .max = 3, .application = "test_job" };

	memset(runs, 0, sizeof(runs));
	fails_left = sleep_ms = failure = 0;
	given_hint = false;
	type.max_attempts = 3;
	assert_int_equal(db_open(&o), 0);
	migrate();
	assert_int_equal(db_query(NULL, CLEAR), 0);
	if (!with_redis)
		return;
	assert_int_equal(redis_open(test_redis_private()), 0);
	for (int i = 0; i < 300 && !redis_up(); i++)
		wait_ms(10);
	assert_true(redis_up());
	assert_int_equal(redis(NULL, STR("DEL"), STR("jobs:test"), STR("jobs:test:dead")), 0);
}

static void finish(void)
{
	if (worker)
		stop_worker();
	redis_close();
	db_close();
}

/* key NULL: none. */
static struct job_new new_job(const char *key)
{
	return (struct job_new){ .type = &type,
		.owner = str_c(OWNER),
		.subject = str_c(SUBJECT),
		.unique_key = str_c(key),
		.payload = STR("{\"n\":7}") };
}

static struct str ask(const char *key)
{
	struct job_new n = new_job(key);
	struct str id;

	assert_int_equal(job_enqueue(NULL, &n, &id), 0);
	return id;
}

static struct job_view look(struct str id)
{
	struct job_view v;

	assert_int_equal(job_load(id, str_c(OWNER), types, &v), 0);
	return v;
}
static struct job_view until(struct str id, const char *status, int ms)
{
	int64_t began = clock_ms();
	struct job_view v = look(id);

	while (!str_is(v.status, status) && clock_ms() - began < ms) {
		wait_ms(20);
		v = look(id);
	}
	if (!str_is(v.status, status))
		flunk("wanted %s, still %.*s", status, STR_FMT(v.status));
	return v;
}

static struct job_step_view step(const struct job_view *v, size_t i)
{
	assert_true(i < v->steps.n);
	return ((struct job_step_view *)v->steps.items)[i];
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void check_events(struct str id)
{
	struct job_event *e;
	struct vec events;
	const struct json *data;
	int64_t seq = 0, progress = 0;

	assert_int_equal(job_events_after(id, 0, &events), 0);
	assert_true(events.n >= 4);
	e = events.items;
	for (size_t i = 0; i < events.n; i++) {
		assert_int_equal(e[i].seq, seq + 1); /* none is missing */
		seq = e[i].seq;
		assert_true(str_is(e[i].event, i + 1 == events.n ? "job.succeeded" : "job.progress"));
		assert_int_equal(json_parse(e[i].data, &data), 0);
		assert_true(json_get_int(data, "progress", -1) >= progress);
		progress = json_get_int(data, "progress", -1);
		assert_int_equal(json_len(json_get(data, "steps")), 3);
		assert_true(str_eq(json_get_str(data, "job_id"), id));
	}
	assert_int_equal(json_get_int(json_get(data, "result"), "answer", 0), 42);
	assert_int_equal(look(id).last_event, seq);
	/* Resumed in the middle: the rest and no more. */
	assert_int_equal(job_events_after(id, 2, &events), 0);
	assert_int_equal(((struct job_event *)events.items)[0].seq, 3);
	assert_int_equal(job_events_after(id, seq, &events), 0);
	assert_int_equal(events.n, 0);
}

static void body_whole(void *arg)
{
	bool with_redis = *(bool *)arg;
	struct job_view v;
	struct str id, again;
	struct job_new twin;

	begin(with_redis);
	id = ask("whole");
	v = look(id);
	assert_true(str_is(v.status, "queued") && v.progress == 0 && v.steps.n == 3 && !v.result.p && !v.error);
	assert_true(str_is(step(&v, 0).status, "pending") && str_is(step(&v, 0).title, "Make the first"));

	/* While it lives, the same key gives the same job. */
	twin = new_job("whole");
	assert_int_equal(job_enqueue(NULL, &twin, &again), 1);
	assert_true(str_eq(id, again));

	start_worker();
	v = until(id, "succeeded", 4000);
	assert_int_equal(v.progress, 100);
	assert_true(v.finished_at.p && v.result.p && str_find(v.result, '4', 0) > 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(runs[i], 1);
		assert_true(str_is(step(&v, i).status, "succeeded") && step(&v, i).started_at.p &&
			step(&v, i).finished_at.p);
	}
	assert_true(str_is(step(&v, 0).detail, "made 1"));
	check_events(id);

	/* Ended: the key is free; the ended one cannot be cancelled; others' do not exist. */
	assert_int_equal(job_enqueue(NULL, &twin, &again), 0);
	assert_false(str_eq(id, again));
	assert_int_equal(job_cancel(id, str_c(OWNER)), -ERR_CONFLICT);
	assert_int_equal(job_load(id, str_c(OTHER), types, &v), -ERR_NOT_FOUND);
	assert_int_equal(job_cancel(again, str_c(OTHER)), -ERR_NOT_FOUND);
	assert_int_equal(job_load(STR("nonsense"), str_c(OWNER), types, &v), -ERR_NOT_FOUND);
	finish();
}

/* With Redis up a job is begun at once, not at the next look at the table, and its message is acknowledged. */
static void body_woken(void *arg)
{
	struct redis_reply r;
	int64_t began;
	struct str id;

	(void)arg;
	begin(true);
	start_worker();
	wait_ms(300);
	for (int i = 0; i < 3; i++) {
		began = clock_ms();
		id = ask("woken");
		until(id, "succeeded", 4000);
		assert_true(clock_ms() - began < 500);
	}
	wait_ms(100);
	assert_int_equal(redis(&r, STR("XPENDING"), STR("jobs:test"), STR("workers")), 0);
	assert_true(r.kind == REDIS_ARRAY && r.items[0].num == 0);
	assert_int_equal(redis(&r, STR("XLEN"), STR("jobs:test")), 0);
	assert_int_equal(r.num, 0);

	/* Redis loses the stream and its group: jobs go on, and waking works again. */
	assert_int_equal(redis(NULL, STR("DEL"), STR("jobs:test")), 0);
	id = ask("flushed");
	until(id, "succeeded", 4000);
	wait_ms(1200);
	began = clock_ms();
	id = ask("flushed");
	until(id, "succeeded", 4000);
	assert_true(clock_ms() - began < 1300);
	finish();
}

static void body_in_tx(void *arg)
{
	struct job_new n = new_job(NULL);
	struct job_view v;
	struct tx *tx;
	struct str id;

	(void)arg;
	begin(false);
	assert_int_equal(tx_begin(&tx), 0);
	assert_int_equal(job_enqueue(tx, &n, &id), 0);
	tx_freep(&tx);
	assert_int_equal(job_load(id, str_c(OWNER), types, &v), -ERR_NOT_FOUND);
	assert_int_equal(tx_begin(&tx), 0);
	assert_int_equal(job_enqueue(tx, &n, &id), 0);
	assert_int_equal(tx_commit(&tx), 0);
	job_announce(&type, id);
	start_worker();
	until(id, "succeeded", 4000);
	finish();
}

static void body_retried(void *arg)
{
	struct job_view v;
	struct str id;

	(void)arg;
	begin(false);
	fails_left = 1;
	failure = -ERR_UNAVAILABLE;
	id = ask("retried");
	start_worker();
	while (runs[1] == 0)
		wait_ms(10);
	v = until(id, "queued", 1000);
	assert_true(str_is(step(&v, 1).status, "pending") && str_is(step(&v, 1).detail, "the knob is stuck"));
	until(id, "succeeded", 6000);
	assert_int_equal(runs[0], 1); /* recorded, so not again */
	assert_int_equal(runs[1], 2);
	assert_int_equal(runs[2], 1);
	finish();
}

static void body_failed(void *arg)
{
	struct redis_reply r;
	struct job_view v;
	struct vec events;
	struct str id;

	(void)arg;
	begin(true);
	given_hint = true;
	fails_left = 1;
	failure = -ERR_CONFLICT; /* not worth another try */
	id = ask("failed");
	start_worker();
	v = until(id, "failed", 4000);
	assert_non_null(v.error);
	assert_true(str_is(v.error->step, "second") && str_is(v.error->code, "conflict") &&
		str_is(v.error->message, "the knob is stuck") && str_is(v.error->hint, "turn the knob"));
	assert_true(str_is(step(&v, 0).status, "succeeded") && str_is(step(&v, 1).status, "failed") &&
		str_is(step(&v, 2).status, "pending"));
	assert_true(!v.result.p && v.finished_at.p && v.progress < 100);
	assert_int_equal(job_events_after(id, v.last_event - 1, &events), 0);
	assert_true(events.n == 1 && str_is(((struct job_event *)events.items)[0].event, "job.failed"));

	/* Worth it, but not for ever. */
	type.max_attempts = 2;
	fails_left = 100;
	failure = -ERR_UPSTREAM;
	runs[1] = 0;
	id = ask("exhausted");
	v = until(id, "failed", 8000);
	assert_int_equal(runs[1], 2);
	assert_true(str_is(v.error->code, "upstream"));
	wait_ms(50);
	assert_int_equal(
		redis(&r, STR("XREVRANGE"), STR("jobs:test:dead"), STR("+"), STR("-"), STR("COUNT"), STR("1")), 0);
	assert_true(r.n == 1 && str_eq(r.items[0].items[1].items[1].str, id));
	finish();
}

static void body_cancelled(void *arg)
{
	struct job_view v;
	struct vec events;
	struct str id;

	(void)arg;
	begin(false);
	id = ask("queued");
	assert_int_equal(job_cancel(id, str_c(OWNER)), 0);
	v = look(id);
	assert_true(str_is(v.status, "cancelled") && v.finished_at.p);
	assert_int_equal(job_events_after(id, 0, &events), 0);
	assert_true(events.n == 1 && str_is(((struct job_event *)events.items)[0].event, "job.cancelled"));

	sleep_ms = 5000;
	id = ask("running");
	start_worker();
	while (runs[1] == 0)
		wait_ms(10);
	assert_int_equal(job_cancel(id, str_c(OWNER)), 0);
	v = until(id, "cancelled", 3000);
	assert_true(v.finished_at.p && str_is(step(&v, 0).status, "succeeded"));
	assert_true(str_is(step(&v, 1).status, "pending"));
	assert_int_equal(runs[2], 0);
	assert_int_equal(job_events_after(id, v.last_event - 1, &events), 0);
	assert_true(events.n == 1 && str_is(((struct job_event *)events.items)[0].event, "job.cancelled"));
	finish();
}

/* Shutting down in the middle of a step: another worker has it at once, no attempt is lost. */
static void body_given_back(void *arg)
{
	struct job_view v;
	struct str id;

	(void)arg;
	begin(false);
	type.max_attempts = 1;
	sleep_ms = 1000;
	id = ask("back");
	start_worker();
	while (runs[1] == 0)
		wait_ms(10);
	stop_worker();
	v = look(id);
	assert_true(str_is(v.status, "queued"));
	sleep_ms = 0;
	start_worker();
	v = until(id, "succeeded", 1500);
	assert_true(runs[0] == 1 && runs[1] == 2);
	finish();
}

/* A worker that lost its lease to another writes nothing any more. */
static void body_fenced(void *arg)
{
	static const char STEAL[] = "UPDATE jobs SET worker = 'thief', attempt = attempt + 1, "
				    "lease_until = now() + interval '1 minute' WHERE id = $1",
			  EXPIRE[] = "UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = $1";
	struct job_view before, after;
	struct str id;

	(void)arg;
	begin(false);
	sleep_ms = 1500;
	id = ask("fenced");
	start_worker();
	while (runs[1] == 0)
		wait_ms(10);
	assert_int_equal(db_query(NULL, STEAL, DB_TEXT(id)), 0);
	before = look(id);
	wait_ms(2500);
	after = look(id);
	assert_true(str_is(after.status, "running") && after.last_event == before.last_event);
	assert_int_equal(runs[2], 0);

	/* The thief dies: its lease runs out, and the job is taken up where the record stands. */
	sleep_ms = 0;
	assert_int_equal(db_query(NULL, EXPIRE, DB_TEXT(id)), 0);
	until(id, "succeeded", 3000);
	assert_true(runs[0] == 1 && runs[1] == 2);
	finish();
}

/* A step longer than the lease keeps it. */
static void body_long(void *arg)
{
	struct str id;

	(void)arg;
	begin(false);
	sleep_ms = 6500;
	id = ask("long");
	start_worker();
	until(id, "succeeded", 15000);
	assert_int_equal(runs[1], 1);
	finish();
}

/* Many jobs, several workers: each is run once. */
static void body_many(void *arg)
{
	static const char COUNT[] = "SELECT count(*) FROM jobs WHERE unique_key LIKE 'many%' AND status = 'succeeded'";
	struct fiber *extra[3];
	struct rows r;
	int64_t done = 0;

	(void)arg;
	begin(true);
	for (int i = 0; i < 40; i++) {
		char key[16];

		snprintf(key, sizeof(key), "many%d", i);
		ask(key);
	}
	start_worker();
	for (int i = 0; i < 3; i++)
		assert_int_equal(fiber_start(job_worker, &type, &extra[i]), 0);
	for (int i = 0; i < 500 && done < 40; i++) {
		wait_ms(20);
		assert_int_equal(db_query(&r, COUNT), 0);
		done = row_i64(&r, 0, 0);
	}
	assert_int_equal(done, 40);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(runs[i], 40);
		fiber_cancel(extra[i], ERR_SHUTDOWN);
	}
	wait_ms(100);
	finish();
}

/* The database restarts in the middle of a job: it goes on, without losing an attempt to it. */
static void body_database_away(void *arg)
{
	struct str id;

	(void)arg;
	begin(false);
	type.max_attempts = 1;
	sleep_ms = 0;
	id = ask("away");
	sleep_ms = 800;
	start_worker();
	while (runs[1] == 0)
		wait_ms(10);
	test_pg_down();
	wait_ms(1200);
	test_pg_up();
	for (int i = 0; i < 100 && db_query(NULL, "SELECT 1") != 0; i++)
		wait_ms(20);
	until(id, "succeeded", 4000);
	assert_true(runs[0] == 1 && runs[1] == 1);
	finish();
}

static void in_loop(void (*body)(void *), bool redis)
{
	if (!database() || (redis && !test_redis_private()))
		skip();
	loop_main(body, &redis);
}

#define IN_LOOP(name, what, redis)            \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		in_loop(body_##what, redis);  \
	}

IN_LOOP(whole, whole, true)
IN_LOOP(woken, woken, true)
IN_LOOP(in_tx, in_tx, false)
IN_LOOP(retried, retried, false)
IN_LOOP(failed, failed, true)
IN_LOOP(cancelled, cancelled, false)
IN_LOOP(given_back, given_back, false)
IN_LOOP(fenced, fenced, false)
IN_LOOP(long, long, false)
IN_LOOP(many, many, true)
IN_LOOP(without_redis, whole, false)

static void test_database_away(void **state)
{
	(void)state;
	if (!database())
		skip();
	loop_main(body_database_away, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_without_redis),
		cmocka_unit_test(test_woken),
		cmocka_unit_test(test_in_tx),
		cmocka_unit_test(test_retried),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_given_back),
		cmocka_unit_test(test_fenced),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_database_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
