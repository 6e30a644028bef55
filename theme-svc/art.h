/* Art: stand-ins for photographs, drawn from a product's name; always the same for the same name.
 *
 * Inline SVG whose colours are var(--role): it follows palette and dark mode. themes/_sample/art.mjs is the
 * reference, and tests hold both to the same bytes. Pure; never suspends.
 */
#ifndef THEME_ART_H
#define THEME_ART_H

#include "base/str.h"

struct art_style;

/* "still", "type", "stripe", "gem", "blob", "spine", "grid", "plate", "coast", "face", "parts", "toy", "print"; NULL when there is
 * none of that name. */
const struct art_style *art_find(struct str name);
/* Appends one <svg>; seed is valid UTF-8. */
void art_draw(struct buf *b, const struct art_style *style, struct str seed);

#endif
