#include "unit.h"

#include "base/context.h"
#include "base/err.h"
#include "web/secret.h"

#define HEX_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HEX_B "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eFF"

static void test_ring(void **state)
{
	static const char *const bad[] = { "", ",", "a", "a:", ":" HEX_A, "a:" HEX_A ",", "a:" HEX_A "00", "a b:" HEX_A,
		"a:" HEX_A ",a:" HEX_B, "a:zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		"seventeen-letters:" HEX_A, "a:b:" HEX_A };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (secret_ring_load(bad[i]) != -ERR_INVALID)
			flunk("taken: %s", bad[i]);
		assert_null(strstr(context()->err.text, "0001"));
	}
	assert_int_equal(secret_ring_load("k1:" HEX_A), 0);
	assert_int_equal(secret_ring_load("k2:" HEX_B ", k1:" HEX_A), 0);
}

static void test_seal(void **state)
{
	struct str sealed, again, plain = STR_NONE;

	(void)state;
	assert_int_equal(secret_ring_load("k1:" HEX_A), 0);
	assert_int_equal(secret_seal(STR("sk_live_x"), STR("row:1"), &sealed), 0);
	assert_int_equal(secret_seal(STR("sk_live_x"), STR("row:1"), &again), 0);
	assert_false(str_eq(sealed, again));
	assert_true(str_starts(sealed, STR("v1:k1:")));
	assert_null(strstr(sealed.p, "sk_live"));
	assert_int_equal(secret_open(sealed, STR("row:1"), &plain), 0);
	assert_string_equal(plain.p, "sk_live_x");
	assert_int_equal(secret_open(sealed, STR("row:2"), &plain), -ERR_INTERNAL);
	assert_string_equal(context()->err.text, "");
	for (size_t i = 0; i < sealed.n; i++) {
		struct str bent = str_dup(mem(), sealed);

		((char *)bent.p)[i] ^= 1;
		assert_int_equal(secret_open(bent, STR("row:1"), &plain), -ERR_INTERNAL);
		assert_int_equal(secret_open(str_sub(sealed, 0, i), STR("row:1"), &plain), -ERR_INTERNAL);
	}
	assert_int_equal(secret_seal(STR(""), STR(""), &sealed), 0);
	assert_int_equal(secret_open(sealed, STR_NONE, &plain), 0);
	assert_int_equal(plain.n, 0);
}

static void test_rotation(void **state)
{
	struct str old, plain;

	(void)state;
	assert_int_equal(secret_ring_load("k1:" HEX_A), 0);
	assert_int_equal(secret_seal(STR("x"), STR("a"), &old), 0);
	assert_int_equal(secret_ring_load("k2:" HEX_B ",k1:" HEX_A), 0);
	assert_int_equal(secret_open(old, STR("a"), &plain), 0);
	assert_int_equal(secret_seal(plain, STR("a"), &old), 0);
	assert_true(str_starts(old, STR("v1:k2:")));
	assert_int_equal(secret_ring_load("k3:" HEX_A), 0);
	assert_int_equal(secret_open(old, STR("a"), &plain), -ERR_INTERNAL);
}

static void test_hint(void **state)
{
	(void)state;
	assert_string_equal(secret_hint(STR("sk_live_abcdefghijkl7Hx2")).p, "sk_live_…7Hx2");
	assert_string_equal(secret_hint(STR("sk_live_abc")).p, "sk_live_…");
	assert_string_equal(secret_hint(STR("hunter2")).p, "…");
	assert_string_equal(secret_hint(STR("abcdefghijklmnopqrst")).p, "…qrst");
	assert_string_equal(secret_hint(STR("abcdefghijklmnopqrs")).p, "…");
	assert_string_equal(secret_hint(STR("")).p, "…");
	assert_string_equal(secret_hint(STR("a long password with blanks \xc3\xa9")).p, "…");
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
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
		cmocka_unit_test_teardown(test_ring, clear),
		cmocka_unit_test_teardown(test_seal, clear),
		cmocka_unit_test_teardown(test_rotation, clear),
		cmocka_unit_test_teardown(test_hint, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
