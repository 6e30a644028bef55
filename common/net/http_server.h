/* HTTP server: listener, keep-alive, drain. A connection borrows a fiber from the first byte of a
 * request to the end of its reply; an idle one is a small struct with one read event.
 *
 * Limits: head 16 KB and 100 headers within 10 s, body at 1 KB/s or faster, idle 75 s, connections
 * a process and per address, requests at work (net/admission.h): beyond them 503 with Retry-After. At the most
 * connections the longest idle one makes room, if it has rested for a second. After any parse error the connection closes.
 */
#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

#include "base/cleanup.h"
#include "net/http_parse.h"

struct http_server;
struct tls_server;
struct http_exchange; /* one request and its reply; lives on the serving fiber */

struct http_server_options {
	const char *address; /* numeric */
	int port;
	int max_connections; /* 0 = 10,000 */
	int max_per_address; /* 0 = no limit of its own */
	int64_t idle_ms;     /* 0 = 75,000 */
	int64_t head_ms;     /* 0 = 10,000; also a body's grace before its rate is looked at */
	struct tls_server
		*tls;       /* NULL: plain. Not owned; outlives the server. A handshake must be done within head_ms */
	int max_working;    /* requests at work at once (net/admission.h); 0 = 160 */
	bool trust_proxy;   /* the last X-Forwarded-For is the client's address, for its share */
	struct str headers; /* complete header lines for those who are refused, 512 bytes at the most; may be none */
	/* Requests that always get in: health. NULL: none. Never suspends. */
	bool (*urgent)(const struct http_head *head);
	/* The bearer token of a request when it is known to be good, else p = NULL: then the request is its address's alone. NULL:
	 * Authorization is taken as it is. Never suspends. */
	struct str (*token)(const struct http_head *head);
	bool share; /* the port has a listener a thread (SO_REUSEPORT) */
};

/* Serves each request by handler(ex, arg) on a fiber of its own; the handler replies exactly once.
 * When it returns without a reply the server sends 500 and closes. Connection counters in stats. */
int http_server_open(const struct http_server_options *o, void (*handler)(struct http_exchange *, void *), void *arg,
	struct http_server **ret);
/* Who stands in the listener's queue is still taken in, nobody after. Live connections get "Connection: close"; idle ones may
 * send one more request for 300 ms, so that none is lost between its sending and our close. */
void http_server_drain(struct http_server *s);
/* Drains, and frees s when its last live connection has ended; accepts NULL. */
void http_server_close(struct http_server *s);
/* The bound port (for port 0 in tests). */
int http_server_port(const struct http_server *s);

struct http_server_stats {
	uint64_t accepted, requests, refused, parse_errors, evicted;
	unsigned open, idle;
};
void http_server_stats(const struct http_server *s, struct http_server_stats *ret);

/* The last hop of the last X-Forwarded-For; n = 0 when there is none. */
struct str http_forwarded_for(const struct http_head *h);

const struct http_head *http_exchange_head(const struct http_exchange *ex);
/* Numeric address of the client's socket. */
const char *http_exchange_peer(const struct http_exchange *ex);
/* When the first byte came, clock_us(). */
int64_t http_exchange_began(const struct http_exchange *ex);
/* Head parse error that the handler is asked to answer: negative ERR_…, 0 = a good request. With an
 * error only the reply may be made; head is zeroed but for what could be read. */
int http_exchange_error(const struct http_exchange *ex);
/* True once a reply (or its head) was sent. */
bool http_exchange_replied(const struct http_exchange *ex);
/* Bytes of reply body sent. */
uint64_t http_exchange_sent(const struct http_exchange *ex);

/* Reads the whole body, at most limit bytes, into mem(); "" when there is none. Sends 100 Continue
 * when asked for. -ERR_TOO_LARGE (at once when the declared length tells), -ERR_BAD_REQUEST (chunks),
 * -ERR_REQUEST_TIMEOUT (below 1 KB/s), -ERR_EOF, a reason. Twice gives the same body. */
int http_read_body(struct http_exchange *ex, size_t limit, struct str *ret) SUSPENDS;

struct http_reply {
	int status;
	struct str headers;      /* complete "Name: value\r\n" lines, no CR or LF inside values; may be none */
	struct str content_type; /* p = NULL: none */
	struct str body;
	/* A file instead of body: fd >= 0 with use_file; it is not closed. */
	bool use_file;
	int file_fd;
	int64_t file_size;
	bool close; /* close the connection afterwards */
};

/* Date, Content-Length, Connection are added; HEAD, 204 and 304 send no body. An unread request body
 * is drained up to 64 KB, else the connection closes. 0 or negative. */
int http_reply(struct http_exchange *ex, const struct http_reply *r) SUSPENDS;

/* A streamed reply: chunked (HTTP/1.1) or until close. From start on the client's hanging up cancels
 * the fiber with ERR_GONE. */
int http_reply_start(struct http_exchange *ex, const struct http_reply *head) SUSPENDS;
int http_reply_chunk(struct http_exchange *ex, struct str data) SUSPENDS;
int http_reply_end(struct http_exchange *ex) SUSPENDS;

/* Replies 101 with complete header lines, and hands the connection over to the handler, with what the client sent early (a view
 * into the exchange). The handler reads and writes by itself; when it returns the connection is closed. */
struct conn;
int http_upgrade(struct http_exchange *ex, struct str headers, struct conn **ret, struct str *early) SUSPENDS;
/* The server takes nothing new and waits for its live connections to end. */
bool http_exchange_draining(const struct http_exchange *ex);

/* While on, the client's hanging up cancels the running fiber with ERR_GONE. On by default once the
 * body has been read, for GET and HEAD only; a handler that must finish once begun turns it off. A
 * next request sent early hides the hang-up behind it: then the handler runs to its end. */
void http_watch_hangup(struct http_exchange *ex, bool on);

#endif
