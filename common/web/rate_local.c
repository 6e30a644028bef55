#include "web/rate_local.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/list.h"

enum { SUBJECTS_MAX = 10000, BUCKETS = 16384, WINDOW_S = 60, SLOTS = WINDOW_S + 1, KEY_MAX = 400 };

/* A ring of seconds; slots[second % SLOTS] counts that second. */
struct subject {
	struct list lru;
	struct subject *chain;
	uint64_t hash;
	int64_t second; /* of the newest slot */
	uint32_t total, slots[SLOTS];
	uint16_t n;
	char key[];
};

static struct subject *buckets[BUCKETS];
static struct list lru = LIST_SELF(lru); /* the latest first */
static unsigned count;

static void forget(struct subject *s)
{
	struct subject **at = &buckets[s->hash % BUCKETS];

	while (*at != s)
		at = &(*at)->chain;
	*at = s->chain;
	list_del(&s->lru);
	free(s);
	count--;
}

static struct subject *make(struct str key, uint64_t hash)
{
	struct subject *s = calloc(1, sizeof(*s) + key.n);

	if (!s)
		return NULL;
	memcpy(s->key, key.p, key.n);
	s->n = (uint16_t)key.n;
	s->hash = hash;
	s->chain = buckets[hash % BUCKETS];
	buckets[hash % BUCKETS] = s;
	list_add(&lru, &s->lru);
	count++;
	if (count > SUBJECTS_MAX)
		forget(CONTAINER_OF(lru.prev, struct subject, lru));
	return s;
}

static struct subject *find(struct str key)
{
	uint64_t hash;

	key = str_sub(key, 0, KEY_MAX);
	hash = str_hash_secret(key);
	for (struct subject *s = buckets[hash % BUCKETS]; s; s = s->chain) {
		if (s->hash != hash || !str_eq((struct str){ s->key, s->n }, key))
			continue;
		list_del(&s->lru);
		list_add(&lru, &s->lru);
		return s;
	}
	return make(key, hash);
}

/* Forgets the seconds that have left the window. */
static void advance(struct subject *s, int64_t second)
{
	int64_t steps = second - s->second;

	for (int64_t i = 1; i <= steps && i <= SLOTS; i++) {
		uint32_t *slot = &s->slots[(s->second + i) % SLOTS];

		s->total -= *slot;
		*slot = 0;
	}
	if (steps > 0)
		s->second = second;
}

/* When so many have left the window that one more fits. */
static int64_t seconds_until_free(const struct subject *s, int64_t limit)
{
	int64_t left = s->total;

	if (s->total == 0)
		return 0;
	for (int64_t age = SLOTS - 1; age >= 0; age--) {
		uint32_t n = s->slots[(s->second - age + SLOTS) % SLOTS];

		left -= n;
		if (n && left < limit)
			return SLOTS - age;
	}
	return SLOTS;
}

static int look(struct str key, int64_t limit, int64_t now_ms, bool take, struct rate_state *ret)
{
	struct subject *s = find(key);
	bool allowed;

	*ret = (struct rate_state){ .limit = limit };
	if (!s)
		return -ERR_NOMEM;
	advance(s, now_ms / 1000);
	allowed = (int64_t)s->total < limit;
	if (allowed && take) {
		s->slots[s->second % SLOTS]++;
		s->total++;
	}
	ret->remaining = limit > (int64_t)s->total ? limit - (int64_t)s->total : 0;
	ret->reset_s = seconds_until_free(s, limit);
	return allowed ? 0
		       : fail(ERR_RATE_LIMITED, "at most %lld a minute; wait %lld seconds", (long long)limit,
				 (long long)ret->reset_s);
}

int rate_local_take(struct str key, int64_t limit, int64_t now_ms, struct rate_state *ret)
{
	return look(key, limit, now_ms, true, ret);
}

int rate_local_look(struct str key, int64_t limit, int64_t now_ms, struct rate_state *ret)
{
	return look(key, limit, now_ms, false, ret);
}

void rate_local_note(struct str key, int64_t now_ms)
{
	struct rate_state ignored;

	look(key, INT64_MAX, now_ms, true, &ignored);
}

unsigned rate_local_count(struct str key, int64_t now_ms)
{
	struct subject *s = find(key);

	if (!s)
		return 0;
	advance(s, now_ms / 1000);
	return s->total - s->slots[(s->second + 1) % SLOTS] - s->slots[(s->second + 2) % SLOTS];
}

int64_t rate_local_reset(struct str key, int64_t limit, int64_t now_ms)
{
	struct subject *s = find(key);

	if (!s)
		return WINDOW_S;
	advance(s, now_ms / 1000);
	return seconds_until_free(s, limit);
}

void rate_local_free(void)
{
	struct list *n;

	while ((n = list_pop(&lru)))
		forget(CONTAINER_OF(n, struct subject, lru));
}
