#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/redis.h"
#include "servers.h"

static void in_loop(void (*body)(void *))
{
	if (!test_redis_url())
		skip();
	loop_main(body, NULL);
}

static void open_redis(void)
{
	assert_int_equal(redis_open(test_redis_url()), 0);
	for (int i = 0; i < 300 && !redis_up(); i++)
		wait_ms(10);
	assert_true(redis_up());
}

static void body_commands(void *arg)
{
	struct redis_reply r;

	(void)arg;
	open_redis();
	assert_int_equal(redis(NULL, STR("FLUSHDB")), 0);
	assert_int_equal(redis(&r, STR("SET"), STR("key"), STR("a\0b\r\n")), 0);
	assert_true(r.kind == REDIS_STR && str_is(r.str, "OK"));
	assert_int_equal(redis(&r, STR("GET"), STR("key")), 0);
	assert_true(r.kind == REDIS_STR && str_eq(r.str, STR("a\0b\r\n")));
	assert_int_equal(redis(&r, STR("GET"), STR("none")), 0);
	assert_true(r.kind == REDIS_NIL);
	assert_int_equal(redis(&r, STR("INCRBY"), STR("n"), STR("41")), 0);
	assert_true(r.kind == REDIS_INT && r.num == 41);
	assert_int_equal(redis(&r, STR("MGET"), STR("n"), STR("none"), STR("key")), 0);
	assert_true(r.kind == REDIS_ARRAY && r.n == 3 && str_is(r.items[0].str, "41") && r.items[1].kind == REDIS_NIL);
	assert_int_equal(redis(&r, STR("LPUSH"), STR("key"), STR("x")), 0);
	assert_true(r.kind == REDIS_ERROR && str_starts(r.str, STR("WRONGTYPE")));
	assert_int_equal(redis(NULL, STR("LPUSH"), STR("key"), STR("x")), -ERR_REDIS_AWAY);
	redis_close();
}

static void test_commands(void **state)
{
	(void)state;
	in_loop(body_commands);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
