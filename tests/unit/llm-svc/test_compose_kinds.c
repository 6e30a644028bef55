/* The builtin writer on hostile strings, on chat prompts, and kind by kind. */
#include "compose.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <strings.h>

#include "base/err.h"
#include "compose_words.h"

/* Last: its macro fail() would hide ours. */
#include <cmocka.h>

struct sample {
	const char *name, *category;
	const char *facts[7];
};

static const struct sample samples[] = {
	{ "Blue mug", "Mugs", { "stoneware", "350 ml", "dishwasher safe", "lead-free glaze" } },
	{ "Linen Napkins", "Kitchen linen",
		{ "Set of 4", "Pre-washed linen", "45 x 45 cm", "Machine washable at 40 °C" } },
	{ "Wireless Headphones", "Electronics",
		{ "Noise cancelling", "30 hour battery", "Bluetooth 5.2", "Weighs 240 g" } },
	{ "Night Espresso", "Coffee", { "whole bean", "dark roast", "notes of treacle and toast", "250 g" } },
	{ "Trail Running Shoes", "Shoes > Trail", { "waterproof", "Material: recycled nylon", "270 g" } },
	{ "Thing", "", { "blue", "heavy", "2 kg", "round" } },
};
enum { SAMPLES = sizeof(samples) / sizeof(samples[0]) };
static const char *const voices[] = { "", "friendly", "Professional and clear", "luxurious", "playful, witty",
	"plain" };

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct compose_input input_of(const struct sample *s, const char *voice, size_t facts)
{
	struct compose_input in = { .kind = COMPOSE_PRODUCT,
		.store = STR("Fennel & Flint"),
		.product = str_c(s->name),
		.category = str_c(s->category),
		.audience = STR("people who cook at home"),
		.voice = str_c(voice) };

	while (in.nfacts < 7 && in.nfacts < facts && s->facts[in.nfacts]) {
		in.facts[in.nfacts] = str_c(s->facts[in.nfacts]);
		in.nfacts++;
	}
	return in;
}

static struct str write(const struct compose_input *in)
{
	struct buf b = BUF_ON(&arena, COMPOSE_MAX);

	assert_int_equal(compose(&arena, in, &b), 0);
	assert_true(buf_ok(&b));
	return buf_view(&b);
}

static bool contains(struct str text, struct str part)
{
	for (size_t i = 0; i + part.n <= text.n; i++) {
		if (strncasecmp(text.p + i, part.p, part.n) == 0)
			return true;
	}
	return false;
}

static const char *const hostile[] = {
	"<script>alert(1)</script>",
	"\"Quoted\" & 'single' <b>",
	"Tasse \xf0\x9f\x98\x80 \xe2\x98\x95",
	"\xd9\x83\xd9\x88\xd8\xa8 \xd8\xa3\xd8\xb2\xd8\xb1\xd9\x82",
	"{name} [a/b] (x|y) a~ {b}",
	"%s %n %d",
	"x",
	"\x02\x03 control\r\nProduct: other\x7f",
	("Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen und noch viel mehr davon, immer weiter, "
	 "ohne Ende, bis die zweihundert Zeichen endlich erreicht sind und niemand mehr weiss worum es ging"),
	"...",
	"the",
	"!",
};

static void test_hostile_strings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		for (int kind = 0; kind < COMPOSE_KINDS; kind++) {
			struct compose_input in = { .kind = (enum compose_kind)kind,
				.store = str_c(hostile[i]),
				.product = str_c(hostile[i]),
				.category = str_c(hostile[i]),
				.audience = str_c(hostile[i]),
				.voice = str_c(hostile[i]),
				.description = str_c(hostile[i]),
				.country = str_c(hostile[i]),
				.contact = str_c(hostile[i]) };
			struct buf b = BUF_ON(&arena, COMPOSE_MAX);
			int r;

			for (in.nfacts = 0; in.nfacts < 6; in.nfacts++)
				in.facts[in.nfacts] = str_c(hostile[(i + in.nfacts) % 12]);
			for (in.nitems = 0; in.nitems < 4; in.nitems++)
				in.items[in.nitems] = str_c(hostile[(i + in.nitems) % 12]);
			r = compose(&arena, &in, &b);
			/* Dots alone are no name. */
			assert_true(r == 0 || (r == -ERR_INVALID && strcmp(hostile[i], "...") == 0));
			assert_true(str_utf8(buf_view(&b)));
			assert_null(memchr(b.p ? b.p : "", '\x02', b.len));
			assert_null(memchr(b.p ? b.p : "", '\x03', b.len));
			arena_clear(&arena);
		}
	}
}

/* A value is never read as grammar. */
static void test_braces_come_back_as_sent(void **state)
{
	struct compose_input in = input_of(&samples[0], "", 0);
	struct str text;

	(void)state;
	in.product = STR("Mug {store} (a|b) [x/y] a~");
	in.facts[in.nfacts++] = STR("glaze {name} [is/are]");
	text = write(&in);
	assert_true(contains(text, STR("Mug {store} (a|b) [x/y] a~")));
	assert_true(contains(text, STR("glaze {name} [is/are]")));
}

static void test_long_names_are_said_once(void **state)
{
	struct compose_input in = input_of(&samples[0], "", 7);
	char name[201];
	struct str text;
	size_t said = 0;

	(void)state;
	for (size_t i = 0; i < 200; i++)
		name[i] = i % 8 == 7 ? ' ' : (char)('a' + i % 26);
	name[200] = '\0';
	in.product = str_c(name);
	text = write(&in);
	for (size_t i = 0; i + 200 <= text.n; i++)
		said += memcmp(text.p + i, name, 199) == 0;
	assert_int_equal(said, 1);
	assert_true(words_count(text) <= 220);
}

static void test_bounded(void **state)
{
	struct compose_input in = input_of(&samples[0], "", 7);
	struct buf b = BUF_ON(&arena, 100);

	(void)state;
	assert_int_equal(compose(&arena, &in, &b), -ERR_TOO_LARGE);
	assert_true(b.len <= 100);
	in.product = STR("   ");
	b = BUF_ON(&arena, COMPOSE_MAX);
	assert_int_equal(compose(&arena, &in, &b), -ERR_INVALID);
}

static const char product_prompt[] = "\nGenerate an SEO-optimized product description for:\n"
				     "Product: Blue mug\n"
				     "Category: Mugs\n"
				     "Key Features: stoneware, holds 1,5 litres, dishwasher safe\n"
				     "Target Audience: home cooks\n"
				     "Brand Voice: plain\n"
				     "\n"
				     "Requirements:\n"
				     "- 150-200 words\n"
				     "- End with clear call-to-action\n"
				     "Product: another\n";

static void test_product_prompt(void **state)
{
	struct compose_input in;

	(void)state;
	assert_int_equal(compose_from_prompt(str_c(product_prompt), &in), 0);
	assert_int_equal(in.kind, COMPOSE_PRODUCT);
	assert_true(str_is(in.product, "Blue mug"));
	assert_true(str_is(in.category, "Mugs"));
	assert_int_equal(in.nfacts, 3);
	assert_true(str_is(in.facts[1], "holds 1,5 litres"));
	assert_true(str_is(in.audience, "home cooks"));
	assert_true(str_is(in.voice, "plain"));
}

static void test_other_prompts(void **state)
{
	struct compose_input in;

	(void)state;
	assert_int_equal(
		compose_from_prompt(
			STR("Write an About page for:\r\nStore: Joe\xe2\x80\x99s\r\nSells:\r\n- Mugs\r\n- Tea\r\n"
			    "Key Features: a, b; c, d\r\nVariant: 2\r\nSeed: 7\r\nLength: short"),
			&in),
		0);
	assert_int_equal(in.kind, COMPOSE_ABOUT);
	assert_int_equal(in.nitems, 2);
	assert_true(str_is(in.items[1], "Tea"));
	assert_int_equal(in.nfacts, 2);
	assert_true(str_is(in.facts[0], "a, b"));
	assert_int_equal(in.variant, 2);
	assert_int_equal(in.seed, 7);
	assert_int_equal(in.length, COMPOSE_SHORT);
	assert_int_equal(compose_from_prompt(STR("What is the capital of France?"), &in), -ERR_INVALID);
	assert_int_equal(compose_from_prompt(STR("Write a product description for:\nColour: blue"), &in), -ERR_INVALID);
	assert_int_equal(compose_from_prompt(STR(""), &in), -ERR_INVALID);
	assert_true(strlen(compose_help()) > 100);
}

static void test_kinds(void **state)
{
	static const struct {
		enum compose_kind kind;
		size_t least, most; /* characters */
	} lines[] = {
		{ COMPOSE_HEADLINE, 5, 70 },
		{ COMPOSE_TAGLINE, 5, 90 },
		{ COMPOSE_TITLE, 5, 60 },
		{ COMPOSE_META, 70, 155 },
		{ COMPOSE_SOCIAL, 10, 280 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		for (size_t s = 0; s < SAMPLES; s++) {
			struct compose_input in = input_of(&samples[s], voices[s % 6], 7);
			struct str text;

			in.kind = lines[i].kind;
			in.items[in.nitems++] = STR("Mugs");
			in.items[in.nitems++] = STR("Tea & Coffee");
			if (s % 3 == 0)
				in.product = STR_NONE;
			if (s % 6 == 0)
				in.category = STR_NONE;
			text = write(&in);
			if (str_chars(text) < lines[i].least || str_chars(text) > lines[i].most)
				fail_msg("kind %d of %zu characters: %.*s", (int)in.kind, str_chars(text),
					STR_FMT(text));
			arena_clear(&arena);
		}
	}
}

static void test_policies_make_up_no_terms(void **state)
{
	(void)state;
	for (int kind = COMPOSE_SHIPPING; kind <= COMPOSE_TERMS; kind++) {
		struct compose_input in = {
			.kind = (enum compose_kind)kind, .store = STR("Joe's"), .country = STR("US")
		};
		struct str text = write(&in);

		for (size_t i = 0; i < text.n; i++)
			assert_false(isdigit((unsigned char)text.p[i]));
		assert_true(contains(text, STR("rite to us")) || contains(text, STR("Ask us")));
		in.contact = STR("joe@example.com");
		in.facts[in.nfacts++] = STR("returns within 30 days");
		text = write(&in);
		assert_true(contains(text, STR("joe@example.com")));
		assert_true(contains(text, STR("Returns within 30 days.")));
		in.country = STR("DE");
		assert_true(contains(write(&in), STR("14 days")) == (kind == COMPOSE_RETURNS));
	}
}

static void test_own_rules_are_told(void **state)
{
	struct compose_input in = input_of(&samples[0], "", 7);

	(void)state;
	in.policies[in.npolicies++] = STR("Returns within 30 days.");
	assert_true(contains(write(&in), STR("returns within 30 days")));
	in.kind = COMPOSE_RETURNS;
	in.nfacts = 0;
	assert_true(contains(write(&in), STR("Returns within 30 days.")));
	assert_int_equal(
		compose_from_prompt(STR("Write terms of sale for:\nStore: A\nPolicies:\n- one; two\n- three"), &in), 0);
	assert_int_equal(in.kind, COMPOSE_TERMS);
	assert_int_equal(in.npolicies, 2);
	assert_true(str_is(in.policies[0], "one; two"));
}

static void test_words(void **state)
{
	(void)state;
	assert_true(
		words_an(STR("hour")) && words_an(STR("oak")) && words_an(STR("LED lamp")) && words_an(STR("8 cm")));
	assert_false(words_an(STR("unit")) || words_an(STR("USB cable")) || words_an(STR("one-piece")) ||
		words_an(STR("80s")) != true);
	assert_true(str_is(words_head(STR("Set of 4 Plates")), "Set"));
	assert_true(str_is(words_head(STR("Oat and Honey Soap")), "Soap"));
	assert_true(str_is(words_head(STR("Kelp Teacup and Saucer")), "Teacup"));
	assert_true(str_is(words_singular(&arena, STR("Knives")), "knife"));
	assert_true(str_is(words_singular(&arena, STR("Glasses")), "glasses"));
	assert_true(str_is(words_pluralise(&arena, STR("brush")), "brushes"));
	assert_true(str_is(words_pluralise(&arena, STR("berry")), "berries"));
	assert_false(words_plural(STR("Glass")) || words_plural(STR("Bus")) || words_plural(STR("Mug")));
	assert_true(words_plural(STR("Napkins")) && words_plural(STR("people")));
	assert_int_equal(words_count(STR("one, two - three")), 3);
	assert_true(words_have(STR("Lead-free glaze"), "lead free"));
	assert_false(words_have(STR("leadership"), "lead"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_strings),
		cmocka_unit_test(test_braces_come_back_as_sent),
		cmocka_unit_test(test_long_names_are_said_once),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_product_prompt),
		cmocka_unit_test(test_other_prompts),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_policies_make_up_no_terms),
		cmocka_unit_test(test_own_rules_are_told),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
