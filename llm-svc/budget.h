/* Budget: tokens spent today (UTC) by this process; beyond LLM_DAILY_TOKENS providers rest until
 * midnight. Counts what providers report, so the last answer may overrun. Never suspends. */
#ifndef LLM_BUDGET_H
#define LLM_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* limit 0: never spent. */
bool budget_spent(int64_t limit, int64_t unix_s);
void budget_add(int64_t tokens, int64_t unix_s);

#endif
