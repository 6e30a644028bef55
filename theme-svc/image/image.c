#include "image.h"

#include <stdlib.h>

const char *const image_types[4] = { "image/png", "image/jpeg", "image/webp", "image/svg+xml" };

static struct str skip_space(struct str s)
{
	size_t n = 0;

	if (str_starts(s, STR("\xef\xbb\xbf")))
		n = 3;
	while (n < s.n && strchr(" \t\r\n", s.p[n]) && s.p[n])
		n++;
	return str_sub(s, n, s.n);
}

bool image_sniff(struct str file, enum image_kind *ret)
{
	if (str_starts(file, STR("\x89PNG\r\n\x1a\n")))
		*ret = IMAGE_PNG;
	else if (str_starts(file, STR("\xff\xd8\xff")))
		*ret = IMAGE_JPEG;
	else if (str_starts(file, STR("RIFF")) && file.n >= 12 && memcmp(file.p + 8, "WEBP", 4) == 0)
		*ret = IMAGE_WEBP;
	else if (str_starts(skip_space(file), STR("<?xml")) || str_starts(skip_space(file), STR("<svg")) ||
		str_starts(skip_space(file), STR("<!--")) || str_starts(skip_space(file), STR("<!DOCTYPE")))
		*ret = IMAGE_SVG; /* svg_check has the last word */
	else
		return false;
	return true;
}

const char *image_check_size(int64_t width, int64_t height)
{
	if (width < 1 || height < 1)
		return "the picture is empty";
	if (width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX)
		return "the picture is longer than 16,383 pixels on a side";
	if (width * height > IMAGE_PIXELS_MAX)
		return "the picture has more than 25 million pixels";
	return NULL;
}

static const char *check_declared(struct str declared, enum image_kind kind)
{
	ptrdiff_t end;

	if (!declared.p || declared.n == 0)
		return NULL;
	end = str_find(declared, ';', 0);
	declared = str_trim(str_sub(declared, 0, end < 0 ? declared.n : (size_t)end));
	if (str_ieq(declared, str_c(image_types[kind])) || (kind == IMAGE_JPEG && str_ieq(declared, STR("image/jpg"))))
		return NULL;
	return "the file is not of the type that it was sent as";
}

const char *image_decode(struct str file, struct str declared, struct image *ret)
{
	static const char *(*const decoders[])(struct str, struct image *) = {
		[IMAGE_PNG] = png_decode,
		[IMAGE_JPEG] = jpeg_decode,
		[IMAGE_WEBP] = webp_decode,
		[IMAGE_SVG] = svg_decode,
	};
	struct image image = { 0 };
	const char *why;

	if (file.n > IMAGE_BYTES_MAX)
		return "the file is larger than 10 MB";
	if (!image_sniff(file, &image.kind))
		return "send a PNG, JPEG, WebP or SVG file";
	why = check_declared(declared, image.kind);
	if (!why)
		why = decoders[image.kind](file, &image);
	if (why) {
		image_done(&image);
		return why;
	}
	for (size_t i = 0; i < (size_t)image.width * (size_t)image.height && !image.alpha; i++)
		image.alpha = image.rgba[4 * i + 3] != 255;
	*ret = image;
	return NULL;
}

void image_done(struct image *i)
{
	free(i->rgba);
	free(i->planes.y);
	*i = (struct image){ 0 };
}
