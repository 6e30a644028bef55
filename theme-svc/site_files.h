/* Site files: everything that a store's site consists of, drawn one file after another. */
#ifndef THEME_SITE_FILES_H
#define THEME_SITE_FILES_H

#include "base/cleanup.h"
#include "batch.h"
#include "render.h"

/* Calls take(arg, item) for every file of the site: pages (their paths end in ".html"), the stylesheet, what is for machines, fonts,
 * and in a copy the uploaded pictures. The item is take's
 * from then on, its bytes are malloc'd. Stops at a negative result and returns it. */
int site_files_each(const struct site *site, int (*take)(void *arg, struct file_item item), void *arg) SUSPENDS;

#endif
