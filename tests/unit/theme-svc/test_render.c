#include "theme-svc/theme_world.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "render.h"
#include "theme_files.h"

static struct site *open_text(const char *configuration)
{
	const struct json *j;
	struct site *site;

	assert_int_equal(json_parse(str_c(configuration), &j), 0);
	if (render_open(j, &themes, &here, &site) < 0)
		flunk("%s", context()->err.text);
	return site;
}

static struct page get(const struct site *site, const char *path)
{
	struct page page;

	if (render_page(site, str_c(path), &page) < 0)
		flunk("%s: %s", path, context()->err.text);
	return page;
}

static bool holds(const struct page *p, const char *what)
{
	return memmem(p->body.p, p->body.n, what, strlen(what));
}

#define HOLDS(page, what)                           \
	do {                                        \
		if (!holds(page, what))             \
			flunk("missing: %s", what); \
	} while (0)

/* ---- every page of every theme: no link leads nowhere, nothing of a merchant is taken for HTML */

static const char NASTY[] =
	"{\"business_info\":{\"business_name\":\"A <b>& \\\"Co\\\" {{name}}\",\"description\":\"</script><script>alert(1)</script>\","
	"\"contact_email\":\"a@b.example\",\"languages\":[\"en\"]},"
	"\"product_config\":{\"products\":["
	"{\"sku\":\"1\",\"name\":\"<img src=x onerror=y>\",\"category\":\"<i>\",\"price_minor\":100,\"description\":\"<script>x</script>\\n\\nTwo\","
	"\"features\":[\"<u>\"],\"images\":[{\"url\":\"javascript:alert(1)\"},{\"url\":\"https://e.example/a\\\"b.png\",\"alt\":\"<alt>\"}]},"
	"{\"sku\":\"2\",\"name\":\"Same\",\"category\":\"Äpfel\",\"price_minor\":100,\"variants\":[{\"sku\":\"2a\",\"options\":{\"<O>\":\"<V>\"},\"stock\":0}]},"
	"{\"sku\":\"2\",\"name\":\"Same\",\"category\":\"apfel\",\"price_minor\":\"x\"},"
	"{\"name\":\"\"},7,null]},"
	"\"content_data\":{\"pages\":{\"home\":{\"headline\":\"<h>\",\"body\":\"<p>\\n\\nmore\"},\"about\":{\"body\":\"# <one>\\ntext\\n\\n## two\\n\\ntext\"},"
	"\"terms\":\"<t>\"},\"product_descriptions\":{\"1\":\"</article><script>\"}},"
	"\"seo_config\":{\"title\":\"<title>\",\"social_image\":\"//evil.example/x\"}}";

static void check_links(const struct site *site, struct str path, const struct page *page)
{
	const char *at = page->body.p, *end;
	struct page target;
	struct str link;

	while ((at = strstr(at, "href=\"/"))) {
		at += strlen("href=\"");
		end = strchr(at, '"');
		link = (struct str){ at, (size_t)(end - at) };
		if (!str_starts(link, STR("/s/x/")))
			flunk("%.*s links out of the store: %.*s", STR_FMT(path), STR_FMT(link));
		link = str_sub(link, 4, link.n);
		assert_int_equal(render_page(site, link, &target), 0);
		if (target.status != 200)
			flunk("%.*s links to nothing: %.*s", STR_FMT(path), STR_FMT(link));
	}
}

static void check_page(const struct site *site, struct str path, int status)
{
	static const char *const never[] = { "<script>alert", "<script>x", "<img src=x", "<b>&", "<u>", "<i>", "<h>",
		"<O>", "<V>", "<alt>", "javascript:", " style=", " onclick" };
	struct page page;

	if (render_page(site, path, &page) < 0)
		flunk("%.*s: %s", STR_FMT(path), context()->err.text);
	assert_int_equal(page.status, status);
	assert_string_equal(page.content_type, "text/html; charset=utf-8");
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (holds(&page, never[i]))
			flunk("%s%.*s holds %s", site->shop->theme->id.p, STR_FMT(path), never[i]);
	check_links(site, path, &page);
}

/* The links of each page are followed, so each page's memory is given back before the next. */
static int check_one(void *arg, struct str path)
{
	struct arena scratch, former;

	arena_init(&scratch, 0);
	former = memory_borrow(&scratch);
	check_page(arg, path, 200);
	memory_return(&scratch, former);
	arena_done(&scratch);
	return 0;
}

static void check_shop(const struct json *configuration, const struct theme *theme)
{
	struct json *j = json_new_object();
	struct site *site;

	for (const struct json *m = json_first(configuration); m; m = json_next(m))
		json_add_copy(j, json_key(m).p, m);
	json_add_str(json_add_object(j, "theme_settings"), "theme_id", theme->id);
	if (render_open(j, &themes, &here, &site) < 0)
		flunk("%s", context()->err.text);
	assert_int_equal(render_each(site, check_one, site), 0);
	check_page(site, STR("/404"), 404);
	check_page(site, STR("/cart"), 200);
	check_page(site, STR("/checkout"), 200);
	check_page(site, STR("/order"), 200);
	check_page(site, STR("/contact"), 200);
	context_clear(context());
}

static void every_theme_bears_everything(void **state)
{
	const struct json *nasty, *empty;

	(void)state;
	for (size_t i = 0; i < themes.n; i++) {
		assert_int_equal(json_parse(STR("{}"), &empty), 0);
		check_shop(empty, &themes.list[i]);
		assert_int_equal(json_parse(str_c(NASTY), &nasty), 0);
		check_shop(nasty, &themes.list[i]);
	}
	check_shop(json_get(themes.samples, "generic"), &themes.list[0]);
}

/* ---- what the pages say */

static const char SHOP[] =
	"{\"business_info\":{\"business_name\":\"Joe’s Coffee\",\"industry\":\"food_drink\",\"description\":\"We roast on Mondays.\","
	"\"currency\":\"EUR\",\"languages\":[\"de\"],\"contact_email\":\"joe@joes.example\"},"
	"\"product_config\":{\"products\":["
	"{\"sku\":\"COF-1\",\"name\":\"Hausmischung\",\"category\":\"Kaffee\",\"features\":[\"Nuss\"],\"price_minor\":1350,\"stock\":3,"
	"\"description\":\"Rund und süß. Mit genug Kraft.\"},"
	"{\"sku\":\"COF-2\",\"name\":\"Espresso\",\"category\":\"Kaffee\",\"price_minor\":1500,\"variants\":["
	"{\"sku\":\"COF-2-1\",\"options\":{\"Tüte\":\"250 g\"},\"price_minor\":1500,\"stock\":0},"
	"{\"sku\":\"COF-2-2\",\"options\":{\"Tüte\":\"1 kg\"},\"price_minor\":5200,\"stock\":30}]},"
	"{\"sku\":\"TEE-1\",\"name\":\"Assam\",\"category\":\"Tee\",\"price_minor\":900,\"stock\":0}]},"
	"\"content_data\":{\"product_descriptions\":{\"TEE-1\":\"Kräftig und malzig, auch mit Milch.\"},"
	"\"pages\":{\"shipping\":{\"body\":\"Wir versenden am Dienstag.\"}}},"
	"\"theme_settings\":{\"theme_id\":\"counter\",\"customizations\":{\"palette\":\"matcha\"}}}";

static void product_pages(void **state)
{
	struct site *site = open_text(SHOP);
	struct page page = get(site, "/p/hausmischung/");

	(void)state;
	assert_int_equal(page.status, 200);
	HOLDS(&page, "<html lang=\"de\" dir=\"ltr\"");
	HOLDS(&page, "13,50\u00a0€");
	HOLDS(&page, "Rund und süß. Mit genug Kraft.");
	HOLDS(&page, "<form action=\"/s/x/cart\" method=\"post\">");
	HOLDS(&page, "<link rel=\"canonical\" href=\"https://shop.example/s/x/p/hausmischung/\">");
	HOLDS(&page, "\"@type\":\"Offer\"");
	HOLDS(&page, "\"price\":\"13.50\"");
	HOLDS(&page, "https://schema.org/InStock");
	page = get(site, "/p/espresso/");
	HOLDS(&page, "\"@type\":\"AggregateOffer\"");
	HOLDS(&page, "\"lowPrice\":\"52.00\",\"highPrice\":\"52.00\",\"offerCount\":2"); /* the other is sold out */
	HOLDS(&page, "250 g");
	page = get(site, "/p/assam/");
	HOLDS(&page, "Kräftig und malzig, auch mit Milch.");
	HOLDS(&page, "https://schema.org/OutOfStock");
}

/* Where nobody takes a form, an order goes by e-mail. */
static void still(void **state)
{
	struct place place = here;
	const struct json *j;
	struct page page;
	struct site *site;

	(void)state;
	place.still = true;
	assert_int_equal(json_parse(str_c(SHOP), &j), 0);
	assert_int_equal(render_open(j, &themes, &place, &site), 0);
	page = get(site, "/p/hausmischung/");
	HOLDS(&page, "mailto:joe@joes.example?subject=Hausmischung%20%28COF-1%29");
	assert_false(holds(&page, "<form"));
	assert_false(holds(&page, "/s/x/cart"));
	assert_false(holds(&page, "/s/x/contact"));
}

/* JSON-LD must be JSON, and know the way home. */
static void json_ld(void **state)
{
	struct page page = get(open_text(SHOP), "/p/espresso/");
	const char *begin = strstr(page.body.p, "<script type=\"application/ld+json\">"), *end;
	const struct json *j;

	(void)state;
	assert_non_null(begin);
	begin = strchr(begin, '>') + 1;
	end = strstr(begin, "</script>");
	assert_int_equal(json_parse((struct str){ begin, (size_t)(end - begin) }, &j), 0);
	assert_true(str_is(json_get_str(j, "@context"), "https://schema.org"));
	assert_int_equal(json_len(json_get(j, "@graph")), 4);
}

static void palette_and_style(void **state)
{
	struct site *site = open_text(SHOP);
	struct page page = get(site, "/");
	char path[100];

	(void)state;
	assert_true(str_is(site->shop->theme->id, "counter"));
	assert_true(str_is(site->shop->palette.id, "matcha"));
	snprintf(path, sizeof(path), "/s/x/assets/%s", site->place.style_file.p);
	HOLDS(&page, path);
	page = get(site, path + strlen("/s/x"));
	assert_int_equal(page.status, 200);
	assert_string_equal(page.content_type, "text/css; charset=utf-8");
	assert_true(str_starts(page.body, STR(":root{color-scheme:")));
	snprintf(path, sizeof(path), "/assets/fonts/%s", site->shop->theme->fonts[0].file.p);
	page = get(site, path);
	assert_string_equal(page.content_type, "font/woff2");
	assert_true(str_starts(page.body, STR("wOF2")));
	assert_int_equal(page.body.n, site->shop->theme->fonts[0].size);
	assert_int_equal(get(site, "/assets/fonts/../theme.json").status, 404);
	assert_int_equal(get(site, "/assets/style.0.css").status, 404);
}

static void texts(void **state)
{
	struct site *site = open_text(SHOP);
	struct page page = get(site, "/policies/");

	(void)state;
	HOLDS(&page, "id=\"shipping\"");
	HOLDS(&page, "Wir versenden am Dienstag.");
	assert_false(holds(&page, "id=\"returns\""));
	page = get(site, "/shipping/");
	HOLDS(&page, "Wir versenden am Dienstag.");
	HOLDS(&page, "rel=\"canonical\" href=\"https://shop.example/s/x/policies/\"");
	page = get(site, "/about/");
	HOLDS(&page, "We roast on Mondays.");
}

static void machines(void **state)
{
	struct site *site = open_text(SHOP);
	struct page page = get(site, "/sitemap.xml");

	(void)state;
	assert_string_equal(page.content_type, "application/xml; charset=utf-8");
	HOLDS(&page, "<loc>https://shop.example/s/x/c/kaffee/</loc>");
	HOLDS(&page, "<loc>https://shop.example/s/x/p/assam/</loc>");
	assert_false(holds(&page, "/shipping/"));
	page = get(site, "/robots.txt");
	HOLDS(&page, "Sitemap: https://shop.example/s/x/sitemap.xml");
}

static void paths(void **state)
{
	static const char *const missing[] = { "/x/", "/c/", "/c/none/", "/c/kaffee/page/2/", "/c/kaffee/page/0/",
		"/c/kaffee/page/x/", "/c/kaffee/pages/1/", "/p/", "/p/none/", "/p/assam/x/", "/assets/", "/index.html",
		"/404" };
	static const char *const found[] = { "/", "", "//", "/c/kaffee", "/c/kaffee/page/1/", "/p/assam", "p/assam/" };
	struct site *site = open_text(SHOP);

	(void)state;
	for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++)
		if (get(site, missing[i]).status != 404)
			flunk("there is a %s", missing[i]);
	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++)
		if (get(site, found[i]).status != 200)
			flunk("there is no %s", found[i]);
}

static void pagination(void **state)
{
	struct buf b = BUF_ON(mem(), 1 << 20);
	struct site *site;
	struct page page;

	(void)state;
	buf_c(&b, "{\"product_config\":{\"products\":[");
	for (int i = 0; i < 60; i++)
		buf_printf(&b, "%s{\"sku\":\"S%d\",\"name\":\"Thing\",\"category\":\"Things\",\"price_minor\":100}",
			i ? "," : "", i);
	buf_c(&b, "]}}");
	site = open_text(b.p);
	assert_int_equal(view_pages(site->shop, 0), 3);
	page = get(site, "/c/things/page/3/");
	assert_int_equal(page.status, 200);
	HOLDS(&page, "/s/x/p/thing-s59/");
	assert_false(holds(&page, "/s/x/p/thing-s47/"));
	HOLDS(&page, "/s/x/c/things/page/2/");
	assert_int_equal(get(site, "/c/things/page/4/").status, 404);
}

static void arabic(void **state)
{
	struct site *site = open_text(
		"{\"business_info\":{\"business_name\":\"خزف\",\"languages\":[\"ar\"],\"currency\":\"AED\"},"
		"\"product_config\":{\"products\":[{\"sku\":\"A1\",\"name\":\"فنجان\",\"category\":\"أكواب\",\"price_minor\":5000}]}}");
	struct page page = get(site, "/p/a1/");

	(void)state;
	assert_int_equal(page.status, 200);
	HOLDS(&page, "<html lang=\"ar\" dir=\"rtl\"");
	HOLDS(&page, "50.00\u00a0AED");
}

static void previews_hide(void **state)
{
	struct place place = here;
	struct page page;
	struct site *site;

	(void)state;
	place.preview = true;
	assert_int_equal(render_open(NULL, &themes, &place, &site), 0);
	page = get(site, "/");
	HOLDS(&page, "<meta name=\"robots\" content=\"noindex\">");
	assert_false(holds(&page, "rel=\"canonical\""));
}

/* What is not known does not keep a store from opening. */
static void odd_configurations(void **state)
{
	static const char *const odd[] = { "{\"theme_settings\":{\"theme_id\":\"none\"}}",
		"{\"theme_settings\":{\"theme_id\":\"theme_999\"}}",
		"{\"theme_settings\":{\"theme_id\":\"theme_001\",\"layout\":{\"columns\":3},\"typography\":{\"scale\":1.2}}}",
		"[1,2]" };
	const struct json *j;
	struct site *site;
	struct page page;

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(json_parse(str_c(odd[i]), &j), 0);
		assert_int_equal(render_open(j, &themes, &here, &site), 0);
		page = get(site, "/");
		HOLDS(&page, "</html>");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_theme_bears_everything, clear),
		cmocka_unit_test_teardown(product_pages, clear),
		cmocka_unit_test_teardown(still, clear),
		cmocka_unit_test_teardown(json_ld, clear),
		cmocka_unit_test_teardown(palette_and_style, clear),
		cmocka_unit_test_teardown(texts, clear),
		cmocka_unit_test_teardown(machines, clear),
		cmocka_unit_test_teardown(paths, clear),
		cmocka_unit_test_teardown(pagination, clear),
		cmocka_unit_test_teardown(arabic, clear),
		cmocka_unit_test_teardown(previews_hide, clear),
		cmocka_unit_test_teardown(odd_configurations, clear),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
