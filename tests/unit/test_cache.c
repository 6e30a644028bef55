#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/cache.h"
#include "net/redis.h"
#include "servers.h"

static struct cache *cache;

static void open_cache(size_t entries, size_t bytes, int64_t l1_ms, int64_t l2_ms)
{
	struct cache_options o = {
		.name = "test", .max_entries = entries, .max_bytes = bytes, .l1_ms = l1_ms, .l2_ms = l2_ms
	};

	assert_int_equal(cache_open(&o, &cache), 0);
}

static struct cache_stats stats(void)
{
	struct cache_stats s;

	cache_stats(cache, &s);
	return s;
}

/* ---- L1 alone ------------------------------------------------------------------------------- */

static void body_l1(void *arg)
{
	struct str v;
	char key[] = "k0";

	(void)arg;
	open_cache(4, 4096, 50, 0);
	assert_int_equal(cache_get(cache, STR("a"), &v), 0);
	cache_put(cache, STR("a"),
		STR("1\0"
		    "2"));
	assert_int_equal(cache_get(cache, STR("a"), &v), 1);
	assert_true(str_eq(v,
		STR("1\0"
		    "2")));
	cache_put(cache, STR("a"), STR("")); /* an empty value is a value */
	assert_int_equal(cache_get(cache, STR("a"), &v), 1);
	assert_int_equal(v.n, 0);
	cache_drop(cache, STR("a"));
	assert_int_equal(cache_get(cache, STR("a"), &v), 0);

	/* The least recently used one goes. */
	for (int i = 0; i < 4; i++, key[1]++)
		cache_put(cache, str_c(key), STR("v"));
	assert_int_equal(cache_get(cache, STR("k0"), &v), 1);
	cache_put(cache, STR("k4"), STR("v"));
	assert_int_equal(cache_get(cache, STR("k1"), &v), 0);
	assert_int_equal(cache_get(cache, STR("k0"), &v), 1);
	assert_int_equal(stats().entries, 4);
	assert_int_equal(stats().evictions, 1);

	assert_int_equal(wait_ms(80), 0);
	assert_int_equal(cache_get(cache, STR("k0"), &v), 0);
	cache_free(cache);
}

static void body_bytes(void *arg)
{
	static char big[5000], half[1500];
	struct str v;

	(void)arg;
	open_cache(100, 4096, 1000, 0);
	cache_put(cache, STR("big"), (struct str){ big, sizeof(big) });
	assert_int_equal(cache_get(cache, STR("big"), &v), 0);
	cache_put(cache, STR("h1"), (struct str){ half, sizeof(half) });
	cache_put(cache, STR("h2"), (struct str){ half, sizeof(half) });
	cache_put(cache, STR("h3"), (struct str){ half, sizeof(half) });
	assert_true(stats().bytes <= 4096);
	assert_int_equal(stats().entries, 2);
	assert_int_equal(cache_get(cache, STR("h1"), &v), 0);
	cache_free(cache);
}

/* ---- one loader ----------------------------------------------------------------------------- */

static int loads, ended, result_of_load;
static int64_t load_ms;

static int load(void *arg, struct str *ret)
{
	(void)arg;
	loads++;
	TRY(wait_ms(load_ms));
	if (result_of_load < 0)
		return result_of_load;
	*ret = str_printf(mem(), "loaded %d", loads);
	return 0;
}

static void load_one(void *arg)
{
	int *ret = arg;
	struct str v = STR_NONE;

	*ret = cache_load(cache, STR("key"), &v, load, NULL);
	if (*ret == 1 && !str_is(v, "loaded 1") && !str_is(v, "loaded 2"))
		*ret = -1000;
	ended++;
}

static void start_loads(int n, int *results, struct fiber **fibers)
{
	loads = ended = 0;
	for (int i = 0; i < n; i++)
		assert_int_equal(fiber_start(load_one, &results[i], &fibers[i]), 0);
}

static void join_loads(int n)
{
	for (int i = 0; i < 300 && ended < n; i++)
		wait_ms(5);
	assert_int_equal(ended, n);
}

static void body_stampede(void *arg)
{
	struct fiber *fibers[20];
	int r[20];
	struct str v;

	(void)arg;
	open_cache(10, 4096, 1000, 0);
	load_ms = 20;
	result_of_load = 0;
	start_loads(20, r, fibers);
	join_loads(20);
	assert_int_equal(loads, 1);
	for (int i = 0; i < 20; i++)
		assert_int_equal(r[i], 1);

	/* Its error is everybody's, and nothing is kept. */
	cache_drop(cache, STR("key"));
	result_of_load = -ERR_UPSTREAM;
	start_loads(20, r, fibers);
	join_loads(20);
	assert_int_equal(loads, 1);
	for (int i = 0; i < 20; i++)
		assert_int_equal(r[i], -ERR_UPSTREAM);
	assert_int_equal(cache_get(cache, STR("key"), &v), 0);

	/* The loader's client hangs up: the next one loads. A waiter's does: the others do not notice. */
	result_of_load = 0;
	start_loads(5, r, fibers);
	wait_ms(5);
	fiber_cancel(fibers[0], ERR_GONE);
	fiber_cancel(fibers[3], ERR_GONE);
	join_loads(5);
	assert_int_equal(loads, 2);
	assert_int_equal(r[0], -ERR_GONE);
	assert_int_equal(r[3], -ERR_GONE);
	assert_int_equal(r[1], 1);
	assert_int_equal(r[2], 1);
	assert_int_equal(r[4], 1);

	/* Dropped during the load: given to those who wait, not kept. */
	cache_drop(cache, STR("key"));
	start_loads(2, r, fibers);
	wait_ms(5);
	cache_drop(cache, STR("key"));
	join_loads(2);
	assert_int_equal(r[1], 1);
	assert_int_equal(cache_get(cache, STR("key"), &v), 0);
	cache_free(cache);
}

/* ---- both levels ---------------------------------------------------------------------------- */

static void redis_wanted(bool up)
{
	for (int i = 0; i < 400 && redis_up() != up; i++)
		wait_ms(10);
	assert_true(redis_up() == up);
}

static void body_l2(void *arg)
{
	struct redis_reply r;
	struct cache *other, *mine;
	struct str v;

	(void)arg;
	assert_int_equal(redis_open(test_redis_private()), 0);
	redis_wanted(true);
	open_cache(10, 4096, 60000, 60000);
	mine = cache;
	open_cache(10, 4096, 60000, 60000);
	other = cache;
	cache_put(mine, STR("c:1"), STR("shared"));
	assert_int_equal(cache_get(other, STR("c:1"), &v), 1);
	assert_true(str_is(v, "shared"));
	assert_int_equal(stats().l2_hits, 1);
	assert_int_equal(cache_get(other, STR("c:1"), &v), 1);
	assert_int_equal(stats().l1_hits, 1);
	assert_int_equal(redis(&r, STR("PTTL"), STR("c:1")), 0);
	assert_true(r.num > 55000 && r.num <= 60000);
	cache_drop(mine, STR("c:1"));
	assert_int_equal(cache_get(mine, STR("c:1"), &v), 0);
	cache_free(mine);
	cache_free(other);
	redis_close();
}

/* Redis silent, then back with what it held: a drop made meanwhile must hold. */
static void body_l2_away(void *arg)
{
	struct str v;

	(void)arg;
	assert_int_equal(redis_open(test_redis_private()), 0);
	redis_wanted(true);
	open_cache(10, 4096, 60000, 60000);
	cache_put(cache, STR("c:2"), STR("old"));
	cache_put(cache, STR("c:3"), STR("kept"));
	wait_ms(20);
	test_redis_pause(true);
	assert_int_equal(cache_get(cache, STR("c:4"), &v), 0); /* after 500 ms: a miss, not an error */
	redis_wanted(false);
	cache_drop(cache, STR("c:2"));
	assert_int_equal(cache_get(cache, STR("c:2"), &v), 0);
	assert_int_equal(cache_get(cache, STR("c:3"), &v), 1);
	test_redis_pause(false);
	redis_wanted(true);
	assert_int_equal(cache_get(cache, STR("c:2"), &v), 0);
	wait_ms(20);
	assert_int_equal(cache_get(cache, STR("c:2"), &v), 0);
	cache_free(cache);
	redis_close();
}

#define IN_LOOP(name)                         \
	static void test_##name(void **state) \
	{                                     \
		(void)state;                  \
		loop_main(body_##name, NULL); \
	}

IN_LOOP(l1)
IN_LOOP(bytes)
IN_LOOP(stampede)

static void test_l2(void **state)
{
	(void)state;
	if (!test_redis_private())
		skip();
	loop_main(body_l2, NULL);
}

static void test_l2_away(void **state)
{
	(void)state;
	if (!test_redis_private())
		skip();
	loop_main(body_l2_away, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_l1),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_stampede),
		cmocka_unit_test(test_l2),
		cmocka_unit_test(test_l2_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
