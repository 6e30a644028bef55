/* theme-svc/image/image_png.c: any bytes that begin as one. */
#include "fuzz_picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum image_kind kind;

	if (size >= 12 && image_sniff((struct str){ (const char *)data, size }, &kind) && kind == IMAGE_PNG)
		return picture(png_decode, data, size);
	return 0;
}
