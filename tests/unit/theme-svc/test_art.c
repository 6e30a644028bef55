#include "unit.h"

#include <stdio.h>

#include "art.h"
#include "base/context.h"

/* FNV-1a, 64 bits, over the drawings that themes/_sample/art.mjs makes of the same names, one after the other: when the
 * reference changes, both the engine and these change with it. */
static const struct {
	const char *style;
	uint64_t hash;
} drawings[] = {
	{ "still", 0x22783a8e1e1bb00e },
	{ "type", 0xa843a34a475d24c4 },
	{ "stripe", 0x0d03996b07004bbf },
	{ "gem", 0xa0563c641aa49f78 },
	{ "blob", 0x67a3472cee1e35da },
	{ "spine", 0xef4b77848c4f0566 },
	{ "grid", 0x76c69776025b7755 },
	{ "plate", 0x90c0bcae60df427c },
	{ "coast", 0x602136277c54e598 },
	{ "face", 0x14054f3578b463fb },
	{ "parts", 0xdc793996cff464b1 },
	{ "toy", 0x4fd03b3027ebb19c },
	{ "print", 0x23ab603366ac83f3 },
};

static uint64_t fnv(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3;
	return h;
}

static uint64_t hash_of(const char *style)
{
	static const char *const names[] = { "Product %d", "Ölkanne %d", "فنجان %d" };
	uint64_t h = 0xcbf29ce484222325;
	struct buf b = { .max = 1 << 20 };
	char name[64];

	for (int i = 0; i < 200; i++)
		for (int k = 0; k < 3; k++) {
			snprintf(name, sizeof(name), k == 0 ? names[0] : k == 1 ? names[1] : names[2], i);
			b.len = 0;
			art_draw(&b, art_find(str_c(style)), str_c(name));
			h = fnv(h, buf_view(&b));
		}
	buf_done(&b);
	return h;
}

static void same_bytes_as_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(drawings) / sizeof(drawings[0]); i++)
		if (hash_of(drawings[i].style) != drawings[i].hash)
			flunk("%s is not drawn as the reference draws it", drawings[i].style);
}

/* A bolt is drawn for a bolt: the same bytes as the reference draws for these names. */
static void drawn_after_the_name(void **state)
{
	static const char *const styles[] = { "parts", "toy" };
	static const char *const names[] = { "Hex BOLTS, M8", "Maulschlüssel", "Radmutter", "Zahnrad (groß)", "Auto",
		"Kleiner Hund", "TOP-spinner", "Beachball", "Écrou équerre",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxbolt", "Bus" };
	uint64_t h = 0xcbf29ce484222325;
	struct buf b = BUF_ON(mem(), 1 << 20);

	(void)state;
	for (size_t s = 0; s < sizeof(styles) / sizeof(styles[0]); s++)
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			b.len = 0;
			art_draw(&b, art_find(str_c(styles[s])), str_c(names[i]));
			h = fnv(h, buf_view(&b));
		}
	assert_int_equal(h, 0xc4275526c84c3e5f);
}

static void odd_names(void **state)
{
	struct buf b = BUF_ON(mem(), 1 << 20);

	(void)state;
	assert_null(art_find(STR("none")));
	art_draw(&b, art_find(STR("type")), STR(""));
	art_draw(&b, art_find(STR("type")), STR("<>&\""));
	assert_true(buf_ok(&b));
	assert_non_null(strstr(b.p, ">·</text>"));
	context_clear(context());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_bytes_as_the_reference),
		cmocka_unit_test(drawn_after_the_name),
		cmocka_unit_test(odd_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
