#include "net/redis.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/redis_link.h"

enum { BACKOFF_FIRST_MS = 100, BACKOFF_SLOW_MS = 1000, BACKOFF_MOST_MS = 2000 };

struct redis_line {
	struct redis_link conn;
};

/* The thread's Redis. */
struct client {
	struct redis_link conn;
	struct fiber *keeper;
	struct redis_server server;
	int users; /* keeper and lines that open; the last one out frees a closed client */
	bool up, closing;
	int64_t since;
};

static _Thread_local struct client *current;

/* noinline: a fiber may resume after its caller cached a thread-local's address. */
static __attribute__((noinline)) struct client *client_self(void)
{
	return current;
}

/* ---- the thread's connection ---------------------------------------------------------------- */

static void client_free(struct client *c)
{
	redis_link_done(&c->conn);
	free(c->server.host);
	free(c->server.user);
	free(c->server.password);
	free(c);
}

static void client_leave(struct client *c)
{
	if (--c->users == 0 && c->closing)
		client_free(c);
}

static void keep_up(struct client *c)
{
	c->up = true;
	c->since = clock_ms();
	redis_link_counters()->connects++;
	c->conn.waiter = fiber_self();
	while (c->conn.ac && fiber_park() >= 0)
		;
	c->conn.waiter = NULL;
	c->up = false;
	redis_link_drop(&c->conn);
}

static void keeper(void *arg)
{
	struct client *c = arg;
	int64_t backoff = BACKOFF_FIRST_MS;
	bool told = false;

	context()->task = "redis.keeper";
	while (!fiber_cancelled()) {
		if (redis_link_open(&c->conn, &c->server) == 0) {
			if (told)
				log_info("redis_connected", LOG_S("host", c->server.host));
			told = false;
			keep_up(c);
			/* One that is slow now and then must not cost its time over and over again. */
			backoff = c->conn.slow ? BACKOFF_SLOW_MS : BACKOFF_FIRST_MS;
		}
		if (!told && !fiber_cancelled())
			log_warn("redis_away", LOG_S("host", c->server.host), LOG_I("port", c->server.port),
				LOG_S("cause", c->conn.reason));
		told = true;
		wait_ms(backoff);
		backoff = backoff * 2 > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : backoff * 2;
		context_clear(context());
	}
	c->keeper = NULL;
	redis_link_drop(&c->conn);
	client_leave(c);
}

/* "user:password" or ":password". */
static int parse_auth(struct client *c, struct str auth)
{
	ptrdiff_t colon = str_find(auth, ':', 0);
	struct str password = str_sub(auth, (size_t)(colon + 1), auth.n);

	if (colon < 0 || !password.n)
		return fail(ERR_INVALID, "Redis's URL names a user without a password");
	if (colon > 0)
		c->server.user = TRY_MEM(strndup(auth.p, (size_t)colon));
	c->server.password = TRY_MEM(strndup(password.p, password.n));
	return 0;
}

/* redis://[[user]:password@]host[:port][/db] */
static int parse_url(struct client *c, const char *url)
{
	struct str rest = str_c(url), auth = STR_NONE, host, db = STR_NONE;
	int64_t port = 6379, number = 0;
	ptrdiff_t at;

	if (!str_starts(rest, STR("redis://")))
		return fail(ERR_INVALID, "Redis's URL must begin with redis://");
	rest = str_sub(rest, 8, rest.n);
	at = str_find(rest, '/', 0);
	if (at >= 0) {
		db = str_sub(rest, (size_t)at + 1, rest.n);
		rest = str_sub(rest, 0, (size_t)at);
	}
	for (ptrdiff_t i = -1; (i = str_find(rest, '@', (size_t)(i + 1))) >= 0;)
		auth = str_sub(rest, 0, (size_t)i);
	if (auth.p) {
		rest = str_sub(rest, auth.n + 1, rest.n);
		TRY(parse_auth(c, auth));
	}
	if (rest.n && rest.p[0] == '[' && str_find(rest, ']', 0) > 0) {
		at = str_find(rest, ']', 0);
		host = str_sub(rest, 1, (size_t)at);
		rest = str_sub(rest, (size_t)at + 1, rest.n);
	} else {
		at = str_find(rest, ':', 0);
		host = at >= 0 ? str_sub(rest, 0, (size_t)at) : rest;
		rest = at >= 0 ? str_sub(rest, (size_t)at, rest.n) : STR_NONE;
	}
	if (!host.n || (rest.n && !str_i64(str_sub(rest, 1, rest.n), &port)) || port < 1 || port > 65535 ||
		(db.n && !str_i64(db, &number)) || number < 0 || number > 1000)
		return fail(ERR_INVALID, "Redis's URL cannot be read");
	c->server.host = TRY_MEM(strndup(host.p, host.n));
	c->server.port = (int)port;
	c->server.db = (int)number;
	return 0;
}

int redis_open(const char *url)
{
	struct client *c;
	int r;

	if (client_self())
		return fail(ERR_CONFLICT, "this thread's Redis is open already");
	c = TRY_MEM(calloc(1, sizeof(*c)));
	r = parse_url(c, url);
	if (r == 0)
		r = redis_link_init(&c->conn);
	if (r == 0)
		r = fiber_start(keeper, c, &c->keeper);
	if (r < 0) {
		client_free(c);
		return r;
	}
	c->users = 1;
	*redis_link_counters() = (struct redis_stats){ 0 };
	loop_each_turn(redis_link_flush, NULL);
	current = c;
	return 0;
}

void redis_close(void)
{
	struct client *c = client_self();

	if (!c)
		return;
	current = NULL;
	c->closing = true;
	c->up = false;
	redis_link_drop(&c->conn);
	c->users++;
	if (c->keeper)
		fiber_cancel(c->keeper, ERR_SHUTDOWN);
	client_leave(c);
}

bool redis_up(void)
{
	return client_self() && client_self()->up;
}

int64_t redis_since(void)
{
	return client_self() ? client_self()->since : 0;
}

void redis_stats(struct redis_stats *ret)
{
	*ret = *redis_link_counters();
	ret->up = redis_up();
}

/* ---- commands ------------------------------------------------------------------------------- */

int redis_command(struct redis_reply *ret, const struct str *args, size_t n)
{
	struct client *c = client_self();
	int cancelled = fiber_cancelled();

	if (!c || !c->up)
		return cancelled < 0 ? cancelled : -ERR_REDIS_AWAY;
	redis_link_counters()->commands++;
	return redis_link_command(&c->conn, ret, args, n, REDIS_COMMAND_MS);
}

void redis_send(const struct str *args, size_t n)
{
	struct client *c = client_self();

	if (!c || !c->up)
		return;
	redis_link_counters()->commands++;
	if (redis_link_send(&c->conn, args, n) < 0)
		redis_link_counters()->errors++;
}

static int load_script(struct redis_script *s)
{
	struct redis_reply r;

	TRY(redis(&r, STR("SCRIPT"), STR("LOAD"), str_c(s->lua)));
	if (r.kind != REDIS_STR || r.str.n != sizeof(s->sha) - 1)
		return fail_private(ERR_REDIS_AWAY, "SCRIPT LOAD: %.*s", STR_FMT(r.str));
	memcpy(s->sha, r.str.p, sizeof(s->sha));
	return 0;
}

int redis_eval(struct redis_reply *ret, struct redis_script *s, const struct str *keys, size_t nkeys,
	const struct str *args, size_t nargs)
{
	struct str all[REDIS_ARGS_MAX] = { STR("EVALSHA") };
	char count[24];

	if (nkeys + nargs + 3 > REDIS_ARGS_MAX)
		return fail(ERR_INVALID, "too many arguments for a script");
	if (!s->sha[0])
		TRY(load_script(s));
	snprintf(count, sizeof(count), "%zu", nkeys);
	all[1] = str_c(s->sha);
	all[2] = str_c(count);
	if (nkeys)
		memcpy(&all[3], keys, nkeys * sizeof(*keys));
	if (nargs)
		memcpy(&all[3 + nkeys], args, nargs * sizeof(*args));
	TRY(redis_command(ret, all, 3 + nkeys + nargs));
	if (ret->kind != REDIS_ERROR || !str_starts(ret->str, STR("NOSCRIPT")))
		return 0;
	/* A restarted or flushed server: EVAL tells it the text, and it remembers. */
	all[0] = STR("EVAL");
	all[1] = str_c(s->lua);
	return redis_command(ret, all, 3 + nkeys + nargs);
}

/* ---- lines ---------------------------------------------------------------------------------- */

int redis_line_open(struct redis_line **ret)
{
	struct client *c = client_self();
	struct redis_line *l;
	int r;

	if (!c || !c->up)
		return fiber_cancelled() ? fiber_cancelled() : -ERR_REDIS_AWAY;
	l = TRY_MEM(calloc(1, sizeof(*l)));
	c->users++;
	r = redis_link_init(&l->conn);
	if (r == 0)
		r = redis_link_open(&l->conn, &c->server);
	client_leave(c);
	if (r < 0) {
		redis_line_free(l);
		return r;
	}
	*ret = l;
	return 0;
}

int redis_line_command(
	struct redis_line *l, struct redis_reply *ret, const struct str *args, size_t n, int64_t timeout_ms)
{
	return redis_link_command(&l->conn, ret, args, n, timeout_ms);
}

void redis_line_free(struct redis_line *l)
{
	if (!l)
		return;
	redis_link_done(&l->conn);
	free(l);
}
