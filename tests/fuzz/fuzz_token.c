/* Fuzz target: what comes from outside and is checked by a key: tokens, tickets, sealed secrets, base64. The first byte
 * chooses. Nothing that was not signed here may pass; what is signed here may hold anything, and must not hurt. */
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/context.h"
#include "web/auth.h"
#include "web/crypto.h"
#include "web/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET STR("a secret that no input of a fuzzer knows")
#define RING "k1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void forged(struct str in)
{
	struct identity id;
	struct str payload;

	must(token_verify(in, SECRET, NULL, &id) < 0);
	must(ticket_verify(in, SECRET, "preview", &payload) < 0);
	must(secret_open(in, STR("place"), &payload) < 0);
}

/* Header and claims, a line break between them, rightly signed. */
static void signed_token(struct str in)
{
	struct buf b = BUF_ON(mem(), 1 << 20);
	unsigned char mac[SHA256_SIZE];
	struct str header = str_split(&in, '\n');
	struct identity id;

	buf_base64url(&b, header);
	buf_char(&b, '.');
	buf_base64url(&b, in.p ? in : STR(""));
	hmac_sha256(SECRET, buf_view(&b), mac);
	buf_char(&b, '.');
	buf_base64url(&b, (struct str){ (const char *)mac, sizeof(mac) });
	must(buf_ok(&b));
	if (token_verify(buf_view(&b), SECRET, NULL, &id) != 0)
		return;
	must(str_is_uuid(str_c(id.sub)) && (!id.session_id[0] || str_is_uuid(str_c(id.session_id))));
	must(id.scopes[0] == ' ' && id.scopes[strlen(id.scopes) - 1] == ' ' && strlen(id.issuer) < sizeof(id.issuer));
}

static void seal(struct str in)
{
	struct buf b = BUF_ON(mem(), 1 << 20);
	struct str sealed, plain;

	must(secret_seal(in, STR("place"), &sealed) == 0 && secret_open(sealed, STR("place"), &plain) == 0 &&
		str_eq(in, plain));
	must(secret_open(sealed, STR("elsewhere"), &plain) < 0);
	must(secret_hint(in).p);
	ticket_sign(&b, SECRET, "preview", in, clock_unix() + 60);
	if (buf_ok(&b) && b.len <= 4096)
		must(ticket_verify(buf_view(&b), SECRET, "preview", &plain) == 0 && str_eq(in, plain));
}

/* One text, one meaning: what decodes must encode to the same. */
static void base64(struct str in)
{
	struct buf b = BUF_ON(mem(), 1 << 20);
	struct str out;

	if (base64url_decode(in, &out)) {
		buf_base64url(&b, out);
		must(str_eq(buf_view(&b), in));
	}
	b.len = 0;
	if (base64_decode(in, &out)) {
		buf_base64(&b, out);
		must(str_eq(buf_view(&b), in));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *exact;
	struct str in;

	if (size < 1)
		return 0;
	must(secret_ring_load(RING) == 0);
	exact = malloc(size); /* nothing behind it, so that ASan sees the first byte too many */
	memcpy(exact, data, size);
	in = (struct str){ exact + 1, size - 1 };
	switch (exact[0]) {
	case 's': signed_token(in); break;
	case 'p': seal(in); break;
	case 'b': base64(in); break;
	case 'r': secret_ring_load(str_dup(mem(), in).p ? str_dup(mem(), in).p : ""); break;
	default: forged(in);
	}
	free(exact);
	context_clear(context());
	return 0;
}
