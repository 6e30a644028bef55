/* View: the view models of themes/README.md, built from a shop. One object for the whole store and one a page; templates
 * look names up in the page's first. Trees live in mem(). Pure; never suspends.
 */
#ifndef THEME_VIEW_H
#define THEME_VIEW_H

#include "shop.h"

enum { VIEW_PER_PAGE = 24, VIEW_FEATURED = 8, VIEW_SECTIONS = 6, VIEW_RELATED = 4 };

/* Where and how a store is shown. */
struct place_language {
	struct str tag, base; /* base: of the pages in it */
};

struct place {
	struct str root;                  /* base of the store's own language: pages that stand once are there */
	struct place_language *languages; /* the first is the store's own; 0 or 1: no others */
	size_t nlanguages;
	struct str base;        /* path prefix without trailing slash, may be empty */
	struct str asset_base;  /* "<base>/assets", or another address */
	struct str origin;      /* "https://example.com": absolute addresses are origin + base + path */
	struct str script_file; /* "shop.<hash>.js" */
	struct str style_file;  /* "style.<hash>.css" */
	bool preview;           /* not for search engines */
	bool still;             /* only files, nobody takes a form there: no cart, no contact form */
	bool copy;              /* still, and on another host: the pages say what is different there */
	int year;
};

struct view {
	const struct search_index *search; /* NULL: there is none, nothing is found */
	const struct shop *shop;
	const struct place *place;
	const struct json *store; /* names that are the same on every page, the outer context */
};

/* 0 or -ERR_NOMEM. shop and place must outlive it. */
int view_open(const struct shop *shop, const struct place *place, struct view *ret);

/* Each gives the page's own object, NULL when out of memory. Indexes are valid ones. */
const struct json *view_home(const struct view *v);
/* category -1: all products. page from 1 to view_pages. */
const struct json *view_category(const struct view *v, int category, size_t page);
const struct json *view_product(const struct view *v, size_t product);
const struct json *view_text(const struct view *v, enum text_page which);
/* All policies on one page. */
const struct json *view_policies(const struct view *v);
const struct json *view_not_found(const struct view *v);

size_t view_pages(const struct shop *s, int category);
/* The path of a page below base: "/", "/c/mugs/page/2/", "/p/blue-mug/". In mem(). */
struct str view_category_path(const struct shop *s, int category, size_t page);
struct str view_product_path(const struct shop *s, size_t product);
extern const char *const view_text_paths[TEXT_PAGES];

#endif
