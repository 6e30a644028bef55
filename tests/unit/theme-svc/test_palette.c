#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "palette.h"

static void holds(const struct scheme *s)
{
	struct proof proofs[PROOFS];

	palette_prove(s, proofs);
	for (int i = 0; i < PROOFS; i++) {
		const struct proof *p = &proofs[i];

		/* The proof's figures are those of its own colours. */
		assert_true(p->ratio == color_contrast(p->ink_color, p->ground_color));
		if (p->ratio < p->needed)
			flunk("%s #%06x on %s #%06x: %.4f", p->ink, p->ink_color, p->ground, p->ground_color, p->ratio);
	}
}

/* Whatever colours come in, all pairs hold afterwards. */
static void repairs_anything(void **state)
{
	struct scheme s;
	uint32_t x = 2463534242;

	(void)state;
	for (int i = 0; i < 5000; i++) {
		for (int r = 0; r < BASE_ROLES; r++) {
			x ^= x << 13;
			x ^= x >> 17;
			x ^= x << 5;
			s.color[r] = x >> 8;
		}
		palette_repair(&s);
		holds(&s);
	}
}

static void leaves_good_ones(void **state)
{
	const struct scheme good = { { 0xffffff, 0xf6f6f6, 0x111111, 0x555555, 0x003366, 0xffffff, 0x884400, 0xdddddd },
		false, 0 };
	struct scheme s = good;

	(void)state;
	palette_repair(&s);
	for (int i = 0; i < BASE_ROLES; i++)
		assert_int_equal(s.color[i], good.color[i]);
	assert_false(s.dark);
}

static const char PALETTE[] =
	"{\"id\":\"a\",\"name\":\"A\","
	"\"light\":{\"background\":\"#ffffff\",\"surface\":\"#f6f6f6\",\"text\":\"#111111\",\"muted\":\"#555555\","
	"\"primary\":\"#003366\",\"on_primary\":\"#ffffff\",\"accent\":\"#884400\",\"border\":\"#dddddd\"},"
	"\"dark\":{\"background\":\"#000000\",\"surface\":\"#111111\",\"text\":\"#eeeeee\",\"muted\":\"#bbbbbb\","
	"\"primary\":\"#99ccff\",\"on_primary\":\"#000000\",\"accent\":\"#ffaa66\",\"border\":\"#333333\"}}";

static struct palette parsed(const char *text)
{
	const struct json *j;
	struct palette p;

	assert_int_equal(json_parse(str_c(text), &j), 0);
	assert_int_equal(palette_read(j, &p), 0);
	return p;
}

static void reads_and_prints(void **state)
{
	struct palette p = parsed(PALETTE);
	struct buf b = BUF_ON(mem(), 4096);

	(void)state;
	palette_css(&b, &p);
	assert_non_null(strstr(b.p, ":root{color-scheme:light;--background:#ffffff;--surface:#f6f6f6;"));
	assert_non_null(strstr(b.p, "--on-primary:#ffffff;"));
	assert_non_null(strstr(b.p, "@media(prefers-color-scheme:dark){:root{color-scheme:dark;--background:#000000;"));
	context_clear(context());
}

static void refuses_bad_ones(void **state)
{
	struct buf b = BUF_ON(mem(), 4096);
	const struct json *j;
	struct palette p;
	char *at;

	(void)state;
	buf_c(&b, PALETTE);
	at = strstr(b.p, "#555555");
	memcpy(at, "#999999", 7);
	assert_int_equal(json_parse(buf_view(&b), &j), 0);
	assert_int_equal(palette_read(j, &p), -ERR_INVALID);
	assert_non_null(strstr(context()->err.text, "light: muted on background"));
	memcpy(at, "#555555", 7);
	memcpy(strstr(b.p, "#884400"), "#949494", 7); /* does on the page, not on a card */
	assert_int_equal(json_parse(buf_view(&b), &j), 0);
	assert_int_equal(palette_read(j, &p), -ERR_INVALID);
	assert_non_null(strstr(context()->err.text, "light: accent on surface"));
	context_clear(context());
}

static void overrides(void **state)
{
	struct palette p = parsed(PALETTE);
	const struct json *j;

	(void)state;
	assert_int_equal(
		json_parse(STR("{\"primary\":\"#ffee00\",\"text\":\"#cccccc\",\"what\":\"#123456\",\"muted\":7}"), &j),
		0);
	palette_override(&p, j, NULL);
	holds(&p.light);
	holds(&p.dark);
	assert_int_equal(p.light.color[BACKGROUND], 0xffffff);
	assert_int_equal(p.dark.color[PRIMARY], 0xffee00); /* fits the night as it is */
	assert_int_not_equal(p.light.color[PRIMARY], 0xffee00);
	/* A dark background is dark at all hours. */
	assert_int_equal(json_parse(STR("{\"background\":\"#101820\"}"), &j), 0);
	palette_override(&p, j, NULL);
	assert_int_equal(p.light.color[BACKGROUND], 0x101820);
	assert_int_equal(p.dark.color[BACKGROUND], 0x101820);
	assert_true(p.light.dark);
	holds(&p.light);
	holds(&p.dark);
	context_clear(context());
}

/* Any brand colour stays its hue in both halves; what the photograph's veil stands is the brightest there is. */
static void keeps_hue(void **state)
{
	const struct palette theme = parsed(PALETTE);
	uint32_t x = 88172645;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct buf b = BUF_ON(mem(), 256);
		struct palette p = theme;
		const struct json *j;

		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		uint32_t brand = x >> 8;
		struct oklch o = color_oklch(brand);

		buf_printf(&b, "{\"primary\":\"#%06x\"}", brand);
		assert_int_equal(json_parse(buf_view(&b), &j), 0);
		palette_override(&p, j, NULL);
		for (const struct scheme *s = &p.light; s; s = s == &p.light ? &p.dark : NULL) {
			holds(s);
			if (o.c > 0 && hue_distance(color_oklch(s->color[PRIMARY]).h, o.h) > 5)
				flunk("#%06x became #%06x", brand, s->color[PRIMARY]);
			assert_true(s->scrim_alpha > 0 && s->scrim_alpha < 255);
		}
		context_clear(context());
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repairs_anything),
		cmocka_unit_test(leaves_good_ones),
		cmocka_unit_test(reads_and_prints),
		cmocka_unit_test(refuses_bad_ones),
		cmocka_unit_test(overrides),
		cmocka_unit_test(keeps_hue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
