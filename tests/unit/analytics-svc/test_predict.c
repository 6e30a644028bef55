/* The first outlook: wide, ordered, moved by what the merchant fills in, and honest about its origin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/context.h"
#include "predict.h"

static struct prediction predict(const char *configuration)
{
	const struct json *j;
	struct prediction p;

	assert_int_equal(json_parse(str_c(configuration), &j), 0);
	assert_int_equal(predict_store(j, &p), 0);
	return p;
}

static const char plain[] =
	"{\"business_info\":{\"currency\":\"EUR\"},\"product_config\":{\"products\":["
	"{\"sku\":\"A\",\"price_minor\":1000},{\"sku\":\"B\",\"price_minor\":3000},{\"sku\":\"C\",\"price_minor\":2000}]}}";
static const char rich[] =
	"{\"business_info\":{\"currency\":\"EUR\"},\"product_config\":{\"products\":["
	"{\"sku\":\"A\",\"price_minor\":1000,\"description\":\"x\",\"images\":[{\"url\":\"/a\"}]},"
	"{\"sku\":\"B\",\"price_minor\":3000,\"description\":\"x\",\"images\":[{\"url\":\"/a\"}]},"
	"{\"sku\":\"C\",\"price_minor\":2000,\"description\":\"x\",\"images\":[{\"url\":\"/a\"}]}]},"
	"\"integrations\":{\"integrations\":[{\"type\":\"payment\",\"provider\":\"stripe\"}]},\"seo_config\":{\"title\":\"x\"}}";

static void test_interval_is_ordered(void **state)
{
	struct prediction p = predict(plain);

	(void)state;
	assert_true(p.orders_low < p.orders && p.orders < p.orders_high);
	assert_true(p.revenue_low < p.revenue_minor && p.revenue_minor < p.revenue_high);
	assert_true(p.orders_high / p.orders_low > 4); /* assumed, so wide */
	assert_true(str_is(p.currency, "EUR"));
	assert_non_null(strstr(p.method.p, "assumed"));
	assert_int_equal(p.days, 30);
}

static void test_more_filled_in_is_more(void **state)
{
	struct prediction less = predict(plain), more = predict(rich);

	(void)state;
	assert_true(more.orders > less.orders);
	assert_true(less.reasons.n > 0 && less.advice.n > 0);
	assert_true(more.advice.n < less.advice.n || more.advice.n == 1);
}

static void test_reasons_explain_the_figure(void **state)
{
	struct prediction p = predict(plain);
	const struct prediction_reason *r = p.reasons.items;
	double product = 250 * 0.015;

	(void)state;
	for (size_t i = 0; i < p.reasons.n; i++)
		product *= r[i].effect;
	assert_true(product > p.orders * 0.97 && product < p.orders * 1.03);
}

static void test_nothing_to_sell(void **state)
{
	static const char *const cases[] = { "{}", "{\"product_config\":{}}", "{\"product_config\":{\"products\":[]}}",
		"{\"product_config\":7,\"integrations\":[],\"seo_config\":\"x\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct prediction p = predict(cases[i]);

		assert_true(p.orders == 0 && p.revenue_minor == 0);
	}
}

static int clear(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interval_is_ordered),
		cmocka_unit_test(test_more_filled_in_is_more),
		cmocka_unit_test(test_reasons_explain_the_figure),
		cmocka_unit_test(test_nothing_to_sell),
	};

	return cmocka_run_group_tests_name("predict", tests, NULL, clear);
}
