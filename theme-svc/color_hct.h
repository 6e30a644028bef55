/* HCT: hue and chroma of CAM16 with CIELAB's lightness as tone, in the viewing conditions that Material Design defines
 * (D65, adapting luminance 200/pi cd/m2 times that of L* 50, background L* 50, average surround). Pure; never suspends.
 *
 * Source: Li et al. 2017 (CAM16); Material Color Utilities for the conditions, the roles and the gamut rule.
 */
#ifndef THEME_COLOR_HCT_H
#define THEME_COLOR_HCT_H

#include <stdint.h>

struct hct { /* h 0..360, c from 0, t 0..100 */
	double h, c, t;
};
struct hct color_hct(uint32_t c);
/* The colour of that hue and tone whose chroma comes nearest to the one asked for. */
uint32_t color_from_hct(struct hct h);

/* Material 3's roles of a scheme from one source colour. */
struct material {
	uint32_t primary, on_primary, primary_dark;
};
struct material color_material(uint32_t source);

#endif
