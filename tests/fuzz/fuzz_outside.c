/* Fuzz target: what other companies' servers send: signed deliveries, replies, their headers; and the merchant's catalogue on
 * its way to them. The first byte chooses. Nothing unsigned is taken; what is signed may hold anything. */
#include <stdint.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "connector_shopify.h"
#include "connector_stripe.h"
#include "web/crypto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOW = 1700000000 };

static void must(bool holds)
{
	if (!holds)
		abort();
}

static int verify(struct str signature, struct str body, struct webhook_event *ret)
{
	struct pair values[] = { { STR("webhook_secret"), STR("whsec_no_fuzzer_knows_it") } };
	struct pair headers[] = { { STR("stripe-signature"), signature } };

	return connector_stripe.verify(&(struct vec){ values, ARRAY_LEN(values) },
		&(struct vec){ headers, ARRAY_LEN(headers) }, body, NOW, ret);
}

/* A header and a body, a line break between them. */
static void forged(struct str in)
{
	struct str header = str_split(&in, '\n');
	struct webhook_event event;

	must(verify(header, in.p ? in : STR(""), &event) < 0);
}

static void signed_body(struct str in)
{
	struct webhook_event event;
	unsigned char mac[SHA256_SIZE];
	char hex[2 * SHA256_SIZE + 1];

	hmac_sha256(STR("whsec_no_fuzzer_knows_it"), str_printf(mem(), "1700000001.%.*s", STR_FMT(in)), mac);
	/* printf ends at a NUL: then another body was signed. */
	if (memchr(in.p, '\0', in.n))
		return;
	hex_encode(hex, mac, sizeof(mac));
	if (verify(str_printf(mem(), "t=1700000001,v0=aa,v1=00,v1=%s", hex), in, &event) == 0)
		must(event.id.n && event.id.n <= 255 && event.topic.n && event.topic.n <= 255 && str_utf8(event.id));
}

static void reply(struct str in)
{
	struct http_response rs = { .status = 200, .body = in };
	struct outcome out = { 0 };
	const struct json *j = connector_json("A provider", &rs, &out);

	must(j ? json_kind(j) == JSON_OBJECT : out.verdict == VERDICT_AWAY && out.message.n > 0);
}

static void headers(struct str in)
{
	static const char *const names[] = { "retry-after", "link", "location", "content-type" };
	struct http_response rs = { .headers = in };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct str value = http_response_header(&rs, names[i]);

		must(!value.p ||
			(value.p >= in.p && value.p + value.n <= in.p + in.n && !memchr(value.p, '\n', value.n)));
	}
	must(cut(in, 7).n <= 7 || !str_utf8(in));
}

static void catalogue(struct str in)
{
	const struct json *configuration, *again;
	struct catalogue c;

	if (json_parse(in, &configuration) < 0)
		return;
	must(catalogue_read(configuration, &c) == 0);
	for (size_t i = 0; i < c.n; i++) {
		struct str text = shop_product(
			&c.products[i], c.vendor, STR("gid://shopify/Location/1"), "https://a.example");

		must(c.products[i].sku.n && c.products[i].name.n && c.products[i].nvariants >= 1);
		must(!text.p || json_parse(text, &again) == 0);
		must(shop_product_cost(&c.products[i]) > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(struct str) = { forged, signed_body, reply, headers, catalogue };
	char *exact;

	if (size < 1)
		return 0;
	exact = malloc(size); /* nothing behind it, so that ASan sees the first byte too many */
	memcpy(exact, data, size);
	targets[(unsigned char)exact[0] % ARRAY_LEN(targets)]((struct str){ exact + 1, size - 1 });
	free(exact);
	context_clear(context());
	return 0;
}
