#include "net/http_server.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/http_exchange.h"

enum {
	BACKLOG = 1024,
	ACCEPTS_A_TURN = 32,
	ACCEPT_PAUSE_MS = 100, /* after running out of descriptors */
	EVICT_MS = 1000,       /* an idle connection may make room for a new one */
	MUTE_MS = 100,         /* a refused client's next request is not read before */
	LAST_MS = 300,         /* while draining: for a request that is on its way on an idle connection */
	FREE_EXCHANGES = 64,
	WORKING_MOST = 160,
	HEADERS_MAX = 512, /* of a refusal; struct refusal has room for as much again */
};

/* ---- exchanges: read buffers and reply heads, kept for reuse ---------------------------------- */

static struct http_exchange *exchange_new(struct http_server *s, struct client *cl)
{
	struct http_exchange *ex = s->free;

	if (ex) {
		s->free = ex->next;
		s->nfree--;
	} else {
		ex = malloc(sizeof(*ex));
		if (!ex)
			return NULL;
	}
	ex->client = cl;
	ex->start = ex->end = 0;
	ex->have_head = false;
	ex->ticket = (struct admission_ticket){ .address = ADMISSION_NOBODY, .token = ADMISSION_NOBODY };
	return ex;
}

static void exchange_free(struct http_server *s, struct http_exchange *ex)
{
	if (s->nfree == FREE_EXCHANGES) {
		free(ex);
		return;
	}
	ex->next = s->free;
	s->free = ex;
	s->nfree++;
}

static void exchange_begin(struct http_exchange *ex)
{
	ex->began = clock_us();
	ex->sent = 0;
	ex->error = 0;
	ex->replied = ex->streaming = ex->ended = ex->keep = ex->no_body = false;
	/* The head is parsed from the front of the buffer, so that a whole one fits. */
	if (ex->start > 0)
		memmove(ex->buf, ex->buf + ex->start, ex->end - ex->start);
	ex->end -= ex->start;
	ex->start = ex->base = 0;
}

static int exchange_parse(struct http_exchange *ex)
{
	int n = http_parse_head((struct str){ ex->buf, ex->end }, &ex->head);

	if (n > 0)
		ex->start = ex->base = (size_t)n;
	return n;
}

/* ---- clients ---------------------------------------------------------------------------------- */

static void server_free(struct http_server *s)
{
	struct http_exchange *ex;

	while ((ex = s->free)) {
		s->free = ex->next;
		free(ex);
	}
	shake_close(s);
	loop_timer_free(s->sweep);
	loop_timer_free(s->resume);
	loop_timer_free(s->unmute);
	free(s->addresses);
	free(s);
}

void http_server_ended(struct http_server *s)
{
	if (s->closed && s->stats.open == 0)
		server_free(s);
}

void client_close(struct client *cl)
{
	struct http_server *s = cl->server;

	list_del(&cl->node);
	s->stats.idle -= cl->mode == CLIENT_IDLE;
	s->stats.open--;
	address_leave(s->addresses, cl->address);
	loop_io_free(cl->io);
	conn_close(&cl->conn);
	free(cl);
}

void client_set_mode(struct client *cl, enum client_mode mode)
{
	cl->mode = mode;
	if (!cl->armed && (mode != CLIENT_BUSY || cl->watch)) {
		loop_io_set(cl->io, WAIT_READ);
		cl->armed = true;
	}
}

/* The end of the line: all wait equally long, so the first is the next to end. */
static void client_rests(struct client *cl)
{
	struct http_server *s = cl->server;

	if (list_empty(&s->idle))
		loop_timer_set(s->sweep, s->draining ? LAST_MS : s->options.idle_ms);
	cl->idle_since = clock_ms();
	list_del(&cl->node);
	list_add_tail(&s->idle, &cl->node);
}

void client_idle(struct client *cl)
{
	struct http_server *s = cl->server;

	cl->fiber = NULL;
	client_set_mode(cl, CLIENT_IDLE);
	client_rests(cl);
	s->stats.idle++;
}

static void sweep_idle(void *arg)
{
	struct http_server *s = arg;
	int64_t most = s->draining ? LAST_MS : s->options.idle_ms, now = clock_ms();

	LIST_FOR(at, &s->idle)
	{
		struct client *cl = CONTAINER_OF(at, struct client, node);
		int64_t left = cl->idle_since + most - now;

		if (left > 0) {
			/* Not to the millisecond: many end in the same second. */
			loop_timer_set(s->sweep, left < 100 ? 100 : left);
			return;
		}
		/* Its next request is here already, only nobody has looked yet. */
		if (s->draining && conn_look(&cl->conn) > 0)
			client_begin(cl);
		else
			client_close(cl);
	}
	/* Who was refused just now and has not gone yet. */
	if (!list_empty(&s->idle))
		loop_timer_set(s->sweep, LAST_MS);
}

/* Told to come again in a second, it is not heard at once: a flood of calls then costs both sides a fraction of what the same
 * connections could ask in that time, and the machine has the rest for those who were let in. */
static void client_mute(struct client *cl)
{
	struct http_server *s = cl->server;

	if (list_empty(&s->muted))
		loop_timer_set(s->unmute, MUTE_MS);
	cl->idle_since = clock_ms();
	list_del(&cl->node);
	list_add_tail(&s->muted, &cl->node);
	loop_io_set(cl->io, 0);
	cl->armed = false;
}

static void unmute(void *arg)
{
	struct http_server *s = arg;
	int64_t now = clock_ms();

	LIST_FOR(at, &s->muted)
	{
		struct client *cl = CONTAINER_OF(at, struct client, node);
		int64_t left = cl->idle_since + MUTE_MS - now;

		if (left > 0) {
			loop_timer_set(s->unmute, left);
			return;
		}
		client_rests(cl);
		client_set_mode(cl, CLIENT_IDLE);
	}
}

/* One that has rested for a while makes room. */
static bool evict(struct http_server *s)
{
	struct client *cl = CONTAINER_OF(s->idle.next, struct client, node);

	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): a client that is closed has left the list */
	if (list_empty(&s->idle) || clock_ms() - cl->idle_since < EVICT_MS)
		return false;
	client_close(cl);
	s->stats.evicted++;
	return true;
}

static void serve(void *arg);

/* Bytes of a request that was refused, or of a client that was told to go. False: it is gone. */
static bool client_discard(struct client *cl, struct http_exchange *ex)
{
	size_t n = ex->end < cl->discard ? ex->end : cl->discard;

	ex->start = n;
	cl->discard -= (uint32_t)n;
	return !cl->ending || cl->discard > 0;
}

/* Takes what has come, and refuses whom there is no room for. 1: a request for a fiber. 0: nothing more for now. Negative: the
 * client is gone. */
static int client_take(struct client *cl, struct http_exchange *ex)
{
	ptrdiff_t n = conn_take(&cl->conn, ex->buf, sizeof(ex->buf));
	bool refused = false;

	if (n <= 0)
		return (int)n;
	ex->end = (size_t)n;
	if (cl->discard && !client_discard(cl, ex))
		return -ERR_GONE;
	while (ex->start < ex->end) {
		exchange_begin(ex);
		/* A part, or a fault: the fiber sees to it. */
		if (exchange_parse(ex) <= 0)
			return exchange_hold(ex) ? 1 : -ERR_OVERLOAD;
		ex->have_head = exchange_admit(ex);
		if (ex->have_head)
			return 1;
		refused = exchange_refuse(ex) && cl->discard == 0;
	}
	if (refused)
		client_mute(cl);
	else if (!cl->ending)
		client_rests(cl);
	return 0;
}

void client_begin(struct client *cl)
{
	struct http_server *s = cl->server;
	struct http_exchange *ex = exchange_new(s, cl);
	int r;

	if (!ex) {
		refuse_connection(s, &cl->conn);
		client_close(cl);
		return;
	}
	r = client_take(cl, ex);
	if (r > 0 && fiber_start(serve, ex, &cl->fiber) < 0)
		r = -ERR_OVERLOAD;
	if (r <= 0) {
		admission_leave(admission(), &ex->ticket);
		exchange_free(s, ex);
		if (r == -ERR_OVERLOAD)
			refuse_connection(s, &cl->conn);
		if (r < 0)
			client_close(cl);
		return;
	}
	exchange_watch(ex);
	list_del(&cl->node);
	s->stats.idle--;
	cl->mode = CLIENT_READING;
}

static void client_event(int events, void *arg)
{
	struct client *cl = arg;
	int n;

	(void)events;
	if (cl->mode == CLIENT_IDLE) {
		client_begin(cl);
		return;
	}
	if (cl->mode == CLIENT_SHAKING) {
		shake_event(cl);
		return;
	}
	if (cl->mode == CLIENT_READING)
		return;
	n = conn_look(&cl->conn);
	if (n == 0)
		return;
	/* Early bytes of a next request hide a later hang-up; they must not wake us every turn. */
	loop_io_set(cl->io, 0);
	cl->armed = false;
	if (n < 0 && cl->watch)
		fiber_cancel(cl->fiber, ERR_GONE);
}

/* ---- one fiber's work -------------------------------------------------------------------------- */

/* 1 with the head or the reason for refusing it in ex->error; 0 when there is nobody to answer. */
static int read_head(struct http_exchange *ex)
{
	struct http_server *s = ex->client->server;
	int64_t ends = ex->began / 1000 + s->options.head_ms;

	for (;;) {
		int n = exchange_parse(ex);
		int64_t left;

		if (n > 0)
			return 1;
		if (n < 0) {
			s->stats.parse_errors++;
			ex->error = n;
			return 1;
		}
		left = ends - clock_ms();
		n = left > 0 ? exchange_fill(ex, left) : -ERR_DEADLINE;
		if (n == -ERR_DEADLINE) {
			ex->error = fail(ERR_REQUEST_TIMEOUT, "the head was not whole after %lld ms",
				(long long)s->options.head_ms);
			return 1;
		}
		if (n <= 0)
			return 0;
	}
}

static bool serve_one(struct http_exchange *ex)
{
	struct http_server *s = ex->client->server;
	int64_t deadline = fiber_deadline();

	if (!ex->have_head) {
		exchange_begin(ex);
		client_set_mode(ex->client, CLIENT_READING);
		if (!ex->ticket.in)
			exchange_hold(ex); /* of a fiber that was let in before */
		if (read_head(ex) == 0)
			return false;
		if (!ex->error && !exchange_admit(ex))
			return exchange_refuse(ex);
	}
	ex->have_head = false;
	context()->client = exchange_client(ex);
	s->stats.requests++;
	exchange_begin_body(ex);
	s->handler(ex, s->arg);
	fiber_deadline_restore(deadline);
	return exchange_finish(ex);
}

static void serve(void *arg)
{
	struct http_exchange *ex = arg;
	struct client *cl = ex->client;
	struct http_server *s = cl->server;
	bool keep;

	for (;;) {
		keep = serve_one(ex);
		admission_leave(admission(), &ex->ticket);
		if (!keep || s->closed || (ex->start == ex->end && !conn_pending(&cl->conn)))
			break;
		context_clear(context());
		if (wait_turn() < 0) {
			keep = false;
			break;
		}
	}
	exchange_free(s, ex);
	if ((keep || cl->ending) && !s->closed)
		client_idle(cl);
	else
		client_close(cl);
	http_server_ended(s);
}

/* ---- the listener ------------------------------------------------------------------------------ */

static void client_accepted(struct http_server *s, int fd)
{
	struct client *cl = calloc(1, sizeof(*cl));

	if (!cl) {
		close(fd);
		return;
	}
	cl->server = s;
	list_init(&cl->node);
	conn_init(&cl->conn, fd);
	if ((s->stats.open >= (unsigned)s->options.max_connections && !evict(s)) ||
		!address_enter(s->addresses, cl->conn.peer, s->options.max_per_address, &cl->address)) {
		if (!s->options.tls)
			refuse_connection(s, &cl->conn);
		conn_close(&cl->conn);
		free(cl);
		return;
	}
	cl->io = loop_io_new(fd, WAIT_READ, client_event, cl);
	if (!cl->io) {
		address_leave(s->addresses, cl->address);
		conn_close(&cl->conn);
		free(cl);
		return;
	}
	cl->armed = true;
	cl->bucket = admission_address(str_c(cl->conn.peer));
	s->stats.accepted++;
	s->stats.open++;
	if (s->options.tls)
		shake_wait(cl);
	else
		client_idle(cl);
}

static void accept_resume(void *arg)
{
	struct http_server *s = arg;

	if (s->io)
		loop_io_set(s->io, WAIT_READ);
}

static void accept_some(struct http_server *s, int most)
{
	for (int i = 0; i < most; i++) {
		int fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			client_accepted(s, fd);
			continue;
		}
		if ((errno == EMFILE || errno == ENFILE) && evict(s))
			continue;
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			log_warn("accept_paused", LOG_I("errno", errno));
			loop_io_set(s->io, 0);
			loop_timer_set(s->resume, ACCEPT_PAUSE_MS);
			return;
		}
		if (errno != EINTR && errno != ECONNABORTED)
			return;
	}
}

static void listener_event(int events, void *arg)
{
	(void)events;
	accept_some(arg, ACCEPTS_A_TURN);
}

static int bound_port(int fd)
{
	struct sockaddr_in6 a = { 0 };
	socklen_t n = sizeof(a);

	if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return 0;
	/* Both families keep the port at the same place. */
	return ntohs(a.sin6_port);
}

static void or_default(int64_t *v, int64_t value)
{
	if (*v <= 0)
		*v = value;
}

int http_server_open(const struct http_server_options *o, void (*handler)(struct http_exchange *, void *), void *arg,
	struct http_server **ret)
{
	struct http_server *s = o->headers.n <= HEADERS_MAX ? calloc(1, sizeof(*s)) : NULL;

	if (!s)
		return o->headers.n > HEADERS_MAX ? fail(ERR_INVALID, "the headers of a refusal are too long")
						  : -ERR_NOMEM;
	s->options = *o;
	s->handler = handler;
	s->arg = arg;
	list_init(&s->idle);
	list_init(&s->muted);
	list_init(&s->shakes.waiting);
	list_init(&s->shakes.deferred);
	if (o->max_connections <= 0)
		s->options.max_connections = 10 * 1000;
	admission_open(admission(), o->max_working > 0 ? (unsigned)o->max_working : WORKING_MOST);
	or_default(&s->options.idle_ms, 75 * 1000);
	or_default(&s->options.head_ms, 10 * 1000);
	s->fd = conn_listen(o->address, o->port, BACKLOG, o->share);
	if (s->fd < 0) {
		int r = s->fd;

		free(s);
		return r;
	}
	s->port = bound_port(s->fd);
	if (o->max_per_address > 0)
		s->addresses = calloc(1, sizeof(*s->addresses));
	s->sweep = loop_timer_new(sweep_idle, s);
	s->resume = loop_timer_new(accept_resume, s);
	s->unmute = loop_timer_new(unmute, s);
	s->io = loop_io_new(s->fd, WAIT_READ, listener_event, s);
	if (!s->sweep || !s->resume || !s->unmute || !s->io || shake_open(s) < 0 ||
		(o->max_per_address > 0 && !s->addresses)) {
		http_server_close(s);
		return -ERR_NOMEM;
	}
	/* sendfile has no flag against it. */
	signal(SIGPIPE, SIG_IGN);
	*ret = s;
	return 0;
}

static void close_all(struct list *clients)
{
	LIST_FOR(at, clients)
	client_close(CONTAINER_OF(at, struct client, node));
}

void http_server_drain(struct http_server *s)
{
	if (s->draining)
		return;
	s->draining = true;
	/* Who stands in the kernel's queue was let in by it. */
	if (s->io)
		accept_some(s, BACKLOG);
	loop_io_free(s->io);
	s->io = NULL;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	close_all(&s->shakes.waiting);
	close_all(&s->shakes.deferred);
	if (s->sweep)
		loop_timer_set(s->sweep, LAST_MS);
}

void http_server_close(struct http_server *s)
{
	if (!s)
		return;
	http_server_drain(s);
	s->closed = true;
	close_all(&s->idle);
	close_all(&s->muted);
	http_server_ended(s);
}

int http_server_port(const struct http_server *s)
{
	return s->port;
}

void http_server_stats(const struct http_server *s, struct http_server_stats *ret)
{
	*ret = s->stats;
}

const char *http_server_date(struct http_server *s)
{
	int64_t now = clock_unix();

	if (now != s->date_at) {
		clock_http(now, s->date);
		s->date_at = now;
	}
	return s->date;
}
