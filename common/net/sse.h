/* Server-sent events: writing a stream to a browser, reading one from a provider. */
#ifndef NET_SSE_H
#define NET_SSE_H

#include "net/http_server.h"

/* Sends the head: 200, text/event-stream, plus the caller's header lines (Cache-Control among them). */
int sse_start(struct http_exchange *ex, struct str headers) SUSPENDS;
/* One event as text; id and event may be absent; data is split at line ends. -ERR_INTERNAL when id or event holds a line end
 * (nothing outside may add fields); -ERR_TOO_LARGE. Pure. */
int sse_put(struct buf *b, struct str id, struct str event, struct str data);
/* The same, sent. */
int sse_send(struct http_exchange *ex, struct str id, struct str event, struct str data) SUSPENDS;
/* A comment line, to keep proxies awake. */
int sse_ping(struct http_exchange *ex) SUSPENDS;

/* Reader, pure: bytes in, events out (WHATWG: CR, LF and CRLF; BOM; multi-line data; id with NUL is
 * ignored). One event is at most max bytes: beyond it -ERR_TOO_LARGE. */
struct sse_reader {
	struct buf line, data;
	char event[64];
	bool cr, started;
};
void sse_reader_init(struct sse_reader *r, struct arena *a, size_t max);
/* Calls on_event for each whole event in chunk ("message" when it has no name); a negative result of it
 * stops and is returned. */
int sse_reader_feed(struct sse_reader *r, struct str chunk,
	int (*on_event)(void *arg, struct str event, struct str data), void *arg);

#endif
