/* One connection to Redis by hiredis, as fibers see it: what redis.c builds the thread's Redis and its lines from.
 * For net/redis*.c alone. */
#ifndef NET_REDIS_LINK_H
#define NET_REDIS_LINK_H

#include "base/list.h"
#include "net/redis.h"

enum { REDIS_COMMAND_MS = 250, REDIS_ARGS_MAX = 64 };

struct redisAsyncContext;
struct fiber;

struct redis_server {
	char *host, *user, *password;
	int port, db;
};

/* Up and down are seen by ac alone: hiredis frees it by itself. */
struct redis_link {
	struct redisAsyncContext *ac; /* NULL: down */
	struct loop_io *io;
	struct loop_timer *timer; /* armed while it connects or something is pending */
	int events;
	bool connected, timer_armed, flush_due, flushing;
	bool slow;       /* dropped because an answer did not come in time */
	bool stretched;  /* the oldest answer has had its extra time */
	char reason[96]; /* of the last drop: what the server said, or what it did not do */
	struct redis_link *next_flush;
	struct list pending; /* oldest first */
	unsigned npending;
	struct fiber *waiter; /* waits for connected, or for the end */
};

int redis_link_init(struct redis_link *l);
/* Drops it; nothing may be waiting on it afterwards but those that this woke. */
void redis_link_done(struct redis_link *l);
/* Resolves, connects, authenticates, selects, and writes once: a server that is full, read-only or loading says so
 * here, not in the first request. 0, -ERR_REDIS_AWAY (reason says why), a reason. server must outlive the call. */
int redis_link_open(struct redis_link *l, const struct redis_server *server) SUSPENDS;
/* Every pending command ends with -ERR_REDIS_AWAY. */
void redis_link_drop(struct redis_link *l);
int redis_link_command(
	struct redis_link *l, struct redis_reply *ret, const struct str *args, size_t n, int64_t timeout_ms) SUSPENDS;
/* Nobody waits for the reply. */
int redis_link_send(struct redis_link *l, const struct str *args, size_t n);
/* Writes what the fibers of this turn have said; for loop_each_turn. */
void redis_link_flush(void *unused);
/* This thread's numbers. */
struct redis_stats *redis_link_counters(void);

#endif
