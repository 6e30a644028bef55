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

static const char ONE[] = "SELECT 1", ECHO[] = "SELECT $1::text, $2::bigint, $3::float8, $4::bool, $5::text[]";

/* Every test runs as the first fiber of a loop of its own, with a pool of that size. */
static int pool_max = 2;

static void open_pool(int max, int64_t lease_ms)
{
	struct db_options o = { .url = test_pg_url(), .min = 1, .max = max, .lease_ms = lease_ms,
				.statement_ms = 3000, .application = "test" };

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
	open_pool(pool_max, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(db_query(&r, ECHO, DB_TEXT(((struct str){ part, 4 })), DB_INT(INT64_MIN), DB_DOUBLE(0.1),
					 DB_BOOL(true), db_array(list, 4)), 0);
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

static void test_echo(void **state)
{
	(void)state;
	in_loop(body_echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_echo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
