/* PNG by libpng's simplified interface, which keeps its jumps to itself. */
#include <png.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "image.h"

static uint32_t be32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

/* Chunk after chunk from IHDR to an IEND that is the file's end. Checksums are libpng's business. */
static const char *walk(struct str file)
{
	static const char cut[] = "the PNG file ends too early";
	size_t at = 8;
	bool first = true;

	while (file.n - at >= 12) {
		size_t n = be32(file.p + at);
		const char *type = file.p + at + 4;

		if (first && (n != 13 || memcmp(type, "IHDR", 4) != 0))
			return "the PNG file has no header";
		first = false;
		if (n > file.n - at - 12)
			return cut;
		at += n + 12;
		if (memcmp(type, "IEND", 4) == 0)
			return at == file.n ? NULL : "something stands behind the picture's end";
	}
	return cut;
}

const char *png_decode(struct str file, struct image *ret)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	_cleanup_free_ unsigned char *rgba = NULL;
	const char *why = walk(file);

	if (!why)
		why = image_check_size(be32(file.p + 16), be32(file.p + 20));
	if (why)
		return why;
	if (!png_image_begin_read_from_memory(&png, file.p, file.n))
		return "the PNG file is damaged";
	png.format = PNG_FORMAT_RGBA;
	png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
	why = image_check_size(png.width, png.height);
	if (!why && !(rgba = malloc(PNG_IMAGE_SIZE(png))))
		why = "there is not enough memory for this picture";
	/* A warning is a fault here: a checksum that is wrong is one. */
	if (!why && (!png_image_finish_read(&png, NULL, rgba, 0, NULL) || png.warning_or_error))
		why = "the PNG file is damaged or ends too early";
	png_image_free(&png);
	if (why)
		return why;
	ret->width = (int)png.width;
	ret->height = (int)png.height;
	ret->rgba = TAKE(rgba);
	return NULL;
}
