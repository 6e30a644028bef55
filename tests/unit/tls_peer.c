#include "tls_peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mbedtls/net_sockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/context.h"
#include "fiber/wait.h"
#include "http_world.h"

enum { PATIENCE_MS = 60 * 1000 };

static char folder[] = "/tmp/test-tls-XXXXXX";

static const char script[] =
	"set -e; cd %s; exec 2>log\n"
	"ec='ec -pkeyopt ec_paramgen_curve:P-256'\n"
	"ca() { openssl req -x509 -newkey $ec -nodes -keyout $1.key -out $1.pem -days 30 -subj /CN=$1; }\n"
	"leaf() { openssl req -new -newkey $3 -nodes -keyout $1.key -out $1.csr -subj /CN=$1\n"
	"  printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\n' > ext\n"
	"  openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -CAcreateserial -days 30 -extfile ext -out $1.pem; }\n"
	"ca ca; ca other; leaf a ca \"$ec\"; leaf b ca \"$ec\"; leaf stranger other \"$ec\"; leaf late ca \"$ec\"\n"
	"leaf rsa ca rsa:2048; leaf small ca rsa:1024\n"
	"printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=db\\nserial=sn\\nnew_certs_dir=.\\npolicy=p\\ndefault_md=sha256\\n[p]\\n"
	"commonName=supplied\\n' > cnf; : > db; echo 1000 > sn\n"
	"openssl ca -batch -notext -config cnf -cert ca.pem -keyfile ca.key -in late.csr -out late.pem "
	"-startdate 20200101000000Z -enddate 20210101000000Z\n"
	"echo nonsense > broken.pem\n";

static void pki_remove(void)
{
	char text[80];

	snprintf(text, sizeof(text), "rm -rf %s", folder);
	if (system(text) != 0)
		fprintf(stderr, "%s stays\n", folder);
}

void pki_make(void)
{
	static bool made;
	char text[sizeof(script) + sizeof(folder)];

	if (made)
		return;
	made = true;
	assert_non_null(mkdtemp(folder));
	snprintf(text, sizeof(text), script, folder);
	if (system(text) != 0)
		flunk("openssl made no certificates; see %s/log", folder);
	atexit(pki_remove);
}

const char *pki(const char *name)
{
	return str_printf(mem(), "%s/%s", folder, name).p;
}

/* ---- the client --------------------------------------------------------------------------------- */

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context dice;

static void dice_open(void)
{
	static bool open;

	if (open)
		return;
	open = true;
	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&dice);
	assert_int_equal(mbedtls_ctr_drbg_seed(&dice, mbedtls_entropy_func, &entropy, NULL, 0), 0);
}

static int on_send(void *arg, const unsigned char *p, size_t n)
{
	ssize_t put = send(*(int *)arg, p, n, MSG_NOSIGNAL);

	if (put >= 0)
		return (int)put;
	return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_WRITE : MBEDTLS_ERR_NET_CONN_RESET;
}

static int on_recv(void *arg, unsigned char *p, size_t n)
{
	ssize_t got = recv(*(int *)arg, p, n, 0);

	if (got >= 0)
		return (int)got;
	return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_READ : MBEDTLS_ERR_NET_CONN_RESET;
}

/* True when it waited, so that the call is to be made again. */
static bool waited(struct tls_peer *p, int r)
{
	if (r == MBEDTLS_ERR_SSL_WANT_READ)
		return wait_fd(p->fd, WAIT_READ, PATIENCE_MS) >= 0;
	if (r == MBEDTLS_ERR_SSL_WANT_WRITE)
		return wait_fd(p->fd, WAIT_WRITE, PATIENCE_MS) >= 0;
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
	if (r == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
		return true;
#endif
	return false;
}

static void set_version(mbedtls_ssl_config *conf, enum peer_version version)
{
	if (version == PEER_ANY)
		return;
#if MBEDTLS_VERSION_MAJOR >= 3
	mbedtls_ssl_conf_min_tls_version(
		conf, version == PEER_1_3 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
	mbedtls_ssl_conf_max_tls_version(
		conf, version == PEER_1_3 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
#else
	mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, (int)version);
	mbedtls_ssl_conf_max_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, (int)version);
#endif
}

static void show_cert(struct tls_peer *p, const char *name)
{
	const char *key = pki(str_printf(mem(), "%s.key", name).p);

	assert_int_equal(mbedtls_x509_crt_parse_file(&p->chain, pki(str_printf(mem(), "%s.pem", name).p)), 0);
#if MBEDTLS_VERSION_MAJOR >= 3
	assert_int_equal(mbedtls_pk_parse_keyfile(&p->key, key, NULL, mbedtls_ctr_drbg_random, &dice), 0);
#else
	assert_int_equal(mbedtls_pk_parse_keyfile(&p->key, key, NULL), 0);
#endif
	assert_int_equal(mbedtls_ssl_conf_own_cert(&p->conf, &p->chain, &p->key), 0);
}

static void setup(struct tls_peer *p, const struct tls_peer_options *o)
{
	mbedtls_ssl_init(&p->ssl);
	mbedtls_ssl_config_init(&p->conf);
	mbedtls_x509_crt_init(&p->ca);
	mbedtls_x509_crt_init(&p->chain);
	mbedtls_pk_init(&p->key);
	assert_int_equal(mbedtls_ssl_config_defaults(&p->conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
				 MBEDTLS_SSL_PRESET_DEFAULT),
		0);
	mbedtls_ssl_conf_rng(&p->conf, mbedtls_ctr_drbg_random, &dice);
	assert_int_equal(mbedtls_x509_crt_parse_file(&p->ca, pki("ca.pem")), 0);
	mbedtls_ssl_conf_ca_chain(&p->conf, &p->ca, NULL);
	set_version(&p->conf, o->version);
#ifdef MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED
	mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
		&p->conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
	if (o->alpn)
		assert_int_equal(mbedtls_ssl_conf_alpn_protocols(&p->conf, o->alpn), 0);
	if (o->cert)
		show_cert(p, o->cert);
	assert_int_equal(mbedtls_ssl_setup(&p->ssl, &p->conf), 0);
	assert_int_equal(mbedtls_ssl_set_hostname(&p->ssl, "localhost"), 0);
	if (o->session)
		assert_int_equal(mbedtls_ssl_set_session(&p->ssl, o->session), 0);
	mbedtls_ssl_set_bio(&p->ssl, &p->fd, on_send, on_recv, NULL);
}

struct tls_peer *peer_dial(const struct tls_peer_options *o)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(at.server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct tls_peer *p = ARENA_NEW(mem(), struct tls_peer);

	dice_open();
#if MBEDTLS_VERSION_MAJOR >= 3
	assert_int_equal(psa_crypto_init(), 0);
#endif
	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(p->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	fcntl(p->fd, F_SETFL, O_NONBLOCK);
	setup(p, o);
	do
		p->result = mbedtls_ssl_handshake(&p->ssl);
	while (waited(p, p->result));
	return p;
}

void peer_free(struct tls_peer *p)
{
	close(p->fd);
	mbedtls_ssl_free(&p->ssl);
	mbedtls_ssl_config_free(&p->conf);
	mbedtls_x509_crt_free(&p->ca);
	mbedtls_x509_crt_free(&p->chain);
	mbedtls_pk_free(&p->key);
}

void peer_bye(struct tls_peer *p)
{
	mbedtls_ssl_close_notify(&p->ssl);
	peer_free(p);
}

void peer_say(struct tls_peer *p, struct str text)
{
	while (text.n > 0) {
		int r = mbedtls_ssl_write(&p->ssl, (const unsigned char *)text.p, text.n);

		if (r >= 0)
			text = str_sub(text, (size_t)r, text.n);
		else if (!waited(p, r))
			flunk("the server took no more: -0x%04x", (unsigned)-r);
	}
}

int peer_read(struct tls_peer *p, void *to, size_t n)
{
	int r;

	do
		r = mbedtls_ssl_read(&p->ssl, to, n);
	while (waited(p, r));
	return r == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ? 0 : r == 0 ? MBEDTLS_ERR_SSL_CONN_EOF : r;
}

void peer_hear(struct tls_peer *p, const char *end)
{
	size_t nend = strlen(end);

	for (p->n = 0;;) {
		int r = peer_read(p, p->got + p->n, sizeof(p->got) - 1 - p->n);

		if (r <= 0)
			flunk("wanted %s, got %d after: %s", end, r, p->got);
		p->n += (size_t)r;
		p->got[p->n] = '\0';
		if (p->n >= nend && memcmp(p->got + p->n - nend, end, nend) == 0)
			return;
	}
}

const char *peer_server(struct tls_peer *p)
{
	const mbedtls_x509_crt *crt = mbedtls_ssl_get_peer_cert(&p->ssl);
	char name[64];

	assert_non_null(crt);
	assert_true(mbedtls_x509_dn_gets(name, sizeof(name), &crt->subject) > 0);
	return str_dup(mem(), str_c(name)).p;
}
