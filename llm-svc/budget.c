#include "budget.h"

enum { DAY_S = 86400 };

static int64_t day, used;

static void turn_day(int64_t unix_s)
{
	if (unix_s / DAY_S == day)
		return;
	day = unix_s / DAY_S;
	used = 0;
}

bool budget_spent(int64_t limit, int64_t unix_s)
{
	turn_day(unix_s);
	return limit > 0 && used >= limit;
}

void budget_add(int64_t tokens, int64_t unix_s)
{
	turn_day(unix_s);
	if (tokens > 0)
		used += tokens;
}
