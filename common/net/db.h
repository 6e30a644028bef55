/* PostgreSQL: queries as plain calls. The thread has one pool; a statement leases a connection,
 * parks while the server works and gives it back.
 *
 *	static const char SELECT_PAGE[] = "SELECT id, title FROM pages WHERE site = $1";
 *	struct rows rows;
 *
 *	TRY(db_query(&rows, SELECT_PAGE, DB_TEXT(site)));
 *	for (int i = 0; i < rows.n; i++)
 *		title = row_str(&rows, i, 1);
 *
 * Statements are prepared once a connection, told apart by their text's address: give static
 * strings, never built ones. Parameters travel apart from the text, always. Results live in mem().
 * Errors: -ERR_DB_AWAY (cannot connect, connection lost, shutting down, no connection free in time, read-only or a
 * standby, disk or memory used up, a statement that the server's statement_timeout ended),
 * -ERR_DB_UNIQUE (23505), -ERR_CONFLICT (40001, 40P01: retry the transaction), -ERR_DB (others, SQLSTATE
 * in the note), a reason; also -ERR_INVALID for a NUL byte in a parameter. On a hang-up or deadline the connection goes to its keeper fiber, which cancels
 * what runs and rolls back; it is never reused dirty.
 */
#ifndef NET_DB_H
#define NET_DB_H

#include "base/cleanup.h"
#include "base/str.h"

struct tx;
struct pg_result;

struct db_param {
	struct str text; /* p = NULL: SQL NULL */
	char num[24];
};

#define DB_TEXT(s) ((struct db_param){ .text = (s) })
#define DB_C(s) ((struct db_param){ .text = str_c(s) })
#define DB_NULL ((struct db_param){ .text = { NULL, 0 } })
#define DB_BOOL(b) ((struct db_param){ .text = (b) ? STR("t") : STR("f") })
#define DB_INT(v) db_int(v)
#define DB_DOUBLE(v) db_double(v)
struct db_param db_int(int64_t v);
struct db_param db_double(double v);
/* A list of strings as a PostgreSQL array literal for a text[] or uuid[] parameter; in mem(). */
struct db_param db_array(const struct str *items, size_t n);

struct rows {
	struct pg_result *res; /* owned by mem() */
	int n;                 /* rows returned */
	int64_t affected;      /* rows changed, by the command's tag */
};

/* Column as text (view into the result, NUL-terminated); p = NULL when SQL NULL. Out of range aborts. */
struct str row_str(const struct rows *r, int row, int col);
int64_t row_i64(const struct rows *r, int row, int col);   /* 0 when NULL */
double row_double(const struct rows *r, int row, int col); /* 0 when NULL */
bool row_bool(const struct rows *r, int row, int col);     /* false when NULL */
bool row_null(const struct rows *r, int row, int col);
/* timestamptz as RFC 3339 UTC: select it as to_char? No: connections run with DateStyle ISO and
 * TimeZone UTC; this turns "2026-01-31 12:00:00.123+00" into "2026-01-31T12:00:00.123Z", in mem(). */
struct str row_time(const struct rows *r, int row, int col);

#define DB_PARAMS_(...)                    \
	(const struct db_param[])          \
	{                                  \
		__VA_ARGS__ __VA_OPT__(, ) \
		{                          \
			{ NULL, 0 }, ""    \
		}                          \
	}
#define DB_COUNT_(...)                                                                        \
	(sizeof((const struct db_param[]){ __VA_ARGS__ __VA_OPT__(, ){ { NULL, 0 }, "" } }) / \
			sizeof(struct db_param) -                                             \
		1)

/* One statement, its own implicit transaction. ret may be NULL. */
#define db_query(ret, sql, ...) db_run((ret), (sql), DB_COUNT_(__VA_ARGS__), DB_PARAMS_(__VA_ARGS__))
int db_run(struct rows *ret, const char *sql, size_t n, const struct db_param *params) SUSPENDS;

/* The same for a small statement that changes a few rows by their keys, quick and rarely refused. Those that wait in one
 * turn of the loop share one implicit transaction and its one commit, in the order in which they came; what each
 * caller sees is what db_query would have given it:
 *   - an answer is given only after the commit;
 *   - when one is refused, or waits longer than DB_GROUP_LOCK_MS for a lock, nothing of the group is kept and each is run
 *     again alone: only the one at fault fails;
 *   - when the connection is lost the whole group gets -ERR_DB_AWAY: as ever, it may have been done or not;
 *   - who is cancelled leaves; a statement that was sent by then may still be done.
 * now() is the same for a whole group. Not for statements that read much, take long or many locks, or must not be run
 * twice within one transaction that is rolled back; not with a lease held. Values above DB_GROUP_BYTES go alone. */
enum { DB_GROUP_MOST = 32, DB_GROUP_BYTES = 65536, DB_GROUP_LOCK_MS = 50 };
#define db_write(ret, sql, ...) db_write_run((ret), (sql), DB_COUNT_(__VA_ARGS__), DB_PARAMS_(__VA_ARGS__))
int db_write_run(struct rows *ret, const char *sql, size_t n, const struct db_param *params) SUSPENDS;

/* A transaction holds a lease: no http_call, wait_ms or offload inside. */
int tx_begin(struct tx **ret) SUSPENDS;
#define tx_query(tx, ret, sql, ...) tx_run((tx), (ret), (sql), DB_COUNT_(__VA_ARGS__), DB_PARAMS_(__VA_ARGS__))
int tx_run(struct tx *tx, struct rows *ret, const char *sql, size_t n, const struct db_param *params) SUSPENDS;
/* Sets *tx to NULL; 0 only when the server said COMMIT. */
int tx_commit(struct tx **tx) SUSPENDS;
/* For _cleanup_tx_: rolls back unless committed. Never suspends: the janitor does the work. */
void tx_freep(struct tx **tx);

/* Several independent statements in one round trip (pipeline mode), each in its own implicit
 * transaction: items[i].result and .rows are filled. At most 64. 0 or -ERR_DB_AWAY or a reason. */
struct db_item {
	const char *sql;
	size_t n;
	const struct db_param *params;
	struct rows rows;
	int result;
};
int db_pipeline(struct db_item *items, int n) SUSPENDS;

struct db_options {
	const char *url;      /* postgresql://… */
	int min, max;         /* connections */
	int64_t lease_ms;     /* wait for a free connection; 0 = 2,000 */
	int64_t statement_ms; /* statement_timeout of the server; 0 = 15,000 */
	const char *application;
};
/* Opens the thread's pool; connects in the background, never fails for an absent server; -ERR_INVALID for a URL
 * that cannot be read or does not name one host. Each possible connection (max) has a keeper fiber until
 * db_close: it connects, watches, cleans. Call db_close before the loop ends: waiters get -ERR_DB_AWAY, leases
 * that are out may still finish. */
int db_open(const struct db_options *o);
void db_close(void);
/* Has the pool a working connection, or had within the last 2 s? From cached state, never waits. */
bool db_up(void);
/* LISTEN is not offered: streams and polling do. */

struct db_stats {
	unsigned open, idle, waiting;
	uint64_t queries, errors, connects, reconnect_failures, cancels;
	uint64_t groups, grouped,
		ungrouped; /* transactions of db_write; their statements; those of them run again alone */
};
void db_stats(struct db_stats *ret);

#endif
