/* Refusing: what does not get in is answered on the loop's own stack with bytes made once a second, so that it costs little
 * more than the two system calls; its connection lives on where the request's end is known. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "net/http_exchange.h"

enum { DISCARD_MAX = 1024 * 1024, ID_BYTES = 16, REST_US = 1000 };

struct str http_forwarded_for(const struct http_head *h)
{
	struct str last = STR_NONE;

	/* Some proxies add a line of their own behind the client's: only the end of the last one is theirs. */
	for (size_t i = 0; i < h->nheaders; i++) {
		struct str rest = h->headers[i].value;

		while (str_ieq(h->headers[i].name, STR("x-forwarded-for")) && rest.p)
			last = str_trim(str_split(&rest, ','));
	}
	return last;
}

/* ---- the answer --------------------------------------------------------------------------------- */

static void make(struct http_server *s, struct refusal *r, const char *connection)
{
	const struct err_info *e = err_info(ERR_OVERLOAD);
	char body[256];
	int nbody = snprintf(body, sizeof(body),
		"{\"type\":\"/docs#%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"instance\":\"%032d\"}",
		e->code, e->title, e->status, e->code, 0);
	int head = snprintf(r->text, sizeof(r->text),
		"HTTP/1.1 %d Service Unavailable\r\nDate: %s\r\nContent-Type: application/problem+json\r\n"
		"Content-Length: %d\r\nRetry-After: 1\r\n%s%.*sX-Request-Id: %032d\r\n\r\n",
		e->status, http_server_date(s), nbody, connection, STR_FMT(s->options.headers), 0);

	r->head = (size_t)head;
	r->n = r->head + (size_t)nbody;
	assert(r->n <= sizeof(r->text)); /* http_server_open has seen to it */
	memcpy(r->text + r->head, body, (size_t)nbody);
}

/* Each has a number of its own, in place of the 32 zeroes before the blank line and those before the body's end. */
static void number(struct refusal *r)
{
	unsigned char random[ID_BYTES];
	char id[2 * ID_BYTES + 1];

	random_id(random, sizeof(random));
	hex_encode(id, random, sizeof(random));
	memcpy(r->text + r->head - strlen("\r\n\r\n") - 2 * ID_BYTES, id, sizeof(id) - 1);
	memcpy(r->text + r->n - strlen("\"}") - 2 * ID_BYTES, id, sizeof(id) - 1);
}

static const struct refusal *refusal(struct http_server *s, bool keep)
{
	const struct admission *a = admission();
	int64_t now = clock_unix();

	if (s->refusals_at != now) {
		if (s->stats.refused > s->refused_told)
			log_warn("overload", LOG_I("refused", s->stats.refused - s->refused_told),
				LOG_I("working", a->working), LOG_I("limit", a->limit), LOG_I("requests", a->all));
		s->refused_told = s->stats.refused;
		make(s, &s->refusals[0], "Connection: close\r\n");
		make(s, &s->refusals[1], "");
		s->refusals_at = now;
	}
	s->stats.refused++;
	loop_rest(REST_US);
	number(&s->refusals[keep]);
	return &s->refusals[keep];
}

/* Says so to somebody whose request nobody has looked at, and who is to go. Before a handshake there is no way to say it. */
void refuse_connection(struct http_server *s, struct conn *c)
{
	const struct refusal *r = refusal(s, false);
	char unread[1024];

	/* Closing with bytes unread would reset the connection, and the client would not see why. */
	for (int i = 0; i < READ_BUFFER / (int)sizeof(unread); i++)
		if (conn_take(c, unread, sizeof(unread)) < (ptrdiff_t)sizeof(unread))
			break;
	if (conn_put(c, r->text, r->n))
		conn_shutdown(c);
}

/* ---- who gets in -------------------------------------------------------------------------------- */

bool exchange_admit(struct http_exchange *ex)
{
	struct client *cl = ex->client;
	const struct http_server_options *o = &cl->server->options;
	struct admission *a = admission();
	struct str from = o->trust_proxy ? http_forwarded_for(&ex->head) : STR_NONE;

	admission_leave(a, &ex->ticket);
	/* With a body it could hold its fiber for as long as it likes. */
	if (o->urgent && !ex->head.chunked && ex->head.length == 0 && o->urgent(&ex->head))
		return true;
	ex->ticket.address = from.n ? admission_address(from) : cl->bucket;
	ex->ticket.token = admission_token(o->token ? o->token(&ex->head) : http_header(&ex->head, "authorization"));
	return admission_ask(a, &ex->ticket, clock_ms());
}

uint16_t exchange_client(const struct http_exchange *ex)
{
	const struct admission_ticket *t = &ex->ticket;

	_Static_assert(CONTEXT_CLIENTS == 2 * ADMISSION_BUCKETS + 3, "each bucket, nobody twice, and the house");
	return t->token != ADMISSION_NOBODY ? 1 + t->token : ADMISSION_BUCKETS + 2 + t->address;
}

bool exchange_hold(struct http_exchange *ex)
{
	ex->ticket.address = ex->client->bucket;
	ex->ticket.token = ADMISSION_NOBODY;
	return admission_hold(admission(), &ex->ticket);
}

static void on_away(void *arg, bool away)
{
	struct http_exchange *ex = arg;

	admission_away(admission(), &ex->ticket, away);
}

void exchange_watch(struct http_exchange *ex)
{
	fiber_watch_away(ex->client->fiber, on_away, ex);
}

/* ---- who does not ------------------------------------------------------------------------------- */

/* Bytes of the body that have not come yet; negative when nobody can know. */
static int64_t still_to_come(const struct http_exchange *ex)
{
	int64_t here = (int64_t)(ex->end - ex->start);

	if (ex->head.chunked || (ex->head.expect_continue && here == 0 && ex->head.length > 0))
		return -1;
	return ex->head.length > here ? ex->head.length - here : 0;
}

bool exchange_refuse(struct http_exchange *ex)
{
	struct client *cl = ex->client;
	int64_t more = still_to_come(ex), here = (int64_t)(ex->end - ex->start);
	bool keep = ex->head.keep_alive && ex->head.minor == 1 && more >= 0 && more <= UNREAD_MAX &&
		!cl->server->draining;
	const struct refusal *r = refusal(cl->server, keep);

	keep &= conn_put(&cl->conn, r->text, ex->head.method == HTTP_HEAD ? r->head : r->n);
	if (keep) {
		ex->start += (size_t)(ex->head.length < here ? ex->head.length : here);
		cl->discard = (uint32_t)more;
		return true;
	}
	/* The rest is read past for a while: a close with bytes unread becomes a reset, which may overtake the answer. */
	conn_shutdown(&cl->conn);
	cl->ending = true;
	cl->discard = DISCARD_MAX;
	ex->start = ex->end;
	return false;
}
