/* Suggestions: whole palettes from one brand colour, from several, or from nothing but industry and style, the most
 * harmonious first.
 *
 * The accent's hue follows the classic relations of hue (Itten 1961; the templates of Cohen-Or et al. 2006); every tone is
 * solved for its contrasts (palette.h, tone.h); the order is that of harmony.h. Colours to begin with, when nothing is given,
 * and the papers that styles like are tables of ours. Pure but for strings in mem(); never suspends.
 */
#ifndef THEME_PALETTE_SUGGEST_H
#define THEME_PALETTE_SUGGEST_H

#include "palette.h"

enum { SUGGEST_BRANDS = 5, SUGGEST_MOST = 12 };

struct suggest_wish {
	const uint32_t *brand; /* the first is the leading one; SUGGEST_BRANDS at most */
	size_t nbrand;
	struct str industry, style; /* p = NULL: no wish */
};

struct suggestion {
	struct palette palette;
	uint32_t brand;     /* what primary came from */
	uint32_t accent;    /* what accent came from: a brand colour, or the hue of the relation */
	const char *scheme; /* "brand", "tonal", "analogous", "complementary", "split", "triad" */
	double harmony;     /* mean of both halves: surface, primary, accent, text on the background (harmony.h) */
	double hue_moved; /* degrees of OKLCH's hue between brand and primary, the larger of both halves; 0 for a grey */
	struct str reason;
};

/* At most n <= SUGGEST_MOST, best first; *ret says how many. 0 or -ERR_NOMEM. */
int palette_suggest(const struct suggest_wish *w, size_t n, struct suggestion *list, size_t *ret);

/* Both halves for a brand colour and an accent; id and name stay absent. */
void palette_make(uint32_t brand, uint32_t accent, struct str style, struct palette *ret);

#endif
