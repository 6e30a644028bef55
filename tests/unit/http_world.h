/* A server of ours and raw clients on one loop, for tests of what goes over the wire. */
#ifndef UNIT_HTTP_WORLD_H
#define UNIT_HTTP_WORLD_H

#include "unit.h"

#include "net/conn.h"
#include "net/http_server.h"

/* The first row with the path serves; without one the body (64 bytes at most) is echoed, "empty" when
 * there is none. Ends with path NULL. */
struct world_route {
	const char *path;
	void (*serve)(struct http_exchange *ex);
};

extern struct http_world {
	struct http_server *server;
	struct http_server_options options;
	const struct world_route *routes;
	int hits, result; /* requests handled; what the last handler's wait or read gave */
	int running;
	char seen[256]; /* "METHOD target body|" of each request */
} at;

/* Runs body on a fiber of a fresh loop beside a server. */
void with_server(void (*body)(void), const struct world_route *routes, struct http_server_options o);
#define IN_SERVER(name, ...)                                                            \
	static void test_##name(void **state)                                           \
	{                                                                               \
		(void)state;                                                            \
		with_server(name, routes, (struct http_server_options){ __VA_ARGS__ }); \
	}

void reply_text(struct http_exchange *ex, int status, struct str body);
void note(struct http_exchange *ex, struct str body);
struct http_server_stats stats(void);

struct raw {
	struct conn c;
	char got[32 * 1024];
	size_t n;
};

struct raw *dial(void);
void hang_up(struct raw *r);
void say(struct raw *r, const char *text);
/* Reads until what came ends with end; forgets it all at the next hear. */
void hear(struct raw *r, const char *end);
/* All until the server closes; what does not fit is counted only. */
size_t hear_all(struct raw *r);
/* dial, say, hear_all. */
struct raw *ask(const char *text);
bool heard(const struct raw *r, const char *text);
int count(const char *text, const char *what);

#define GET(target) "GET " target " HTTP/1.1\r\nHost: a\r\n"
#define POST(target) "POST " target " HTTP/1.1\r\nHost: a\r\n"
#define CLOSE "Connection: close\r\n\r\n"

#endif
