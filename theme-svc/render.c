#include "render.h"

#include "app.h"
#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "dynamic.h"
#include "feed.h"
#include "languages.h"
#include "theme_files.h"
#include "wire/store.h"

/* 50 MB and 50,000 addresses are what search engines read of one. */
enum { SITEMAP_MAX = 48 << 20, SITEMAP_ADDRESSES = 50000, SITEMAP_ALTERNATES = 60000 };

static int each_own(const struct site *site, int (*see)(void *arg, struct str path), void *arg);

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

/* Where the pages in each language stand. */
static int put_languages(struct place *place, const struct languages *l)
{
	place->root = place->base;
	place->languages = TRY_MEM(ARENA_ARRAY(mem(), struct place_language, l->n));
	place->nlanguages = l->n;
	for (size_t i = 0; i < l->n; i++) {
		place->languages[i] = (struct place_language){ l->tags[i], place->base };
		if (i)
			place->languages[i].base = str_printf(
				mem(), "%.*s/%.*s", STR_FMT(place->base), STR_FMT(l->tags[i]));
		if (!place->languages[i].base.p)
			return -ERR_NOMEM;
	}
	return 0;
}

/* One more language of site: the same place but for its base, the same stylesheet. */
static int open_other(const struct json *configuration, const struct themes *themes, struct site *site, size_t language)
{
	struct site *other = TRY_MEM(ARENA_NEW(mem(), struct site));

	other->place = site->place;
	other->place.base = site->place.languages[language].base;
	other->css = site->css;
	TRY(shop_read_in(configuration, themes, language, &other->shop));
	TRY(view_open(other->shop, &other->place, &other->view));
	site->others[site->nothers++] = other;
	return 0;
}

int render_open(
	const struct json *configuration, const struct themes *themes, const struct place *place, struct site **ret)
{
	struct site *site = TRY_MEM(ARENA_NEW(mem(), struct site));
	struct languages languages;

	site->place = *place;
	if (!place->asset_base.p)
		site->place.asset_base = str_printf(mem(), "%.*s/assets", STR_FMT(place->base));
	if (!site->place.script_file.n)
		site->place.script_file = themes->script_file;
	languages_read(configuration, &languages);
	TRY(put_languages(&site->place, &languages));
	TRY(shop_read(configuration, themes, &site->shop));
	TRY(put_css(site));
	TRY(view_open(site->shop, &site->place, &site->view));
	site->others = TRY_MEM(ARENA_ARRAY(mem(), struct site *, languages.n));
	for (size_t i = 1; i < languages.n; i++)
		TRY(open_other(configuration, themes, site, i));
	*ret = site;
	return 0;
}

int render_open_text(struct str text, const struct themes *themes, const struct place *place, struct site **ret)
{
	const struct json *configuration;
	struct arena tree, former;
	int r;

	arena_init(&tree, 0);
	former = memory_borrow(&tree);
	r = json_parse_here((char *)text.p, text.n, STORE_VALUES, &configuration);
	memory_return(&tree, former);
	if (r == 0)
		r = render_open(configuration, themes, place, ret);
	arena_done(&tree);
	return r;
}

const struct site *render_in(const struct site *site, struct str lang)
{
	for (size_t i = 0; i < site->nothers; i++)
		if (str_ieq(site->others[i]->shop->lang, lang))
			return site->others[i];
	return site;
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

struct locations {
	const struct site *site;
	struct buf *to;
	size_t from, to_language; /* languages: those before to_language */
	bool alternates;
};

/* path: in the store's own language; the same in the others stands beside it. */
static void put_alternates(struct buf *b, const struct place *p, struct str path)
{
	for (size_t i = 0; i <= p->nlanguages; i++) {
		const struct place_language *l = &p->languages[i < p->nlanguages ? i : 0];

		buf_c(b, "<xhtml:link rel=\"alternate\" hreflang=\"");
		buf_str(b, i < p->nlanguages ? l->tag : STR("x-default"));
		buf_c(b, "\" href=\"");
		buf_html(b, p->origin);
		buf_html(b, l->base);
		buf_html(b, path);
		buf_c(b, "\"/>");
	}
}

static int put_location(void *arg, struct str path)
{
	const struct locations *x = arg;
	const struct place *p = &x->site->place;

	/* The four policies stand on one page; it is the one to be found. */
	for (int i = TEXT_SHIPPING; i < TEXT_PAGES; i++)
		if (str_is(path, view_text_paths[i]))
			return 0;
	for (size_t i = x->from; i < x->to_language; i++) {
		buf_c(x->to, "<url><loc>");
		buf_html(x->to, p->origin);
		buf_html(x->to, p->languages[i].base);
		buf_html(x->to, path);
		buf_c(x->to, "</loc>");
		if (x->alternates)
			put_alternates(x->to, p, path);
		buf_c(x->to, "</url>\n");
	}
	return 0;
}

static int count_one(void *arg, struct str path)
{
	(void)path;
	++*(size_t *)arg;
	return 0;
}

int render_sitemaps(const struct site *site)
{
	size_t n = 0;

	TRY(each_own(site, count_one, &n));
	return n * site->place.nlanguages > SITEMAP_ADDRESSES ? (int)site->place.nlanguages : 0;
}

/* Names the sitemaps of the languages, /sitemap-1.xml and so on. */
static int sitemap_index(const struct site *site, int n, struct page *ret)
{
	struct buf b = BUF_ON(mem(), 64 * 1024);

	buf_c(&b,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	for (int i = 1; i <= n; i++) {
		buf_c(&b, "<sitemap><loc>");
		buf_html(&b, site->place.origin);
		buf_html(&b, site->place.base);
		buf_printf(&b, "/sitemap-%d.xml</loc></sitemap>\n", i);
	}
	buf_c(&b, "</sitemapindex>\n");
	*ret = (struct page){ 200, "application/xml; charset=utf-8", buf_view(&b) };
	return buf_ok(&b) ? 0 : -ERR_NOMEM;
}

/* language: from 1; 0: all of them. */
static int sitemap(const struct site *site, size_t language, struct page *ret)
{
	struct buf b = BUF_ON(mem(), SITEMAP_MAX);
	size_t n = site->place.nlanguages;
	/* Pages name each other too (<link rel=alternate>): a large store's sitemap stays below what search engines read. */
	struct locations x = { site, &b, language ? language - 1 : 0, language ? language : n,
		n > 1 && site->shop->nproducts * n * n <= SITEMAP_ALTERNATES };

	buf_c(&b,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"");
	if (x.alternates)
		buf_c(&b, " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
	buf_c(&b, ">\n");
	TRY(each_own(site, put_location, &x));
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
	if (str_eq(name, site->shop->themes->script_file)) {
		*ret = (struct page){ 200, "text/javascript; charset=utf-8", site->shop->themes->script };
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
	int64_t n;
	int sitemaps;

	if (!rest.n)
		return page_of(site, PAGE_HOME, 200, view_home(&site->view), ret);
	if (str_is(rest, "sitemap.xml")) {
		sitemaps = TRY(render_sitemaps(site));
		return sitemaps ? sitemap_index(site, sitemaps, ret) : sitemap(site, 0, ret);
	}
	if (str_starts(rest, STR("sitemap-")) && str_ends(rest, STR(".xml")) &&
		str_i64(str_sub(rest, 8, rest.n - 4), &n) && n >= 1 && n <= TRY(render_sitemaps(site)))
		return sitemap(site, (size_t)n, ret);
	if (str_is(rest, "products.xml"))
		return feed_products(site, ret);
	if (str_is(rest, "manifest.webmanifest"))
		return app_manifest(site, ret);
	if (str_is(rest, "icon.svg"))
		return app_icon(site, ret);
	if (str_is(rest, "robots.txt"))
		return robots(site, ret);
	first = str_split(&rest, '/');
	for (size_t i = 0; i < site->nothers; i++)
		if (str_eq(first, site->others[i]->shop->lang))
			return render_page(site->others[i], rest.p ? rest : STR("/"), ret);
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

/* The pages in the store's own language. */
static int each_own(const struct site *site, int (*see)(void *arg, struct str path), void *arg)
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

struct in_other {
	struct str tag;
	int (*see)(void *arg, struct str path);
	void *arg;
};

static int see_other(void *arg, struct str path)
{
	const struct in_other *o = arg;
	struct str there = str_printf(mem(), "/%.*s%.*s", STR_FMT(o->tag), STR_FMT(path));

	return there.p ? o->see(o->arg, there) : -ERR_NOMEM;
}

int render_each(const struct site *site, int (*see)(void *arg, struct str path), void *arg)
{
	TRY(each_own(site, see, arg));
	for (size_t i = 0; i < site->nothers; i++) {
		struct in_other o = { site->others[i]->shop->lang, see, arg };

		TRY(each_own(site->others[i], see_other, &o));
	}
	return 0;
}
