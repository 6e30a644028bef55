/* Connection: a socket as a fiber sees it. Reads and writes wait; every wait has a deadline. */
#ifndef NET_CONN_H
#define NET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "base/cleanup.h"
#include "base/str.h"

struct tls;

struct conn {
	int fd;
	struct tls *tls;    /* NULL: plain. Owned; all below goes through it */
	int64_t timeout_ms; /* for each single wait; the fiber's deadline holds besides */
	char peer[46];      /* numeric address of the other side, no port */
};

/* Non-blocking, TCP_NODELAY, peer filled in. Takes over fd. */
void conn_init(struct conn *c, int fd);
void conn_close(struct conn *c);
/* Nothing more will be sent; what the other side still sends can be read. */
void conn_shutdown(struct conn *c);
/* At least one byte, at most n. 0 = other side has ended. -ERR_DEADLINE, -ERR_IO, a reason; by TLS also -ERR_EOF when
 * it ended without goodbye, and then timeout_ms is for the whole record. */
ptrdiff_t conn_read(struct conn *c, void *p, size_t n) SUSPENDS;
/* What is there already, without waiting: bytes, 0 = nothing yet, negative = ended or broken. */
ptrdiff_t conn_take(struct conn *c, void *p, size_t n);
/* The same without taking any: positive = there are some. */
int conn_look(struct conn *c);
/* Received and unread where no event of the socket will tell of it (a record half used). */
bool conn_pending(const struct conn *c);
/* Best effort, without waiting: a last word of less than 16 KB. False: not all of it went out. */
bool conn_put(struct conn *c, const void *p, size_t n);
/* All of it. 0 or negative. iov is consumed. */
int conn_writev(struct conn *c, struct iovec *iov, int n) SUSPENDS;
int conn_write(struct conn *c, const void *p, size_t n) SUSPENDS;
/* A file's range: by sendfile, or read and ciphered 16 KB at a time. */
int conn_sendfile(struct conn *c, int file_fd, int64_t offset, size_t n) SUSPENDS;
/* Listens with SO_REUSEADDR (and SO_REUSEPORT when share). fd, or -ERR_IO with a note. */
int conn_listen(const char *address, int port, int backlog, bool share);

#endif
