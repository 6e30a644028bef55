/* A TLS client of mbedTLS on a fiber, and certificates made by openssl at test time. For tests of net/tls.
 */
#ifndef UNIT_TLS_PEER_H
#define UNIT_TLS_PEER_H

#include "unit.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>

#include "base/str.h"

/* Makes a folder of its own with two authorities and certificates of them, once a process; removed at exit:
 * ca, other (authorities); a, b (EC), rsa by ca; stranger by other; small (RSA 1,024) by ca; late (expired) by ca. */
void pki_make(void);
/* "<folder>/<name>.pem" or ".key", in mem(). */
const char *pki(const char *name);

struct tls_peer {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	mbedtls_x509_crt ca, chain;
	mbedtls_pk_context key;
	int fd;
	int result; /* of the handshake: 0, or mbedTLS's number */
	size_t n;
	char got[64 * 1024];
};

enum peer_version { PEER_ANY, PEER_1_0, PEER_1_1, PEER_1_2, PEER_1_3 };

struct tls_peer_options {
	enum peer_version version;
	const char **alpn;
	const char *cert; /* pki() name of our own certificate */
	const mbedtls_ssl_session *session;
};

/* Connects to the world's server and shakes hands; the result is in the peer. In mem(); peer_free closes. */
struct tls_peer *peer_dial(const struct tls_peer_options *o);
void peer_free(struct tls_peer *p);
/* close_notify, then the socket. */
void peer_bye(struct tls_peer *p);
void peer_say(struct tls_peer *p, struct str text);
/* Until what came ends with end. */
void peer_hear(struct tls_peer *p, const char *end);
/* One read: bytes, 0 = ended properly, negative: mbedTLS's number. */
int peer_read(struct tls_peer *p, void *to, size_t n);
/* Of the server's certificate: its common name. */
const char *peer_server(struct tls_peer *p);

#endif
