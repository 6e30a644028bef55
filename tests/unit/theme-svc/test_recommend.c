#include "base/cleanup.h"
#include "theme-svc/theme_world.h"

#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "recommend.h"

static struct recommendation *ask(const char *industry, const char *style, int64_t products, int has_images)
{
	struct wanted w = { str_c(industry), str_c(style), products, has_images, STR_NONE, -1, -1 };
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
#define X(part, most) assert_in_range(list[i].points.part, 0, most);
		RECOMMEND_PARTS(X)
#undef X
		assert_true(list[i].likeness >= 0 && list[i].likeness <= 1);
		if (i)
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

/* ---- how different the first three are */

static int fit_of_three(const struct recommendation *list)
{
	int sum = 0;

	for (int i = 0; i < 3; i++) {
#define X(part, most) sum += list[i].points.part;
		RECOMMEND_PARTS(X)
#undef X
	}
	return sum;
}

struct measured {
	double diversity, plain;
	int fit, plain_fit;
	size_t n;
};

static void measure_one(const struct wanted *w, struct measured *m)
{
	struct recommendation *list, *plain;

	assert_int_equal(recommend(&themes, w, &list), 0);
	assert_int_equal(recommend_with(&themes, w, 0, &plain), 0);
	m->diversity += recommend_diversity(list, 3);
	m->plain += recommend_diversity(plain, 3);
	m->fit += fit_of_three(list);
	m->plain_fit += fit_of_three(plain);
	m->n++;
}

/* Intra-list diversity of the first three over every trade, look, size and knowledge of photographs: the figures that
 * recommend.h tells of. */
static void diversity_is_worth_its_price(void **state)
{
	static const char *const trades[] = { "food_drink", "fashion", "jewelry", "home_decor", "beauty", "electronics",
		"books", "tools", "toys", "art", "outdoor", "eyewear", NULL };
	static const char *const styles[] = { NULL, "minimal", "warm", "luxury", "bold", "playful", "technical",
		"editorial" };
	static const int64_t sizes[] = { -1, 3, 40, 400 };
	struct measured m = { 0 };
	struct wanted w = { 0 };

	(void)state;
	for (size_t t = 0; t < sizeof(trades) / sizeof(*trades); t++)
		for (size_t s = 0; s < sizeof(styles) / sizeof(*styles); s++)
			for (size_t z = 0; z < sizeof(sizes) / sizeof(*sizes); z++)
				for (int photos = -1; photos <= 1; photos++) {
					w = (struct wanted){ str_c(trades[t]), str_c(styles[s]), sizes[z], photos,
						STR_NONE, -1, -1 };
					measure_one(&w, &m);
					context_clear(context());
				}
	print_message(
		"diversity of the first three: %.3f (%.3f by points alone), n = %zu; it costs %.2f points of 100\n",
		m.diversity / (double)m.n, m.plain / (double)m.n, m.n, (m.plain_fit - m.fit) / 3.0 / (double)m.n);
	assert_true(m.diversity / (double)m.n >= .65);
	assert_true(m.diversity >= m.plain * 1.05);
	assert_true((m.plain_fit - m.fit) / 3.0 / (double)m.n <= 4);
}

static void distance_is_one(void **state)
{
	double d;

	(void)state;
	for (size_t i = 0; i < themes.n; i++)
		for (size_t k = 0; k < themes.n; k++) {
			d = theme_distance(&themes.list[i], &themes.list[k]);
			assert_true(
				d >= 0 && d <= 1 && fabs(d - theme_distance(&themes.list[k], &themes.list[i])) < 1e-12);
			assert_true(i == k ? d == 0 : d > .25); /* no two themes of ours are the same thing twice */
		}
}

static void audience_matters(void **state)
{
	struct wanted w = { STR("generic"), STR_NONE, -1, -1, STR("Young families in towns, and makers"), -1, -1 };
	struct recommendation *list, *without = ask("generic", NULL, -1, -1);
	bool said = false;

	(void)state;
	assert_int_equal(recommend(&themes, &w, &list), 0);
	for (size_t i = 0; i < themes.n; i++) {
		assert_int_equal(without[i].points.audience, 5);
		said |= memmem(list[i].reason.p, list[i].reason.n, "speaks to Young", 15) != NULL;
	}
	assert_true(said);
	w.audience = STR("parents");
	assert_int_equal(recommend(&themes, &w, &list), 0);
	assert_true(str_is(list[0].theme->id, "playroom"));
	w.audience = STR("<b>&\"'; someone else");
	assert_int_equal(recommend(&themes, &w, &list), 0);
	assert_int_equal(list[0].points.audience, 5);
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
	assert_int_equal(best, 16);
	assert_true(points_of(ask("generic", NULL, t->best_max * 4, -1), t) < best);
	assert_int_equal(points_of(ask("generic", NULL, t->best_max * 1000, -1), t), 0);
}

static const struct theme_layout *layout_for(const struct theme *t, int64_t products, int photos, struct str *reason)
{
	const struct wanted w = {
		.products = products, .has_images = photos, .categories = 1, .words = products < 0 ? -1 : 30
	};

	return recommend_layout(t, &w, reason);
}

/* Whatever the catalogue, a suggestion speaks of what is there; a theme that was made for several suggests each of its layouts
 * for some catalogue. */
static void layouts_follow_the_catalogue(void **state)
{
	static const int64_t sizes[] = { 1, 5, 12, 30, 100, 300 };

	(void)state;
	for (size_t i = 0; i < themes.n; i++) {
		const struct theme *t = &themes.list[i];
		size_t met = 0;

		for (size_t k = 0; k < t->nlayouts; k++) {
			bool chosen = false;

			for (size_t z = 0; z < ARRAY_LEN(sizes); z++)
				for (int photos = 0; photos < 2; photos++)
					for (int64_t many = 1; many < 6; many += 4)
						for (int64_t words = -1; words < 200; words += 100) {
							struct wanted w = { .products = sizes[z],
								.has_images = photos,
								.categories = many,
								.words = words };
							struct str why;
							const struct theme_layout *l = recommend_layout(t, &w, &why);

							chosen |= l == &t->layouts[k];
							assert_true(!l || str_starts(why, STR("You have ")));
						}
			met += chosen;
		}
		assert_int_equal(met, t->nlayouts);
	}
}

static void layout_says_why(void **state)
{
	const struct theme *t = theme_find(&themes, STR("atelier"));
	struct str why;

	(void)state;
	assert_true(str_is(layout_for(t, 48, 0, &why)->id, "pairs"));
	assert_true(str_is(why, "You have 48 products (it is at its best with 13 to 200)."));
	assert_true(str_is(layout_for(t, 1, 0, &why)->id, "plates"));
	assert_true(str_starts(why, STR("You have 1 product (")));
	assert_null(layout_for(t, -1, -1, &why));
	assert_true(str_is(layout_for(theme_find(&themes, STR("bench")), 20, 1, &why)->id, "drawers"));
	assert_true(str_ends(why, STR(" and photographs, which it shows large.")));
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
		T(diversity_is_worth_its_price),
		T(distance_is_one),
		T(audience_matters),
		T(size_matters),
		T(layouts_follow_the_catalogue),
		T(layout_says_why),
		T(samples),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
