/* Two-level cache: L1 in memory (bounded by entries and bytes, TTL) over L2 in Redis; one loader a key
 * at a time, so that a miss is not a stampede. A cache, never a truth: with Redis away L1 serves alone.
 */
#ifndef NET_CACHE_H
#define NET_CACHE_H

#include "base/cleanup.h"
#include "base/str.h"

struct cache;

struct cache_options {
	const char *name;   /* for metrics */
	size_t max_entries; /* L1; R035's default is 1000 */
	size_t max_bytes;   /* L1, keys and values */
	int64_t l1_ms;      /* R035's default is 300,000; 0 = no L1 */
	int64_t l2_ms;      /* 0 = no L2 */
};

/* For the calling thread; free it before the loop closes, when nobody loads. */
int cache_open(const struct cache_options *o, struct cache **ret);
void cache_free(struct cache *c);

/* 1 and a copy in mem(), or 0 on a miss, or a reason. Redis trouble is a miss. L2 hits are promoted. */
int cache_get(struct cache *c, struct str key, struct str *ret) SUSPENDS;
/* Stores in both; the write to Redis is not waited for. */
void cache_put(struct cache *c, struct str key, struct str value);
/* While Redis is away the key is remembered (for l2_ms) and dropped there when it is back. */
void cache_drop(struct cache *c, struct str key);
/* cache_get, and on a miss load(arg, &value) by one fiber while the others of that key wait for it;
 * when it fails each waiter gets its error, except that a loader whose own client hung up, or whose time
 * was over, is followed by another. 1, or what failed. What is dropped during the load is not kept. */
int cache_load(struct cache *c, struct str key, struct str *ret, int (*load)(void *arg, struct str *ret), void *arg)
	SUSPENDS;

struct cache_stats {
	uint64_t l1_hits, l2_hits, misses, evictions;
	size_t entries, bytes;
};
void cache_stats(const struct cache *c, struct cache_stats *ret);
/* Calls fn for every open cache of the process, for metrics. */
void cache_each(void (*fn)(const char *name, const struct cache_stats *stats));

#endif
