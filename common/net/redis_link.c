#include "net/redis_link.h"

#include <hiredis/async.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"

enum {
	CONNECT_MS = 1000,
	RESOLVE_MS = 2000,
	PENDING_MAX = 10000, /* unanswered commands a connection */
	ADDRESSES_MAX = 4,
	COMMAND_MAX = 64 << 20,
	ARRAY_MAX = 100000,
	LATE_MS = 20, /* a timer that fires so late tells of a busy machine */
	STRETCH_MS = 100,
	READS_MAX = 1000, /* of 16 KB */
};

/* hiredis 0.14 believes any number: "*2147483647" would make it take 16 GB and walk through them for half a minute. */
#if HIREDIS_MAJOR > 0
typedef size_t elements;
#else
typedef int elements;
#endif
static redisReplyObjectFunctions makers;
static void *(*make_array)(const redisReadTask *, elements);

static void *make_bounded_array(const redisReadTask *task, elements n)
{
	return n <= ARRAY_MAX ? make_array(task, n) : NULL;
}

/* One command under way. On the heap: the reply may come after its fiber has given up. */
struct call {
	struct list link; /* conn->pending */
	struct redis_link *conn;
	struct fiber *waiter; /* NULL: nobody waits (any more) */
	struct arena *arena;  /* the waiter's */
	struct redis_reply *ret;
	int64_t until;
	int result;
	bool done;
};

static _Thread_local struct redis_link *flush_list; /* have output to write at the end of this turn */
static _Thread_local struct redis_stats counters;

/* noinline: a fiber may resume after its caller cached a thread-local's address. */
__attribute__((noinline)) struct redis_stats *redis_link_counters(void)
{
	return &counters;
}

/* ---- replies -------------------------------------------------------------------------------- */

static const enum redis_kind kinds[] = {
	[REDIS_REPLY_STRING] = REDIS_STR,
	[REDIS_REPLY_ARRAY] = REDIS_ARRAY,
	[REDIS_REPLY_INTEGER] = REDIS_INT,
	[REDIS_REPLY_NIL] = REDIS_NIL,
	[REDIS_REPLY_STATUS] = REDIS_STR,
	[REDIS_REPLY_ERROR] = REDIS_ERROR,
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

/* A server that answers so cannot be used, whatever the command was: what it holds may be old, since it takes nothing
 * new. Gone until it can be written to again. */
static const char *const unusable[] = { "OOM ", "READONLY ", "MISCONF ", "LOADING ", "MASTERDOWN ", "NOREPLICAS ",
	"CLUSTERDOWN ", "BUSY ", "NOAUTH " };

static bool is_unusable(const char *error)
{
	for (size_t i = 0; i < ARRAY_LEN(unusable); i++) {
		const char *at = strstr(error, unusable[i]);

		if (at && (at == error || at[-1] == '-')) /* "-" : what a script ran into, Redis 6 */
			return true;
	}
	return false;
}

static void call_end(struct call *call, const redisReply *reply)
{
	struct redis_link *l = call->conn;

	list_del(&call->link);
	l->npending--;
	if (!reply || reply->type == REDIS_REPLY_ERROR)
		redis_link_counters()->errors++;
	if (reply)
		l->stretched = false;
	if (reply && reply->type == REDIS_REPLY_ERROR && l->ac && is_unusable(reply->str)) {
		snprintf(l->reason, sizeof(l->reason), "%.90s", reply->str);
		redis_link_drop(l); /* hiredis does it behind this callback */
	}
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

	if (!l->reason[0])
		snprintf(l->reason, sizeof(l->reason), "%.90s", l->ac->c.errstr[0] ? l->ac->c.errstr : "closed");
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

void redis_link_flush(void *unused)
{
	(void)unused;
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
	l->timer_armed = false;
	loop_timer_set(l->timer, -1);
	if (l->waiter)
		fiber_wake(l->waiter, 0);
}

/* Every pending call ends with -ERR_REDIS_AWAY. */
void redis_link_drop(struct redis_link *l)
{
	if (l->ac)
		redisAsyncFree(l->ac);
}

/* Perhaps it was us: what has arrived counts, and who looks late waits a little more, once. How long the oldest call
 * may still take, 0 when there is none, negative when the server is to blame. */
static int64_t overdue(struct redis_link *l, int64_t late_ms)
{
	int64_t left;
	int ready = 0;

	for (int i = 0; i < READS_MAX && l->ac && ioctl(l->ac->c.fd, FIONREAD, &ready) == 0 && ready > 0; i++)
		redisAsyncHandleRead(l->ac);
	if (!l->ac || list_empty(&l->pending))
		return 0;
	left = CONTAINER_OF(l->pending.next, struct call, link)->until - clock_ms();
	if (left <= 0 && late_ms > LATE_MS && !l->stretched) {
		l->stretched = true;
		left = STRETCH_MS;
	}
	return left > 0 ? left : -1;
}

static void on_timer(void *arg)
{
	struct redis_link *l = arg;
	struct call *oldest = CONTAINER_OF(l->pending.next, struct call, link);
	int64_t left;

	l->timer_armed = false;
	if (l->ac && !l->connected) {
		l->slow = true;
		snprintf(l->reason, sizeof(l->reason), "no connection in time");
		redis_link_drop(l);
	}
	if (list_empty(&l->pending) || !l->ac)
		return;
	left = oldest->until - clock_ms();
	if (left <= 0)
		left = overdue(l, -left);
	if (left > 0) {
		l->timer_armed = true;
		loop_timer_set(l->timer, left);
	} else if (left < 0) {
		redis_link_counters()->timeouts++;
		l->slow = true;
		snprintf(l->reason, sizeof(l->reason), "no answer in time");
		redis_link_drop(l);
	}
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
	if (!make_array) {
		makers = *ac->c.reader->fn;
		make_array = makers.createArray;
		makers.createArray = make_bounded_array;
	}
	ac->c.reader->fn = &makers;
	l->ac = ac;
	l->slow = l->stretched = false;
	l->reason[0] = '\0';
	ac->data = l;
	ac->ev.data = l;
	ac->ev.addRead = add_read;
	ac->ev.delRead = del_read;
	ac->ev.addWrite = add_write;
	ac->ev.delWrite = del_write;
	ac->ev.cleanup = on_gone;
	l->timer_armed = true;
	loop_timer_set(l->timer, CONNECT_MS);
	redisAsyncSetConnectCallback(ac, on_connect); /* asks for the first write */
	return 0;
}

/* Until it is connected or gone; keeps nothing of a failed attempt. */
static int link_wait(struct redis_link *l)
{
	int r = 0;

	l->waiter = fiber_self();
	while (r >= 0 && l->ac && !l->connected)
		r = fiber_park();
	l->waiter = NULL;
	if (l->ac && l->connected)
		return 0;
	redis_link_drop(l);
	return fiber_cancelled() ? fiber_cancelled() : -ERR_REDIS_AWAY;
}

/* RESP: the count, then each argument behind its length. */
static struct buf format(const struct str *args, size_t n)
{
	struct buf b = BUF_ON(mem(), COMMAND_MAX);
	size_t room = 32;

	for (size_t i = 0; i < n; i++)
		room += args[i].n + 32;
	buf_reserve(&b, room);
	buf_char(&b, '*');
	buf_i64(&b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		buf_put(&b, "\r\n$", 3);
		buf_i64(&b, (int64_t)args[i].n);
		buf_put(&b, "\r\n", 2);
		buf_str(&b, args[i]);
	}
	buf_put(&b, "\r\n", 2);
	return b;
}

static int link_send(struct redis_link *l, const struct str *args, size_t n, int64_t timeout_ms, struct call *call)
{
	struct buf command;
	const redisCallback *last;

	if (n < 1 || n > REDIS_ARGS_MAX)
		return fail(ERR_INVALID, "1 to %d arguments a command", REDIS_ARGS_MAX);
	if (!l->ac || !l->connected || l->npending >= PENDING_MAX)
		return -ERR_REDIS_AWAY;
	command = format(args, n);
	if (!buf_ok(&command))
		return -ERR_NOMEM;
	last = l->ac->replies.tail;
	if (redisAsyncFormattedCommand(l->ac, on_reply, call, command.p, command.len) != REDIS_OK)
		return -ERR_REDIS_AWAY;
	/* Out of memory, hiredis says OK and forgets the callback, or keeps that and forgets the command: the replies of all
	 * that follow would go to the wrong callers. */
	if (l->ac->replies.tail == last) {
		redis_link_drop(l);
		return -ERR_REDIS_AWAY;
	}
	call->conn = l;
	call->until = clock_ms() + timeout_ms;
	list_add_tail(&l->pending, &call->link);
	l->npending++;
	if (!l->timer_armed) {
		l->timer_armed = true;
		loop_timer_set(l->timer, timeout_ms);
	}
	if (l->ac->c.err)
		redis_link_drop(l); /* ends the call, too */
	return 0;
}

int redis_link_send(struct redis_link *l, const struct str *args, size_t n)
{
	struct call *call = TRY_MEM(calloc(1, sizeof(*call)));
	int r = link_send(l, args, n, REDIS_COMMAND_MS, call);

	if (r < 0)
		free(call);
	return r; /* NOLINT(clang-analyzer-unix.Malloc): on_reply frees a call that was sent */
}

int redis_link_command(
	struct redis_link *l, struct redis_reply *ret, const struct str *args, size_t n, int64_t timeout_ms)
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

static int greet(struct redis_link *l, const struct redis_server *c)
{
	char db[12];

	if (c->user)
		TRY(redis_link_command(l, NULL, (struct str[]){ STR("AUTH"), str_c(c->user), str_c(c->password) }, 3,
			REDIS_COMMAND_MS));
	else if (c->password)
		TRY(redis_link_command(
			l, NULL, (struct str[]){ STR("AUTH"), str_c(c->password) }, 2, REDIS_COMMAND_MS));
	snprintf(db, sizeof(db), "%d", c->db);
	if (c->db)
		TRY(redis_link_command(l, NULL, (struct str[]){ STR("SELECT"), str_c(db) }, 2, REDIS_COMMAND_MS));
	return redis_link_command(l, NULL,
		(struct str[]){ STR("SET"), STR("wizard:probe"), STR("1"), STR("PX"), STR("1000") }, 5,
		REDIS_COMMAND_MS);
}

int redis_link_open(struct redis_link *l, const struct redis_server *c)
{
	struct sockaddr_storage found[ADDRESSES_MAX];
	char numeric[NI_MAXHOST];
	int n = offload_resolve(c->host, c->port, found, ADDRESSES_MAX, RESOLVE_MS), r = -ERR_REDIS_AWAY;

	snprintf(l->reason, sizeof(l->reason), "the name cannot be resolved");
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
			redis_link_drop(l);
	}
	return r;
}

int redis_link_init(struct redis_link *l)
{
	list_init(&l->pending);
	l->timer = TRY_MEM(loop_timer_new(on_timer, l));
	return 0;
}

void redis_link_done(struct redis_link *l)
{
	redis_link_drop(l);
	loop_timer_free(l->timer);
	l->timer = NULL;
}
