/* Files: folders and compressed files, for the offload pool: nothing here touches context(), and errors are texts in the
 * caller's memory.
 */
#ifndef THEME_FILES_H
#define THEME_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILES_BATCH = 16, FILES_PATH = 200 };

struct file_item {
	char path[FILES_PATH]; /* below the folder, "c/mugs/index.html" */
	char *bytes;           /* malloc'd */
	size_t size;
	const char *from; /* instead of bytes: copies this file */
	bool compress;
};

struct file_batch {
	const char *dir;
	struct file_item items[FILES_BATCH];
	size_t n;
	int64_t files, bytes; /* added up */
	char error[300];      /* "" = none */
};

/* Writes every item below dir, folders on the way too. */
void files_write(struct file_batch *b);
/* Frees the items' bytes and empties the batch; counts and error stay. */
void files_clear(struct file_batch *b);
/* Removes a folder and all in it; an absent one is fine. */
void files_remove(const char *dir);
/* Removes folders in dir whose names begin with prefix and that nobody has written to for age_s seconds. */
void files_remove_stale(const char *dir, const char *prefix, int age_s);
/* Counts what stands in dir; pages are *.html. False when there is no dir. */
struct file_count {
	int64_t pages, files, bytes;
};
bool files_count(const char *dir, struct file_count *ret);
/* Makes dir and what is missing above it. False with errno. */
bool files_make_dir(const char *dir);

#endif
