/* Pictures that strangers send, in the helper program theme-image: bytes in, pixels out, or a sentence that says why not.
 *
 * Nothing of a file is believed before it is checked: its kind is told by its first bytes, its structure is walked to its very
 * last byte (so nothing is hidden behind the picture), and its size is known from its header before a pixel is allocated.
 * Every function that can refuse returns NULL, or a sentence for the sender; outputs are untouched then.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "base/str.h"

enum {
	IMAGE_BYTES_MAX = 10 << 20,
	IMAGE_PIXELS_MAX = 25 * 1000 * 1000,
	IMAGE_SIDE_MAX = 16383, /* WebP's own limit */
	IMAGE_SVG_SIDE = 1024,  /* longest side that a drawing is painted with */
};

enum image_kind { IMAGE_PNG, IMAGE_JPEG, IMAGE_WEBP, IMAGE_SVG };
extern const char *const image_types[4]; /* media types */

/* Colour as a lossy format keeps it (full-range YCbCr, ITU-R BT.601 as in JFIF), before any smoothing. */
struct planes {
	int width, height;          /* of y */
	int c_width, c_height;      /* of cb and cr */
	int sub_x, sub_y;           /* pixels that share a sample of colour, across and down */
	unsigned char *y, *cb, *cr; /* one allocation, y's */
};

struct image {
	enum image_kind kind;
	int width, height;
	unsigned char *rgba;  /* 4 * width * height, not premultiplied; malloc */
	bool alpha;           /* some pixel is not opaque */
	bool lossy;           /* colours carry the noise of a lossy format: planes is filled */
	struct planes planes; /* at most PLANES_SIDE pixels long */
};
enum { PLANES_SIDE = 256 };

/* What the first bytes say; false for anything else. */
bool image_sniff(struct str file, enum image_kind *ret);
/* declared: the sender's media type; p = NULL: not said. */
const char *image_decode(struct str file, struct str declared, struct image *ret);
void image_done(struct image *i);
/* NULL when a picture of this size may be allocated. */
const char *image_check_size(int64_t width, int64_t height);

/* The doors of the decoders, one library each; the file's kind is known. */
const char *png_decode(struct str file, struct image *ret);
const char *jpeg_decode(struct str file, struct image *ret);
const char *webp_decode(struct str file, struct image *ret);
const char *svg_decode(struct str file, struct image *ret);

/* An SVG that may be drawn: well-formed XML within limits, without script, without a document type, without a word that
 * leads out of the file. */
const char *svg_check(struct str file);

#endif
