/* Pictures for shoppers: made anew from pixels, so that nothing of the sender's file is passed on. */
#ifndef IMAGE_WRITE_H
#define IMAGE_WRITE_H

#include "image.h"

enum { VARIANTS_MAX = 16 };

struct variant {
	const char *type; /* media type */
	int width, height;
	unsigned char *bytes; /* malloc */
	size_t size;
};

struct variants {
	struct variant list[VARIANTS_MAX]; /* the first is the picture itself: PNG or JPEG */
	int n;
};

const char *image_write(const struct image *i, struct variants *ret);

#endif
