#include "unit.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/money.h"

static void test_digits(void **state)
{
	static const struct {
		const char *currency;
		int digits;
	} cases[] = {
		{ "USD", 2 },
		{ "EUR", 2 },
		{ "JPY", 0 },
		{ "KRW", 0 },
		{ "XPF", 0 },
		{ "KWD", 3 },
		{ "BHD", 3 },
		{ "CLF", 4 },
		{ "UYU", 2 },
		{ "UYW", 4 },
		{ "XTS", 2 }, /* not known */
		{ "jpy", 2 }, /* codes are upper-case */
		{ "JP", 2 },
		{ "JPYX", 2 },
		{ "", 2 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (money_digits(str_c(cases[i].currency)) != cases[i].digits)
			flunk("%s: %d", cases[i].currency, money_digits(str_c(cases[i].currency)));
	assert_int_equal(money_digits(STR_NONE), 2);
}

static void test_decimal(void **state)
{
	static const struct {
		int64_t minor;
		const char *currency, *text;
	} cases[] = {
		{ 1900, "USD", "19.00" },
		{ 5, "EUR", "0.05" },
		{ 0, "USD", "0.00" },
		{ 0, "JPY", "0" },
		{ 1900, "JPY", "1900" },
		{ 1900, "KWD", "1.900" },
		{ 7, "CLF", "0.0007" },
		{ 99, "XTS", "0.99" },
		{ -1900, "USD", "-19.00" },
		{ -7, "KWD", "-0.007" },
		{ 1000000000000, "USD", "10000000000.00" },
		{ INT64_MAX, "USD", "92233720368547758.07" },
		{ INT64_MIN, "USD", "-92233720368547758.08" },
		{ INT64_MIN, "JPY", "-9223372036854775808" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf b = BUF_ON(mem(), 100);

		money_decimal(&b, cases[i].minor, str_c(cases[i].currency));
		assert_string_equal(b.p, cases[i].text);
	}
	context_done(context());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_decimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
