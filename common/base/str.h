/* Strings: struct str is a pointer and a length; struct buf is a string builder born with a ceiling.
 *
 * A struct str never owns. p == NULL means absent, p != NULL with n == 0 means empty. Strings made by
 * this house are NUL-terminated behind n where the comment of their maker says so.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_NONE ((struct str){ NULL, 0 })
/* For printf: "%.*s" */
#define STR_FMT(s) (int)(s).n, (s).p ? (s).p : ""

static inline struct str str_c(const char *c)
{
	return (struct str){ c, c ? strlen(c) : 0 };
}

static inline bool str_eq(struct str a, struct str b)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): only an empty string may have p = NULL */
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_is(struct str a, const char *c)
{
	return str_eq(a, str_c(c));
}

/* ASCII case folded. */
bool str_ieq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Index of c from position at, or -1. */
ptrdiff_t str_find(struct str s, char c, size_t at);
/* s from byte a up to byte b, both clamped. */
struct str str_sub(struct str s, size_t a, size_t b);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Cuts the part before sep off *rest and returns it; the last part empties *rest (p = NULL). */
struct str str_split(struct str *rest, char sep);
/* Whole string as a decimal integer; false on anything else or overflow. */
bool str_i64(struct str s, int64_t *ret);
/* Valid UTF-8 (no surrogates, no overlong forms). */
bool str_utf8(struct str s);
/* Length of the valid UTF-8 sequence at p (n bytes left, 1 or more), 0 when there is none. */
size_t utf8_sequence(const unsigned char *p, size_t n);
/* Length of the run at the front that no reader or writer of quoted text need look at: printable ASCII but " \ < */
size_t str_plain(struct str s);
/* Unicode code points in valid UTF-8. */
size_t str_chars(struct str s);
/* NUL-terminated copy. p == NULL on out of memory (or when s is absent). */
struct str str_dup(struct arena *a, struct str s);
struct str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Compares without telling by its time where they differ; lengths are not secret. */
bool str_eq_secret(struct str a, struct str b);
/* FNV-1a 64: the same everywhere and for ever, for names. Not for tables: who chooses the keys can make them meet, whatever the seed
 * (keys of one length meet by its low byte alone). */
uint64_t str_hash(struct str s, uint64_t seed);
/* SipHash-1-3, for tables: nobody without the key can make texts meet. */
uint64_t str_hash_keyed(struct str s, const uint64_t key[2]);
/* The same by this process's own random key. */
uint64_t str_hash_secret(struct str s);

/* "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", hex of either case. */
bool str_is_uuid(struct str s);
/* A new random (version 4) UUID, lower case, NUL-terminated; from getrandom. */
void uuid_new(char ret[37]);
/* Cryptographic random bytes from getrandom; aborts when the kernel cannot give them. */
void random_bytes(void *p, size_t n);
/* Random bytes for identifiers, at most 64: the same source through a buffer. Not for keys. */
void random_id(void *p, size_t n);
/* Lower-case hex of n bytes into ret[2 n + 1]. */
void hex_encode(char *ret, const void *p, size_t n);
/* False unless s is exactly 2 n hex digits. */
bool hex_decode(void *ret, size_t n, struct str s);

/* ---- builder ---------------------------------------------------------------------------------
 * Sticky failure: after an append that would pass the ceiling or failed to allocate, nothing is
 * added any more and buf_ok() is false; check once at the end.
 */
struct buf {
	char *p; /* NUL-terminated when non-NULL */
	size_t len, cap, max;
	struct arena *arena; /* NULL: malloc; then buf_done() frees */
	bool failed, full;   /* full: because it would have passed max */
};

#define BUF_ON(a, ceiling) ((struct buf){ .arena = (a), .max = (ceiling) })

void buf_done(struct buf *b);
static inline bool buf_ok(const struct buf *b)
{
	return !b->failed;
}
/* Why it failed: 0, -ERR_TOO_LARGE (it would have passed max), -ERR_NOMEM. Writes no note. */
int buf_error(const struct buf *b);
/* Room for n more bytes; pointer to write them at, or NULL. Commit with b->len += n. */
char *buf_reserve(struct buf *b, size_t n);
void buf_put(struct buf *b, const void *p, size_t n);
void buf_char(struct buf *b, char c);
void buf_c(struct buf *b, const char *c);
static inline void buf_str(struct buf *b, struct str s)
{
	buf_put(b, s.p, s.n);
}
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* HTML text and attribute escaping: & < > " ' */
void buf_html(struct buf *b, struct str s);
/* RFC 3986 percent encoding of all but unreserved characters. */
void buf_url(struct buf *b, struct str s);
/* Drops the first n bytes. */
void buf_consume(struct buf *b, size_t n);
static inline struct str buf_view(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->len };
}

#endif
