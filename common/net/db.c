#include "net/db.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "fiber/fiber.h"
#include "net/db_pool.h"

static const char BEGIN[] = "BEGIN", COMMIT[] = "COMMIT";

/* ---- parameters ----------------------------------------------------------------------------- */

struct db_param db_int(int64_t v)
{
	struct db_param p = { .text = STR_NONE };

	snprintf(p.num, sizeof(p.num), "%lld", (long long)v);
	return p;
}

struct db_param db_double(double v)
{
	struct db_param p = { .text = STR_NONE };

	snprintf(p.num, sizeof(p.num), "%.17g", v);
	return p;
}

struct db_param db_array(const struct str *items, size_t n)
{
	struct buf b = BUF_ON(mem(), (size_t)16 << 20);

	buf_char(&b, '{');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, ',');
		if (!items[i].p) {
			buf_c(&b, "NULL");
			continue;
		}
		buf_char(&b, '"');
		for (size_t k = 0; k < items[i].n; k++) {
			if (items[i].p[k] == '"' || items[i].p[k] == '\\')
				buf_char(&b, '\\');
			buf_char(&b, items[i].p[k]);
		}
		buf_char(&b, '"');
	}
	buf_char(&b, '}');
	/* Too large or out of memory: a value that PostgreSQL refuses, never a shorter list. */
	return (struct db_param){ .text = buf_ok(&b) ? buf_view(&b) : STR("{") };
}

/* ---- rows ----------------------------------------------------------------------------------- */

static const PGresult *checked(const struct rows *r, int row, int col)
{
	const PGresult *res = (const PGresult *)r->res;

	if (!res || row < 0 || row >= r->n || col < 0 || col >= PQnfields(res)) {
		fprintf(stderr, "row %d, column %d of a result with %d rows and %d columns\n", row, col, res ? r->n : 0,
			res ? PQnfields(res) : 0);
		abort();
	}
	return res;
}

bool row_null(const struct rows *r, int row, int col)
{
	return PQgetisnull(checked(r, row, col), row, col);
}

struct str row_str(const struct rows *r, int row, int col)
{
	const PGresult *res = checked(r, row, col);

	if (PQgetisnull(res, row, col))
		return STR_NONE;
	return (struct str){ PQgetvalue(res, row, col), (size_t)PQgetlength(res, row, col) };
}

int64_t row_i64(const struct rows *r, int row, int col)
{
	struct str s = row_str(r, row, col);

	return s.p ? strtoll(s.p, NULL, 10) : 0;
}

double row_double(const struct rows *r, int row, int col)
{
	struct str s = row_str(r, row, col);

	return s.p ? strtod(s.p, NULL) : 0;
}

bool row_bool(const struct rows *r, int row, int col)
{
	return str_is(row_str(r, row, col), "t");
}

/* "2026-01-31 12:00:00[.ffffff]+00": the fraction is cut or filled to milliseconds. Others ("infinity")
 * come back as they are. */
struct str row_time(const struct rows *r, int row, int col)
{
	struct str s = row_str(r, row, col);
	char ms[4] = "000", *text;

	if (s.n < 22 || s.p[10] != ' ' || s.p[s.n - 3] != '+')
		return s;
	for (size_t i = 0; i < 3 && s.p[19] == '.' && 20 + i < s.n - 3; i++)
		ms[i] = s.p[20 + i];
	text = arena_alloc(mem(), 25);
	if (!text)
		return STR_NONE;
	memcpy(text, s.p, 19);
	text[10] = 'T';
	text[19] = '.';
	memcpy(text + 20, ms, 3);
	memcpy(text + 23, "Z", 2);
	return (struct str){ text, 24 };
}

/* ---- statements ----------------------------------------------------------------------------- */

static void clear_result(void *res)
{
	PQclear(res);
}

/* Takes over call->res: rows in mem(), or the error that it tells of. */
static int finish(struct db_call *call, struct rows *ret)
{
	PGresult *res = TAKE(call->res);
	int r;

	if (!res)
		return fail_private(ERR_DB_AWAY, "the server sent no result");
	r = db_result_error(res);
	if (r < 0 || !ret) {
		PQclear(res);
		return r;
	}
	if (!arena_defer(mem(), clear_result, res))
		return -ERR_NOMEM;
	*ret = (struct rows){ (struct pg_result *)res, PQntuples(res), strtoll(PQcmdTuples(res), NULL, 10) };
	return 0;
}

static int run_alone(struct rows *ret, struct db_call *call)
{
	struct db_conn *c;
	int r;

	TRY(db_lease(&c));
	r = db_conn_run(c, call, 1, true);
	if (r == 0)
		r = finish(call, ret);
	db_release(c);
	return r;
}

int db_run(struct rows *ret, const char *sql, size_t n, const struct db_param *params)
{
	struct db_call call = { .sql = sql, .n = n, .params = params };

	return run_alone(ret, &call);
}

int db_write_run(struct rows *ret, const char *sql, size_t n, const struct db_param *params)
{
	struct db_call call = { .sql = sql, .n = n, .params = params };

	return TRY(db_group_run(&call)) == 0 ? run_alone(ret, &call) : finish(&call, ret);
}

int db_pipeline(struct db_item *items, int n)
{
	struct db_call *calls;
	struct db_conn *c;
	int r;

	if (n < 1 || n > 64)
		return n == 0 ? 0 : fail(ERR_INVALID, "1 to 64 statements a pipeline");
	calls = TRY_MEM(ARENA_ARRAY(mem(), struct db_call, (size_t)n));
	for (int i = 0; i < n; i++)
		calls[i] = (struct db_call){ .sql = items[i].sql, .n = items[i].n, .params = items[i].params };
	TRY(db_lease(&c));
	r = db_conn_run(c, calls, n, true);
	for (int i = 0; i < n && r == 0; i++)
		items[i].result = finish(&calls[i], &items[i].rows);
	db_release(c);
	return r;
}

/* ---- transactions --------------------------------------------------------------------------- */

struct tx {
	struct db_conn *c;
	bool begun; /* BEGIN was sent: it travels with the first statement */
	int error;  /* the first one; nothing runs after it */
};

int tx_begin(struct tx **ret)
{
	struct tx *tx = TRY_MEM(ARENA_NEW(mem(), struct tx));

	TRY(db_lease(&tx->c));
	*ret = tx;
	return 0;
}

int tx_run(struct tx *tx, struct rows *ret, const char *sql, size_t n, const struct db_param *params)
{
	struct db_call calls[2] = { { .sql = BEGIN }, { .sql = sql, .n = n, .params = params } };
	int first = tx->begun ? 1 : 0, r;

	if (tx->error)
		return tx->error;
	r = db_conn_run(tx->c, calls + first, 2 - first, false);
	if (r == 0) {
		tx->begun = true;
		r = finish(&calls[1], ret);
		/* When BEGIN was refused the statement was not run, and its reason is the one to tell. */
		if (!first && db_result_error(calls[0].res) < 0)
			r = db_result_error(calls[0].res);
		PQclear(calls[0].res);
	}
	if (r < 0)
		tx->error = r;
	return r;
}

int tx_commit(struct tx **tx)
{
	struct db_call call = { .sql = COMMIT };
	struct tx *t = TAKE(*tx);
	int r = t->error;

	if (r == 0 && t->begun)
		r = db_conn_run(t->c, &call, 1, true);
	if (call.res) {
		bool committed = strcmp(PQcmdStatus(call.res), "COMMIT") == 0;

		r = finish(&call, NULL);
		if (r == 0 && !committed)
			r = fail_private(ERR_DB, "COMMIT rolled back");
	}
	db_release(t->c);
	return r;
}

void tx_freep(struct tx **tx)
{
	if (*tx)
		db_release((*tx)->c);
	*tx = NULL;
}
