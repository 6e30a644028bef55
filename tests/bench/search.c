/* Speed and size of the storefront's search: 10,000 products with texts of a shop, one JSON line a figure.
 *
 *	make bench-search        figures: build_ms (CPU), bytes, terms; query_us and query_us_worst (CPU) of words as they are, with a
 *	                         typing error in each, and begun; found_first: the share of queries for a product's own name, with one
 *	                         typing error in one of its words, whose first ten hold the product
 *
 * Words are made of syllables and drawn by Zipf's law, so that few are common and most are rare, as in texts. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/context.h"
#include "search.h"

enum { PRODUCTS = 10000, VOCABULARY = 30000, QUERIES = 400 };

static char words[VOCABULARY][16];
static double heap[VOCABULARY];
static uint64_t seed = 1;

static double chance(void)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (double)(seed >> 11) / 9007199254740992.0;
}

static void make_words(void)
{
	static const char *const syllables[] = { "ba", "ce", "di", "fo", "gu", "ha", "jen", "ki", "lor", "ma", "nes",
		"pi", "qua", "ro", "sta", "ter", "ul", "ver", "wen", "xi", "yar", "zon", "bri", "cha" };
	double sum = 0;

	for (int i = 0; i < VOCABULARY; i++) {
		int n = 2 + (int)(chance() * 3);

		for (char *at = words[i]; n--;)
			at = stpcpy(at, syllables[(size_t)(chance() * 24)]);
		heap[i] = sum += 1.0 / (i + 2);
	}
}

static const char *word(void)
{
	double x = chance() * heap[VOCABULARY - 1];
	int low = 0, high = VOCABULARY - 1;

	while (low < high) {
		int mid = (low + high) / 2;

		if (heap[mid] < x)
			low = mid + 1;
		else
			high = mid;
	}
	return words[low];
}

static struct str text(int n)
{
	struct buf b = BUF_ON(mem(), 4096);

	while (n--) {
		if (b.len)
			buf_char(&b, ' ');
		buf_c(&b, word());
	}
	return buf_view(&b);
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void print(const char *figure, const char *part, double value, int n)
{
	printf("{\"set\":\"bench-search\",\"figure\":\"%s\",\"part\":\"%s\",\"value\":%.2f,\"n\":%d}\n", figure, part,
		value, n);
}

/* Two letters that follow each other change places, or one is left out. */
static struct str mistyped(struct str s)
{
	char *p = arena_strndup(mem(), s.p, s.n);
	size_t at = 1 + (size_t)(chance() * (double)(s.n - 3));

	while (p[at] == ' ' || p[at + 1] == ' ')
		at = at > 1 ? at - 1 : at + 2;
	if (chance() < 0.5) {
		char c = p[at];

		p[at] = p[at + 1];
		p[at + 1] = c;
		return (struct str){ p, s.n };
	}
	memmove(p + at, p + at + 1, s.n - at);
	return (struct str){ p, s.n - 1 };
}

static void measure(const struct search_index *x, const char *part, struct str *queries)
{
	double worst = 0, began = cpu_ms();

	for (int i = 0; i < QUERIES; i++) {
		double before = cpu_ms(), took;
		struct search_result r;
		struct arena a;

		arena_init(&a, 0);
		if (search_find(&a, x, queries[i], &r) < 0)
			abort();
		arena_done(&a);
		took = cpu_ms() - before;
		worst = took > worst ? took : worst;
	}
	print("query_us", part, (cpu_ms() - began) * 1e3 / QUERIES, QUERIES);
	print("query_us_worst", part, worst * 1e3, QUERIES);
}

static void measure_names(const struct search_index *x, const struct shop *s)
{
	int found = 0;

	for (int i = 0; i < QUERIES; i++) {
		uint32_t doc = (uint32_t)(chance() * PRODUCTS);
		struct search_result r;

		if (search_find(mem(), x, mistyped(s->products[doc].name), &r) < 0)
			abort();
		for (size_t k = 0; k < r.n && k < 10; k++)
			found += r.docs[k] == doc;
	}
	print("found_first", "one typing error in a name", (double)found / QUERIES, QUERIES);
}

int main(void)
{
	struct shop s = { .nproducts = PRODUCTS, .ncategories = 40 };
	struct buf b = { .max = SEARCH_FILE_MAX };
	struct str exact[QUERIES], wrong[QUERIES], begun[QUERIES];
	struct search_index x;
	double began;

	make_words();
	s.products = ARENA_ARRAY(mem(), struct product, PRODUCTS);
	s.categories = ARENA_ARRAY(mem(), struct category, 40);
	for (int i = 0; i < 40; i++)
		s.categories[i].name = text(1);
	for (int i = 0; i < PRODUCTS; i++)
		s.products[i] = (struct product){ .name = text(3),
			.sku = str_printf(mem(), "SKU-%d", i),
			.description = text(80),
			.category = i % 40 };
	began = cpu_ms();
	if (search_build(&b, &s, NULL, 0) < 0 || !search_open(buf_view(&b), &x))
		abort();
	print("build_ms", "10,000 products, 80 words each", cpu_ms() - began, PRODUCTS);
	print("bytes", "index", (double)b.len, PRODUCTS);
	print("terms", "index", x.nterms, PRODUCTS);
	for (int i = 0; i < QUERIES; i++) {
		exact[i] = text(2);
		wrong[i] = str_printf(mem(), "%.*s %.*s", STR_FMT(mistyped(text(1))), STR_FMT(mistyped(text(1))));
		begun[i] = str_sub(text(1), 0, 3);
	}
	measure(&x, "two words", exact);
	measure(&x, "two words mistyped", wrong);
	measure(&x, "three letters of a word", begun);
	measure_names(&x, &s);
	buf_done(&b);
	context_done(context());
	return 0;
}
