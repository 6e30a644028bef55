/* TLS: server side of mbedTLS on a non-blocking socket, for net/conn and the HTTP server. 1.2 and, with mbedTLS 3.6, 1.3; cipher
 * suites with forward secrecy only; ALPN http/1.1 alone (a client that offers others only gets an alert); no renegotiation;
 * sessions resume within the hour, by tickets whose keys are renewed or, for clients without them, from a cache of 128; a new
 * certificate makes an end of both.
 *
 * The same source for mbedTLS 2.28 and 3.6. A handshake's arithmetic (RSA-2048: 5.1 ms, P-256: 3.5 ms, resumed: 0.2 ms) runs in the
 * offload pool, so the loop goes on meanwhile; records are ciphered where they are read and written.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* ---- who we are: certificate, key, whom we believe ------------------------------------------- */

struct tls_server;

/* PEM files. The names in errors are those of the settings: TLS_CERT_FILE, TLS_KEY_FILE, TLS_CLIENT_CA_FILE. */
struct tls_files {
	const char *cert; /* the server's certificate, then its chain */
	const char *key;  /* RSA of 2,048 bits or more, or an elliptic curve of 256 or more; no pass phrase */
	const char *ca;   /* "" or NULL: clients show no certificate; else each must have one from this authority */
};

/* Reads and checks the files. 0 or -ERR_INVALID with a note that names the setting; never what is in the key. */
int tls_server_open(const struct tls_files *files, struct tls_server **ret);
/* When a file has changed since the last look (time, inode, size): new handshakes use what it holds now, and tickets of before
 * are worth nothing; connections that are there live on. 1 = taken over, 0 = nothing new, -ERR_INVALID: the new files
 * cannot be used (said once for each change) and the former go on. Reads small files: does not suspend. */
int tls_server_refresh(struct tls_server *s);
/* Accepts NULL. Connections may outlive it. */
void tls_server_free(struct tls_server *s);
/* The same checks for files that somebody else will use (libcurl), each of which may be absent: names are the settings' of
 * the three. */
int tls_check_files(const struct tls_files *files, const char *const names[3]);

struct tls_stats {
	uint64_t full, resumed, failed; /* handshakes */
	uint64_t reloads;
	int64_t expires; /* of the certificate in use, unix seconds; 0 = no TLS here */
};
/* Of the whole process. */
void tls_stats(struct tls_stats *ret);

/* ---- one connection --------------------------------------------------------------------------- */

struct tls;

/* Does not own fd. NULL on out of memory. Costs 35 KB until tls_free (mbedTLS keeps two records of 16 KB). */
struct tls *tls_new(struct tls_server *s, int fd);
/* Goes as far as the bytes that have come allow. 1 = done, 0 = more must come first (no fiber need wait for them),
 * negative: it failed, the client has been told why. */
int tls_handshake(struct tls *t) SUSPENDS;
/* Says goodbye where that is due and can be done at once. Accepts NULL. */
void tls_free(struct tls *t);

/* At least one byte; 0 = the other side has ended properly; -ERR_EOF: it ended without saying so, what it sent may be cut off.
 * timeout_ms is for all of it, so a record must come whole within it. */
ptrdiff_t tls_read(struct tls *t, void *p, size_t n, int64_t timeout_ms) SUSPENDS;
/* All of it. timeout_ms is for each wait. After a failure nothing more can be sent. */
int tls_write(struct tls *t, const void *p, size_t n, int64_t timeout_ms) SUSPENDS;
/* Without waiting: bytes, 0 = nothing yet, negative = ended or broken. n = 0 only looks: then 1 = bytes are there. */
ptrdiff_t tls_take(struct tls *t, void *p, size_t n);
/* Without waiting: true when all of p (16 KB at most) is on its way. */
bool tls_put(struct tls *t, const void *p, size_t n);
/* Bytes are decrypted and unread: no event of the socket will tell of them. */
bool tls_pending(const struct tls *t);
/* close_notify, where it can be sent at once. */
void tls_end(struct tls *t);

#endif
