#include "site_files.h"

#include <stdio.h>
#include <stdlib.h>

#include "asset_files.h"
#include "base/context.h"
#include "base/err.h"
#include "feed.h"
#include "theme_files.h"

struct each {
	const struct site *site;
	int (*take)(void *arg, struct file_item item);
	void *arg;
};

/* What is long (the sitemap of a large shop) is not copied: it is lent, and written before its memory goes. */
enum { LENT_FROM = 1 << 20 };

static int give(struct each *p, struct file_item item, const struct page *page)
{
	item.size = page->body.n;
	item.lent = page->body.n >= LENT_FROM;
	item.bytes = item.lent ? (char *)page->body.p : malloc(page->body.n + 1);
	if (!item.bytes)
		return -ERR_NOMEM;
	if (!item.lent)
		memcpy(item.bytes, page->body.p, page->body.n);
	return p->take(p->arg, item);
}

/* The memory of the page's view is gone afterwards. */
static int add_rendered(struct each *p, struct str path, const char *file)
{
	struct file_item item = { .compress = true };
	struct arena scratch, former;
	struct page page;
	size_t n = strlen(file);
	int r;

	if (n >= sizeof(item.path))
		return fail(ERR_INTERNAL, "a page's address is too long");
	memcpy(item.path, file, n + 1);
	arena_init(&scratch, 0);
	former = memory_borrow(&scratch);
	r = render_page(p->site, path, &page);
	memory_return(&scratch, former);
	if (r == 0)
		r = give(p, item, &page);
	arena_done(&scratch);
	return r;
}

static int add_feed(void *arg, struct str part, bool more)
{
	struct each *p = arg;
	struct file_item item = {
		.bytes = (char *)part.p, .size = part.n, .compress = true, .lent = true, .more = more
	};

	snprintf(item.path, sizeof(item.path), "%s", &FEED_PATH[1]);
	return p->take(p->arg, item);
}

static int add_page(void *arg, struct str path)
{
	struct each *p = arg;
	char file[FILES_PATH];

	/* "/p/mug/" stands in p/mug/index.html */
	if ((size_t)snprintf(file, sizeof(file), "%.*sindex.html", (int)path.n - 1, path.p + 1) >= sizeof(file))
		return fail(ERR_INTERNAL, "a page's address is too long");
	return add_rendered(p, path, file);
}

static int add_assets(struct each *p)
{
	const struct theme *t = p->site->shop->faces;
	struct file_item item;
	char file[FILES_PATH];

	snprintf(file, sizeof(file), "assets/%s", p->site->place.style_file.p);
	TRY(add_rendered(p, str_printf(mem(), "/%s", file), file));
	if (!p->site->place.still) {
		snprintf(file, sizeof(file), "assets/%s", p->site->place.script_file.p);
		TRY(add_rendered(p, str_printf(mem(), "/%s", file), file));
	}
	for (size_t i = 0; i < t->nfonts; i++) {
		item = (struct file_item){ .from = t->fonts[i].address };
		if ((size_t)snprintf(item.path, sizeof(item.path), "assets/fonts/%s", t->fonts[i].file.p) >=
			sizeof(item.path))
			return fail(ERR_INTERNAL, "a font's name is too long");
		TRY(p->take(p->arg, item));
	}
	return 0;
}

/* ---- uploaded pictures: a copy has its own */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void note_picture(const char **urls, size_t *n, struct str url)
{
	if (str_starts(url, STR(ASSET_PREFIX)))
		urls[(*n)++] = str_dup(mem(), url).p;
}

static int add_picture(struct each *p, const char *url)
{
	const struct asset_picture *made = asset_of(str_c(url));
	const struct asset_file *files = made ? made->files.items : NULL;

	for (size_t i = 0; made && i < made->files.n; i++) {
		struct file_item item = { .from = TRY_MEM(asset_path(made, &files[i])) };

		if ((size_t)snprintf(item.path, sizeof(item.path), "%s%.*s/%.*s", &ASSET_PREFIX[1], STR_FMT(made->hash),
			    STR_FMT(files[i].name)) >= sizeof(item.path))
			return fail(ERR_INTERNAL, "a picture's name is too long");
		TRY(p->take(p->arg, item));
	}
	return 0;
}

/* Two addresses of one picture are neighbours: its hash comes first. */
static bool same_picture(const char *a, const char *b)
{
	return a && strrchr(a, '/') - a == strrchr(b, '/') - b && strncmp(a, b, (size_t)(strrchr(a, '/') - a)) == 0;
}

static int add_pictures(struct each *p)
{
	const struct shop *s = p->site->shop;
	size_t most = 2, n = 0;
	const char **urls;

	for (size_t i = 0; i < s->nproducts; i++)
		most += s->products[i].npictures;
	urls = TRY_MEM(ARENA_ARRAY(mem(), const char *, most));
	note_picture(urls, &n, s->logo.url);
	note_picture(urls, &n, s->seo_image);
	for (size_t i = 0; i < s->nproducts; i++)
		for (size_t j = 0; j < s->products[i].npictures; j++)
			note_picture(urls, &n, s->products[i].pictures[j].url);
	for (size_t i = 0; i < n; i++)
		TRY_MEM(urls[i]);
	qsort(urls, n, sizeof(*urls), by_text);
	for (size_t i = 0; i < n; i++)
		if (!same_picture(i ? urls[i - 1] : NULL, urls[i]))
			TRY(add_picture(p, urls[i]));
	return 0;
}

int site_files_each(const struct site *site, int (*take)(void *arg, struct file_item item), void *arg)
{
	struct each e = { site, take, arg };

	TRY(render_each(site, add_page, &e));
	TRY(add_rendered(&e, STR("/404"), "404.html"));
	TRY(add_rendered(&e, STR("/sitemap.xml"), "sitemap.xml"));
	for (int i = 1, n = TRY(render_sitemaps(site)); i <= n; i++) {
		char file[FILES_PATH];

		snprintf(file, sizeof(file), "sitemap-%d.xml", i);
		TRY(add_rendered(&e, str_printf(mem(), "/%s", file), file));
	}
	TRY(add_rendered(&e, STR("/robots.txt"), "robots.txt"));
	TRY(feed_each(site, add_feed, &e));
	TRY(add_rendered(&e, STR("/manifest.webmanifest"), "manifest.webmanifest"));
	TRY(add_rendered(&e, STR("/icon.svg"), "icon.svg"));
	for (size_t i = 0; i < site->nothers; i++) {
		struct str tag = site->others[i]->shop->lang;
		char file[FILES_PATH];

		snprintf(file, sizeof(file), "%.*s/manifest.webmanifest", STR_FMT(tag));
		TRY(add_rendered(&e, str_printf(mem(), "/%s", file), file));
	}
	TRY(site->place.copy ? add_pictures(&e) : 0);
	return add_assets(&e);
}
