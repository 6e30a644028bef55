#include "web/idem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/list.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/db.h"
#include "web/crypto.h"
#include "web/instance.h"
#include "web/secret.h"

enum {
	KEY_MAX = 255,
	SWEEP_MS = 600000,
	SWEEP_ROWS = 1000,
	TEXT_MAX = 4 << 20,
	DEBTS_MAX = 1000,
	DEBT_BYTES_MAX = 16 << 20,
	DEBT_MS = 250,
	DROP_MS = 100000, /* below the two minutes after which a claim is free anyway */
};

static const char CLAIM[] =
	"INSERT INTO idempotency_keys AS k (subject, key, request_hash, claimed_by) VALUES ($1, $2, $3, $4) "
	"ON CONFLICT (subject, key) DO UPDATE SET request_hash = excluded.request_hash, status = NULL, reply = NULL, "
	"claimed_at = now(), claimed_by = excluded.claimed_by, expires_at = excluded.expires_at "
	"WHERE k.expires_at < now() OR (k.status IS NULL AND k.claimed_at < now() - interval '2 minutes' "
	"AND k.request_hash = excluded.request_hash)";
static const char LOOK[] = "SELECT request_hash, status, reply FROM idempotency_keys WHERE subject = $1 AND key = $2";
static const char KEEP[] = "UPDATE idempotency_keys SET status = $4, reply = $5 "
			   "WHERE subject = $1 AND key = $2 AND request_hash = $3 AND status IS NULL";
static const char DROP[] =
	"DELETE FROM idempotency_keys WHERE subject = $1 AND key = $2 AND request_hash = $3 AND claimed_by = $4 "
	"AND status IS NULL";
static const char BURY[] =
	"DELETE FROM idempotency_keys WHERE status IS NULL AND starts_with(claimed_by, $1) AND claimed_by <> $2";
static const char SWEEP[] = "DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY("
			    "SELECT ctid FROM idempotency_keys WHERE expires_at < now() LIMIT 1000))";

static bool key_ok(struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] >= 0x7f)
			return false;
	return key.n > 0 && key.n <= KEY_MAX;
}

static struct str place(const struct idem *i)
{
	return str_printf(mem(), "idempotency_keys:%.*s:%.*s", STR_FMT(i->subject), STR_FMT(i->key));
}

/* "<length of content type> <length of headers>\n" and the three parts behind one another. */
static struct str pack(const struct idem_reply *r)
{
	struct buf b = BUF_ON(mem(), TEXT_MAX);

	buf_printf(&b, "%zu %zu\n", r->content_type.n, r->headers.n);
	buf_str(&b, r->content_type);
	buf_str(&b, r->headers);
	buf_str(&b, r->body);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static int unpack(struct str text, struct idem_reply *ret)
{
	struct str head = str_split(&text, '\n'), first = str_split(&head, ' ');
	int64_t type, headers;

	if (!str_i64(first, &type) || !str_i64(head, &headers) || type < 0 || headers < 0 ||
		(uint64_t)type + (uint64_t)headers > text.n)
		return fail_private(ERR_INTERNAL, "a kept reply is malformed");
	ret->content_type = type ? str_sub(text, 0, (size_t)type) : STR_NONE;
	ret->headers = str_sub(text, (size_t)type, (size_t)(type + headers));
	ret->body = str_sub(text, (size_t)(type + headers), text.n);
	return 0;
}

static int in_work(void)
{
	return fail(ERR_CONFLICT, "a request with this Idempotency-Key is being worked on; try again in a moment");
}

/* The row of an earlier request: its reply, or why there is none. */
static int recall(const struct idem *i, struct idem_reply *ret)
{
	struct str text;
	struct rows rows;

	TRY(db_query(&rows, LOOK, DB_TEXT(i->subject), DB_TEXT(i->key)));
	if (rows.n == 0 || (row_null(&rows, 0, 1) && str_is(row_str(&rows, 0, 0), i->hash)))
		return in_work();
	if (!str_is(row_str(&rows, 0, 0), i->hash))
		return fail(ERR_INVALID, "this Idempotency-Key was used for another request");
	if (row_null(&rows, 0, 2))
		return fail(ERR_CONFLICT, "this request was done; its reply was too large to be kept");
	TRY(secret_open(row_str(&rows, 0, 2), place(i), &text));
	TRY(unpack(text, ret));
	ret->status = (int)row_i64(&rows, 0, 1);
	return 1;
}

/* ---- what PostgreSQL is owed ------------------------------------------------------------------ */

/* What PostgreSQL could not take down when the work was done: the sweep says it again until it could. */
struct owed {
	struct list link;
	struct idem idem; /* its texts stand in bytes */
	int status;       /* 0: drop the claim */
	bool busy;        /* is being paid, or claimed anew */
	struct str sealed;
	int64_t since;
	char bytes[];
};

static struct list debts = LIST_SELF(debts);
static struct wait_queue indebted = { .waiters = LIST_SELF(indebted.waiters) };
static size_t ndebts, debt_bytes;

static struct str place_text(char **at, struct str s)
{
	struct str copy = { *at, s.n };

	if (!s.p)
		return STR_NONE;
	memcpy(*at, s.p, s.n);
	*at += s.n;
	return copy;
}

static void debt_forget(struct owed *o)
{
	list_del(&o->link);
	ndebts--;
	debt_bytes -= o->sealed.n;
	free(o);
}

/* 0, or r when there is no room to remember it. */
static int owe(const struct idem *i, int status, struct str sealed, int r)
{
	struct owed *o;
	char *at;

	if (ndebts >= DEBTS_MAX || debt_bytes + sealed.n > DEBT_BYTES_MAX)
		return r;
	o = malloc(sizeof(*o) + i->subject.n + i->key.n + sealed.n);
	if (!o)
		return r;
	*o = (struct owed){ .idem = *i, .status = status, .since = clock_ms() };
	at = o->bytes;
	o->idem.subject = place_text(&at, i->subject);
	o->idem.key = place_text(&at, i->key);
	o->sealed = place_text(&at, sealed);
	list_add_tail(&debts, &o->link);
	ndebts++;
	debt_bytes += sealed.n;
	wait_queue_wake_all(&indebted, 1);
	return 0;
}

/* A claim that is to be dropped, once PostgreSQL is there: may be there or not. */
static struct owed *owed_drop(const struct idem *i)
{
	LIST_FOR(at, &debts)
	{
		struct owed *o = CONTAINER_OF(at, struct owed, link);

		if (!o->status && strcmp(o->idem.hash, i->hash) == 0 && str_eq(o->idem.key, i->key) &&
			str_eq(o->idem.subject, i->subject))
			return o;
	}
	return NULL;
}

/* ---- a claim -------------------------------------------------------------------------------- */

/* What is owed for an earlier try must not end this one's claim. */
static int claim(const struct idem *i, struct rows *ret)
{
	struct owed *o = owed_drop(i);
	int r;

	if (o && o->busy)
		return in_work();
	if (o)
		o->busy = true;
	r = db_query(ret, CLAIM, DB_TEXT(i->subject), DB_TEXT(i->key), DB_C(i->hash), DB_C(instance_name()));
	o = o ? owed_drop(i) : NULL;
	if (o)
		o->busy = false;
	if (o && r == 0 && ret->affected == 1)
		debt_forget(o);
	if (r != -ERR_DB_AWAY)
		return r;
	/* It may have been written all the same, and nobody works on it. */
	if (o)
		o->since = clock_ms();
	else
		owe(i, 0, STR_NONE, r);
	return r;
}

int idem_begin(
	struct idem *i, struct str subject, struct str key, struct str address, struct str body, struct idem_reply *ret)
{
	struct str body_hash = sha256_hex(body),
		   hash = sha256_hex(str_printf(mem(), "%.*s %.*s", STR_FMT(address), STR_FMT(body_hash)));
	struct rows rows;
	int r;

	if (!key_ok(key))
		return fail(ERR_BAD_REQUEST, "an Idempotency-Key has 1 to %d visible ASCII characters", KEY_MAX);
	if (!hash.p || !body_hash.p)
		return -ERR_NOMEM;
	*i = (struct idem){ .subject = subject, .key = key };
	memcpy(i->hash, hash.p, hash.n + 1);
	r = claim(i, &rows);
	if (r < 0)
		return r;
	i->claimed = rows.affected == 1;
	return i->claimed ? 0 : recall(i, ret);
}

static int write_end(const struct idem *i, int status, struct str sealed)
{
	if (!status)
		return db_query(NULL, DROP, DB_TEXT(i->subject), DB_TEXT(i->key), DB_C(i->hash), DB_C(instance_name()));
	return db_query(NULL, KEEP, DB_TEXT(i->subject), DB_TEXT(i->key), DB_C(i->hash), DB_INT(status),
		sealed.p ? DB_TEXT(sealed) : DB_NULL);
}

/* In the order in which they arose, until one cannot be paid. A drop that comes too late could end another's claim. */
static int pay_debts(void)
{
	while (!list_empty(&debts)) {
		struct owed *o = CONTAINER_OF(debts.next, struct owed, link);

		if (o->busy)
			return 0;
		if (o->status || clock_ms() - o->since < DROP_MS) {
			int r;

			o->busy = true;
			r = write_end(&o->idem, o->status, o->sealed);
			o->busy = false;
			if (r == -ERR_DB_AWAY || fiber_cancelled())
				return r;
		}
		debt_forget(o);
	}
	return 0;
}

int idem_end(struct idem *i, const struct idem_reply *r)
{
	bool good = r->status < 499 && r->status != 429;
	struct str text, sealed = STR_NONE;
	int result;

	if (!i->claimed)
		return 0;
	i->claimed = false;
	text = good ? pack(r) : STR_NONE;
	if (text.p)
		TRY(secret_seal(text, place(i), &sealed));
	fiber_shield_begin();
	result = write_end(i, good ? r->status : 0, sealed);
	fiber_shield_end();
	/* The work is done, and its reply is good: only that it is so cannot be written down yet. */
	return result == -ERR_DB_AWAY ? owe(i, good ? r->status : 0, sealed, result) : result;
}

struct str idem_uuid(const struct idem *i)
{
	char text[37];
	struct str hex;

	if (!i)
		return STR_NONE;
	hex = sha256_hex(str_printf(mem(), "%.*s\n%.*s\n%s", STR_FMT(i->subject), STR_FMT(i->key), i->hash));
	if (!hex.p)
		return STR_NONE;
	/* As RFC 9562 has it for names: version 8, our own hash. */
	snprintf(text, sizeof(text), "%.8s-%.4s-8%.3s-a%.3s-%.12s", hex.p, hex.p + 8, hex.p + 12, hex.p + 15,
		hex.p + 18);
	return str_dup(mem(), str_c(text));
}

/* What those were working on who held this process's place before it: they are dead, and their clients may try again. */
static int bury(void)
{
	if (!*instance_place())
		return 0;
	return db_query(NULL, BURY, DB_C(instance_place()), DB_C(instance_name()));
}

static int64_t sweep(void)
{
	struct rows rows;
	int r;

	do {
		r = db_query(&rows, SWEEP);
	} while (r == 0 && rows.affected == SWEEP_ROWS);
	if (r < 0 && !fiber_cancelled())
		log_warn("idempotency_sweep_failed", LOG_S("error", err_info(r)->name));
	return clock_ms() + SWEEP_MS;
}

void idem_sweep(void *unused)
{
	int64_t due = clock_ms() + SWEEP_MS;
	bool buried = false;

	(void)unused;
	context()->task = "idempotency";
	while (!fiber_cancelled()) {
		int64_t left = due - clock_ms();

		buried = buried || bury() == 0;
		wait_queue_wait(&indebted, !list_empty(&debts) || !buried ? DEBT_MS : left > 0 ? left : 0);
		if (pay_debts() == 0 && clock_ms() >= due)
			due = sweep();
		context_clear(context());
	}
	while (!list_empty(&debts))
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it leaves the list */
		debt_forget(CONTAINER_OF(debts.next, struct owed, link));
}
