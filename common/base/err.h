/* Errors: one table for the whole house, and the note that says more than a number.
 *
 * A function that can fail returns 0 (or a count) or a negative ERR_…; the table gives each its HTTP
 * status, its public code and its public sentence. fail() returns the negative number and writes a
 * detail into the error note of the work that is running (base/context.h), so that
 *
 *	return fail(ERR_CONFLICT, "step %d is not open yet", n);
 *
 * is the whole of reporting an error, on every floor. What only we may read (SQLSTATE, an upstream's
 * body) goes through fail_private(): it reaches the log line, never the client.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

/* name, HTTP status, public code, public title */
#define ERR_TABLE(X)                                                                               \
	X(BAD_REQUEST, 400, "bad_request", "The request could not be understood")                  \
	X(BAD_JSON, 400, "bad_json", "The body is not valid JSON")                                 \
	X(UNAUTHORIZED, 401, "unauthorized", "Sign in first")                                      \
	X(FORBIDDEN, 403, "forbidden", "Your token does not allow this")                           \
	X(NOT_FOUND, 404, "not_found", "There is nothing here")                                    \
	X(METHOD, 405, "method_not_allowed", "This address does not take that method")             \
	X(REQUEST_TIMEOUT, 408, "request_timeout", "The request did not arrive in time")           \
	X(CONFLICT, 409, "conflict", "This does not fit the present state")                        \
	X(TOO_LARGE, 413, "too_large", "The request is larger than this address takes")            \
	X(URI_TOO_LONG, 414, "uri_too_long", "The address is too long")                            \
	X(MEDIA_TYPE, 415, "unsupported_media_type", "This address does not take that media type") \
	X(EXPECTATION, 417, "expectation_failed", "The Expect header cannot be met")               \
	X(INVALID, 422, "invalid", "Some values cannot be accepted")                               \
	X(UPGRADE, 426, "upgrade_required", "This address speaks WebSocket, version 13")           \
	X(RATE_LIMITED, 429, "rate_limited", "Too many requests; wait a moment")                   \
	X(HEAD_TOO_LARGE, 431, "head_too_large", "The request's header fields are too large")      \
	X(INTERNAL, 500, "internal", "Something broke on our side")                                \
	X(NOMEM, 503, "out_of_memory", "Too busy at the moment")                                   \
	X(NOT_IMPLEMENTED, 501, "not_implemented", "This method or encoding is not spoken here")   \
	X(UPSTREAM, 502, "upstream", "A service that we asked answered wrongly")                   \
	X(UNAVAILABLE, 503, "unavailable", "A part that is needed is not available; try again")    \
	X(OVERLOAD, 503, "overload", "Too busy at the moment; try again")                          \
	X(DEADLINE, 504, "deadline", "This took too long and was given up")                        \
	X(HTTP_VERSION, 505, "http_version", "Only HTTP/1.1 and HTTP/1.0 are spoken here")         \
	X(GONE, 499, "client_gone", "The client hung up")                                          \
	X(SHUTDOWN, 503, "shutdown", "This server is going down; try again")                       \
	X(CANCELLED, 503, "cancelled", "The work was cancelled")                                   \
	X(IO, 500, "io", "A connection or a file failed")                                          \
	X(EOF, 500, "eof", "The other side ended early")                                           \
	X(DB, 500, "database", "The database refused a statement")                                 \
	X(DB_UNIQUE, 409, "already_exists", "This exists already")                                 \
	X(DB_AWAY, 503, "database_away", "The database cannot be reached; try again")              \
	X(REDIS_AWAY, 503, "redis_away", "Redis cannot be reached")                                \
	X(BREAKER_OPEN, 503, "upstream_resting", "A service that we need is resting; try again")   \
	X(LOST, 409, "lost", "Another worker has taken this over")

enum err {
	ERR_OK = 0,
#define X(name, status, code, title) ERR_##name,
	ERR_TABLE(X)
#undef X
		ERR_COUNT
};

struct err_info {
	const char *name;  /* "CONFLICT" */
	int status;        /* HTTP status to answer with */
	const char *code;  /* stable, public, machine-readable */
	const char *title; /* public sentence */
};

/* Looks up r, negative or positive; unknown numbers are ERR_INTERNAL. Never NULL. */
const struct err_info *err_info(int r);

/* Writes the public detail into the current error note and returns -code. Truncates at 255 bytes. */
int fail(enum err code, const char *fmt, ...) __attribute__((format(printf, 2, 3), cold));

/* The same for a detail that only the log may show. */
int fail_private(enum err code, const char *fmt, ...) __attribute__((format(printf, 2, 3), cold));

/* An analyzer sees one file at a time, and would follow the paths on which fail() succeeds. */
#ifdef __clang_analyzer__
#define fail(code, ...) (fail((code), __VA_ARGS__), -(int)(code))
#define fail_private(code, ...) (fail_private((code), __VA_ARGS__), -(int)(code))
#endif

#endif
