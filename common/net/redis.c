#include "net/redis.h"

#include <hiredis/async.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/list.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"

enum {
	COMMAND_MS = 500,
	CONNECT_MS = 1000,
	RESOLVE_MS = 2000,
	BACKOFF_FIRST_MS = 100,
	BACKOFF_MOST_MS = 2000,
	ARGS_MAX = 64,
	PENDING_MAX = 10000, /* unanswered commands a connection */
	ADDRESSES_MAX = 4,
};

/* One command under way. On the heap: the reply may come after its fiber has given up. */
struct call {
	struct list link;           /* link->pending, oldest first */
	struct redis_link *conn;
	struct fiber *waiter;       /* NULL: nobody waits (any more) */
	struct arena *arena;        /* the waiter's */
	struct redis_reply *ret;
	int64_t until;
	int result;
	bool done;
};

/* One connection to the server. Up and down are seen by ac alone: hiredis frees it by itself. */
struct redis_link {
	redisAsyncContext *ac;      /* NULL: down */
	struct loop_io *io;
	struct loop_timer *timer;   /* armed while something is pending */
	int events;
	bool connected, timer_armed, flush_due, flushing;
	struct redis_link *next_flush;
	struct list pending;
	unsigned npending;
	struct fiber *waiter;       /* waits for connected, or for the end */
};

struct redis_line {
	struct redis_link conn;
};

/* The thread's Redis. */
struct client {
	struct redis_link conn;
	struct fiber *keeper;
	char *host, *user, *password;
	int port, db;
	int users;                  /* keeper and lines that open; the last one out frees a closed client */
	bool up, closing;
	int64_t since;
	struct redis_stats stats;
};

static _Thread_local struct client *current;
static _Thread_local struct redis_link *flush_list; /* have output to write at the end of this turn */

/* noinline: a fiber may resume after its caller cached a thread-local's address. */
static __attribute__((noinline)) struct client *client_self(void)
{
	return current;
}

/* ---- replies -------------------------------------------------------------------------------- */

static const enum redis_kind kinds[] = {
	[REDIS_REPLY_STRING] = REDIS_STR,   [REDIS_REPLY_ARRAY] = REDIS_ARRAY, [REDIS_REPLY_INTEGER] = REDIS_INT,
	[REDIS_REPLY_NIL] = REDIS_NIL,      [REDIS_REPLY_STATUS] = REDIS_STR,  [REDIS_REPLY_ERROR] = REDIS_ERROR,
};

/* Copies into a. hiredis refuses arrays nested deeper than a handful, which bounds the recursion. */
static int copy_reply(struct arena *a, const redisReply *from, struct redis_reply *to)
{
	*to = (struct redis_reply){ .kind = (size_t)from->type < ARRAY_LEN(kinds) ? kinds[from->type] : REDIS_NIL,
				    .num = from->integer };
	if (to->kind == REDIS_STR || to->kind == REDIS_ERROR) {
		to->str.n = from->len;
		to->str.p = TRY_MEM(arena_strndup(a, from->str, to->str.n));
	}
	if (to->kind != REDIS_ARRAY)
		return 0;
	to->items = TRY_MEM(ARENA_ARRAY(a, struct redis_reply, from->elements + 1));
	to->n = from->elements;
	for (size_t i = 0; i < from->elements; i++)
		TRY(copy_reply(a, from->element[i], &to->items[i]));
	return 0;
}

static void call_end(struct call *call, const redisReply *reply)
{
	struct client *client = client_self();

	list_del(&call->link);
	call->conn->npending--;
	if (client && (!reply || reply->type == REDIS_REPLY_ERROR))
		client->stats.errors++;
	if (!call->waiter) {
		free(call);
		return;
	}
	call->result = reply ? copy_reply(call->arena, reply, call->ret) : -ERR_REDIS_AWAY;
	call->done = true;
	fiber_wake(call->waiter, 0);
}

static void on_reply(redisAsyncContext *ac, void *reply, void *arg)
{
	(void)ac;
	call_end(arg, reply);
}

/* ---- hiredis on the loop -------------------------------------------------------------------- */

static void watch(struct redis_link *l, int events)
{
	l->events = events;
	if (l->io)
		loop_io_set(l->io, events);
}

static void add_read(void *arg)
{
	struct redis_link *l = arg;

	watch(l, l->events | WAIT_READ);
}

static void del_read(void *arg)
{
	struct redis_link *l = arg;

	watch(l, l->events & ~WAIT_READ);
}

/* What many fibers have to say in one turn leaves in one write at its end; only what the socket does
 * not take then, or a connect, waits for readiness. */
static void add_write(void *arg)
{
	struct redis_link *l = arg;

	if (!l->connected || l->flushing) {
		watch(l, l->events | WAIT_WRITE);
	} else if (!l->flush_due) {
		l->flush_due = true;
		l->next_flush = flush_list;
		flush_list = l;
	}
}

static void del_write(void *arg)
{
	struct redis_link *l = arg;

	watch(l, l->events & ~WAIT_WRITE);
}

static void forget_flush(struct redis_link *l)
{
	struct redis_link **at = &flush_list;

	while (*at && *at != l)
		at = &(*at)->next_flush;
	if (*at)
		*at = l->next_flush;
	l->flush_due = false;
}

/* hiredis calls this whenever the connection goes, before it ends the pending calls and frees ac. */
static void on_gone(void *arg)
{
	struct redis_link *l = arg;

	l->ac = NULL;
	l->connected = false;
	forget_flush(l);
	loop_io_free(l->io);
	l->io = NULL;
	l->events = 0;
	if (l->waiter)
		fiber_wake(l->waiter, 0);
}

static void on_socket(int events, void *arg)
{
	struct redis_link *l = arg;

	if (events & WAIT_READ)
		redisAsyncHandleRead(l->ac);
	if ((events & WAIT_WRITE) && l->ac)
		redisAsyncHandleWrite(l->ac);
}

static void flush_all(void *arg)
{
	(void)arg;
	while (flush_list) {
		struct redis_link *l = flush_list;

		flush_list = l->next_flush;
		l->flush_due = false;
		l->flushing = true;
		redisAsyncHandleWrite(l->ac);
		l->flushing = false;
	}
}

static void on_connect(const redisAsyncContext *ac, int status)
{
	struct redis_link *l = ac->data;

	if (status != REDIS_OK)
		return;
	l->connected = true;
	if (l->waiter)
		fiber_wake(l->waiter, 0);
}

/* Every pending call ends with -ERR_REDIS_AWAY. */
static void link_drop(struct redis_link *l)
{
	if (l->ac)
		redisAsyncFree(l->ac);
}

static void on_timer(void *arg)
{
	struct redis_link *l = arg;
	struct call *oldest = CONTAINER_OF(l->pending.next, struct call, link);
	int64_t left;

	l->timer_armed = false;
	if (list_empty(&l->pending) || !l->ac)
		return;
	left = oldest->until - clock_ms();
	if (left > 0) {
		l->timer_armed = true;
		loop_timer_set(l->timer, left);
		return;
	}
	if (client_self())
		client_self()->stats.timeouts++;
	link_drop(l);
}

/* ---- connecting ----------------------------------------------------------------------------- */

static int link_start(struct redis_link *l, const char *address, int port)
{
	redisAsyncContext *ac = redisAsyncConnect(address, port);

	if (!ac)
		return -ERR_NOMEM;
	if (ac->err) {
		redisAsyncFree(ac);
		return -ERR_REDIS_AWAY;
	}
	l->io = loop_io_new(ac->c.fd, 0, on_socket, l);
	if (!l->io) {
		redisAsyncFree(ac);
		return -ERR_NOMEM;
	}
	l->ac = ac;
	ac->data = l;
	ac->ev.data = l;
	ac->ev.addRead = add_read;
	ac->ev.delRead = del_read;
	ac->ev.addWrite = add_write;
	ac->ev.delWrite = del_write;
	ac->ev.cleanup = on_gone;
	redisAsyncSetConnectCallback(ac, on_connect); /* asks for the first write */
	return 0;
}

/* Until it is connected or gone; keeps nothing of a failed attempt. */
static int link_wait(struct redis_link *l)
{
	int64_t former = fiber_deadline_narrow(clock_ms() + CONNECT_MS);
	int r = 0;

	l->waiter = fiber_self();
	while (r >= 0 && l->ac && !l->connected)
		r = fiber_park();
	l->waiter = NULL;
	fiber_deadline_restore(former);
	if (l->ac && l->connected)
		return 0;
	link_drop(l);
	return fiber_cancelled() ? fiber_cancelled() : -ERR_REDIS_AWAY;
}

static int link_send(struct redis_link *l, const struct str *args, size_t n, int64_t timeout_ms, struct call *call)
{
	const char *argv[ARGS_MAX];
	size_t len[ARGS_MAX];

	if (n < 1 || n > ARGS_MAX)
		return fail(ERR_INVALID, "1 to %d arguments a command", ARGS_MAX);
	if (!l->ac || !l->connected || l->npending >= PENDING_MAX)
		return -ERR_REDIS_AWAY;
	for (size_t i = 0; i < n; i++) {
		argv[i] = args[i].p ? args[i].p : "";
		len[i] = args[i].n;
	}
	if (redisAsyncCommandArgv(l->ac, on_reply, call, (int)n, argv, len) != REDIS_OK)
		return -ERR_REDIS_AWAY;
	call->conn = l;
	call->until = clock_ms() + timeout_ms;
	list_add_tail(&l->pending, &call->link);
	l->npending++;
	if (!l->timer_armed) {
		l->timer_armed = true;
		loop_timer_set(l->timer, timeout_ms);
	}
	return 0;
}

static int link_command(struct redis_link *l, struct redis_reply *ret, const struct str *args, size_t n,
			int64_t timeout_ms)
{
	struct redis_reply unseen;
	struct call *call;
	int r;

	if (fiber_cancelled())
		return fiber_cancelled();
	call = TRY_MEM(calloc(1, sizeof(*call)));
	*call = (struct call){ .waiter = fiber_self(), .arena = mem(), .ret = ret ? ret : &unseen };
	r = link_send(l, args, n, timeout_ms, call);
	if (r < 0) {
		free(call);
		return r;
	}
	r = 0;
	while (!call->done && r >= 0)
		r = fiber_park();
	if (!call->done) {
		call->waiter = NULL; /* freed when its answer comes, or the connection goes */
		return r;
	}
	r = call->result;
	free(call);
	if (r == 0 && !ret && unseen.kind == REDIS_ERROR)
		r = fail_private(ERR_REDIS_AWAY, "%.*s", STR_FMT(unseen.str));
	return r;
}

static int greet(struct redis_link *l, const struct client *c)
{
	char db[12];

	if (c->user)
		TRY(link_command(l, NULL, (struct str[]){ STR("AUTH"), str_c(c->user), str_c(c->password) }, 3,
			COMMAND_MS));
	else if (c->password)
		TRY(link_command(l, NULL, (struct str[]){ STR("AUTH"), str_c(c->password) }, 2, COMMAND_MS));
	snprintf(db, sizeof(db), "%d", c->db);
	if (c->db)
		TRY(link_command(l, NULL, (struct str[]){ STR("SELECT"), str_c(db) }, 2, COMMAND_MS));
	/* A server that is loading its data or wants a password says so here, not in the first request. */
	return link_command(l, NULL, (struct str[]){ STR("PING") }, 1, COMMAND_MS);
}

static int link_open(struct redis_link *l, const struct client *c)
{
	struct sockaddr_storage found[ADDRESSES_MAX];
	char numeric[NI_MAXHOST];
	int n = offload_resolve(c->host, c->port, found, ADDRESSES_MAX, RESOLVE_MS), r = -ERR_REDIS_AWAY;

	if (n < 0)
		return fiber_cancelled() ? fiber_cancelled() : -ERR_REDIS_AWAY;
	for (int i = 0; i < n && r == -ERR_REDIS_AWAY; i++) {
		if (getnameinfo((struct sockaddr *)&found[i], sizeof(found[i]), numeric, sizeof(numeric), NULL, 0,
			    NI_NUMERICHOST) != 0)
			continue;
		r = link_start(l, numeric, c->port);
		if (r == 0)
			r = link_wait(l);
	}
	if (r == 0) {
		r = greet(l, c);
		if (r < 0)
			link_drop(l);
	}
	return r;
}

static int link_init(struct redis_link *l)
{
	list_init(&l->pending);
	l->timer = TRY_MEM(loop_timer_new(on_timer, l));
	return 0;
}

static void link_done(struct redis_link *l)
{
	link_drop(l);
	loop_timer_free(l->timer);
	l->timer = NULL;
}

/* ---- the thread's connection ---------------------------------------------------------------- */

static void client_free(struct client *c)
{
	link_done(&c->conn);
	free(c->host);
	free(c->user);
	free(c->password);
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
	c->stats.connects++;
	c->conn.waiter = fiber_self();
	while (c->conn.ac && fiber_park() >= 0)
		;
	c->conn.waiter = NULL;
	c->up = false;
	link_drop(&c->conn);
}

static void keeper(void *arg)
{
	struct client *c = arg;
	int64_t backoff = BACKOFF_FIRST_MS;
	bool told = false;

	context()->task = "redis.keeper";
	while (!fiber_cancelled()) {
		if (link_open(&c->conn, c) == 0) {
			if (told)
				log_info("redis_connected", LOG_S("host", c->host));
			told = false;
			backoff = BACKOFF_FIRST_MS;
			keep_up(c);
		}
		if (!told && !fiber_cancelled())
			log_warn("redis_away", LOG_S("host", c->host), LOG_I("port", c->port));
		told = true;
		wait_ms(backoff);
		backoff = backoff * 2 > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : backoff * 2;
		context_clear(context());
	}
	c->keeper = NULL;
	link_drop(&c->conn);
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
		c->user = TRY_MEM(strndup(auth.p, (size_t)colon));
	c->password = TRY_MEM(strndup(password.p, password.n));
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
	host = rest;
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
	c->host = TRY_MEM(strndup(host.p, host.n));
	c->port = (int)port;
	c->db = (int)number;
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
		r = link_init(&c->conn);
	if (r == 0)
		r = fiber_start(keeper, c, &c->keeper);
	if (r < 0) {
		client_free(c);
		return r;
	}
	c->users = 1;
	loop_each_turn(flush_all, NULL);
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
	link_drop(&c->conn);
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
	*ret = client_self() ? client_self()->stats : (struct redis_stats){ 0 };
	ret->up = redis_up();
}

/* ---- commands ------------------------------------------------------------------------------- */

int redis_command(struct redis_reply *ret, const struct str *args, size_t n)
{
	struct client *c = client_self();

	if (!c || !c->up)
		return fiber_cancelled() ? fiber_cancelled() : -ERR_REDIS_AWAY;
	c->stats.commands++;
	return link_command(&c->conn, ret, args, n, COMMAND_MS);
}

void redis_send(const struct str *args, size_t n)
{
	struct client *c = client_self();
	struct call *call;

	if (!c || !c->up)
		return;
	c->stats.commands++;
	call = calloc(1, sizeof(*call));
	if (!call || link_send(&c->conn, args, n, COMMAND_MS, call) < 0) {
		c->stats.errors++;
		free(call);
	}
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
	struct str all[ARGS_MAX] = { STR("EVALSHA") };
	char count[24];

	if (nkeys + nargs + 3 > ARGS_MAX)
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
	r = link_init(&l->conn);
	if (r == 0)
		r = link_open(&l->conn, c);
	client_leave(c);
	if (r < 0) {
		redis_line_free(l);
		return r;
	}
	*ret = l;
	return 0;
}

int redis_line_command(struct redis_line *l, struct redis_reply *ret, const struct str *args, size_t n,
		       int64_t timeout_ms)
{
	return link_command(&l->conn, ret, args, n, timeout_ms);
}

void redis_line_free(struct redis_line *l)
{
	if (!l)
		return;
	link_done(&l->conn);
	free(l);
}
