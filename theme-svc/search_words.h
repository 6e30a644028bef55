/* Search words: a text cut into words that compare equal however they were typed: case, accents, vowel signs, the Arabic article and
 * full width are folded away. Scripts that put no spaces between words (Han, Kana, Hangul, Thai, Khmer, …) give pairs of neighbouring
 * letters instead, one letter where it stands alone. Arabic has spaces, so it gives words: they bear typing errors, pairs would not.
 *
 * Pure; never suspends, allocates nothing: also for the offload pool.
 */
#ifndef THEME_SEARCH_WORDS_H
#define THEME_SEARCH_WORDS_H

#include "base/str.h"

enum { SEARCH_CHARS = 32, SEARCH_WORD = 4 * SEARCH_CHARS }; /* of a word, the rest is cut off */

struct search_word {
	char text[SEARCH_WORD]; /* folded UTF-8, not NUL-terminated */
	size_t n, chars;        /* bytes, code points */
	bool pair;              /* of a script without spaces */
	struct str from;        /* as it stands in the text */
};

struct search_text {
	struct str rest;
	bool in_run; /* rest begins with a letter that was the second of a pair */
};

/* Valid UTF-8 or not: bytes that are none part words. False at the end. */
bool search_next(struct search_text *t, struct search_word *ret);

#endif
