/* Harmony: how well colours are liked side by side, by published models. Pure; never suspends.
 *
 * Sources: L.-C. Ou, M. R. Luo, "A colour harmony model for two-colour combinations", Color Research & Application 31
 * (2006): three additive terms, of chromatic difference, lightness and hue, in CIELAB. L.-C. Ou et al., "Additivity of
 * colour harmony", Color Research & Application 36 (2011): the harmony of more colours is the mean of that of its
 * neighbours. No coefficient is ours.
 */
#ifndef THEME_HARMONY_H
#define THEME_HARMONY_H

#include <stddef.h>
#include <stdint.h>

/* Of two colours: -1.24 (not at all) to 1.39 or so; 0 is neither. */
double harmony_pair(uint32_t a, uint32_t b);
/* Of n >= 1 colours in the order in which they lie beside one another, on a ground that borders on each: the mean over all
 * pairs that touch, each counted once. */
double harmony_row(const uint32_t *colors, size_t n, uint32_t ground);

#endif
