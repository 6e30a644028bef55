/* A load of requests that comes whether or not the server keeps up: arrivals stand on a fixed schedule, and a latency counts from
 * the moment at which its request was due, not from when a connection was free to send it.
 *
 *	openloop PORT REQUESTS CONNECTIONS SOURCES RATE:SECONDS[,RATE:SECONDS…]
 *	openloop PORT - CONNECTIONS SOURCES idle
 *
 * REQUESTS holds a request a line: method, path, token or "-", body or "-", parted by tabs (as for wrk.lua). RATE 0: each connection
 * sends its next request when the last was answered (closed loop). SOURCES: loopback addresses that the connections come from,
 * 127.0.0.1 upwards. One JSON line a phase on standard output. "idle" opens the connections, has each answered once, says
 * {"open":N}, and holds them until standard input ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	REPLY_MAX = 16 * 1024,
	REQUESTS_MAX = 16 * 1024,
	LATE_MAX_US = 1000 * 1000, /* due for longer, and no connection was free: given up, and counted */
	SLOT_US = 100 * 1000,      /* of the series */
	SLOTS_MAX = 1200,
	CLASSES = 6,
	BUCKETS = 64 * 32, /* of latencies: 32 to each power of two, in microseconds */
	SETTLE_US = 3000 * 1000,
};

struct connection {
	int fd;
	bool busy;
	int64_t due, sent;
	size_t n;
	struct connection *next; /* free ones */
	char in[REPLY_MAX];
};

struct text {
	char *p;
	size_t n;
};

struct figures {
	uint64_t due, sent, late, errors, status[CLASSES], refused;
	uint32_t latency[BUCKETS], answer[BUCKETS]; /* from due, and from sent */
	uint32_t ok_slot[SLOTS_MAX], refused_slot[SLOTS_MAX], worst_slot[SLOTS_MAX];
};

static struct {
	int epoll, port, sources;
	struct text *requests;
	size_t nrequests, at;
	struct connection *connections, *free;
	int nconnections;
	bool holding;
	uint32_t dialled;
	int64_t began;
	struct figures f;
} load;

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* ---- latencies ---------------------------------------------------------------------------------- */

static unsigned bucket_of(uint64_t us)
{
	unsigned power = us < 32 ? 0 : (unsigned)(63 - __builtin_clzll(us)) - 4;

	return power * 32 + (unsigned)(power ? us >> (power - 1) : us) % 32;
}

static uint64_t bucket_value(unsigned bucket)
{
	unsigned power = bucket / 32;

	return power ? (uint64_t)(32 + bucket % 32) << (power - 1) : bucket;
}

static double percentile_ms(const uint32_t *latency, double share)
{
	uint64_t total = 0, sum = 0;

	for (unsigned i = 0; i < BUCKETS; i++)
		total += latency[i];
	for (unsigned i = 0; i < BUCKETS; i++) {
		sum += latency[i];
		if (total && (double)sum >= share * (double)total)
			return (double)bucket_value(i + 1) / 1000;
	}
	return 0;
}

/* ---- connections -------------------------------------------------------------------------------- */

static void dial(struct connection *c)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)load.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
	};
	struct sockaddr_in from = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK + load.dialled++ % (uint32_t)load.sources) };
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die("socket");
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	if (bind(c->fd, (struct sockaddr *)&from, sizeof(from)) != 0 ||
		connect(c->fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		die("connect");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (epoll_ctl(load.epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
		die("epoll_ctl");
	c->busy = false;
	c->n = 0;
}

/* In a flood a lost connection is made anew; one that is only held stays lost. */
static void redial(struct connection *c)
{
	close(c->fd);
	c->busy = false;
	if (load.holding)
		load.f.errors++;
	else
		dial(c);
}

static void release(struct connection *c)
{
	c->busy = false;
	c->n = 0;
	c->next = load.free;
	load.free = c;
}

static void send_next(struct connection *c, int64_t due)
{
	const struct text *t = &load.requests[load.at++ % load.nrequests];

	c->busy = true;
	c->due = due;
	c->sent = now_us();
	load.f.sent++;
	if (send(c->fd, t->p, t->n, MSG_NOSIGNAL) == (ssize_t)t->n)
		return;
	load.f.errors++;
	redial(c);
	release(c);
}

static void count_reply(const struct connection *c, int status)
{
	int64_t now = now_us(), took = now - c->due, slot = (now - load.began) / SLOT_US;
	int class = status / 100;

	load.f.status[class < CLASSES ? class : 0]++;
	load.f.refused += status == 503;
	if (slot < 0 || slot >= SLOTS_MAX)
		slot = SLOTS_MAX - 1;
	load.f.refused_slot[slot] += class != 2;
	if (class != 2)
		return;
	load.f.latency[bucket_of((uint64_t)took)]++;
	load.f.answer[bucket_of((uint64_t)(now - c->sent))]++;
	load.f.ok_slot[slot]++;
	if ((uint32_t)took > load.f.worst_slot[slot])
		load.f.worst_slot[slot] = (uint32_t)took;
}

/* 1 when a whole reply is there, 2 when the connection ends with it, 0 not yet, -1 nonsense. */
static int reply_whole(const struct connection *c, int *status)
{
	const char *end = memmem(c->in, c->n, "\r\n\r\n", 4), *length;
	size_t head, body;

	if (!end)
		return c->n == REPLY_MAX ? -1 : 0;
	head = (size_t)(end + 4 - c->in);
	if (sscanf(c->in, "HTTP/1.%*d %d", status) != 1)
		return -1;
	length = memmem(c->in, head, "\r\nContent-Length: ", 18);
	body = length ? strtoul(length + 18, NULL, 10) : 0;
	if (head + body > REPLY_MAX)
		return -1;
	if (c->n < head + body)
		return 0;
	return memmem(c->in, head, "\r\nConnection: close", 19) ? 2 : 1;
}

static void readable(struct connection *c)
{
	ssize_t n = recv(c->fd, c->in + c->n, REPLY_MAX - c->n, MSG_DONTWAIT);
	int status = 0, whole;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		/* An idle connection may be closed; one with a request on it may not. */
		load.f.errors += c->busy;
		if (c->busy) {
			redial(c);
			release(c);
		} else {
			redial(c);
		}
		return;
	}
	c->n += (size_t)n;
	whole = reply_whole(c, &status);
	if (whole == 0)
		return;
	if (whole < 0 || !c->busy)
		load.f.errors++;
	else
		count_reply(c, status);
	if (whole != 1)
		redial(c);
	release(c);
}

static void poll_for(int64_t ms)
{
	static struct epoll_event events[512];
	int n = epoll_wait(load.epoll, events, 512, (int)ms);

	for (int i = 0; i < n; i++)
		readable(events[i].data.ptr);
}

/* ---- phases ------------------------------------------------------------------------------------- */

static struct connection *take(void)
{
	struct connection *c = load.free;

	if (c)
		load.free = c->next;
	return c;
}

static void run_open(double rate, int64_t ends)
{
	uint64_t next = 0;
	int64_t now;

	while ((now = now_us()) < ends) {
		uint64_t due = (uint64_t)((double)(now - load.began) * rate / 1e6);
		struct connection *c;

		while (next < due) {
			int64_t at = load.began + (int64_t)((double)next * 1e6 / rate);

			if (now - at > LATE_MAX_US) {
				load.f.late++;
				next++;
				continue;
			}
			c = take();
			if (!c)
				break;
			send_next(c, at);
			next++;
		}
		load.f.due = due;
		poll_for(1);
	}
}

static void run_closed(int64_t ends)
{
	struct connection *c;

	while (now_us() < ends) {
		while ((c = take())) {
			load.f.due++;
			send_next(c, now_us());
		}
		poll_for(1);
	}
}

static int busy_connections(void)
{
	int n = 0;

	for (int i = 0; i < load.nconnections; i++)
		n += load.connections[i].busy;
	return n;
}

static void print_series(const char *name, const uint32_t *values, int64_t slots, double unit)
{
	printf(",\"%s\":[", name);
	for (int64_t i = 0; i < slots; i++)
		printf(i ? ",%.4g" : "%.4g", values[i] * unit);
	putchar(']');
}

static void phase(double rate, double seconds)
{
	int64_t ends, slots = (int64_t)(seconds * 1e6) / SLOT_US;
	struct rusage before, after;
	double cpu;

	memset(&load.f, 0, sizeof(load.f));
	getrusage(RUSAGE_SELF, &before);
	load.began = now_us();
	ends = load.began + (int64_t)(seconds * 1e6);
	if (rate > 0)
		run_open(rate, ends);
	else
		run_closed(ends);
	getrusage(RUSAGE_SELF, &after);
	/* What is under way still counts among the answers, and with its latency. */
	while (busy_connections() && now_us() < ends + SETTLE_US)
		poll_for(5);
	cpu = (double)(after.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_utime.tv_sec -
		      before.ru_stime.tv_sec) +
		(double)(after.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_utime.tv_usec -
			before.ru_stime.tv_usec) /
			1e6;
	printf("{\"rate\":%.0f,\"seconds\":%.3f,\"due\":%" PRIu64 ",\"sent\":%" PRIu64 ",\"late\":%" PRIu64
	       ",\"ok\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"s4\":%" PRIu64 ",\"s5\":%" PRIu64 ",\"errors\":%" PRIu64
	       ",\"unanswered\":%d,\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"p999_ms\":%.2f,\"p99_sent_ms\":%.2f,\"driver_cpu\":%.2f",
		rate, seconds, load.f.due, load.f.sent, load.f.late, load.f.status[2], load.f.refused, load.f.status[4],
		load.f.status[5] - load.f.refused, load.f.errors, busy_connections(),
		percentile_ms(load.f.latency, 0.5), percentile_ms(load.f.latency, 0.99),
		percentile_ms(load.f.latency, 0.999), percentile_ms(load.f.answer, 0.99), cpu / seconds);
	if (slots > SLOTS_MAX)
		slots = SLOTS_MAX;
	print_series("ok_100ms", load.f.ok_slot, slots, 1);
	print_series("not_ok_100ms", load.f.refused_slot, slots, 1);
	print_series("worst_ms_100ms", load.f.worst_slot, slots, 0.001);
	printf("}\n");
	fflush(stdout);
	for (int i = 0; i < load.nconnections; i++)
		if (load.connections[i].busy) {
			redial(&load.connections[i]);
			release(&load.connections[i]);
		}
}

/* ---- requests ----------------------------------------------------------------------------------- */

static void read_requests(const char *name)
{
	FILE *f = fopen(name, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	load.requests = calloc(REQUESTS_MAX, sizeof(*load.requests));
	if (!f || !load.requests)
		die(name);
	while (load.nrequests < REQUESTS_MAX && (n = getline(&line, &cap, f)) > 0) {
		char *rest = line, *method = strsep(&rest, "\t"), *path = strsep(&rest, "\t"),
		     *token = strsep(&rest, "\t");
		struct text *t = &load.requests[load.nrequests++];
		int made;

		if (!rest)
			die("a line of the requests has too few fields");
		rest[strcspn(rest, "\n")] = '\0';
		if (strcmp(rest, "-") == 0)
			*rest = '\0';
		made = asprintf(&t->p, "%s %s HTTP/1.1\r\nHost: a\r\n%s%s%s%s%zu\r\n\r\n%s", method, path,
			strcmp(token, "-") ? "Authorization: Bearer " : "", strcmp(token, "-") ? token : "",
			strcmp(token, "-") ? "\r\n" : "",
			*rest ? "Content-Type: application/json\r\nContent-Length: " : "Content-Length: ", strlen(rest),
			rest);
		if (made < 0)
			die("asprintf");
		t->n = (size_t)made;
	}
	free(line);
	fclose(f);
	if (load.nrequests == 0)
		die("no requests");
}

static void one_request(void)
{
	static struct text livez;

	livez.p = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
	livez.n = strlen(livez.p);
	load.requests = &livez;
	load.nrequests = 1;
}

static void hold(void)
{
	char byte;

	load.began = now_us();
	load.holding = true;
	for (int i = 0; i < load.nconnections; i++) {
		dial(&load.connections[i]);
		send_next(&load.connections[i], now_us());
		while (load.connections[i].busy)
			poll_for(1000);
	}
	printf("{\"open\":%d,\"answered\":%" PRIu64 ",\"errors\":%" PRIu64 "}\n", load.nconnections, load.f.status[2],
		load.f.errors);
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
}

int main(int argc, char **argv)
{
	bool idle = argc == 6 && strcmp(argv[5], "idle") == 0;
	char *rest;

	if (argc != 6)
		return fputs("usage: openloop PORT REQUESTS|- CONNECTIONS SOURCES RATE:SECONDS,…|idle\n", stderr), 2;
	load.port = atoi(argv[1]);
	load.nconnections = atoi(argv[3]);
	load.sources = atoi(argv[4]);
	load.epoll = epoll_create1(EPOLL_CLOEXEC);
	load.connections = calloc((size_t)load.nconnections, sizeof(*load.connections));
	if (load.epoll < 0 || !load.connections || load.sources < 1)
		die("start");
	if (idle)
		one_request();
	else
		read_requests(argv[2]);
	if (idle)
		return hold(), 0;
	for (int i = 0; i < load.nconnections; i++) {
		dial(&load.connections[i]);
		release(&load.connections[i]);
	}
	for (rest = argv[5]; rest;) {
		char *one = strsep(&rest, ","), *seconds = strchr(one, ':');

		if (!seconds)
			return fputs("a phase is RATE:SECONDS\n", stderr), 2;
		phase(strtod(one, NULL), strtod(seconds + 1, NULL));
	}
	return 0;
}
