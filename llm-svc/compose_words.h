/* compose_words: English on the level of words: articles, number, heads, lists. Pure. */
#ifndef LLM_COMPOSE_WORDS_H
#define LLM_COMPOSE_WORDS_H

#include "base/str.h"

/* One line: control characters and runs of space become one space; trimmed, also of closing ".,;:".
 * Memory from a; absent stays absent, and empty becomes absent. */
struct str words_clean(struct arena *a, struct str s);

/* Words as a reader counts them: runs between spaces that hold a letter, a digit or a non-ASCII byte. */
size_t words_count(struct str s);

/* Takes the next word off *rest (letters, digits, - and ' and non-ASCII bytes); n == 0 at the end. */
struct str words_next(struct str *rest);
/* s holds the words of phrase (ASCII, lower case) side by side, in any case. "-" equals a space. */
bool words_have(struct str s, const char *phrase);
/* list is "mug|cup|tea cup"; true when w equals one entry, any case. */
bool words_listed(struct str w, const char *list);

/* "an" before this word? By sound: an hour, a unit, an LED, an 8. */
bool words_an(struct str next);
bool words_plural(struct str noun);
/* Lower case; what is not a regular plural comes back as it is. */
struct str words_singular(struct arena *a, struct str noun);
struct str words_pluralise(struct arena *a, struct str noun);
/* The word that decides the number of a name: "Set of 4 Plates" Set, "Scissors for kids" Scissors. */
struct str words_head(struct str name);
/* Begins with an article, a possessive or a numeral, so that "the" must not stand before it. */
bool words_determined(struct str name);
/* First letter small, unless the first word is an acronym or a name with inner capitals. */
struct str words_lower_first(struct arena *a, struct str s);
/* Keeps its capital wherever it stands: "Portuguese", "Bluetooth", "Christmas". */
bool words_proper(struct str w);
/* A title as it reads inside a sentence: "Bowls & Plates" → "bowls & plates"; acronyms, names with
 * inner capitals and proper words stay. */
struct str words_lower_title(struct arena *a, struct str title);
/* "a", "a and b", "a, b, and c". */
struct str words_join(struct arena *a, const struct str *items, size_t n);

#endif
