/* The client's inside, shared by http_client.c (attempts, retries, batches) and http_client_curl.c (one
 * attempt through libcurl). Nobody else includes it.
 */
#ifndef NET_HTTP_CLIENT_CALL_H
#define NET_HTTP_CLIENT_CALL_H

#include "base/cleanup.h"
#include "base/list.h"
#include "net/http_client.h"
#include "net/http_host.h"

enum {
	HEAD_MAX = 64 * 1024,
	PENDING_MAX = 64 * 1024, /* streamed bytes waiting for the fiber; then the transfer pauses */
	PIECE_MAX = 16 * 1024,   /* what libcurl hands over at once */
};

struct curl_slist;
struct fiber;

/* One http_call_all: its fiber is woken only while it waits for us, never inside another wait. */
struct batch {
	struct fiber *fiber;
	bool waiting;
};

struct call {
	struct batch *batch;
	const struct http_request *rq;
	struct http_response *ret;
	struct arena *arena; /* of the fiber: callbacks run in another context */
	struct http_url url;
	struct http_host *host;
	void *easy;       /* libcurl's handle while an attempt is on its way */
	struct list link; /* among those that libcurl has taken, or alone; valid while easy is */
	struct curl_slist *headers, *resolve;
	struct buf head, body;
	struct buf pending[2]; /* streamed bytes: one is filled while the other is handed out */
	int filling;
	size_t got;                        /* streamed bytes so far */
	int64_t began;                     /* clock_us() */
	int64_t try_began, ends, retry_at; /* clock_ms() */
	int tries;
	bool probe, admitted;
	bool paused, streamed; /* streamed: on_data has been called, so there is no second try */
	bool too_large;
	bool answered; /* libcurl is done; code (a CURLcode) says how */
	bool over;
	int code;
};

int transfer_open(int per_host);
void transfer_close(void);
/* Starts an attempt: finds the addresses, then hands it to libcurl. 0 or negative; transfer_end
 * follows in either case. */
int transfer_begin(struct call *call) SUSPENDS;
/* Takes it back from libcurl, answered or not. */
void transfer_end(struct call *call);
/* Lets a paused transfer go on. */
void transfer_resume(struct call *call);
/* Of an answered call: 0 or a negative ERR_…; its status; Retry-After in ms, 0 = not said. */
int transfer_verdict(const struct call *call);
int transfer_status(const struct call *call);
int64_t transfer_retry_after(const struct call *call);

#endif
