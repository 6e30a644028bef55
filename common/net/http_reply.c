#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "net/http_exchange.h"

enum {
	SEND_GRACE_MS = 30 * 1000,
	SEND_RATE = 4, /* bytes a millisecond that a client must take of a reply */
	CONTENT_TYPE_MAX = 256,
	SMALL_FILE = 16 * 1024, /* above it a copy costs more than the three calls saved */
	HEAD_FIXED_MAX = 512,   /* status line and the header lines that put_head makes */
};

static const struct {
	int status;
	struct str line;
} lines[] = {
#define LINE(code, text)                                                                                 \
	{                                                                                                \
		code,                                                                                    \
		{                                                                                        \
			"HTTP/1.1 " #code " " text "\r\n", sizeof("HTTP/1.1 " #code " " text "\r\n") - 1 \
		}                                                                                        \
	}
	LINE(101, "Switching Protocols"),
	LINE(200, "OK"),
	LINE(201, "Created"),
	LINE(202, "Accepted"),
	LINE(204, "No Content"),
	LINE(206, "Partial Content"),
	LINE(301, "Moved Permanently"),
	LINE(302, "Found"),
	LINE(303, "See Other"),
	LINE(304, "Not Modified"),
	LINE(307, "Temporary Redirect"),
	LINE(308, "Permanent Redirect"),
	LINE(400, "Bad Request"),
	LINE(401, "Unauthorized"),
	LINE(402, "Payment Required"),
	LINE(403, "Forbidden"),
	LINE(404, "Not Found"),
	LINE(405, "Method Not Allowed"),
	LINE(406, "Not Acceptable"),
	LINE(408, "Request Timeout"),
	LINE(409, "Conflict"),
	LINE(410, "Gone"),
	LINE(412, "Precondition Failed"),
	LINE(413, "Content Too Large"),
	LINE(414, "URI Too Long"),
	LINE(415, "Unsupported Media Type"),
	LINE(416, "Range Not Satisfiable"),
	LINE(417, "Expectation Failed"),
	LINE(422, "Unprocessable Content"),
	LINE(425, "Too Early"),
	LINE(426, "Upgrade Required"),
	LINE(428, "Precondition Required"),
	LINE(429, "Too Many Requests"),
	LINE(431, "Request Header Fields Too Large"),
	LINE(500, "Internal Server Error"),
	LINE(501, "Not Implemented"),
	LINE(502, "Bad Gateway"),
	LINE(503, "Service Unavailable"),
	LINE(504, "Gateway Timeout"),
	LINE(505, "HTTP Version Not Supported"),
#undef LINE
};

static char *put(char *p, struct str s)
{
	return (char *)memcpy(p, s.p, s.n) + s.n;
}

static char *put_decimal(char *p, uint64_t v)
{
	char digits[20];
	size_t n = 0;

	do
		digits[n++] = (char)('0' + v % 10);
	while (v /= 10);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

static char *put_status(char *p, int status)
{
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (lines[i].status == status)
			return put(p, lines[i].line);
	p = put(p, STR("HTTP/1.1 "));
	p = put_decimal(p, (uint64_t)status);
	return put(p, STR(" \r\n"));
}

/* How the reply's end is told. */
enum framing { BY_LENGTH, BY_CHUNKS, BY_CLOSE };

/* Status line and our own header lines; at most HEAD_FIXED_MAX + CONTENT_TYPE_MAX bytes. */
static char *put_head(struct http_exchange *ex, const struct http_reply *r, enum framing framing, uint64_t length)
{
	char *p = put_status(ex->out, r->status);

	p = put(p, STR("Date: "));
	p = put(p, (struct str){ http_server_date(ex->client->server), 29 });
	if (r->content_type.p) {
		p = put(p, STR("\r\nContent-Type: "));
		p = put(p, r->content_type);
	}
	if (framing == BY_LENGTH && r->status != 204 && r->status != 304) {
		p = put(p, STR("\r\nContent-Length: "));
		p = put_decimal(p, length);
	} else if (framing == BY_CHUNKS && !(r->status == 204 || r->status == 304)) {
		p = put(p, STR("\r\nTransfer-Encoding: chunked"));
	}
	if (!ex->keep)
		p = put(p, STR("\r\nConnection: close"));
	else if (ex->head.minor == 0)
		p = put(p, STR("\r\nConnection: keep-alive"));
	return put(p, STR("\r\n"));
}

/* May the connection serve another request after this one? */
static bool may_keep(const struct http_exchange *ex, const struct http_reply *r)
{
	if (ex->error || ex->broken || r->close || !ex->head.keep_alive || ex->client->server->draining)
		return false;
	if (ex->body_done)
		return true;
	/* How much a chunked body would still bring is not known. */
	return !exchange_waits(ex) && !ex->head.chunked && ex->body_left - (int64_t)(ex->end - ex->start) <= UNREAD_MAX;
}

/* A route's deadline is for its work; sending has a clock of its own, by size. */
static int64_t send_begin(size_t n)
{
	int64_t former = fiber_deadline();

	fiber_deadline_restore(clock_ms() + SEND_GRACE_MS + (int64_t)(n / SEND_RATE));
	return former;
}

static int send_end(struct http_exchange *ex, int64_t former, int r)
{
	fiber_deadline_restore(former);
	if (r == 0)
		return 0;
	ex->keep = false;
	if (r == -ERR_IO || r == -ERR_DEADLINE)
		return fail(ERR_GONE, "the client took no more of the reply");
	return r;
}

static int send_all(struct http_exchange *ex, struct iovec *iov, int n, size_t total)
{
	struct conn *c = &ex->client->conn;
	int64_t former = send_begin(total);
	int r = n == 1 ? conn_write(c, iov->iov_base, iov->iov_len) : conn_writev(c, iov, n);

	return send_end(ex, former, r);
}

/* Head and body in as few system calls as can be: one. */
static int send_reply(
	struct http_exchange *ex, const struct http_reply *r, enum framing framing, uint64_t length, struct str body)
{
	struct iovec iov[4];
	size_t total;
	char *p;

	if (r->content_type.n > CONTENT_TYPE_MAX)
		return fail_private(ERR_INTERNAL, "content type of %zu bytes", r->content_type.n);
	assert(!ex->replied);
	ex->replied = true;
	p = put_head(ex, r, framing, length);
	total = (size_t)(p - ex->out) + r->headers.n + 2 + body.n;
	if (total <= sizeof(ex->out)) {
		if (r->headers.n)
			p = put(p, r->headers);
		p = put(p, STR("\r\n"));
		if (body.n)
			put(p, body);
		iov[0] = (struct iovec){ ex->out, total };
		return send_all(ex, iov, 1, total);
	}
	iov[0] = (struct iovec){ ex->out, (size_t)(p - ex->out) };
	iov[1] = (struct iovec){ (void *)r->headers.p, r->headers.n };
	iov[2] = (struct iovec){ "\r\n", 2 };
	iov[3] = (struct iovec){ (void *)body.p, body.n };
	return send_all(ex, iov, 4, total);
}

static void reply_begin(struct http_exchange *ex, const struct http_reply *r)
{
	ex->keep = may_keep(ex, r);
	ex->no_body = ex->head.method == HTTP_HEAD || r->status == 204 || r->status == 304;
}

static void cork(struct http_exchange *ex, int on)
{
	setsockopt(ex->client->conn.fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

/* A small file goes out with its head: a read and a send cost less than cork, send, sendfile and uncork. */
static int reply_small_file(struct http_exchange *ex, const struct http_reply *r)
{
	size_t size = (size_t)r->file_size, n = 0;
	_cleanup_free_ char *body = TRY_MEM(malloc(size));

	while (n < size) {
		ssize_t got = pread(r->file_fd, body + n, size - n, (off_t)n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_private(ERR_IO, "file: %s", strerror(errno));
		if (got == 0)
			return fail_private(ERR_IO, "the file is shorter than was promised");
		n += (size_t)got;
	}
	TRY(send_reply(ex, r, BY_LENGTH, size, (struct str){ body, size }));
	ex->sent = size;
	return 0;
}

static int reply_file(struct http_exchange *ex, const struct http_reply *r)
{
	uint64_t size = (uint64_t)r->file_size;
	int64_t former;
	int result;

	if (ex->no_body || size == 0)
		return send_reply(ex, r, BY_LENGTH, size, STR(""));
	if (size <= SMALL_FILE)
		return reply_small_file(ex, r);
	/* The head shall not go out as a packet of its own. */
	cork(ex, 1);
	result = send_reply(ex, r, BY_LENGTH, size, STR(""));
	if (result == 0) {
		former = send_begin(size);
		result = conn_sendfile(&ex->client->conn, r->file_fd, 0, size);
		result = send_end(ex, former, result);
	}
	cork(ex, 0);
	if (result == 0)
		ex->sent = size;
	return result;
}

int http_reply(struct http_exchange *ex, const struct http_reply *r)
{
	reply_begin(ex, r);
	if (r->use_file)
		return reply_file(ex, r);
	TRY(send_reply(ex, r, BY_LENGTH, r->body.n, ex->no_body ? STR("") : r->body));
	ex->sent = ex->no_body ? 0 : r->body.n;
	return 0;
}

int http_reply_start(struct http_exchange *ex, const struct http_reply *head)
{
	reply_begin(ex, head);
	ex->streaming = true;
	if (ex->head.minor == 0 && !ex->no_body)
		ex->keep = false;
	TRY(send_reply(ex, head, ex->head.minor == 0 ? BY_CLOSE : BY_CHUNKS, 0, STR("")));
	http_watch_hangup(ex, true);
	return 0;
}

int http_reply_chunk(struct http_exchange *ex, struct str data)
{
	struct iovec iov[3];
	char size[20];

	assert(ex->streaming && !ex->ended);
	/* Not only the waits: a stream that never fills the socket must end too. */
	TRY(fiber_cancelled());
	if (ex->no_body || data.n == 0)
		return 0;
	iov[0] = (struct iovec){ size, (size_t)snprintf(size, sizeof(size), "%zx\r\n", data.n) };
	iov[1] = (struct iovec){ (void *)data.p, data.n };
	iov[2] = (struct iovec){ "\r\n", 2 };
	if (ex->head.minor == 0)
		TRY(send_all(ex, iov + 1, 1, data.n));
	else
		TRY(send_all(ex, iov, 3, data.n));
	ex->sent += data.n;
	return 0;
}

int http_reply_end(struct http_exchange *ex)
{
	struct iovec last = { "0\r\n\r\n", 5 };

	assert(ex->streaming && !ex->ended);
	if (!ex->no_body && ex->head.minor == 1)
		TRY(send_all(ex, &last, 1, last.iov_len));
	ex->ended = true;
	return 0;
}

int http_upgrade(struct http_exchange *ex, struct str headers, struct conn **ret, struct str *early)
{
	struct iovec iov[1];
	char *p = put_status(ex->out, 101);

	assert(!ex->replied);
	ex->replied = ex->streaming = true;
	ex->keep = false;
	p = put(p, STR("Date: "));
	p = put(p, (struct str){ http_server_date(ex->client->server), 29 });
	p = put(p, STR("\r\n"));
	if (headers.n + 2 > sizeof(ex->out) - (size_t)(p - ex->out))
		return fail_private(ERR_INTERNAL, "an upgrade's header lines of %zu bytes", headers.n);
	p = put(put(p, headers), STR("\r\n"));
	iov[0] = (struct iovec){ ex->out, (size_t)(p - ex->out) };
	TRY(send_all(ex, iov, 1, iov[0].iov_len));
	/* From here on the fiber reads by itself; bytes that wait for it must not wake the loop. */
	ex->client->watch = ex->client->armed = false;
	ex->client->mode = CLIENT_BUSY;
	loop_io_set(ex->client->io, 0);
	*early = (struct str){ ex->buf + ex->start, ex->end - ex->start };
	*ret = &ex->client->conn;
	return 0;
}

void http_watch_hangup(struct http_exchange *ex, bool on)
{
	ex->client->watch = on;
	client_set_mode(ex->client, CLIENT_BUSY);
}
