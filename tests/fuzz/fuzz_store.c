/* Fuzz target: a store's configuration as a merchant could have written it, drawn by a theme: any JSON gives pages or a
 * refusal, and nothing of it becomes markup: "</zq" of a text must never stand in a page as it is (inside JSON-LD
 * "</" is "<\/"). The first byte chooses theme and page. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct themes themes;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *dir = getenv("THEMES_DIR");

	(void)argc;
	(void)argv;
	if (themes_load(dir ? dir : "theme-svc/themes", &themes) < 0)
		abort();
	return 0;
}

static void check(const struct site *site, struct str path)
{
	struct page page;

	if (render_page(site, path, &page) < 0 || (page.status != 200 && page.status != 404))
		abort();
	if (memmem(page.body.p, page.body.n, "</zq", 4))
		abort();
}

/* The n-th of the store's own pages. */
struct pick {
	int n;
	struct str path;
};

static int pick_path(void *arg, struct str path)
{
	struct pick *p = arg;

	p->path = path;
	return p->n-- > 0 ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const fixed[] = { "/", "/c/all/", "/about/", "/policies/", "/404", "/sitemap.xml",
		"/robots.txt" };
	struct place place = { .base = STR("/s/x"), .origin = STR("https://shop.example"), .year = 2026 };
	const struct json *configuration;
	struct json *root;
	struct site *site;

	if (size < 1 || json_parse((struct str){ (const char *)data + 1, size - 1 }, &configuration) < 0 ||
		json_kind(configuration) != JSON_OBJECT) {
		context_clear(context());
		return 0;
	}
	/* The theme is ours to choose: few texts would name one. */
	root = json_new_object();
	for (const struct json *m = json_first(configuration); m; m = json_next(m))
		if (!str_is(json_key(m), "theme_settings") || data[0] & 0x80)
			json_add_copy(root, json_key(m).p, m);
	if (!(data[0] & 0x80))
		json_add_str(json_add_object(root, "theme_settings"), "theme_id", themes.list[data[0] % themes.n].id);
	if (render_open(root, &themes, &place, &site) == 0) {
		struct pick pick = { .n = data[0] % 8 };

		render_each(site, pick_path, &pick);
		check(site, pick.path);
		check(site, str_c(fixed[data[0] % (sizeof(fixed) / sizeof(fixed[0]))]));
	}
	context_clear(context());
	return 0;
}
