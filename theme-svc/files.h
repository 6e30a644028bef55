/* Files: folders of versions, for the offload pool: nothing here touches context(). */
#ifndef THEME_FILES_H
#define THEME_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Removes a folder and all in it; an absent one is fine. */
void files_remove(const char *dir);
/* Makes dir and holds it: an open descriptor with a lock that ends with its process, or -1 with errno. close() lets go. */
int files_hold(const char *dir);
/* Removes the folders in dir that nobody holds and that are older than a minute (one that is being made is not held yet). How
 * many. */
int files_remove_left(const char *dir);
/* Removes files in dir of names with such a beginning and ending, the longest untouched first, until `most` are left. */
void files_keep_touched(const char *dir, const char *prefix, const char *ending, int most);
/* Removes the files in dir that nobody has touched within age_s seconds. */
void files_remove_stale(const char *dir, int age_s);
/* All that was written below dir is on the disk, with the names that lead to it. False with errno. */
bool files_sync(const char *dir);
/* The name `to` in the folder that both share stands on the disk after this. False with errno; EEXIST when `to` is there. */
bool files_rename(const char *from, const char *to);
/* Both are there and change places, at one moment. False with errno. */
bool files_exchange(const char *from, const char *to);
/* Removes the folders in dir whose names are numbers, but for the `most` largest, `keep`, and those touched (files_touch)
 * within age_s seconds. aside: a free name outside dir, in the same file system. How many. */
int files_keep_newest(const char *dir, const char *aside, size_t most, int64_t keep, int age_s);
/* Removes dir if nobody has touched it within age_s seconds. It is put aside first: whoever touches it by its own name either
 * comes before that, and it comes back, or does not find it. Half of it is never seen. True: it is gone. */
bool files_remove_old(const char *dir, const char *aside, int age_s);
/* False: there is no dir. */
bool files_touch(const char *dir);
/* Counts what stands in dir; pages are *.html. False when there is no dir. */
struct file_count {
	int64_t pages, files, bytes;
};
bool files_count(const char *dir, struct file_count *ret);
/* Makes dir and what is missing above it. False with errno. */
bool files_make_dir(const char *dir);

#endif
