/* Tones: the colour of a given hue whose contrast is what is asked, found by bisection on lightness. Pure; never suspends.
 *
 * A contrast with one ground is a limit on relative luminance (WCAG 2.2: L1 + 0.05 over L2 + 0.05), so all that is asked of a
 * colour is one window of luminance. Hue is OKLCH's; lightness moves to the window's nearer end, chroma gives way where sRGB
 * ends. Of the 8-bit colours around the solution the one inside the window that keeps the hue best is taken: none is
 * returned whose luminance was not computed from its own 24 bits.
 */
#ifndef THEME_TONE_H
#define THEME_TONE_H

#include "color.h"

struct window { /* of relative luminance */
	double low, high;
};
#define WINDOW_ALL ((struct window){ 0, 1 })

/* Narrowed so that what lies in it is darker, lighter than ground by ratio at least. */
struct window window_darker(struct window w, uint32_t ground, double ratio);
struct window window_lighter(struct window w, uint32_t ground, double ratio);
/* On whichever side of ground c lies. */
struct window window_beside(struct window w, uint32_t c, uint32_t ground, double ratio);
bool window_has(struct window w, uint32_t c);

/* c itself when it lies in w, else the nearest lightness of its hue that does. A window without any 8-bit colour gives the
 * nearest grey. */
uint32_t tone_move(uint32_t c, struct window w);
/* The same from a wish that need not be an sRGB colour. */
uint32_t tone_at(struct oklch want, struct window w);

#endif
