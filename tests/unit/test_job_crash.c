/* Jobs whose worker is dead, or slept longer than its lease. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "data.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "servers.h"
#include "web/instance.h"
#include "web/job.h"

#define OWNER STR("11111111-1111-4111-8111-111111111111")

static int runs, fenced, fails_left;
static bool sleepy;

static int step_only(struct job *j)
{
	struct tx *tx;

	runs++;
	if (fails_left-- > 0)
		return fail(ERR_UPSTREAM, "not just now");
	if (sleepy)
		TRY(wait_ms(600));
	TRY(tx_begin(&tx));
	fenced = job_fence(j, tx);
	tx_freep(&tx);
	return fenced;
}

static const struct job_step steps[] = { { "only", "The only one", step_only, 100 }, { NULL, NULL, NULL, 0 } };
static struct job_type type = { .name = "crash", .max_attempts = 5, .steps = steps };
static const struct job_type *const types[] = { &type, NULL };

static char *migration;

static void migrate(void)
{
	struct str text = data_read("gateway/sql/002_jobs.sql");

	assert_non_null(text.p);
	migration = strdup(text.p);
	*strstr(migration, "-- migrate:down") = '\0';
	assert_int_equal(db_query(NULL, "DROP SCHEMA IF EXISTS gateway CASCADE"), 0);
	assert_int_equal(db_query(NULL, "CREATE SCHEMA gateway"), 0);
	for (char *at = migration, *end; (end = strstr(at, ";\n")); at = end + 2) {
		*end = '\0';
		assert_int_equal(db_query(NULL, at), 0);
	}
}

static struct str ask(struct str id, int expected)
{
	struct job_new n = { .type = &type, .owner = OWNER, .subject = OWNER, .id = id };
	struct str made;

	assert_int_equal(job_enqueue(NULL, &n, &made), expected);
	if (id.p)
		assert_true(str_eq(made, id));
	return made;
}

/* Milliseconds until it has succeeded. */
static int64_t took(struct str id)
{
	int64_t began = clock_ms();
	struct job_view v = { .status = STR("") };

	while (!str_is(v.status, "succeeded") && clock_ms() - began < 15000) {
		assert_int_equal(job_load(id, OWNER, types, &v), 0);
		assert_int_equal(wait_ms(20), 0);
	}
	assert_true(str_is(v.status, "succeeded"));
	return clock_ms() - began;
}

static void held_by(struct str id, struct str worker)
{
	static const char HELD[] = "UPDATE jobs SET status = 'running', attempt = 1, worker = $2, "
				   "lease_until = now() + interval '5 seconds' WHERE id = $1";

	assert_int_equal(db_query(NULL, HELD, DB_TEXT(id), DB_TEXT(worker)), 0);
}

static struct fiber *worker;

static void start_worker(void)
{
	assert_int_equal(fiber_start(job_worker, &type, &worker), 0);
}

/* The lease of a worker elsewhere is waited for; the one of a predecessor in this place is not. */
static void body_buried(void *arg)
{
	FILE *pid_file = tmpfile();
	struct str ours, theirs;
	int64_t ms;

	(void)arg;
	assert_int_equal(instance_hold(fileno(pid_file)), 0);
	ours = ask(STR_NONE, 0);
	theirs = ask(STR_NONE, 0);
	held_by(ours, str_printf(mem(), "%sbefore", instance_place()));
	held_by(theirs, STR("another:1:2/before"));
	start_worker();
	ms = took(ours);
	if (ms > 3000)
		flunk("%lld ms", (long long)ms);
	ms = took(theirs);
	if (ms < 500 || ms > 9000)
		flunk("%lld ms", (long long)ms);
	assert_int_equal(runs, 2);
	fclose(pid_file);
}

/* Who slept while another took the job finds its fence down, and nothing of it is recorded. */
static void body_slept(void *arg)
{
	struct job_view v;
	struct str id;

	(void)arg;
	sleepy = true;
	id = ask(STR_NONE, 0);
	start_worker();
	while (!runs)
		assert_int_equal(wait_ms(5), 0);
	held_by(id, STR("another:1:2/thief"));
	for (int i = 0; i < 500 && !fenced; i++)
		assert_int_equal(wait_ms(10), 0);
	assert_int_equal(fenced, -ERR_LOST);
	assert_int_equal(job_load(id, OWNER, types, &v), 0);
	assert_true(str_is(v.status, "running"));
	sleepy = false;
	took(id); /* the thief never says a word */
	assert_int_equal(fenced, 0);
	assert_int_equal(runs, 2);
}

/* The pauses of a step follow its own failures, not the attempts that deaths and earlier steps have used up. */
static void body_patience(void *arg)
{
	struct str id = ask(STR_NONE, 0);
	int64_t ms;

	(void)arg;
	assert_int_equal(db_query(NULL, "UPDATE jobs SET attempt = 20, max_attempts = 30"), 0);
	fails_left = 2;
	start_worker();
	ms = took(id);
	if (ms < 1400 || ms > 7000)
		flunk("%lld ms", (long long)ms);
	assert_int_equal(runs, 3);
}

/* A job of a given id is made once, also when it has ended. */
static void body_once(void *arg)
{
	struct str id = STR("99999999-9999-4999-8999-999999999999");

	(void)arg;
	ask(id, 0);
	ask(id, 1);
	start_worker();
	took(id);
	ask(id, 1);
	assert_int_equal(wait_ms(1500), 0);
	assert_int_equal(runs, 1);
}

static void in_pool(void *arg)
{
	void (*body)(void *) = *(void (**)(void *))arg;
	char url[300];

	snprintf(url, sizeof(url), "%s?options=-csearch_path%%3Dgateway", test_pg_url());
	assert_int_equal(db_open(&(struct db_options){ .url = url, .min = 1, .max = 3, .application = "test" }), 0);
	migrate();
	runs = fenced = fails_left = 0;
	sleepy = false;
	body(NULL);
	fiber_cancel(worker, ERR_SHUTDOWN);
	wait_ms(50);
	db_close();
}

static void run(void (*body)(void *))
{
	if (!test_pg_url())
		skip();
	loop_main(in_pool, &body);
	free(migration);
}

#define TEST(name)                            \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		run(body_##name);             \
	}
TEST(buried)
TEST(slept)
TEST(once)
TEST(patience)

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buried),
		cmocka_unit_test(test_slept),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_patience),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
