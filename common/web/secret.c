#include "web/secret.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/crypto.h"

enum { KEYS_MAX = 8, ID_MAX = 16, KEY_SIZE = 32, NONCE_SIZE = 12, TAG_SIZE = 16, SECRET_BYTES_MAX = 4 << 20 };

struct key {
	char id[ID_MAX + 1];
	unsigned char bytes[KEY_SIZE];
};

/* Filled once at start; the first one seals. */
static struct key ring[KEYS_MAX];
static size_t ring_n;

static bool id_ok(struct str id)
{
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
			    c == '_'))
			return false;
	}
	return id.n > 0 && id.n <= ID_MAX;
}

static const struct key *find_key(struct str id)
{
	for (size_t i = 0; i < ring_n; i++)
		if (str_is(id, ring[i].id))
			return &ring[i];
	return NULL;
}

int secret_ring_load(const char *text)
{
	struct str rest = str_c(text);

	ring_n = 0;
	while (rest.p) {
		struct str hex = str_trim(str_split(&rest, ',')), id = str_split(&hex, ':');
		struct key *k = &ring[ring_n];

		if (ring_n == KEYS_MAX)
			return fail(ERR_INVALID, "the key ring has more than %d keys", KEYS_MAX);
		if (!id_ok(id) || find_key(id) || !hex.p || !hex_decode(k->bytes, KEY_SIZE, hex))
			return fail(ERR_INVALID,
				"entry %zu of the key ring must be id:64 hex digits, with an id of its own",
				ring_n + 1);
		memcpy(k->id, id.p, id.n);
		k->id[id.n] = '\0';
		ring_n++;
	}
	return ring_n ? 0 : fail(ERR_INVALID, "the key ring is empty");
}

int secret_seal(struct str plain, struct str aad, struct str *ret)
{
	struct buf b = BUF_ON(mem(), 2 * SECRET_BYTES_MAX);
	size_t n = NONCE_SIZE + TAG_SIZE + plain.n;
	unsigned char *raw;

	if (ring_n == 0)
		return fail_private(ERR_INTERNAL, "no key ring is loaded");
	if (plain.n > SECRET_BYTES_MAX)
		return fail(ERR_TOO_LARGE, "a secret has at most %d bytes", SECRET_BYTES_MAX);
	raw = TRY_MEM(arena_alloc(mem(), n));
	random_bytes(raw, NONCE_SIZE);
	if (!aes_gcm_seal(ring[0].bytes, raw, aad, plain, raw + NONCE_SIZE + TAG_SIZE, raw + NONCE_SIZE))
		return fail_private(ERR_INTERNAL, "sealing a secret failed");
	buf_printf(&b, "v1:%s:", ring[0].id);
	buf_base64url(&b, (struct str){ (const char *)raw, n });
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	*ret = buf_view(&b);
	return 0;
}

/* Splits "v1:<id>:<rest>"; NULL when it is not that, or the key is not in the ring. */
static const struct key *sealed_by(struct str sealed, struct str *rest)
{
	*rest = sealed;
	if (!str_is(str_split(rest, ':'), "v1"))
		return NULL;
	return find_key(str_split(rest, ':'));
}

int secret_open(struct str sealed, struct str aad, struct str *ret)
{
	struct str raw;
	const struct key *k = sealed_by(sealed, &raw);
	const unsigned char *p;
	unsigned char *plain;
	size_t n;

	if (!k)
		return fail_private(ERR_INTERNAL, "a sealed secret names a key that is not in the ring");
	if (!base64url_decode(raw, &raw) || raw.n < NONCE_SIZE + TAG_SIZE)
		return fail_private(ERR_INTERNAL, "a sealed secret is malformed");
	p = (const unsigned char *)raw.p;
	n = raw.n - NONCE_SIZE - TAG_SIZE;
	plain = TRY_MEM(arena_alloc(mem(), n + 1));
	if (!aes_gcm_open(k->bytes, p, aad, (struct str){ raw.p + NONCE_SIZE + TAG_SIZE, n }, p + NONCE_SIZE, plain))
		return fail_private(ERR_INTERNAL, "a sealed secret was changed, or stands where it does not belong");
	plain[n] = '\0';
	*ret = (struct str){ (const char *)plain, n };
	return 0;
}

struct str secret_hint(struct str plain)
{
	/* Prefixes that their makers publish: they tell the kind of a key, nothing of the key. */
	static const char *const prefixes[] = { "sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_",
		"whsec_", "shpat_", "shpca_", "shppa_", "shpss_", "sk-ant-", "sk-", "ck_", "cs_", "xoxb-", "SG.", "EAA",
		NULL };
	struct str prefix = STR(""), tail = STR("");
	bool ascii = true;

	for (size_t i = 0; prefixes[i] && !prefix.n; i++)
		if (str_starts(plain, str_c(prefixes[i])))
			prefix = str_c(prefixes[i]);
	for (size_t i = 0; i < plain.n; i++)
		ascii &= plain.p[i] > ' ' && plain.p[i] < 0x7f;
	if (plain.n >= 20 && ascii)
		tail = str_sub(plain, plain.n - 4, plain.n);
	return str_printf(mem(), "%.*s…%.*s", STR_FMT(prefix), STR_FMT(tail));
}
