#include "web/rate.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "net/redis.h"
#include "web/rate_local.h"

/* A log of the last minute's requests, oldest first, in microseconds of the server's own clock: exact over any 60 s.
 * KEYS: the log. ARGV: limit, 1 to count or 0 to look, how many this process knows of that are surely in the window: a
 * Redis that was emptied or restarted has lost them, but the limit holds. Gives allowed (1, 0), remaining, microseconds
 * until one more is free; -1 when only this process can tell. */
static struct redis_script script = {
	.lua = "local window = 60000000\n"
	       "local time = redis.call('TIME')\n"
	       "local now = time[1] * 1000000 + time[2]\n"
	       "local limit = tonumber(ARGV[1])\n"
	       "local oldest = redis.call('LINDEX', KEYS[1], 0)\n"
	       "while oldest and now - oldest >= window do\n"
	       "  redis.call('LPOP', KEYS[1])\n"
	       "  oldest = redis.call('LINDEX', KEYS[1], 0)\n"
	       "end\n"
	       "local logged = redis.call('LLEN', KEYS[1])\n"
	       "local n = math.max(logged, tonumber(ARGV[3]))\n"
	       "local allowed = n < limit\n"
	       "if allowed and ARGV[2] == '1' then\n"
	       "  logged = redis.call('RPUSH', KEYS[1], now)\n"
	       "  redis.call('PEXPIRE', KEYS[1], 60000)\n"
	       "  n, oldest = n + 1, oldest or now\n"
	       "end\n"
	       "if logged < n and n >= limit then return { allowed and 1 or 0, 0, -1 } end\n"
	       "if n > limit then oldest = redis.call('LINDEX', KEYS[1], n - limit) end\n"
	       "return { allowed and 1 or 0, math.max(0, limit - n), oldest and oldest + window - now or 0 }\n",
};

static int ask_redis(const struct rate_class *c, struct str key, bool take, struct rate_state *ret)
{
	struct redis_reply r;
	struct str args[] = { str_printf(mem(), "%lld", (long long)*c->limit), take ? STR("1") : STR("0"),
		str_printf(mem(), "%u", rate_local_count(key, clock_ms())) };

	TRY(redis_eval(&r, &script, &key, 1, args, ARRAY_LEN(args)));
	if (r.kind != REDIS_ARRAY || r.n != 3)
		return fail_private(ERR_REDIS_AWAY, "the rate script failed: %.*s", STR_FMT(r.str));
	ret->limit = *c->limit;
	ret->remaining = r.items[1].num;
	ret->reset_s = (r.items[2].num + 999999) / 1000000;
	if (r.items[2].num < 0)
		ret->reset_s = rate_local_reset(key, *c->limit, clock_ms());
	if (r.items[0].num)
		return 0;
	return fail(ERR_RATE_LIMITED, "at most %lld a minute; wait %lld seconds", (long long)ret->limit,
		(long long)ret->reset_s);
}

static int look(const struct rate_class *c, struct str subject, bool take, struct rate_state *ret)
{
	struct str key = str_printf(mem(), "wizard:rate:%.*s:%s", STR_FMT(subject), c->name);
	int r = -ERR_REDIS_AWAY;

	if (!key.p)
		return -ERR_NOMEM;
	if (!c->local)
		r = ask_redis(c, key, take, ret);
	if (r == 0 && take)
		rate_local_note(key, clock_ms());
	if (r != -ERR_REDIS_AWAY)
		return r;
	if (take)
		return rate_local_take(key, *c->limit, clock_ms(), ret);
	return rate_local_look(key, *c->limit, clock_ms(), ret);
}

int rate_take(const struct rate_class *c, struct str subject, struct rate_state *ret)
{
	return look(c, subject, true, ret);
}

int rate_look(const struct rate_class *c, struct str subject, struct rate_state *ret)
{
	return look(c, subject, false, ret);
}
