/* Published values: the test pairs of Sharma, Wu, Dalal 2005 for CIEDE2000; apca-w3's own test page; culori 4.0.2 for spaces;
 * Material Color Utilities 0.3.0 for HCT and roles. */
#include "unit.h"

#include <math.h>

#include "color.h"
#include "color_hct.h"
#include "harmony.h"

#define NEAR(got, want, within)                                                                      \
	do {                                                                                         \
		double got_ = (got), want_ = (want);                                                 \
		if (!(fabs(got_ - want_) <= (within)))                                               \
			flunk("%s:%d: %s is %.6f, not %.6f", __FILE__, __LINE__, #got, got_, want_); \
	} while (0)

static void reads(void **state)
{
	uint32_t c;

	(void)state;
	assert_true(color_parse(STR("#fF8000"), &c));
	assert_int_equal(c, 0xff8000);
	assert_false(color_parse(STR("#ff800"), &c));
	assert_false(color_parse(STR("ff80000"), &c));
	assert_false(color_parse(STR("#gg8000"), &c));
	assert_string_equal(color_text(0x00ff0a).text, "#00ff0a");
}

static void contrast(void **state)
{
	(void)state;
	NEAR(color_contrast(0, 0xffffff), 21, 1e-9);
	NEAR(color_contrast(0x777777, 0xffffff), 4.478, 0.001);
	NEAR(color_contrast(0xffffff, 0x767676), 4.542, 0.001);
	assert_true(color_contrast(0x123456, 0x123456) == 1);
	/* The eight values of apca-w3's own test page. */
	NEAR(color_apca(0x888888, 0xffffff), 63.056469930209424, 1e-9);
	NEAR(color_apca(0xffffff, 0x888888), -68.54146436644962, 1e-9);
	NEAR(color_apca(0x000000, 0xaaaaaa), 58.146262578561334, 1e-9);
	NEAR(color_apca(0xaaaaaa, 0x000000), -56.24113336839742, 1e-9);
	NEAR(color_apca(0x112233, 0xddeeff), 91.66830811481631, 1e-9);
	NEAR(color_apca(0xddeeff, 0x112233), -93.06770049484275, 1e-9);
	NEAR(color_apca(0x112233, 0x444444), 8.32326136957393, 1e-9);
	NEAR(color_apca(0x444444, 0x112233), -7.526878460278154, 1e-9);
}

static void spaces(void **state)
{
	struct oklch ok = color_oklch(0xff0000);
	struct lab lab = color_lab(0x0000ff);
	struct hsl hsl = color_hsl(0x663399);

	(void)state;
	NEAR(ok.l, 0.62796, 1e-4);
	NEAR(ok.c, 0.25768, 1e-4);
	NEAR(ok.h, 29.234, 1e-2);
	NEAR(lab.l, 32.300873, 1e-3);
	NEAR(lab.a, 79.195200, 1e-3);
	NEAR(lab.b, -107.855471, 1e-3);
	NEAR(hsl.h, 270, 1e-9);
	NEAR(hsl.s, 0.5, 1e-9);
	NEAR(hsl.l, 0.4, 1e-9);
	assert_true(color_oklch(0x808080).c == 0 && color_lab(0x808080).a == 0 && color_hsl(0x808080).s == 0);
	/* There and back, for a part of all colours. */
	for (uint32_t c = 0; c < 0x1000000; c += 4099) {
		assert_int_equal(color_from_linear(color_linear(c)), c);
		assert_int_equal(color_from_linear(oklch_linear(color_oklch(c))), c);
	}
	NEAR(hue_distance(350, 10), 20, 1e-9);
}

static void differences(void **state)
{
	static const struct {
		struct lab a, b;
		double de;
	} pairs[] = {
		{ { 50, 2.6772, -79.7751 }, { 50, 0, -82.7485 }, 2.0425 },
		{ { 50, 3.1571, -77.2803 }, { 50, 0, -82.7485 }, 2.8615 },
		{ { 50, 2.8361, -74.0200 }, { 50, 0, -82.7485 }, 3.4412 },
		{ { 50, -1.3802, -84.2814 }, { 50, 0, -82.7485 }, 1.0000 },
		{ { 50, 0, 0 }, { 50, -1, 2 }, 2.3669 },
		{ { 50, 2.49, -0.001 }, { 50, -2.49, 0.0009 }, 7.1792 },
		{ { 50, 2.49, -0.001 }, { 50, -2.49, 0.0011 }, 7.2195 },
		{ { 50, 2.5, 0 }, { 73, 25, -18 }, 27.1492 },
		{ { 50, 2.5, 0 }, { 61, -5, 29 }, 22.8977 },
		{ { 50, 2.5, 0 }, { 56, -27, -3 }, 31.9030 },
		{ { 50, 2.5, 0 }, { 58, 24, 15 }, 19.4535 },
		{ { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
		{ { 6.7747, -0.2908, -2.4247 }, { 5.8714, -0.0985, -2.2286 }, 0.6377 },
		{ { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		NEAR(lab_difference(pairs[i].a, pairs[i].b), pairs[i].de, 5e-5);
		NEAR(lab_difference(pairs[i].b, pairs[i].a), pairs[i].de, 5e-5);
	}
	assert_true(color_difference(0x336699, 0x336699) == 0);
	NEAR(color_difference(0x000000, 0xffffff), 100, 1e-3);
	NEAR(color_difference(0xff0000, 0x00ff00), 86.6078, 1e-3);
}

/* As Material's own tests have them. */
static void hct(void **state)
{
	static const struct {
		uint32_t color;
		double h, c, t;
	} known[] = {
		{ 0xff0000, 27.408, 113.358, 53.233 },
		{ 0x00ff00, 142.139, 108.410, 87.737 },
		{ 0x0000ff, 282.788, 87.230, 32.303 },
		{ 0xffffff, 209.492, 2.869, 100.000 },
	};
	struct material m = color_material(0x0000ff);

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct hct h = color_hct(known[i].color);

		NEAR(h.h, known[i].h, 2e-3);
		NEAR(h.c, known[i].c, 2e-3);
		NEAR(h.t, known[i].t, 2e-3);
	}
	assert_int_equal(m.primary, 0x343dff);
	assert_int_equal(m.on_primary, 0xffffff);
	assert_int_equal(m.primary_dark, 0xbec2ff);
	for (uint32_t c = 0; c < 0x1000000; c += 65521)
		assert_true(color_difference(color_from_hct(color_hct(c)), c) < 1);
}

static void vision(void **state)
{
	(void)state;
	for (int v = 0; v < VISIONS; v++) {
		assert_int_equal(color_simulate(0, v), 0);
		assert_true(color_difference(color_simulate(0xffffff, v), 0xffffff) < 0.5);
	}
	/* Red and green of one lightness come close without the middle cone; blue and yellow without the short one do. */
	assert_true(color_difference(color_simulate(0xc05040, DEUTAN), color_simulate(0x6f8040, DEUTAN)) * 2 <
		color_difference(0xc05040, 0x6f8040));
}

/* What the paper of 2006 found: see "principles of colour harmony" there. */
static void harmony(void **state)
{
	const uint32_t row[] = { 0x2e4a62, 0x8fb3d1 };

	(void)state;
	assert_true(harmony_pair(0x8fb3d1, 0xeaf2f8) == harmony_pair(0xeaf2f8, 0x8fb3d1));
	/* One hue beats opposites at full chroma, light beats dark, blue beats red. */
	assert_true(harmony_pair(0x336699, 0x99bbdd) > harmony_pair(0xff0000, 0x00ff00));
	assert_true(harmony_pair(0xddeeff, 0xaaccee) > harmony_pair(0x112233, 0x223344));
	assert_true(harmony_pair(0x3060c0, 0xffffff) > harmony_pair(0xc03030, 0xffffff));
	/* Greys have only the terms of difference and lightness: computed by hand from the formula. */
	NEAR(harmony_pair(0x000000, 0xffffff),
		0.04 + 0.53 * tanh(0.8) + 0.28 + 0.54 * tanh(-3.88 + 2.9) + 0.14 + 0.15 * tanh(18) +
			2 * (0.5 + 0.5 * tanh(-2)) * (-0.08 - 0.14 * sin(50 * M_PI / 180) - 0.07),
		0.02);
	NEAR(harmony_row(row, 2, 0xeaf2f8),
		(harmony_pair(row[0], row[1]) + harmony_pair(row[0], 0xeaf2f8) + harmony_pair(row[1], 0xeaf2f8)) / 3,
		1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(contrast),
		cmocka_unit_test(spaces),
		cmocka_unit_test(differences),
		cmocka_unit_test(hct),
		cmocka_unit_test(vision),
		cmocka_unit_test(harmony),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
