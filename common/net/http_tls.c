/* Handshakes of a listener with TLS. A client that owes us bytes holds no fiber, only its place on a list; each flight that has
 * come borrows a fiber for as long as the offload pool works at it. SHAKES_AT_ONCE bounds that, so that a flood of hellos
 * delays other work in the pool (password hashes, names) by some 80 ms at the most; the others stand in line, until their
 * time is over. */
#include <sys/socket.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/http_exchange.h"
#include "net/tls.h"

enum { SHAKES_AT_ONCE = 32, LINES_A_SECOND = 5 };

static void sweep(void *arg)
{
	struct http_server *s = arg;
	int64_t late = clock_ms() - s->options.head_ms, left = s->options.head_ms;

	LIST_FOR(at, &s->shakes.deferred)
	{
		struct client *cl = CONTAINER_OF(at, struct client, node);

		if (cl->idle_since <= late)
			client_close(cl);
	}
	LIST_FOR(at, &s->shakes.waiting)
	{
		struct client *cl = CONTAINER_OF(at, struct client, node);

		if (cl->idle_since > late) {
			left = cl->idle_since - late;
			break;
		}
		client_close(cl);
	}
	if (!list_empty(&s->shakes.waiting) || !list_empty(&s->shakes.deferred))
		loop_timer_set(s->shakes.sweep, left < 100 ? 100 : left);
}

int shake_open(struct http_server *s)
{
	if (!s->options.tls)
		return 0;
	s->shakes.sweep = loop_timer_new(sweep, s);
	return s->shakes.sweep ? 0 : -ERR_NOMEM;
}

void shake_close(struct http_server *s)
{
	loop_timer_free(s->shakes.sweep);
}

/* Places in the order of accepting, so that the first is the next to end. */
static void stand(struct client *cl, struct list *where)
{
	struct http_server *s = cl->server;
	struct list *before = where->prev;

	if (list_empty(&s->shakes.waiting) && list_empty(&s->shakes.deferred))
		loop_timer_set(s->shakes.sweep, s->options.head_ms);
	while (before != where && CONTAINER_OF(before, struct client, node)->idle_since > cl->idle_since)
		before = before->prev;
	list_add_tail(before->next, &cl->node);
}

void shake_wait(struct client *cl)
{
	cl->idle_since = clock_ms();
	client_set_mode(cl, CLIENT_SHAKING);
	stand(cl, &cl->server->shakes.waiting);
}

/* What strangers try at the door is worth a line, not a flood of them. */
static void say_why(const struct client *cl)
{
	static _Thread_local int64_t second;
	static _Thread_local int lines;
	int64_t now = clock_ms() / 1000;

	if (now != second)
		lines = 0;
	second = now;
	if (lines++ < LINES_A_SECOND)
		log_info("tls_refused", LOG_S("client", cl->conn.peer), LOG_S("cause", context()->err.secret));
}

/* Closing with bytes unread would reset the connection and take our alert along. */
static void shake_refuse(struct client *cl)
{
	char unread[1024];

	say_why(cl);
	for (int i = 0; i < 16 && recv(cl->conn.fd, unread, sizeof(unread), MSG_DONTWAIT) > 0; i++)
		;
	conn_shutdown(&cl->conn);
	client_close(cl);
}

static void shake(void *arg);

static void begin(struct client *cl)
{
	struct http_server *s = cl->server;

	list_del(&cl->node);
	list_init(&cl->node);
	if (!cl->conn.tls)
		cl->conn.tls = tls_new(s->options.tls, cl->conn.fd);
	if (!cl->conn.tls || fiber_start(shake, cl, &cl->fiber) < 0) {
		s->stats.refused++;
		client_close(cl);
		return;
	}
	cl->mode = CLIENT_READING;
	s->shakes.running++;
}

static void next_deferred(struct http_server *s)
{
	while (s->shakes.running < SHAKES_AT_ONCE && !list_empty(&s->shakes.deferred))
		begin(CONTAINER_OF(s->shakes.deferred.next, struct client, node));
}

/* One flight. */
static void shake(void *arg)
{
	struct client *cl = arg;
	struct http_server *s = cl->server;
	int r;

	context()->task = "tls";
	fiber_deadline_narrow(cl->idle_since + s->options.head_ms);
	r = tls_handshake(cl->conn.tls);
	s->shakes.running--;
	cl->fiber = NULL;
	if (r < 0) {
		shake_refuse(cl);
	} else if (s->draining) {
		client_close(cl);
	} else if (r == 0) {
		client_set_mode(cl, CLIENT_SHAKING);
		stand(cl, &s->shakes.waiting);
	} else {
		client_idle(cl);
		if (conn_pending(&cl->conn))
			client_begin(cl);
	}
	if (!s->draining)
		next_deferred(s);
	http_server_ended(s);
}

void shake_event(struct client *cl)
{
	struct http_server *s = cl->server;

	/* The fiber reads; until it asks for more, bytes that come early must not wake us every turn. */
	loop_io_set(cl->io, 0);
	cl->armed = false;
	if (s->shakes.running < SHAKES_AT_ONCE) {
		begin(cl);
		return;
	}
	list_del(&cl->node);
	stand(cl, &s->shakes.deferred);
}
