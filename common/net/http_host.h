/* What the HTTP client remembers of a host: circuit breaker, retry budget, counters. Pure: no I/O,
 * never suspends; times are given.
 */
#ifndef NET_HTTP_HOST_H
#define NET_HTTP_HOST_H

#include "base/list.h"
#include "base/str.h"

/* "http://name:port/…", taken apart. Only what has one meaning for every reader passes: a name of
 * letters, digits, "-", "_" and ".", or a literal address; no user part; no byte that must be escaped. */
struct http_url {
	bool tls;
	char host[254]; /* lower case; an IPv6 literal without brackets */
	bool literal6;
	int port;
};
/* 0, or -ERR_UPSTREAM with a note. */
int http_url_split(struct str url, struct http_url *ret);

struct http_host {
	struct list node;
	char name[280];     /* "https://api.example.com:443" */
	unsigned in_flight; /* attempts */
	unsigned held;      /* calls that point here */
	/* Breaker: closed while open_until == 0. */
	unsigned failures; /* in a row */
	int64_t open_until, open_ms;
	bool probing; /* the one try of a half-open breaker is on its way */
	/* Retry budget. */
	int64_t second;
	unsigned in_second;
	unsigned saved; /* thousandths of a retry, earned by calls */
	uint64_t calls, nfailures, retries, refused;
};

enum { HTTP_HOSTS_MAX = 256 };

/* Finds or makes the host in a list of at most HTTP_HOSTS_MAX, most recent first; the longest unused
 * one that no call holds gives way. NULL when out of memory or all are in use. */
struct http_host *http_host_find(struct list *hosts, unsigned *n, const struct http_url *url);

/* The call counts as in flight: 0, or 1 when it is the probe of an open breaker. Or -ERR_BREAKER_OPEN. */
int http_host_admit(struct http_host *h, int64_t now);
enum http_host_outcome { HOST_OK, HOST_FAILED, HOST_UNKNOWN };
/* The end of a call that was admitted. UNKNOWN: given up by us, says nothing about the host. */
void http_host_done(struct http_host *h, bool probe, enum http_host_outcome outcome, int64_t now);

/* Each first try earns a tenth of a retry; three a second are free. True takes one. */
void http_host_earn(struct http_host *h);
bool http_host_spend(struct http_host *h, int64_t now);

/* Full jitter: anything from 0 to 100 ms * 2^retry, at most 5 s. retry counts from 0. */
int64_t http_backoff(int retry);

#endif
