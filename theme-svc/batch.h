/* Batch: files written into the folder of a new version, with their packed twins (.gz, .br), for the offload pool: nothing here
 * touches context(), and errors are texts in the caller's memory.
 *
 * What an earlier version has with the same bytes is not written again but linked: one file with two names, its time of change and its
 * twins kept. A file that comes in parts is always written. Files of a version are never written to again, so that nobody can tell.
 */
#ifndef THEME_BATCH_H
#define THEME_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILES_BATCH = 16, FILES_PATH = 200 };
/* A lent file is written before the call that gave it returns. */

struct packer;

struct file_item {
	char path[FILES_PATH]; /* below the folder, "c/mugs/index.html" */
	char *bytes;           /* malloc'd */
	size_t size;
	const char *from; /* instead of bytes: copies this file */
	bool compress;
	bool lent; /* bytes are the caller's, until the batch is written */
	bool more; /* the file goes on in the next item, which has the same path: a long one need not be in memory as a whole */
};

struct file_batch {
	int dir;    /* descriptor of the folder, the caller's */
	int former; /* of an earlier version's, the caller's; -1 = none */
	struct packer *packer;
	char *scratch; /* what is compared; made when it is needed */
	struct file_item items[FILES_BATCH];
	size_t n;
	bool parted;          /* a file is not whole yet: */
	int parts[3];         /* it and its twins; -1 = none */
	int64_t files, bytes; /* added up, linked ones too */
	int64_t written;      /* files that are not linked */
	char error[300];      /* "" = none */
};

/* Reads what the item comes from, if it comes from a file. False with errno. */
bool batch_load(struct file_item *item);
/* Writes every item, folders on the way too. */
void batch_write(struct file_batch *b);
/* Frees the items' bytes and empties the batch; counts and error stay. */
void batch_clear(struct file_batch *b);
/* Frees what the batch made for itself. */
void batch_done(struct file_batch *b);

#endif
