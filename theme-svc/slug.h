/* Slug: words for addresses, lower-case ASCII letters, digits and single hyphens. Pure; never suspends. */
#ifndef THEME_SLUG_H
#define THEME_SLUG_H

#include "base/str.h"

enum { SLUG_MAX = 80 };

/* text (valid UTF-8) as a slug: Latin, Greek and Cyrillic letters are transliterated, other scripts dropped; cut at a
 * hyphen near SLUG_MAX. "" when nothing is left. Writes at most SLUG_MAX + 1 bytes, NUL included. */
void slug_make(struct str text, char ret[SLUG_MAX + 1]);

/* The slugs in use, so that each is given once: a hash set in an arena. */
struct slug_set {
	struct arena *arena;
	const char **slots;
	size_t n, cap;
};

/* The slug of text, else of fallback, else a hash of text; where it is taken, fallback's slug is added, then "-2",
 * "-3" …. NUL-terminated in set->arena; p = NULL when out of memory. The same texts in the same order give the same slugs. */
struct str slug_take(struct slug_set *set, struct str text, struct str fallback);

#endif
