#include "net/conn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "fiber/wait.h"
#include "net/tls.h"

enum { TIMEOUT_MS = 30 * 1000, SENDFILE_PIECE = 1024 * 1024, RECORD = 16 * 1024 };

static void fill_peer(struct conn *c)
{
	struct sockaddr_storage a = { 0 };
	socklen_t n = sizeof(a);
	const void *address;

	c->peer[0] = '\0';
	if (getpeername(c->fd, (struct sockaddr *)&a, &n) != 0)
		return;
	if (a.ss_family == AF_INET)
		address = &((struct sockaddr_in *)&a)->sin_addr;
	else if (a.ss_family == AF_INET6)
		address = &((struct sockaddr_in6 *)&a)->sin6_addr;
	else
		return;
	inet_ntop(a.ss_family, address, c->peer, sizeof(c->peer));
	if (strncmp(c->peer, "::ffff:", 7) == 0 && strchr(c->peer, '.'))
		memmove(c->peer, c->peer + 7, strlen(c->peer + 7) + 1);
}

void conn_init(struct conn *c, int fd)
{
	int flags = fcntl(fd, F_GETFL);

	c->fd = fd;
	c->tls = NULL;
	c->timeout_ms = TIMEOUT_MS;
	if (!(flags & O_NONBLOCK))
		fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	fill_peer(c);
}

void conn_close(struct conn *c)
{
	tls_free(c->tls);
	c->tls = NULL;
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void conn_shutdown(struct conn *c)
{
	if (c->tls)
		tls_end(c->tls);
	shutdown(c->fd, SHUT_WR);
}

/* After a failed system call: 0 = try it again, or why not. Waits when the socket was not ready. */
static int again(struct conn *c, int events)
{
	if (errno == EINTR)
		return 0;
	if (errno != EAGAIN && errno != EWOULDBLOCK)
		return fail_private(ERR_IO, "socket: %s", strerror(errno));
	TRY(wait_fd(c->fd, events, c->timeout_ms));
	return 0;
}

ptrdiff_t conn_read(struct conn *c, void *p, size_t n)
{
	if (c->tls)
		return tls_read(c->tls, p, n, c->timeout_ms);
	for (;;) {
		ssize_t got = recv(c->fd, p, n, 0);

		if (got >= 0)
			return got;
		TRY(again(c, WAIT_READ));
	}
}

static ptrdiff_t receive(struct conn *c, void *p, size_t n, int flags)
{
	ssize_t got = recv(c->fd, p, n, flags | MSG_DONTWAIT);

	if (got > 0)
		return got;
	if (got == 0)
		return -ERR_EOF;
	return errno == EAGAIN || errno == EINTR ? 0 : -ERR_IO;
}

ptrdiff_t conn_take(struct conn *c, void *p, size_t n)
{
	return c->tls ? tls_take(c->tls, p, n) : receive(c, p, n, 0);
}

int conn_look(struct conn *c)
{
	char byte;

	return (int)(c->tls ? tls_take(c->tls, NULL, 0) : receive(c, &byte, 1, MSG_PEEK));
}

bool conn_pending(const struct conn *c)
{
	return c->tls && tls_pending(c->tls);
}

bool conn_put(struct conn *c, const void *p, size_t n)
{
	if (c->tls)
		return tls_put(c->tls, p, n);
	return send(c->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
}

int conn_write(struct conn *c, const void *p, size_t n)
{
	if (c->tls)
		return tls_write(c->tls, p, n, c->timeout_ms);
	while (n > 0) {
		ssize_t put = send(c->fd, p, n, MSG_NOSIGNAL);

		if (put < 0) {
			TRY(again(c, WAIT_WRITE));
			continue;
		}
		p = (const char *)p + put;
		n -= (size_t)put;
	}
	return 0;
}

/* NOLINTBEGIN(clang-analyzer-unix.Malloc): _cleanup_free_ frees the record */
/* A head and a body's beginning in one record, then the rest from where it lies. */
static int writev_tls(struct conn *c, struct iovec *iov, int n)
{
	_cleanup_free_ char *record = TRY_MEM(malloc(RECORD));
	size_t used = 0;

	for (; n > 0; n--, iov++) {
		size_t part = iov->iov_len < RECORD - used ? iov->iov_len : RECORD - used;

		if (part)
			memcpy(record + used, iov->iov_base, part);
		used += part;
		if (used < RECORD)
			continue;
		TRY(tls_write(c->tls, record, used, c->timeout_ms));
		used = 0;
		TRY(tls_write(c->tls, (const char *)iov->iov_base + part, iov->iov_len - part, c->timeout_ms));
	}
	return used ? tls_write(c->tls, record, used, c->timeout_ms) : 0;
}

int conn_writev(struct conn *c, struct iovec *iov, int n)
{
	if (c->tls)
		return writev_tls(c, iov, n);
	for (;;) {
		struct msghdr m = { 0 };
		ssize_t put;

		for (; n > 0 && iov->iov_len == 0; n--)
			iov++;
		if (n == 0)
			return 0;
		m.msg_iov = iov;
		m.msg_iovlen = (size_t)n;
		put = sendmsg(c->fd, &m, MSG_NOSIGNAL);
		if (put < 0) {
			TRY(again(c, WAIT_WRITE));
			continue;
		}
		for (size_t left = (size_t)put; left > 0;) {
			size_t part = left < iov->iov_len ? left : iov->iov_len;

			iov->iov_base = (char *)iov->iov_base + part;
			iov->iov_len -= part;
			left -= part;
			if (iov->iov_len == 0) {
				iov++;
				n--;
			}
		}
	}
}

static int sendfile_tls(struct conn *c, int file_fd, int64_t offset, size_t n)
{
	_cleanup_free_ char *record = TRY_MEM(malloc(RECORD));

	while (n > 0) {
		ssize_t got = pread(file_fd, record, n < RECORD ? n : RECORD, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_private(ERR_IO, "file: %s", strerror(errno));
		if (got == 0)
			return fail_private(ERR_IO, "the file is shorter than was promised");
		TRY(tls_write(c->tls, record, (size_t)got, c->timeout_ms));
		offset += got;
		n -= (size_t)got;
	}
	return 0;
}
/* NOLINTEND(clang-analyzer-unix.Malloc) */

int conn_sendfile(struct conn *c, int file_fd, int64_t offset, size_t n)
{
	off_t at = (off_t)offset;

	if (c->tls)
		return sendfile_tls(c, file_fd, offset, n);
	while (n > 0) {
		size_t piece = n < SENDFILE_PIECE ? n : SENDFILE_PIECE;
		ssize_t put = sendfile(c->fd, file_fd, &at, piece);

		if (put == 0)
			return fail_private(ERR_IO, "the file is shorter than was promised");
		if (put < 0)
			TRY(again(c, WAIT_WRITE));
		else
			n -= (size_t)put;
	}
	return 0;
}

int conn_listen(const char *address, int port, int backlog, bool share)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *ai;
	char service[12];
	int fd, one = 1;

	snprintf(service, sizeof(service), "%d", port);
	if (getaddrinfo(address, service, &hints, &ai) != 0)
		return fail(ERR_IO, "%s is not a numeric address", address);
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
		(share && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof(one)) != 0) ||
		bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, backlog) != 0) {
		int cause = errno;

		if (fd >= 0)
			close(fd);
		freeaddrinfo(ai);
		return fail(ERR_IO, "cannot listen on %s port %d: %s", address, port, strerror(cause));
	}
	freeaddrinfo(ai);
	return fd;
}
