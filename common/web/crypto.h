/* Crypto: the one file that includes mbedTLS (net/tls apart). Same source on 2.28 and 3.6. */
#ifndef WEB_CRYPTO_H
#define WEB_CRYPTO_H

#include "base/str.h"

enum { SHA256_SIZE = 32 };

void sha256(const void *p, size_t n, unsigned char ret[SHA256_SIZE]);
/* Lower-case hex of the hash of s, in mem(); p = NULL on out of memory. */
struct str sha256_hex(struct str s);
void hmac_sha256(struct str key, struct str data, unsigned char ret[SHA256_SIZE]);
/* AES-256-GCM, 12-byte nonce, 16-byte tag. ret holds n bytes. open: false unless the tag is right. */
bool aes_gcm_seal(const unsigned char key[32], const unsigned char nonce[12], struct str aad, struct str plain,
	unsigned char *ret, unsigned char tag[16]);
bool aes_gcm_open(const unsigned char key[32], const unsigned char nonce[12], struct str aad, struct str cipher,
	const unsigned char tag[16], unsigned char *ret);
/* base64url without padding and base64 with; decode into mem(), false on any other byte or non-zero
 * leftover bits. */
void buf_base64url(struct buf *b, struct str s);
void buf_base64(struct buf *b, struct str s);
bool base64url_decode(struct str s, struct str *ret);
bool base64_decode(struct str s, struct str *ret);

#endif
