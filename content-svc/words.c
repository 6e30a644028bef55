#include "words.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

enum { WORDS_MOST = 20000, PHRASES_MOST = 600, PHRASE_CHARS = 80 };

static bool letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool vowel(char c)
{
	return strchr("aeiouy", lower(c)) != NULL && c;
}

/* Vowel groups, a silent final e apart; every word has one. */
static size_t syllables_of(struct str w)
{
	size_t n = 0;

	for (size_t i = 0; i < w.n; i++)
		n += vowel(w.p[i]) && (i == 0 || !vowel(w.p[i - 1]));
	if (n > 1 && lower(w.p[w.n - 1]) == 'e' && w.n > 2 && !vowel(w.p[w.n - 2]) && lower(w.p[w.n - 2]) != 'l')
		n--;
	return n ? n : 1;
}

int words_split(struct str text, struct words *ret)
{
	size_t cap = text.n / 2 + 1 < WORDS_MOST ? text.n / 2 + 1 : WORDS_MOST;
	bool open = false;

	*ret = (struct words){ .items = TRY_MEM(ARENA_ARRAY(mem(), struct str, cap)) };
	for (size_t i = 0; i < text.n && ret->n < cap;) {
		size_t from = i;

		while (i < text.n &&
			(letter((unsigned char)text.p[i]) ||
				(i > from && (text.p[i] == '-' || text.p[i] == '\'') && i + 1 < text.n &&
					letter((unsigned char)text.p[i + 1]))))
			i++;
		if (i > from) {
			ret->items[ret->n] = str_sub(text, from, i);
			ret->syllables += syllables_of(ret->items[ret->n++]);
			open = true;
			continue;
		}
		if (open && (text.p[i] == '.' || text.p[i] == '!' || text.p[i] == '?' || text.p[i] == '\n')) {
			ret->sentences++;
			open = false;
		}
		i++;
	}
	ret->sentences += open;
	return 0;
}

bool word_is_stop(struct str w)
{
	static const char *const stops[] = {
		"a",
		"about",
		"after",
		"all",
		"also",
		"an",
		"and",
		"any",
		"are",
		"as",
		"at",
		"be",
		"been",
		"but",
		"by",
		"can",
		"do",
		"does",
		"each",
		"for",
		"from",
		"get",
		"give",
		"go",
		"had",
		"has",
		"have",
		"how",
		"if",
		"in",
		"into",
		"is",
		"it",
		"its",
		"just",
		"like",
		"made",
		"make",
		"makes",
		"may",
		"more",
		"most",
		"no",
		"not",
		"now",
		"of",
		"on",
		"once",
		"one",
		"only",
		"or",
		"other",
		"our",
		"out",
		"over",
		"own",
		"so",
		"some",
		"such",
		"take",
		"than",
		"that",
		"the",
		"their",
		"them",
		"then",
		"there",
		"these",
		"they",
		"this",
		"those",
		"to",
		"today",
		"too",
		"up",
		"us",
		"use",
		"very",
		"want",
		"was",
		"way",
		"we",
		"well",
		"were",
		"what",
		"when",
		"where",
		"which",
		"while",
		"who",
		"why",
		"will",
		"with",
		"without",
		"you",
		"your",
		"yours",
		"it's",
		"that's",
		"you're",
		"add",
		"order",
		"buy",
	};

	for (size_t i = 0; i < ARRAY_LEN(stops); i++)
		if (str_ieq(w, str_c(stops[i])))
			return true;
	return w.n < 2;
}

bool words_have(const struct words *w, struct str phrase)
{
	struct words p;

	if (words_split(phrase, &p) < 0 || p.n == 0)
		return false;
	for (size_t i = 0; i + p.n <= w->n; i++) {
		size_t k = 0;

		while (k < p.n && str_ieq(w->items[i + k], p.items[k]))
			k++;
		if (k == p.n)
			return true;
	}
	return false;
}

struct phrase {
	struct str text;
	size_t words, count;
	double score;
};

struct phrases {
	struct phrase *items;
	size_t n;
};

static struct phrase *find_phrase(struct phrases *all, struct str text, size_t words)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->items[i].text, text))
			return &all->items[i];
	if (all->n == PHRASES_MOST)
		return NULL;
	all->items[all->n] = (struct phrase){ .text = text, .words = words };
	return &all->items[all->n++];
}

static struct str join(const struct str *w, size_t n)
{
	struct buf b = BUF_ON(mem(), PHRASE_CHARS);

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, ' ');
		for (size_t k = 0; k < w[i].n; k++)
			buf_char(&b, lower(w[i].p[k]));
	}
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

/* Neither end of a phrase is a stop word; a single word has three letters or more. */
static bool may_be(const struct str *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (word_is_stop(w[i]))
			return false;
	return n > 1 || (w[0].n >= 3 && !(w[0].p[0] >= '0' && w[0].p[0] <= '9'));
}

static int count_text(struct phrases *all, const struct words *w)
{
	for (size_t n = 1; n <= 3; n++) {
		for (size_t i = 0; i + n <= w->n; i++) {
			/* Words of a phrase stand side by side, with nothing but a space between. */
			bool adjacent = true;
			struct phrase *p;

			for (size_t k = 1; k < n; k++)
				adjacent = adjacent &&
					w->items[i + k].p == w->items[i + k - 1].p + w->items[i + k - 1].n + 1;
			if (!adjacent || !may_be(&w->items[i], n))
				continue;
			p = find_phrase(all, join(&w->items[i], n), n);
			if (p && p->text.p)
				p->count++;
		}
	}
	return 0;
}

static int by_score(const void *a, const void *b)
{
	const struct phrase *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->text.n < y->text.n ? 1 : x->text.n > y->text.n ? -1 : memcmp(x->text.p, y->text.p, x->text.n);
}

static bool within(struct str part, struct str whole)
{
	return part.n <= whole.n && memmem(whole.p, whole.n, part.p, part.n) != NULL;
}

int keywords_of(const struct words *w, const struct str *given, size_t ngiven, size_t n, struct vec *ret)
{
	struct phrases all = { TRY_MEM(ARENA_ARRAY(mem(), struct phrase, PHRASES_MOST)), 0 };
	struct str *out = TRY_MEM(ARENA_ARRAY(mem(), struct str, n));

	*ret = (struct vec){ out, 0 };
	for (size_t i = 0; i < ngiven; i++) {
		struct words g;
		struct phrase *p;

		TRY(words_split(given[i], &g));
		if (g.n == 0 || g.n > 4 || (p = find_phrase(&all, join(g.items, g.n), g.n)) == NULL || !p->text.p)
			continue;
		/* What comes first was named first: the product itself, then its category, then its facts. */
		p->score += 8.0 / (double)(i + 1);
	}
	TRY(count_text(&all, w));
	for (size_t i = 0; i < all.n; i++)
		all.items[i].score += (double)all.items[i].count * (double)all.items[i].words *
			(all.items[i].count > 1 ? 1 : 0.3);
	qsort(all.items, all.n, sizeof(*all.items), by_score);
	for (size_t i = 0; i < all.n && ret->n < n; i++) {
		bool told = !all.items[i].text.n;

		for (size_t k = 0; k < ret->n && !told; k++)
			told = within(all.items[i].text, out[k]);
		if (!told)
			out[ret->n++] = all.items[i].text;
	}
	return 0;
}
