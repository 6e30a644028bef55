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

static const char ONE[] = "SELECT 1", ECHO[] = "SELECT $1::text, $2::bigint, $3::float8, $4::bool, $5::text[]",
		  SLEEP[] = "SELECT pg_sleep($1)", PID[] = "SELECT pg_backend_pid()";

/* Every test runs as the first fiber of a loop of its own, with a pool of that size. */
static void open_pool(int max, int64_t lease_ms)
{
	struct db_options o = { .url = test_pg_url(),
		.min = 1,
		.max = max,
		.lease_ms = lease_ms,
		.statement_ms = 3000,
		.application = "test" };

	assert_int_equal(db_open(&o), 0);
}

static void in_loop(void (*body)(void *))
{
	if (!test_pg_url())
		skip();
	loop_main(body, NULL);
}

/* ---- statements ----------------------------------------------------------------------------- */

static void body_echo(void *arg)
{
	struct str list[] = { STR("a\"b"), STR("c\\,d"), STR_NONE, STR("") };
	char part[] = "parted";
	struct rows r;

	(void)arg;
	open_pool(2, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(db_query(&r, ECHO, DB_TEXT(((struct str){ part, 4 })), DB_INT(INT64_MIN),
					 DB_DOUBLE(0.1), DB_BOOL(true), db_array(list, 4)),
			0);
		assert_int_equal(r.n, 1);
		assert_string_equal(row_str(&r, 0, 0).p, "part");
		assert_true(row_i64(&r, 0, 1) == INT64_MIN);
		assert_true(row_double(&r, 0, 2) == 0.1);
		assert_true(row_bool(&r, 0, 3));
		assert_string_equal(row_str(&r, 0, 4).p, "{\"a\\\"b\",\"c\\\\,d\",NULL,\"\"}");
	}
	assert_int_equal(db_query(&r, ECHO, DB_NULL, DB_NULL, DB_NULL, DB_NULL, DB_NULL), 0);
	assert_true(row_null(&r, 0, 0));
	assert_null(row_str(&r, 0, 0).p);
	assert_int_equal(row_i64(&r, 0, 1), 0);
	assert_int_equal(db_query(&r, ECHO, DB_TEXT(STR("a\0b")), DB_NULL, DB_NULL, DB_NULL, DB_NULL), -ERR_INVALID);
	assert_int_equal(db_query(NULL, ONE), 0);
	db_close();
}

static void body_times(void *arg)
{
	static const char TIMES[] =
		"SELECT '2026-01-31 12:00:00.12+00'::timestamptz, '2026-01-31 14:00:00+02'::timestamptz, "
		"'infinity'::timestamptz, '2026-01-31 12:00:00.123456+00'::timestamptz, NULL";
	struct rows r;

	(void)arg;
	open_pool(1, 0);
	assert_int_equal(db_query(&r, TIMES), 0);
	assert_true(str_is(row_time(&r, 0, 0), "2026-01-31T12:00:00.120Z"));
	assert_true(str_is(row_time(&r, 0, 1), "2026-01-31T12:00:00.000Z"));
	assert_true(str_is(row_time(&r, 0, 2), "infinity"));
	assert_true(str_is(row_time(&r, 0, 3), "2026-01-31T12:00:00.123Z"));
	assert_null(row_time(&r, 0, 4).p);
	db_close();
}

static void body_errors(void *arg)
{
	static const char MAKE[] = "CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, v text)",
			  CLEAR[] = "DELETE FROM t", INSERT[] = "INSERT INTO t (id) VALUES ($1)",
			  BAD[] = "SELECT no_such_column FROM t", SYNTAX[] = "SELEC", DIVIDE[] = "SELECT 1/$1::int",
			  STAR[] = "SELECT * FROM t", WIDER[] = "ALTER TABLE t ADD COLUMN w int",
			  NARROWER[] = "ALTER TABLE t DROP COLUMN w";
	struct rows r;

	(void)arg;
	open_pool(1, 0);
	assert_int_equal(db_query(NULL, MAKE), 0);
	assert_int_equal(db_query(NULL, CLEAR), 0);
	assert_int_equal(db_query(&r, INSERT, DB_INT(1)), 0);
	assert_true(r.affected == 1 && r.n == 0);
	assert_int_equal(db_query(&r, INSERT, DB_INT(1)), -ERR_DB_UNIQUE);
	assert_int_equal(db_query(&r, BAD), -ERR_DB);
	assert_true(strncmp(context()->err.secret, "42703", 5) == 0);
	assert_int_equal(db_query(&r, SYNTAX), -ERR_DB);
	assert_int_equal(db_query(&r, SYNTAX), -ERR_DB);
	assert_int_equal(db_query(&r, DIVIDE, DB_INT(0)), -ERR_DB);
	assert_int_equal(db_query(&r, DIVIDE, DB_INT(1)), 0);
	/* A migration changes the shape of a prepared statement: it fails once, then is prepared anew. */
	assert_int_equal(db_query(&r, STAR), 0);
	assert_int_equal(db_query(NULL, WIDER), 0);
	assert_int_equal(db_query(&r, STAR), -ERR_DB);
	assert_int_equal(db_query(&r, STAR), 0);
	assert_int_equal(db_query(NULL, NARROWER), 0);
	/* The server's own statement_timeout (3 s here). */
	assert_int_equal(db_query(&r, SLEEP, DB_DOUBLE(30)), -ERR_DB_AWAY);
	assert_int_equal(db_query(&r, ONE), 0);
	db_close();
}

/* More statements than the table of prepared ones holds, told apart by address. */
static void body_many_statements(void *arg)
{
	static char texts[400][16];
	struct rows r;

	(void)arg;
	open_pool(1, 0);
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < 400; i++) {
			snprintf(texts[i], sizeof(texts[i]), "SELECT %d", i);
			assert_int_equal(db_query(&r, texts[i]), 0);
			assert_int_equal(row_i64(&r, 0, 0), i);
		}
	db_close();
}

static void body_large(void *arg)
{
	static const char LENGTH[] = "SELECT length($1), $1";
	size_t n = 8 << 20;
	char *big = malloc(n);
	struct rows r;

	(void)arg;
	assert_non_null(big);
	memset(big, 'x', n);
	open_pool(1, 0);
	assert_int_equal(db_query(&r, LENGTH, DB_TEXT(((struct str){ big, n }))), 0);
	assert_int_equal(row_i64(&r, 0, 0), n);
	assert_int_equal(row_str(&r, 0, 1).n, n);
	free(big);
	db_close();
}

/* ---- transactions and pipelines ------------------------------------------------------------- */

static int64_t count_rows(void)
{
	static const char COUNT[] = "SELECT count(*) FROM t";
	struct rows r;

	assert_int_equal(db_query(&r, COUNT), 0);
	return row_i64(&r, 0, 0);
}

static const char INSERT_ROW[] = "INSERT INTO t (id) VALUES ($1)";

static int insert_and_leave(void)
{
	_cleanup_tx_ struct tx *tx = NULL;

	TRY(tx_begin(&tx));
	TRY(tx_query(tx, NULL, INSERT_ROW, DB_INT(11)));
	return -ERR_CONFLICT;
}

static void body_tx(void *arg)
{
	static const char MAKE[] = "CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, v text)",
			  CLEAR[] = "DELETE FROM t";
	struct tx *tx = NULL;

	(void)arg;
	open_pool(1, 0);
	assert_int_equal(db_query(NULL, MAKE), 0);
	assert_int_equal(db_query(NULL, CLEAR), 0);
	assert_int_equal(tx_begin(&tx), 0);
	assert_int_equal(tx_query(tx, NULL, INSERT_ROW, DB_INT(1)), 0);
	assert_int_equal(tx_query(tx, NULL, INSERT_ROW, DB_INT(2)), 0);
	assert_int_equal(tx_commit(&tx), 0);
	assert_null(tx);
	assert_int_equal(count_rows(), 2);

	assert_int_equal(insert_and_leave(), -ERR_CONFLICT);
	assert_int_equal(count_rows(), 2);

	/* A failed statement fails the rest and the commit, with its own error. */
	assert_int_equal(tx_begin(&tx), 0);
	assert_int_equal(tx_query(tx, NULL, INSERT_ROW, DB_INT(3)), 0);
	assert_int_equal(tx_query(tx, NULL, INSERT_ROW, DB_INT(1)), -ERR_DB_UNIQUE);
	assert_int_equal(tx_query(tx, NULL, INSERT_ROW, DB_INT(4)), -ERR_DB_UNIQUE);
	assert_int_equal(tx_commit(&tx), -ERR_DB_UNIQUE);
	assert_int_equal(count_rows(), 2);

	/* Nothing sent, nothing to undo. */
	assert_int_equal(tx_begin(&tx), 0);
	assert_int_equal(tx_commit(&tx), 0);
	assert_int_equal(tx_begin(&tx), 0);
	tx_freep(&tx);
	assert_null(tx);
	assert_int_equal(count_rows(), 2);
	db_close();
}

static void body_pipeline(void *arg)
{
	struct db_param one = DB_INT(1), nine = DB_INT(9);
	struct db_item items[] = {
		{ .sql = ONE },
		{ .sql = INSERT_ROW, .n = 1, .params = &nine },
		{ .sql = INSERT_ROW, .n = 1, .params = &one },
		{ .sql = INSERT_ROW, .n = 1, .params = &nine },
		{ .sql = PID },
	};

	(void)arg;
	open_pool(1, 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_pipeline(items, 5), 0);
		assert_int_equal(items[0].result, 0);
		assert_int_equal(row_i64(&items[0].rows, 0, 0), 1);
		assert_int_equal(items[1].result, i == 0 ? 0 : -ERR_DB_UNIQUE);
		assert_int_equal(items[2].result, -ERR_DB_UNIQUE);
		assert_int_equal(items[3].result, -ERR_DB_UNIQUE);
		assert_int_equal(items[4].result, 0);
	}
	assert_int_equal(count_rows(), 3); /* each its own transaction: the good one stayed */
	db_close();
}

#define IN_LOOP(name)                         \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		in_loop(body_##name);         \
	}

IN_LOOP(echo)
IN_LOOP(times)
IN_LOOP(errors)
IN_LOOP(many_statements)
IN_LOOP(large)
IN_LOOP(tx)
IN_LOOP(pipeline)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_echo),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_many_statements),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_tx),
		cmocka_unit_test(test_pipeline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
