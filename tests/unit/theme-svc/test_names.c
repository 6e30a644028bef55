#include "theme-svc/theme_world.h"

#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "render.h"
#include "view_search.h"
#include "view_till.h"

/* Every name that a template looks up is one that views have: a slip of the pen, or a name that only the README knows,
 * would be an empty place that nobody misses. */
static const char RICH[] =
	"{\"business_info\":{\"business_name\":\"B\",\"description\":\"D\",\"languages\":[\"en\",\"de\"],\"contact_email\":\"a@b.example\",\"logo\":{\"url\":\"/l.png\"}},"
	"\"product_config\":{\"products\":[{\"sku\":\"1\",\"name\":\"N\",\"category\":\"C\",\"features\":[\"Weight: 2 kg\",\"Wood: oak\",\"60 x 40 cm\"],\"price_minor\":1,\"images\":[{\"url\":\"/p.png\"}],"
	"\"variants\":[{\"sku\":\"1a\",\"options\":{\"S\":\"L\"},\"stock\":1}]}";

static const char SHOPPER[] =
	"{\"lines\":[{\"sku\":\"1a\",\"name\":\"N\",\"label\":\"L\",\"quantity\":2,\"unit_minor\":1,\"total_minor\":2,\"left\":1,"
	"\"problem\":\"few\"}],\"total_minor\":2,\"currency\":\"USD\",\"errors\":{\"name\":\"required\"},\"address\":\"A\"}";

static struct {
	const char *names[800];
	size_t n;
	const char *theme;
} known;

static bool is_known(struct str name)
{
	for (size_t i = 0; i < known.n; i++)
		if (str_is(name, known.names[i]))
			return true;
	return false;
}

static void learn(const struct json *j)
{
	for (const struct json *c = json_first(j); c; c = json_next(c)) {
		if (json_kind(j) == JSON_OBJECT && !is_known(json_key(c))) {
			assert_true(known.n < 800);
			known.names[known.n++] = json_key(c).p;
		}
		learn(c);
	}
}

static void see(void *arg, struct str path)
{
	struct str rest = path, part;

	(void)arg;
	while (!str_is(path, ".") && rest.p) {
		part = str_split(&rest, '.');
		if (!is_known(part))
			flunk("%s looks up {{%.*s}}, and no view has it", known.theme, STR_FMT(path));
	}
}

static void names_are_known(void **state)
{
	struct buf b = BUF_ON(mem(), 1 << 20);
	const struct json *j;
	struct site *site;

	(void)state;
	buf_c(&b, RICH);
	for (int i = 0; i < 60; i++)
		buf_printf(&b,
			",{\"sku\":\"S%d\",\"name\":\"Thing\",\"category\":\"C\",\"features\":[\"Weight: 2 kg\",\"Wood: oak\",\"60 x 40 cm\"],\"price_minor\":100}",
			i);
	buf_c(&b, "]},\"content_data\":{\"pages\":{\"about\":{\"body\":\"A\\n\\n# B\\nC\"}}}}");
	assert_int_equal(json_parse(buf_view(&b), &j), 0);
	if (render_open(j, &themes, &here, &site) < 0)
		flunk("%s", context()->err.text);
	learn(site->view.store);
	learn(view_home(&site->view));
	learn(view_category(&site->view, 0, 2));
	learn(view_product(&site->view, 0));
	learn(view_text(&site->view, TEXT_ABOUT));
	learn(view_policies(&site->view));
	learn(view_not_found(&site->view));
	assert_int_equal(json_parse(str_c(SHOPPER), &j), 0);
	learn(view_cart(&site->view, j));
	learn(view_checkout(&site->view, j));
	learn(view_order(&site->view, j));
	learn(view_contact(&site->view, j));
	learn(view_search(&site->view, j));
	for (size_t i = 0; i < themes.n; i++)
		for (int page = 0; page < THEME_PAGES; page++) {
			known.theme = themes.list[i].id.p;
			template_names(themes.list[i].pages[page], see, NULL);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(names_are_known) };

	return cmocka_run_group_tests(tests, load, unload);
}
