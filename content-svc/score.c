#include "score.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

enum { PARTS_MOST = 8 };

struct scoring {
	struct content_score *parts;
	double weights[PARTS_MOST];
	size_t n;
};

static void add(struct scoring *s, const char *name, double weight, double value, struct str explanation)
{
	if (s->n == PARTS_MOST)
		return;
	value = value < 0 ? 0 : value > 1 ? 1 : value;
	s->weights[s->n] = weight;
	s->parts[s->n++] = (struct content_score){ str_c(name), value, explanation };
}

/* Words that each kind should have: R113 for products, two or three paragraphs for pages, a line for lines. */
static const struct {
	const char *type;
	size_t low, high;
} ranges[] = {
	{ "product_description", 60, 200 },
	{ "home", 40, 250 },
	{ "about", 60, 300 },
	{ "headline", 3, 14 },
	{ "tagline", 3, 16 },
	{ "meta_description", 10, 30 },
	{ "email", 50, 250 },
	{ "marketing", 8, 60 },
	{ "marketing_copy", 8, 60 },
	{ "social_post", 8, 60 },
	{ "title", 2, 12 },
	{ "category_description", 30, 110 },
	{ "shipping", 60, 500 },
	{ "returns", 60, 500 },
	{ "privacy", 80, 700 },
	{ "terms", 80, 700 },
};

static void judge_length(struct scoring *s, struct str type, const struct content_inputs *in, const struct words *w)
{
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		size_t low = ranges[i].low, high = ranges[i].high;
		double off;

		if (!str_is(type, ranges[i].type))
			continue;
		/* With four facts a product's text has 150 words or more; with fewer it is not padded. */
		if (i == 0 && in->features.n >= 4)
			low = 150;
		else if (i == 0)
			high = 120;
		off = w->n < low      ? (double)(low - w->n) / (double)low
			: w->n > high ? (double)(w->n - high) / (double)high
				      : 0;
		add(s, "length", 2, 1 - 2 * off,
			str_printf(mem(), "%zu words; %zu to %zu are right for this kind of text", w->n, low, high));
	}
}

static void judge_facts(struct scoring *s, const struct content_inputs *in, const struct words *w)
{
	const struct str *facts = in->features.items;
	size_t told = 0;

	if (in->features.n == 0)
		return;
	for (size_t i = 0; i < in->features.n; i++) {
		struct words f;
		size_t hit = 0, content = 0;

		if (words_split(facts[i], &f) < 0)
			return;
		for (size_t k = 0; k < f.n; k++) {
			if (word_is_stop(f.items[k]))
				continue;
			content++;
			hit += words_have(w, f.items[k]);
		}
		told += content == 0 || 2 * hit >= content;
	}
	add(s, "facts", 3, (double)told / (double)in->features.n,
		str_printf(mem(), "%zu of %zu facts are told", told, in->features.n));
}

static void judge_name(struct scoring *s, struct str name, const struct words *w)
{
	size_t first = w->n < 30 ? w->n : 30;
	struct words opening = { .items = w->items, .n = first };
	bool early, anywhere;

	if (!name.n)
		return;
	early = words_have(&opening, name);
	anywhere = early || words_have(w, name);
	add(s, "name", 2,
		early              ? 1
			: anywhere ? 0.6
				   : 0,
		early              ? STR("The name stands in the first 30 words, where search engines and readers look")
			: anywhere ? STR("The name comes late")
				   : STR("The name is missing"));
}

/* Flesch reading ease: 206.835 - 1.015 words/sentence - 84.6 syllables/word (Flesch 1948). 60 to 70 is plain
 * English; marketing copy may be a little harder. */
static void judge_ease(struct scoring *s, const struct words *w)
{
	double ease;

	if (w->n < 20)
		return;
	ease = 206.835 - 1.015 * (double)w->n / (double)w->sentences - 84.6 * (double)w->syllables / (double)w->n;
	add(s, "readability", 2, ease >= 50 ? 1 : ease / 50,
		str_printf(mem(), "Flesch reading ease %.0f; %zu words a sentence", ease, w->n / w->sentences));
}

/* Share of content words that are not the fifth or later use of the same word. */
static void judge_repetition(struct scoring *s, const struct words *w)
{
	size_t content = 0, tired = 0;

	if (w->n < 20)
		return;
	for (size_t i = 0; i < w->n && i < 1000; i++) {
		size_t before = 0;

		if (word_is_stop(w->items[i]))
			continue;
		content++;
		for (size_t k = 0; k < i; k++)
			before += str_ieq(w->items[k], w->items[i]);
		tired += before >= 5;
	}
	add(s, "variety", 1, content ? 1 - 4 * (double)tired / (double)content : 1,
		tired ? str_printf(mem(), "%zu words are said for the sixth time or more", tired)
		      : STR("No word is worn out"));
}

static void judge_call(struct scoring *s, struct str type, const struct words *w)
{
	static const char *const calls[] = { "add", "order", "choose", "pick", "take", "find", "try", "get", "buy",
		"bring", "see", "put", "make", "give", "go", "start", "treat", "have" };
	size_t from = w->n > 25 ? w->n - 25 : 0;
	bool found = false;

	if (!str_is(type, "product_description"))
		return;
	for (size_t i = from; i < w->n; i++)
		for (size_t k = 0; k < ARRAY_LEN(calls); k++)
			found = found || str_ieq(w->items[i], str_c(calls[k]));
	add(s, "call_to_action", 1, found ? 1 : 0,
		found ? STR("It ends by asking the reader to act")
		      : STR("It does not ask the reader to act at the end"));
}

int score_text(
	struct str content_type, const struct content_inputs *in, const struct words *w, struct content_reply *ret)
{
	struct scoring s = { .parts = TRY_MEM(ARENA_ARRAY(mem(), struct content_score, PARTS_MOST)) };
	double sum = 0, weights = 0;

	judge_length(&s, content_type, in, w);
	judge_facts(&s, in, w);
	judge_name(&s, in->product_name.n ? in->product_name : in->store_name, w);
	judge_ease(&s, w);
	judge_repetition(&s, w);
	judge_call(&s, content_type, w);
	for (size_t i = 0; i < s.n; i++) {
		sum += s.weights[i] * s.parts[i].value;
		weights += s.weights[i];
	}
	ret->scores = (struct vec){ s.parts, s.n };
	ret->quality_score = weights > 0 ? (double)(int)(sum / weights * 100 + 0.5) / 100 : 0;
	return 0;
}
