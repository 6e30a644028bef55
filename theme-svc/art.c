#include "art.h"

#include <stdio.h>

#include "art_pen.h"
#include "base/cleanup.h"

/* ---- the pen */

int pen_pick(struct pen *p, int n)
{
	p->x ^= p->x << 13;
	p->x ^= p->x >> 17;
	p->x ^= p->x << 5;
	return (int)((p->x >> 8) % (uint32_t)n);
}

/* FNV-1a, 32 bits. The first numbers are thrown away, so that neighbours as "Mug 1" and "Mug 2" part. */
static struct pen pen_seeded(struct buf *b, struct str seed)
{
	struct pen p = { .b = b, .x = 0x811c9dc5 };

	for (size_t i = 0; i < seed.n; i++)
		p.x = (p.x ^ (unsigned char)seed.p[i]) * 0x01000193u;
	if (p.x == 0)
		p.x = 1;
	for (int i = 0; i < 4; i++)
		pen_pick(&p, 1);
	return p;
}

static void put_paint(struct pen *p, struct paint paint)
{
	const char *of = paint.width ? "stroke" : "fill";

	if (paint.width)
		buf_printf(p->b, " fill=\"none\" stroke=\"var(--%s)\" stroke-width=\"%d\"", paint.role, paint.width);
	else
		buf_printf(p->b, " fill=\"var(--%s)\"", paint.role);
	if (paint.opacity && *paint.opacity)
		buf_printf(p->b, " %s-opacity=\"%s\"", of, paint.opacity);
	if (paint.extra)
		buf_c(p->b, paint.extra);
}

static void put_end(struct pen *p, struct paint paint)
{
	put_paint(p, paint);
	buf_c(p->b, "/>");
}

void pen_rect(struct pen *p, int x, int y, int w, int h, struct paint paint, int radius)
{
	buf_printf(p->b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", x, y, w, h);
	if (radius)
		buf_printf(p->b, " rx=\"%d\"", radius);
	put_end(p, paint);
}

void pen_circle(struct pen *p, int x, int y, int r, struct paint paint)
{
	buf_printf(p->b, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\"", x, y, r);
	put_end(p, paint);
}

void pen_ellipse(struct pen *p, int x, int y, int rx, int ry, struct paint paint)
{
	buf_printf(p->b, "<ellipse cx=\"%d\" cy=\"%d\" rx=\"%d\" ry=\"%d\"", x, y, rx, ry);
	put_end(p, paint);
}

void pen_path(struct pen *p, const char *d, struct paint paint)
{
	buf_printf(p->b, "<path d=\"%s\"", d);
	put_end(p, paint);
}

void pen_pathf(struct pen *p, struct paint paint, const char *fmt, ...)
{
	char d[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(d, sizeof(d), fmt, ap);
	va_end(ap);
	pen_path(p, d, paint);
}

void pen_group(struct pen *p, const char *fmt, ...)
{
	char transform[96];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(transform, sizeof(transform), fmt, ap);
	va_end(ap);
	buf_printf(p->b, "<g transform=\"%s\">", transform);
}

void pen_end(struct pen *p)
{
	buf_c(p->b, "</g>");
}

struct scale pen_scale(int percent)
{
	struct scale s = { "" };

	if (percent == 100)
		snprintf(s.text, sizeof(s.text), "1");
	else
		snprintf(s.text, sizeof(s.text), "%s.%02d", percent > 100 ? "1" : "", percent % 100);
	return s;
}

/* ---- type: the initial, as large as the page, in the theme's display face */

/* The first code point that is not ASCII punctuation, space or Latin-1 sign; else a middle dot. */
static void put_initial(struct buf *b, struct str name)
{
	size_t i = 0, n;
	unsigned char c;

	for (; i < name.n; i += n) {
		c = (unsigned char)name.p[i];
		n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		if (i + n > name.n)
			break;
		if (c < 0x80 ? (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') : c > 0xc2) {
			if (c >= 'a' && c <= 'z')
				buf_char(b, (char)(c - 'a' + 'A'));
			else
				buf_put(b, name.p + i, n);
			return;
		}
	}
	buf_c(b, "·");
}

void art_type(struct pen *p, struct str name)
{
	static const char *const grounds[][2] = { { "primary", "on-primary" }, { "surface", "primary" },
		{ "accent", "background" }, { "text", "background" } };
	static const char *const turns[] = { "0", "-6", "5", "-12" };
	const char *const *ground = grounds[pen_pick(p, 4)];
	int x = 150 + pen_pick(p, 5) * 25;
	int y = 318 + pen_pick(p, 4) * 16;
	const char *turn = turns[pen_pick(p, 4)];
	int cx, cy;

	pen_rect(p, 0, 0, 400, 400, FILL(ground[0]), 0);
	cx = 80 + pen_pick(p, 5) * 60;
	cy = 80 + pen_pick(p, 5) * 60;
	pen_circle(p, cx, cy, 70 + pen_pick(p, 4) * 20, FILL(ground[1], ".1"));
	buf_printf(p->b,
		"<text x=\"%d\" y=\"%d\" transform=\"rotate(%s 200 200)\" text-anchor=\"middle\" "
		"font-family=\"var(--display)\" font-size=\"350\" font-weight=\"600\"",
		x, y, turn);
	put_paint(p, FILL(ground[1]));
	buf_char(p->b, '>');
	put_initial(p->b, name);
	buf_c(p->b, "</text>");
}

/* ---- styles */

struct art_style {
	const char *name;
	void (*draw)(struct pen *p);
	void (*draw_name)(struct pen *p, struct str name);
};

static const struct art_style styles[] = {
	{ "still", art_still, NULL },
	{ "type", NULL, art_type },
	{ "stripe", art_stripe, NULL },
	{ "gem", art_gem, NULL },
	{ "blob", art_blob, NULL },
	{ "spine", art_spine, NULL },
	{ "grid", art_grid, NULL },
	{ "plate", art_plate, NULL },
	{ "coast", art_coast, NULL },
	{ "face", art_face, NULL },
	{ "parts", NULL, art_parts },
	{ "toy", NULL, art_toy },
	{ "print", art_print, NULL },
};

const struct art_style *art_find(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		if (str_is(name, styles[i].name))
			return &styles[i];
	return NULL;
}

void art_draw(struct buf *b, const struct art_style *style, struct str seed)
{
	struct pen p = pen_seeded(b, seed);

	buf_printf(b,
		"<svg class=\"art art-%s\" viewBox=\"0 0 400 400\" preserveAspectRatio=\"xMidYMid slice\" "
		"aria-hidden=\"true\" focusable=\"false\">",
		style->name);
	if (style->draw)
		style->draw(&p);
	else
		style->draw_name(&p, seed);
	buf_c(b, "</svg>");
}
