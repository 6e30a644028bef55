#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "net/db.h"
#include "servers.h"

static const char ONE[] = "SELECT 1", SLEEP[] = "SELECT pg_sleep($1)", PID[] = "SELECT pg_backend_pid()";

/* Every test runs as the first fiber of a loop of its own, with a pool of that size. */
static void open_pool(int max, int64_t lease_ms)
{
	struct db_options o = { .url = test_pg_private(),
		.min = 1,
		.max = max,
		.lease_ms = lease_ms,
		.statement_ms = 3000,
		.application = "test_db_pool" };

	assert_int_equal(db_open(&o), 0);
}

static void in_loop(void (*body)(void *))
{
	if (!test_pg_private())
		skip();
	loop_main(body, NULL);
}

static const char MAKE[] = "CREATE TABLE IF NOT EXISTS t_pool (id int PRIMARY KEY, v text)";

static int64_t count_rows(void)
{
	static const char COUNT[] = "SELECT count(*) FROM t_pool";
	struct rows r;

	assert_int_equal(db_query(&r, COUNT), 0);
	return row_i64(&r, 0, 0);
}

static const char INSERT_ROW[] = "INSERT INTO t_pool (id) VALUES ($1)";

/* ---- leases --------------------------------------------------------------------------------- */

struct worker {
	struct fiber *fiber;
	const char *sql;
	double seconds;
	int result, order;
	int64_t took;
};

static int finished;

static void work(void *arg)
{
	struct worker *w = arg;
	int64_t began = clock_ms();

	w->result = w->sql == SLEEP ? db_query(NULL, SLEEP, DB_DOUBLE(w->seconds)) : db_query(NULL, ONE);
	w->took = clock_ms() - began;
	w->order = finished++;
}

static void start(struct worker *w, const char *sql, double seconds)
{
	*w = (struct worker){ .sql = sql, .seconds = seconds, .result = 1 };
	assert_int_equal(fiber_start(work, w, &w->fiber), 0);
}

static void join(int n)
{
	for (int i = 0; i < 2000 && finished < n; i++)
		assert_int_equal(wait_ms(5), 0);
	assert_int_equal(finished, n);
	finished = 0;
}

static unsigned open_connections(void)
{
	struct db_stats s;

	db_stats(&s);
	return s.open;
}

static void body_fair(void *arg)
{
	struct worker w[8];

	(void)arg;
	open_pool(1, 0);
	for (int i = 0; i < 8; i++)
		start(&w[i], i == 0 ? SLEEP : ONE, 0.1);
	join(8);
	for (int i = 0; i < 8; i++) {
		assert_int_equal(w[i].result, 0);
		assert_int_equal(w[i].order, i);
	}
	db_close();
}

static void body_grows(void *arg)
{
	struct worker w[8];

	(void)arg;
	open_pool(4, 0);
	assert_int_equal(db_query(NULL, ONE), 0);
	assert_int_equal(open_connections(), 1);
	for (int i = 0; i < 8; i++)
		start(&w[i], SLEEP, 0.2);
	join(8);
	for (int i = 0; i < 8; i++)
		assert_int_equal(w[i].result, 0);
	assert_int_equal(open_connections(), 4);
	db_close();
}

static void body_lease_ms(void *arg)
{
	struct worker w[2];

	(void)arg;
	open_pool(1, 100);
	while (open_connections() == 0)
		assert_int_equal(wait_ms(5), 0);
	start(&w[0], SLEEP, 0.5);
	start(&w[1], ONE, 0);
	join(2);
	assert_int_equal(w[0].result, 0);
	assert_int_equal(w[1].result, -ERR_DB_AWAY);
	assert_in_range(w[1].took, 95, 300);
	assert_int_equal(db_query(NULL, ONE), 0);
	db_close();
}

/* Rule 6: a pool of one, its only connection handed to a waiter that is cancelled in the same turn, at every
 * moment around it. The next one must still get it. */
static void body_rule_six(void *arg)
{
	struct worker w[3];
	struct tx *tx;

	(void)arg;
	open_pool(1, 0);
	for (int before = 0; before < 2; before++) {
		assert_int_equal(tx_begin(&tx), 0);
		for (int i = 0; i < 3; i++)
			start(&w[i], ONE, 0);
		assert_int_equal(wait_turn(), 0);
		assert_int_equal(wait_turn(), 0);
		if (before)
			fiber_cancel(w[0].fiber, ERR_GONE);
		tx_freep(&tx); /* hands it to the first */
		if (!before)
			fiber_cancel(w[0].fiber, ERR_GONE);
		join(3);
		assert_int_equal(w[0].result, -ERR_GONE);
		assert_int_equal(w[1].result, 0);
		assert_int_equal(w[2].result, 0);
		assert_true(w[1].took < 1000 && w[2].took < 1000);
	}
	db_close();
}

/* ---- hanging up ----------------------------------------------------------------------------- */

static int64_t sleepers(void)
{
	static const char COUNT[] =
		"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active' AND application_name = 'test_db_pool'";
	struct rows r;

	assert_int_equal(db_query(&r, COUNT), 0);
	return row_i64(&r, 0, 0);
}

/* Mid-query: the query is cancelled on the server, the connection is kept, the next one in line goes on. */
static void body_hangup(void *arg)
{
	struct worker w[2];
	struct rows before, after;
	struct db_stats s;

	(void)arg;
	open_pool(1, 0);
	assert_int_equal(db_query(&before, PID), 0);
	start(&w[0], SLEEP, 2);
	start(&w[1], ONE, 0);
	assert_int_equal(wait_ms(100), 0);
	fiber_cancel(w[0].fiber, ERR_GONE);
	join(2);
	assert_int_equal(w[0].result, -ERR_GONE);
	assert_true(w[0].took < 300);
	assert_int_equal(w[1].result, 0);
	assert_true(w[1].took < 1000);
	assert_int_equal(sleepers(), 0);
	assert_int_equal(db_query(&after, PID), 0);
	assert_int_equal(row_i64(&before, 0, 0), row_i64(&after, 0, 0));
	db_stats(&s);
	assert_int_equal(s.cancels, 1);
	db_close();
}

/* At each turn of the loop from the first on: connecting, waiting for a lease, sending, reading. Nothing
 * leaks, and the pool of one still works. */
static void body_hangup_everywhere(void *arg)
{
	(void)arg;
	for (int turns = 0; turns < 20; turns++) {
		struct worker w;

		/* Cold: the connection does not exist yet. Then warm. */
		open_pool(1, 0);
		for (int warm = 0; warm < 2; warm++) {
			start(&w, ONE, 0);
			for (int i = 0; i < turns; i++)
				wait_turn();
			fiber_cancel(w.fiber, ERR_GONE);
			join(1);
			assert_true(w.result == -ERR_GONE || w.result == 0);
			assert_int_equal(db_query(NULL, ONE), 0);
		}
		db_close();
	}
}

static void half_a_transaction(void *arg)
{
	struct worker *w = arg;
	_cleanup_tx_ struct tx *tx = NULL;

	w->result = tx_begin(&tx);
	if (w->result == 0)
		w->result = tx_query(tx, NULL, INSERT_ROW, DB_INT(77));
	if (w->result == 0)
		w->result = tx_query(tx, NULL, SLEEP, DB_DOUBLE(2));
	if (w->result == 0)
		w->result = tx_commit(&tx);
	finished++;
}

static void body_hangup_in_tx(void *arg)
{
	struct worker w = { .result = 1 };
	int64_t before;

	(void)arg;
	open_pool(1, 0);
	assert_int_equal(db_query(NULL, MAKE), 0);
	before = count_rows();
	assert_int_equal(fiber_start(half_a_transaction, &w, &w.fiber), 0);
	assert_int_equal(wait_ms(100), 0);
	fiber_cancel(w.fiber, ERR_GONE);
	join(1);
	assert_int_equal(w.result, -ERR_GONE);
	assert_int_equal(count_rows(), before);
	db_close();
}

static void body_deadline(void *arg)
{
	int64_t former, began = clock_ms();

	(void)arg;
	open_pool(1, 0);
	assert_int_equal(db_query(NULL, ONE), 0);
	former = fiber_deadline_narrow(clock_ms() + 100);
	assert_int_equal(db_query(NULL, SLEEP, DB_DOUBLE(2)), -ERR_DEADLINE);
	fiber_deadline_restore(former);
	assert_true(clock_ms() - began < 1000);
	assert_int_equal(db_query(NULL, ONE), 0);
	db_close();
}

/* Closing with a lease out and a waiter in line: the waiter is told, the lease may end. */
static void body_close_early(void *arg)
{
	struct worker w[2];

	(void)arg;
	open_pool(1, 0);
	start(&w[0], SLEEP, 0.2);
	start(&w[1], ONE, 0);
	assert_int_equal(wait_ms(100), 0);
	db_close();
	assert_int_equal(db_query(NULL, ONE), -ERR_DB_AWAY);
	join(2);
	assert_int_equal(w[0].result, 0);
	assert_int_equal(w[1].result, -ERR_DB_AWAY);
}

/* The loop's end cancels everybody; what is shielded then still gets a connection. */
static int last_words = 1;

static void says_last_words(void *arg)
{
	(void)arg;
	if (wait_ms(60000) != -ERR_SHUTDOWN)
		return;
	fiber_shield_begin();
	last_words = db_query(NULL, ONE);
	fiber_shield_end();
}

static void body_drain(void *arg)
{
	(void)arg;
	open_pool(2, 0);
	assert_int_equal(db_query(NULL, ONE), 0);
	assert_int_equal(fiber_start(says_last_words, NULL, NULL), 0);
	assert_int_equal(wait_turn(), 0);
}

/* ---- the server goes ------------------------------------------------------------------------ */

static void body_restart(void *arg)
{
	struct worker w;
	int64_t began;
	int i;

	(void)arg;
	open_pool(2, 1500);
	assert_int_equal(db_query(NULL, ONE), 0);
	assert_true(db_up());
	start(&w, SLEEP, 3);
	assert_int_equal(wait_ms(50), 0);
	test_pg_down();
	join(1);
	assert_int_equal(w.result, -ERR_DB_AWAY);

	/* Away: told at once, not after lease_ms each. */
	assert_int_equal(db_query(NULL, ONE), -ERR_DB_AWAY);
	began = clock_ms();
	for (i = 0; i < 20; i++)
		assert_int_equal(db_query(NULL, ONE), -ERR_DB_AWAY);
	assert_true(clock_ms() - began < 100);

	test_pg_up();
	began = clock_ms();
	while (db_query(NULL, ONE) != 0 && clock_ms() - began < 5000)
		wait_ms(20);
	assert_true(clock_ms() - began < 2000);

	/* Restarted while everything was idle: no request sees it. */
	test_pg_down();
	test_pg_up();
	for (i = 0; i < 10; i++)
		assert_int_equal(db_query(NULL, ONE), 0);
	db_close();
}

/* One backend dies, as by pg_terminate_backend: its query fails, the pool goes on. */
static void body_backend_killed(void *arg)
{
	static const char KILL[] =
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' "
		"AND state = 'active' AND application_name = 'test_db_pool'";
	struct worker w;

	(void)arg;
	open_pool(2, 0);
	start(&w, SLEEP, 2);
	assert_int_equal(wait_ms(100), 0);
	assert_int_equal(db_query(NULL, KILL), 0);
	join(1);
	assert_int_equal(w.result, -ERR_DB_AWAY);
	assert_true(w.took < 1000);
	for (int i = 0; i < 10; i++)
		assert_int_equal(db_query(NULL, ONE), 0);
	db_close();
}

static void body_absent(void *arg)
{
	struct db_options o = { .url = "postgresql://app@127.0.0.1:1/none", .min = 1, .max = 2, .lease_ms = 1000 };
	int64_t began = clock_ms();

	(void)arg;
	assert_int_equal(db_open(&o), 0);
	for (int i = 0; i < 10; i++)
		assert_int_equal(db_query(NULL, ONE), -ERR_DB_AWAY);
	assert_true(clock_ms() - began < 500);
	assert_false(db_up());
	db_close();
	o.url = "postgresql://app@/none";
	assert_int_equal(db_open(&o), -ERR_INVALID);
	o.url = "nonsense://";
	assert_int_equal(db_open(&o), -ERR_INVALID);
	assert_int_equal(db_query(NULL, ONE), -ERR_DB_AWAY);
}

#define IN_LOOP(name)                         \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		in_loop(body_##name);         \
	}

IN_LOOP(fair)
IN_LOOP(grows)
IN_LOOP(lease_ms)
IN_LOOP(rule_six)
IN_LOOP(hangup)
IN_LOOP(hangup_everywhere)
IN_LOOP(hangup_in_tx)
IN_LOOP(deadline)
IN_LOOP(close_early)
IN_LOOP(backend_killed)

static void test_drain(void **state)
{
	(void)state;
	in_loop(body_drain);
	db_close();
	assert_int_equal(last_words, 0);
}

static void test_restart(void **state)
{
	(void)state;
	if (!test_pg_private())
		skip();
	loop_main(body_restart, NULL);
}

static void test_absent(void **state)
{
	(void)state;
	loop_main(body_absent, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fair),
		cmocka_unit_test(test_grows),
		cmocka_unit_test(test_lease_ms),
		cmocka_unit_test(test_rule_six),
		cmocka_unit_test(test_hangup),
		cmocka_unit_test(test_hangup_everywhere),
		cmocka_unit_test(test_hangup_in_tx),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_close_early),
		cmocka_unit_test(test_backend_killed),
		cmocka_unit_test(test_drain),
		cmocka_unit_test(test_restart),
		cmocka_unit_test(test_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
