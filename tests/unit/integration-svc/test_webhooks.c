/* Stripe's signatures: own vectors, and those that Stripe's library made, where the specs folder is there. */
#include "unit.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "connector_stripe.h"
#include "data.h"
#include "web/crypto.h"

#define SECRET "whsec_own"
#define EVENT "{\"id\":\"evt_1\",\"type\":\"charge.refunded\"}"
#define VECTORS "../shared/specs/webhook-vectors/vectors.json"

static struct vec one(const char *key, struct str value)
{
	struct pair *p = ARENA_NEW(mem(), struct pair);

	*p = (struct pair){ str_c(key), value };
	return (struct vec){ p, 1 };
}

static int verify(struct str secret, struct str header, struct str body, int64_t now, struct webhook_event *ret)
{
	struct vec values = one("webhook_secret", secret), headers = one("stripe-signature", header);

	return stripe_verify(&values, &headers, body, now, ret);
}

/* HMAC-SHA256 of "<t>.<body>", in hex. */
static struct str sign(const char *secret, const char *t, struct str body)
{
	unsigned char mac[SHA256_SIZE];
	char *hex = arena_alloc(mem(), 2 * SHA256_SIZE + 1);

	hmac_sha256(str_c(secret), str_printf(mem(), "%s.%.*s", t, STR_FMT(body)), mac);
	hex_encode(hex, mac, sizeof(mac));
	return str_c(hex);
}

static void test_known(void **state)
{
	struct webhook_event event;

	(void)state;
	/* printf '1700000000.{"id":"evt_1","type":"charge.refunded"}' | openssl dgst -sha256 -hmac whsec_own */
	assert_int_equal(
		verify(STR(SECRET),
			STR("t=1700000000,v1=f4b183ab358564176ed1d063735283a39ba1e72cca6422c59b3c34275c863e98"),
			STR(EVENT), 1700000000, &event),
		0);
	assert_true(str_is(event.id, "evt_1"));
	assert_true(str_is(event.topic, "charge.refunded"));
}

/* %s stands for the right signature. */
static void test_headers(void **state)
{
	static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
	static const struct {
		const char *header;
		int64_t now;
		bool good;
	} cases[] = {
		{ "t=1000,v1=%s", 1000, true },
		{ "v1=%s,t=1000", 1000, true },
		{ "t=1000,v0=00,v1=%s", 1000, true },
		{ "t=1000,v1=00,v1=,v1=%s,v1=00", 1000, true },
		{ "t=1000,v1=%s", 1300, true },
		{ "t=1000,v1=%s", 700, true },
		{ "t=1000,v1=%s", 1301, false },
		{ "t=1000,v1=%s", 699, false },
		{ "t=1000,v0=%s", 1000, false },
		{ "t=1000,v1=%s0", 1000, false },
		{ "t=1000,v1= %s", 1000, false },
		{ "t=1000;v1=%s", 1000, false },
		{ "t=1001,v1=%s", 1000, false },
		{ "t=01000,v1=%s", 1000, false },
		{ "t= 1000,v1=%s", 1000, false },
		{ "t=,v1=%s", 1000, false },
		{ "v1=%s", 1000, false },
		{ "%s", 1000, false },
		{ "t=1000,v1", 1000, false },
		{ "t=1000", 1000, false },
		{ ",,=,t,v1", 1000, false },
		{ "", 1000, false },
	};
	struct str right = sign(SECRET, "1000", STR(EVENT));
	struct webhook_event event;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *rest = strstr(cases[i].header, "%s");
		struct str header = str_c(cases[i].header);
		int r;

		if (rest)
			header = str_printf(mem(), "%.*s%s%s", (int)(rest - header.p), header.p, right.p, rest + 2);
		r = verify(STR(SECRET), header, STR(EVENT), cases[i].now, &event);
		if (r != (cases[i].good ? 0 : -ERR_BAD_REQUEST))
			flunk("%s at %lld: %d", cases[i].header, (long long)cases[i].now, r);
	}
	assert_int_equal(verify(STR(SECRET), str_printf(mem(), "t=1000,v1=%s", zeros), STR(EVENT), 1000, &event),
		-ERR_BAD_REQUEST);
	assert_int_equal(verify(STR(SECRET), STR_NONE, STR(EVENT), 1000, &event), -ERR_BAD_REQUEST);
	assert_int_equal(
		verify(STR("whsec_other"), str_printf(mem(), "t=1000,v1=%s", right.p), STR(EVENT), 1000, &event),
		-ERR_BAD_REQUEST);
	/* Without a secret nothing is verified, whatever an empty key would sign. */
	assert_int_equal(verify(STR_NONE, str_printf(mem(), "t=1000,v1=%s", sign("", "1000", STR(EVENT)).p), STR(EVENT),
				 1000, &event),
		-ERR_NOT_FOUND);
}

/* Times at the ends of what a number holds, rightly signed: judged, not overflowed. */
static void test_times(void **state)
{
	static const char *const far[] = { "9223372036854775807", "-9223372036854775808", "0", "92233720368547758070",
		"99999999999999999999" };
	struct webhook_event event;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(far); i++) {
		struct str header = str_printf(mem(), "t=%s,v1=%s", far[i], sign(SECRET, far[i], STR(EVENT)).p);

		assert_int_equal(verify(STR(SECRET), header, STR(EVENT), 1700000000, &event), -ERR_BAD_REQUEST);
	}
}

/* Every byte counts; and what is signed must be an event. */
static void test_bodies(void **state)
{
	static const char *const odd[] = { "", "[]", "null", "{}", "{\"id\":\"evt_1\"}", "{\"type\":\"x\"}",
		"{\"id\":\"\",\"type\":\"x\"}", "{\"id\":1,\"type\":\"x\"}", "{\"id\":\"a\",\"type\":\"x\"",
		"{\"id\":\"a\",\"type\":\"x\",\"v\":\"\\u0000\"}", "{\"id\":\"a\",\"id\":\"b\",\"type\":\"x\"}" };
	struct str right = str_printf(mem(), "t=1000,v1=%s", sign(SECRET, "1000", STR(EVENT)).p);
	struct webhook_event event;
	char body[] = EVENT;
	char *name = arena_alloc(mem(), 256);

	(void)state;
	for (size_t i = 0; i < sizeof(body) - 1; i++) {
		body[i] ^= 1;
		assert_int_equal(verify(STR(SECRET), right, str_c(body), 1000, &event), -ERR_BAD_REQUEST);
		body[i] ^= 1;
	}
	assert_int_equal(verify(STR(SECRET), right, str_c(body), 1000, &event), 0);
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct str header = str_printf(mem(), "t=1000,v1=%s", sign(SECRET, "1000", str_c(odd[i])).p);

		if (verify(STR(SECRET), header, str_c(odd[i]), 1000, &event) != -ERR_BAD_REQUEST)
			flunk("%s was taken", odd[i]);
	}
	memset(name, 'x', 256);
	for (size_t n = 255; n <= 256; n++) {
		struct str event_text = str_printf(mem(), "{\"id\":\"%.*s\",\"type\":\"x\"}", (int)n, name);
		struct str header = str_printf(mem(), "t=1000,v1=%s", sign(SECRET, "1000", event_text).p);

		assert_int_equal(
			verify(STR(SECRET), header, event_text, 1000, &event), n == 255 ? 0 : -ERR_BAD_REQUEST);
	}
}

static void test_vectors(void **state)
{
	struct str text = data_read(VECTORS);
	const struct json *list;
	int good = 0, bad = 0;

	(void)state;
	if (!text.p) {
		print_message("SKIPPED: %s is not here\n", VECTORS);
		skip();
	}
	assert_int_equal(json_parse(text, &list), 0);
	for (const struct json *v = json_first(list); v; v = json_next(v)) {
		bool valid = json_get_bool(v, "valid", false);
		struct webhook_event event;
		struct str body;
		int r;

		if (!str_is(json_get_str(v, "provider"), "stripe"))
			continue;
		assert_true(base64_decode(json_get_str(v, "body_base64"), &body));
		r = verify(json_get_str(v, "secret"), json_get_str(json_get(v, "headers"), "stripe-signature"), body,
			json_get_int(v, "now", 0), &event);
		if (r != (valid ? 0 : -ERR_BAD_REQUEST))
			flunk("%s: %d", json_get_str(v, "why").p, r);
		if (valid)
			assert_true(str_starts(event.id, STR("evt_")));
		*(valid ? &good : &bad) += 1;
	}
	print_message("%d good, %d bad vectors\n", good, bad);
	assert_true(good > 0 && bad > 0);
}

static void test_who(void **state)
{
	(void)state;
	assert_ptr_equal(connector_find(STR("payment"), STR("stripe"))->verify, stripe_verify);
	assert_null(connector_find(STR("commerce"), STR("shopify"))->verify);
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
		cmocka_unit_test_teardown(test_known, clear),
		cmocka_unit_test_teardown(test_headers, clear),
		cmocka_unit_test_teardown(test_times, clear),
		cmocka_unit_test_teardown(test_bodies, clear),
		cmocka_unit_test_teardown(test_vectors, clear),
		cmocka_unit_test_teardown(test_who, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
