#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/db.h"
#include "servers.h"

enum { MANY = 20 };

/* Takes as long as it is told, and says back whose it was. */
static const char PUT[] = "insert into g (id, slept) select $1, pg_sleep($2)::text returning id",
		  ADD[] = "update g set n = n + 1 where id = $1 and pg_sleep($2)::text = '' returning id",
		  LATE[] = "insert into g_late (id) select $1 + 0 * length(pg_sleep($2)::text) returning id",
		  NOTE[] = "insert into g_note (id) select $1 + 0 * length(pg_sleep($2)::text) returning id";

static void open_pool(int max, int64_t statement_ms)
{
	static const char *const tables[] = {
		"create table if not exists g (id bigint primary key, slept text, n bigint default 0)",
		"create table if not exists g_late (id bigint unique deferrable initially deferred)",
		"create table if not exists g_note (id bigint)", "truncate g, g_late, g_note"
	};
	struct db_options o = { .url = test_pg_private(),
		.min = 1,
		.max = max,
		.statement_ms = statement_ms,
		.application = "test_db_group" };

	assert_int_equal(db_open(&o), 0);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		assert_int_equal(db_query(NULL, tables[i]), 0);
}

struct member {
	const char *sql;
	int64_t id;
	double seconds;
	int64_t within_ms; /* its fiber's deadline; 0 = none */
	struct fiber *fiber;
	bool done;
	int result;
	int64_t got, took;
};

static void write_one(void *arg)
{
	struct member *m = arg;
	int64_t began = clock_ms();
	struct rows r = { .n = 0 };

	if (m->within_ms)
		fiber_deadline_narrow(began + m->within_ms);
	m->result = db_write(&r, m->sql, DB_INT(m->id), DB_DOUBLE(m->seconds));
	m->got = r.n == 1 ? row_i64(&r, 0, 0) : -1;
	m->took = clock_ms() - began;
	m->done = true;
}

static void start(struct member *m, const char *sql, int64_t id, double seconds)
{
	*m = (struct member){ .sql = sql, .id = id, .seconds = seconds, .within_ms = m->within_ms, .result = 1 };
	assert_int_equal(fiber_start(write_one, m, &m->fiber), 0);
}

static void join(const struct member *m, int n)
{
	for (int i = 0; i < n; i++) {
		for (int turns = 0; turns < 4000 && !m[i].done; turns++)
			assert_int_equal(wait_ms(5), 0);
		assert_true(m[i].done);
	}
}

static int64_t number(const char *sql)
{
	struct rows r;

	assert_int_equal(db_query(&r, sql), 0);
	return row_i64(&r, 0, 0);
}

static const char ROWS[] = "select count(*) from g", SUM[] = "select sum(n) from g",
		  LATE_ROWS[] = "select count(*) from g_late", NOTES[] = "select count(*) from g_note",
		  TWICE[] = "select count(*) - count(distinct id) from g_note",
		  ASLEEP[] = "select count(*) from pg_stat_activity where application_name = 'test_db_group' and "
			     "wait_event = 'PgSleep'",
		  KILL[] = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = "
			   "'test_db_group' and pid <> pg_backend_pid()";

static void until_asleep(void)
{
	for (int i = 0; i < 1000 && number(ASLEEP) == 0; i++)
		wait_ms(5);
}

static struct db_stats stats(void)
{
	struct db_stats s;

	db_stats(&s);
	return s;
}

/* ---- results -------------------------------------------------------------------------------- */

static void body_together(void *arg)
{
	struct member m[MANY] = { 0 };

	(void)arg;
	open_pool(1, 3000);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < MANY; i++)
			start(&m[i], round == 2 ? ADD : PUT, 100 * (round % 2) + i, 0);
		join(m, MANY);
		for (int i = 0; i < MANY; i++) {
			assert_int_equal(m[i].result, 0);
			assert_int_equal(m[i].got, m[i].id);
		}
	}
	assert_int_equal(number(ROWS), 2 * MANY);
	assert_int_equal(number(SUM), MANY);
	assert_int_equal(stats().groups, 3);
	assert_int_equal(stats().grouped, 3 * MANY);
	assert_int_equal(stats().ungrouped, 0);
	db_close();
}

static void body_one_fails(void *arg)
{
	struct member m[MANY] = { 0 };

	(void)arg;
	open_pool(4, 3000);
	start(&m[0], PUT, 7, 0);
	join(m, 1);
	assert_int_equal(m[0].result, 0);
	for (int i = 0; i < MANY; i++)
		start(&m[i], PUT, i, 0);
	join(m, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(m[i].result, i == 7 ? -ERR_DB_UNIQUE : 0);
		assert_int_equal(m[i].got, i == 7 ? -1 : i);
	}
	assert_int_equal(number(ROWS), MANY);
	assert_int_equal(stats().grouped, 1 + MANY);
	assert_int_equal(stats().ungrouped, MANY);
	db_close();
}

/* Refused at the commit, after every statement had said that it was well. */
static void body_commit_fails(void *arg)
{
	struct member m[MANY] = { 0 };
	struct db_param same[] = { DB_INT(5), DB_DOUBLE(0) };
	struct db_item items[] = { { .sql = LATE, .n = 2, .params = same }, { .sql = ROWS } };

	(void)arg;
	open_pool(2, 3000);
	assert_int_equal(db_query(NULL, LATE, DB_INT(5), DB_DOUBLE(0)), 0);
	assert_int_equal(db_query(NULL, LATE, DB_INT(5), DB_DOUBLE(0)), -ERR_DB_UNIQUE);
	assert_int_equal(db_pipeline(items, 2), 0);
	assert_int_equal(items[0].result, -ERR_DB_UNIQUE);
	assert_int_equal(items[1].result, 0);
	assert_int_equal(row_i64(&items[1].rows, 0, 0), 0);
	for (int i = 0; i < MANY; i++)
		start(&m[i], i % 2 ? LATE : PUT, i, 0);
	join(m, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(m[i].result, i == 5 ? -ERR_DB_UNIQUE : 0);
	assert_int_equal(number(ROWS), MANY / 2);
	assert_int_equal(number(LATE_ROWS), MANY / 2);
	db_close();
}

/* What does not suit a group goes alone, and holds nobody up. */
static void body_unfit(void *arg)
{
	static const char LENGTH[] = "insert into g (id, slept) values (length($1), $1) returning id";
	struct member m[4] = { 0 };
	char *large = calloc(1, DB_GROUP_BYTES + 2);
	struct rows r;

	(void)arg;
	open_pool(1, 3000);
	for (int i = 0; i < 4; i++)
		start(&m[i], PUT, i, 0);
	assert_int_equal(db_write(&r, LENGTH, DB_TEXT(STR("a\0b"))), -ERR_INVALID);
	memset(large, 'x', DB_GROUP_BYTES + 1);
	assert_int_equal(db_write(&r, LENGTH, DB_C(large)), 0);
	assert_int_equal(row_i64(&r, 0, 0), DB_GROUP_BYTES + 1);
	join(m, 4);
	assert_int_equal(number(ROWS), 5);
	assert_int_equal(stats().grouped, 4);
	free(large);
	db_close();
}

/* ---- who leaves ----------------------------------------------------------------------------- */

static void body_cancelled(void *arg)
{
	struct member m[6] = { 0 };

	(void)arg;
	open_pool(1, 3000);
	m[3].within_ms = 100; /* passes while the group is on its way */
	for (int i = 0; i < 4; i++)
		start(&m[i], PUT, i, i == 0 ? 1 : 0);
	wait_ms(50);
	start(&m[4], PUT, 4, 0); /* waits for the next group: the pool's one connection is busy */
	start(&m[5], PUT, 5, 0);
	wait_ms(20);
	fiber_cancel(m[1].fiber, ERR_GONE);
	fiber_cancel(m[4].fiber, ERR_GONE);
	join(m, 6);
	for (int i = 0; i < 6; i++) {
		int expected = i == 1 || i == 4 ? -ERR_GONE : i == 3 ? -ERR_DEADLINE : 0;

		assert_int_equal(m[i].result, expected);
		if (expected < 0)
			assert_true(m[i].took < 900);
	}
	/* The fourth was never sent; what was sent is done. */
	assert_int_equal(number(ROWS), 5);
	assert_int_equal(number("select count(*) from g where id = 4"), 0);
	db_close();
}

/* At each turn of the loop. */
static void body_cancelled_everywhere(void *arg)
{
	(void)arg;
	for (int turns = 0; turns < 16; turns++) {
		struct member m[3] = { 0 };

		open_pool(1, 3000);
		for (int i = 0; i < 3; i++)
			start(&m[i], PUT, i, 0);
		for (int i = 0; i < turns; i++)
			wait_turn();
		if (!m[1].done)
			fiber_cancel(m[1].fiber, ERR_GONE);
		join(m, 3);
		assert_int_equal(m[0].result, 0);
		assert_true(m[1].result == 0 || m[1].result == -ERR_GONE);
		assert_int_equal(m[2].result, 0);
		assert_true(number(ROWS) == 3 || m[1].result == -ERR_GONE);
		db_close();
	}
}

static void body_closed(void *arg)
{
	struct member m[3] = { 0 };

	(void)arg;
	open_pool(1, 3000);
	start(&m[0], PUT, 0, 0.3);
	wait_ms(100);
	start(&m[1], PUT, 1, 0);
	start(&m[2], PUT, 2, 0);
	wait_ms(50);
	db_close();
	join(m, 3);
	assert_int_equal(m[0].result, 0);
	assert_int_equal(m[1].result, -ERR_DB_AWAY);
	assert_int_equal(m[2].result, -ERR_DB_AWAY);
	assert_int_equal(db_write(NULL, PUT, DB_INT(9), DB_DOUBLE(0)), -ERR_DB_AWAY);
}

/* ---- who is slow ---------------------------------------------------------------------------- */

static void body_timeout(void *arg)
{
	struct member m[MANY] = { 0 };

	(void)arg;
	open_pool(2, 400);
	for (int i = 0; i < MANY; i++)
		start(&m[i], PUT, i, i == 3 ? 30 : 0);
	join(m, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(m[i].result, i == 3 ? -ERR_DB_AWAY : 0);
	assert_int_equal(number(ROWS), MANY - 1);
	db_close();
}

/* One row is locked by a transaction: only who wants that row waits for its end. */
static void body_locked(void *arg)
{
	static const char LOCK[] = "select id from g where id = 3 for update";
	_cleanup_tx_ struct tx *tx = NULL;
	struct member m[MANY] = { 0 };

	(void)arg;
	open_pool(4, 10000);
	for (int i = 0; i < MANY; i++)
		start(&m[i], PUT, i, 0);
	join(m, MANY);
	assert_int_equal(tx_begin(&tx), 0);
	assert_int_equal(tx_query(tx, NULL, LOCK), 0);
	for (int i = 0; i < MANY; i++)
		start(&m[i], ADD, i, 0);
	/* wait_ms is forbidden with a lease; so is giving up before the others are through. */
	for (int i = 0; i < MANY; i++)
		while (i != 3 && !m[i].done)
			assert_int_equal(tx_query(tx, NULL, "select pg_sleep(0.01)"), 0);
	assert_false(m[3].done);
	assert_int_equal(tx_commit(&tx), 0);
	join(m, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(m[i].result, 0);
	assert_int_equal(number(SUM), MANY);
	db_close();
}

/* Two groups want each other's rows, in the opposite order: both end well. */
static void body_crossed(void *arg)
{
	struct member m[4] = { 0 };

	(void)arg;
	open_pool(4, 10000);
	start(&m[0], PUT, 1, 0);
	start(&m[1], PUT, 2, 0);
	join(m, 2);
	for (int round = 0; round < 5; round++) {
		start(&m[0], ADD, 1, 0.03);
		start(&m[1], ADD, 2, 0.03);
		wait_ms(5);
		start(&m[2], ADD, 2, 0.03);
		start(&m[3], ADD, 1, 0.03);
		join(m, 4);
		for (int i = 0; i < 4; i++)
			assert_int_equal(m[i].result, 0);
	}
	assert_int_equal(number(SUM), 20);
	db_close();
}

/* ---- the server goes ------------------------------------------------------------------------ */

static void body_terminated(void *arg)
{
	struct member m[MANY] = { 0 };
	int stored = 0;

	(void)arg;
	open_pool(4, 10000);
	for (int i = 0; i < MANY; i++)
		start(&m[i], PUT, i, i == MANY - 1 ? 5 : 0);
	until_asleep();
	assert_true(number(KILL) >= 1);
	join(m, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_true(m[i].result == 0 || m[i].result == -ERR_DB_AWAY);
		stored += m[i].result == 0;
	}
	assert_int_equal(m[MANY - 1].result, -ERR_DB_AWAY);
	assert_int_equal(number(ROWS), stored);
	db_close();
}

struct writer {
	struct fiber *fiber;
	int64_t base;
	int stop, acknowledged, unknown, other;
	bool done;
};

/* Each number is written once, whatever comes of it. */
static void write_on(void *arg)
{
	struct writer *w = arg;

	for (int64_t id = w->base; !w->stop; id++) {
		struct rows r;
		int result = db_write(&r, NOTE, DB_INT(id), DB_DOUBLE(0));

		w->acknowledged += result == 0;
		w->unknown += result == -ERR_DB_AWAY;
		w->other += result != 0 && result != -ERR_DB_AWAY;
		if (result == 0 && row_i64(&r, 0, 0) != id)
			w->other++;
		context_clear(context());
		if (result < 0)
			wait_ms(20);
	}
	w->done = true;
}

static void write_through(void (*fault)(void), int faults, int64_t pause_ms)
{
	struct writer w[16] = { 0 };
	int acknowledged = 0, unknown = 0;
	int64_t stored;

	open_pool(6, 10000);
	for (int i = 0; i < 16; i++) {
		w[i].base = (int64_t)(i + 1) * 1000000;
		assert_int_equal(fiber_start(write_on, &w[i], &w[i].fiber), 0);
	}
	for (int i = 0; i < faults; i++) {
		wait_ms(pause_ms + i * 3);
		fault();
	}
	wait_ms(200);
	for (int i = 0; i < 16; i++)
		w[i].stop = 1;
	for (int i = 0; i < 16; i++) {
		for (int turns = 0; turns < 4000 && !w[i].done; turns++)
			wait_ms(5);
		assert_true(w[i].done);
		assert_int_equal(w[i].other, 0);
		acknowledged += w[i].acknowledged;
		unknown += w[i].unknown;
	}
	for (int i = 0; i < 400 && db_query(NULL, NOTES) < 0; i++)
		wait_ms(20);
	stored = number(NOTES);
	print_message("%d acknowledged, %d unknown, %lld stored\n", acknowledged, unknown, (long long)stored);
	assert_true(acknowledged > 0 && unknown > 0);
	assert_true(stored >= acknowledged && stored <= acknowledged + unknown);
	assert_int_equal(number(TWICE), 0);
	assert_true(stats().grouped > stats().groups);
	db_close();
}

/* At a moment that falls anywhere in a group's life. */
static void kill_backends(void)
{
	db_query(NULL, "select pg_sleep(random() * 0.005)");
	db_query(NULL, KILL);
}

static void body_killed_often(void *arg)
{
	(void)arg;
	write_through(kill_backends, 30, 10);
}

static void crash(void)
{
	test_pg_crash();
	wait_ms(50);
	test_pg_up();
}

static void body_crashed(void *arg)
{
	(void)arg;
	write_through(crash, 2, 100);
}

#define IN_LOOP(name)                         \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		if (!test_pg_private())       \
			skip();               \
		loop_main(body_##name, NULL); \
	}

IN_LOOP(together)
IN_LOOP(one_fails)
IN_LOOP(commit_fails)
IN_LOOP(unfit)
IN_LOOP(cancelled)
IN_LOOP(cancelled_everywhere)
IN_LOOP(closed)
IN_LOOP(timeout)
IN_LOOP(locked)
IN_LOOP(crossed)
IN_LOOP(terminated)
IN_LOOP(killed_often)
IN_LOOP(crashed)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_one_fails),
		cmocka_unit_test(test_commit_fails),
		cmocka_unit_test(test_unfit),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_cancelled_everywhere),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_timeout),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_crossed),
		cmocka_unit_test(test_terminated),
		cmocka_unit_test(test_killed_often),
		cmocka_unit_test(test_crashed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
