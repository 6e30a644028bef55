/* Search: a store's products by words, with typing errors forgiven. One file a version (and language), made once at publish.
 *
 * Ranking is BM25F (Robertson, Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond", 2009): a word's weight in a
 * product is the sum over its fields of weight · count / length norm, saturated by K1, times the word's idf. Everything but the
 * idf is worked out when the index is made and stands in it as one byte.
 *
 * A word is looked up as it is, with and without the endings of plurals, and, the last word of a query, as the beginning of
 * longer words. Only one that is not found so is looked up with typing errors: none up to 2 letters, 1 up to 5, 2 beyond
 * (insertion, deletion, substitution, transposition of neighbours: the "optimal string alignment" form of Damerau-Levenshtein);
 * of what is found the nearest stay. A product must cover most of what can be covered of the query (by idf).
 *
 * Nothing here touches context(): search_build runs in the offload pool.
 */
#ifndef THEME_SEARCH_H
#define THEME_SEARCH_H

#include "shop.h"

enum {
	SEARCH_QUERY_MAX = 100, /* code points of a query that are looked at */
	SEARCH_WORDS_MAX = 8,   /* words of a query that are */
	SEARCH_FILE_MAX = 64 << 20,
};

/* others: the same store in its further languages, whose descriptions are found too. Appends the index of s; `to` should be a malloc'd buf of SEARCH_FILE_MAX. 0 or -ERR_NOMEM, -ERR_TOO_LARGE. */
int search_build(struct buf *to, const struct shop *s, const struct shop *const *others, size_t nothers);

struct search_index {
	const unsigned char *p;
	size_t n;
	uint32_t ndocs, nterms, nblocks;
	uint32_t blocks_at, terms_at, postings_at;
};

/* bytes must outlive ret. False when they are no index; one that is damaged is read within its bounds all the same, with
 * wrong answers. */
bool search_open(struct str bytes, struct search_index *ret);

struct search_result {
	uint32_t *docs;       /* indexes into shop.products, best first */
	size_t n;             /* all that match */
	struct str corrected; /* "did you mean": the query with its errors mended; p = NULL when nothing was mended */
};

/* In arena a. 0 or -ERR_NOMEM. */
int search_find(struct arena *a, const struct search_index *index, struct str query, struct search_result *ret);

#endif
