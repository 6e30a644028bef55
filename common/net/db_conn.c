#include "net/db_pool.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/offload.h"

enum {
	CONNECT_MS = 1500, /* one address, from the first packet to ready; with the backoff: well again within 2 s */
	RESOLVE_MS = 2000,
	SCRUB_MS = 1000, /* each exchange of cleaning a connection */
	GRACE_MS = 20,   /* what ends by itself needs no cancelling */
	PARAMS_MAX = 64, /* connection parameters */
};

/* ---- connecting ----------------------------------------------------------------------------- */

struct pg_params {
	const char *keys[PARAMS_MAX + 1], *values[PARAMS_MAX + 1];
	int n;
};

static void set_param(struct pg_params *p, const char *key, const char *value)
{
	int i = 0;

	while (i < p->n && strcmp(p->keys[i], key) != 0)
		i++;
	if (i == PARAMS_MAX)
		return;
	p->keys[i] = key;
	p->values[i] = value;
	if (i == p->n)
		p->n++;
}

static void default_param(struct pg_params *p, const char *key, const char *value)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->keys[i], key) == 0)
			return;
	set_param(p, key, value);
}

static void ignore_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

static PGconn *connect_start(const struct db_pool *pool, const char *hostaddr)
{
	struct pg_params p = { .n = 0 };

	for (const PQconninfoOption *o = pool->info; o->keyword; o++)
		if (o->val && o->val[0])
			set_param(&p, o->keyword, o->val);
	if (hostaddr)
		set_param(&p, "hostaddr", hostaddr);
	set_param(&p, "gssencmode", "disable"); /* else libpq reads Kerberos files on the loop */
	set_param(&p, "client_encoding", "UTF8");
	set_param(&p, "options", pool->options);
	default_param(&p, "application_name", pool->application);
	default_param(&p, "keepalives_idle", "30");
	default_param(&p, "keepalives_interval", "5");
	default_param(&p, "keepalives_count", "3");
	default_param(&p, "tcp_user_timeout", "10000");
	/* A standby, or a primary that takes no writes, is as good as away. */
	default_param(&p, "target_session_attrs", "read-write");
	return PQconnectStartParams(p.keys, p.values, 0);
}

/* Private note from libpq's message, without its line end. */
static int away(const char *what, const PGconn *pg)
{
	const char *text = pg ? PQerrorMessage(pg) : "out of memory";

	return fail_private(ERR_DB_AWAY, "%s: %.*s", what, (int)strcspn(text, "\n"), text);
}

static int connect_wait(PGconn *pg)
{
	int64_t until = clock_ms() + CONNECT_MS;
	PostgresPollingStatusType step = PGRES_POLLING_WRITING;

	if (PQstatus(pg) == CONNECTION_BAD)
		return away("cannot connect", pg);
	while (step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING) {
		int64_t left = until - clock_ms();

		if (left <= 0)
			return fail_private(ERR_DB_AWAY, "cannot connect: no answer in %d ms", CONNECT_MS);
		/* The socket may be another one after each step. */
		int r = wait_fd(PQsocket(pg), step == PGRES_POLLING_READING ? WAIT_READ : WAIT_WRITE, left);
		if (r < 0 && r != -ERR_DEADLINE)
			return r;
		if (r > 0)
			step = PQconnectPoll(pg);
	}
	return step == PGRES_POLLING_OK ? 0 : away("cannot connect", pg);
}

static int connect_to(const struct db_pool *pool, const char *hostaddr, PGconn **ret)
{
	PGconn *pg = connect_start(pool, hostaddr);
	int r;

	if (!pg)
		return -ERR_NOMEM;
	PQsetNoticeReceiver(pg, ignore_notice, NULL);
	r = connect_wait(pg);
	if (r == 0 && (PQsetnonblocking(pg, 1) != 0 || PQenterPipelineMode(pg) != 1))
		r = away("cannot enter pipeline mode", pg);
	if (r < 0)
		PQfinish(pg);
	else
		*ret = pg;
	return r;
}

static int connect_any(const struct db_pool *pool, PGconn **ret)
{
	struct sockaddr_storage found[DB_ADDRESSES_MAX];
	char numeric[NI_MAXHOST];
	int n, r = -ERR_DB_AWAY;

	if (!pool->host)
		return connect_to(pool, NULL, ret);
	n = offload_resolve(pool->host, pool->port, found, DB_ADDRESSES_MAX, RESOLVE_MS);
	if (n <= 0)
		return fiber_cancelled() ? fiber_cancelled()
					 : fail_private(ERR_DB_AWAY, "cannot resolve %s", pool->host);
	for (int i = 0; i < n && r == -ERR_DB_AWAY; i++)
		if (getnameinfo((struct sockaddr *)&found[i], sizeof(found[i]), numeric, sizeof(numeric), NULL, 0,
			    NI_NUMERICHOST) == 0)
			r = connect_to(pool, numeric, ret);
	return r;
}

/* On the loop's stack. A leased connection whose owner waits elsewhere is watched no longer, else the loop
 * would spin; the next wait arms again. An idle one that stirs belongs to its keeper. */
static void on_socket(int events, void *arg)
{
	struct db_conn *c = arg;

	if (c->turn.length)
		wait_queue_wake_all(&c->turn, events);
	else if (c->state == DB_IDLE)
		db_suspect(c);
	else
		loop_io_set(c->io, c->events = 0);
}

int db_conn_open(struct db_conn *c)
{
	wait_queue_init(&c->turn);
	c->statements = calloc(DB_STATEMENTS, sizeof(*c->statements));
	if (!c->statements)
		return -ERR_NOMEM;
	c->nstatements = c->last_id = 0;
	c->broken = c->slow = false;
	c->syncs = 0;
	int r = connect_any(c->pool, &c->pg);
	if (r == 0) {
		c->io = loop_io_new(PQsocket(c->pg), c->events = WAIT_READ, on_socket, c);
		r = c->io ? 0 : -ERR_NOMEM;
	}
	if (r < 0)
		db_conn_close(c);
	return r;
}

void db_conn_close(struct db_conn *c)
{
	loop_io_free(c->io);
	c->io = NULL;
	if (c->pg)
		PQfinish(c->pg);
	c->pg = NULL;
	free(c->statements);
	c->statements = NULL;
}

/* ---- statements ----------------------------------------------------------------------------- */

/* The slot of sql, free or its own; NULL when the table is three quarters full. */
static struct db_statement *statement_slot(const struct db_conn *c, const char *sql)
{
	size_t at = (size_t)(((uintptr_t)sql * 0x9e3779b97f4a7c15u) >> 32);

	for (;; at++) {
		struct db_statement *s = &c->statements[at % DB_STATEMENTS];

		if (s->sql == sql)
			return s;
		if (!s->sql)
			return c->nstatements < DB_STATEMENTS * 3 / 4 ? s : NULL;
	}
}

static void statement_set(struct db_conn *c, const char *sql, unsigned id, unsigned sent)
{
	struct db_statement *s = statement_slot(c, sql);

	if (!s)
		return;
	if (!s->sql)
		c->nstatements++;
	*s = (struct db_statement){ sql, id, sent };
}

void db_conn_forget(struct db_conn *c, const char *sql)
{
	struct db_statement *s = c->statements ? statement_slot(c, sql) : NULL;

	if (s && s->sql)
		s->id = 0;
}

/* A run that was given up: what it was about to prepare is not known. */
static void statements_unsend(struct db_conn *c)
{
	for (size_t i = 0; c->statements && i < DB_STATEMENTS; i++)
		c->statements[i].sent = 0;
}

/* ---- sending -------------------------------------------------------------------------------- */

/* libpq wants NUL-terminated texts; a NUL inside would cut the value silently. */
int db_call_texts(struct db_call *call)
{
	const char **values = TRY_MEM(arena_alloc(mem(), (call->n + 1) * sizeof(*values)));

	for (size_t i = 0; i < call->n; i++) {
		const struct db_param *p = &call->params[i];

		values[i] = p->num[0] ? p->num : NULL;
		if (!p->text.p)
			continue;
		if (p->text.n && memchr(p->text.p, '\0', p->text.n))
			return fail(ERR_INVALID, "a text must not contain a NUL byte");
		values[i] = TRY_MEM(arena_strndup(mem(), p->text.p, p->text.n));
	}
	call->values = values;
	return 0;
}

static int broken(struct db_conn *c, const char *what)
{
	c->broken = true;
	return away(what, c->pg);
}

/* each: see db_conn_run. Calls of one transaction share what the first of them prepares; others may not, for a
 * preparation that fails is that call's own failure. */
static int send_call(struct db_conn *c, struct db_call *call, bool each)
{
	struct db_statement *s = statement_slot(c, call->sql);
	char name[16];
	unsigned id = s ? s->id : 0;

	call->id = 0;
	if (!s) /* the table is full: no preparation */
		return PQsendQueryParams(c->pg, call->sql, (int)call->n, NULL, call->values, NULL, NULL, 0)
			? 0
			: broken(c, "cannot send");
	if (!id && !each)
		id = s->sent;
	if (!id) {
		id = call->id = ++c->last_id;
		statement_set(c, call->sql, 0, id);
	}
	snprintf(name, sizeof(name), "s%u", id);
	if (call->id && !PQsendPrepare(c->pg, name, call->sql, 0, NULL))
		return broken(c, "cannot send");
	if (!PQsendQueryPrepared(c->pg, name, (int)call->n, call->values, NULL, NULL, 0))
		return broken(c, "cannot send");
	return 0;
}

static int send_sync(struct db_conn *c)
{
	if (!PQpipelineSync(c->pg))
		return broken(c, "cannot send");
	c->syncs++;
	return 0;
}

/* ---- receiving ------------------------------------------------------------------------------ */

static int64_t time_left(const struct db_conn *c)
{
	int64_t left = c->until - clock_ms();

	return left > 0 ? left : 0;
}

/* Sends what is unsent, parks until the socket has something, takes it in. */
static int socket_turn(struct db_conn *c)
{
	int left = PQflush(c->pg), events = left > 0 ? WAIT_READ | WAIT_WRITE : WAIT_READ, r;

	if (left < 0)
		return broken(c, "lost");
	if (c->events != events)
		loop_io_set(c->io, c->events = events);
	r = wait_queue_wait(&c->turn, time_left(c));
	if (r == -ERR_DEADLINE && fiber_time_left(1) > 0) {
		c->slow = true; /* ours has passed, not the fiber's */
		return fail_private(ERR_DB_AWAY, "no answer in time");
	}
	if (r < 0)
		return r;
	return PQconsumeInput(c->pg) ? 0 : broken(c, "lost");
}

static int next_result(struct db_conn *c, PGresult **ret)
{
	PGresult *res;

	while (PQisBusy(c->pg))
		TRY(socket_turn(c));
	res = PQgetResult(c->pg);
	if (PQstatus(c->pg) != CONNECTION_OK) {
		PQclear(res);
		return broken(c, "lost");
	}
	*ret = res;
	return 0;
}

/* Takes over res. The first result that tells of an error stays. */
static void take_result(struct db_conn *c, struct db_call *call, PGresult *res)
{
	bool prepared = call->id && PQresultStatus(res) == PGRES_COMMAND_OK;

	if (call->id)
		statement_set(c, call->sql, prepared ? call->id : 0, 0);
	if (prepared || call->res)
		PQclear(res);
	else
		call->res = res;
}

/* Takes over res. What comes between a statement's end and the answer to its sync is the commit's: an error there
 * undoes what the statement said. */
static void take_commit(struct db_call *call, PGresult *res)
{
	if (PQresultStatus(res) != PGRES_FATAL_ERROR) {
		PQclear(res);
		return;
	}
	PQclear(call->res);
	call->res = res;
}

/* Reads until every sync is answered: one after each call, or one after all. Each statement ends with a NULL, a
 * sync with none; calls may be NULL with n = 0 to throw all away. */
static int collect(struct db_conn *c, struct db_call *calls, int n, bool each)
{
	int at = 0, nulls = 0;
	bool committing = false;

	while (c->syncs > 0) {
		PGresult *res = NULL;

		TRY(next_result(c, &res));
		if (!res) {
			if (++nulls > 2)
				return broken(c, "the server broke the protocol");
			if (committing || at >= n)
				continue;
			if (calls[at].id) {
				calls[at].id = 0;
				continue;
			}
			at++;
			committing = each || at == n;
			continue;
		}
		nulls = 0;
		if (PQresultStatus(res) == PGRES_PIPELINE_SYNC) {
			PQclear(res);
			c->syncs--;
			committing = false;
		} else if (committing) {
			take_commit(&calls[at - 1], res);
		} else if (at < n) {
			take_result(c, &calls[at], res);
		} else {
			PQclear(res);
		}
	}
	return 0;
}

static int run(struct db_conn *c, struct db_call *calls, int n, bool each)
{
	for (int i = 0; i < n; i++) {
		if (!calls[i].values)
			TRY(db_call_texts(&calls[i]));
		TRY(send_call(c, &calls[i], each));
		if (each || i == n - 1)
			TRY(send_sync(c));
	}
	if (n == 0)
		TRY(send_sync(c));
	return collect(c, calls, n, each);
}

/* Within limit_ms, which is the server's; the fiber's own deadline holds besides. */
static int run_within(struct db_conn *c, struct db_call *calls, int n, bool each, int64_t limit_ms)
{
	if (fiber_cancelled())
		return fiber_cancelled();
	c->until = clock_ms() + limit_ms;
	return run(c, calls, n, each);
}

/* Counts; and when the plan no longer fits its tables, or the name is unknown: prepare anew next time. */
static void look_at(struct db_conn *c, const struct db_call *call)
{
	const char *state = call->res ? PQresultErrorField(call->res, PG_DIAG_SQLSTATE) : NULL;

	c->pool->stats.queries++;
	c->pool->stats.errors += state != NULL;
	if (state && (strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0))
		db_conn_forget(c, call->sql);
	/* The primary has moved elsewhere, or will be back: its connections are of no use. */
	if (state && strcmp(state, "25006") == 0)
		c->broken = true;
}

int db_conn_run(struct db_conn *c, struct db_call *calls, int n, bool each)
{
	int r = run_within(c, calls, n, each, c->pool->statement_ms + DB_SLACK_MS);

	for (int i = 0; i < n && r == 0; i++)
		look_at(c, &calls[i]);
	if (r == 0)
		return 0;
	statements_unsend(c);
	/* A refused parameter after other calls were queued leaves a pipeline without its end. */
	if ((r == -ERR_INVALID || r == -ERR_NOMEM) && n > 1)
		c->broken = true;
	for (int i = 0; i < n; i++) {
		PQclear(calls[i].res);
		calls[i].res = NULL;
	}
	return r;
}

/* ---- state and cleaning --------------------------------------------------------------------- */

bool db_conn_clean(const struct db_conn *c)
{
	return !c->broken && c->syncs == 0 && PQstatus(c->pg) == CONNECTION_OK &&
		PQtransactionStatus(c->pg) == PQTRANS_IDLE;
}

bool db_conn_stirred(const struct db_conn *c)
{
	char byte;

	return recv(PQsocket(c->pg), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

/* 1 when all is read, 0 when that takes longer. */
static int drain(struct db_conn *c, int64_t limit_ms)
{
	int r;

	c->until = clock_ms() + limit_ms;
	c->slow = false;
	r = collect(c, NULL, 0, false);
	return r == 0 ? 1 : c->slow ? 0 : r;
}

/* Over a connection of its own: libpq 15's PQcancel blocks without any limit when the server hangs, and
 * would take a thread of the offload pool with it. */
static int cancel_backend(struct db_conn *c)
{
	struct db_conn side = { .pool = c->pool, .state = DB_LEASED };
	struct db_param pid = db_int(PQbackendPID(c->pg));
	struct db_call call = { .sql = "SELECT pg_cancel_backend($1)", .n = 1, .params = &pid };
	int r;

	c->pool->stats.cancels++;
	TRY(db_conn_open(&side));
	r = run_within(&side, &call, 1, true, SCRUB_MS);
	PQclear(call.res);
	db_conn_close(&side);
	return r;
}

int db_conn_scrub(struct db_conn *c)
{
	struct db_call rollback = { .sql = "ROLLBACK" };
	PGTransactionStatusType status;

	if (c->broken)
		return -ERR_DB_AWAY;
	if (c->syncs > 0 && TRY(drain(c, GRACE_MS)) == 0) {
		TRY(cancel_backend(c));
		if (TRY(drain(c, SCRUB_MS)) == 0)
			return -ERR_DB_AWAY;
	}
	status = PQtransactionStatus(c->pg);
	if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
		TRY(run_within(c, &rollback, 1, true, SCRUB_MS));
	else
		TRY(run_within(c, NULL, 0, true, SCRUB_MS)); /* a lone sync: is anybody there? */
	PQclear(rollback.res);
	return db_conn_clean(c) ? 0 : -ERR_DB_AWAY;
}

/* ---- errors --------------------------------------------------------------------------------- */

static const struct {
	const char *prefix; /* of the SQLSTATE */
	enum err code;
} states[] = {
	{ "23505", ERR_DB_UNIQUE }, { "40001", ERR_CONFLICT }, /* serialization failure */
	{ "40P01", ERR_CONFLICT },                             /* deadlock */
	{ "57014", ERR_DB_AWAY },                              /* statement_timeout: the server is too slow */
	{ "57P", ERR_DB_AWAY },                                /* shutting down, crashed, starting */
	{ "08", ERR_DB_AWAY }, { "25P03", ERR_DB_AWAY },       /* idle_in_transaction_session_timeout */
	{ "25006", ERR_DB_AWAY },                              /* read-only: not the primary (any more) */
	{ "53", ERR_DB_AWAY },                                 /* disk, memory or connections are used up */
	{ "58", ERR_DB_AWAY },                                 /* its disk fails */
};

int db_result_error(const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	enum err code = ERR_DB;

	switch (PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY: return 0;
	case PGRES_PIPELINE_ABORTED: return fail_private(ERR_DB, "not run: an earlier statement failed");
	default: break;
	}
	for (size_t i = 0; state && i < ARRAY_LEN(states); i++)
		if (strncmp(state, states[i].prefix, strlen(states[i].prefix)) == 0)
			code = states[i].code;
	return fail_private(code, "%s %s", state ? state : "-----", text ? text : "");
}
