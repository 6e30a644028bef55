/* JPEG by libjpeg-turbo's TurboJPEG interface, which keeps its jumps to itself. */
#include <stdlib.h>
#include <turbojpeg.h>

#include "base/cleanup.h"
#include "image.h"

enum { FLAGS = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT };

static unsigned be16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static bool stands_alone(unsigned marker)
{
	return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/* The bytes between a scan's header and the next marker. */
static size_t skip_scan(const unsigned char *p, size_t at, size_t n)
{
	while (at + 1 < n && !(p[at] == 0xff && p[at + 1] != 0 && p[at + 1] != 0xff && !stands_alone(p[at + 1])))
		at++;
	return at;
}

/* Marker after marker to an end-of-image that is the file's end. The first Exif segment is handed back. */
static const char *walk(struct str file, struct str *exif)
{
	static const char cut[] = "the JPEG file ends too early";
	const unsigned char *p = (const unsigned char *)file.p;
	size_t at = 2, n;

	while (at + 1 < file.n) {
		unsigned marker = p[at + 1];

		if (p[at] != 0xff)
			return "the JPEG file is damaged";
		if (marker == 0xff) { /* fill */
			at++;
			continue;
		}
		at += 2;
		if (marker == 0xd9)
			return at == file.n ? NULL : "something stands behind the picture's end";
		if (stands_alone(marker))
			continue;
		if (at + 2 > file.n || (n = be16(p + at)) < 2 || n > file.n - at)
			return cut;
		if (marker == 0xe1 && !exif->p && n > 14 && memcmp(p + at + 2, "Exif\0\0", 6) == 0)
			*exif = str_sub(file, at + 8, at + n);
		at += n;
		if (marker == 0xda)
			at = skip_scan(p, at, file.n);
	}
	return cut;
}

static unsigned tiff(struct str s, size_t at, int bytes)
{
	unsigned v = 0;

	if (at + (size_t)bytes > s.n)
		return 0;
	for (int i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)s.p[s.p[0] == 'I' ? at + (size_t)(bytes - 1 - i) : at + (size_t)i];
	return v;
}

/* 1 to 8 (Exif 2.32, tag 0x0112): how the camera was held. */
static unsigned orientation(struct str exif)
{
	size_t at, n;

	if (exif.n < 8)
		return 1;
	at = tiff(exif, 4, 4);
	n = tiff(exif, at, 2);
	for (size_t i = 0; i < n && at + 2 + 12 * (i + 1) <= exif.n; i++)
		if (tiff(exif, at + 2 + 12 * i, 2) == 0x112) {
			unsigned v = tiff(exif, at + 2 + 12 * i + 8, 2);

			return v >= 1 && v <= 8 ? v : 1;
		}
	return 1;
}

static const char *turn(struct image *i, unsigned how)
{
	bool swap = how >= 5;
	int w = swap ? i->height : i->width, h = swap ? i->width : i->height;
	uint32_t *to, *from = (uint32_t *)i->rgba;

	if (how == 1)
		return NULL;
	to = malloc(4 * (size_t)w * (size_t)h);
	if (!to)
		return "there is not enough memory for this picture";
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			int u = swap ? y : x, v = swap ? x : y;

			if (how == 2 || how == 3 || how == 7 || how == 8)
				u = i->width - 1 - u;
			if (how == 3 || how == 4 || how == 6 || how == 7)
				v = i->height - 1 - v;
			to[(size_t)y * (size_t)w + (size_t)x] = from[(size_t)v * (size_t)i->width + (size_t)u];
		}
	free(i->rgba);
	i->rgba = (unsigned char *)to;
	i->width = w;
	i->height = h;
	return NULL;
}

/* The smallest of the decoder's own sizes that is not above PLANES_SIDE, or none of them when all are. */
static void scale(int *w, int *h)
{
	int n, width = *w, height = *h;
	tjscalingfactor *f = tjGetScalingFactors(&n);

	for (int i = 0; i < n; i++) {
		int sw = TJSCALED(width, f[i]), sh = TJSCALED(height, f[i]);

		if (f[i].num > f[i].denom || (sw > PLANES_SIDE || sh > PLANES_SIDE))
			continue;
		*w = sw;
		*h = sh;
		return;
	}
}

static const char *read_planes(tjhandle t, struct str file, int w, int h, int sampling, struct planes *ret)
{
	struct planes p = { 0 };
	unsigned char *to[3];
	size_t y, c;

	scale(&w, &h);
	if (sampling == TJSAMP_GRAY || w > 4 * PLANES_SIDE || h > 4 * PLANES_SIDE)
		return NULL; /* its pixels will do */
	p.width = w;
	p.height = h;
	p.sub_x = tjMCUWidth[sampling] / 8;
	p.sub_y = tjMCUHeight[sampling] / 8;
	p.c_width = tjPlaneWidth(1, w, sampling);
	p.c_height = tjPlaneHeight(1, h, sampling);
	/* TurboJPEG pads the luma plane to whole samples of colour. */
	y = (size_t)tjPlaneWidth(0, w, sampling) * (size_t)tjPlaneHeight(0, h, sampling);
	c = (size_t)p.c_width * (size_t)p.c_height;
	p.y = malloc(y + 2 * c);
	if (!p.y)
		return "there is not enough memory for this picture";
	p.width = tjPlaneWidth(0, w, sampling);
	p.height = tjPlaneHeight(0, h, sampling);
	p.cb = p.y + y;
	p.cr = p.cb + c;
	to[0] = p.y;
	to[1] = p.cb;
	to[2] = p.cr;
	if (tjDecompressToYUVPlanes(t, (const unsigned char *)file.p, file.n, to, w, NULL, h, FLAGS) < 0) {
		free(p.y);
		return "the JPEG file is damaged or ends too early";
	}
	*ret = p;
	return NULL;
}

static const char *decode(tjhandle t, struct str file, struct image *ret)
{
	static const char damaged[] = "the JPEG file is damaged or ends too early";
	int w, h, sampling, space;
	const char *why;

	if (tjDecompressHeader3(t, (const unsigned char *)file.p, file.n, &w, &h, &sampling, &space) < 0)
		return damaged;
	why = image_check_size(w, h);
	if (why)
		return why;
	if (space == TJCS_CMYK || space == TJCS_YCCK)
		return "the JPEG file has colours for print (CMYK): save it as RGB";
	ret->rgba = malloc(4 * (size_t)w * (size_t)h);
	if (!ret->rgba)
		return "there is not enough memory for this picture";
	if (tjDecompress2(t, (const unsigned char *)file.p, file.n, ret->rgba, w, 0, h, TJPF_RGBA, FLAGS) < 0)
		return damaged;
	ret->width = w;
	ret->height = h;
	if (space != TJCS_YCbCr)
		return NULL;
	why = read_planes(t, file, w, h, sampling, &ret->planes);
	ret->lossy = ret->planes.y;
	return why;
}

const char *jpeg_decode(struct str file, struct image *ret)
{
	struct str exif = STR_NONE;
	const char *why = walk(file, &exif);
	tjhandle t;

	if (why)
		return why;
	t = tjInitDecompress();
	if (!t)
		return "there is not enough memory for this picture";
	why = decode(t, file, ret);
	tjDestroy(t);
	return why ? why : turn(ret, orientation(exif));
}
