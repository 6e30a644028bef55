/* Sizes without a browser: how wide boxes and words are at least, how many lines text takes. Estimates from static style:
 * widths of letters are those of common faces (Liberation, within a tenth), and what flex and grid share out is only bounded.
 * Pure; styles must stand (check_style_all). Never suspends.
 */
#ifndef THEME_CHECK_LAYOUT_H
#define THEME_CHECK_LAYOUT_H

#include "check_page.h"

/* The longest piece of a text in e that does not break. px */
double layout_longest_word(const struct check_node *e, struct str text);
/* Content width that n's block has at most, in a window of env. px */
double layout_width(const struct check_node *n, const struct css_env *env);
/* The narrowest that n can be without something sticking out, margins included. Boxes that clip or scroll count as nothing. px */
double layout_min_width(const struct check_node *n, const struct css_env *env);
/* Height of what n contains, in a window of env. px */
double layout_content_height(const struct check_node *n, const struct css_env *env);
/* The line height that text in e has. px */
double layout_line(const struct check_node *e);
/* Height and width of n's own box, margins excluded. px */
double layout_box_height(const struct check_node *n, const struct css_env *env);
double layout_box_width(const struct check_node *n, const struct css_env *env);
/* Text in e does not wrap. */
bool layout_nowrap(const struct check_node *e);
/* A person sees this text or element: rendered, on the page, not transparent, not clipped away. */
bool layout_visible(const struct check_node *n, const struct css_env *env);
/* Text of n's own lines: that of inline descendants, blocks left out. px in one line. */
double layout_inline_width(const struct check_node *n);
bool layout_is_inline(const struct check_node *n);

#endif
