/* WebSocket (RFC 6455), the server's side: libwslay between a request's connection and its fiber.
 *
 * Refused by libwslay and answered with a close: unmasked frames, reserved bits, bad opcodes and fragments (1002), text that is
 * not UTF-8 (1007), a message above the limit (1009). No extension is offered. What is ours: the upgrade's checks, ping and
 * pong with a deadline, a ceiling on what a slow reader has not taken, the close handshake with a deadline, 1001 while draining.
 * A socket belongs to the fiber of its request.
 */
#ifndef NET_WEBSOCKET_H
#define NET_WEBSOCKET_H

#include "net/http_server.h"

struct websocket;

enum { WEBSOCKET_ACCEPT = 28 };

struct websocket_options {
	size_t max_message; /* 0 = 64 KB; of what the client sends */
	size_t max_out;     /* 0 = 1 MB; bytes that wait for a slow reader, then the connection is cut */
	int64_t ping_ms;    /* 0 = 30,000; after so much silence a ping goes out */
	int64_t pong_ms;    /* 0 = 10,000; and after so much more the connection is cut */
	int64_t send_ms;    /* 0 = 10,000; for what is sent at once to be taken */
	int64_t close_ms;   /* 0 = 3,000; for the answer to our close */
};

/* Is the head a good upgrade (GET, HTTP/1.1, Upgrade, Connection, version 13, a key of 16 bytes)? 0 and the value of
 * Sec-WebSocket-Accept with a NUL; -ERR_BAD_REQUEST; -ERR_UPGRADE when it is none, or of another version. Pure. */
int websocket_accept(const struct http_head *head, char ret[WEBSOCKET_ACCEPT + 1]);

/* Replies 101 with the caller's header lines besides its own. websocket_end must follow. 0 or negative. */
int websocket_open(struct http_exchange *ex, struct str headers, const struct websocket_options *o,
	struct websocket **ret) SUSPENDS;

struct websocket_message {
	struct str bytes; /* until the next call */
	bool text;        /* UTF-8; else binary */
};
/* 1 and a message; 0 when none came within timeout_ms. -ERR_GONE: the other side closed, or is gone; -ERR_SHUTDOWN: we are
 * draining; another reason. Pings, pongs and closes are dealt with in here, so it must be called often. */
int websocket_receive(struct websocket *ws, int64_t timeout_ms, struct websocket_message *ret) SUSPENDS;
/* One text message. 0, or -ERR_GONE: closed, or not taken in time. */
int websocket_send(struct websocket *ws, struct str text) SUSPENDS;
/* Closes by what the work came to, and frees: 0 = 1000, -ERR_SHUTDOWN = 1001, -ERR_INVALID = 1008 with the error note's text, -ERR_GONE:
 * nothing is said any more, else 1011. Returns r, but 0 for an end that the other side asked for properly. */
int websocket_end(struct websocket *ws, int r) SUSPENDS;

/* ---- the pure part: bytes in, messages and bytes out; for tests and the fuzzer --------------------- */

struct websocket *websocket_new(const struct websocket_options *o);
void websocket_free(struct websocket *ws); /* accepts NULL */
/* Frames as they came, in any cut. False: it is broken, and no more may be fed. */
bool websocket_feed(struct websocket *ws, struct str bytes);
/* The next message that is whole; false: none. It holds until the next call. */
bool websocket_next(struct websocket *ws, struct websocket_message *ret);
/* What must be sent, until the next call with the socket; taken off it. */
struct str websocket_out(struct websocket *ws);
/* A close was read from the other side, or one of ours has been put out. */
bool websocket_closing(const struct websocket *ws);

#endif
