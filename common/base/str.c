#include "base/str.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static unsigned char lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool str_ieq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower((unsigned char)a.p[i]) != lower((unsigned char)b.p[i]))
			return false;
	return true;
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

ptrdiff_t str_find(struct str s, char c, size_t at)
{
	const char *hit = at < s.n ? memchr(s.p + at, c, s.n - at) : NULL;

	return hit ? hit - s.p : -1;
}

struct str str_sub(struct str s, size_t a, size_t b)
{
	if (b > s.n)
		b = s.n;
	if (a > b)
		a = b;
	return (struct str){ s.p ? s.p + a : NULL, b - a };
}

static bool space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.n && space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str str_split(struct str *rest, char sep)
{
	ptrdiff_t at = str_find(*rest, sep, 0);
	struct str part;

	if (at < 0) {
		part = *rest;
		*rest = STR_NONE;
		return part;
	}
	part = str_sub(*rest, 0, (size_t)at);
	*rest = str_sub(*rest, (size_t)at + 1, rest->n);
	return part;
}

bool str_i64(struct str s, int64_t *ret)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;

	if (s.n == (size_t)minus)
		return false;
	for (size_t i = minus; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, digit, &v))
			return false;
	}
	if (!minus && __builtin_sub_overflow((int64_t)0, v, &v))
		return false;
	*ret = v;
	return true;
}

/* Unicode 15, table 3-7. */
size_t utf8_sequence(const unsigned char *p, size_t n)
{
	unsigned char c = p[0], low = 0x80, high = 0xbf;
	size_t len = c < 0x80            ? 1
		: c >= 0xc2 && c <= 0xdf ? 2
		: c >= 0xe0 && c <= 0xef ? 3
		: c >= 0xf0 && c <= 0xf4 ? 4
					 : 0;

	if (len == 0 || len > n)
		return 0;
	if (c == 0xe0)
		low = 0xa0;
	if (c == 0xed)
		high = 0x9f;
	if (c == 0xf0)
		low = 0x90;
	if (c == 0xf4)
		high = 0x8f;
	for (size_t i = 1; i < len; i++) {
		if (p[i] < low || p[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

typedef unsigned char bytes16 __attribute__((vector_size(16)));

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '<';
}

/* NOLINTBEGIN(clang-analyzer-core.*): where n > 0 there are bytes */
size_t str_plain(struct str s)
{
	size_t i = 0;

	for (; i + sizeof(bytes16) <= s.n; i += sizeof(bytes16)) {
		union {
			bytes16 marks;
			uint64_t words[2];
		} odd;
		bytes16 v;

		memcpy(&v, s.p + i, sizeof(v));
		odd.marks = (bytes16)((v < ' ') | (v >= 0x7f) | (v == '"') | (v == '\\') | (v == '<'));
		if (odd.words[0] | odd.words[1])
			break;
	}
	while (i < s.n && is_plain((unsigned char)s.p[i]))
		i++;
	return i;
}
/* NOLINTEND(clang-analyzer-core.*) */

bool str_utf8(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t len = str_plain(str_sub(s, i, s.n));

		len = len ? len : utf8_sequence((const unsigned char *)s.p + i, s.n - i);
		if (len == 0)
			return false;
		i += len;
	}
	return true;
}

size_t str_chars(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

struct str str_dup(struct arena *a, struct str s)
{
	char *copy = s.p ? arena_strndup(a, s.p, s.n) : NULL;

	return (struct str){ copy, copy ? s.n : 0 };
}

struct str str_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return str_c(text);
}

bool str_eq_secret(struct str a, struct str b)
{
	volatile uint64_t diff = 0;
	size_t i = 0;

	if (a.n != b.n)
		return false;
	for (; i + 8 <= a.n; i += 8) {
		uint64_t x, y;

		memcpy(&x, a.p + i, 8);
		memcpy(&y, b.p + i, 8);
		diff |= x ^ y;
	}
	for (; i < a.n; i++)
		diff |= (unsigned char)(a.p[i] ^ b.p[i]);
	return diff == 0;
}

uint64_t str_hash(struct str s, uint64_t seed)
{
	uint64_t h = 0xcbf29ce484222325ULL ^ seed;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3ULL;
	return h;
}

static uint64_t turned(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = turned(v[1], 13) ^ v[0];
	v[0] = turned(v[0], 32);
	v[2] += v[3];
	v[3] = turned(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = turned(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = turned(v[1], 17) ^ v[2];
	v[2] = turned(v[2], 32);
}

static void sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

uint64_t str_hash_keyed(struct str s, const uint64_t key[2])
{
	uint64_t v[4] = { key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d, key[0] ^ 0x6c7967656e657261,
		key[1] ^ 0x7465646279746573 };
	uint64_t word = 0;
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		memcpy(&word, s.p + i, 8);
		sip_word(v, le64toh(word));
	}
	word = (uint64_t)s.n << 56;
	for (size_t k = 0; i + k < s.n; k++)
		word |= (uint64_t)(unsigned char)s.p[i + k] << 8 * k;
	sip_word(v, word);
	v[2] ^= 0xff;
	for (int k = 0; k < 3; k++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint64_t own_key[2];

/* Before any thread. */
__attribute__((constructor)) static void make_key(void)
{
	random_bytes(own_key, sizeof(own_key));
}

uint64_t str_hash_secret(struct str s)
{
	return str_hash_keyed(s, own_key);
}

void random_bytes(void *p, size_t n)
{
	char *at = p;

	while (n) {
		ssize_t got = getrandom(at, n, 0);

		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			at += got;
			n -= (size_t)got;
		}
	}
}

void hex_encode(char *ret, const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = p;

	for (size_t i = 0; i < n; i++) {
		ret[2 * i] = digits[bytes[i] >> 4];
		ret[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret[2 * n] = '\0';
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)lower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(void *ret, size_t n, struct str s)
{
	unsigned char *bytes = ret;

	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(s.p[2 * i]), low = hex_digit(s.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

bool str_is_uuid(struct str s)
{
	if (s.n != 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s.p[i] != '-' : hex_digit(s.p[i]) < 0)
			return false;
	}
	return true;
}

/* Drawn from a small buffer, wiped as it is used: one getrandom for many identifiers. */
void random_id(void *p, size_t n)
{
	static _Thread_local unsigned char pool[512];
	static _Thread_local size_t left;

	if (left < n) {
		random_bytes(pool, sizeof(pool));
		left = sizeof(pool);
	}
	left -= n;
	memcpy(p, pool + left, n);
	memset(pool + left, 0, n);
}

void uuid_new(char ret[37])
{
	static const unsigned char starts[] = { 0, 4, 6, 8, 10, 16 };
	unsigned char b[16];

	random_id(b, sizeof(b));
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	/* Each part's end is overwritten by the dash, the last one's by nothing. */
	for (size_t i = 0, at = 0; i < 5; at += 2 * (size_t)(starts[i + 1] - starts[i]) + 1, i++) {
		hex_encode(ret + at, b + starts[i], (size_t)(starts[i + 1] - starts[i]));
		if (i < 4)
			ret[at + 2 * (size_t)(starts[i + 1] - starts[i])] = '-';
	}
}
