#include "render.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "dynamic.h"

static const char HTML[] = "text/html; charset=utf-8";

static int put_css(struct site *site)
{
	const struct theme *t = site->shop->theme;
	struct buf b = BUF_ON(mem(), 4 * THEME_FILE_MAX);

	palette_css(&b, &site->shop->palette);
	buf_str(&b, site->shop->faces->fonts_css);
	buf_str(&b, t->base_css);
	buf_str(&b, t->css);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	site->css = buf_view(&b);
	if (!site->place.style_file.n) /* a published one keeps the name that it was written under */
		site->place.style_file = str_printf(
			mem(), "style.%016llx.css", (unsigned long long)str_hash(site->css, 0));
	return site->place.style_file.p ? 0 : -ERR_NOMEM;
}

int render_open(
	const struct json *configuration, const struct themes *themes, const struct place *place, struct site **ret)
{
	struct site *site = TRY_MEM(ARENA_NEW(mem(), struct site));

	site->place = *place;
	if (!place->asset_base.p)
		site->place.asset_base = str_printf(mem(), "%.*s/assets", STR_FMT(place->base));
	TRY(shop_read(configuration, themes, &site->shop));
	TRY(put_css(site));
	TRY(view_open(site->shop, &site->place, &site->view));
	*ret = site;
	return 0;
}

/* ---- pages */

static int page_of(const struct site *site, enum theme_page kind, int status, const struct json *view, struct page *ret)
{
	const struct json *roots[] = { TRY_MEM(view), site->view.store };
	struct buf b = BUF_ON(mem(), RENDER_PAGE_MAX);

	TRY(template_render(&b, site->shop->theme->pages[kind], roots, 2));
	*ret = (struct page){ status, HTML, buf_view(&b) };
	return 0;
}

int render_with(const struct site *site, enum theme_page kind, const struct json *view, struct page *ret)
{
	return page_of(site, kind, 200, view, ret);
}

static int not_found(const struct site *site, struct page *ret)
{
	return page_of(site, PAGE_404, 404, view_not_found(&site->view), ret);
}

/* rest is what follows the category's slug: "", or "page/<n>". */
static int category_page(const struct site *site, struct str slug, struct str rest, struct page *ret)
{
	int category = shop_category(site->shop, slug);
	int64_t n = 1;

	if (category < 0 && !str_is(slug, "all"))
		return not_found(site, ret);
	if (rest.n && (!str_starts(rest, STR("page/")) || !str_i64(str_sub(rest, 5, rest.n), &n)))
		return not_found(site, ret);
	if (n < 1 || (size_t)n > view_pages(site->shop, category))
		return not_found(site, ret);
	return page_of(site, PAGE_CATEGORY, 200, view_category(&site->view, category, (size_t)n), ret);
}

static int product_page(const struct site *site, struct str slug, struct page *ret)
{
	int product = shop_product(site->shop, slug);

	if (product < 0)
		return not_found(site, ret);
	return page_of(site, PAGE_PRODUCT, 200, view_product(&site->view, (size_t)product), ret);
}

/* ---- files for machines */

static int put_location(void *arg, struct str path)
{
	const struct site *site = ((void **)arg)[0];
	struct buf *b = ((void **)arg)[1];

	/* The four policies stand on one page; it is the one to be found. */
	for (int i = TEXT_SHIPPING; i < TEXT_PAGES; i++)
		if (str_is(path, view_text_paths[i]))
			return 0;
	buf_c(b, "<url><loc>");
	buf_html(b, site->place.origin);
	buf_html(b, site->place.base);
	buf_html(b, path);
	buf_c(b, "</loc></url>\n");
	return 0;
}

static int sitemap(const struct site *site, struct page *ret)
{
	struct buf b = BUF_ON(mem(), RENDER_PAGE_MAX);
	void *arg[] = { (void *)site, &b };

	buf_c(&b,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	TRY(render_each(site, put_location, arg));
	buf_c(&b, "</urlset>\n");
	if (!buf_ok(&b))
		return fail(ERR_INTERNAL, "the sitemap is too large");
	*ret = (struct page){ 200, "application/xml; charset=utf-8", buf_view(&b) };
	return 0;
}

static int robots(const struct site *site, struct page *ret)
{
	struct str text;

	if (site->place.preview)
		text = STR("User-agent: *\nDisallow: /\n");
	else
		text = str_printf(mem(), "User-agent: *\nAllow: /\n\nSitemap: %.*s%.*s/sitemap.xml\n",
			STR_FMT(site->place.origin), STR_FMT(site->place.base));
	*ret = (struct page){ 200, "text/plain; charset=utf-8", text };
	return text.p ? 0 : -ERR_NOMEM;
}

static int asset(const struct site *site, struct str name, struct page *ret)
{
	struct str fonts = STR("fonts/");
	const struct theme_font *font;

	if (str_eq(name, site->place.style_file)) {
		*ret = (struct page){ 200, "text/css; charset=utf-8", site->css };
		return 0;
	}
	font = str_starts(name, fonts) ? theme_font(site->shop->faces, str_sub(name, fonts.n, name.n)) : NULL;
	if (!font)
		return not_found(site, ret);
	*ret = (struct page){ .status = 200, .content_type = "font/woff2" };
	return file_read(mem(), font->address, THEME_FILE_MAX, &ret->body);
}

/* ---- the way to a page */

/* A path without its outer slashes. */
static struct str inner(struct str path)
{
	while (path.n && path.p[0] == '/')
		path = str_sub(path, 1, path.n);
	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	return path;
}

static int text_page(const struct site *site, struct str name, struct page *ret)
{
	if (str_is(name, "policies"))
		return page_of(site, PAGE_TEXT, 200, view_policies(&site->view), ret);
	for (int i = 0; i < TEXT_PAGES; i++)
		if (str_eq(name, inner(str_c(view_text_paths[i]))))
			return page_of(site, PAGE_TEXT, 200, view_text(&site->view, (enum text_page)i), ret);
	/* Previews show them as a shopper finds them who has done nothing yet. */
	return TRY(dynamic_page(site, name, NULL, ret)) ? 0 : not_found(site, ret);
}

int render_page(const struct site *site, struct str path, struct page *ret)
{
	struct str rest = inner(path), first, second;

	if (!rest.n)
		return page_of(site, PAGE_HOME, 200, view_home(&site->view), ret);
	if (str_is(rest, "sitemap.xml"))
		return sitemap(site, ret);
	if (str_is(rest, "robots.txt"))
		return robots(site, ret);
	first = str_split(&rest, '/');
	if (!rest.p)
		return text_page(site, first, ret);
	if (str_is(first, "assets"))
		return asset(site, rest, ret);
	second = str_split(&rest, '/');
	if (str_is(first, "c"))
		return category_page(site, second, rest, ret);
	if (str_is(first, "p") && !rest.p)
		return product_page(site, second, ret);
	return not_found(site, ret);
}

static int each_category(const struct site *site, int category, int (*see)(void *arg, struct str path), void *arg)
{
	for (size_t page = 1; page <= view_pages(site->shop, category); page++)
		TRY(see(arg, view_category_path(site->shop, category, page)));
	return 0;
}

int render_each(const struct site *site, int (*see)(void *arg, struct str path), void *arg)
{
	TRY(see(arg, STR("/")));
	for (int i = -1; i < (int)site->shop->ncategories; i++)
		TRY(each_category(site, i, see, arg));
	for (size_t i = 0; i < site->shop->nproducts; i++)
		TRY(see(arg, view_product_path(site->shop, i)));
	TRY(see(arg, STR("/policies/")));
	for (int i = 0; i < TEXT_PAGES; i++)
		TRY(see(arg, str_c(view_text_paths[i])));
	return 0;
}
