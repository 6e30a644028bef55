/* The pool behind net/db.h: connections, the fibers that keep them, leases. For net/db*.c alone.
 *
 * Each connection has a keeper, the janitor fiber of its slot: it connects (with backoff), and when a
 * lease comes back dirty it cancels what runs, drains, rolls back, or closes. Whoever uses a
 * connection only marks it and walks away, so cleanup never suspends.
 */
#ifndef NET_DB_POOL_H
#define NET_DB_POOL_H

#include <postgresql/libpq-fe.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/list.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/db.h"

enum {
	DB_CONNECTIONS_MAX = 64, /* a pool */
	DB_STATEMENTS = 256,     /* slots of a connection's table of prepared statements; power of two */
	DB_ADDRESSES_MAX = 4,    /* tried of one host name */
	DB_SLACK_MS = 1000,      /* waited for an answer beyond the server's own statement_timeout */
};

enum db_state {
	DB_CLOSED,
	DB_CONNECTING,
	DB_IDLE, /* on pool->idle */
	DB_LEASED,
	DB_DIRTY, /* the keeper's, until it is clean or closed */
};

struct db_statement {
	const char *sql; /* key: the address, never the text */
	unsigned id;     /* name "s<id>" on the server; 0 = not prepared */
	unsigned sent;   /* being prepared under this name by the present run; 0 = is not */
};

struct db_conn {
	struct db_pool *pool;
	struct list link;
	int index;
	uint16_t client; /* whose lease it is */
	enum db_state state;
	PGconn *pg;
	struct loop_io *io;     /* armed for reading as long as the connection lives */
	int events;             /* what io is armed for */
	struct wait_queue turn; /* who waits for the socket: one fiber at the most */
	struct wait_queue nap;  /* the keeper, while it has nothing to do */
	struct fiber *keeper;   /* NULL once it has ended */
	int64_t until;          /* clock_ms() at which the present exchange is given up; */
	bool slow;              /* … which has happened */
	bool wanted;            /* somebody waits: connect although index >= min */
	bool broken;            /* nothing can be sent any more: close */
	int syncs;              /* pipeline syncs sent and not yet answered; > 0 = results are due */
	int64_t idle_since;
	unsigned nstatements, last_id;
	struct db_statement *statements; /* DB_STATEMENTS of them */
};

/* Statements that wait to share a transaction: db_group.c. */
struct db_group {
	struct list waiting; /* oldest first */
	int nwaiting, writers;
};

struct db_pool {
	PQconninfoOption *info; /* the URL, taken apart */
	const char *host;       /* NULL: a socket folder or a numeric hostaddr, nothing to resolve */
	int port;
	char application[64];
	char *options; /* "-c statement_timeout=…" and those of the URL */
	int min, max;
	int64_t lease_ms, statement_ms;
	struct list idle; /* most recently used first */
	struct wait_queue queue;
	uint16_t held[CONTEXT_CLIENTS]; /* leases by client: who has least is served first */
	struct db_group group;
	int live, connecting, keepers;
	int users;    /* keepers, leases and waiters; the last one out frees a closed pool */
	bool failing; /* the last attempt to connect failed */
	bool closing;
	int64_t last_live; /* clock_ms() when live was last > 0 */
	struct db_stats stats;
	struct db_conn conns[];
};

/* One statement on its way through a connection. */
struct db_call {
	const char *sql;
	size_t n;
	const struct db_param *params;
	const char **values; /* params as libpq wants them; NULL: db_conn_run makes them */
	PGresult *res;       /* the callee's until the run succeeded, then the caller's */
	unsigned id;         /* prepared in this run under this name; 0 = was known */
};

/* ---- db_pool.c */
/* A usable connection, in fair order. 0, -ERR_DB_AWAY, or a reason. */
int db_lease(struct db_conn **ret) SUSPENDS;
/* Gives it to the first waiter, to the idle list, or to its keeper when it is not clean. */
void db_release(struct db_conn *c);
/* An idle connection that has stirred: to its keeper, who sees whether it lives. */
void db_suspect(struct db_conn *c);

struct db_pool *db_pool_self(void); /* NULL: closed */
/* The last one out frees a closed pool. */
void db_pool_leave(struct db_pool *pool);

/* ---- db_group.c */
void db_group_init(struct db_group *g);
/* Runs call in one transaction with others that wait. 1: call->res is its result, good and committed, or the error of a
 * statement that was alone in its group. 0: nothing was done: the caller runs it alone. Negative: -ERR_DB_AWAY (it may
 * have been done), -ERR_INVALID, a reason. */
int db_group_run(struct db_call *call) SUSPENDS;
/* Those who wait get -ERR_DB_AWAY. */
void db_group_close(struct db_group *g);

/* ---- db_conn.c */
/* Fills call->values, in mem(). -ERR_INVALID for a NUL byte, -ERR_NOMEM. */
int db_call_texts(struct db_call *call);
/* Resolves, connects, enters pipeline mode. 0, -ERR_DB_AWAY with a note, or a reason. */
int db_conn_open(struct db_conn *c) SUSPENDS;
/* Accepts a closed one. */
void db_conn_close(struct db_conn *c);
/* Sends n calls in one go and reads all their answers: one round trip. each: every call is its own
 * implicit transaction; else they share one, unless one is open. 0: each calls[i].res is a result, good or bad; a commit
 * that failed is the result of the last call before it. Negative (then no res is set):
 * -ERR_DB_AWAY, -ERR_INVALID (a NUL byte in a parameter), a reason. */
int db_conn_run(struct db_conn *c, struct db_call *calls, int n, bool each) SUSPENDS;
/* No answer due, no transaction open, socket good. */
bool db_conn_clean(const struct db_conn *c);
/* Makes a dirty connection clean: waits a moment for what runs, then cancels it, drains, rolls back,
 * and sees an answer. 0, or negative: close it. */
int db_conn_scrub(struct db_conn *c) SUSPENDS;
/* Forgets a statement that the server does not know (any more). */
void db_conn_forget(struct db_conn *c, const char *sql);
/* An idle connection that the server has closed, or that has something to say. */
bool db_conn_stirred(const struct db_conn *c);
/* 0 for a good result; else the error of its SQLSTATE, with a private note. */
int db_result_error(const PGresult *res);

#endif
