#include "net/tls.h"

#include <errno.h>
#include <mbedtls/net_sockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "net/tls_identity.h"

enum { FLIGHT_MS = 10 * 1000 };

struct tls {
	mbedtls_ssl_context ssl;
	struct tls_identity *identity;
	int fd;
	int result;  /* of a handshake's step */
	bool ready;  /* the handshake is done */
	bool broken; /* mbedTLS's rule: after an error nothing more may be asked of it */
	bool cut;    /* a record went out in part: the next bytes must be its rest */
};

/* ---- the socket as mbedTLS sees it; on the loop's thread or, in a handshake, on one of the pool ----- */

static int on_send(void *arg, const unsigned char *p, size_t n)
{
	const struct tls *t = arg;
	ssize_t put = send(t->fd, p, n, MSG_NOSIGNAL);

	if (put >= 0)
		return (int)put;
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? MBEDTLS_ERR_SSL_WANT_WRITE
									 : MBEDTLS_ERR_NET_SEND_FAILED;
}

static int on_recv(void *arg, unsigned char *p, size_t n)
{
	const struct tls *t = arg;
	ssize_t got = recv(t->fd, p, n, 0);

	if (got >= 0)
		return (int)got;
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? MBEDTLS_ERR_SSL_WANT_READ
									 : MBEDTLS_ERR_NET_RECV_FAILED;
}

struct tls *tls_new(struct tls_server *s, int fd)
{
	struct tls *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	mbedtls_ssl_init(&t->ssl);
	t->fd = fd;
	t->identity = tls_identity_now(s);
	if (mbedtls_ssl_setup(&t->ssl, &t->identity->conf) != 0) {
		tls_free(t);
		return NULL;
	}
	mbedtls_ssl_set_bio(&t->ssl, t, on_send, on_recv, NULL);
	return t;
}

void tls_free(struct tls *t)
{
	if (!t)
		return;
	tls_end(t);
	mbedtls_ssl_free(&t->ssl);
	tls_identity_unref(t->identity);
	free(t);
}

/* ---- the handshake --------------------------------------------------------------------------------- */

static void step(void *arg)
{
	struct tls *t = arg;

	t->result = mbedtls_ssl_handshake(&t->ssl);
}

static int refused(struct tls *t)
{
	uint32_t flags = mbedtls_ssl_get_verify_result(&t->ssl);
	char why[160] = "";

	t->broken = true;
	tls_counts.failed++;
	if (t->result == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED && flags != (uint32_t)-1)
		mbedtls_x509_crt_verify_info(why, sizeof(why), "; ", flags);
	return fail_private(ERR_IO, "TLS handshake: %s %s", tls_words(t->result), why);
}

int tls_handshake(struct tls *t)
{
	if (t->broken)
		return fail_private(ERR_IO, "TLS handshake: it has failed before");
	for (;;) {
		TRY(offload(step, t));
		if (t->result == 0) {
			t->ready = true;
			tls_counts.done++;
			return 1;
		}
		if (t->result == MBEDTLS_ERR_SSL_WANT_READ)
			return 0;
		if (t->result != MBEDTLS_ERR_SSL_WANT_WRITE)
			return refused(t);
		TRY(wait_fd(t->fd, WAIT_WRITE, FLIGHT_MS));
	}
}

/* ---- reading and writing --------------------------------------------------------------------------- */

/* mbedTLS returned r, no success: the events to wait for, or why there is no use. */
static int judge(struct tls *t, int r)
{
	if (r == MBEDTLS_ERR_SSL_WANT_READ)
		return WAIT_READ;
	if (r == MBEDTLS_ERR_SSL_WANT_WRITE)
		return WAIT_WRITE;
	t->broken = true;
	if (r == 0 || r == MBEDTLS_ERR_SSL_CONN_EOF)
		return fail(ERR_EOF, "the connection was cut off");
	return fail_private(ERR_IO, "TLS: %s", tls_words(r));
}

ptrdiff_t tls_read(struct tls *t, void *p, size_t n, int64_t timeout_ms)
{
	int64_t ends = clock_ms() + timeout_ms;

	while (!t->broken) {
		int r = mbedtls_ssl_read(&t->ssl, p, n);
		int64_t left;
		int events;

		if (r > 0)
			return r;
		if (r == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
			return 0;
		events = TRY(judge(t, r));
		left = ends - clock_ms();
		TRY(wait_fd(t->fd, events, left > 0 ? left : 0));
	}
	return fail_private(ERR_IO, "TLS: the connection is broken");
}

int tls_write(struct tls *t, const void *p, size_t n, int64_t timeout_ms)
{
	while (n > 0) {
		int r;

		if (t->broken || t->cut)
			return fail_private(ERR_IO, "TLS: nothing more can be sent");
		/* Who is called off in the wait leaves a record in part: nobody may go on behind it. */
		t->cut = true;
		while ((r = mbedtls_ssl_write(&t->ssl, p, n)) < 0)
			TRY(wait_fd(t->fd, TRY(judge(t, r)), timeout_ms));
		t->cut = false;
		p = (const char *)p + r;
		n -= (size_t)r;
	}
	return 0;
}

ptrdiff_t tls_take(struct tls *t, void *p, size_t n)
{
	unsigned char none[1];
	int r;

	if (t->broken)
		return -ERR_IO;
	/* For no bytes mbedTLS deciphers the next record and leaves it. */
	r = mbedtls_ssl_read(&t->ssl, n ? p : none, n);
	if (r > 0)
		return r;
	if (r == 0 && mbedtls_ssl_get_bytes_avail(&t->ssl) > 0)
		return 1;
	if (r == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
		return -ERR_EOF;
	r = judge(t, r);
	return r < 0 ? r : 0;
}

bool tls_put(struct tls *t, const void *p, size_t n)
{
	int r;

	if (!t->ready || t->broken || t->cut)
		return false;
	r = mbedtls_ssl_write(&t->ssl, p, n);
	t->cut = r < 0;
	return r == (int)n;
}

bool tls_pending(const struct tls *t)
{
	return t->ready && !t->broken && mbedtls_ssl_check_pending(&t->ssl);
}

void tls_end(struct tls *t)
{
	if (t->ready && !t->broken && !t->cut)
		mbedtls_ssl_close_notify(&t->ssl);
	t->cut = true;
}
