/* Palette: role colours of a store in light and dark, with the contrast that WCAG 2.2 asks for.
 *
 * Eight base roles are given, by a theme's designer, a merchant or a suggestion; the others follow from them. What holds
 * after palette_repair, whatever came in, is the table that palette_prove prints: each colour that had to move was solved
 * for its contrast at its own hue (tone.h). Pure; never suspends.
 */
#ifndef THEME_PALETTE_H
#define THEME_PALETTE_H

#include "color.h"
#include "web/json.h"

enum role {
	BACKGROUND,
	SURFACE,
	TEXT,
	MUTED,
	PRIMARY,
	ON_PRIMARY,
	ACCENT,
	BORDER,
	BASE_ROLES,
	PRIMARY_HOVER = BASE_ROLES,
	PRIMARY_DISABLED,
	ON_PRIMARY_DISABLED,
	BADGE,
	ON_BADGE,
	FOCUS,
	SCRIM, /* laid over a photograph with scrim_alpha, so that on_image can be read on whatever it shows */
	ON_IMAGE,
	ROLES
};

struct scheme {
	uint32_t color[ROLES]; /* 0xrrggbb */
	bool dark;             /* for color-scheme: how the browser draws its own controls */
	uint8_t scrim_alpha;   /* 255: opaque */
};

struct palette {
	struct str id, name;
	struct scheme light, dark;
};

extern const char *const role_names[ROLES];

/* A palette of theme.json; strings are j's. 0 or -ERR_INVALID with a note: a role missing or no colour, a pair below its
 * ratio. */
int palette_read(const struct json *j, struct palette *ret);
/* Lays a merchant's colours ({role: "#rrggbb"}, any of them; others are ignored) over p and repairs both halves. The dark
 * half takes dark's when there are any, else the hues that fit it: primary and accent, all of them when the background is
 * dark. */
void palette_override(struct palette *p, const struct json *roles, const struct json *dark);
/* Moves base roles, each at its own hue and no further than its contrast asks, and derives the others. */
void palette_repair(struct scheme *s);
/* Appends ":root{…}@media(prefers-color-scheme:dark){:root{…}}". */
void palette_css(struct buf *b, const struct palette *p);
/* A role as CSS writes it: "#rrggbb", the scrim "#rrggbbaa". */
struct role_text {
	char text[10];
};
struct role_text role_text(const struct scheme *s, enum role r);

/* One line of the proof. */
struct proof {
	const char *ink, *ground, *use; /* roles' names; what for, in words */
	uint32_t ink_color, ground_color;
	double ratio, lc, needed; /* WCAG 2.2 contrast, APCA Lc, the ratio that must be reached */
};
enum { PROOFS = 20 };
void palette_prove(const struct scheme *s, struct proof ret[PROOFS]);

#endif
