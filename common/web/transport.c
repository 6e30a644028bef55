#include "web/transport.h"

#include <signal.h>

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/wait.h"
#include "net/http_client.h"
#include "net/tls.h"
#include "web/metrics.h"
#include "web/service.h"

enum { LOOK_MS = 3000 };

static struct tls_server *server;
static struct wait_queue asked;

/* ---- metrics ------------------------------------------------------------------------------------ */

static void collect(struct metric *m);
static struct metric handshakes = { .name = "tls_handshakes_total",
	.help = "TLS handshakes",
	.kind = METRIC_KIND_COUNTER,
	.labels = "result",
	.collect = collect };
static struct metric reloads = METRIC_COUNTER("tls_reloads_total", "Certificates taken over while running");
static struct metric expires = METRIC_GAUGE(
	"tls_certificate_expires_timestamp_seconds", "When the certificate in use ends", NULL);

static void set(const char *result, uint64_t n)
{
	series_set(metric_series(&handshakes, (const struct str[]){ str_c(result) }, 1), (double)n);
}

static void collect(struct metric *m)
{
	struct tls_stats s;

	(void)m;
	tls_stats(&s);
	set("full", s.full);
	set("resumed", s.resumed);
	set("failed", s.failed);
	metric_set(&reloads, (double)s.reloads);
	metric_set(&expires, (double)s.expires);
}

/* ---- settings ----------------------------------------------------------------------------------- */

static int both_or_none(const char *a, const char *name_a, const char *b, const char *name_b)
{
	if (!*a == !*b)
		return 0;
	return fail(ERR_INVALID, "%s is missing: %s needs it", *a ? name_b : name_a, *a ? name_a : name_b);
}

int transport_load(const struct service_conf *c)
{
	static const char *const peer_names[] = { "TLS_PEER_CERT_FILE", "TLS_PEER_KEY_FILE", "TLS_PEER_CA_FILE" };
	struct tls_files own = { c->tls_cert_file, c->tls_key_file, c->tls_client_ca_file },
			 peer = { c->tls_peer_cert_file, c->tls_peer_key_file, c->tls_peer_ca_file };

	TRY(both_or_none(own.cert, "TLS_CERT_FILE", own.key, "TLS_KEY_FILE"));
	TRY(both_or_none(peer.cert, "TLS_PEER_CERT_FILE", peer.key, "TLS_PEER_KEY_FILE"));
	if (*own.ca && !*own.cert)
		return fail(ERR_INVALID, "TLS_CERT_FILE is missing: TLS_CLIENT_CA_FILE needs it");
	TRY(tls_check_files(&peer, peer_names));
	http_client_sisters(&(struct http_client_tls){ peer.ca, peer.cert, peer.key });
	return *own.cert ? tls_server_open(&own, &server) : 0;
}

struct tls_server *transport_server(void)
{
	return server;
}

/* ---- looking again ------------------------------------------------------------------------------ */

static void look(void)
{
	int r = tls_server_refresh(server);
	struct tls_stats s;

	tls_stats(&s);
	if (r > 0)
		log_info("tls_reloaded", LOG_I("expires", s.expires));
	if (r < 0)
		log_error("tls_reload_failed", LOG_S("detail", context()->err.text));
}

static void watch(void *unused)
{
	int r;

	(void)unused;
	context()->task = "tls";
	do {
		r = wait_queue_wait(&asked, LOOK_MS);
		if (r >= 0 || r == -ERR_DEADLINE)
			look();
		context_clear(context());
	} while (!fiber_cancelled());
}

static void on_hangup(int signo, void *arg)
{
	(void)signo;
	(void)arg;
	wait_queue_wake_all(&asked, 1);
}

int transport_watch(void)
{
	if (!server)
		return 0;
	wait_queue_init(&asked);
	metric_register(&handshakes);
	metric_register(&reloads);
	metric_register(&expires);
	TRY(loop_signal(SIGHUP, on_hangup, NULL));
	return fiber_start(watch, NULL, NULL);
}

void transport_free(void)
{
	tls_server_free(server);
	server = NULL;
}
