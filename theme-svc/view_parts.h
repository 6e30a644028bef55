/* What the files of view_*.c share. */
#ifndef THEME_VIEW_PARTS_H
#define THEME_VIEW_PARTS_H

#include "view.h"

/* "" stands for null: templates treat both the same, and every object has all its names. */
void put_text(struct json *to, const char *key, struct str s);
void put_textf(struct json *to, const char *key, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The language of a text where it is another than the page's, else null. merchants: written by the merchant and not translated. */
void put_lang(struct json *to, const char *key, const struct shop *s, bool merchants);
/* base + path */
void put_url(struct json *to, const char *key, const struct view *v, struct str path);
struct str absolute(const struct view *v, struct str path);
/* A picture's address as others must see it. */
struct str absolute_image(const struct view *v, struct str url);
void put_picture(struct json *to, const char *key, const struct view *v, const struct picture *p);
/* width, height; srcset?, sources[] {type, srcset}, has_sources: an uploaded picture in the sizes and formats that were made of
 * it, the best format first. */
void put_sources(struct json *j, const struct view *v, const struct picture *p);
/* Its address on these pages: a copy has the uploaded ones beside its pages. */
struct str shown_url(const struct view *v, struct str url);
void put_art(struct json *to, const char *key, const struct view *v, struct str seed);
/* An amount in minor units as the shop's language writes it. */
void put_money(struct json *to, const char *key, const struct view *v, int64_t minor, struct str currency);
/* A word with {name} replaced by n. */
struct str word_count(const struct view *v, const char *key, const char *name, int64_t n, const char *dflt);
/* text with {name} replaced by n. */
struct str text_count(struct str text, const char *name, int64_t n);
void put_count(struct json *to, const struct view *v, size_t n);
/* Paragraphs of text, at most n; blank lines part them, "#" lines are left out. */
void put_paragraphs(struct json *to, const char *key, struct str text, size_t n);
/* text up to its first heading as paragraphs, the rest as sections of page. */
void put_page_body(struct json *page, struct str text);
/* The first sentence, at most 160 bytes or so; p = NULL when there is none. */
struct str first_sentence(struct str text);

/* view.c: pagination of a list of `pages` pages, null with one; path_of: the path of its n-th, from 1. */
void put_pages(struct json *page, const struct view *v, size_t at, size_t pages,
	struct str (*path_of)(const void *arg, size_t n), const void *arg);
/* view.c: indexes of at most VIEW_FEATURED products, their number. The k-th product of each category in turn that is in
 * stock, then what is sold out: a fair look at the whole shop. */
size_t view_featured(const struct shop *s, size_t *ret);

/* view_card.c */
struct json *put_card(struct json *list, const struct view *v, size_t product, size_t number);
void card_fields(struct json *card, const struct view *v, size_t product, size_t number);
void put_variants(struct json *product, const struct view *v, const struct product *p);

/* view_facts.c: what a product's features say that can be measured or compared. */
void put_facts(struct json *card, const struct view *v, const struct product *p);
/* What the n products of these indexes have in common: the columns that they share, as list of {name}, and the scale of
 * the wall on which they hang; each of cards gets its cells. */
void put_table(struct json *to, const struct view *v, const size_t *products, struct json *const *cards, size_t n);
/* The scale of the shop's whole wall. */
void put_whole_wall(struct json *to, const struct view *v);
/* The product beside at most three others of its category. */
void put_compare(struct json *page, const struct view *v, size_t product);

/* view_seo.c */
struct crumb {
	struct str name, path; /* path.p = NULL: the page itself */
	bool merchants;        /* the merchant's word, not one of the shop's own */
};
struct page_facts {
	const char *kind;     /* "is_home" … */
	struct str path;      /* of the page, below base; p = NULL: no canonical address */
	struct str canonical; /* another page's path when that one is meant; else p = NULL */
	struct str title, description, image;
	const struct crumb *crumbs;
	size_t ncrumbs;
	int category; /* the current one, -1 = none */
	long product; /* -1 = none */
	bool no_index;
};
/* A new page object with what all pages have: kind, navigation, breadcrumbs, seo. */
struct json *page_new(const struct view *v, const struct page_facts *f);

#endif
