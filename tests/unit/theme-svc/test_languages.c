#include "theme-svc/theme_world.h"

#include <stdlib.h>

#include "base/context.h"
#include "languages.h"
#include "render.h"

static void tags(const char *list, const char *expected)
{
	struct str text = str_printf(mem(), "{\"business_info\":{\"languages\":%s}}", list);
	struct buf b = BUF_ON(mem(), 1000);
	const struct json *j;
	struct languages l;

	assert_int_equal(json_parse(text, &j), 0);
	languages_read(j, &l);
	for (size_t i = 0; i < l.n; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", STR_FMT(l.tags[i]));
	assert_string_equal(b.p, expected);
}

static void test_tags(void **state)
{
	(void)state;
	tags("[]", "en");
	tags("null", "en");
	tags("[\"de\"]", "de");
	tags("[\"en\",\"de\",\"pt-BR\",\"DE\",\"en\"]", "en de pt-BR");
	tags("[\"en\",\"about\",\"c\",\"assets\",\"../x\",\"d/e\",\"\",7,\"fr\"]", "en fr");
	tags("[\"<b>\",\"de\"]", "en de");
	tags("[\"aa\",\"ab\",\"ac\",\"ad\",\"ae\",\"af\",\"ag\",\"ah\",\"ai\",\"aj\",\"ak\",\"al\"]",
		"aa ab ac ad ae af ag ah ai aj");
	assert_true(str_is(language_name(STR("pt-BR")), "Português"));
	assert_true(str_is(language_name(STR("tlh")), "tlh"));
	assert_true(language_is_rtl(STR("ar-EG")));
	assert_false(language_is_rtl(STR("de")));
}

static const char SHOP[] =
	"{\"business_info\":{\"business_name\":\"Blue Door\",\"description\":\"Pots.\",\"languages\":[\"en\",\"de\",\"ar\"]},"
	"\"product_config\":{\"products\":["
	"{\"sku\":\"M\",\"name\":\"Blue mug\",\"category\":\"Mugs\",\"price_minor\":1900,\"description\":\"Holds coffee.\"},"
	"{\"sku\":\"B\",\"name\":\"Bowl\",\"category\":\"Bowls\",\"price_minor\":2900,\"description\":\"Holds soup.\"}]},"
	"\"content_data\":{\"pages\":{\"about\":{\"body\":\"We are two.\"},\"terms\":{\"body\":\"No terms.\"}},\"translations\":["
	"{\"language\":\"de\",\"pages\":{\"about\":{\"headline\":\"Wir\",\"body\":\"Wir sind zwei.\"},\"home\":{\"headline\":\"Töpfe aus Ton\"}},"
	"\"product_descriptions\":{\"M\":\"Hält Kaffee.\"}}]}}";

static struct site *open_shop(const char *configuration)
{
	const struct json *j;
	struct site *site;

	assert_int_equal(json_parse(str_c(configuration), &j), 0);
	assert_int_equal(render_open(j, &themes, &here, &site), 0);
	return site;
}

static struct page get(const struct site *site, const char *path, int status)
{
	struct page page;

	if (render_page(site, str_c(path), &page) < 0)
		flunk("%s: %s", path, context()->err.text);
	assert_int_equal(page.status, status);
	return page;
}

#define HOLDS(page, what)                                                      \
	do {                                                                   \
		if (!memmem((page).body.p, (page).body.n, what, strlen(what))) \
			flunk("missing: %s", what);                            \
	} while (0)
#define LACKS(page, what)                                                     \
	do {                                                                  \
		if (memmem((page).body.p, (page).body.n, what, strlen(what))) \
			flunk("not expected: %s", what);                      \
	} while (0)

static void test_pages_in_each_language(void **state)
{
	struct site *site = open_shop(SHOP);
	struct page own = get(site, "/p/blue-mug/", 200), de = get(site, "/de/p/blue-mug/", 200);

	(void)state;
	HOLDS(own, "<html lang=\"en\" dir=\"ltr\">");
	HOLDS(own, "<p dir=\"auto\">Holds coffee.</p>");
	LACKS(own, " lang=\"en\">Blue mug"); /* the page's own language is not said again */
	HOLDS(de, "<html lang=\"de\" dir=\"ltr\">");
	HOLDS(de, "<p dir=\"auto\">Hält Kaffee.</p>");
	HOLDS(de, "dir=\"auto\" lang=\"en\">Blue mug");
	HOLDS(de, "href=\"/s/x/de/p/bowl/\"");
	HOLDS(de, "href=\"/s/x/assets/style.");
	HOLDS(de, "<link rel=\"canonical\" href=\"https://shop.example/s/x/de/p/blue-mug/\">");
	HOLDS(get(site, "/de/p/bowl/", 200),
		"<p dir=\"auto\" lang=\"en\">Holds soup.</p>"); /* not translated: it says so */
	HOLDS(get(site, "/ar/", 200), "<html lang=\"ar\" dir=\"rtl\">");
	get(site, "/de", 200);
	get(site, "/de/p/none/", 404);
	get(site, "/fr/", 404);
	get(site, "/de/de/", 404);
}

static void test_texts(void **state)
{
	struct site *site = open_shop(SHOP);
	struct page home = get(site, "/de/", 200), about = get(site, "/de/about/", 200),
		    terms = get(site, "/de/terms/", 200);

	(void)state;
	HOLDS(home, ">Töpfe aus Ton<");
	LACKS(home, "lang=\"en\">Töpfe");
	HOLDS(about, ">Wir</h1>");
	LACKS(about, "lang=\"en\">Wir");
	HOLDS(about, "<p dir=\"auto\">Wir sind zwei.</p>");
	HOLDS(terms, "<p dir=\"auto\" lang=\"en\">No terms.</p>");
	LACKS(terms, "lang=\"en\">Geschäftsbedingungen");
}

static void test_alternates(void **state)
{
	struct site *site = open_shop(SHOP);
	struct page own = get(site, "/c/mugs/", 200), de = get(site, "/de/c/mugs/", 200),
		    map = get(site, "/sitemap.xml", 200);

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct page p = i ? own : de;

		HOLDS(p, "<link rel=\"alternate\" hreflang=\"en\" href=\"https://shop.example/s/x/c/mugs/\">");
		HOLDS(p, "<link rel=\"alternate\" hreflang=\"de\" href=\"https://shop.example/s/x/de/c/mugs/\">");
		HOLDS(p, "<link rel=\"alternate\" hreflang=\"ar\" href=\"https://shop.example/s/x/ar/c/mugs/\">");
		HOLDS(p, "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://shop.example/s/x/c/mugs/\">");
		HOLDS(p, "<a href=\"/s/x/ar/c/mugs/\" lang=\"ar\" hreflang=\"ar\">العربية</a>");
	}
	HOLDS(de, "hreflang=\"de\" aria-current=\"true\">Deutsch</a>");
	HOLDS(map, "<loc>https://shop.example/s/x/de/c/mugs/</loc><xhtml:link rel=\"alternate\" hreflang=\"en\"");
	LACKS(get(site, "/de/404", 404), "rel=\"alternate\" hreflang");
}

static void test_one_language(void **state)
{
	struct site *site = open_shop(
		"{\"business_info\":{\"languages\":[\"de\"]},\"product_config\":{\"products\":[{\"name\":\"N\"}]}}");

	(void)state;
	LACKS(get(site, "/", 200), "hreflang");
	LACKS(get(site, "/", 200), "tongues");
	LACKS(get(site, "/sitemap.xml", 200), "xhtml");
	get(site, "/de/", 404);
}

static int count(void *arg, struct str path)
{
	++*(int *)arg;
	return path.n && path.p[0] == '/' ? 0 : -1;
}

static void test_each_page_in_each_language(void **state)
{
	int n = 0, one = 0;

	(void)state;
	assert_int_equal(render_each(open_shop(SHOP), count, &n), 0);
	assert_int_equal(render_each(open_shop("{}"), count, &one), 0);
	assert_int_equal(n, 3 * (one + 4)); /* two products, two categories more */
}

/* A word that a language lacks would be an empty place on its pages. */
static void test_words_are_whole(void **state)
{
	const struct json *en = words_find(&themes, STR("en"))->table;

	(void)state;
	for (size_t i = 0; i < themes.nwords; i++)
		for (const struct json *w = json_first(en); w; w = json_next(w))
			if (!json_get_str(themes.words[i].table, json_key(w).p).n)
				flunk("%.*s has no word for %s", STR_FMT(themes.words[i].lang), json_key(w).p);
	assert_true(themes.nwords >= 9);
}

static size_t count_of(struct str s, const char *what)
{
	size_t n = 0;

	for (const char *p = s.p, *end = s.p + s.n; (p = memmem(p, (size_t)(end - p), what, strlen(what))); p++)
		n++;
	return n;
}

/* More than 50,000 addresses are too many for one sitemap: then there is one a language, and an index. */
static void test_sitemaps(void **state)
{
	static const char begin[] =
		"{\"business_info\":{\"languages\":[\"en\",\"de\",\"fr\",\"it\",\"es\"]},\"product_config\":{\"products\":[";
	struct buf b = BUF_ON(mem(), 4 << 20);
	struct site *site;
	struct page page;

	(void)state;
	page = get(open_shop(SHOP), "/sitemap.xml", 200);
	HOLDS(page, "<urlset");
	get(open_shop(SHOP), "/sitemap-1.xml", 404);
	buf_c(&b, begin);
	for (int i = 0; i < 10000; i++)
		buf_printf(&b, "%s{\"sku\":\"%d\",\"name\":\"T%d\",\"price_minor\":1}", i ? "," : "", i, i);
	buf_c(&b, "]}}");
	assert_true(buf_ok(&b));
	site = open_shop(b.p);
	assert_int_equal(render_sitemaps(site), 5);
	page = get(site, "/sitemap.xml", 200);
	HOLDS(page, "<sitemapindex");
	assert_int_equal(count_of(page.body, "<sitemap><loc>https://shop.example/s/x/sitemap-"), 5);
	page = get(site, "/sitemap-2.xml", 200);
	assert_int_equal(count_of(page.body, "<loc>https://shop.example/s/x/de/p/"), 10000);
	assert_int_equal(count_of(page.body, "/s/x/p/"), 0);
	get(site, "/sitemap-6.xml", 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_are_whole),
		cmocka_unit_test_teardown(test_tags, clear),
		cmocka_unit_test_teardown(test_pages_in_each_language, clear),
		cmocka_unit_test_teardown(test_texts, clear),
		cmocka_unit_test_teardown(test_alternates, clear),
		cmocka_unit_test_teardown(test_one_language, clear),
		cmocka_unit_test_teardown(test_sitemaps, clear),
		cmocka_unit_test_teardown(test_each_page_in_each_language, clear),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
