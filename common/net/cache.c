#include "net/cache.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/list.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/redis.h"

/* A value in memory. tombstone: dropped while Redis was away, so what Redis still holds is not to be
 * read; it lives as long as that could. */
struct entry {
	struct entry *next; /* of its bucket */
	struct list lru;    /* most recently used first */
	uint64_t hash;
	int64_t until;
	size_t nkey, nvalue;
	bool tombstone;
	char bytes[]; /* key, then value */
};

/* A key that one fiber loads while others wait. */
struct flight {
	struct list link;
	struct str key; /* the loader's copy behind the struct */
	struct wait_queue queue;
	int users;  /* loader and waiters; the last one out frees */
	bool stale; /* dropped meanwhile: for those who wait, not to keep */
	int result;
	char *value;
	size_t nvalue;
	char bytes[];
};

struct cache {
	struct cache_options o;
	size_t nbuckets; /* power of two */
	struct entry **buckets;
	struct list lru, flights;
	struct list link; /* on open_caches */
	uint64_t changes; /* puts and drops: what was read before one is not promoted after it */
	struct cache_stats stats;
};

static struct list open_caches = LIST_SELF(open_caches);

static struct flight *flight_find(struct cache *c, struct str key)
{
	LIST_FOR(at, &c->flights)
	{
		struct flight *f = CONTAINER_OF(at, struct flight, link);

		if (str_eq(f->key, key))
			return f;
	}
	return NULL;
}

int cache_open(const struct cache_options *o, struct cache **ret)
{
	struct cache *c = TRY_MEM(calloc(1, sizeof(*c)));

	c->o = *o;
	for (c->nbuckets = 16; c->nbuckets < o->max_entries && c->nbuckets < 1 << 20;)
		c->nbuckets *= 2;
	c->buckets = calloc(c->nbuckets, sizeof(*c->buckets));
	if (!c->buckets) {
		free(c);
		return -ERR_NOMEM;
	}
	list_init(&c->lru);
	list_init(&c->flights);
	list_add_tail(&open_caches, &c->link);
	*ret = c;
	return 0;
}

/* ---- L1 ------------------------------------------------------------------------------------- */

static size_t entry_size(const struct entry *e)
{
	return sizeof(*e) + e->nkey + e->nvalue;
}

static struct str entry_value(const struct entry *e)
{
	return (struct str){ e->bytes + e->nkey, e->nvalue };
}

static struct entry **find(struct cache *c, struct str key, uint64_t hash)
{
	struct entry **at = &c->buckets[hash & (c->nbuckets - 1)];

	while (*at && ((*at)->hash != hash || !str_eq(key, (struct str){ (*at)->bytes, (*at)->nkey })))
		at = &(*at)->next;
	return at;
}

static void unlink_entry(struct cache *c, struct entry **at)
{
	struct entry *e = *at;

	*at = e->next; /* NOLINT(clang-analyzer-core.NullDereference): what is on the LRU list is in its bucket */
	list_del(&e->lru);
	c->stats.entries--;
	c->stats.bytes -= entry_size(e);
	free(e);
}

static struct entry *l1_get(struct cache *c, struct str key)
{
	struct entry **at = find(c, key, str_hash_secret(key));

	if (!*at)
		return NULL;
	if ((*at)->until <= clock_ms()) {
		unlink_entry(c, at);
		return NULL;
	}
	list_del(&(*at)->lru);
	list_add(&c->lru, &(*at)->lru);
	return *at;
}

static void l1_drop(struct cache *c, struct str key)
{
	struct entry **at = find(c, key, str_hash_secret(key));

	if (*at)
		unlink_entry(c, at);
}

/* Out of memory or too large for the cache: it is not kept. */
static void l1_put(struct cache *c, struct str key, struct str value, int64_t ms, bool tombstone)
{
	size_t size = sizeof(struct entry) + key.n + value.n;
	struct entry *e, **bucket;

	l1_drop(c, key);
	if (ms <= 0 || size > c->o.max_bytes || !c->o.max_entries)
		return;
	while (c->stats.entries >= c->o.max_entries || c->stats.bytes + size > c->o.max_bytes) {
		struct entry *last = CONTAINER_OF(c->lru.prev, struct entry, lru);

		unlink_entry(c, find(c, (struct str){ last->bytes, last->nkey }, last->hash));
		c->stats.evictions++;
	}
	e = malloc(size);
	if (!e)
		return;
	*e = (struct entry){ .hash = str_hash_secret(key),
		.until = clock_ms() + ms,
		.nkey = key.n,
		.nvalue = value.n,
		.tombstone = tombstone };
	memcpy(e->bytes, key.p, key.n);
	if (value.n)
		memcpy(e->bytes + key.n, value.p, value.n);
	bucket = &c->buckets[e->hash & (c->nbuckets - 1)];
	e->next = *bucket;
	*bucket = e;
	list_add(&c->lru, &e->lru);
	c->stats.entries++;
	c->stats.bytes += size;
}

void cache_free(struct cache *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->nbuckets; i++)
		while (c->buckets[i])
			unlink_entry(c, &c->buckets[i]);
	list_del(&c->link);
	free(c->buckets);
	free(c);
}

void cache_each(void (*fn)(const char *name, const struct cache_stats *stats))
{
	struct cache_stats stats;

	LIST_FOR(at, &open_caches)
	{
		const struct cache *c = CONTAINER_OF(at, struct cache, link);

		cache_stats(c, &stats);
		fn(c->o.name, &stats);
	}
}

/* ---- both levels ---------------------------------------------------------------------------- */

static int l2_get(struct cache *c, struct str key, struct str *ret)
{
	struct redis_reply r;
	int e;

	if (c->o.l2_ms <= 0)
		return 0;
	e = redis(&r, STR("GET"), key);
	/* Redis trouble is a miss; the caller's own end is not. */
	if (e < 0)
		return e == -ERR_REDIS_AWAY || e == -ERR_NOMEM ? 0 : e;
	if (r.kind != REDIS_STR)
		return 0;
	*ret = r.str;
	return 1;
}

int cache_get(struct cache *c, struct str key, struct str *ret)
{
	struct entry *e = l1_get(c, key);
	uint64_t changes;
	int r;

	if (e && !e->tombstone) {
		*ret = (struct str){ TRY_MEM(str_dup(mem(), entry_value(e)).p), e->nvalue };
		c->stats.l1_hits++;
		return 1;
	}
	if (e) { /* still owed to Redis */
		cache_drop(c, key);
		c->stats.misses++;
		return 0;
	}
	changes = c->changes;
	r = l2_get(c, key, ret);
	if (r == 1) {
		c->stats.l2_hits++;
		if (c->changes == changes)
			l1_put(c, key, *ret, c->o.l1_ms, false);
	} else if (r == 0) {
		c->stats.misses++;
	}
	return r;
}

void cache_put(struct cache *c, struct str key, struct str value)
{
	char ms[24];

	c->changes++;
	l1_put(c, key, value, c->o.l1_ms, false);
	if (c->o.l2_ms <= 0)
		return;
	snprintf(ms, sizeof(ms), "%lld", (long long)c->o.l2_ms);
	redis_send((struct str[]){ STR("SET"), key, value, STR("PX"), str_c(ms) }, 5);
}

void cache_drop(struct cache *c, struct str key)
{
	struct flight *f = flight_find(c, key);

	c->changes++;
	if (f)
		f->stale = true;
	l1_drop(c, key);
	if (c->o.l2_ms <= 0)
		return;
	if (redis_up())
		redis_send((struct str[]){ STR("DEL"), key }, 2);
	else
		l1_put(c, key, STR(""), c->o.l2_ms, true);
}

/* ---- one loader a key ----------------------------------------------------------------------- */

static void flight_leave(struct flight *f)
{
	if (--f->users > 0)
		return;
	free(f->value);
	free(f);
}

static int load_for_all(
	struct cache *c, struct str key, struct str *ret, int (*load)(void *arg, struct str *ret), void *arg)
{
	struct flight *f = TRY_MEM(calloc(1, sizeof(*f) + key.n));
	struct str value = STR_NONE;

	memcpy(f->bytes, key.p, key.n);
	f->key = (struct str){ f->bytes, key.n };
	f->users = 1;
	wait_queue_init(&f->queue);
	list_add_tail(&c->flights, &f->link);
	f->result = load(arg, &value);
	if (f->result >= 0) {
		if (!f->stale)
			cache_put(c, key, value);
		*ret = value;
	}
	if (f->result >= 0 && f->users > 1) {
		f->value = malloc(value.n + 1);
		f->nvalue = value.n;
		if (f->value)
			memcpy(f->value, value.p, value.n);
		else
			f->result = -ERR_NOMEM;
	}
	list_del(&f->link);
	wait_queue_wake_all(&f->queue, 1);
	int r = f->result;
	flight_leave(f);
	return r < 0 ? r : 1;
}

/* 1, a negative result, or 0: the loader gave up for reasons of its own, so look again. */
static int wait_for_flight(struct flight *f, struct str *ret)
{
	int r;

	f->users++;
	r = wait_queue_wait(&f->queue, -1);
	if (r >= 0) {
		r = f->result;
		if (r == -ERR_GONE || r == -ERR_CANCELLED || r == -ERR_DEADLINE)
			r = 0;
		else if (r >= 0) {
			struct str copy = str_dup(mem(), (struct str){ f->value, f->nvalue });

			r = copy.p ? 1 : -ERR_NOMEM;
			if (copy.p)
				*ret = copy;
		}
	}
	flight_leave(f);
	return r;
}

int cache_load(struct cache *c, struct str key, struct str *ret, int (*load)(void *arg, struct str *ret), void *arg)
{
	for (;;) {
		int r = cache_get(c, key, ret);
		struct flight *f;

		if (r != 0)
			return r;
		f = flight_find(c, key);
		if (!f)
			return load_for_all(c, key, ret, load, arg);
		r = wait_for_flight(f, ret);
		if (r != 0)
			return r;
	}
}

void cache_stats(const struct cache *c, struct cache_stats *ret)
{
	*ret = c->stats;
}
