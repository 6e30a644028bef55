/* The wizard's rules of order, and addresses made of names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard.h"

static void test_order(void **state)
{
	(void)state;
	assert_true(wizard_reached(0, 1));
	assert_false(wizard_reached(0, 2));
	assert_true(wizard_reached(wizard_bit(1), 2));
	assert_false(wizard_reached(wizard_bit(1) | wizard_bit(3), 4)); /* 2 is missing */
	assert_true(wizard_reached(0x3f, WIZARD_STEPS + 1));
	assert_false(wizard_reached(0x1f, WIZARD_STEPS + 1));
}

static void test_open_step(void **state)
{
	(void)state;
	assert_int_equal(wizard_open_step(0), 1);
	assert_int_equal(wizard_open_step(wizard_bit(1) | wizard_bit(3)), 2);
	assert_int_equal(wizard_open_step(0x1f), 6);
	assert_int_equal(wizard_open_step(0x3f), 6);
}

static void test_keys(void **state)
{
	(void)state;
	assert_string_equal(wizard_key(1), "business_info");
	assert_string_equal(wizard_key(4), "content_data");
	assert_string_equal(wizard_key(5), "integrations");
	assert_string_equal(wizard_key(6), "seo_config");
}

static void test_slug(void **state)
{
	static const char *const cases[][2] = {
		{ "Joe’s Coffee", "joes-coffee" },
		{ "Joe's Coffee", "joes-coffee" },
		{ "Łódź & Œuvre: straße Ñandú", "lodz-ouvre-strase-nandu" },
		{ "Ŕŝŵŷÿźſ", "rswyyzs" },
		{ "  --A  B--", "a-b" },
		{ "日本", "store" },
		{ "", "store" },
		{ "../../etc/passwd", "etc-passwd" },
		{ "<script>", "script" },
	};
	char slug[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		wizard_slug(str_c(cases[i][0]), slug);
		assert_string_equal(slug, cases[i][1]);
	}
}

static void test_slug_is_bounded(void **state)
{
	char name[500], slug[64], tried[64];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	wizard_slug(str_c(name), slug);
	assert_int_equal(strlen(slug), 60);
	wizard_slug_try(slug, 2, tried);
	assert_true(strlen(tried) <= 60);
	assert_string_equal(tried + strlen(tried) - 2, "-2");
	wizard_slug_try("joes-coffee", 1, tried);
	assert_string_equal(tried, "joes-coffee");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_open_step),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_slug),
		cmocka_unit_test(test_slug_is_bounded),
	};

	return cmocka_run_group_tests_name("wizard", tests, NULL, NULL);
}
