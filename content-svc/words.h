/* Words: a text cut into words, and the keywords that shoppers would search it by. Pure. */
#ifndef CONTENT_WORDS_H
#define CONTENT_WORDS_H

#include "base/str.h"
#include "web/schema.h"

struct words {
	struct str *items; /* views into the text, letters and digits with inner hyphens and apostrophes */
	size_t n;
	size_t sentences; /* at least 1 when there is a word */
	size_t syllables; /* of English, by vowel groups */
};

/* At most 20,000 words are read. 0 or -ERR_NOMEM. */
int words_split(struct str text, struct words *ret);
bool word_is_stop(struct str w);
/* Does text hold the phrase, letter case and the space between words apart? */
bool words_have(const struct words *w, struct str phrase);

/* Phrases of one to three words, best first, at most n: those that the merchant gave weigh most, then how often the text
 * repeats them. Lower case, in mem(). */
int keywords_of(const struct words *w, const struct str *given, size_t ngiven, size_t n, struct vec *ret);

#endif
