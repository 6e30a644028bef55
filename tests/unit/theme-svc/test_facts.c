/* What features say that can be measured or compared: size.c and view_facts.c. */
#include "theme-svc/theme_world.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "render.h"
#include "size.h"

static const struct {
	const char *text, *label; /* label NULL: no size */
	int width, height;
} sizes[] = {
	{ "50 × 70 cm", "50 × 70 cm", 500, 700 },
	{ "Sheet 29,7 x 42 cm, uncoated", "29,7 x 42 cm", 297, 420 },
	{ "8x10 in", "8x10 in", 203, 254 },
	{ "12\" × 16\"", "12\" × 16\"", 305, 406 },
	{ "18 by 24 inches", "18 by 24 inches", 457, 610 },
	{ "1 m x 50 cm", "1 m x 50 cm", 1000, 500 },
	{ "60 × 40 × 3 cm", "60 × 40 × 3 cm", 600, 400 },
	{ "50\u00a0×\u00a070\u00a0cm", "50\u00a0×\u00a070\u00a0cm", 500, 700 },
	{ "30 × 40 سم", "30 × 40 سم", 300, 400 },
	{ "A3", "A3", 297, 420 },
	{ "DIN A5, 96 Seiten", "A5", 148, 210 },
	{ "for an Audi A4", NULL, 0, 0 },
	{ "A42", NULL, 0, 0 },
	{ "7 × USB-C", NULL, 0, 0 },
	{ "30 × 40", NULL, 0, 0 },
	{ "M8 x 40 mm", NULL, 0, 0 },
	{ "3 x 5 mm", NULL, 0, 0 },
	{ "4000 × 30 cm", NULL, 0, 0 },
	{ "50 x 70 cmx", NULL, 0, 0 },
	{ "12345 x 20 cm", NULL, 0, 0 },
	{ "", NULL, 0, 0 },
};

static void sizes_in_words(void **state)
{
	struct size s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		bool found = size_find(str_c(sizes[i].text), &s);

		if (found != (sizes[i].label != NULL))
			flunk("%s: %s", sizes[i].text, found ? s.label.p : "no size found");
		if (!found)
			continue;
		if (!str_is(s.label, sizes[i].label))
			flunk("%s: label %.*s", sizes[i].text, STR_FMT(s.label));
		assert_int_equal(s.width, sizes[i].width);
		assert_int_equal(s.height, sizes[i].height);
	}
}

/* ---- the view */

static const char SHOP[] =
	"{\"product_config\":{\"products\":["
	"{\"sku\":\"1\",\"name\":\"One\",\"category\":\"C\",\"features\":[\"Drive: 1/4 in\",\"Weight: 90 g\",\"Made here\",\"40 × 30 cm\"]},"
	"{\"sku\":\"2\",\"name\":\"Two\",\"category\":\"C\",\"features\":[\"weight: 80 g\",\"DRIVE: 3/8 in\",\"Case: yes\"]},"
	"{\"sku\":\"3\",\"name\":\"Three\",\"category\":\"C\",\"features\":[\"Drive: 1/2 in\",\"A5\"]},"
	"{\"sku\":\"4\",\"name\":\"Other\",\"category\":\"D\",\"features\":[\"Drive: none\"]}]}}";

static const struct json *at(const struct json *list, int n)
{
	const struct json *j = json_first(list);

	while (n-- && j)
		j = json_next(j);
	return j;
}

static struct site *open_shop(void)
{
	static const struct place here = { .base = STR(""), .origin = STR("https://shop.example"), .year = 2026 };
	const struct json *j;
	struct site *site;

	assert_int_equal(json_parse(str_c(SHOP), &j), 0);
	if (render_open(j, &themes, &here, &site) < 0)
		flunk("%s", context()->err.text);
	return site;
}

static void columns_of_a_table(void **state)
{
	struct site *site = open_shop();
	const struct json *page = view_category(&site->view, 0, 1), *columns = json_get(page, "columns"), *row;

	(void)state;
	/* "Case" is one product's alone. */
	assert_int_equal(json_len(columns), 2);
	assert_true(str_is(json_get_str(at(columns, 0), "name"), "Drive"));
	assert_true(str_is(json_get_str(at(columns, 1), "name"), "Weight"));
	row = json_get(at(json_get(page, "products"), 1), "cells");
	assert_true(str_is(json_get_str(at(row, 0), "value"), "3/8 in"));
	assert_true(str_is(json_get_str(at(row, 1), "value"), "80 g"));
	row = json_get(at(json_get(page, "products"), 2), "cells");
	assert_true(json_kind(json_get(at(row, 1), "value")) == JSON_NULL);
}

static void compared_with_its_neighbours(void **state)
{
	struct site *site = open_shop();
	const struct json *compare = json_get(view_product(&site->view, 1), "compare"), *row;

	(void)state;
	assert_int_equal(json_len(json_get(compare, "products")), 3);
	assert_true(str_is(json_get_str(json_first(json_get(compare, "products")), "name"), "Two"));
	row = json_get(json_first(json_get(compare, "rows")), "values");
	assert_int_equal(json_len(row), 3);
	/* Alone in its category. */
	assert_true(json_kind(json_get(view_product(&site->view, 3), "compare")) == JSON_NULL);
}

static void sizes_share_one_scale(void **state)
{
	struct site *site = open_shop();
	const struct json *one = json_get(json_get(view_product(&site->view, 0), "product"), "size");
	const struct json *two = json_get(json_get(view_product(&site->view, 1), "product"), "size");
	const struct json *three = json_get(json_get(view_product(&site->view, 2), "product"), "size");

	(void)state;
	assert_int_equal(json_get_int(one, "w", 0), 100);
	assert_int_equal(json_get_int(one, "h", 0), 75);
	assert_true(str_is(json_get_str(one, "left"), "-20"));
	assert_true(json_kind(two) == JSON_NULL);
	assert_int_equal(json_get_int(three, "w", 0), 37);
	assert_int_equal(json_get_int(three, "h", 0), 53);
	assert_true(str_is(json_get_str(three, "width"), "14.8"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_in_words),
		cmocka_unit_test(columns_of_a_table),
		cmocka_unit_test(compared_with_its_neighbours),
		cmocka_unit_test(sizes_share_one_scale),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
