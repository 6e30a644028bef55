/* Arena: alignment, ceilings, growth, destructors. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "unit.h"

static void test_alloc_is_aligned_and_apart(void **state)
{
	struct arena a;
	char *last = NULL;

	(void)state;
	arena_init(&a, 0);
	for (size_t n = 0; n < 5000; n += 37) {
		char *p = arena_alloc(&a, n);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		assert_ptr_not_equal(p, last);
		memset(p, 0xab, n);
		last = p;
	}
	arena_done(&a);
}

static void test_ceiling(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 10000);
	assert_non_null(arena_alloc(&a, 6000));
	assert_null(arena_alloc(&a, 6000));
	assert_non_null(arena_alloc(&a, 3000));
	/* volatile: the compiler would refuse what is tested here. */
	for (volatile size_t huge = SIZE_MAX - 16; huge != 0; huge++)
		assert_null(arena_alloc(&a, huge));
	assert_null(arena_zalloc(&a, SIZE_MAX / 2, 3));
	arena_clear(&a);
	assert_non_null(arena_alloc(&a, 9000));
	arena_done(&a);
}

static void test_grow_keeps_bytes(void **state)
{
	struct arena a;
	char *p, *q, *other;

	(void)state;
	arena_init(&a, 0);
	p = arena_alloc(&a, 16);
	memcpy(p, "0123456789abcdef", 16);
	q = arena_grow(&a, p, 16, 64);
	assert_ptr_equal(p, q); /* the newest grows in place */
	other = arena_alloc(&a, 16);
	memset(other, 'x', 16);
	q = arena_grow(&a, p, 64, 128);
	assert_ptr_not_equal(p, q);
	assert_memory_equal(q, "0123456789abcdef", 16);
	assert_memory_equal(other, "xxxxxxxxxxxxxxxx", 16);
	q = arena_grow(&a, q, 128, 200000); /* beyond a chunk */
	assert_memory_equal(q, "0123456789abcdef", 16);
	arena_done(&a);
}

static char order[8];

static void note(void *arg)
{
	snprintf(order + strlen(order), sizeof(order) - strlen(order), "%s", (const char *)arg);
}

static void test_destructors_run_newest_first_once(void **state)
{
	struct arena a;

	(void)state;
	order[0] = '\0';
	arena_init(&a, 0);
	assert_true(arena_defer(&a, note, "a"));
	assert_true(arena_defer(&a, note, "b"));
	assert_true(arena_defer(&a, note, "c"));
	arena_clear(&a);
	assert_string_equal(order, "cba");
	arena_done(&a);
	assert_string_equal(order, "cba");
}

static void test_defer_without_memory_runs_at_once(void **state)
{
	struct arena a;

	(void)state;
	order[0] = '\0';
	arena_init(&a, 16);
	assert_non_null(arena_alloc(&a, 16));
	assert_false(arena_defer(&a, note, "x"));
	assert_string_equal(order, "x");
	arena_done(&a);
}

static void test_printf(void **state)
{
	struct arena a;
	static char long_text[3000];

	(void)state;
	arena_init(&a, 0);
	assert_string_equal(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
	memset(long_text, 'y', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_string_equal(arena_printf(&a, "%s", long_text), long_text);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc_is_aligned_and_apart),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_grow_keeps_bytes),
		cmocka_unit_test(test_destructors_run_newest_first_once),
		cmocka_unit_test(test_defer_without_memory_runs_at_once),
		cmocka_unit_test(test_printf),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
