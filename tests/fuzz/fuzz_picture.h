/* What the fuzzers of pictures share: one decoder's door, then all that is done with its pixels but writing them anew. */
#include <stdlib.h>

#include "image.h"
#include "logo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline int picture(const char *(*decode)(struct str, struct image *), const uint8_t *data, size_t size)
{
	struct str file = { (const char *)data, size };
	struct image image = { 0 };
	struct logo logo;

	if (decode(file, &image) == NULL && !image_check_size(image.width, image.height))
		(void)logo_read(&image, &logo);
	image_done(&image);
	return 0;
}
