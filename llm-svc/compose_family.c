/* Which family of things a product belongs to, by the words of its name and category. */
#include "compose_facts.h"
#include "compose_words.h"

/* Nouns are listed in the singular; "~" marks those without article and plural. */
static bool noun_in(const struct family *f, struct str word, bool *ret_mass)
{
	for (const char *p = f->nouns; *p;) {
		size_t n = strcspn(p, "|");
		bool mass = *p == '~';
		struct str entry = { p + mass, n - mass };

		if (str_ieq(entry, word)) {
			*ret_mass = mass;
			return true;
		}
		p += n + (p[n] == '|');
	}
	return false;
}

bool family_mass(const struct family *f, struct str noun)
{
	bool mass = false;

	return noun.n && noun_in(f, noun, &mass) && mass;
}

/* "soap dish": the last two words up to the head, when there are two. */
static struct str head_pair(struct str name, struct str head)
{
	size_t end = (size_t)(head.p - name.p), at;

	if (!head.n || end < 2 || name.p[end - 1] != ' ')
		return STR_NONE;
	for (at = end - 1; at && name.p[at - 1] != ' ';)
		at--;
	return str_sub(name, at, end + head.n);
}

static const struct family *family_by_word(struct arena *a, struct str word, struct str *ret_noun)
{
	struct str one = words_singular(a, word);
	bool mass;

	for (size_t i = 0; i + 1 < families_n; i++) {
		if (noun_in(&families[i], one, &mass)) {
			*ret_noun = one;
			return &families[i];
		}
		if (noun_in(&families[i], word, &mass)) {
			*ret_noun = word;
			return &families[i];
		}
	}
	return NULL;
}

/* By pair, by head. */
static const struct family *family_by_head(struct arena *a, struct str name, struct str *ret_noun)
{
	struct str head = words_head(name);
	const struct family *f = family_by_word(a, head_pair(name, head), ret_noun);

	return f ? f : family_by_word(a, head, ret_noun);
}

/* "Bottle of Ink": the family is the content's, and there is no noun to call it by. */
static struct str content_of(struct str name)
{
	struct str rest = name, first = words_next(&rest), second;

	while (first.n &&
		!words_listed(first, "bottle|set|pack|pair|box|bag|tin|jar|case|roll|bundle|bar|sheet|tube|pot")) {
		first = words_next(&rest);
	}
	second = words_next(&rest);
	return words_listed(second, "of") ? str_trim(rest) : STR_NONE;
}

const struct family *family_of(struct arena *a, struct str product, struct str category, struct str *ret_noun)
{
	struct str content = content_of(product);
	struct str sources[2] = { category, product };
	const struct family *f;
	struct str ignored;

	*ret_noun = STR_NONE;
	if (content.n && (f = family_by_head(a, content, &ignored)))
		return f;
	if (!content.n && (f = family_by_head(a, product, ret_noun)))
		return f;
	*ret_noun = STR_NONE;
	if ((f = family_by_head(a, category, &ignored)))
		return f;
	for (size_t s = 0; s < 2; s++) {
		struct str rest = sources[s], w, words[24];
		size_t n = 0;

		while (n < 24 && (w = words_next(&rest)).n)
			words[n++] = w;
		while (n--) {
			/* Only the head names the thing: "tea towel" is no tea, "soap dish" no soap. */
			if ((f = family_by_word(a, words[n], &ignored)))
				return f;
		}
	}
	return &families[families_n - 1];
}
