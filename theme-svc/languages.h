/* Languages of a store: business_info.languages as tags that may stand in HTML and as first part of an address. Pure. */
#ifndef THEME_LANGUAGES_H
#define THEME_LANGUAGES_H

#include "web/json.h"

enum { LANGUAGES_MAX = 10 };

struct languages {
	struct str tags[LANGUAGES_MAX]; /* the first is the store's own, the one its texts are in; views */
	size_t n;                       /* 1 or more */
};

/* From the configuration; "en" when it names none. Later ones must begin with two or three letters: no address of a page does. Each
 * once, whatever its case. */
void languages_read(const struct json *configuration, struct languages *ret);
bool language_is_rtl(struct str tag);
/* Its name in itself, "Deutsch"; the tag when it is not among those that we know. */
struct str language_name(struct str tag);

#endif
