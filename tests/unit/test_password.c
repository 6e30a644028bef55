#include "unit.h"

#include <string.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "web/password.h"

static void body_verify(void *arg)
{
	struct str hash, other;

	(void)arg;
	assert_int_equal(password_hash(STR("correct horse"), &hash), 0);
	assert_int_equal(password_hash(STR("correct horse"), &other), 0);
	assert_true(str_starts(hash, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_false(str_eq(hash, other));
	assert_int_equal(password_verify(STR("correct horse"), hash), 1);
	assert_int_equal(password_verify(STR("correct horse "), hash), 0);
	assert_int_equal(password_verify(STR(""), hash), 0);
	assert_int_equal(password_verify(STR("correct horse"), STR("$argon2id$junk")), -ERR_INTERNAL);
	assert_int_equal(password_verify(STR("correct horse"), STR("")), -ERR_INTERNAL);
}

static void body_absent(void *arg)
{
	int64_t began, there, absent;
	struct str hash;

	(void)arg;
	assert_int_equal(password_hash(STR("x"), &hash), 0);
	began = clock_us();
	for (int i = 0; i < 3; i++)
		assert_int_equal(password_verify(STR("y"), hash), 0);
	there = clock_us() - began;
	began = clock_us();
	for (int i = 0; i < 3; i++)
		assert_int_equal(password_verify(STR("y"), STR_NONE), 0);
	absent = clock_us() - began;
	/* The same work; the clock of a busy machine is coarse. */
	assert_true(absent > there / 3 && there > absent / 3);
}

enum { CROWD = 60 };
static int good, refused, late;

static void one_of_many(void *arg)
{
	struct str hash;
	int r;

	if (arg)
		fiber_deadline_narrow(clock_ms() + 1);
	r = password_hash(STR("x"), &hash);
	good += r == 0;
	refused += r == -ERR_OVERLOAD;
	late += r == -ERR_DEADLINE;
	assert_true(r == 0 || r == -ERR_OVERLOAD || r == -ERR_DEADLINE);
}

static void body_crowd(void *arg)
{
	struct str hash;

	(void)arg;
	good = refused = late = 0;
	for (int i = 0; i < CROWD; i++)
		assert_int_equal(fiber_start(one_of_many, i > 10 && i < 15 ? &good : NULL, NULL), 0);
	while (fiber_count() > 1)
		wait_ms(10);
	assert_int_equal(good + refused + late, CROWD);
	/* Two at work and 32 in line; one of the four in a hurry may leave while others still come. */
	assert_in_range(refused, CROWD - 38, CROWD - 34);
	if (!test_slow()) /* else the line's own 10 s end before all have had their turn */
		assert_int_equal(late, 4);
	/* All places are free again. */
	assert_int_equal(password_hash(STR("x"), &hash), 0);
}

static void run(void (*body)(void *))
{
	assert_int_equal(offload_open(2, 64), 0);
	loop_main(body, NULL);
	offload_close();
}

static void test_verify(void **state)
{
	(void)state;
	run(body_verify);
}

static void test_absent(void **state)
{
	(void)state;
	run(body_absent);
}

static void test_crowd(void **state)
{
	(void)state;
	run(body_crowd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_crowd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
