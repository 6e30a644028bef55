#include "web/vitals.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "net/admission.h"
#include "net/cache.h"
#include "net/db.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/redis.h"
#include "web/metrics.h"

enum { HOSTS = 64 };

#define COUNTER(n, h)                                                 \
	{                                                             \
		.name = (n), .help = (h), .kind = METRIC_KIND_COUNTER \
	}
#define COUNTER_BY(n, h, l)                                                          \
	{                                                                            \
		.name = (n), .help = (h), .kind = METRIC_KIND_COUNTER, .labels = (l) \
	}

static const struct http_server *server;

static void set(struct metric *m, const char *label, double v)
{
	series_set(metric_series(m, (const struct str[]){ str_c(label) }, 1), v);
}

/* ---- this process ----------------------------------------------------------------------------- */

static void collect_server(struct metric *m);
static struct metric connections = METRIC_GAUGE_BY("http_connections", "Client connections", "state", collect_server);
static struct metric accepted = COUNTER("http_connections_accepted_total", "Client connections accepted");
static struct metric refused = COUNTER_BY(
	"http_refused_total", "Connections or requests refused before a route was found", "cause");
static struct metric admitted = METRIC_GAUGE_BY("http_requests",
	"Requests at work, those with the ones that wait for others, and the limit of the former", "state", NULL);
static struct metric fibers = METRIC_GAUGE("fibers", "Fibers alive", NULL);
static struct metric lost_lines = COUNTER("log_lines_dropped_total", "Log lines lost because standard output was full");

static void collect_server(struct metric *m)
{
	struct http_server_stats s;

	http_server_stats(server, &s);
	set(m, "open", s.open);
	set(m, "idle", s.idle);
	metric_set(&accepted, (double)s.accepted);
	set(&refused, "overload", (double)s.refused);
	set(&refused, "parse_error", (double)s.parse_errors);
	set(&refused, "idle", (double)s.evicted);
	set(&admitted, "working", admission()->working);
	set(&admitted, "all", admission()->all);
	set(&admitted, "limit", admission()->limit);
	metric_set(&fibers, fiber_count());
	metric_set(&lost_lines, (double)log_dropped());
}

/* ---- database, Redis, caches ------------------------------------------------------------------- */

static void collect_db(struct metric *m);
static struct metric db_connections = METRIC_GAUGE_BY(
	"db_connections", "Connections to PostgreSQL", "state", collect_db);
static struct metric db_waiting = METRIC_GAUGE("db_waiting", "Requests that wait for a connection", NULL);
static struct metric db_events = COUNTER_BY("db_events_total", "What happened at the pool", "event");

static void collect_db(struct metric *m)
{
	struct db_stats s;

	db_stats(&s);
	set(m, "open", s.open);
	set(m, "idle", s.idle);
	metric_set(&db_waiting, s.waiting);
	set(&db_events, "query", (double)s.queries);
	set(&db_events, "error", (double)s.errors);
	set(&db_events, "connect", (double)s.connects);
	set(&db_events, "connect_failed", (double)s.reconnect_failures);
	set(&db_events, "cancel", (double)s.cancels);
	set(&db_events, "group", (double)s.groups);
	set(&db_events, "grouped", (double)s.grouped);
	set(&db_events, "ungrouped", (double)s.ungrouped);
}

static void collect_redis(struct metric *m);
static struct metric redis_is_up = METRIC_GAUGE("redis_up", "1 while Redis answers", collect_redis);
static struct metric redis_events = COUNTER_BY("redis_events_total", "What happened at the connection", "event");

static void collect_redis(struct metric *m)
{
	struct redis_stats s;

	redis_stats(&s);
	metric_set(m, s.up);
	set(&redis_events, "command", (double)s.commands);
	set(&redis_events, "error", (double)s.errors);
	set(&redis_events, "timeout", (double)s.timeouts);
	set(&redis_events, "connect", (double)s.connects);
}

static void collect_caches(struct metric *m);
static struct metric cache_entries = METRIC_GAUGE_BY("cache_entries", "Entries in memory", "cache", collect_caches);
static struct metric cache_bytes = METRIC_GAUGE_BY("cache_bytes", "Bytes in memory", "cache", NULL);
static struct metric cache_lookups = COUNTER_BY(
	"cache_lookups_total", "Look-ups by where the answer was", "cache,found");
static struct metric cache_evictions = COUNTER_BY("cache_evictions_total", "Entries that made room", "cache");

static void collect_cache(const char *name, const struct cache_stats *s)
{
	const struct {
		const char *found;
		uint64_t n;
	} lookups[] = { { "memory", s->l1_hits }, { "redis", s->l2_hits }, { "nowhere", s->misses } };

	set(&cache_entries, name, (double)s->entries);
	set(&cache_bytes, name, (double)s->bytes);
	set(&cache_evictions, name, (double)s->evictions);
	for (size_t i = 0; i < ARRAY_LEN(lookups); i++)
		series_set(
			metric_series(&cache_lookups, (const struct str[]){ str_c(name), str_c(lookups[i].found) }, 2),
			(double)lookups[i].n);
}

static void collect_caches(struct metric *m)
{
	(void)m;
	cache_each(collect_cache);
}

/* ---- upstreams --------------------------------------------------------------------------------- */

static void collect_upstreams(struct metric *m);
static struct metric breaker = METRIC_GAUGE_BY(
	"upstream_breaker_open", "1 while an upstream rests", "host", collect_upstreams);
static struct metric in_flight = METRIC_GAUGE_BY("upstream_in_flight", "Calls under way", "host", NULL);
static struct metric upstream = COUNTER_BY("upstream_events_total", "Calls to upstreams", "host,event");

static void collect_upstreams(struct metric *m)
{
	struct http_host_state *hosts = ARENA_ARRAY(mem(), struct http_host_state, HOSTS);
	int n = hosts ? http_client_hosts(hosts, HOSTS) : 0;

	for (int i = 0; i < n; i++) {
		const struct {
			const char *event;
			uint64_t n;
		} events[] = { { "call", hosts[i].calls }, { "failure", hosts[i].failures },
			{ "retry", hosts[i].retries }, { "refused", hosts[i].refused } };

		set(m, hosts[i].host, hosts[i].open);
		set(&in_flight, hosts[i].host, hosts[i].in_flight);
		for (size_t k = 0; k < ARRAY_LEN(events); k++)
			series_set(metric_series(&upstream,
					   (const struct str[]){ str_c(hosts[i].host), str_c(events[k].event) }, 2),
				(double)events[k].n);
	}
}

void vitals_setup(const struct http_server *s, bool database, bool redis)
{
	struct metric *const always[] = { &connections, &accepted, &refused, &admitted, &fibers, &lost_lines,
		&cache_entries, &cache_bytes, &cache_lookups, &cache_evictions, &breaker, &in_flight, &upstream };

	server = s;
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		metric_register(always[i]);
	if (database) {
		metric_register(&db_connections);
		metric_register(&db_waiting);
		metric_register(&db_events);
	}
	if (redis) {
		metric_register(&redis_is_up);
		metric_register(&redis_events);
	}
}
