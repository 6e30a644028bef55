#include "web/crypto.h"

#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/context.h"

/* A wrong hash must never be used. */
static void must(int r)
{
	if (r != 0)
		abort();
}

static pthread_key_t at_exit;

static void forget(void *context)
{
	mbedtls_md_free(context);
}

static void make_key(void)
{
	must(pthread_key_create(&at_exit, forget));
}

/* Made by a thread's first hash and used for all that follow, which so need no memory and cannot fail; it ends with its
 * thread. No fiber waits between the start of a hash and its end. */
static mbedtls_md_context_t *hasher(void)
{
	static _Thread_local mbedtls_md_context_t context;
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static _Thread_local bool ready;

	if (!ready) {
		must(mbedtls_md_setup(&context, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 1));
		must(pthread_once(&once, make_key));
		must(pthread_setspecific(at_exit, &context));
	}
	ready = true;
	return &context;
}

void sha256(const void *p, size_t n, unsigned char ret[SHA256_SIZE])
{
	mbedtls_md_context_t *h = hasher();

	must(mbedtls_md_starts(h));
	must(mbedtls_md_update(h, p ? p : (const void *)"", n));
	must(mbedtls_md_finish(h, ret));
}

struct str sha256_hex(struct str s)
{
	unsigned char hash[SHA256_SIZE];
	char *hex = arena_alloc(mem(), 2 * SHA256_SIZE + 1);

	if (!hex)
		return STR_NONE;
	sha256(s.p, s.n, hash);
	hex_encode(hex, hash, SHA256_SIZE);
	return (struct str){ hex, 2 * SHA256_SIZE };
}

void hmac_sha256(struct str key, struct str data, unsigned char ret[SHA256_SIZE])
{
	const unsigned char *k = (const unsigned char *)(key.p ? key.p : ""),
			    *d = (const unsigned char *)(data.p ? data.p : "");

	mbedtls_md_context_t *h = hasher();

	must(mbedtls_md_hmac_starts(h, k, key.n));
	must(mbedtls_md_hmac_update(h, d, data.n));
	must(mbedtls_md_hmac_finish(h, ret));
}

bool aes_gcm_seal(const unsigned char key[32], const unsigned char nonce[12], struct str aad, struct str plain,
	unsigned char *ret, unsigned char tag[16])
{
	mbedtls_gcm_context gcm;
	int r;

	mbedtls_gcm_init(&gcm);
	r = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, 256);
	if (r == 0)
		r = mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, plain.n, nonce, 12,
			(const unsigned char *)aad.p, aad.n, (const unsigned char *)plain.p, ret, 16, tag);
	mbedtls_gcm_free(&gcm);
	return r == 0;
}

bool aes_gcm_open(const unsigned char key[32], const unsigned char nonce[12], struct str aad, struct str cipher,
	const unsigned char tag[16], unsigned char *ret)
{
	mbedtls_gcm_context gcm;
	int r;

	mbedtls_gcm_init(&gcm);
	r = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, 256);
	if (r == 0)
		r = mbedtls_gcm_auth_decrypt(&gcm, cipher.n, nonce, 12, (const unsigned char *)aad.p, aad.n, tag, 16,
			(const unsigned char *)cipher.p, ret);
	mbedtls_gcm_free(&gcm);
	return r == 0;
}

/* ---- base64, both alphabets by one pair of functions (RFC 4648) */

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void encode(struct buf *b, struct str s, const char *alphabet)
{
	const unsigned char *p = (const unsigned char *)s.p;
	char *to = s.n > b->max ? NULL : buf_reserve(b, (s.n + 2) / 3 * 4);
	size_t n = 0, i;
	uint32_t bits;

	if (!to) {
		b->failed = true;
		return;
	}
	for (i = 0; i < s.n; i += 3) {
		size_t left = s.n - i < 3 ? s.n - i : 3;

		bits = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
		for (size_t k = 0; k <= left; k++)
			to[n++] = alphabet[bits >> (18 - 6 * k) & 63];
	}
	b->len += n;
	b->p[b->len] = '\0';
}

static int sextet(char c, const char *alphabet)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == alphabet[62])
		return 62;
	return c == alphabet[63] ? 63 : -1;
}

/* s without padding. */
static bool decode(struct str s, const char *alphabet, struct str *ret)
{
	char *to = s.n % 4 == 1 ? NULL : arena_alloc(mem(), s.n / 4 * 3 + 3);
	uint32_t bits = 0;
	size_t n = 0;
	int have = 0;

	if (!to)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int v = sextet(s.p[i], alphabet);

		if (v < 0)
			return false;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[n++] = (char)(bits >> have);
		}
	}
	to[n] = '\0';
	if (bits & ((1U << have) - 1))
		return false;
	*ret = (struct str){ to, n };
	return true;
}

void buf_base64url(struct buf *b, struct str s)
{
	encode(b, s, url_safe);
}

void buf_base64(struct buf *b, struct str s)
{
	encode(b, s, standard);
	if (s.n % 3)
		buf_put(b, "==", 3 - s.n % 3);
}

bool base64url_decode(struct str s, struct str *ret)
{
	return decode(s, url_safe, ret);
}

bool base64_decode(struct str s, struct str *ret)
{
	size_t padding = s.n && s.p[s.n - 1] == '=' ? s.n > 1 && s.p[s.n - 2] == '=' ? 2 : 1 : 0;

	return s.n % 4 == 0 && decode(str_sub(s, 0, s.n - padding), standard, ret);
}
