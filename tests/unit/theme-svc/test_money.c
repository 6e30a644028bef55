#include "unit.h"

#include "base/context.h"
#include "money.h"

#include "base/money.h"
#include "slug.h"

static void formats(void **state)
{
	static const struct {
		int64_t minor;
		const char *currency, *lang, *want;
	} rows[] = {
		{ 1900, "USD", "en", "$19.00" },
		{ 123456789, "USD", "en", "$1,234,567.89" },
		{ 5, "USD", "en-GB", "$0.05" },
		{ 0, "EUR", "de", "0,00\u00a0€" },
		{ 123450, "EUR", "de", "1.234,50\u00a0€" },
		{ 123450, "EUR", "de-AT", "€1\u00a0234,50" },
		{ 123450, "CHF", "de-CH", "CHF\u00a01’234.50" },
		{ 123450, "EUR", "fr", "1\u202f234,50\u00a0€" },
		{ 1900, "JPY", "ja", "¥1,900" },
		{ 1900, "JPY", "en", "¥1,900" },
		{ 1234567, "KWD", "ar", "1,234.567\u00a0KWD" },
		{ 99, "XTS", "en", "XTS\u00a00.99" },
		{ 1234567, "BRL", "pt-BR", "R$12.345,67" },
		{ 100000, "SEK", "sv", "1\u00a0000,00\u00a0kr" },
		{ 1900, "USD", "den", "$19.00" }, /* not a kind of "de" */
		{ -1900, "USD", "en", "$-19.00" },
	};
	struct buf b = BUF_ON(mem(), 1000);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		b.len = 0;
		money_put(&b, rows[i].minor, str_c(rows[i].currency), str_c(rows[i].lang));
		assert_string_equal(b.p, rows[i].want);
	}
	context_clear(context());
}

static void for_machines(void **state)
{
	struct buf b = BUF_ON(mem(), 1000);

	(void)state;
	money_decimal(&b, 1900, STR("USD"));
	buf_char(&b, ' ');
	money_decimal(&b, 1900, STR("JPY"));
	buf_char(&b, ' ');
	money_decimal(&b, 7, STR("KWD"));
	assert_string_equal(b.p, "19.00 1900 0.007");
	context_clear(context());
}

static void slugs(void **state)
{
	static const char *const rows[][2] = {
		{ "Blue mug", "blue-mug" },
		{ "  Joe's  Coffee & Tea!", "joes-coffee-tea" },
		{ "Größe Ångström", "groesse-angstroem" },
		{ "Łódź Ćma", "lodz-cma" },
		{ "Чай улун", "chaj-ulun" },
		{ "Ελιά", "elia" },
		{ "فنجان", "" },
		{ "50 × 70 cm", "50-70-cm" },
		{ "", "" },
	};
	char got[SLUG_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		slug_make(str_c(rows[i][0]), got);
		assert_string_equal(got, rows[i][1]);
	}
	slug_make(
		STR("wonderful wonderful wonderful wonderful wonderful wonderful wonderful wonderful wonderful"), got);
	assert_string_equal(got, "wonderful-wonderful-wonderful-wonderful-wonderful-wonderful-wonderful-wonderful");
}

static void slugs_are_unique(void **state)
{
	struct slug_set set = { .arena = mem() };

	(void)state;
	assert_true(str_is(slug_take(&set, STR("Mug"), STR("M-1")), "mug"));
	assert_true(str_is(slug_take(&set, STR("mug"), STR("M-2")), "mug-m-2"));
	assert_true(str_is(slug_take(&set, STR("MUG"), STR("M-2")), "mug-2"));
	assert_true(str_is(slug_take(&set, STR("فنجان"), STR("A-1")), "a-1"));
	assert_int_equal(slug_take(&set, STR("فنجان"), STR_NONE).n, 9); /* x and eight digits of a hash */
	for (int i = 3; i < 3000; i++) {
		struct str s = slug_take(&set, STR("Mug"), STR_NONE);

		assert_true(str_eq(s, str_printf(mem(), "mug-%d", i)));
	}
	context_clear(context());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats),
		cmocka_unit_test(for_machines),
		cmocka_unit_test(slugs),
		cmocka_unit_test(slugs_are_unique),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
