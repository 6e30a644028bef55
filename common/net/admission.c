#include "net/admission.h"

#include <string.h>

#include "fiber/fiber.h"
#include "net/address.h"

enum {
	LEAST = 16,       /* of the setting */
	FLOOR = 64,       /* the limit does not shrink below it */
	OPEN_TO_ALL = 48, /* below so many at work nobody asks for shares */
	WINDOW_MS = 100,
	TARGET_US = 30 * 1000,
	FIBERS_MOST = FIBER_MAX - FIBER_MAX / 8, /* the rest is for health, jobs, keepers */
	FIBERS_OF_ONE = FIBERS_MOST / 4 * 3,
};

static _Thread_local struct admission self;

__attribute__((noinline)) struct admission *admission(void)
{
	return &self;
}

void admission_open(struct admission *a, unsigned most)
{
	/* Another server of this thread may have requests under way. */
	if (a->all == 0)
		memset(a, 0, sizeof(*a));
	a->most = a->limit = most < LEAST ? LEAST : most;
	a->least_wait = -1;
}

uint16_t admission_token(struct str token)
{
	/* Its signature differs from all others'. */
	return token.n ? str_hash_secret(str_sub(token, token.n > 32 ? token.n - 32 : 0, token.n)) % ADMISSION_BUCKETS
		       : ADMISSION_NOBODY;
}

uint16_t admission_address(struct str numeric)
{
	char text[46], key[8];

	if (!numeric.n || numeric.n >= sizeof(text))
		return ADMISSION_NOBODY;
	memcpy(text, numeric.p, numeric.n);
	text[numeric.n] = '\0';
	address_key(text, (uint8_t *)key);
	return str_hash_secret((struct str){ key, sizeof(key) }) % ADMISSION_BUCKETS;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static void adapt(struct admission *a, int64_t now_ms)
{
	unsigned floor = least(FLOOR, a->most);

	if (now_ms < a->window_ends)
		return;
	if (a->least_wait > TARGET_US)
		a->limit = a->limit - a->limit / 8 > floor ? a->limit - a->limit / 8 : floor;
	else
		a->limit = least(a->limit + a->most / 16 + 1, a->most);
	a->least_wait = -1;
	a->window_ends = now_ms + WINDOW_MS;
}

void admission_waited(struct admission *a, int64_t us)
{
	if (a->least_wait < 0 || us < a->least_wait)
		a->least_wait = us;
}

/* ---- shares ------------------------------------------------------------------------------------- */

static void crowd_working(struct crowd *c, uint16_t who, int by)
{
	bool was = c->working[who] > 0;

	c->working[who] = (uint16_t)(c->working[who] + by);
	if (who != ADMISSION_NOBODY)
		c->active += (c->working[who] > 0) - was;
}

/* An equal part for each that is active with this one among them, and no more than alone. */
static bool over_share(const struct crowd *c, uint16_t who, unsigned limit, unsigned alone)
{
	unsigned n = c->active + (c->working[who] == 0), share;

	if (who == ADMISSION_NOBODY)
		return false;
	share = (limit + n - 1) / n;
	return c->working[who] >= least(share, alone);
}

static bool is_open(const struct admission *a)
{
	return a->working < a->limit / 2 || a->working < least(OPEN_TO_ALL, a->most / 2);
}

static bool fits(const struct admission *a, const struct admission_ticket *t)
{
	unsigned limit = a->limit;

	if (is_open(a))
		return true;
	if (a->addresses.working[t->address] == 0)
		return a->working < limit + limit / 2;
	if (t->token != ADMISSION_NOBODY && a->tokens.working[t->token] == 0)
		return a->working < limit + limit / 4 && !over_share(&a->addresses, t->address, limit, limit);
	return a->working < limit && !over_share(&a->addresses, t->address, limit, limit - limit / 4) &&
		!over_share(&a->tokens, t->token, limit, limit - limit / 2);
}

static void count_working(struct admission *a, const struct admission_ticket *t, int by)
{
	a->working += (unsigned)by;
	crowd_working(&a->addresses, t->address, by);
	crowd_working(&a->tokens, t->token, by);
}

static void count_all(struct admission *a, const struct admission_ticket *t, int by)
{
	a->all += (unsigned)by;
	a->addresses.all[t->address] = (uint16_t)(a->addresses.all[t->address] + by);
	a->tokens.all[t->token] = (uint16_t)(a->tokens.all[t->token] + by);
}

static bool has_fibers(const struct admission *a, const struct admission_ticket *t)
{
	return a->all < FIBERS_MOST && a->addresses.all[t->address] < FIBERS_OF_ONE;
}

bool admission_hold(struct admission *a, struct admission_ticket *t)
{
	bool room = has_fibers(a, t);

	t->in = t->away = true;
	count_all(a, t, 1);
	return room;
}

bool admission_ask(struct admission *a, struct admission_ticket *t, int64_t now_ms)
{
	adapt(a, now_ms);
	if (!has_fibers(a, t) || !fits(a, t))
		return false;
	t->in = true;
	t->away = false;
	count_all(a, t, 1);
	count_working(a, t, 1);
	return true;
}

void admission_leave(struct admission *a, struct admission_ticket *t)
{
	if (!t->in)
		return;
	if (!t->away)
		count_working(a, t, -1);
	count_all(a, t, -1);
	t->in = false;
}

void admission_away(struct admission *a, struct admission_ticket *t, bool away)
{
	if (!t->in || t->away == away)
		return;
	t->away = away;
	count_working(a, t, away ? -1 : 1);
}
