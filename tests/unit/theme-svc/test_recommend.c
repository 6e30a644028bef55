#include "unit.h"

#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "recommend.h"

static struct themes themes;

static int load(void **state)
{
	const char *dir = getenv("THEMES_DIR");

	(void)state;
	if (themes_load(dir ? dir : "theme-svc/themes", &themes) < 0)
		flunk("%s", context()->err.text);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	themes_free(&themes);
	context_done(context());
	return 0;
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

static struct recommendation *ask(const char *industry, const char *style, int64_t products, int has_images)
{
	struct wanted w = { str_c(industry), str_c(style), products, has_images };
	struct recommendation *list;

	assert_int_equal(recommend(&themes, &w, &list), 0);
	return list;
}

/* Each theme comes first in the trade that it names first. */
static void first_in_its_trade(void **state)
{
	struct recommendation *list;

	(void)state;
	for (size_t i = 0; i < themes.n; i++) {
		list = ask(themes.list[i].industries.items[0].p, themes.list[i].styles.items[0].p,
			themes.list[i].best_min, -1);
		if (list[0].theme != &themes.list[i])
			flunk("%s is not first for %s; %s is", themes.list[i].id.p,
				themes.list[i].industries.items[0].p, list[0].theme->id.p);
	}
}

static void ordered_and_bounded(void **state)
{
	struct recommendation *list = ask("food_drink", "warm", 40, 0);

	(void)state;
	for (size_t i = 0; i < themes.n; i++) {
		assert_true(list[i].score >= 0 && list[i].score <= 1);
		assert_true(list[i].points.industry <= 45 && list[i].points.style <= 25);
		assert_true(list[i].points.catalogue <= 18 && list[i].points.photos <= 12);
		if (i > 3) /* the first three may have changed places to differ */
			assert_true(list[i - 1].score >= list[i].score);
		assert_true(list[i].reason.n > 10 && list[i].reason.p[list[i].reason.n - 1] == '.');
	}
	assert_true(list[0].score - list[themes.n - 1].score > 0.2);
}

/* The same question has the same answer, and another question another. */
static void deterministic(void **state)
{
	struct recommendation *a = ask("jewelry", "luxury", 12, 1), *b = ask("jewelry", "luxury", 12, 1);
	struct recommendation *c = ask("electronics", "technical", 12, 1);

	(void)state;
	for (size_t i = 0; i < themes.n; i++) {
		assert_ptr_equal(a[i].theme, b[i].theme);
		assert_true(str_eq(a[i].reason, b[i].reason));
	}
	assert_ptr_not_equal(a[0].theme, c[0].theme);
}

static void first_three_differ(void **state)
{
	static const char *const trades[] = { "food_drink", "jewelry", "books", "fashion", "generic", "home_kitchen",
		"nothing_known" };
	struct recommendation *list;

	(void)state;
	assert_true(themes.n >= 3);
	for (size_t t = 0; t < sizeof(trades) / sizeof(trades[0]); t++) {
		list = ask(trades[t], NULL, -1, -1);
		for (int i = 0; i < 3; i++)
			for (int k = 0; k < i; k++)
				assert_false(str_eq(list[i].theme->layouts[0].id, list[k].theme->layouts[0].id));
	}
}

static int64_t points_of(const struct recommendation *list, const struct theme *t)
{
	for (size_t i = 0; i < themes.n; i++)
		if (list[i].theme == t)
			return list[i].points.catalogue;
	return -1;
}

static void size_matters(void **state)
{
	const struct theme *t = &themes.list[0];
	int64_t best = points_of(ask("generic", NULL, t->best_max, -1), t);

	(void)state;
	assert_int_equal(best, 18);
	assert_true(points_of(ask("generic", NULL, t->best_max * 4, -1), t) < best);
	assert_int_equal(points_of(ask("generic", NULL, t->best_max * 1000, -1), t), 0);
}

static void samples(void **state)
{
	(void)state;
	assert_true(str_is(recommend_sample(&themes, STR("food_drink")), "food_drink"));
	assert_true(str_is(recommend_sample(&themes, STR("bakery")), "food_drink"));
	assert_true(str_is(recommend_sample(&themes, STR("home_kitchen")), "home_decor"));
	assert_true(str_is(recommend_sample(&themes, STR("submarines")), "generic"));
	assert_true(str_is(recommend_sample(&themes, STR_NONE), "generic"));
}

int main(void)
{
#define T(f) cmocka_unit_test_teardown(f, clear)
	const struct CMUnitTest tests[] = {
		T(first_in_its_trade),
		T(ordered_and_bounded),
		T(deterministic),
		T(first_three_differ),
		T(size_matters),
		T(samples),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
