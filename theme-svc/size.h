/* Size: how large a flat thing is, from the words of its features: "50 × 70 cm", "8x10 in", "A3".
 *
 * Width comes first, as merchants write it; a third measure (depth) is passed over. Pure; never suspends.
 */
#ifndef THEME_SIZE_H
#define THEME_SIZE_H

#include "base/str.h"

enum { SIZE_LEAST = 10, SIZE_MOST = 3000 }; /* millimetres: what is smaller or larger hangs on no wall */

struct size {
	struct str label;      /* as written, a view into the text; n = 0: no size */
	int64_t width, height; /* millimetres, SIZE_LEAST..SIZE_MOST each */
};

/* The first size that text tells of. text is UTF-8. */
bool size_find(struct str text, struct size *ret);

#endif
