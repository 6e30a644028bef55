/* TLS's inside, shared by tls_identity.c (files, configuration, tickets) and tls.c (connections). Nobody else includes it. */
#ifndef NET_TLS_IDENTITY_H
#define NET_TLS_IDENTITY_H

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_cache.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/x509_crt.h>
#include <stdatomic.h>

#include "net/tls.h"

/* One set of files as it was read. Connections hold it, so it lives as long as the last of them. */
struct tls_identity {
	unsigned refs; /* the loop's thread alone counts */
	mbedtls_ssl_config conf;
	mbedtls_x509_crt chain, ca;
	mbedtls_pk_context key;
	mbedtls_ssl_ticket_context tickets;
	mbedtls_ssl_cache_context cache; /* for clients without tickets: libcurl in 1.2, so our sisters on Debian 12 */
};

struct tls_identity *tls_identity_now(struct tls_server *s);
void tls_identity_unref(struct tls_identity *id);
/* mbedTLS's words for its number, in a buffer of the thread. */
const char *tls_words(int r);

extern struct tls_counts {
	atomic_uint_fast64_t resumed; /* counted where handshakes run, in the offload pool */
	uint64_t done, failed, reloads;
	int64_t expires;
} tls_counts;

#endif
