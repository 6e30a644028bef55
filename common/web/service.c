#include "web/service.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "net/db.h"
#include "net/http_client.h"
#include "net/redis.h"
#include "web/health.h"
#include "web/instance.h"
#include "web/metrics.h"
#include "web/openapi.h"
#include "web/peer.h"
#include "web/peer_token.h"
#include "web/rest.h"
#include "web/secret.h"
#include "web/transport.h"
#include "web/vitals.h"

enum { OFFLOAD_QUEUE = 256, PER_HOST = 32, SECRET_BYTES = 32, OWN_FILES = 256 };

static struct service_conf conf;
static struct http_server *server;
static struct wait_queue stopping;
static bool stop_asked;

const struct service_conf *service_conf(void)
{
	return &conf;
}

/* The rows that every daemon has; PORT's default is the service's. */
static const struct conf_var common_settings[] = {
	CONF_STR("ADDRESS", &conf.address, "127.0.0.1", "numeric address to listen on"),
	CONF_INT("DRAIN_MS", &conf.drain_ms, 10000, 0, 600000, "patience with live requests at the end"),
	CONF_INT("GRACE_MS", &conf.grace_ms, 0, 0, 60000, "/readyz says no for so long before the listener closes"),
	CONF_INT("DB_POOL_MIN", &conf.db_min, 1, 0, 100, "connections kept open"),
	CONF_INT("DB_POOL_MAX", &conf.db_max, 10, 1, 100, "connections at the most"),
	CONF_INT("DB_STATEMENT_MS", &conf.db_statement_ms, 5000, 100, 60000,
		"how long PostgreSQL may work on one statement; then 503"),
	CONF_INT("OFFLOAD_THREADS", &conf.offload_threads, 2, 1, 16, "threads for CPU work and name look-ups"),
	CONF_INT("MAX_CONNECTIONS", &conf.max_connections, 50000, 1, 1000000,
		"client connections at the most; fewer where descriptors are short"),
	CONF_INT("MAX_WORKING", &conf.max_working, 160, 16, 1024,
		"requests at work at once; those that wait for their client or a sister do not count"),
	CONF_INT("MAX_PER_ADDRESS", &conf.max_per_address, 0, 0, 1000000, "connections from one address; 0 = no limit"),
	CONF_STR("LOG_LEVEL", &conf.log_level, "info", "debug, info, warn or error"),
	CONF_STR("PID_FILE", &conf.pid_file, "", "holds the process id, locked; none when empty"),
	CONF_BOOL("TRUST_PROXY", &conf.trust_proxy, false, "believe the last hop of X-Forwarded-For"),
	CONF_STR("TLS_CERT_FILE", &conf.tls_cert_file, "", "PEM: our certificate and its chain; switches TLS on"),
	CONF_STR("TLS_KEY_FILE", &conf.tls_key_file, "",
		"PEM: its key; RSA of 2,048 bits or more, or EC of 256 or more"),
	CONF_STR("TLS_CLIENT_CA_FILE", &conf.tls_client_ca_file, "", "PEM: clients must show a certificate from it"),
	CONF_STR("TLS_PEER_CA_FILE", &conf.tls_peer_ca_file, "",
		"PEM: whom we believe to be a sister at an https address"),
	CONF_STR("TLS_PEER_CERT_FILE", &conf.tls_peer_cert_file, "", "PEM: the certificate that we show to sisters"),
	CONF_STR("TLS_PEER_KEY_FILE", &conf.tls_peer_key_file, "", "PEM: its key"),
	CONF_SECRET("PEER_SECRET", &conf.peer_secret, "signs the tokens between the six services; 32 bytes or more"),
	CONF_END,
};
static const struct conf_var user_settings[] = {
	CONF_SECRET("JWT_SECRET", &conf.jwt_secret, "verifies users' access tokens (HS256); 32 bytes or more"),
	CONF_END,
};
static const struct conf_var database_settings[] = {
	CONF_SECRET("DATABASE_URL", &conf.database_url, "postgresql://role:password@host:port/database"),
	CONF_END,
};
static const struct conf_var redis_settings[] = {
	CONF_STR("REDIS_URL", &conf.redis_url, "redis://127.0.0.1:6383/0", "redis://[:password@]host:port[/db]"),
	CONF_END,
};
static const struct conf_var secret_settings[] = {
	CONF_SECRET("SECRET_KEYS", &conf.secret_keys, "AES-256-GCM key ring, newest first: id:64 hex digits[,id:hex…]"),
	CONF_END,
};

static bool long_enough(const char *name, const char *secret)
{
	if (strlen(secret) >= SECRET_BYTES)
		return true;
	fprintf(stderr, "setting %s must be at least %d bytes\n", name, SECRET_BYTES);
	return false;
}

static int load_settings(const struct service *s)
{
	const struct conf_var port[] = { CONF_INT("PORT", &conf.port, s->port, 0, 65535, "port to listen on"),
		CONF_END };
	bool bad = conf_load(s->prefix, port) < 0;

	bad |= conf_load(s->prefix, common_settings) < 0;
	bad |= s->users && conf_load(s->prefix, user_settings) < 0;
	bad |= s->database && conf_load(s->prefix, database_settings) < 0;
	bad |= s->redis && conf_load(s->prefix, redis_settings) < 0;
	bad |= s->secrets && conf_load(s->prefix, secret_settings) < 0;
	bad |= s->settings && conf_load(s->prefix, s->settings) < 0;
	if (bad)
		return -ERR_INVALID;
	if (!long_enough("PEER_SECRET", conf.peer_secret) || (s->users && !long_enough("JWT_SECRET", conf.jwt_secret)))
		return -ERR_INVALID;
	if (transport_load(&conf) < 0) {
		fprintf(stderr, "setting %s\n", context()->err.text);
		return -ERR_INVALID;
	}
	if (s->secrets && secret_ring_load(conf.secret_keys) < 0) {
		fprintf(stderr, "setting SECRET_KEYS: %s\n", context()->err.text);
		return -ERR_INVALID;
	}
	return 0;
}

/* The file is locked for the process's life, so a second instance knows, and a stale file does not lie. */
static int take_pid_file(const char *path)
{
	int fd;

	if (!*path)
		return 0;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
		fprintf(stderr, "%s: %s: another instance holds it, or it cannot be written\n", path, strerror(errno));
		return -ERR_CONFLICT;
	}
	if (ftruncate(fd, 0) != 0 || dprintf(fd, "%d\n", (int)getpid()) < 0)
		return -ERR_IO;
	return instance_hold(fd); /* fd stays open: closing would unlock */
}

static int open_pools(const struct service *s)
{
	TRY(http_client_open(PER_HOST)); /* before any thread: libcurl's global initialisation is in it */
	TRY(offload_open((int)conf.offload_threads, OFFLOAD_QUEUE));
	if (s->redis)
		TRY(redis_open(conf.redis_url));
	if (s->database)
		TRY(db_open(&(struct db_options){ .url = conf.database_url,
			.min = (int)conf.db_min,
			.max = (int)conf.db_max,
			.statement_ms = conf.db_statement_ms,
			.application = s->name }));
	return 0;
}

/* As many as we may have, less those for files, pools and sisters. */
static int connections_most(void)
{
	struct rlimit files;
	int64_t most = conf.max_connections;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return (int)most;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_max != RLIM_INFINITY && (int64_t)files.rlim_max - OWN_FILES < most)
		most = (int64_t)files.rlim_max - OWN_FILES;
	return most > 0 ? (int)most : 1;
}

static int listen_now(void)
{
	struct http_server_options o = { .address = conf.address,
		.port = (int)conf.port,
		.max_connections = connections_most(),
		.max_per_address = (int)conf.max_per_address,
		.max_working = (int)conf.max_working,
		.trust_proxy = conf.trust_proxy,
		.headers = strict_headers,
		.urgent = route_urgent,
		.token = route_token,
		.tls = transport_server() };

	TRY(http_server_open(&o, route_dispatch, NULL, &server));
	log_info("listening", LOG_S("address", conf.address), LOG_I("port", http_server_port(server)));
	return 0;
}

static int start_background(const struct service_background *b)
{
	for (; b && b->name; b++)
		TRY(fiber_start(b->run, b->arg, NULL));
	return 0;
}

static void on_stop_signal(int signo, void *arg)
{
	(void)signo;
	(void)arg;
	stop_asked = true;
	wait_queue_wake_all(&stopping, 1);
}

/* Everything that is alive at the end of the drain besides this fiber and the background is a request. */
static void drain(void)
{
	int64_t until = clock_ms() + conf.grace_ms;
	struct http_server_stats stats;

	health_drain();
	while (clock_ms() < until)
		wait_ms(20);
	http_server_drain(server);
	until = clock_ms() + conf.drain_ms;
	for (;;) {
		http_server_stats(server, &stats);
		if (stats.open == 0 || clock_ms() >= until)
			break;
		wait_ms(10);
	}
	if (stats.open)
		log_warn("drain_cut_off", LOG_I("connections", stats.open));
}

static int start(const struct service *s)
{
	if (s->start)
		TRY(s->start());
	TRY(listen_now());
	vitals_setup(server, s->database, s->redis);
	TRY(rest_open(server));
	TRY(transport_watch());
	TRY(start_background(s->background));
	health_started();
	return 0;
}

/* The first fiber: start, wait for the signal, drain. */
static void live(void *arg)
{
	const struct service *s = arg;
	int r;

	context()->task = "service";
	r = start(s);
	if (r < 0) {
		log_error("start_failed", LOG_S("error", err_info(r)->name), LOG_S("detail", context()->err.text),
			LOG_S("cause", context()->err.secret));
		exit(1);
	}
	while (!stop_asked)
		wait_queue_wait(&stopping, -1);
	log_info("draining");
	drain();
	rest_close();
	http_server_close(server);
	loop_stop();
	loop_cancel_all(ERR_SHUTDOWN);
}

static void close_pools(const struct service *s)
{
	if (s->stop)
		s->stop();
	if (s->database)
		db_close();
	if (s->redis)
		redis_close();
	http_client_close();
	peer_token_clear();
	offload_close();
	route_close();
	metrics_free();
	transport_free();
}

static void flush_log(void *arg)
{
	(void)arg;
	log_flush();
}

static struct route_table routes_of(const struct service *s)
{
	return (struct route_table){ .routes = s->routes,
		.service = s->name,
		.title = s->title,
		.description = s->description,
		.secret = str_c(s->users ? conf.jwt_secret : conf.peer_secret),
		.audience = s->users ? NULL : s->name,
		.default_rate = s->default_rate,
		.idempotency = s->idempotency,
		.rules = { s->headers, s->place, conf.trust_proxy } };
}

static int print_openapi(const struct service *s)
{
	struct route_table t = routes_of(s);
	struct buf b = BUF_ON(mem(), 8 << 20);

	if (route_open(&t) < 0)
		return 1;
	openapi_print(&b, &t, route_all());
	fwrite(b.p, 1, b.len, stdout);
	putchar('\n');
	return buf_ok(&b) ? 0 : 1;
}

int service_main(const struct service *s, int argc, char **argv)
{
	static struct route_table t;

	if (argc == 2 && strcmp(argv[1], "--openapi") == 0)
		return print_openapi(s);
	if (argc != 1) {
		fprintf(stderr, "usage: %s [--openapi]\nSettings come from the environment: deploy/settings.md\n",
			argv[0]);
		return 2;
	}
	if (load_settings(s) < 0 || take_pid_file(conf.pid_file) < 0)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
	log_setup(s->name, conf.log_level);
	peer_setup(s->name, str_c(conf.peer_secret));
	t = routes_of(s);
	if (loop_open() < 0 || route_open(&t) < 0)
		return 1;
	wait_queue_init(&stopping);
	health_setup(s->health, s->database, s->redis);
	loop_each_turn(flush_log, NULL);
	if (loop_signal(SIGTERM, on_stop_signal, NULL) < 0 || loop_signal(SIGINT, on_stop_signal, NULL) < 0 ||
		open_pools(s) < 0 || fiber_start(live, (void *)s, NULL) < 0) {
		log_error("start_failed", LOG_S("detail", context()->err.text), LOG_S("cause", context()->err.secret));
		return 1;
	}
	loop_run();
	close_pools(s);
	log_info("stopped");
	log_flush();
	loop_close();
	return 0;
}
