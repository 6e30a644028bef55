#include "web/idem.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/db.h"
#include "web/crypto.h"
#include "web/secret.h"

enum { KEY_MAX = 255, SWEEP_MS = 600000, SWEEP_ROWS = 1000, TEXT_MAX = 4 << 20 };

static const char CLAIM[] =
	"INSERT INTO idempotency_keys AS k (subject, key, request_hash) VALUES ($1, $2, $3) "
	"ON CONFLICT (subject, key) DO UPDATE SET request_hash = excluded.request_hash, status = NULL, reply = NULL, "
	"claimed_at = now(), expires_at = excluded.expires_at "
	"WHERE k.expires_at < now() OR (k.status IS NULL AND k.claimed_at < now() - interval '2 minutes' "
	"AND k.request_hash = excluded.request_hash)";
static const char LOOK[] = "SELECT request_hash, status, reply FROM idempotency_keys WHERE subject = $1 AND key = $2";
static const char KEEP[] = "UPDATE idempotency_keys SET status = $4, reply = $5 "
			   "WHERE subject = $1 AND key = $2 AND request_hash = $3 AND status IS NULL";
static const char DROP[] =
	"DELETE FROM idempotency_keys WHERE subject = $1 AND key = $2 AND request_hash = $3 AND status IS NULL";
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

/* The row of an earlier request: its reply, or why there is none. */
static int recall(const struct idem *i, struct idem_reply *ret)
{
	struct str text;
	struct rows rows;

	TRY(db_query(&rows, LOOK, DB_TEXT(i->subject), DB_TEXT(i->key)));
	if (rows.n == 0 || (row_null(&rows, 0, 1) && str_is(row_str(&rows, 0, 0), i->hash)))
		return fail(
			ERR_CONFLICT, "a request with this Idempotency-Key is being worked on; try again in a moment");
	if (!str_is(row_str(&rows, 0, 0), i->hash))
		return fail(ERR_INVALID, "this Idempotency-Key was used for another request");
	if (row_null(&rows, 0, 2))
		return fail(ERR_CONFLICT, "this request was done; its reply was too large to be kept");
	TRY(secret_open(row_str(&rows, 0, 2), place(i), &text));
	TRY(unpack(text, ret));
	ret->status = (int)row_i64(&rows, 0, 1);
	return 1;
}

int idem_begin(
	struct idem *i, struct str subject, struct str key, struct str address, struct str body, struct idem_reply *ret)
{
	struct str body_hash = sha256_hex(body),
		   hash = sha256_hex(str_printf(mem(), "%.*s %.*s", STR_FMT(address), STR_FMT(body_hash)));
	struct rows rows;

	if (!key_ok(key))
		return fail(ERR_BAD_REQUEST, "an Idempotency-Key has 1 to %d visible ASCII characters", KEY_MAX);
	if (!hash.p || !body_hash.p)
		return -ERR_NOMEM;
	*i = (struct idem){ .subject = subject, .key = key };
	memcpy(i->hash, hash.p, hash.n + 1);
	TRY(db_query(&rows, CLAIM, DB_TEXT(subject), DB_TEXT(key), DB_C(i->hash)));
	i->claimed = rows.affected == 1;
	return i->claimed ? 0 : recall(i, ret);
}

static int keep(const struct idem *i, const struct idem_reply *r)
{
	struct db_param reply = DB_NULL;
	struct str text = pack(r), sealed;

	if (text.p) {
		TRY(secret_seal(text, place(i), &sealed));
		reply = DB_TEXT(sealed);
	}
	return db_query(NULL, KEEP, DB_TEXT(i->subject), DB_TEXT(i->key), DB_C(i->hash), DB_INT(r->status), reply);
}

static int drop(const struct idem *i)
{
	return db_query(NULL, DROP, DB_TEXT(i->subject), DB_TEXT(i->key), DB_C(i->hash));
}

int idem_end(struct idem *i, const struct idem_reply *r)
{
	int result;

	if (!i->claimed)
		return 0;
	i->claimed = false;
	fiber_shield_begin();
	result = r->status >= 499 || r->status == 429 ? drop(i) : keep(i, r);
	fiber_shield_end();
	return result;
}

void idem_sweep(void *unused)
{
	struct rows rows;
	int r;

	(void)unused;
	while (wait_ms(SWEEP_MS) == 0) {
		do {
			r = db_query(&rows, SWEEP);
		} while (r == 0 && rows.affected == SWEEP_ROWS);
		if (r < 0)
			log_warn("idempotency_sweep_failed", LOG_S("error", err_info(r)->name));
		context_clear(context());
	}
}
