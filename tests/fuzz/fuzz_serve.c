/* Fuzz target: whatever a client sends to the whole server: head, body, chunks, pipelining, and the fixed chain behind them
 * (addresses, tokens, cookies, queries, conditional and content headers, bodies). Every answer must be one that HTTP
 * allows, none may be a 5xx of a fault of ours, and nothing may follow an answer that says it is the last. */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/sse.h"
#include "web/multipart.h"
#include "web/route.h"
#include "web/service.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { QUIET_TURNS = 8, HEARD_MAX = 256 * 1024 };

struct thing {
	struct str name;
	int64_t page;
	bool on;
};
static const struct field thing_fields[] = {
	F_STR(struct thing, name, 0, 0, 100, &format_text, NULL),
	F_INT(struct thing, page, 0, 1, 100, 1, NULL),
	F_BOOL(struct thing, on, 0, 0, NULL),
};
static const struct schema thing_schema = SCHEMA("Thing", struct thing, thing_fields);

#define must(holds)                                                             \
	do {                                                                    \
		if (!(holds)) {                                                 \
			fprintf(stderr, "line %d: not %s\n", __LINE__, #holds); \
			abort();                                                \
		}                                                               \
	} while (0)

/* What handlers ask of a request, and write back: nothing of it may break out of the reply. */
static int things(struct request *rq)
{
	static const char *const asked[] = { "accept", "if-none-match", "user-agent", "last-event-id", "traceparent",
		"content-type", "x-deadline" };
	struct thing out = { .name = request_cookie(rq, "refresh_token"), .page = 1 };
	struct str client = request_client(rq);

	must(client.n > 0);
	if (rq->query)
		out.page = ((const struct thing *)rq->query)->page;
	if (rq->body)
		out.name = ((const struct thing *)rq->body)->name;
	out.on = request_accepts(rq, STR("gzip")) || request_accepts(rq, STR("br"));
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		if (request_header(rq, asked[i]).p)
			reply_header(rq, "X-Echo", request_header(rq, asked[i]));
	if (rq->nparams)
		reply_header(rq, "X-Param", path(rq, "name"));
	return reply(rq, 200, &thing_schema, &out);
}

static int form(struct request *rq)
{
	struct multipart *m = TRY_MEM(ARENA_NEW(mem(), struct multipart));

	TRY(multipart_parse(request_header(rq, "content-type"), rq->raw_body, m));
	return reply_json(rq, 200, STR("{}"));
}

static int events(struct request *rq)
{
	TRY(reply_sse(rq));
	TRY(sse_send(rq->ex, STR("1"), STR("message"), rq->head->target));
	return http_reply_end(rq->ex);
}

static const struct route routes[] = {
	{ .method = HTTP_GET, .path = "/t", .scope = "public", .query = &thing_schema, .handler = things, .id = "a" },
	{ .method = HTTP_POST,
		.path = "/t",
		.scope = "public",
		.body_limit = 4096,
		.body = &thing_schema,
		.reply = &thing_schema,
		.handler = things,
		.id = "b" },
	{ .method = HTTP_PUT,
		.path = "/t/{name}",
		.scope = "any",
		.body_limit = 64,
		.body = &thing_schema,
		.handler = things,
		.id = "c" },
	{ .method = HTTP_GET, .path = "/t/{name}/x", .scope = "public", .handler = things, .id = "d" },
	{ .method = HTTP_POST,
		.path = "/f",
		.scope = "public",
		.flags = ROUTE_RAW_BODY,
		.body_limit = 4096,
		.handler = form,
		.id = "e" },
	{ .method = HTTP_GET,
		.path = "/e",
		.scope = "public",
		.flags = ROUTE_STREAM | ROUTE_NO_JSON_REPLY,
		.media_type = "text/event-stream",
		.handler = events,
		.id = "f" },
	{ .path = NULL },
};
static const struct route_table table = { .routes = routes,
	.service = "fuzz",
	.title = "Fuzz",
	.secret = { "a secret that no input of a fuzzer knows", 40 },
	.rules = { .trust_proxy = true } };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_setup("fuzz", "error");
	return route_open(&table);
}

/* -1: this machine has no port or descriptor to spare just now, which is no finding. */
static int dial(int port)
{
	struct sockaddr_in a = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	struct linger reset = { 1, 0 }; /* no TIME_WAIT: thousands of connections a second */
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	return fd;
}

/* All answers, until the server ends or has nothing more to say. */
static struct str converse(int fd, struct str say)
{
	static char heard[HEARD_MAX];
	size_t said = 0, got = 0;

	for (int quiet = 0; quiet < QUIET_TURNS; quiet++) {
		ssize_t n = said < say.n ? send(fd, say.p + said, say.n - said, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;

		if (n > 0) {
			said += (size_t)n;
			quiet = 0;
		}
		n = recv(fd, heard + got, sizeof(heard) - got, MSG_DONTWAIT);
		if (n == 0)
			break;
		if (n > 0) {
			got += (size_t)n;
			quiet = 0;
		}
		wait_turn();
	}
	return (struct str){ heard, got };
}

static struct str line_of(struct str head, const char *name)
{
	while (head.n) {
		struct str line = str_split(&head, '\n'), key = str_split(&line, ':');

		if (line.p && str_ieq(key, str_c(name)))
			return str_trim(line);
	}
	return STR_NONE;
}

/* One answer off the front. False: it is the last, by its own words or cut off by a full buffer. */
static bool check_answer(struct str *in)
{
	const char *end = memmem(in->p, in->n, "\r\n\r\n", 4);
	struct str head, length;
	int64_t n = 0, status = 0;

	if (str_eq(*in, STR("HTTP/1.1 100 Continue\r\n\r\n")))
		return false;
	must(end && str_starts(*in, STR("HTTP/1.1 ")) && str_i64(str_sub(*in, 9, 12), &status));
	head = str_sub(*in, 0, (size_t)(end - in->p));
	must(status == 100 || (status >= 200 && status < 500) || status == 501 || status == 503 || status == 504 ||
		status == 505);
	for (size_t i = 0; i + 1 < head.n; i++)
		must(head.p[i] != '\0' && (head.p[i] != '\r' || head.p[i + 1] == '\n'));
	length = line_of(head, "content-length");
	must(!length.p || str_i64(length, &n));
	*in = str_sub(*in, head.n + 4, in->n);
	if (str_is(line_of(head, "connection"), "close"))
		return false;
	/* A HEAD's length is not followed by its bytes: what comes next tells. */
	if (!str_starts(*in, STR("HTTP/1.1 ")))
		*in = str_sub(*in, (size_t)n < in->n ? (size_t)n : in->n, in->n);
	return in->n > 0 && !line_of(head, "transfer-encoding").p && str_starts(*in, STR("HTTP/1.1 "));
}

static void one(void *arg)
{
	const struct str *in = arg;
	struct http_server *server;
	struct str heard;
	int fd;

	if (http_server_open(&(struct http_server_options){ .address = "127.0.0.1" }, route_dispatch, NULL, &server) <
		0)
		return;
	fd = dial(http_server_port(server));
	if (fd >= 0) {
		heard = converse(fd, *in);
		while (heard.n && check_answer(&heard))
			;
		close(fd);
	}
	http_server_close(server);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = { (const char *)data, size };

	loop_main(one, &in);
	return 0;
}
