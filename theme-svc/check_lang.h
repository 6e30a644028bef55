/* Language tags: is the primary subtag one that the IANA registry knows? Pure. */
#ifndef THEME_CHECK_LANG_H
#define THEME_CHECK_LANG_H

#include "base/str.h"

/* The primary subtag alone decides, case folded: "en-US-GB" is known, "eng" and "i-lux" are not. */
bool check_lang_known(struct str tag);

#endif
