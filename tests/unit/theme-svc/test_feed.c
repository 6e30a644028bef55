#include "theme-svc/theme_world.h"

#include <stdlib.h>

#include "base/context.h"
#include "feed.h"

static struct str feed(const char *configuration)
{
	const struct json *j;
	struct site *site;
	struct page page;

	assert_int_equal(json_parse(str_c(configuration), &j), 0);
	assert_int_equal(render_open(j, &themes, &here, &site), 0);
	assert_int_equal(render_page(site, STR("/products.xml"), &page), 0);
	assert_int_equal(page.status, 200);
	return page.body;
}

static void holds(struct str text, const char *what)
{
	if (!memmem(text.p, text.n, what, strlen(what)))
		flunk("missing: %s in %.*s", what, STR_FMT(text));
}

static void test_items(void **state)
{
	struct str f = feed(
		"{\"business_info\":{\"business_name\":\"A & B\",\"currency\":\"JPY\",\"languages\":[\"de\"]},"
		"\"product_config\":{\"products\":["
		"{\"sku\":\"M-1\",\"name\":\"Mug <blue>\",\"category\":\"Mugs\",\"price_minor\":1900,\"currency\":\"USD\",\"stock\":0,"
		"\"description\":\"Holds \\u0007coffee\\u000b.\",\"images\":[{\"url\":\"/a/1.jpg\"},{\"url\":\"https://x.example/2.jpg\"}]},"
		"{\"sku\":\"S\",\"name\":\"Shirt\",\"price_minor\":500,\"variants\":["
		"{\"sku\":\"S-M\",\"options\":{\"Size\":\"M\",\"Farbe\":\"Rot\"},\"price_minor\":700},"
		"{\"sku\":\"S-L\",\"options\":{\"Size\":\"L\",\"Cut\":\"Slim\"},\"price_minor\":800,\"stock\":0}]}]}}");

	(void)state;
	holds(f, "<title>A &amp; B</title><link>https://shop.example/s/x/</link>");
	holds(f,
		"<item><g:id>M-1</g:id><title>Mug &lt;blue&gt;</title><description>Holds coffee.</description>"
		"<link>https://shop.example/s/x/p/mug-blue/</link>");
	holds(f,
		"<g:image_link>https://shop.example/a/1.jpg</g:image_link>"
		"<g:additional_image_link>https://x.example/2.jpg</g:additional_image_link>"
		"<g:price>19.00 USD</g:price><g:availability>out_of_stock</g:availability>");
	holds(f, "<g:product_type>Mugs</g:product_type>");
	holds(f, "<g:id>S-M</g:id><title>Shirt (M / Rot)</title>");
	holds(f, "<g:price>700 JPY</g:price><g:availability>in_stock</g:availability>");
	holds(f, "<g:item_group_id>S</g:item_group_id><g:size>M</g:size><g:color>Rot</g:color></item>");
	holds(f, "<g:price>800 JPY</g:price><g:availability>out_of_stock</g:availability>");
	holds(f, "<g:size>L</g:size></item>"); /* "Cut" has no name there */
	assert_null(memmem(f.p, f.n, "<g:id>S</g:id>", 14));
}

static void test_long_and_empty(void **state)
{
	struct buf b = BUF_ON(mem(), 100000);
	struct str f;

	(void)state;
	buf_c(&b, "{\"product_config\":{\"products\":[{\"name\":\"N\",\"price_minor\":1,\"description\":\"");
	for (int i = 0; i < 1499; i++)
		buf_char(&b, 'x');
	buf_c(&b, "\xe2\x82\xac and more\"}]}}"); /* the limit falls within it */
	f = feed(b.p);
	holds(f, "xxx</description>");
	assert_true(str_utf8(f));
	f = feed("{}");
	assert_null(memmem(f.p, f.n, "<item>", 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_items), cmocka_unit_test(test_long_and_empty) };

	return cmocka_run_group_tests(tests, load, unload);
}
