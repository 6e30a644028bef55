#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/err.h"
#include "data.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/db.h"
#include "servers.h"
#include "web/idem.h"
#include "web/instance.h"
#include "web/secret.h"

#define RING "k1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char *statements[2]; /* of the migration; the pool tells statements apart by address, so they stay */

static void open_pool(void)
{
	char url[300];
	struct db_options o = { .url = url, .min = 1, .max = 4, .application = "test" };

	snprintf(url, sizeof(url), "%s?options=-csearch_path%%3Dgateway", test_pg_url());
	assert_int_equal(db_open(&o), 0);
}

/* The table as the migration makes it. */
static void migrate(void)
{
	static const char *const files[] = { "common/sql/001_idempotency.sql",
		"common/sql/002_idempotency_claims.sql" };

	assert_int_equal(db_query(NULL, "DROP SCHEMA IF EXISTS gateway CASCADE"), 0);
	assert_int_equal(db_query(NULL, "CREATE SCHEMA gateway"), 0);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct str text = data_read(files[i]);
		char *down, *rest;

		assert_non_null(text.p);
		rest = statements[i] = strdup(text.p);
		down = strstr(rest, "-- migrate:down");
		assert_non_null(down);
		*down = '\0';
		while (strchr(rest, ';')) {
			char *end = strchr(rest, ';');

			*end = '\0';
			assert_int_equal(db_query(NULL, rest), 0);
			rest = end + 1;
		}
	}
}

static int begin(struct idem *i, const char *key, const char *address, const char *body, struct idem_reply *ret)
{
	return idem_begin(i, STR("joe"), str_c(key), str_c(address), str_c(body), ret);
}

static void body_replay(void *arg)
{
	struct idem_reply first = { 201, STR("application/json"), STR("Location: /x\r\n"), { "{\"a\":\"\0\n\"}", 10 } },
			  kept = { 0 };
	struct idem i, twin;
	struct rows rows;

	(void)arg;
	assert_int_equal(begin(&i, "k", "/a", "body", &kept), 0);
	assert_int_equal(begin(&twin, "k", "/a", "body", &kept), -ERR_CONFLICT);
	assert_int_equal(begin(&twin, "k", "/a", "other", &kept), -ERR_INVALID);
	assert_int_equal(idem_end(&i, &first), 0);
	assert_int_equal(begin(&twin, "k", "/a", "body", &kept), 1);
	assert_int_equal(kept.status, 201);
	assert_true(str_eq(kept.content_type, first.content_type));
	assert_true(str_eq(kept.headers, first.headers));
	assert_true(str_eq(kept.body, first.body));
	assert_int_equal(begin(&twin, "k", "/b", "body", &kept), -ERR_INVALID);
	assert_int_equal(idem_begin(&twin, STR("ann"), STR("k"), STR("/a"), STR("body"), &kept), 0);
	assert_int_equal(db_query(&rows, "SELECT reply FROM idempotency_keys WHERE subject = 'joe'"), 0);
	assert_null(strstr(row_str(&rows, 0, 0).p, "json"));
	/* A reply that stands in another row does not open. */
	assert_int_equal(db_query(NULL, "UPDATE idempotency_keys SET key = 'k2' WHERE subject = 'joe'"), 0);
	assert_int_equal(begin(&twin, "k2", "/a", "body", &kept), -ERR_INTERNAL);
}

static void body_dropped(void *arg)
{
	static const int statuses[] = { 500, 503, 429, 499 };
	struct idem_reply kept;
	struct idem i;

	(void)arg;
	for (size_t n = 0; n < ARRAY_LEN(statuses); n++) {
		assert_int_equal(begin(&i, "drop", "/a", "", &kept), 0);
		assert_int_equal(idem_end(&i, &(struct idem_reply){ .status = statuses[n] }), 0);
	}
	assert_int_equal(begin(&i, "drop", "/a", "", &kept), 0);
	assert_int_equal(idem_end(&i, &(struct idem_reply){ .status = 204 }), 0);
	assert_int_equal(begin(&i, "drop", "/a", "", &kept), 1);
	assert_int_equal(kept.status, 204);
	assert_null(kept.content_type.p);
	assert_int_equal(kept.body.n, 0);
}

static void body_keys(void *arg)
{
	struct idem_reply kept;
	struct idem i;
	char key[300];

	(void)arg;
	memset(key, 'x', sizeof(key));
	assert_int_equal(idem_begin(&i, STR("joe"), (struct str){ key, 255 }, STR("/"), STR(""), &kept), 0);
	assert_int_equal(
		idem_begin(&i, STR("joe"), (struct str){ key, 256 }, STR("/"), STR(""), &kept), -ERR_BAD_REQUEST);
	assert_int_equal(begin(&i, "", "/", "", &kept), -ERR_BAD_REQUEST);
	assert_int_equal(begin(&i, "a b", "/", "", &kept), -ERR_BAD_REQUEST);
	assert_int_equal(begin(&i, "\xc3\xa9", "/", "", &kept), -ERR_BAD_REQUEST);
}

/* A claim whose owner died, and rows of yesterday. */
static void body_old(void *arg)
{
	struct idem_reply kept;
	struct idem i, again;
	struct rows rows;

	(void)arg;
	assert_int_equal(begin(&i, "dead", "/a", "x", &kept), 0);
	assert_int_equal(db_query(NULL, "UPDATE idempotency_keys SET claimed_at = now() - interval '3 minutes'"), 0);
	assert_int_equal(begin(&again, "dead", "/a", "y", &kept), -ERR_INVALID);
	assert_int_equal(begin(&again, "dead", "/a", "x", &kept), 0);
	assert_int_equal(begin(&again, "dead", "/a", "x", &kept), -ERR_CONFLICT);
	assert_int_equal(idem_end(&i, &(struct idem_reply){ .status = 200 }), 0);
	assert_int_equal(db_query(NULL, "UPDATE idempotency_keys SET expires_at = now() - interval '1 second'"), 0);
	assert_int_equal(begin(&again, "dead", "/a", "y", &kept), 0);
	assert_int_equal(
		db_query(&rows, "SELECT count(*) FROM idempotency_keys WHERE expires_at > now() + interval '23 hours'"),
		0);
	assert_int_equal(row_i64(&rows, 0, 0), 1);
}

/* Who holds the place of a dead process frees its claims; others' stay. */
static void body_buried(void *arg)
{
	static const char CLAIMED[] = "UPDATE idempotency_keys SET claimed_by = $1 WHERE key = $2";
	struct idem_reply kept;
	struct fiber *sweeper;
	struct idem i, again;
	FILE *pid_file = tmpfile();
	int r = -ERR_CONFLICT;

	(void)arg;
	assert_int_equal(instance_hold(fileno(pid_file)), 0);
	assert_true(strncmp(instance_name(), instance_place(), strlen(instance_place())) == 0);
	assert_int_equal(begin(&i, "ours", "/a", "x", &kept), 0);
	assert_int_equal(begin(&i, "dead", "/a", "x", &kept), 0);
	assert_int_equal(
		db_query(NULL, CLAIMED, DB_TEXT(str_printf(mem(), "%sbefore", instance_place())), DB_C("dead")), 0);
	assert_int_equal(begin(&i, "elsewhere", "/a", "x", &kept), 0);
	assert_int_equal(db_query(NULL, CLAIMED, DB_C("another:1:2/before"), DB_C("elsewhere")), 0);
	assert_int_equal(fiber_start(idem_sweep, NULL, &sweeper), 0);
	for (int n = 0; n < 500 && r == -ERR_CONFLICT; n++) {
		wait_ms(10);
		r = begin(&again, "dead", "/a", "x", &kept);
	}
	assert_int_equal(r, 0);
	assert_int_equal(begin(&again, "ours", "/a", "x", &kept), -ERR_CONFLICT);
	assert_int_equal(begin(&again, "elsewhere", "/a", "x", &kept), -ERR_CONFLICT);
	fiber_cancel(sweeper, ERR_SHUTDOWN);
	wait_ms(20);
	fclose(pid_file);
}

/* One id a key, owner, address and body, at every try. */
static void body_uuid(void *arg)
{
	static const char *const others[][3] = { { "k2", "/a", "x" }, { "k", "/b", "x" }, { "k", "/a", "y" } };
	struct idem_reply kept;
	struct idem i, again;
	struct str id;

	(void)arg;
	assert_null(idem_uuid(NULL).p);
	assert_int_equal(begin(&i, "k", "/a", "x", &kept), 0);
	id = idem_uuid(&i);
	assert_true(str_is_uuid(id));
	assert_int_equal(idem_end(&i, &(struct idem_reply){ .status = 503 }), 0);
	assert_int_equal(begin(&again, "k", "/a", "x", &kept), 0);
	assert_true(str_eq(idem_uuid(&again), id));
	assert_int_equal(idem_end(&again, &(struct idem_reply){ .status = 503 }), 0);
	for (size_t n = 0; n < ARRAY_LEN(others); n++) {
		assert_int_equal(begin(&again, others[n][0], others[n][1], others[n][2], &kept), 0);
		assert_false(str_eq(idem_uuid(&again), id));
		assert_int_equal(idem_end(&again, &(struct idem_reply){ .status = 503 }), 0);
	}
	assert_int_equal(idem_begin(&again, STR("ann"), STR("k"), STR("/a"), STR("x"), &kept), 0);
	assert_false(str_eq(idem_uuid(&again), id));
}

static int claims, conflicts;

static void twin(void *arg)
{
	struct idem_reply kept;
	struct idem i;
	int r = begin(&i, "race", "/a", "x", &kept);

	(void)arg;
	claims += r == 0;
	conflicts += r == -ERR_CONFLICT;
}

static void body_race(void *arg)
{
	(void)arg;
	claims = conflicts = 0;
	for (int n = 0; n < 20; n++)
		assert_int_equal(fiber_start(twin, NULL, NULL), 0);
	for (int n = 0; n < 500 && claims + conflicts < 20; n++)
		wait_ms(10);
	assert_int_equal(claims, 1);
	assert_int_equal(conflicts, 19);
}

/* The client hangs up between the work and the keeping of its reply. */
static void hung_up(void *arg)
{
	struct idem_reply kept;
	struct idem i;

	assert_int_equal(begin(&i, "gone", "/a", "x", &kept), 0);
	fiber_cancel(fiber_self(), ERR_GONE);
	assert_int_equal(idem_end(&i, &(struct idem_reply){ .status = 201 }), 0);
	*(bool *)arg = true;
}

static void body_cancelled(void *arg)
{
	struct idem_reply kept;
	struct idem i;
	bool ended = false;

	(void)arg;
	assert_int_equal(fiber_start(hung_up, &ended, NULL), 0);
	for (int n = 0; n < 500 && !ended; n++)
		wait_ms(10);
	assert_int_equal(begin(&i, "gone", "/a", "x", &kept), 1);
	assert_int_equal(kept.status, 201);
}

/* The database goes between the work and the keeping of its reply: the reply is good, and kept when it is back. */
static void body_away(void *arg)
{
	struct idem_reply kept = { .status = 0 }, made = { .status = 201, .body = STR("made") };
	struct idem done, refused;
	struct fiber *sweeper;
	int r = -1;

	(void)arg;
	assert_int_equal(fiber_start(idem_sweep, NULL, &sweeper), 0);
	assert_int_equal(begin(&done, "done", "/a", "x", &kept), 0);
	assert_int_equal(begin(&refused, "refused", "/a", "x", &kept), 0);
	test_pg_down();
	wait_ms(50);
	assert_int_equal(idem_end(&done, &made), 0);
	assert_int_equal(idem_end(&refused, &(struct idem_reply){ .status = 503 }), 0);
	test_pg_up();
	for (int n = 0; n < 500 && r != 1; n++, wait_ms(20))
		r = begin(&done, "done", "/a", "x", &kept);
	assert_int_equal(kept.status, 201);
	assert_true(str_is(kept.body, "made"));
	for (int n = 0; n < 500 && r != 0; n++, wait_ms(20))
		r = begin(&refused, "refused", "/a", "x", &kept);
	assert_int_equal(r, 0);
	fiber_cancel(sweeper, ERR_SHUTDOWN);
}

/* A claim that got no answer is dropped in the end; not the one that the client's next try has made meanwhile. */
static void body_tried_again(void *arg)
{
	struct idem_reply kept;
	struct idem i, twin;
	struct fiber *sweeper;
	int r = -1;

	(void)arg;
	assert_int_equal(begin(&i, "warm", "/a", "x", &kept), 0);
	test_pg_down();
	wait_ms(50);
	for (int n = 0; n < 3; n++)
		assert_int_equal(begin(&i, "again", "/a", "x", &kept), -ERR_DB_AWAY);
	test_pg_up();
	for (int n = 0; n < 500 && r != 0; n++, wait_ms(20))
		r = begin(&i, "again", "/a", "x", &kept);
	assert_int_equal(r, 0);
	assert_int_equal(fiber_start(idem_sweep, NULL, &sweeper), 0);
	for (int n = 0; n < 30; n++, wait_ms(20))
		assert_int_equal(begin(&twin, "again", "/a", "x", &kept), -ERR_CONFLICT);
	assert_int_equal(idem_end(&i, &(struct idem_reply){ .status = 503 }), 0);
	assert_int_equal(begin(&twin, "again", "/a", "x", &kept), 0);
	fiber_cancel(sweeper, ERR_SHUTDOWN);
}

static void in_pool(void *arg)
{
	void (*body)(void *) = *(void (**)(void *))arg;

	open_pool();
	migrate();
	body(NULL);
	db_close();
}

static void run(void (*body)(void *))
{
	if (!test_pg_url())
		skip();
	assert_int_equal(secret_ring_load(RING), 0);
	loop_main(in_pool, &body);
	free(statements[0]);
	free(statements[1]);
}

#define TEST(name)                            \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		run(body_##name);             \
	}
TEST(replay)
TEST(dropped)
TEST(keys)
TEST(old)
TEST(buried)
TEST(uuid)
TEST(race)
TEST(cancelled)
TEST(away)
TEST(tried_again)

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_old),
		cmocka_unit_test(test_buried),
		cmocka_unit_test(test_uuid),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_away),
		cmocka_unit_test(test_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
