/* WebP by libwebp. */
#include <stdlib.h>
#include <webp/decode.h>

#include "image.h"

static uint32_t le32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[3] << 24 | (uint32_t)u[2] << 16 | (uint32_t)u[1] << 8 | u[0];
}

/* Chunk after chunk to the container's end, which is the file's. */
static const char *walk(struct str file, bool *lossy)
{
	size_t at = 12;

	if (le32(file.p + 4) + 8ULL > file.n)
		return "the WebP file ends too early";
	if (le32(file.p + 4) + 8ULL < file.n)
		return "something stands behind the picture's end";
	while (file.n - at >= 8) {
		size_t n = le32(file.p + at + 4);

		n += n & 1;
		if (n > file.n - at - 8)
			return "the WebP file ends too early";
		if (memcmp(file.p + at, "VP8 ", 4) == 0)
			*lossy = true;
		at += n + 8;
	}
	return at == file.n ? NULL : "the WebP file is damaged";
}

/* What the lossy format kept: colour for four pixels at once. Reduced to PLANES_SIDE by leaving samples out. */
static const char *make_planes(const struct image *i, struct planes *ret)
{
	int side = i->width > i->height ? i->width : i->height, step = 1 + (side - 1) / PLANES_SIDE;
	struct planes p = {
		.width = (i->width + step - 1) / step, .height = (i->height + step - 1) / step, .sub_x = 1, .sub_y = 1
	};
	size_t n = (size_t)p.width * (size_t)p.height;

	p.c_width = p.width;
	p.c_height = p.height;
	p.y = malloc(3 * n);
	if (!p.y)
		return "there is not enough memory for this picture";
	p.cb = p.y + n;
	p.cr = p.cb + n;
	for (size_t k = 0; k < n; k++) {
		size_t x = k % (size_t)p.width * (size_t)step, y = k / (size_t)p.width * (size_t)step;
		const unsigned char *c = i->rgba + 4 * (y * (size_t)i->width + x);
		/* What is transparent shows the page. */
		double a = c[3] / 255.0, r = 255 + a * (c[0] - 255), g = 255 + a * (c[1] - 255),
		       b = 255 + a * (c[2] - 255);

		p.y[k] = (unsigned char)(0.299 * r + 0.587 * g + 0.114 * b + 0.5);
		p.cb[k] = (unsigned char)(127.99 - 0.168736 * r - 0.331264 * g + 0.5 * b + 0.5);
		p.cr[k] = (unsigned char)(127.99 + 0.5 * r - 0.418688 * g - 0.081312 * b + 0.5);
	}
	*ret = p;
	return NULL;
}

const char *webp_decode(struct str file, struct image *ret)
{
	WebPBitstreamFeatures f;
	bool lossy = false;
	const char *why = walk(file, &lossy);
	const uint8_t *bytes = (const uint8_t *)file.p;

	if (why)
		return why;
	if (WebPGetFeatures(bytes, file.n, &f) != VP8_STATUS_OK)
		return "the WebP file is damaged";
	if (f.has_animation)
		return "the picture moves: send one that stands still";
	why = image_check_size(f.width, f.height);
	if (why)
		return why;
	ret->rgba = malloc(4 * (size_t)f.width * (size_t)f.height);
	if (!ret->rgba)
		return "there is not enough memory for this picture";
	if (!WebPDecodeRGBAInto(bytes, file.n, ret->rgba, 4 * (size_t)f.width * (size_t)f.height, 4 * f.width))
		return "the WebP file is damaged or ends too early";
	ret->width = f.width;
	ret->height = f.height;
	if (!lossy)
		return NULL;
	ret->lossy = true;
	return make_planes(ret, &ret->planes);
}
