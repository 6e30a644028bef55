/* Group commit: small writes that wait in one turn of the loop share one transaction, so one flush of the log, one round
 * trip and few system calls.
 *
 * A writer is a fiber that leases a connection, takes those who wait, sends them behind one sync, and wakes each with its
 * result once the sync is answered: before that nothing is committed. Those who come meanwhile are its next group.
 * Whoever waits owns the call, on a stack of his own; a writer needs it only while it sends, which does not suspend, so
 * one who is cancelled just leaves.
 *
 * Nobody is held up for long by a neighbour:
 *   - Reads do not come here, and each statement here is small, so what may take time is a lock. A group gives up at
 *     DB_GROUP_LOCK_MS, far below deadlock_timeout (1 s): of two groups that hold what the other wants (of this process
 *     or of another) one ends by then, and its statements, alone, want one row at a time. That needs no order of keys.
 *   - Who has waited BEHIND_MS behind a group that is stuck, or finds CROWD before him, starts one more writer. (A crowd
 *     also keeps the server at work while another group's commit waits for the disk: 10 gave a fourth more requests/s
 *     at 32 connections than waiting for a full group, at the same CPU each; 4 and 7 made groups too small.)
 *   - Writers take at the most half of the pool, and wait for a connection in the same queue as all.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "net/admission.h"
#include "net/db_pool.h"

enum { BEHIND_MS = 10, CROWD = 10, WRITERS_MOST = 4, REASON_MOST = 120 };

struct waiting {
	struct list link; /* on group->waiting until a writer takes it */
	struct db_call *call;
	size_t bytes;
	int64_t since;          /* clock_us() */
	struct waiting **place; /* among a writer's members; NULL: with none */
	struct wait_queue done;
	bool settled;
	int result;               /* what db_group_run returns, once settled */
	char reason[REASON_MOST]; /* of a negative result */
};

struct batch {
	struct waiting *members[DB_GROUP_MOST];  /* NULL: has left */
	struct db_call calls[DB_GROUP_MOST + 1]; /* the first one sets the limit, calls[i + 1] is members[i]'s */
	int n;
};

static const char set_limit[] = "select set_config('lock_timeout', $1, true)";

void db_group_init(struct db_group *g)
{
	list_init(&g->waiting);
}

static void settle(struct waiting *w, int result)
{
	w->place = NULL;
	w->result = result;
	w->settled = true;
	if (result < 0)
		snprintf(w->reason, sizeof(w->reason), "%.*s", REASON_MOST - 1, context()->err.secret);
	wait_queue_wake_all(&w->done, 1);
}

static struct waiting *first_waiting(const struct db_group *g)
{
	return list_empty(&g->waiting) ? NULL : CONTAINER_OF(g->waiting.next, struct waiting, link);
}

static void stop_waiting(struct db_group *g, struct waiting *w)
{
	if (list_empty(&w->link))
		return;
	list_del(&w->link);
	g->nwaiting--;
}

static void settle_waiting(struct db_group *g, int result)
{
	struct waiting *w;

	while ((w = first_waiting(g))) {
		stop_waiting(g, w);
		settle(w, result);
	}
}

void db_group_close(struct db_group *g)
{
	settle_waiting(g, fail_private(ERR_DB_AWAY, "the pool is closed"));
}

/* ---- writers -------------------------------------------------------------------------------- */

static void take_waiting(struct db_group *g, struct batch *b)
{
	struct waiting *w;
	size_t bytes = 0;

	while (b->n < DB_GROUP_MOST && (w = first_waiting(g)) && (b->n == 0 || bytes + w->bytes <= DB_GROUP_BYTES)) {
		stop_waiting(g, w);
		admission_waited(admission(), clock_us() - w->since);
		bytes += w->bytes;
		b->calls[b->n + 1] = *w->call;
		w->place = &b->members[b->n];
		b->members[b->n++] = w;
	}
}

/* 1: all is committed. 0: nothing is. Negative: not known. */
static int judge(const struct batch *b)
{
	int r = 1;

	for (int i = 0; i <= b->n; i++) {
		if (!b->calls[i].res)
			return fail_private(ERR_DB_AWAY, "the server sent no result");
		if (db_result_error(b->calls[i].res) < 0)
			r = 0;
	}
	return r;
}

static void share_out(struct batch *b, int result)
{
	PQclear(b->calls[0].res);
	for (int i = 0; i < b->n; i++) {
		struct waiting *w = b->members[i];
		PGresult *res = TAKE(b->calls[i + 1].res);

		if (w && result == 1)
			w->call->res = TAKE(res);
		PQclear(res);
		if (w)
			settle(w, result);
	}
}

static void count(struct db_stats *s, const struct batch *b, int result)
{
	s->groups++;
	s->grouped += (uint64_t)b->n;
	s->ungrouped += result == 0 ? (uint64_t)b->n : 0;
}

static int write_group(struct db_pool *pool)
{
	struct batch *b = TRY_MEM(ARENA_NEW(mem(), struct batch));
	struct db_param limit = DB_INT(DB_GROUP_LOCK_MS);
	struct db_conn *c;
	int r;

	TRY(db_lease(&c));
	b->calls[0] = (struct db_call){ .sql = set_limit, .n = 1, .params = &limit };
	take_waiting(&pool->group, b);
	r = b->n ? db_conn_run(c, b->calls, b->n + 1, false) : 0;
	db_release(c);
	if (b->n == 0)
		return 0;
	r = r < 0 ? r : judge(b);
	count(&pool->stats, b, r);
	share_out(b, r);
	return 0;
}

static void writer(void *arg)
{
	struct db_pool *pool = arg;

	context()->task = "db.writer";
	while (!list_empty(&pool->group.waiting)) {
		int r = write_group(pool);

		if (r < 0)
			settle_waiting(&pool->group, r);
		context_clear(context());
	}
	pool->group.writers--;
	db_pool_leave(pool);
}

/* False: no writer is at work. */
static bool more_writers(struct db_pool *pool)
{
	int most = pool->max / 2 < 1 ? 1 : pool->max / 2 < WRITERS_MOST ? pool->max / 2 : WRITERS_MOST;

	if (pool->group.writers < most && fiber_start(writer, pool, NULL) == 0) {
		pool->group.writers++;
		pool->users++;
	}
	return pool->group.writers > 0;
}

/* ---- who waits ------------------------------------------------------------------------------ */

static int wait_done(struct db_pool *pool, struct waiting *w)
{
	int r = wait_queue_wait(&w->done, BEHIND_MS);

	if (w->settled || r != -ERR_DEADLINE)
		return r;
	if (!w->place)
		more_writers(pool);
	/* Writers settle by themselves in less. */
	return wait_queue_wait(&w->done, 2 * (pool->lease_ms + pool->statement_ms + DB_SLACK_MS));
}

static int wait_in(struct db_pool *pool, struct waiting *w)
{
	struct db_group *g = &pool->group;
	int r;

	list_add_tail(&g->waiting, &w->link);
	g->nwaiting++;
	if ((g->writers == 0 || g->nwaiting > CROWD) && !more_writers(pool)) {
		stop_waiting(g, w);
		return 0; /* the loop ends, or is full of fibers */
	}
	r = wait_done(pool, w);
	if (w->settled)
		return w->result < 0 ? fail_private((enum err) - w->result, "%s", w->reason) : w->result;
	stop_waiting(g, w);
	if (w->place)
		*w->place = NULL;
	return r;
}

int db_group_run(struct db_call *call)
{
	struct db_pool *pool = db_pool_self();
	struct waiting w = { .call = call, .since = clock_us() };
	int r;

	fiber_assert_no_lease("db_write");
	if (fiber_cancelled())
		return fiber_cancelled();
	TRY(db_call_texts(call));
	for (size_t i = 0; i < call->n; i++)
		w.bytes += call->params[i].text.n;
	if (!pool || w.bytes > DB_GROUP_BYTES)
		return 0;
	list_init(&w.link);
	wait_queue_init(&w.done);
	pool->users++;
	r = wait_in(pool, &w);
	db_pool_leave(pool);
	return r;
}
