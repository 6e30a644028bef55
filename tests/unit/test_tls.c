/* TLS: handshakes, certificates and records between a server of ours and clients of mbedTLS, on one loop. */
#include "tls_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "http_world.h"
#include "net/tls.h"

enum { LARGE = 8 << 20, EACH = 30 };

static struct tls_server *server;
static char *large;

/* ---- what is served ------------------------------------------------------------------------------ */

static void big(struct http_exchange *ex)
{
	http_reply(ex, &(struct http_reply){ .status = 200, .body = { large, LARGE } });
}

static void file(struct http_exchange *ex)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(large, 1, LARGE, f), LARGE);
	fflush(f);
	http_reply(
		ex, &(struct http_reply){ .status = 200, .use_file = true, .file_fd = fileno(f), .file_size = LARGE });
	fclose(f);
}

static void upload(struct http_exchange *ex)
{
	struct str body;

	at.result = http_read_body(ex, LARGE, &body);
	if (at.result < 0)
		return;
	reply_text(ex, 200, body.n == LARGE && memcmp(body.p, large, LARGE) == 0 ? STR("same") : STR("other"));
}

static void stream(struct http_exchange *ex)
{
	http_reply_start(ex, &(struct http_reply){ .status = 200 });
	for (int i = 0; i < 3; i++)
		http_reply_chunk(ex, STR("piece"));
	http_reply_end(ex);
}

static void sleepy(struct http_exchange *ex)
{
	at.result = wait_ms(5000);
	if (at.result == 0)
		reply_text(ex, 200, STR("slept"));
}

static const struct world_route routes[] = {
	{ "/big", big },
	{ "/file", file },
	{ "/upload", upload },
	{ "/stream", stream },
	{ "/sleep", sleepy },
	{ NULL, NULL },
};

/* ---- helpers -------------------------------------------------------------------------------------- */

static struct tls_stats counts(void)
{
	struct tls_stats s;

	tls_stats(&s);
	return s;
}

/* The server is a little behind its clients: in 1.3 they are through before it is. */
#define UNTIL(condition)                                          \
	do {                                                      \
		for (int i_ = 0; i_ < 2000 && !(condition); i_++) \
			wait_ms(5);                               \
		assert_true(condition);                           \
	} while (0)

static void until_open(unsigned n)
{
	UNTIL(stats().open == n);
}

static void get(struct tls_peer *p, const char *path, const char *end)
{
	peer_say(p, str_printf(mem(), "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path));
	peer_hear(p, end);
}

static struct tls_peer *good(const struct tls_peer_options *o)
{
	struct tls_peer *p = peer_dial(o);

	if (p->result != 0)
		flunk("handshake: -0x%04x", (unsigned)-p->result);
	return p;
}

static const struct tls_peer_options usual;

/* ---- handshakes ------------------------------------------------------------------------------------ */

static void greets(void)
{
	struct tls_peer *p = good(&usual);

	for (int i = 0; i < 3; i++) {
		get(p, "/a", "\r\n\r\nempty");
		assert_non_null(strstr(p->got, "HTTP/1.1 200 OK\r\n"));
	}
	assert_string_equal(peer_server(p), "CN=a");
	assert_true(strstr(mbedtls_ssl_get_ciphersuite(&p->ssl), "GCM") ||
		strstr(mbedtls_ssl_get_ciphersuite(&p->ssl), "POLY1305"));
	UNTIL(stats().idle == 1);
	assert_int_equal(stats().accepted, 1);
	assert_int_equal(stats().requests, 3);
	assert_int_equal(fiber_count(), 1); /* ours */
	get(p, "/stream", "\r\n0\r\n\r\n");
	peer_bye(p);
	until_open(0);
}

static void versions(void)
{
	uint64_t failed = counts().failed;
	struct tls_peer *p;

#if MBEDTLS_VERSION_MAJOR < 3
	for (enum peer_version v = PEER_1_0; v <= PEER_1_1; v++) {
		p = peer_dial(&(struct tls_peer_options){ .version = v });
		assert_int_equal(p->result, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
		peer_free(p);
		failed++;
	}
#endif
	p = good(&(struct tls_peer_options){ .version = PEER_1_2 });
	assert_string_equal(mbedtls_ssl_get_version(&p->ssl), "TLSv1.2");
	get(p, "/a", "empty");
	peer_bye(p);
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
	p = good(&usual);
	assert_string_equal(mbedtls_ssl_get_version(&p->ssl), "TLSv1.3");
	get(p, "/a", "empty");
	peer_bye(p);
#endif
	until_open(0);
	assert_int_equal(counts().failed, failed);
}

static void protocols(void)
{
	const char *h2[] = { "h2", NULL }, *both[] = { "h2", "http/1.1", NULL };
	struct tls_peer *p = peer_dial(&(struct tls_peer_options){ .alpn = h2 });

	assert_int_equal(p->result, MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE);
	peer_free(p);
	p = good(&(struct tls_peer_options){ .alpn = both });
	assert_string_equal(mbedtls_ssl_get_alpn_protocol(&p->ssl), "http/1.1");
	peer_bye(p);
}

static void resumes_in(enum peer_version version)
{
	struct tls_stats before = counts();
	struct tls_peer_options again = { .version = version };
	struct tls_peer *p = good(&again);
	mbedtls_ssl_session session;

	mbedtls_ssl_session_init(&session);
	get(p, "/a", "empty");
	assert_int_equal(mbedtls_ssl_get_session(&p->ssl, &session), 0);
	peer_bye(p);
	again.session = &session;
	for (int i = 0; i < 2; i++) {
		p = good(&again);
		get(p, "/a", "empty");
		peer_bye(p);
	}
	assert_int_equal(counts().full, before.full + 1);
	assert_int_equal(counts().resumed, before.resumed + 2);
	mbedtls_ssl_session_free(&session);
}

static void resumes(void)
{
	resumes_in(PEER_1_2);
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
	resumes_in(PEER_1_3);
#endif
}

static void one(void *arg)
{
	struct tls_peer *p = good(&usual);

	get(p, "/a", "empty");
	peer_bye(p);
	++*(int *)arg;
}

static void many(void)
{
	int done = 0;

	for (int i = 0; i < EACH * 3; i++)
		assert_int_equal(fiber_start(one, &done, NULL), 0);
	for (int i = 0; i < 6000 && done < EACH * 3; i++)
		wait_ms(10);
	assert_int_equal(done, EACH * 3);
	until_open(0);
}

/* Whoever holds a handshake open holds no fiber, and not for ever. */
static void stalls(void)
{
	struct raw *r[EACH];
	int64_t began = clock_ms();

	for (int i = 0; i < EACH; i++) {
		r[i] = dial();
		if (i % 2)
			assert_int_equal(conn_write(&r[i]->c, "\x16\x03\x01\x02\x00\x01", 6), 0);
	}
	UNTIL(stats().open == EACH && fiber_count() == 1);
	for (int i = 0; i < EACH; i++)
		assert_int_equal(hear_all(r[i]), 0);
	assert_in_range(clock_ms() - began, 990, 10000);
	until_open(0);
}

/* A client that does not speak TLS, or talks nonsense, is closed cleanly: an alert and an end, no reset. */
static void strangers(void)
{
	static const char *const words[] = { GET("/a") "\r\n", "\x16\x03\x01\xff\xff",
		"\x16\x03\x01\x00\x04\x01\xff\xff\xff", "\x80\x2e\x01\x03\x01", "\x15\x03\x03\x00\x02\x02\x28",
		"\x17\x03\x03\x00\x05hello" };
	static const size_t lengths[] = { sizeof(GET("/a") "\r\n") - 1, 5, 9, 5, 7, 10 };
	struct raw *r;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		r = dial();
		assert_int_equal(conn_write(&r->c, words[i], lengths[i]), 0);
		assert_int_equal(shutdown(r->c.fd, SHUT_WR), 0);
		assert_in_range(hear_all(r), 0, 7); /* at most an alert */
		assert_false(heard(r, "HTTP"));
	}
	assert_int_equal(at.hits, 0);
	until_open(0);
	r = dial();
	hang_up(r);
	until_open(0);
}

/* ---- certificates ---------------------------------------------------------------------------------- */

static void refuses(const char *cert, const char *key, const char *ca, const char *note)
{
	struct tls_server *s = NULL;

	assert_int_equal(
		tls_server_open(&(struct tls_files){ pki(cert), pki(key), ca ? pki(ca) : NULL }, &s), -ERR_INVALID);
	assert_null(s);
	if (!strstr(context()->err.text, note))
		flunk("%s: said \"%s\"", note, context()->err.text);
}

static void files(void)
{
	refuses("none.pem", "a.key", NULL, "TLS_CERT_FILE");
	refuses("broken.pem", "a.key", NULL, "TLS_CERT_FILE");
	refuses("a.pem", "none.key", NULL, "TLS_KEY_FILE");
	refuses("a.pem", "broken.pem", NULL, "TLS_KEY_FILE");
	refuses("a.pem", "b.key", NULL, "TLS_KEY_FILE is not the key of the certificate in TLS_CERT_FILE");
	refuses("small.pem", "small.key", NULL, "1024 bits; 2048 are the least");
	refuses("late.pem", "late.key", NULL, "has expired");
	refuses("a.pem", "a.key", "none.pem", "TLS_CLIENT_CA_FILE");
	refuses("a.pem", "a.key", "broken.pem", "TLS_CLIENT_CA_FILE");
}

static void copy(const char *from, const char *to)
{
	/* By another name first, as whoever renews certificates should: a reader sees the old or the new one. */
	struct str text = str_printf(mem(), "cp %s %s.new && mv %s.new %s", pki(from), pki(to), pki(to), pki(to));

	assert_int_equal(system(text.p), 0);
}

static void use(const char *name)
{
	copy(str_printf(mem(), "%s.pem", name).p, "live.pem");
	copy(str_printf(mem(), "%s.key", name).p, "live.key");
}

static void renews(void)
{
	struct tls_peer *old, *p;
	mbedtls_ssl_session session;

	old = good(&(struct tls_peer_options){ .version = PEER_1_2 });
	get(old, "/a", "empty");
	mbedtls_ssl_session_init(&session);
	assert_int_equal(mbedtls_ssl_get_session(&old->ssl, &session), 0);
	assert_int_equal(tls_server_refresh(server), 0);

	/* Half of it, and nonsense: the old one goes on, and it is said once. */
	copy("b.pem", "live.pem");
	assert_int_equal(tls_server_refresh(server), -ERR_INVALID);
	assert_non_null(strstr(context()->err.text, "TLS_KEY_FILE"));
	assert_int_equal(tls_server_refresh(server), 0);
	copy("broken.pem", "live.pem");
	assert_int_equal(tls_server_refresh(server), -ERR_INVALID);
	p = good(&usual);
	assert_string_equal(peer_server(p), "CN=a");
	peer_bye(p);

	use("b");
	assert_int_equal(tls_server_refresh(server), 1);
	assert_int_equal(tls_server_refresh(server), 0);
	p = good(&usual);
	assert_string_equal(peer_server(p), "CN=b");
	peer_bye(p);
	/* A ticket of before does not bring the old certificate back. */
	p = good(&(struct tls_peer_options){ .version = PEER_1_2, .session = &session });
	assert_string_equal(peer_server(p), "CN=b");
	peer_bye(p);
	get(old, "/a", "empty");
	peer_bye(old);
	mbedtls_ssl_session_free(&session);

	use("rsa");
	assert_int_equal(tls_server_refresh(server), 1);
	p = good(&usual);
	assert_string_equal(peer_server(p), "CN=rsa");
	get(p, "/a", "empty");
	peer_bye(p);
}

/* In 1.3 a client is through before the server has judged its certificate. */
static bool let_in(const char *cert)
{
	struct tls_peer *p = peer_dial(&(struct tls_peer_options){ .cert = cert });
	char byte;
	bool in = p->result == 0;

	if (in) {
		mbedtls_ssl_write(&p->ssl, (const unsigned char *)GET("/a") "\r\n", sizeof(GET("/a") "\r\n") - 1);
		in = peer_read(p, &byte, 1) == 1;
	}
	peer_free(p);
	return in;
}

static void mutual(void)
{
	uint64_t failed = counts().failed;

	assert_true(let_in("b"));
	assert_true(let_in("rsa"));
	assert_false(let_in(NULL));
	assert_false(let_in("stranger"));
	assert_false(let_in("late"));
	until_open(0);
	assert_int_equal(counts().failed, failed + 3);
	assert_int_equal(at.hits, 2);
}

/* ---- records ----------------------------------------------------------------------------------------- */

static void take_large(struct tls_peer *p, const char *path, int64_t pause_ms)
{
	char *to = malloc(LARGE);
	size_t n = 0;

	peer_say(p, str_printf(mem(), "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path));
	/* A record may hold the head and the body's beginning. */
	p->got[p->n = 0] = '\0';
	for (; !strstr(p->got, "\r\n\r\n"); p->got[p->n] = '\0')
		p->n += (size_t)peer_read(p, p->got + p->n, 1);
	while (n < LARGE) {
		int r = peer_read(p, to + n, LARGE - n);

		if (r <= 0)
			flunk("%s: %d after %zu bytes", path, r, n);
		n += (size_t)r;
		if (pause_ms && n % (1 << 20) < (size_t)r)
			wait_ms(pause_ms);
	}
	assert_memory_equal(to, large, LARGE);
	free(to);
}

static void big_bodies(void)
{
	struct tls_peer *p = good(&usual);

	take_large(p, "/big", 0);
	take_large(p, "/file", 0);
	take_large(p, "/big", 20);
	peer_say(p, str_printf(mem(), POST("/upload") "Content-Length: %d\r\n\r\n", LARGE));
	peer_say(p, (struct str){ large, LARGE });
	peer_hear(p, "same");
	get(p, "/a", "empty");
	peer_bye(p);
}

static void pipelined(void)
{
	struct tls_peer *p = good(&usual);

	/* One record, three requests; then a record that ends inside a head. */
	peer_say(p, STR(GET("/1") "\r\n" GET("/2") "\r\n" GET("/3") "\r\n"));
	peer_hear(p, "empty");
	while (count(p->got, "200 OK") < 3)
		p->n += (size_t)peer_read(p, p->got + p->n, sizeof(p->got) - p->n - 1);
	peer_say(p,
		STR(GET("/4") "\r\n"
			      "GET /5 HTT"));
	peer_say(p, STR("P/1.1\r\nHost: a\r\n\r\n"));
	UNTIL(at.hits == 5);
	assert_string_equal(at.seen, "GET /1 |GET /2 |GET /3 |GET /4 |GET /5 |");
	peer_bye(p);
}

/* What ends inside a body is no body, said or unsaid. */
static void cut_off(void)
{
	static const char *const begins[] = { POST("/upload") "Content-Length: 10\r\n\r\n12345",
		POST("/upload") "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n" };

	for (size_t i = 0; i < 2 * ARRAY_LEN(begins); i++) {
		struct tls_peer *p = good(&usual);

		at.result = 1;
		peer_say(p, str_c(begins[i / 2]));
		UNTIL(at.running == 1);
		if (i % 2)
			mbedtls_ssl_close_notify(&p->ssl);
		shutdown(p->fd, SHUT_WR);
		until_open(0);
		peer_free(p);
		assert_int_equal(at.result, -ERR_EOF);
	}
}

static void mid_record(void)
{
	struct tls_peer *p = good(&usual);

	get(p, "/a", "empty");
	assert_int_equal(send(p->fd, "\x17\x03\x03\x01\x00half", 9, 0), 9);
	peer_free(p);
	until_open(0);
	/* A record that was touched on its way. */
	p = good(&usual);
	assert_int_equal(send(p->fd,
				 "\x17\x03\x03\x00\x20"
				 "0123456789abcdef0123456789abcdef",
				 37, 0),
		37);
	assert_true(peer_read(p, p->got, 1) < 0);
	peer_free(p);
	until_open(0);
	assert_int_equal(at.hits, 1);
}

static void hang_ups(void)
{
	for (int polite = 0; polite < 2; polite++) {
		struct tls_peer *p = good(&usual);

		at.result = 1;
		peer_say(p, STR(GET("/sleep") "\r\n"));
		UNTIL(at.running == 1);
		if (polite)
			peer_bye(p);
		else
			peer_free(p);
		until_open(0);
		assert_int_equal(at.result, -ERR_GONE);
	}
}

static void drains(void)
{
	struct tls_peer *idle = good(&usual);
	struct raw *r = dial();
	char byte;

	get(idle, "/a", "empty");
	UNTIL(stats().idle == 1 && stats().open == 2);
	http_server_drain(at.server);
	/* A goodbye, not a cut. */
	assert_int_equal(peer_read(idle, &byte, 1), 0);
	assert_int_equal(hear_all(r), 0);
	peer_bye(idle);
	assert_int_equal(stats().open, 0);
}

/* ---- all of it ----------------------------------------------------------------------------------------- */

static void in_tls(void (*body)(void), const char *ca, struct http_server_options o)
{
	char paths[3][80] = { "" };

	use("a");
	snprintf(paths[0], sizeof(paths[0]), "%s", pki("live.pem"));
	snprintf(paths[1], sizeof(paths[1]), "%s", pki("live.key"));
	if (ca)
		snprintf(paths[2], sizeof(paths[2]), "%s", pki(ca));
	assert_int_equal(tls_server_open(&(struct tls_files){ paths[0], paths[1], paths[2] }, &server), 0);
	/* What a fiber of the loop takes over is not this context. */
	context_done(context());
	o.tls = server;
	assert_int_equal(offload_open(2, 64), 0);
	with_server(body, routes, o);
	offload_close();
	tls_server_free(server);
	server = NULL;
}
#define IN_TLS(name, ca, ...)                                                  \
	static void test_##name(void **state)                                  \
	{                                                                      \
		(void)state;                                                   \
		in_tls(name, ca, (struct http_server_options){ __VA_ARGS__ }); \
	}

IN_TLS(greets, NULL, 0)
IN_TLS(versions, NULL, 0)
IN_TLS(protocols, NULL, 0)
IN_TLS(resumes, NULL, 0)
IN_TLS(many, NULL, .head_ms = 60000)
IN_TLS(stalls, NULL, .head_ms = 1000)
IN_TLS(strangers, NULL, 0)
IN_TLS(files, NULL, 0)
IN_TLS(renews, NULL, 0)
IN_TLS(mutual, "ca.pem", 0)
IN_TLS(big_bodies, NULL, 0)
IN_TLS(pipelined, NULL, 0)
IN_TLS(cut_off, NULL, 0)
IN_TLS(mid_record, NULL, 0)
IN_TLS(hang_ups, NULL, 0)
IN_TLS(drains, NULL, 0)

static int before(void **state)
{
	(void)state;
	pki_make();
	large = malloc(LARGE);
	for (size_t i = 0; i < LARGE; i++)
		large[i] = (char)(i * 2654435761U >> 24);
	return 0;
}

static int after(void **state)
{
	(void)state;
	free(large);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_greets),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_resumes),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_stalls),
		cmocka_unit_test(test_strangers),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_renews),
		cmocka_unit_test(test_mutual),
		cmocka_unit_test(test_big_bodies),
		cmocka_unit_test(test_pipelined),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_mid_record),
		cmocka_unit_test(test_hang_ups),
		cmocka_unit_test(test_drains),
	};

	return cmocka_run_group_tests(tests, before, after);
}
