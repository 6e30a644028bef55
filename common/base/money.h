/* Money: amounts in minor units, by currency (ISO 4217). Pure; never suspends.
 *
 * How a language writes them is the affair of those who show them (theme-svc/money.h).
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/str.h"

/* Digits behind the point, 0 to 4: 0 for JPY, 3 for KWD, 2 for most and for codes that are not known. */
int money_digits(struct str currency);
/* Appends the amount for machines: "19.00" (USD), "1900" (JPY), "-0.007" (KWD). Any int64. */
void money_decimal(struct buf *b, int64_t minor, struct str currency);

#endif
