/* Lengths and angles of CSS values: see style_length in check_style.h. */
#ifndef THEME_CHECK_LENGTH_H
#define THEME_CHECK_LENGTH_H

#include "check_style.h"

/* "90deg", "0.25turn", "1.57rad", "100grad", "0" → degrees. */
bool length_angle(struct str s, double *ret);

#endif
