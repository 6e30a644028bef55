/* What theme.c reads folders with. */
#ifndef THEME_THEME_FILES_H
#define THEME_THEME_FILES_H

#include "theme.h"

/* Templates and partials of one folder: file name without .mustache, and text. */
struct source_file {
	struct str name, text;
};

struct source_list {
	struct source_file *items;
	size_t n;
};

/* Names in dir that end in suffix, sorted, in a. */
int files_list(struct arena *a, const char *dir, const char *suffix, struct str_list *ret);
int files_sources(struct arena *a, const char *dir, struct source_list *ret);
struct str files_source(const struct source_list *l, struct str name);
int files_json(struct arena *a, const char *address, const struct json **ret);
int files_fonts(struct arena *a, const char *dir, struct theme *t);

/* Parsed JSON lives in mem(): between the two calls mem() is a. */
struct arena memory_borrow(const struct arena *a);
void memory_return(struct arena *a, struct arena former);

#endif
