/* HTTP/1.1 reading, pure: bytes in, meaning or refusal out. No I/O, no allocation.
 *
 * Strict after RFC 9112: CRLF line ends, token names, no space before the colon, no line folding, no
 * control bytes, exactly one Host in 1.1, one Content-Length of digits or Transfer-Encoding exactly
 * "chunked", never both; origin-form targets or "*" only. Whatever it does not understand it
 * refuses with the status that says why; the server then closes the connection.
 */
#ifndef NET_HTTP_PARSE_H
#define NET_HTTP_PARSE_H

#include "base/str.h"

enum { HTTP_HEADERS_MAX = 100, HTTP_HEAD_MAX = 16 * 1024 };

enum http_method {
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_METHODS, /* their count */
	HTTP_OTHER    /* a valid token that we do not know */
};

struct http_header {
	struct str name, value; /* views into the input; value trimmed */
};

struct http_head {
	enum http_method method;
	struct str target;      /* as sent: "/path?query" or "*" */
	struct str path, query; /* target split at the first '?'; query.p = NULL when there is none */
	int minor;              /* HTTP/1.minor: 0 or 1 */
	struct http_header headers[HTTP_HEADERS_MAX];
	size_t nheaders;
	bool keep_alive; /* by version and Connection */
	bool chunked;
	bool has_length; /* Content-Length was sent */
	int64_t length;  /* 0 when it was not */
	bool expect_continue;
};

const char *http_method_name(enum http_method m);

/* Parses a whole head out of in. > 0: its length in bytes, ret filled (views into in). 0: incomplete,
 * read more (in is shorter than HTTP_HEAD_MAX and holds no blank line yet). Negative: refusal, with
 * ERR_BAD_REQUEST, ERR_HEAD_TOO_LARGE, ERR_URI_TOO_LONG, ERR_HTTP_VERSION, ERR_NOT_IMPLEMENTED,
 * ERR_EXPECTATION or ERR_TOO_LARGE, and a note. */
int http_parse_head(struct str in, struct http_head *ret);

/* First header of that name (ASCII case folded); p = NULL when absent. */
struct str http_header(const struct http_head *h, const char *name);

/* Chunked body decoder. Feed it what has been read; it compacts decoded bytes to the front of what
 * was fed. */
struct http_chunks {
	int state;
	uint64_t left;
	unsigned digits, line;
};
/* Decodes n bytes at p in place. *decoded: bytes of body now at p. Returns bytes consumed; when
 * *done, the rest belongs to the next request. Negative: -ERR_BAD_REQUEST. */
ptrdiff_t http_chunks_feed(struct http_chunks *c, char *p, size_t n, size_t *decoded, bool *done);

/* A response's head for tests and for health probes is libcurl's business, not ours. */

#endif
