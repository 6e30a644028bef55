#include "unit.h"

#include "base/context.h"
#include "data.h"
#include "web/crypto.h"
#include "web/json.h"

static void test_hash(void **state)
{
	unsigned char mac[SHA256_SIZE];
	char hex[65];

	(void)state;
	assert_string_equal(
		sha256_hex(STR("abc")).p, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(sha256_hex(STR_NONE).p, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	/* RFC 4231, test case 2 */
	hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), mac);
	hex_encode(hex, mac, sizeof(mac));
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void test_base64(void **state)
{
	/* RFC 4648, section 10 */
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }, { "\xff\xef\xbe", "/+++" } };
	static const char *const bad[] = { "Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "Z===", "====", "Zm 9v", "Zm9v\n",
		"Zg==Zg==", "-_-_" };
	static const char *const bad_url[] = { "Z", "Zh", "Zm9", "Zg==", "+/", "Zm9v ", "Zm9\xc3" };

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct buf b = BUF_ON(mem(), 100);
		struct str back;

		buf_base64(&b, str_c(pairs[i][0]));
		assert_true(str_is(buf_view(&b), pairs[i][1]));
		assert_true(base64_decode(str_c(pairs[i][1]), &back) && str_is(back, pairs[i][0]));
		b.len = 0;
		buf_base64url(&b, str_c(pairs[i][0]));
		assert_true(base64url_decode(buf_view(&b), &back) && str_is(back, pairs[i][0]));
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct str back;

		assert_false(base64_decode(str_c(bad[i]), &back));
	}
	for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++) {
		struct str back;

		assert_false(base64url_decode(str_c(bad_url[i]), &back));
	}
}

static void test_gcm(void **state)
{
	unsigned char key[32] = { 1 }, nonce[12] = { 2 }, tag[16], cipher[5], plain[5];

	(void)state;
	assert_true(aes_gcm_seal(key, nonce, STR("aad"), STR("hello"), cipher, tag));
	struct str sealed = { (const char *)cipher, 5 };
	assert_true(aes_gcm_open(key, nonce, STR("aad"), sealed, tag, plain));
	assert_memory_equal(plain, "hello", 5);
	assert_false(aes_gcm_open(key, nonce, STR("aae"), sealed, tag, plain));
	tag[15] ^= 1;
	assert_false(aes_gcm_open(key, nonce, STR("aad"), sealed, tag, plain));
	assert_true(aes_gcm_seal(key, nonce, STR_NONE, STR_NONE, cipher, tag));
}

/* ---- Project Wycheproof, where the data folder is there */

static struct str unhex(const struct json *test, const char *name)
{
	struct str hex = json_get_str(test, name);
	char *raw = arena_alloc(mem(), hex.n / 2 + 1);

	assert_true(hex_decode(raw, hex.n / 2, hex));
	return (struct str){ raw, hex.n / 2 };
}

static bool gcm_opens(const struct json *t)
{
	struct str ct = unhex(t, "ct"), tag = unhex(t, "tag");
	unsigned char *plain = arena_alloc(mem(), ct.n + 1);
	bool good = aes_gcm_open((const unsigned char *)unhex(t, "key").p, (const unsigned char *)unhex(t, "iv").p,
		unhex(t, "aad"), ct, (const unsigned char *)tag.p, plain);

	return good && str_eq((struct str){ (char *)plain, ct.n }, unhex(t, "msg"));
}

static bool hmac_matches(const struct json *t)
{
	unsigned char mac[SHA256_SIZE];
	struct str tag = unhex(t, "tag");

	hmac_sha256(unhex(t, "key"), unhex(t, "msg"), mac);
	return str_eq_secret(tag, (struct str){ (char *)mac, tag.n });
}

/* Runs every test of the groups that have key_bits (and nonces of 96 bits); returns how many. */
static int run_groups(const char *path, int64_t key_bits, bool (*run)(const struct json *))
{
	struct str text = data_read_xz(path);
	const struct json *j;
	int n = 0;

	if (!text.p) {
		print_message("SKIPPED: %s is not here, or xz is not\n", path);
		skip();
	}
	assert_int_equal(json_parse(text, &j), 0);
	for (const struct json *g = json_first(json_get(j, "testGroups")); g; g = json_next(g)) {
		if ((key_bits && json_get_int(g, "keySize", 0) != key_bits) || json_get_int(g, "ivSize", 96) != 96)
			continue;
		for (const struct json *t = json_first(json_get(g, "tests")); t; t = json_next(t), n++)
			if (run(t) != str_is(json_get_str(t, "result"), "valid"))
				flunk("%s: tcId %d", path, (int)json_get_int(t, "tcId", 0));
	}
	print_message("%d vectors\n", n);
	return n;
}

static void test_wycheproof_gcm(void **state)
{
	(void)state;
	assert_true(run_groups("../shared/data/wycheproof/aes_gcm.json.xz", 256, gcm_opens) > 10);
}

static void test_wycheproof_hmac(void **state)
{
	(void)state;
	assert_true(run_groups("../shared/data/wycheproof/hmac_sha256.json.xz", 0, hmac_matches) > 10);
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_hash, clear),
		cmocka_unit_test_teardown(test_base64, clear),
		cmocka_unit_test_teardown(test_gcm, clear),
		cmocka_unit_test_teardown(test_wycheproof_gcm, clear),
		cmocka_unit_test_teardown(test_wycheproof_hmac, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
