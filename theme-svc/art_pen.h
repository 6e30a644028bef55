/* The pen of art*.c: a seeded generator and one function a shape. */
#ifndef THEME_ART_PEN_H
#define THEME_ART_PEN_H

#include "base/str.h"

struct pen {
	struct buf *b;
	uint32_t x; /* xorshift32 */
};

/* What a shape is painted with: role of the palette, opacity as printed ("" = opaque), and for lines a
 * width. */
struct paint {
	const char *role, *opacity;
	int width;         /* 0: filled */
	const char *extra; /* further attributes, or NULL */
};

/* FILL(role), FILL(role, opacity), LINE(role, width), LINE(role, width, opacity) */
#define OPACITY_(...) ((const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) "" }[0])
#define FILL(r, ...) ((struct paint){ .role = (r), .opacity = OPACITY_(__VA_ARGS__) })
#define LINE(r, w, ...) ((struct paint){ .role = (r), .opacity = OPACITY_(__VA_ARGS__), .width = (w) })

/* 0..n-1. Call it in statements of its own: C leaves the order of arguments open, drawings do not. */
int pen_pick(struct pen *p, int n);

void pen_rect(struct pen *p, int x, int y, int w, int h, struct paint paint, int radius);
void pen_circle(struct pen *p, int x, int y, int r, struct paint paint);
void pen_ellipse(struct pen *p, int x, int y, int rx, int ry, struct paint paint);
void pen_path(struct pen *p, const char *d, struct paint paint);
void pen_pathf(struct pen *p, struct paint paint, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Opens a <g>; pen_end closes it. */
void pen_group(struct pen *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void pen_end(struct pen *p);

/* A percentage as a scale: "1", "1.05", ".85". */
struct scale {
	char text[8];
};
struct scale pen_scale(int percent);

void art_still(struct pen *p);
void art_stripe(struct pen *p);
void art_gem(struct pen *p);
void art_blob(struct pen *p);
void art_spine(struct pen *p);
void art_grid(struct pen *p);
void art_plate(struct pen *p);
void art_coast(struct pen *p);
void art_face(struct pen *p);
void art_parts(struct pen *p, struct str name);
void art_toy(struct pen *p, struct str name);
void art_print(struct pen *p);
void art_type(struct pen *p, struct str name);

#endif
