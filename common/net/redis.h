/* Redis: commands as plain calls over one pipelined connection a thread; own timers.
 *
 *	struct redis_reply r;
 *	TRY(redis(&r, STR("GET"), key));
 *
 * Redis may vanish at any time: every call then fails at once with -ERR_REDIS_AWAY, the connection is
 * tried again with backoff (100 ms to 2 s; 1 s at least after a timeout), and callers go on without it. A command that
 * is not answered in its time (250 ms unless said) drops the connection, and so does a server that takes no writes
 * (full, a read-only replica, loading): what it still holds may be old. Replies live in mem().
 */
#ifndef NET_REDIS_H
#define NET_REDIS_H

#include "base/cleanup.h"
#include "base/str.h"

enum redis_kind { REDIS_NIL, REDIS_STR, REDIS_INT, REDIS_ARRAY, REDIS_ERROR };

struct redis_reply {
	enum redis_kind kind;
	struct str str;            /* STR (status too), ERROR; NUL-terminated */
	int64_t num;               /* INT */
	struct redis_reply *items; /* ARRAY */
	size_t n;
};

#define redis(ret, ...)                                           \
	redis_command((ret), (const struct str[]){ __VA_ARGS__ }, \
		sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))
/* 0 also for REDIS_ERROR when ret is given (ret->kind says so); with ret NULL an error reply is
 * -ERR_REDIS_AWAY with a note. At most 64 arguments. */
int redis_command(struct redis_reply *ret, const struct str *args, size_t n) SUSPENDS;
/* Sends without waiting for the reply (a DEL after a commit); errors are counted only. */
void redis_send(const struct str *args, size_t n);
/* A Lua script: EVALSHA, and EVAL when the server does not know it. name is static, told apart by address. */
struct redis_script {
	const char *lua;
	char sha[41]; /* the server's answer, filled at first use; the same for every thread */
};
int redis_eval(struct redis_reply *ret, struct redis_script *s, const struct str *keys, size_t nkeys,
	const struct str *args, size_t nargs) SUSPENDS;

/* A connection of its own for commands that block on the server (XREADGROUP … BLOCK): */
struct redis_line;
int redis_line_open(struct redis_line **ret) SUSPENDS; /* -ERR_REDIS_AWAY */
int redis_line_command(
	struct redis_line *l, struct redis_reply *ret, const struct str *args, size_t n, int64_t timeout_ms) SUSPENDS;
void redis_line_free(struct redis_line *l); /* accepts NULL */

/* url: redis://[[user]:password@]host[:port][/db]. Connects in the background; never fails for absence. */
int redis_open(const char *url);
/* Call before the loop closes; whoever waits gets -ERR_REDIS_AWAY. */
void redis_close(void);
bool redis_up(void);
/* clock_ms() of the last (re)connection; what was cached before it may be stale (web/cache rules). */
int64_t redis_since(void);

struct redis_stats {
	uint64_t commands, errors, timeouts, connects;
	bool up;
};
void redis_stats(struct redis_stats *ret);

#endif
