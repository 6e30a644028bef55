#include "image_write.h"

#include <avif/avif.h>
#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include "base/cleanup.h"

/* Widths that phones and desks ask for; the picture itself is at most the last of them. */
static const int widths[] = { 320, 640, 1024, 1600 };
enum { JPEG_QUALITY = 82, WEBP_QUALITY = 80, AVIF_QUANTIZER = 26, AVIF_SPEED = 9, MOST = 1600, TALLEST = 4096 };
static const char no_memory[] = "there is not enough memory for this picture";

struct pixels {
	int width, height;
	unsigned char *rgba;
};

/* Mean over each target pixel's area, weighted by opacity, so that what is transparent lends no colour. */
static void average(const struct image *i, int x0, int x1, int y0, int y1, unsigned char *to)
{
	uint64_t sum[4] = { 0 }, n = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);

	for (int y = y0; y < y1; y++)
		for (int x = x0; x < x1; x++) {
			const unsigned char *p = i->rgba + 4 * ((size_t)y * (size_t)i->width + (size_t)x);

			for (int c = 0; c < 3; c++)
				sum[c] += (uint64_t)p[c] * p[3];
			sum[3] += p[3];
		}
	for (int c = 0; c < 3; c++)
		to[c] = (unsigned char)(sum[3] ? (sum[c] + sum[3] / 2) / sum[3] : 0);
	to[3] = (unsigned char)((sum[3] + n / 2) / n);
}

static const char *shrink(const struct image *i, int width, struct pixels *ret)
{
	int64_t h = ((int64_t)i->height * width + i->width / 2) / i->width;
	int height = h < 1 ? 1 : (int)h;
	unsigned char *to = malloc(4 * (size_t)width * (size_t)height);

	if (!to)
		return no_memory;
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			int x0 = (int)((int64_t)x * i->width / width), x1 = (int)((int64_t)(x + 1) * i->width / width);
			int y0 = (int)((int64_t)y * i->height / height),
			    y1 = (int)((int64_t)(y + 1) * i->height / height);

			average(i, x0, x1 > x0 ? x1 : x0 + 1, y0, y1 > y0 ? y1 : y0 + 1,
				to + 4 * ((size_t)y * (size_t)width + (size_t)x));
		}
	*ret = (struct pixels){ width, height, to };
	return NULL;
}

static const char *add(struct variants *v, const char *type, const struct pixels *p, const void *bytes, size_t size)
{
	unsigned char *copy = malloc(size ? size : 1);

	if (!copy || v->n == VARIANTS_MAX) {
		free(copy);
		return no_memory;
	}
	memcpy(copy, bytes, size);
	v->list[v->n++] = (struct variant){ type, p->width, p->height, copy, size };
	return NULL;
}

static const char *write_png(const struct pixels *p, struct variants *ret)
{
	png_image png = { .version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)p->width,
		.height = (png_uint_32)p->height,
		.format = PNG_FORMAT_RGBA };
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
	_cleanup_free_ unsigned char *out = malloc(size);

	if (!out || !png_image_write_to_memory(&png, out, &size, 0, p->rgba, 0, NULL))
		return no_memory;
	return add(ret, "image/png", p, out, size);
}

static const char *write_jpeg(const struct pixels *p, struct variants *ret)
{
	tjhandle t = tjInitCompress();
	unsigned char *out = NULL;
	unsigned long size = 0;
	const char *why = no_memory;

	if (t &&
		tjCompress2(t, p->rgba, p->width, 0, p->height, TJPF_RGBA, &out, &size, TJSAMP_420, JPEG_QUALITY,
			TJFLAG_PROGRESSIVE) == 0)
		why = add(ret, "image/jpeg", p, out, size);
	tjFree(out);
	tjDestroy(t);
	return why;
}

static const char *write_webp(const struct pixels *p, bool drawn, struct variants *ret)
{
	uint8_t *out = NULL;
	size_t size = drawn ? WebPEncodeLosslessRGBA(p->rgba, p->width, p->height, 4 * p->width, &out)
			    : WebPEncodeRGBA(p->rgba, p->width, p->height, 4 * p->width, WEBP_QUALITY, &out);
	const char *why = size ? add(ret, "image/webp", p, out, size) : no_memory;

	WebPFree(out);
	return why;
}

static const char *write_avif(const struct pixels *p, struct variants *ret)
{
	avifImage *image = avifImageCreate((uint32_t)p->width, (uint32_t)p->height, 8, AVIF_PIXEL_FORMAT_YUV420);
	avifEncoder *encoder = avifEncoderCreate();
	avifRWData out = AVIF_DATA_EMPTY;
	avifRGBImage rgb;
	const char *why = no_memory;

	if (image && encoder) {
		avifRGBImageSetDefaults(&rgb, image);
		rgb.pixels = p->rgba;
		rgb.rowBytes = 4 * (uint32_t)p->width;
		encoder->maxThreads = 1;
		encoder->speed = AVIF_SPEED;
		encoder->minQuantizer = encoder->maxQuantizer = AVIF_QUANTIZER;
		image->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
		image->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
		image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
		if (avifImageRGBToYUV(image, &rgb) == AVIF_RESULT_OK &&
			avifEncoderWrite(encoder, image, &out) == AVIF_RESULT_OK)
			why = add(ret, "image/avif", p, out.data, out.size);
	}
	avifRWDataFree(&out);
	if (encoder)
		avifEncoderDestroy(encoder);
	if (image)
		avifImageDestroy(image);
	return why;
}

/* A drawing keeps its edges: no lossy twin of it. */
static const char *write_all(
	const struct image *i, const struct pixels *p, bool drawn, bool itself, struct variants *ret)
{
	const char *why;

	if (drawn || i->alpha)
		why = itself ? write_png(p, ret) : NULL;
	else
		why = write_jpeg(p, ret);
	if (!why)
		why = write_webp(p, drawn, ret);
	if (!why && !drawn)
		why = write_avif(p, ret);
	return why;
}

/* Few colours, or from a format that keeps them all and shows what it stands on: line art. */
static bool is_drawn(const struct image *i)
{
	return i->kind == IMAGE_SVG || (!i->lossy && i->alpha);
}

static void variants_done(struct variants *v)
{
	for (int k = 0; k < v->n; k++)
		free(v->list[k].bytes);
	v->n = 0;
}

const char *image_write(const struct image *i, struct variants *ret)
{
	int most = i->width < MOST ? i->width : MOST;
	struct variants v = { 0 };
	const char *why = NULL;

	/* A strip is bounded by its height. */
	while (most > 1 && (int64_t)i->height * most / i->width > TALLEST)
		most /= 2;
	for (size_t k = ARRAY_LEN(widths) + 1; k-- > 0 && !why;) {
		int width = k == ARRAY_LEN(widths) ? most : widths[k];
		struct pixels p;

		if (k < ARRAY_LEN(widths) && width >= most)
			continue;
		why = shrink(i, width, &p);
		if (why)
			break;
		why = write_all(i, &p, is_drawn(i), k == ARRAY_LEN(widths), &v);
		free(p.rgba);
	}
	if (why)
		variants_done(&v);
	else
		*ret = v;
	return why;
}
