#include "http_world.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/loop.h"

struct http_world at;

void reply_text(struct http_exchange *ex, int status, struct str body)
{
	http_reply(ex, &(struct http_reply){ .status = status, .content_type = STR("text/plain"), .body = body });
}

void note(struct http_exchange *ex, struct str body)
{
	const struct http_head *h = http_exchange_head(ex);
	size_t n = strlen(at.seen);

	snprintf(at.seen + n, sizeof(at.seen) - n, "%s %.*s %.*s|", http_method_name(h->method), STR_FMT(h->target),
		STR_FMT(body));
}

static void echo(struct http_exchange *ex)
{
	struct str body, again;

	at.result = http_read_body(ex, 64, &body);
	if (at.result < 0) {
		if (at.result != -ERR_EOF)
			reply_text(ex, err_info(at.result)->status, STR("refused"));
		return;
	}
	assert_int_equal(http_read_body(ex, 64, &again), 0);
	assert_ptr_equal(body.p, again.p);
	note(ex, body);
	reply_text(ex, 200, body.n ? body : STR("empty"));
}

static void handler(struct http_exchange *ex, void *arg)
{
	void (*serve)(struct http_exchange *) = echo;

	assert_ptr_equal(arg, &at);
	at.hits++;
	if (http_exchange_error(ex)) {
		reply_text(ex, err_info(http_exchange_error(ex))->status, str_c(context()->err.text));
		return;
	}
	for (size_t i = 0; at.routes[i].path; i++)
		if (str_is(http_exchange_head(ex)->path, at.routes[i].path))
			serve = at.routes[i].serve;
	at.running++;
	serve(ex);
	at.running--;
}

struct raw *dial(void)
{
	struct raw *r = arena_alloc(mem(), sizeof(*r));
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(at.server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	conn_init(&r->c, fd);
	assert_string_equal(r->c.peer, "127.0.0.1");
	r->c.timeout_ms = 3000;
	r->n = 0;
	r->got[0] = '\0';
	return r;
}

void hang_up(struct raw *r)
{
	conn_close(&r->c);
}

void say(struct raw *r, const char *text)
{
	assert_int_equal(conn_write(&r->c, text, strlen(text)), 0);
}

/* Reads until what came ends with end; forgets it all at the next hear. */
void hear(struct raw *r, const char *end)
{
	size_t nend = strlen(end);

	r->n = 0;
	for (;;) {
		ptrdiff_t n = conn_read(&r->c, r->got + r->n, sizeof(r->got) - 1 - r->n);

		if (n <= 0)
			flunk("wanted %s, got %td after: %s", end, n, r->got);
		r->n += (size_t)n;
		r->got[r->n] = '\0';
		if (r->n >= nend && memcmp(r->got + r->n - nend, end, nend) == 0)
			return;
	}
}

/* All until the server closes; what does not fit is counted only. */
size_t hear_all(struct raw *r)
{
	size_t total = 0;
	ptrdiff_t n;

	r->n = 0;
	do {
		char *to = r->n < 16 * 1024 ? r->got + r->n : r->got + 16 * 1024;

		n = conn_read(&r->c, to, 15 * 1024);
		if (n > 0)
			total += (size_t)n;
		if (n > 0 && to == r->got + r->n)
			r->n += (size_t)n;
	} while (n > 0);
	assert_int_equal(n, 0);
	r->got[r->n] = '\0';
	hang_up(r);
	return total;
}

bool heard(const struct raw *r, const char *text)
{
	return strstr(r->got, text) != NULL;
}

int count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

struct raw *ask(const char *text)
{
	struct raw *r = dial();

	say(r, text);
	hear_all(r);
	return r;
}

struct http_server_stats stats(void)
{
	struct http_server_stats st;

	http_server_stats(at.server, &st);
	return st;
}

static void in_server(void *arg)
{
	void (**body)(void) = arg;

	assert_int_equal(http_server_open(&at.options, handler, &at, &at.server), 0);
	(*body)();
	http_server_close(at.server);
}

void with_server(void (*body)(void), const struct world_route *routes, struct http_server_options o)
{
	memset(&at, 0, sizeof(at));
	at.options = o;
	at.options.address = "127.0.0.1";
	at.routes = routes;
	loop_main(in_server, &body);
}
