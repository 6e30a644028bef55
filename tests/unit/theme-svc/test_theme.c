#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/context.h"
#include "base/err.h"
#include "files.h"
#include "theme.h"

static char dir[64];

static void put(const char *file, const char *text)
{
	char path[200], *slash;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	slash = strrchr(path, '/');
	*slash = '\0';
	assert_true(files_make_dir(path));
	*slash = '/';
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

#define COLORS(bg, fg)                                                                                                 \
	"{\"background\":\"" bg "\",\"surface\":\"" bg "\",\"text\":\"" fg "\",\"muted\":\"" fg "\",\"primary\":\"" fg \
	"\",\"on_primary\":\"" bg "\",\"accent\":\"" fg "\",\"border\":\"" fg "\"}"
#define META(id, art, preload, light)                                                                             \
	"{\"id\":\"" id                                                                                           \
	"\",\"name\":\"One\",\"idea\":\"Idea.\",\"for\":[\"books\"],\"styles\":[\"calm\"],\"features\":[\"a\"],"  \
	"\"faces\":{\"display\":\"D\",\"body\":\"B\"},\"layouts\":[{\"id\":\"l\",\"name\":\"L\"}],\"art\":\"" art \
	"\",\"preload\":[" preload "],\"palettes\":[{\"id\":\"p\",\"name\":\"P\",\"light\":" light                \
	",\"dark\":" COLORS("#000000", "#ffffff") "}]}"

/* A folder of one good theme. */
static int good(void **state)
{
	static const char *const pages[] = { "home", "category", "product", "page", "404" };
	static const char *const shared[] = { "cart", "checkout", "order", "contact", "search" };
	char file[64];

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/test_theme.XXXXXX");
	assert_non_null(mkdtemp(dir));
	put("_shared/words/en.json", "{\"locale\":\"en_US\",\"home\":\"Home\"}");
	put("_shared/words/de.json", "{\"locale\":\"de_DE\"}");
	put("_shared/base.css", "*{margin:0}");
	put("_shared/shop.js", "0");
	put("_shared/head.mustache", "<title>{{seo.title}}</title>");
	put("_sample/industries.json", "{\"generic\":{},\"books\":{}}");
	put("one/theme.json", META("one", "still", "", COLORS("#ffffff", "#000000")));
	put("one/style.css", "a{color:var(--text)}");
	put("one/fonts.css", "@font-face{src:url(fonts/f.woff2)}");
	put("one/fonts/f.woff2", "wOF2");
	for (size_t i = 0; i < 5; i++) {
		snprintf(file, sizeof(file), "one/%s.mustache", pages[i]);
		put(file, "{{> head}}");
	}
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		snprintf(file, sizeof(file), "_shared/%s.mustache", shared[i]);
		put(file, "{{> head}}");
	}
	return 0;
}

static int gone(void **state)
{
	(void)state;
	files_remove(dir);
	context_clear(context());
	return 0;
}

static void loads(void **state)
{
	struct themes t;
	const struct words *w;

	(void)state;
	if (themes_load(dir, &t) < 0)
		flunk("%s", context()->err.text);
	assert_int_equal(t.n, 1);
	assert_non_null(theme_find(&t, STR("one")));
	assert_null(theme_find(&t, STR("_shared")));
	assert_true(str_is(words_find(&t, STR("de-AT"))->lang, "de"));
	assert_true(str_is(words_find(&t, STR("xx"))->lang, "en"));
	w = words_find(&t, STR("de"));
	assert_true(str_is(words_get(&t, w, "home", "x"), "Home")); /* English's, where German has none */
	assert_true(str_is(words_get(&t, w, "none", "x"), "x"));
	assert_non_null(theme_font(&t.list[0], STR("f.woff2")));
	themes_free(&t);
}

static void refuses(const char *note)
{
	struct themes t;

	assert_int_equal(themes_load(dir, &t), -ERR_INVALID);
	if (!strstr(context()->err.text, note))
		flunk("note is \"%s\", not \"%s\"", context()->err.text, note);
}

static void refuses_json(void **state)
{
	(void)state;
	put("one/theme.json", "{");
	refuses("one/theme.json: ");
}

static void refuses_id(void **state)
{
	(void)state;
	put("one/theme.json", META("two", "still", "", COLORS("#ffffff", "#000000")));
	refuses("one/theme.json: id is not the folder's name");
}

static void refuses_art(void **state)
{
	(void)state;
	put("one/theme.json", META("one", "photo", "", COLORS("#ffffff", "#000000")));
	refuses("no such art style");
}

static void refuses_contrast(void **state)
{
	(void)state;
	put("one/theme.json", META("one", "still", "", COLORS("#ffffff", "#888888")));
	refuses("one/theme.json: light: text on background has 3.5");
}

static void refuses_preload(void **state)
{
	(void)state;
	put("one/theme.json", META("one", "still", "\"fonts/none.woff2\"", COLORS("#ffffff", "#000000")));
	refuses("preload names no font: fonts/none.woff2");
}

static void refuses_css(void **state)
{
	(void)state;
	put("one/fonts.css", "a{src:url('fonts/other.woff2')}");
	refuses("one/fonts.css: no such file: fonts/other.woff2");
}

static void refuses_files_in_style(void **state)
{
	(void)state;
	put("one/style.css", "a{src:url(fonts/f.woff2)}");
	refuses("one/style.css: files are named in fonts.css only");
}

static void refuses_template(void **state)
{
	(void)state;
	put("one/product.mustache", "\n{{#product}}");
	refuses("one/product.mustache:2: never closed: product");
}

static void refuses_partial(void **state)
{
	(void)state;
	put("one/home.mustache", "{{> none}}");
	refuses("one/home.mustache:1: no such partial: none");
}

static void refuses_missing(void **state)
{
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/one/404.mustache", dir);
	assert_int_equal(unlink(path), 0);
	refuses("one/404.mustache is missing");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, good, gone)
	const struct CMUnitTest tests[] = {
		T(loads),
		T(refuses_json),
		T(refuses_id),
		T(refuses_art),
		T(refuses_contrast),
		T(refuses_preload),
		T(refuses_css),
		T(refuses_files_in_style),
		T(refuses_template),
		T(refuses_partial),
		T(refuses_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
