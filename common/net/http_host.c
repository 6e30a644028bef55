#include "net/http_host.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

enum {
	FAILURES_TO_OPEN = 5,
	OPEN_FIRST_MS = 1000,
	OPEN_MOST_MS = 30 * 1000,
	RETRY_COST = 1000, /* thousandths */
	RETRY_EARNED = 100,
	SAVED_MOST = 10 * RETRY_COST,
	FREE_A_SECOND = 3,
	BACKOFF_FIRST_MS = 100,
	BACKOFF_MOST_MS = 5000,
};

static bool is_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

static bool is_address6(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

/* "name", "name:port" or "[address]:port". */
static bool split_authority(struct str a, struct http_url *ret)
{
	bool six = a.n && a.p[0] == '[';
	size_t at = six, n = 0;
	int64_t port = ret->tls ? 443 : 80;

	for (; at < a.n && n < sizeof(ret->host) - 1; at++) {
		char c = a.p[at] >= 'A' && a.p[at] <= 'Z' ? (char)(a.p[at] + 32) : a.p[at];

		if (!(six ? is_address6(c) : is_name(c)))
			break;
		ret->host[n++] = c;
	}
	ret->host[n] = '\0';
	ret->literal6 = six;
	if (n == 0 || (six && (at == a.n || a.p[at++] != ']')))
		return false;
	if (at < a.n && (a.p[at] != ':' || !str_i64(str_sub(a, at + 1, a.n), &port)))
		return false;
	ret->port = (int)port;
	return port > 0 && port < 65536;
}

int http_url_split(struct str url, struct http_url *ret)
{
	struct http_url u = { 0 };
	struct str rest;
	size_t n = 0;

	u.tls = str_starts(url, STR("https://"));
	rest = str_sub(url, u.tls ? 8 : 7, url.n);
	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
		n++;
	if ((!u.tls && !str_starts(url, STR("http://"))) || !split_authority(str_sub(rest, 0, n), &u))
		return fail_private(ERR_UPSTREAM, "not an address to call: %.*s", STR_FMT(url));
	for (size_t i = n; i < rest.n; i++)
		if (rest.p[i] <= ' ' || rest.p[i] >= 0x7f || rest.p[i] == '\\' || rest.p[i] == '#')
			return fail_private(ERR_UPSTREAM, "not an address to call: %.*s", STR_FMT(url));
	*ret = u;
	return 0;
}

/* Frees the longest unused host. */
static bool make_room(struct list *hosts, unsigned *n)
{
	for (struct list *at = hosts->prev; at != hosts; at = at->prev) {
		struct http_host *h = CONTAINER_OF(at, struct http_host, node);

		if (h->held)
			continue;
		list_del(at);
		free(h);
		(*n)--;
		return true;
	}
	return false;
}

struct http_host *http_host_find(struct list *hosts, unsigned *n, const struct http_url *url)
{
	char name[sizeof(((struct http_host *)0)->name)];
	struct http_host *h;

	snprintf(name, sizeof(name), "%s://%s:%d", url->tls ? "https" : "http", url->host, url->port);
	LIST_FOR(at, hosts)
	{
		h = CONTAINER_OF(at, struct http_host, node);
		if (strcmp(h->name, name) != 0)
			continue;
		list_del(at);
		list_add(hosts, at);
		return h;
	}
	if (*n >= HTTP_HOSTS_MAX && !make_room(hosts, n))
		return NULL;
	h = calloc(1, sizeof(*h));
	if (!h)
		return NULL;
	memcpy(h->name, name, sizeof(name));
	list_add(hosts, &h->node);
	(*n)++;
	return h;
}

int http_host_admit(struct http_host *h, int64_t now)
{
	if (h->open_until && (now < h->open_until || h->probing)) {
		h->refused++;
		return fail_private(ERR_BREAKER_OPEN, "%s failed %u times in a row", h->name, h->failures);
	}
	h->probing = h->open_until != 0;
	h->in_flight++;
	h->calls++;
	return h->probing;
}

void http_host_done(struct http_host *h, bool probe, enum http_host_outcome outcome, int64_t now)
{
	h->in_flight--;
	if (probe)
		h->probing = false;
	if (outcome == HOST_UNKNOWN)
		return;
	if (outcome == HOST_OK) {
		h->failures = 0;
		h->open_until = h->open_ms = 0;
		return;
	}
	h->nfailures++;
	h->failures++;
	if (h->open_until && !probe)
		return; /* one of those that were on their way when it opened */
	if (h->failures < FAILURES_TO_OPEN)
		return;
	h->open_ms = h->open_ms ? h->open_ms * 2 : OPEN_FIRST_MS;
	if (h->open_ms > OPEN_MOST_MS)
		h->open_ms = OPEN_MOST_MS;
	h->open_until = now + h->open_ms;
}

void http_host_earn(struct http_host *h)
{
	h->saved += RETRY_EARNED;
	if (h->saved > SAVED_MOST)
		h->saved = SAVED_MOST;
}

bool http_host_spend(struct http_host *h, int64_t now)
{
	if (h->second != now / 1000) {
		h->second = now / 1000;
		h->in_second = 0;
	}
	if (h->in_second < FREE_A_SECOND)
		h->in_second++;
	else if (h->saved >= RETRY_COST)
		h->saved -= RETRY_COST;
	else
		return false;
	h->retries++;
	return true;
}

int64_t http_backoff(int retry)
{
	int64_t most = retry < 6 ? (int64_t)BACKOFF_FIRST_MS << retry : BACKOFF_MOST_MS;
	uint32_t r;

	if (most > BACKOFF_MOST_MS)
		most = BACKOFF_MOST_MS;
	random_bytes(&r, sizeof(r));
	return (int64_t)(r % (uint32_t)(most + 1));
}
