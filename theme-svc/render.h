/* Render: the pages of one store, by path. Pure but for fonts, which are read from the disk; never suspends.
 *
 *	/  /c/<category>/  /c/<category>/page/2/  /c/all/  /p/<product>/  /about/  /policies/  /shipping/ /returns/
 *	/privacy/ /terms/  /404  /cart /checkout /order /contact (as nobody's)  /sitemap.xml  /products.xml  /robots.txt  /assets/style.<hash>.css  /assets/fonts/<file>
 */
#ifndef THEME_RENDER_H
#define THEME_RENDER_H

#include "view.h"

enum { RENDER_PAGE_MAX = 8 << 20 };

struct site {
	struct shop *shop;
	struct place place;
	struct view view;
	struct str css;
	struct site **others; /* the same in the store's further languages, at /<tag>/… */
	size_t nothers;
};

struct page {
	int status;               /* 200 or 404 */
	const char *content_type; /* static */
	struct str body;
};

/* Reads the configuration (NULL: an empty store) and fixes the place; place->style_file is filled in, asset_base too when it
 * is absent. In mem(). 0, -ERR_NOMEM, -ERR_INVALID. */
int render_open(
	const struct json *configuration, const struct themes *themes, const struct place *place, struct site **ret);

/* The same from the configuration's text, of which its strings stay: it is taken apart in place and must live as long as the site.
 * The tree, three times as large, goes again. -ERR_BAD_JSON, -ERR_TOO_LARGE besides. */
int render_open_text(struct str text, const struct themes *themes, const struct place *place, struct site **ret);

/* The store in that language; site itself when it has none of it. */
const struct site *render_in(const struct site *site, struct str lang);

/* A page of the theme with a view of its own, in mem(); view NULL: -ERR_NOMEM. */
int render_with(const struct site *site, enum theme_page kind, const struct json *view, struct page *ret);

/* One page, in mem(). A path that does not exist is a good answer with status 404. 0, -ERR_NOMEM, -ERR_INTERNAL, -ERR_IO. */
int render_page(const struct site *site, struct str path, struct page *ret);

/* How many sitemaps there are beside /sitemap.xml, which is their index then: /sitemap-1.xml …, one a language. 0: it holds all, for
 * there are 50,000 addresses at the most. */
int render_sitemaps(const struct site *site);

/* Calls see(arg, path) for every page of the store, the 404 page and assets apart; stops at a negative result and
 * returns it. What see allocates in mem() is kept. */
int render_each(const struct site *site, int (*see)(void *arg, struct str path), void *arg);

#endif
