/* What is pure in integration-svc: products out of a configuration, their form for Shopify, values merged. */
#include "unit.h"

#include "base/context.h"
#include "catalogue.h"
#include "connector_shopify.h"
#include "credentials.h"
#include "web/secret.h"

static void assert_str(struct str s, const char *want)
{
	if (!str_is(s, want))
		flunk("\"%.*s\" is not \"%s\"", STR_FMT(s), want);
}

static const struct json *parsed(const char *text)
{
	const struct json *j;

	assert_int_equal(json_parse(str_c(text), &j), 0);
	return j;
}

static void test_handles(void **state)
{
	static const struct {
		const char *sku, *handle;
	} cases[] = {
		{ "MUG-1", "mug-1" },
		{ "Mug 1 / Blue", "mug-1-blue" },
		{ "--a--b--", "a-b" },
		{ "ÄÖ", "" },
		{ "日本", "" },
		{ "x", "x" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_str(handle_of(str_c(cases[i].sku)), cases[i].handle);
	context_clear(context());
}

static void test_paragraphs(void **state)
{
	(void)state;
	assert_str(paragraphs(STR("")), "");
	assert_str(paragraphs(STR_NONE), "");
	assert_str(paragraphs(STR(" \n\n ")), "");
	assert_str(paragraphs(STR("one")), "<p>one</p>");
	assert_str(paragraphs(STR("one\r\ntwo\n\n\nthree\n")), "<p>one<br>two</p><p>three</p>");
	assert_str(paragraphs(STR("<b onclick='x'>&")), "<p>&lt;b onclick=&#39;x&#39;&gt;&amp;</p>");
	context_clear(context());
}

static void test_index(void **state)
{
	struct index x;

	(void)state;
	assert_int_equal(index_make(parsed("{\"b\":\"2\",\"a\":\"1\",\"ab\":\"3\",\"\":\"0\"}"), &x), 0);
	assert_str(json_str(index_get(&x, STR("a"))), "1");
	assert_str(json_str(index_get(&x, STR("ab"))), "3");
	assert_str(json_str(index_get(&x, STR("b"))), "2");
	assert_str(json_str(index_get(&x, STR(""))), "0");
	assert_null(index_get(&x, STR("c")));
	assert_int_equal(index_make(NULL, &x), 0);
	assert_null(index_get(&x, STR("a")));
	context_clear(context());
}

static void test_catalogue(void **state)
{
	struct catalogue c;

	(void)state;
	assert_int_equal(catalogue_read(parsed("{}"), &c), 0);
	assert_int_equal(c.n, 0);
	assert_int_equal(
		catalogue_read(parsed("{\"business_info\":{\"business_name\":\"B\",\"currency\":\"EUR\"},"
				      "\"content_data\":{\"product_descriptions\":{\"A 1\":\"written\"}},"
				      "\"product_config\":{\"products\":["
				      "{\"sku\":\"A 1\",\"name\":\"One\",\"price_minor\":5,\"description\":\"given\"},"
				      "{\"sku\":\"a-1\",\"name\":\"Two\",\"price_minor\":6,\"currency\":\"USD\"},"
				      "{\"sku\":\"\",\"name\":\"no number\"},{\"sku\":\"x\"},7,null,"
				      "{\"sku\":\"C\",\"name\":\"Three\",\"price_minor\":7,\"variants\":["
				      "{\"sku\":\"C1\",\"options\":{\"Size\":\"S\"},\"price_minor\":8,\"stock\":2},"
				      "{\"sku\":\"C2\",\"options\":{\"Colour\":\"Red\"}}]}]}}"),
			&c),
		0);
	assert_int_equal(c.n, 3);
	assert_str(c.vendor, "B");
	assert_str(c.products[0].description, "written");
	assert_str(c.products[0].currency, "EUR");
	assert_str(c.products[1].currency, "USD");
	assert_true(str_starts(c.products[0].handle, STR("a-1-")) && c.products[0].handle.n == 12);
	assert_true(str_starts(c.products[1].handle, STR("a-1-")) && c.products[1].handle.n == 12);
	assert_false(str_eq(c.products[0].handle, c.products[1].handle));
	assert_str(c.products[2].handle, "c");
	assert_int_equal(c.products[2].nvariants, 2);
	assert_int_equal(c.products[2].noptions, 2);
	assert_int_equal(c.products[2].variants[0].price_minor, 8);
	assert_int_equal(c.products[2].variants[1].price_minor, 7);
	assert_int_equal(c.products[2].variants[1].stock, -1);
	assert_str(c.products[2].variants[0].options[1], "Standard");
	assert_str(c.products[2].variants[1].options[0], "Standard");
	context_clear(context());
}

static void test_shopify_product(void **state)
{
	struct catalogue c;
	struct str text;

	(void)state;
	assert_int_equal(
		catalogue_read(
			parsed("{\"product_config\":{\"products\":[{\"sku\":\"A\",\"name\":\"O\\\"ne\",\"price_minor\":5,"
			       "\"stock\":3,\"images\":[{\"url\":\"/a.png\"},{\"url\":\"http://x/b.png\"}]}]}}"),
			&c),
		0);
	text = shop_product(&c.products[0], STR("V"), STR("loc"), "https://w.example");
	assert_str(text,
		"{\"identifier\":{\"handle\":\"a\"},\"input\":{\"handle\":\"a\",\"title\":\"O\\\"ne\",\"descriptionHtml\":\"\","
		"\"productType\":\"\",\"vendor\":\"V\",\"status\":\"ACTIVE\","
		"\"productOptions\":[{\"name\":\"Title\",\"values\":[{\"name\":\"Default Title\"}]}],"
		"\"variants\":[{\"optionValues\":[{\"optionName\":\"Title\",\"name\":\"Default Title\"}],\"price\":\"0.05\",\"sku\":\"A\","
		"\"inventoryItem\":{\"tracked\":true},\"inventoryQuantities\":[{\"locationId\":\"loc\",\"name\":\"available\",\"quantity\":3}]}],"
		"\"files\":[{\"originalSource\":\"https://w.example/a.png\",\"contentType\":\"IMAGE\",\"alt\":\"\"}]}}");
	/* Without a location stock is not counted; without https no picture of ours is named. */
	text = shop_product(&c.products[0], STR("V"), STR_NONE, "http://127.0.0.1");
	parsed(text.p);
	assert_null(strstr(text.p, "inventoryQuantities"));
	assert_null(strstr(text.p, "files"));
	assert_true(shop_product_cost(&c.products[0]) > 13.9 && shop_product_cost(&c.products[0]) < 14.1);
	context_clear(context());
}

static struct vec pairs(struct pair *p, size_t n)
{
	return (struct vec){ p, n };
}

static void test_merge(void **state)
{
	struct pair kept_pairs[] = { { STR("shop"), STR("a.myshopify.com") },
		{ STR("access_token"), STR("shpat_kept") } };
	struct pair given_pairs[] = { { STR("shop"), STR(" b.myshopify.com ") }, { STR("access_token"), STR(" ") } };
	struct pair bad_pairs[] = { { STR("shop"), STR("evil.example") }, { STR("color"), STR("x") } };
	struct vec kept = pairs(kept_pairs, 2), given = pairs(given_pairs, 2), bad = pairs(bad_pairs, 2),
		   none = pairs(NULL, 0), out;
	struct violations *v = ARENA_NEW(mem(), struct violations);

	(void)state;
	assert_int_equal(credentials_merge(&connector_shopify, &given, &kept, v, &out), 0);
	assert_int_equal(v->n, 0);
	assert_str(value_of(&out, "shop"), "b.myshopify.com");
	assert_str(value_of(&out, "access_token"), "shpat_kept");
	assert_true(credentials_moved(&connector_shopify, &kept, &out));
	assert_int_equal(credentials_merge(&connector_shopify, &none, &kept, v, &out), 0);
	assert_false(credentials_moved(&connector_shopify, &kept, &out));
	assert_int_equal(credentials_merge(&connector_shopify, &bad, &none, v, &out), 0);
	assert_int_equal(v->n, 3);
	assert_str(v->items[0].pointer, "/configuration/color");
	assert_str(v->items[1].pointer, "/configuration/shop");
	assert_str(v->items[2].pointer, "/configuration/access_token");
	assert_str(v->items[2].code, "required");
	context_clear(context());
}

static void test_sealed(void **state)
{
	struct pair p[] = { { STR("shop"), STR("a.myshopify.com") },
		{ STR("access_token"), STR("shpat_0123456789abcdef") } };
	struct vec values = pairs(p, 2), back;
	struct str sealed, text;

	(void)state;
	assert_int_equal(secret_ring_load("k1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), 0);
	assert_int_equal(credentials_seal(&connector_shopify, &values, STR("id-1"), &sealed), 0);
	assert_null(strstr(sealed.p, "shpat"));
	assert_int_equal(credentials_open(sealed, STR("id-1"), &text), 0);
	assert_str(text, "{\"access_token\":\"shpat_0123456789abcdef\"}");
	assert_true(credentials_open(sealed, STR("id-2"), &text) < 0);
	assert_str(credentials_shown(&connector_shopify, &values),
		"{\"shop\":\"a.myshopify.com\",\"access_token\":\"shpat_…cdef\"}");
	/* What is shown is never taken for a value. */
	assert_int_equal(
		credentials_read(&connector_shopify, credentials_shown(&connector_shopify, &values), STR_NONE, &back),
		0);
	assert_int_equal(back.n, 1);
	assert_null(value_of(&back, "access_token").p);
	context_clear(context());
}

static void test_table(void **state)
{
	(void)state;
	assert_ptr_equal(connector_find(STR("payment"), STR("stripe")), &connector_stripe);
	assert_ptr_equal(connector_find(STR("commerce"), STR("shopify")), &connector_shopify);
	assert_null(connector_find(STR("payment"), STR("shopify")));
	assert_str(connector_offers(), "payment: stripe; commerce: shopify");
	for (size_t i = 0; connectors[i]; i++)
		for (const struct connector_field *f = connectors[i]->fields; f->name; f++)
			assert_true(f->format && f->doc);
	context_clear(context());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_paragraphs),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_catalogue),
		cmocka_unit_test(test_shopify_product),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_sealed),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
