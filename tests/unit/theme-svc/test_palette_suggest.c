#include "unit.h"

#include <math.h>

#include "base/context.h"
#include "harmony.h"
#include "palette_export.h"
#include "palette_suggest.h"
#include "tone.h"

static void holds(const struct palette *p)
{
	for (const struct scheme *s = &p->light; s; s = s == &p->light ? &p->dark : NULL) {
		struct proof proofs[PROOFS];

		palette_prove(s, proofs);
		for (int i = 0; i < PROOFS; i++)
			if (color_contrast(proofs[i].ink_color, proofs[i].ground_color) < proofs[i].needed)
				flunk("%s on %s", proofs[i].ink, proofs[i].ground);
	}
}

/* The answer lies in the window, keeps the hue, and is the nearest lightness that does. */
static void tones(void **state)
{
	struct window w = window_darker(WINDOW_ALL, 0xffffff, 4.5);

	(void)state;
	assert_int_equal(tone_move(0x003366, w), 0x003366);
	for (uint32_t c = 1; c < 0x1000000; c += 40009) {
		uint32_t solved = tone_move(c, w);

		assert_true(color_contrast(solved, 0xffffff) >= 4.5);
		if (color_contrast(c, 0xffffff) < 4.5)
			assert_true(color_contrast(solved, 0xffffff) < 4.75);
		if (color_oklch(c).c > 0)
			assert_true(hue_distance(color_oklch(c).h, color_oklch(solved).h) <= 5);
	}
	/* Greys stay greys. */
	assert_int_equal(tone_move(0xcccccc, w), 0x767676);
	assert_int_equal(tone_move(0x333333, window_lighter(WINDOW_ALL, 0, 21)), 0xffffff);
	assert_false(window_has(window_lighter(w, 0xffffff, 1.5), 0xffffff));
}

static size_t suggest(const uint32_t *brand, size_t nbrand, const char *industry, const char *style,
	struct suggestion list[SUGGEST_MOST])
{
	struct suggest_wish w = { brand, nbrand, str_c(industry), str_c(style) };
	size_t n = 0;

	assert_int_equal(palette_suggest(&w, SUGGEST_MOST, list, &n), 0);
	assert_true(n > 0 && n <= SUGGEST_MOST);
	for (size_t i = 0; i < n; i++) {
		const struct scheme *l = &list[i].palette.light, *d = &list[i].palette.dark;
		const uint32_t day[] = { l->color[SURFACE], l->color[PRIMARY], l->color[ACCENT], l->color[TEXT] };
		const uint32_t night[] = { d->color[SURFACE], d->color[PRIMARY], d->color[ACCENT], d->color[TEXT] };
		double mean = (harmony_row(day, 4, l->color[BACKGROUND]) +
				      harmony_row(night, 4, d->color[BACKGROUND])) /
			2;

		holds(&list[i].palette);
		assert_true(fabs(list[i].harmony - mean) < 1e-12);
		assert_true(i == 0 || list[i].harmony <= list[i - 1].harmony);
		assert_true(list[i].palette.name.n && list[i].palette.id.n && list[i].reason.n);
	}
	return n;
}

static void suggests(void **state)
{
	const uint32_t brand[] = { 0x0a5c36, 0xf4a300, 0x7a1f3d };
	static struct suggestion list[SUGGEST_MOST], other[SUGGEST_MOST];
	size_t n = suggest(brand, 1, NULL, NULL, list);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(list[i].palette.light.color[PRIMARY], brand[0]); /* it can be read as it is */
		assert_true(list[i].hue_moved < 5);
	}
	assert_true(suggest(brand, 3, "food_drink", "warm", list) >= 6);
	assert_true(suggest(NULL, 0, "coffee", "warm", list) >= 6);
	assert_true(suggest(NULL, 0, "gadgets", "technical", other) >= 6);
	assert_int_not_equal(list[0].brand, other[0].brand);
	/* A grey brand has no hue to move. */
	assert_true(suggest((const uint32_t[]){ 0x808080 }, 1, NULL, "luxury", list) >= 2);
	assert_true(list[0].hue_moved == 0);
	context_clear(context());
}

static void exports(void **state)
{
	struct buf b = BUF_ON(mem(), 64 * 1024), c = BUF_ON(mem(), 64 * 1024);
	const struct json *j, *color;
	struct palette p;

	(void)state;
	palette_make(0xc2410c, 0x0c8fc2, STR("warm"), &p);
	p.name = STR("\"Fire\" & <sea>");
	export_tokens(&b, &p);
	assert_int_equal(json_parse(buf_view(&b), &j), 0);
	color = json_get(json_get(json_get(j, "dark"), "scrim"), "$value");
	assert_true(str_is(json_get_str(color, "hex"), color_text(p.dark.color[SCRIM]).text));
	assert_true(str_is(json_get_str(json_get(j, "light"), "$description"), "\"Fire\" & <sea>"));
	export_shopify(&c, &p);
	assert_int_equal(json_parse(buf_view(&c), &j), 0);
	j = json_get(json_get(json_get(json_get(j, "current"), "color_schemes"), "scheme-4"), "settings");
	assert_true(str_is(json_get_str(j, "background"), color_text(p.dark.color[BACKGROUND]).text));
	context_clear(context());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tones),
		cmocka_unit_test(suggests),
		cmocka_unit_test(exports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
