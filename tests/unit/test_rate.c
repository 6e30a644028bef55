#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/redis.h"
#include "servers.h"
#include "web/rate_local.h"

static int64_t three = 3;
static const struct rate_class class = { "steps", &three, false };
static const struct rate_class local_class = { "reads", &three, true };

/* ---- in this process, with a clock of our own */

static void test_window(void **state)
{
	struct rate_state s;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(rate_local_take(STR("u"), 3, 1000000 + i * 10000, &s), 0);
		assert_int_equal(s.remaining, 2 - i);
	}
	assert_int_equal(rate_local_take(STR("u"), 3, 1030000, &s), -ERR_RATE_LIMITED);
	assert_int_equal(s.reset_s, 31);
	assert_int_equal(rate_local_look(STR("u"), 3, 1059999, &s), -ERR_RATE_LIMITED);
	assert_int_equal(rate_local_take(STR("v"), 3, 1030000, &s), 0);
	assert_int_equal(rate_local_take(STR("u"), 3, 1061000, &s), 0);
	assert_int_equal(rate_local_take(STR("u"), 3, 1061000, &s), -ERR_RATE_LIMITED);
	assert_int_equal(rate_local_look(STR("u"), 3, 2000000, &s), 0);
	assert_int_equal(s.remaining, 3);
	assert_int_equal(s.reset_s, 0);
	rate_local_note(STR("u"), 2000000);
	assert_int_equal(rate_local_look(STR("u"), 3, 2000000, &s), 0);
	assert_int_equal(s.remaining, 2);
	assert_int_equal(rate_local_count(STR("u"), 2058999), 1);
	assert_int_equal(rate_local_count(STR("u"), 2059000), 0);
	assert_int_equal(rate_local_reset(STR("u"), 1, 2059000), 2);
	rate_local_free();
}

/* Whatever the arrival times: never more than the limit within any 60 s, and never refused when the last 61 s hold fewer. */
static void test_never_more(void **state)
{
	enum { TAKES = 20000 };
	int64_t *taken = malloc(TAKES * sizeof(*taken)), now = 0;
	int n = 0, refused = 0;
	unsigned seed = 7;
	struct rate_state s;

	(void)state;
	for (int i = 0; i < TAKES; i++) {
		int within_60 = 0, within_61 = 0, r;

		now += rand_r(&seed) % 3000;
		for (int k = n - 1; k >= 0 && taken[k] > now - 61000; k--) {
			within_61++;
			within_60 += taken[k] > now - 60000;
		}
		r = rate_local_take(STR("u"), 20, now, &s);
		if (r == 0) {
			assert_true(within_60 < 20);
			taken[n++] = now;
		} else {
			assert_true(within_61 >= 20);
			refused++;
		}
	}
	assert_true(refused > 100 && n > 100);
	free(taken);
	rate_local_free();
}

static void test_bounded(void **state)
{
	struct rate_state s;
	char key[32];

	(void)state;
	for (int i = 0; i < 30000; i++) {
		snprintf(key, sizeof(key), "user %d", i);
		assert_int_equal(rate_local_take(str_c(key), 1, 1000, &s), 0);
		assert_int_equal(rate_local_take(STR("busy"), INT32_MAX, 1000, &s), 0);
	}
	assert_int_equal(rate_local_take(STR("user 29999"), 1, 1000, &s), -ERR_RATE_LIMITED);
	assert_int_equal(rate_local_take(STR("user 20010"), 1, 1000, &s), -ERR_RATE_LIMITED);
	assert_int_equal(rate_local_take(STR("user 10000"), 1, 1000, &s), 0);
	assert_int_equal(rate_local_look(STR("busy"), INT32_MAX, 1000, &s), 0);
	assert_int_equal(s.remaining, INT32_MAX - 30000);
	rate_local_free();
}

/* ---- through Redis */

static void until_up(bool up)
{
	for (int i = 0; i < 300 && redis_up() != up; i++)
		wait_ms(20);
	assert_int_equal(redis_up(), up);
}

static void body_redis(void *arg)
{
	struct rate_state s;
	struct redis_reply r;

	(void)arg;
	assert_int_equal(redis_open(test_redis_url()), 0);
	until_up(true);
	assert_int_equal(redis(&r, STR("DEL"), STR("wizard:rate:joe:steps")), 0);
	assert_int_equal(rate_look(&class, STR("joe"), &s), 0);
	assert_int_equal(s.remaining, 3);
	assert_int_equal(s.reset_s, 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(rate_take(&class, STR("joe"), &s), 0);
		assert_int_equal(s.limit, 3);
		assert_int_equal(s.remaining, 2 - i);
		assert_true(s.reset_s >= 59 && s.reset_s <= 60);
	}
	for (int i = 0; i < 5; i++)
		assert_int_equal(rate_take(&class, STR("joe"), &s), -ERR_RATE_LIMITED);
	assert_int_equal(rate_take(&class, STR("ann"), &s), 0);
	assert_int_equal(redis(&r, STR("LLEN"), STR("wizard:rate:joe:steps")), 0);
	assert_int_equal(r.num, 3);
	assert_int_equal(redis(&r, STR("PTTL"), STR("wizard:rate:joe:steps")), 0);
	assert_true(r.num > 50000 && r.num <= 60000);
	redis_close();
	rate_local_free();
}

/* Requests of 59.5 s ago still count, and stop to half a second later. */
static void body_slides(void *arg)
{
	struct rate_state s;
	struct redis_reply r;
	int64_t then;

	(void)arg;
	assert_int_equal(redis_open(test_redis_url()), 0);
	until_up(true);
	assert_int_equal(redis(&r, STR("TIME")), 0);
	then = strtoll(r.items[0].str.p, NULL, 10) * 1000000 + strtoll(r.items[1].str.p, NULL, 10) - 59500000;
	assert_int_equal(redis(&r, STR("DEL"), STR("wizard:rate:old:steps")), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(redis(&r, STR("RPUSH"), STR("wizard:rate:old:steps"),
					 str_printf(mem(), "%lld", (long long)then + i)),
			0);
	assert_int_equal(rate_take(&class, STR("old"), &s), -ERR_RATE_LIMITED);
	assert_int_equal(s.reset_s, 1);
	wait_ms(700);
	assert_int_equal(rate_take(&class, STR("old"), &s), 0);
	assert_int_equal(s.remaining, 2);
	redis_close();
	rate_local_free();
}

static void body_away(void *arg)
{
	struct rate_state s;

	(void)arg;
	assert_int_equal(redis_open(test_redis_url()), 0);
	until_up(true);
	assert_int_equal(rate_take(&class, STR("sue"), &s), 0);
	assert_int_equal(rate_take(&class, STR("sue"), &s), 0);
	test_redis_down();
	until_up(false);
	/* What Redis has allowed counts on. */
	assert_int_equal(rate_take(&class, STR("sue"), &s), 0);
	assert_int_equal(rate_take(&class, STR("sue"), &s), -ERR_RATE_LIMITED);
	assert_int_equal(rate_look(&class, STR("sue"), &s), -ERR_RATE_LIMITED);
	assert_true(s.reset_s >= 59 && s.reset_s <= 61);
	/* Nor is a fresh Redis a fresh minute. */
	test_redis_up();
	until_up(true);
	assert_int_equal(rate_take(&class, STR("sue"), &s), -ERR_RATE_LIMITED);
	assert_true(s.reset_s >= 58 && s.reset_s <= 61);
	assert_int_equal(rate_take(&class, STR("ann"), &s), 0);
	redis_close();
	rate_local_free();
}

static void body_emptied(void *arg)
{
	struct rate_state s;
	struct redis_reply r;

	(void)arg;
	assert_int_equal(redis_open(test_redis_url()), 0);
	until_up(true);
	assert_int_equal(redis(&r, STR("DEL"), STR("wizard:rate:eve:steps")), 0);
	assert_int_equal(rate_take(&class, STR("eve"), &s), 0);
	assert_int_equal(rate_take(&class, STR("eve"), &s), 0);
	assert_int_equal(redis(&r, STR("DEL"), STR("wizard:rate:eve:steps")), 0);
	assert_int_equal(rate_look(&class, STR("eve"), &s), 0);
	assert_int_equal(s.remaining, 1);
	assert_int_equal(rate_take(&class, STR("eve"), &s), 0);
	assert_int_equal(s.remaining, 0);
	assert_true(s.reset_s >= 58 && s.reset_s <= 61);
	for (int i = 0; i < 5; i++)
		assert_int_equal(rate_take(&class, STR("eve"), &s), -ERR_RATE_LIMITED);
	/* What is refused is not counted there either. */
	assert_int_equal(redis(&r, STR("LLEN"), STR("wizard:rate:eve:steps")), 0);
	assert_int_equal(r.num, 1);
	/* Another process, which knows of one only. */
	rate_local_free();
	assert_int_equal(rate_take(&class, STR("eve"), &s), 0);
	assert_int_equal(s.remaining, 1);
	redis_close();
	rate_local_free();
}

static void body_local(void *arg)
{
	struct rate_state s;

	(void)arg;
	for (int i = 0; i < 3; i++)
		assert_int_equal(rate_take(&local_class, STR("joe"), &s), 0);
	assert_int_equal(rate_take(&local_class, STR("joe"), &s), -ERR_RATE_LIMITED);
	rate_local_free();
}

static void with_redis(void (*body)(void *), bool own)
{
	if (!test_redis_url() || (own && !test_redis_own()))
		skip();
	loop_main(body, NULL);
}

static void test_redis_limits(void **state)
{
	(void)state;
	with_redis(body_redis, false);
}

static void test_slides(void **state)
{
	(void)state;
	with_redis(body_slides, false);
}

static void test_away(void **state)
{
	(void)state;
	with_redis(body_away, true);
}

static void test_emptied(void **state)
{
	(void)state;
	with_redis(body_emptied, false);
}

static void test_local(void **state)
{
	(void)state;
	loop_main(body_local, NULL);
}

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_never_more),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_local),
		cmocka_unit_test(test_redis_limits),
		cmocka_unit_test(test_slides),
		cmocka_unit_test(test_away),
		cmocka_unit_test(test_emptied),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
