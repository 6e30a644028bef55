#include "net/db_pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "net/admission.h"

enum {
	BACKOFF_FIRST_MS = 50,
	BACKOFF_MOST_MS = 500,
	SPARE_MS = 60000, /* an idle connection beyond min is closed after this */
	UP_MS = 2000,
	LINGER_MS = 20,
	PEEK_AFTER_MS = 5, /* idle for longer: look before use whether the server has hung up */
};

static _Thread_local struct db_pool *current;

/* noinline: a fiber may resume after its caller cached a thread-local's address. */
__attribute__((noinline)) struct db_pool *db_pool_self(void)
{
	return current;
}

void db_pool_leave(struct db_pool *pool)
{
	if (--pool->users > 0 || !pool->closing)
		return;
	PQconninfoFree(pool->info);
	free(pool->options);
	free(pool);
}

/* ---- who has it ----------------------------------------------------------------------------- */

static void wake_keeper(struct db_conn *c)
{
	wait_queue_wake_all(&c->nap, 1);
}

/* The one door by which a connection changes hands. */
static void set_state(struct db_conn *c, enum db_state state)
{
	struct db_pool *pool = c->pool;
	bool was = c->state >= DB_IDLE, is = state >= DB_IDLE;

	list_del(&c->link);
	pool->connecting += (state == DB_CONNECTING) - (c->state == DB_CONNECTING);
	pool->live += is - was;
	if (was || is)
		pool->last_live = clock_ms();
	c->state = state;
	if (state == DB_IDLE) {
		list_add(&pool->idle, &c->link);
		c->idle_since = clock_ms();
	} else if (state == DB_DIRTY) {
		wake_keeper(c);
	}
}

static void lease_to(struct db_conn *c, uint16_t client)
{
	c->client = client;
	/* The house works for all: it stands in line as if it held none. */
	c->pool->held[client] += client != 0;
}

/* A clean connection goes to the first who waits, of the clients with the fewest leases; else to the idle list. */
static void hand_on(struct db_conn *c)
{
	int client;

	set_state(c, DB_LEASED);
	client = wait_queue_hand_least(&c->pool->queue, c->index + 1, c->pool->held);
	if (client < 0) {
		set_state(c, DB_IDLE);
		return;
	}
	c->pool->users++;
	lease_to(c, (uint16_t)client);
}

void db_suspect(struct db_conn *c)
{
	set_state(c, DB_DIRTY);
}

/* One got no answer in time: the keepers ask on the others, so that not every request finds out for itself. */
static void suspect_idle(struct db_pool *pool)
{
	while (!list_empty(&pool->idle))
		db_suspect(CONTAINER_OF(pool->idle.next, struct db_conn, link));
}

void db_release(struct db_conn *c)
{
	struct db_pool *pool = c->pool; /* NOLINT(clang-analyzer-unix.Malloc): a lease counts among the pool's users */

	fiber_lease_end();
	pool->held[c->client] -= c->client != 0;
	if (!c->keeper) {
		/* Drained: its keeper has ended before the lease did. */
		set_state(c, DB_CLOSED);
		db_conn_close(c);
	} else if (db_conn_clean(c)) {
		hand_on(c);
	} else {
		set_state(c, DB_DIRTY);
		if (c->slow)
			suspect_idle(pool);
	}
	db_pool_leave(pool);
}

/* ---- leases --------------------------------------------------------------------------------- */

static struct db_conn *take_idle(struct db_pool *pool)
{
	while (!list_empty(&pool->idle)) {
		struct db_conn *c = CONTAINER_OF(pool->idle.next, struct db_conn, link);

		if (clock_ms() - c->idle_since <= PEEK_AFTER_MS || !db_conn_stirred(c)) {
			set_state(c, DB_LEASED);
			return c;
		}
		set_state(c, DB_DIRTY);
	}
	return NULL;
}

/* One more connection when those on their way are not enough for those who wait. */
static void grow(struct db_pool *pool)
{
	int coming = 0;

	for (int i = 0; i < pool->max; i++)
		coming += pool->conns[i].state == DB_CONNECTING || pool->conns[i].state == DB_DIRTY ||
			pool->conns[i].wanted;
	if (coming > (int)pool->queue.length)
		return;
	for (int i = 0; i < pool->max; i++) {
		struct db_conn *c = &pool->conns[i];

		if (c->state != DB_CLOSED || c->wanted || !c->keeper)
			continue;
		c->wanted = true;
		wake_keeper(c);
		return;
	}
}

static int wait_for_lease(struct db_pool *pool, struct db_conn **ret)
{
	int64_t began;
	int r;

	if (pool->failing && pool->live == 0)
		return fail_private(ERR_DB_AWAY, "no connection, and the last attempt to connect failed");
	grow(pool);
	began = clock_us();
	r = wait_queue_wait(&pool->queue, pool->lease_ms);
	admission_waited(admission(), clock_us() - began);
	if (r == -ERR_DEADLINE && fiber_time_left(1) > 0)
		return fail_private(ERR_DB_AWAY, "no connection was free in %lld ms", (long long)pool->lease_ms);
	if (r < 0)
		return r == -ERR_DB_AWAY ? fail_private(ERR_DB_AWAY, "the attempt to connect failed") : r;
	*ret = pool->conns + r - 1;
	return 0;
}

int db_lease(struct db_conn **ret)
{
	struct db_pool *pool = db_pool_self();
	struct db_conn *c;
	int r = 0;

	if (fiber_cancelled())
		return fiber_cancelled();
	if (!pool)
		return fail_private(ERR_DB_AWAY, "the pool is closed");
	c = take_idle(pool);
	pool->users++;
	if (c) {
		lease_to(c, context()->client);
		admission_waited(admission(), 0);
	} else {
		r = wait_for_lease(pool, &c);
		db_pool_leave(pool);
	}
	if (r < 0)
		return r;
	fiber_lease_begin();
	if (fiber_cancelled()) {
		/* Cancelled in the same turn in which the lease was handed over: pass it on. */
		db_release(c);
		return fiber_cancelled();
	}
	*ret = c;
	return 0;
}

/* ---- keepers -------------------------------------------------------------------------------- */

static void connect_failed(struct db_conn *c, int64_t *backoff)
{
	struct db_pool *pool = c->pool;

	pool->stats.reconnect_failures++;
	if (!pool->failing)
		log_warn("db_connect_failed", LOG_S("reason", context()->err.secret));
	pool->failing = true;
	if (pool->live == 0)
		wait_queue_wake_all(&pool->queue, -ERR_DB_AWAY);
	wait_queue_wait(&c->nap, *backoff);
	*backoff = *backoff * 2 > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : *backoff * 2;
}

/* 0 when connected and handed on. */
static int keeper_connect(struct db_conn *c, int64_t *backoff)
{
	int r;

	c->wanted = false;
	set_state(c, DB_CONNECTING);
	r = db_conn_open(c);
	if (r < 0) {
		set_state(c, DB_CLOSED);
		if (!fiber_cancelled())
			connect_failed(c, backoff);
		return r;
	}
	if (c->pool->failing)
		log_info("db_connected", LOG_I("connection", c->index));
	*backoff = BACKOFF_FIRST_MS;
	c->pool->failing = false;
	c->pool->stats.connects++;
	hand_on(c);
	return 0;
}

/* The connection is the keeper's to close, unless it is out on a lease: then db_release does. */
static void keeper_close(struct db_conn *c)
{
	if (c->state == DB_LEASED)
		return;
	set_state(c, DB_CLOSED);
	db_conn_close(c);
}

/* False: cannot be cleaned. */
static bool keeper_clean(struct db_conn *c)
{
	if (c->state != DB_DIRTY)
		return true;
	if (db_conn_scrub(c) < 0)
		return false;
	hand_on(c);
	return true;
}

/* From connected to closed, or until cancelled: sleeps while others use it, scrubs what comes back dirty. */
static void keeper_serve(struct db_conn *c)
{
	while (!fiber_cancelled()) {
		if (c->state != DB_DIRTY)
			wait_queue_wait(&c->nap, SPARE_MS);
		if (c->state == DB_IDLE && c->index >= c->pool->min && clock_ms() - c->idle_since >= SPARE_MS)
			break;
		if (!fiber_cancelled() && !keeper_clean(c))
			break;
	}
	if (!fiber_cancelled())
		keeper_close(c);
}

/* The loop ends. Shielded work of others (a reply to keep, a job to give back) may still want a connection, so
 * the keepers are the last to go. */
static void keeper_linger(struct db_conn *c)
{
	struct db_pool *pool = c->pool;

	fiber_shield_begin();
	while (!pool->closing && c->state >= DB_IDLE && fiber_count() > (unsigned)pool->keepers && keeper_clean(c))
		wait_queue_wait(&c->nap, LINGER_MS);
	fiber_shield_end();
	keeper_close(c);
}

static void keeper(void *arg)
{
	struct db_conn *c = arg;
	struct db_pool *pool = c->pool;
	int64_t backoff = BACKOFF_FIRST_MS;

	context()->task = "db.keeper";
	while (!fiber_cancelled()) {
		if (c->index >= pool->min && !c->wanted)
			wait_queue_wait(&c->nap, -1);
		else if (keeper_connect(c, &backoff) == 0)
			keeper_serve(c);
		context_clear(context());
	}
	keeper_linger(c);
	c->keeper = NULL;
	pool->keepers--;
	db_pool_leave(pool);
}

/* ---- the pool ------------------------------------------------------------------------------- */

static const char *info_value(const PQconninfoOption *info, const char *keyword)
{
	for (; info->keyword; info++)
		if (strcmp(info->keyword, keyword) == 0)
			return info->val && info->val[0] ? info->val : NULL;
	return NULL;
}

static int pool_parse(struct db_pool *pool, const struct db_options *o)
{
	const char *host, *port, *options;
	int n;

	pool->info = PQconninfoParse(o->url, NULL);
	if (!pool->info)
		return fail(ERR_INVALID, "the database's URL cannot be read");
	host = info_value(pool->info, "host");
	if (!host && !info_value(pool->info, "hostaddr"))
		return fail(ERR_INVALID, "the database's URL must name a host");
	if (host && strchr(host, ','))
		return fail(ERR_INVALID, "the database's URL must name one host only");
	if (host && host[0] != '/' && !info_value(pool->info, "hostaddr"))
		pool->host = host;
	port = info_value(pool->info, "port");
	pool->port = port ? (int)strtol(port, NULL, 10) : 5432;
	options = info_value(pool->info, "options");
	n = asprintf(&pool->options,
		"-c statement_timeout=%lld -c idle_in_transaction_session_timeout=60000 -c timezone=UTC "
		"-c datestyle=ISO %s",
		(long long)pool->statement_ms, options ? options : "");
	if (n < 0)
		pool->options = NULL;
	return n < 0 ? -ERR_NOMEM : 0;
}

static int pool_start(struct db_pool *pool)
{
	for (int i = 0; i < pool->max; i++) {
		struct db_conn *c = &pool->conns[i];

		c->pool = pool;
		c->index = i;
		list_init(&c->link);
		wait_queue_init(&c->nap);
		TRY(fiber_start(keeper, c, &c->keeper));
		pool->users++;
		pool->keepers++;
	}
	return 0;
}

static struct db_pool *pool_new(const struct db_options *o)
{
	int max = o->max < 1 ? 1 : o->max > DB_CONNECTIONS_MAX ? DB_CONNECTIONS_MAX : o->max;
	struct db_pool *pool = calloc(1, sizeof(*pool) + (size_t)max * sizeof(pool->conns[0]));

	if (!pool)
		return NULL;
	pool->max = max;
	pool->min = o->min < 0 ? 0 : o->min > max ? max : o->min;
	pool->lease_ms = o->lease_ms ? o->lease_ms : 2000;
	pool->statement_ms = o->statement_ms ? o->statement_ms : 15000;
	pool->last_live = clock_ms() - UP_MS;
	snprintf(pool->application, sizeof(pool->application), "%s", o->application ? o->application : "");
	list_init(&pool->idle);
	wait_queue_init(&pool->queue);
	db_group_init(&pool->group);
	return pool;
}

/* Keepers end by themselves, leases when they come back; the last one out frees the pool. */
static void pool_shut(struct db_pool *pool)
{
	pool->closing = true;
	pool->users++;
	wait_queue_wake_all(&pool->queue, -ERR_DB_AWAY);
	db_group_close(&pool->group);
	for (int i = 0; i < pool->max; i++)
		if (pool->conns[i].keeper)
			fiber_cancel(pool->conns[i].keeper, ERR_SHUTDOWN);
	db_pool_leave(pool);
}

int db_open(const struct db_options *o)
{
	struct db_pool *pool;
	int r;

	if (db_pool_self())
		return fail(ERR_CONFLICT, "this thread's pool is open already");
	pool = TRY_MEM(pool_new(o));
	r = pool_parse(pool, o);
	if (r == 0)
		r = pool_start(pool);
	if (r == 0)
		current = pool;
	else
		pool_shut(pool);
	return r;
}

void db_close(void)
{
	struct db_pool *pool = db_pool_self();

	if (!pool)
		return;
	current = NULL;
	pool_shut(pool);
}

bool db_up(void)
{
	const struct db_pool *pool = db_pool_self();

	return pool && (pool->live > 0 || clock_ms() - pool->last_live < UP_MS);
}

void db_stats(struct db_stats *ret)
{
	const struct db_pool *pool = db_pool_self();

	*ret = (struct db_stats){ 0 };
	if (!pool)
		return;
	*ret = pool->stats;
	ret->open = (unsigned)pool->live;
	ret->waiting = pool->queue.length;
	for (int i = 0; i < pool->max; i++)
		ret->idle += pool->conns[i].state == DB_IDLE;
}
