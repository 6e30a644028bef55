/* Themes: the folders of THEMES_DIR, read and checked once, before the service is ready; read-only after.
 *
 * themes/README.md is the contract between designs and engine. A theme that breaks it refuses the start, with file and
 * reason. Reading blocks (files of the own disk, at start only).
 */
#ifndef THEME_THEME_H
#define THEME_THEME_H

#include "art.h"
#include "palette.h"
#include "template.h"

enum { THEMES_MAX = 64, THEME_FILE_MAX = 256 * 1024 };

enum theme_page {
	PAGE_HOME,
	PAGE_CATEGORY,
	PAGE_PRODUCT,
	PAGE_TEXT,
	PAGE_404,
	PAGE_CART,
	PAGE_CHECKOUT,
	PAGE_ORDER,
	PAGE_CONTACT,
	PAGE_SEARCH,
	THEME_PAGES
};
/* From here on the theme need not have its own: _shared/ has one. */
#define PAGE_SHARED PAGE_CART

struct str_list {
	struct str *items;
	size_t n;
};

struct theme_font {
	struct str file;     /* "newsreader-5.2.10-latin.woff2" */
	const char *address; /* of the file on disk */
	size_t size;
};

/* Of what a layout wants there to be so many; most 0: it does not mind. */
struct want {
	int64_t least, most;
};

struct theme_layout {
	struct str id, name;
	/* When it is at its best: products, categories, words of a description on average. */
	struct want products, categories, words;
	int photos; /* 1: it lives from them, 0: it is made to do without, -1: it does not mind */
};

struct theme {
	struct str id, name, idea;
	struct str_list industries, styles, features; /* industries: best first */
	int64_t best_min, best_max;                   /* number of products where the layout is at its best */
	bool needs_photos;
	struct str face_display, face_body;
	const struct theme_layout *layouts;
	size_t nlayouts;
	const struct art_style *art;
	struct str_list preload; /* "fonts/<file>" */
	const struct palette *palettes;
	size_t npalettes;
	const struct theme_font *fonts;
	size_t nfonts;
	struct str fonts_css;     /* the faces: @font-face rules, and the names --display and --body */
	struct str css, base_css; /* own, and what all themes share */
	/* Themes whose faces suit this one too, itself first. */
	const struct theme **pairs;
	size_t npairs;
	const struct template *pages[THEME_PAGES];
};

/* The shop's own words in one language. */
struct words {
	struct str lang;          /* "en", "de", "pt-BR" */
	struct str locale;        /* "en_US", for Open Graph */
	const struct json *table; /* object of texts */
};

struct themes {
	struct arena arena; /* owns all of it */
	struct theme *list; /* by id */
	size_t n;
	struct str script, script_file; /* _shared/shop.js, and the name that it is served by: shop.<hash>.js */
	struct words *words;
	size_t nwords;
	const struct json *samples; /* _sample/industries.json: industry → configuration */
};

/* Reads dir into *ret. 0, -ERR_NOMEM, or -ERR_INVALID with "<file>: what is wrong" in the note. */
int themes_load(const char *dir, struct themes *ret);
void themes_free(struct themes *t);

/* By id, or by number in the order of ids as the design documents number themes ("theme_001"); NULL when there is none. */
const struct theme *theme_find(const struct themes *t, struct str id);
/* The words for a BCP 47 tag: the whole tag, its first part, else English. Never NULL. */
const struct words *words_find(const struct themes *t, struct str lang);
/* One of them, or English's, or dflt. */
struct str words_get(const struct themes *t, const struct words *w, const char *key, const char *dflt);
/* The font of that file name, or NULL. */
const struct theme_font *theme_font(const struct theme *t, struct str file);

/* A whole file of at most max bytes, NUL-terminated, in a. 0, -ERR_NOT_FOUND, -ERR_TOO_LARGE, -ERR_IO, -ERR_NOMEM with a
 * note. Blocks. */
int file_read(struct arena *a, const char *address, size_t max, struct str *ret);

#endif
