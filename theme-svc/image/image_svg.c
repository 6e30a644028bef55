/* SVG: checked by svg_check, painted by librsvg, which is given no address and so can load nothing. */
#include <librsvg/rsvg.h>
#include <math.h>
#include <stdlib.h>

#include "image.h"

static void size_of(RsvgHandle *h, double *width, double *height)
{
	RsvgRectangle box;
	gboolean has_width, has_height, has_box;
	RsvgLength w, v;

	if (rsvg_handle_get_intrinsic_size_in_pixels(h, width, height) && *width > 0 && *height > 0)
		return;
	rsvg_handle_get_intrinsic_dimensions(h, &has_width, &w, &has_height, &v, &has_box, &box);
	*width = has_box ? box.width : 300;
	*height = has_box ? box.height : 300;
}

/* cairo's pixels are premultiplied, in the machine's order. */
static void from_cairo(const unsigned char *data, int stride, struct image *ret)
{
	for (int y = 0; y < ret->height; y++)
		for (int x = 0; x < ret->width; x++) {
			uint32_t v;
			unsigned char *to = ret->rgba + 4 * ((size_t)y * (size_t)ret->width + (size_t)x);
			unsigned a;

			memcpy(&v, data + (size_t)y * (size_t)stride + 4 * (size_t)x, 4);
			a = v >> 24;
			for (int c = 0; c < 3; c++) {
				unsigned p = v >> (16 - 8 * c) & 255;

				to[c] = (unsigned char)(a == 0 ? 0 : (p * 255 + a / 2) / a);
			}
			to[3] = (unsigned char)a;
		}
}

static const char *paint(RsvgHandle *h, struct image *ret)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, ret->width, ret->height);
	cairo_t *cr = cairo_create(surface);
	RsvgRectangle all = { 0, 0, ret->width, ret->height };
	const char *why = NULL;

	if (!rsvg_handle_render_document(h, cr, &all, NULL) || cairo_status(cr) != CAIRO_STATUS_SUCCESS)
		why = "the SVG cannot be drawn";
	cairo_surface_flush(surface);
	ret->rgba = why ? NULL : malloc(4 * (size_t)ret->width * (size_t)ret->height);
	if (!why && !ret->rgba)
		why = "there is not enough memory for this picture";
	if (!why)
		from_cairo(cairo_image_surface_get_data(surface), cairo_image_surface_get_stride(surface), ret);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	return why;
}

const char *svg_decode(struct str file, struct image *ret)
{
	const char *why = svg_check(file);
	double width, height, scale;
	RsvgHandle *h;

	if (why)
		return why;
	h = rsvg_handle_new_from_data((const guint8 *)file.p, file.n, NULL);
	if (!h)
		return "the SVG cannot be drawn";
	size_of(h, &width, &height);
	scale = IMAGE_SVG_SIDE / fmax(width, height);
	if (isfinite(scale) && width > 0 && height > 0 && fmin(width, height) * scale >= 1) {
		ret->width = (int)lrint(width * scale);
		ret->height = (int)lrint(height * scale);
		why = paint(h, ret);
	} else {
		why = "the SVG has no size";
	}
	g_object_unref(h);
	return why;
}
