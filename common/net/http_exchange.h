/* The server's inside, shared by http_server.c (connections), http_exchange.c (a request's body, the
 * end of an exchange) and http_reply.c. Nobody else includes it.
 */
#ifndef NET_HTTP_EXCHANGE_H
#define NET_HTTP_EXCHANGE_H

#include "base/list.h"
#include "net/address.h"
#include "net/admission.h"
#include "net/conn.h"
#include "net/http_server.h"

enum {
	READ_BUFFER = 32 * 1024, /* a whole head, and as much again for what follows it */
	UNREAD_MAX = 64 * 1024,  /* an unread request body that is worth reading for keep-alive */
};

struct fiber;
struct loop_io;

/* What the connection's read event means. SHAKING: more of a TLS handshake. IDLE: a new request. READING: the fiber waits
 * for it by itself. BUSY: the handler runs, so the client hung up or sent the next request early. */
enum client_mode { CLIENT_IDLE, CLIENT_SHAKING, CLIENT_READING, CLIENT_BUSY };

struct client {
	struct list node; /* on the server's idle or muted list while IDLE, on one of its shaking while SHAKING */
	struct http_server *server;
	struct loop_io *io;
	struct fiber *fiber; /* NULL while IDLE */
	struct address *address;
	int64_t idle_since; /* clock_ms(); while SHAKING: since it was accepted */
	enum client_mode mode;
	bool armed;       /* io waits for reading */
	bool watch;       /* BUSY: hanging up cancels the fiber */
	bool ending;      /* was told to go: what still comes is read past */
	uint16_t bucket;  /* admission's, of the address */
	uint32_t discard; /* IDLE: bytes of a refused request's body that still have to come */
	struct conn conn;
};

struct http_exchange {
	struct http_exchange *next; /* on the server's free list */
	struct client *client;
	struct admission_ticket ticket;
	bool have_head; /* was parsed before the fiber began */
	int64_t began;  /* clock_us() */
	uint64_t sent;
	int error;
	bool replied, streaming, ended; /* a reply's head is out; it is a stream; the stream is whole */
	bool keep;                      /* the connection lives on after this reply */
	bool no_body;                   /* of the reply: HEAD, 204, 304 */
	bool continued;                 /* 100 Continue was sent */
	bool body_done;                 /* nothing of the request's body is left to read */
	bool body_kept;                 /* body holds it */
	bool broken;                    /* the request's body cannot be read to its end */
	struct http_chunks chunks;
	int64_t body_left;  /* of a body with Content-Length */
	int64_t body_began; /* clock_ms() of its first wait, 0 = none yet */
	int64_t body_got;   /* its bytes so far, for the rate */
	struct str body;
	size_t base;       /* end of the head in buf; 0 while reading one */
	size_t start, end; /* what was received and not used yet: buf[start..end) */
	struct http_head head;
	char out[4096];
	char buf[READ_BUFFER];
};

struct http_server {
	struct http_server_options options;
	void (*handler)(struct http_exchange *ex, void *arg);
	void *arg;
	int fd, port;
	struct loop_io *io;
	struct loop_timer *sweep, *resume, *unmute;
	struct list idle, muted;
	struct shakes {
		struct list waiting;  /* for the client's bytes, in the order of accepting */
		struct list deferred; /* their bytes are here; others' handshakes are being worked at */
		unsigned running;
		struct loop_timer *sweep;
	} shakes;
	struct http_exchange *free;
	unsigned nfree;
	struct addresses *addresses; /* NULL without max_per_address */
	bool draining, closed;
	int64_t date_at;
	char date[30];
	/* Answers to those who are refused, by whether the connection lives on. */
	struct refusal {
		size_t head, n;
		char text[1024];
	} refusals[2];
	int64_t refusals_at; /* clock_unix() */
	uint64_t refused_told;
	struct http_server_stats stats;
};

/* Current Date value; formatted once a second. */
const char *http_server_date(struct http_server *s);
/* Lets a client wait for its next request. */
void client_idle(struct client *cl);
void client_close(struct client *cl);
/* First bytes of a request: borrows a fiber for it. */
void client_begin(struct client *cl);
/* Only live connections outlast http_server_close: each fiber of one looks at its end whether it was the last. */
void http_server_ended(struct http_server *s);
/* http_refuse.c */
void refuse_connection(struct http_server *s, struct conn *c);
/* A parsed head: does it get in? Then it holds its ticket until admission_leave. */
bool exchange_admit(struct http_exchange *ex);
/* For context()->client: by token, else by address. */
uint16_t exchange_client(const struct http_exchange *ex);
/* The same for a fiber that still reads its head. */
bool exchange_hold(struct http_exchange *ex);
/* From now on the client's fiber's waits count for the ticket. */
void exchange_watch(struct http_exchange *ex);
/* Answers a parsed head that did not get in, without waiting. True: the next request may follow, from ex->start. False: the
 * connection is ending. */
bool exchange_refuse(struct http_exchange *ex);
/* http_tls.c: the handshakes of a listener with TLS. */
int shake_open(struct http_server *s);
void shake_close(struct http_server *s);
/* An accepted client waits for its hello. */
void shake_wait(struct client *cl);
/* Bytes of a handshake have come. */
void shake_event(struct client *cl);
/* Sets what the read event means, and sees that it is armed where it must be. */
void client_set_mode(struct client *cl, enum client_mode mode);
/* Reads more bytes behind buf[..end). 1, 0 = the other side ended, or negative. */
int exchange_fill(struct http_exchange *ex, int64_t timeout_ms) SUSPENDS;
/* The client holds its body back until it hears 100 Continue. */
static inline bool exchange_waits(const struct http_exchange *ex)
{
	return ex->head.expect_continue && !ex->continued && !ex->body_done && ex->start == ex->end;
}
/* Prepares body reading from a parsed head, or from none. */
void exchange_begin_body(struct http_exchange *ex);
/* After the handler: whatever must still be sent or read so that the connection may be used again.
 * True when it may. */
bool exchange_finish(struct http_exchange *ex) SUSPENDS;

#endif
