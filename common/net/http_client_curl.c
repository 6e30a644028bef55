#include "net/http_client_call.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"

enum {
	IDLE_EASIES = 64,
	CONNECTIONS_KEPT = 128,
	CONNECTION_AGE_S = 60, /* below the idle time of our own servers, so that we close first */
	CONNECT_MS = 2 * 1000,
	BODY_MAX = 8 * 1024 * 1024,
	ADDRESSES = 4,
	CLOCK_SLACK_MS = 10,            /* libcurl's clock against ours */
	CA_AGE_S = 5,                   /* a sisters' authority as libcurl keeps it in memory */
	RETRY_AFTER_MOST_S = 24 * 3600, /* no call waits so long, and no product overflows */
};

static struct http_client_tls sisters;

static _Thread_local struct {
	CURLM *multi;
	CURLSH *share; /* TLS sessions, so that any handle's connection resumes what another's began */
	struct loop_timer *timer;
	struct list calls; /* that libcurl has taken */
	bool broken;       /* multi takes no more */
	CURL *idle[IDLE_EASIES];
	int nidle;
	unsigned per_host;
} curl;

/* ---- libcurl on the loop -------------------------------------------------------------------- */

struct sock {
	curl_socket_t fd;
	struct loop_io *io;
};

static void wake(struct call *call)
{
	if (call->batch->waiting)
		fiber_wake(call->batch->fiber, 1);
}

static void collect(void)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(curl.multi, &left))) {
		struct call *call = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&call);
		call->answered = true;
		call->code = m->data.result;
		wake(call);
	}
}

static int socket_callback(CURL *easy, curl_socket_t fd, int what, void *arg, void *sock);
static int timer_callback(CURLM *multi, long ms, void *arg);

static CURLM *multi_new(void)
{
	CURLM *multi = curl_multi_init();

	if (!multi)
		return NULL;
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_callback);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_callback);
	curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)curl.per_host);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
	return multi;
}

/* libcurl ran out of memory between the affairs of two transfers. It does not say whose socket it watches no longer, divides by
 * zero when that descriptor's number comes again (7.88), or takes no transfer while it has one left. So its state is thrown away,
 * with all that is on its way. False: there is no memory for a new one; broken until there is.
 */
static bool renew(void)
{
	CURLM *fresh = multi_new();

	for (struct list *at; (at = list_pop(&curl.calls));) {
		struct call *call = CONTAINER_OF(at, struct call, link);

		curl_multi_remove_handle(curl.multi, call->easy);
		if (!call->answered)
			call->code = CURLE_OUT_OF_MEMORY;
		call->answered = true;
		call->paused = false;
		wake(call);
	}
	curl.broken = !fresh;
	if (!fresh)
		return false;
	curl_multi_cleanup(curl.multi);
	curl.multi = fresh;
	loop_timer_set(curl.timer, -1);
	return true;
}

static void act(curl_socket_t fd, int mask)
{
	int running;
	CURLMcode r = curl_multi_socket_action(curl.multi, fd, mask, &running);

	collect();
	if (r != CURLM_OK)
		renew();
}

static void on_socket(int events, void *arg)
{
	struct sock *s = arg;

	act(s->fd, (events & WAIT_READ ? CURL_CSELECT_IN : 0) | (events & WAIT_WRITE ? CURL_CSELECT_OUT : 0));
}

static void on_timer(void *arg)
{
	(void)arg;
	act(CURL_SOCKET_TIMEOUT, 0);
}

static int socket_callback(CURL *easy, curl_socket_t fd, int what, void *arg, void *sock)
{
	struct sock *s = sock;
	int events = (what & CURL_POLL_IN ? WAIT_READ : 0) | (what & CURL_POLL_OUT ? WAIT_WRITE : 0);

	(void)easy;
	(void)arg;
	if (what == CURL_POLL_REMOVE) {
		if (s)
			loop_io_free(s->io);
		free(s);
		curl_multi_assign(curl.multi, fd, NULL);
		return 0;
	}
	if (s) {
		loop_io_set(s->io, events);
		return 0;
	}
	s = malloc(sizeof(*s));
	if (!s)
		return -1;
	s->fd = fd;
	s->io = loop_io_new(fd, events, on_socket, s);
	if (!s->io) {
		free(s);
		return -1;
	}
	curl_multi_assign(curl.multi, fd, s);
	return 0;
}

/* Negative disarms, 0 is due at the next turn: never from inside libcurl. */
static int timer_callback(CURLM *multi, long ms, void *arg)
{
	(void)multi;
	(void)arg;
	loop_timer_set(curl.timer, ms);
	return 0;
}

static void global_init(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

int transfer_open(int per_host)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, global_init);
	list_init(&curl.calls);
	curl.per_host = (unsigned)per_host;
	curl.multi = multi_new();
	curl.share = curl_share_init();
	curl.timer = loop_timer_new(on_timer, NULL);
	if (!curl.multi || !curl.share || !curl.timer) {
		transfer_close();
		return -ERR_NOMEM;
	}
	curl_share_setopt(curl.share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
	return 0;
}

void transfer_close(void)
{
	while (curl.nidle > 0)
		curl_easy_cleanup(curl.idle[--curl.nidle]);
	if (curl.multi)
		curl_multi_cleanup(curl.multi);
	curl.multi = NULL;
	curl_share_cleanup(curl.share);
	curl.share = NULL;
	loop_timer_free(curl.timer);
	curl.timer = NULL;
}

/* ---- one attempt ---------------------------------------------------------------------------- */

static bool is_streamed(const struct call *call)
{
	int status = transfer_status(call);

	return call->rq->on_data && status >= 200 && status < 300;
}

static size_t body_most(const struct call *call)
{
	return call->rq->max_body ? call->rq->max_body : BODY_MAX;
}

static size_t take_body(struct call *call, const char *p, size_t n)
{
	curl_off_t length = -1;

	if (call->body.cap == 0) {
		curl_easy_getinfo(call->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
		call->body = BUF_ON(call->arena, body_most(call));
		if (length > 0)
			buf_reserve(&call->body, (size_t)length);
	}
	buf_put(&call->body, p, n);
	call->too_large = !buf_ok(&call->body);
	return call->too_large ? 0 : n;
}

static size_t write_callback(char *p, size_t size, size_t n, void *arg)
{
	struct call *call = arg;
	struct buf *b = &call->pending[call->filling];

	n *= size;
	if (!is_streamed(call))
		return take_body(call, p, n);
	call->too_large = call->got + n > body_most(call);
	if (call->too_large)
		return 0;
	wake(call);
	if (b->len > 0 && b->len + n > PENDING_MAX) {
		call->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	buf_put(b, p, n);
	call->got += n;
	return buf_ok(b) ? n : 0;
}

static size_t header_callback(char *p, size_t size, size_t n, void *arg)
{
	struct call *call = arg;

	n *= size;
	/* A status line begins anew: what came before was an interim answer. */
	if (n >= 5 && memcmp(p, "HTTP/", 5) == 0)
		call->head.len = 0;
	else
		buf_put(&call->head, p, n);
	call->too_large = !buf_ok(&call->head);
	return call->too_large ? 0 : n;
}

static CURL *easy_take(void)
{
	return curl.nidle > 0 ? curl.idle[--curl.nidle] : curl_easy_init();
}

static void easy_give(CURL *easy)
{
	/* Options go, connections and names stay: they are the multi's. */
	curl_easy_reset(easy);
	if (curl.nidle < IDLE_EASIES)
		curl.idle[curl.nidle++] = easy;
	else
		curl_easy_cleanup(easy);
}

static int add_line(struct call *call, const char *line)
{
	struct curl_slist *longer = line ? curl_slist_append(call->headers, line) : NULL;

	if (!longer)
		return -ERR_NOMEM;
	call->headers = longer;
	return 0;
}

static int add_header(struct call *call, const char *name, struct str value)
{
	if (str_find(value, '\r', 0) >= 0 || str_find(value, '\n', 0) >= 0)
		return fail_private(ERR_INTERNAL, "the header %s holds a line end", name);
	/* libcurl's way of saying "with an empty value". */
	return add_line(call,
		value.n ? arena_printf(call->arena, "%s: %.*s", name, STR_FMT(value))
			: arena_printf(call->arena, "%s;", name));
}

/* Less than we have ourselves, so that who asked us hears of a sister's lateness from us. */
static int64_t handed_on(int64_t left)
{
	int64_t margin = left / 20 < 1 ? 1 : left / 20 > 50 ? 50 : left / 20;

	return left > margin ? left - margin : 0;
}

static int add_headers(struct call *call)
{
	const struct http_request *rq = call->rq;

	for (size_t i = 0; i < ARRAY_LEN(rq->headers) && rq->headers[i].name; i++)
		TRY(add_header(call, rq->headers[i].name, rq->headers[i].value));
	if (rq->deadline_header)
		TRY(add_header(call, rq->deadline_header,
			str_printf(call->arena, "%lld", (long long)handed_on(call->ends - clock_ms()))));
	/* Else libcurl would say that the body is a form, and with a large one wait for 100 Continue. */
	TRY(rq->content_type ? add_header(call, "Content-Type", str_c(rq->content_type))
			     : add_line(call, "Content-Type:"));
	return add_line(call, "Expect:");
}

static int set_method(struct call *call)
{
	const struct http_request *rq = call->rq;
	const char *method = rq->method ? rq->method : "GET";
	bool post = strcmp(method, "POST") == 0;

	if (strcmp(method, "HEAD") == 0)
		return curl_easy_setopt(call->easy, CURLOPT_NOBODY, 1L);
	if (rq->body.p || post) {
		curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.n);
		curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, rq->body.p ? rq->body.p : "");
	}
	if (!post && (rq->body.p || strcmp(method, "GET") != 0))
		return curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, method);
	return 0;
}

/* "+name:port:address,…": found off the loop, so that libcurl has nothing to look up. "+" lets it age. */
static int set_addresses(struct call *call, int64_t left)
{
	struct sockaddr_storage found[ADDRESSES];
	struct buf b = BUF_ON(call->arena, 1024);
	int n;

	n = TRY(offload_resolve(call->url.host, call->url.port, found, ADDRESSES, left));
	buf_printf(&b, "+%s:%d:", call->url.host, call->url.port);
	for (int i = 0; i < n; i++) {
		char text[INET6_ADDRSTRLEN];
		const void *a = found[i].ss_family == AF_INET6
			? (const void *)&((struct sockaddr_in6 *)&found[i])->sin6_addr
			: (const void *)&((struct sockaddr_in *)&found[i])->sin_addr;

		inet_ntop(found[i].ss_family, a, text, sizeof(text));
		buf_printf(&b, found[i].ss_family == AF_INET6 ? "%s[%s]" : "%s%s", i ? "," : "", text);
	}
	call->resolve = buf_ok(&b) ? curl_slist_append(NULL, b.p) : NULL;
	return call->resolve ? 0 : -ERR_NOMEM;
}

static bool is_literal(const struct http_url *url)
{
	struct in_addr a;

	return url->literal6 || inet_pton(AF_INET, url->host, &a) == 1;
}

static bool must_not_repeat(const struct http_request *rq)
{
	return rq->method && strcmp(rq->method, "POST") == 0 && !rq->repeatable;
}

void http_client_sisters(const struct http_client_tls *tls)
{
	sisters = *tls;
}

static bool set_text(CURL *e, CURLoption option, const char *text)
{
	return curl_easy_setopt(e, option, text) == CURLE_OK;
}

static bool set_sister(CURL *e)
{
	if (sisters.ca && *sisters.ca) {
		if (!set_text(e, CURLOPT_CAINFO, sisters.ca))
			return false;
		curl_easy_setopt(e, CURLOPT_CA_CACHE_TIMEOUT, (long)CA_AGE_S);
	}
	if (sisters.cert && *sisters.cert)
		return set_text(e, CURLOPT_SSLCERT, sisters.cert) && set_text(e, CURLOPT_SSLKEY, sisters.key);
	return true;
}

/* Numbers cannot fail; texts are copied: false when there is no memory for that. */
static bool set_options(struct call *call, int64_t left)
{
	int64_t connect = call->rq->connect_ms ? call->rq->connect_ms : CONNECT_MS;
	CURL *e = call->easy;

	/* libcurl 8 counts what a transfer waits for a place in its queue as time to connect. */
	if (call->host->in_flight > curl.per_host)
		connect = left;
	curl_easy_setopt(e, CURLOPT_PRIVATE, call);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	/* Else a removed transfer joins its resolver thread and the loop stands. */
	curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(e, CURLOPT_SHARE, curl.share);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* curl_easy_reset stops half-way when memory is short, and leaves a buffer of one byte to read 16 KB into. */
	curl_easy_setopt(e, CURLOPT_BUFFERSIZE, (long)PIECE_MAX);
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, (long)CONNECTION_AGE_S);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)left);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)(connect < left ? connect : left));
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(e, CURLOPT_RESOLVE, call->resolve);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, write_callback);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, header_callback);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, call);
	/* libcurl sends a request again when a kept connection dies before the reply: not one that must not be repeated. */
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, (long)must_not_repeat(call->rq));
	/* The environment of a daemon does not say where its calls go. */
	return set_text(e, CURLOPT_PROTOCOLS_STR, "http,https") && set_text(e, CURLOPT_PROXY, "") &&
		(!call->rq->sister || set_sister(e));
}

static bool hand_over(struct call *call)
{
	CURLMcode r = curl.broken ? CURLM_ABORTED_BY_CALLBACK : curl_multi_add_handle(curl.multi, call->easy);

	if (r == CURLM_ABORTED_BY_CALLBACK && renew())
		r = curl_multi_add_handle(curl.multi, call->easy);
	if (r == CURLM_OK)
		list_add_tail(&curl.calls, &call->link);
	return r == CURLM_OK;
}

int transfer_begin(struct call *call)
{
	struct str url = str_dup(call->arena, call->rq->url);
	int64_t left = call->ends - clock_ms();

	if (!url.p)
		return -ERR_NOMEM;
	if (left > 0 && !is_literal(&call->url))
		TRY(set_addresses(call, left));
	left = call->ends - clock_ms();
	if (left <= 0)
		return fail(ERR_DEADLINE, "no time was left to call");
	TRY(add_headers(call));
	call->easy = easy_take();
	if (!call->easy)
		return -ERR_NOMEM;
	list_init(&call->link);
	if (!set_options(call, left) || set_method(call) != 0 ||
		curl_easy_setopt(call->easy, CURLOPT_URL, url.p) != 0 || !hand_over(call))
		return -ERR_NOMEM;
	return 0;
}

void transfer_end(struct call *call)
{
	if (call->easy) {
		list_del(&call->link);
		curl_multi_remove_handle(curl.multi, call->easy);
		easy_give(call->easy);
		call->easy = NULL;
	}
	curl_slist_free_all(call->headers);
	curl_slist_free_all(call->resolve);
	call->headers = call->resolve = NULL;
	call->answered = call->paused = false;
}

void transfer_resume(struct call *call)
{
	call->paused = false;
	curl_easy_pause(call->easy, CURLPAUSE_CONT);
}

int transfer_status(const struct call *call)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

int64_t transfer_retry_after(const struct call *call)
{
	curl_off_t seconds = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &seconds);
	return (seconds < RETRY_AFTER_MOST_S ? (int64_t)seconds : RETRY_AFTER_MOST_S) * 1000;
}

/* What libcurl's word means here. */
int transfer_verdict(const struct call *call)
{
	const char *why = curl_easy_strerror(call->code);

	if (call->code == CURLE_OK)
		return 0;
	if (call->too_large)
		return fail(ERR_UPSTREAM, "the answer is larger than is taken");
	switch (call->code) {
	case CURLE_OPERATION_TIMEDOUT:
		if (call->ends - clock_ms() <= CLOCK_SLACK_MS)
			return fail_private(ERR_DEADLINE, "%s: %s", call->host->name, why);
		return fail_private(ERR_UNAVAILABLE, "%s: no connection in time", call->host->name);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE: return fail_private(ERR_UNAVAILABLE, "%s: %s", call->host->name, why);
	case CURLE_OUT_OF_MEMORY: return -ERR_NOMEM;
	default: return fail_private(ERR_UPSTREAM, "%s: %s", call->host->name, why);
	}
}
