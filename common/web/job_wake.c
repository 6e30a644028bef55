#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/redis.h"
#include "web/instance.h"
#include "web/job_internal.h"

enum {
	LOOK_MS = 1000,   /* between two looks at the table */
	STALE_MS = 10000, /* a message that its reader has not acknowledged for so long is taken over */
};
/* The same for Redis, and the messages kept: the table is the truth, so that a lost one costs a second. */
#define LOOK_TEXT STR("1000")
#define STALE_TEXT STR("10000")
#define STREAM_MOST STR("10000")
#define DEAD_MOST STR("1000")

static const struct str GROUP = { "workers", 7 };

/* The place, where there is one: else each process that was killed would leave a name in the group for ever. */
static struct str consumer(void)
{
	return str_c(*instance_place() ? instance_place() : instance_name());
}

static struct str stream_of(const struct job_type *type)
{
	struct str key = str_printf(mem(), "jobs:%s", type->name);

	return key.p ? key : STR("jobs:");
}

void job_announce(const struct job_type *type, struct str id)
{
	redis_send((struct str[]){ STR("XADD"), stream_of(type), STR("MAXLEN"), STR("~"), STREAM_MOST, STR("*"),
			   STR("id"), id },
		8);
}

void job_wake_dead(const struct job *j)
{
	struct str key = str_printf(mem(), "jobs:%s:dead", j->type->name);

	redis_send((struct str[]){ STR("XADD"), key, STR("MAXLEN"), STR("~"), DEAD_MOST, STR("*"), STR("id"), j->id,
			   STR("step"), j->error.step, STR("code"), j->error.code, STR("message"), j->error.message },
		14);
}

void job_wake_ack(const struct job_type *type, const struct job_call *call)
{
	struct str key = stream_of(type), message = str_c(call->message);

	redis_send((struct str[]){ STR("XACK"), key, GROUP, message }, 4);
	redis_send((struct str[]){ STR("XDEL"), key, message }, 3);
}

void job_wake_done(struct job_wake *w, const struct job_type *type)
{
	if (w->line)
		redis_send((struct str[]){ STR("XGROUP"), STR("DELCONSUMER"), stream_of(type), GROUP, consumer() }, 5);
	redis_line_free(w->line);
	w->line = NULL;
}

/* [message id, [field, value, …]] → call; false when it is none of ours. */
static bool read_message(const struct redis_reply *m, struct job_call *ret)
{
	const struct redis_reply *fields = m->n == 2 ? &m->items[1] : NULL;

	if (!fields || m->items[0].str.n >= sizeof(ret->message))
		return false;
	snprintf(ret->message, sizeof(ret->message), "%.*s", STR_FMT(m->items[0].str));
	ret->id[0] = '\0';
	for (size_t i = 0; i + 1 < fields->n; i += 2)
		if (str_is(fields->items[i].str, "id") && str_is_uuid(fields->items[i + 1].str))
			snprintf(ret->id, sizeof(ret->id), "%.*s", STR_FMT(fields->items[i + 1].str));
	return true;
}

/* What a dead worker had read and never acknowledged. */
static int take_over(struct job_wake *w, struct str key, struct job_call *ret)
{
	struct redis_reply r;

	if (clock_ms() - w->claimed_at < STALE_MS)
		return 0;
	w->claimed_at = clock_ms();
	TRY(redis_line_command(w->line, &r,
		(struct str[]){
			STR("XAUTOCLAIM"), key, GROUP, consumer(), STALE_TEXT, STR("0-0"), STR("COUNT"), STR("1") },
		8, LOOK_MS));
	if (r.kind == REDIS_ERROR)
		return -ERR_REDIS_AWAY;
	if (r.n < 2 || r.items[1].n == 0 || !read_message(&r.items[1].items[0], ret))
		return 0;
	w->claimed_at = 0; /* there may be more */
	return 1;
}

static int open_line(struct job_wake *w, struct str key)
{
	struct redis_reply r;

	TRY(redis_line_open(&w->line));
	/* From the first message on; an error means that the group is there. */
	return redis_line_command(w->line, &r,
		(struct str[]){ STR("XGROUP"), STR("CREATE"), key, GROUP, STR("0"), STR("MKSTREAM") }, 6, LOOK_MS);
}

static int read_next(struct job_wake *w, struct str key, struct job_call *ret)
{
	struct redis_reply r;

	if (!w->line)
		TRY(open_line(w, key));
	if (TRY(take_over(w, key, ret)) == 1)
		return 1;
	TRY(redis_line_command(w->line, &r,
		(struct str[]){ STR("XREADGROUP"), STR("GROUP"), GROUP, consumer(), STR("COUNT"), STR("1"),
			STR("BLOCK"), LOOK_TEXT, STR("STREAMS"), key, STR(">") },
		11, LOOK_MS * 2));
	/* An error is NOGROUP: Redis was emptied. Nonsense must not make us ask at once again. */
	if (r.kind != REDIS_ARRAY && r.kind != REDIS_NIL)
		return -ERR_REDIS_AWAY;
	if (r.n == 0 || r.items[0].n < 2 || r.items[0].items[1].n == 0)
		return 0;
	return read_message(&r.items[0].items[1].items[0], ret) ? 1 : 0;
}

int job_wake_wait(struct job_wake *w, const struct job_type *type, struct job_call *ret)
{
	int r = redis_up() ? read_next(w, stream_of(type), ret) : -ERR_REDIS_AWAY;

	if (r >= 0 || fiber_cancelled())
		return r;
	redis_line_free(w->line);
	w->line = NULL;
	return wait_ms(LOOK_MS);
}
