/* Money: minor units as people write them, by currency and language. Pure; never suspends. */
#ifndef THEME_MONEY_H
#define THEME_MONEY_H

#include "base/str.h"

/* Appends "$1,234.50", "1.234,50 €", "¥1,900": currency is ISO 4217 (unknown ones print as their code, with
 * two digits), lang BCP 47. */
void money_put(struct buf *b, int64_t minor, struct str currency, struct str lang);

#endif
