/* Palette: role colours of a store in light and dark, with the contrast that WCAG asks for.
 *
 * What holds after palette_repair, whatever came in: text, muted and primary on background and on surface
 * >= 4.5:1, on_primary on primary >= 4.5:1, accent on background >= 3:1. Pure; never suspends.
 */
#ifndef THEME_PALETTE_H
#define THEME_PALETTE_H

#include "color.h"
#include "web/json.h"

enum role { BACKGROUND, SURFACE, TEXT, MUTED, PRIMARY, ON_PRIMARY, ACCENT, BORDER, ROLES };

struct scheme {
	uint32_t color[ROLES]; /* 0xrrggbb */
	bool dark;             /* for color-scheme: how the browser draws its own controls */
};

struct palette {
	struct str id, name;
	struct scheme light, dark;
};

extern const char *const role_names[ROLES];

/* A palette of theme.json; strings are j's. 0 or -ERR_INVALID with a note: a role missing or no colour, a pair below its
 * ratio. */
int palette_read(const struct json *j, struct palette *ret);
/* Lays a merchant's colours ({role: "#rrggbb"}, any of them; others are ignored) over p and repairs both halves.
 * The dark half takes the hues that fit it: primary and accent, all of them when the background is dark. */
void palette_override(struct palette *p, const struct json *roles);
/* Moves colours, each as little as a mix with black or white in steps of 4 % allows, until all that must hold holds. */
void palette_repair(struct scheme *s);
/* Appends ":root{…}@media(prefers-color-scheme:dark){:root{…}}". */
void palette_css(struct buf *b, const struct palette *p);

#endif
