/* Shop: a store's configuration, read once into plain structs with every default filled in.
 *
 * A configuration is what wizard sessions hold: {business_info, product_config, theme_settings, content_data, integrations,
 * seo_config}, each and all of it optional. Strings are views into it or in mem(). Pure; never suspends.
 */
#ifndef THEME_SHOP_H
#define THEME_SHOP_H

#include "palette.h"
#include "size.h"
#include "theme.h"

enum {
	SHOP_PRODUCTS_MAX = 20000,
	SHOP_LOW_STOCK = 4,   /* this many or fewer are said to be the last */
	SHOP_OPTIONS_MAX = 3, /* what a product's variants may differ in */
};

struct picture {
	struct str url, alt;
	int64_t width, height;
};

struct option {
	struct str name, value;
};

struct variant {
	struct str sku, label; /* "Rust / 50 × 70" */
	struct option options[SHOP_OPTIONS_MAX];
	size_t noptions;
	int64_t price_minor;
	int64_t stock; /* -1: not counted, there is plenty */
};

struct product {
	struct str sku, name, description, currency, slug;
	const struct str *features; /* none is empty */
	size_t nfeatures;
	struct picture *pictures;
	size_t npictures;
	struct variant *variants;
	size_t nvariants;
	int64_t price_minor, price_max; /* the range of its variants in stock, of all when none is */
	int64_t stock;                  /* -1: not counted */
	bool in_stock;
	bool translated;  /* description is in the shop's lang */
	int category;     /* index, -1 = none */
	struct size size; /* label.n = 0: not told */
};

struct category {
	struct str name, slug;
	size_t count;
};

/* Pages of text. The policies are those after ABOUT. */
enum text_page { TEXT_ABOUT, TEXT_SHIPPING, TEXT_RETURNS, TEXT_PRIVACY, TEXT_TERMS, TEXT_PAGES };

struct shop {
	struct str name, tagline, description, industry, email; /* p = NULL: none */
	struct str currency, lang;
	struct str
		text_lang; /* what the merchant's texts are in but for the translated ones; p = NULL: lang, all of them */
	bool home_translated; /* headline and body are in lang */
	bool text_translated[TEXT_PAGES];
	bool rtl;
	struct picture logo;       /* url.p = NULL: none */
	struct str headline, body; /* of the home page; p = NULL: none */
	struct str texts[TEXT_PAGES];
	struct str about_title;
	struct str seo_title, seo_description, seo_image;
	struct product *products;
	size_t nproducts;
	struct category *categories;
	size_t ncategories;
	int64_t size_most; /* millimetres: the longest side of all products; 0: none has a size */
	const struct themes *themes;
	const struct theme *theme;
	const struct art_style
		*art; /* the theme's where it was made for this trade, else initials: a shirt is no ring */
	const struct words *words;
	struct palette palette;
	const struct theme *faces; /* the theme whose faces are worn: theme, or one of its pairs */
	struct str layout;         /* id */
};

/* 0, -ERR_NOMEM, or -ERR_INVALID when there are more than SHOP_PRODUCTS_MAX products or no theme of that id. */
int shop_read(const struct json *configuration, const struct themes *themes, struct shop **ret);
/* The same in the n-th of the store's languages (languages.h); shop_read: in the first. */
int shop_read_in(const struct json *configuration, const struct themes *themes, size_t language, struct shop **ret);
/* Index of the category or product of that slug, or -1. */
int shop_category(const struct shop *s, struct str slug);
int shop_product(const struct shop *s, struct str slug);
/* One of the shop's own words. */
struct str shop_word(const struct shop *s, const char *key, const char *dflt);

#endif
