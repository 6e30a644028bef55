/* Art of patterns: cloth, soft shapes, shelves, devices. */
#include <stdio.h>

#include "art_pen.h"

static const char *const BLOBS[4] = {
	"M-10-150q90-20 130 60t0 150t-150 80t-130-90t40-140t110-60z",
	"M20-140q110 10 120 110t-70 140t-150 0t-60-150t60-80t100-20z",
	"M-40-140q60-40 120 0t80 110t-50 130t-140 30t-110-100t20-110t80-60z",
	"M0-130q70-50 120 20t10 140t-120 100t-140-50t-10-130t50-50t90-30z",
};

/* ---- stripe: a length of cloth, clipped to a rail */

enum { CLOTH_X = 76, CLOTH_Y = 78, CLOTH_W = 248, CLOTH_H = 270 };

static const char *const WARP[] = { "primary", "text", "accent", "background", "muted" };

struct weave {
	int kind, a, b, c;
};

static void stripe_warp(struct pen *p, const struct weave *s)
{
	static const int bands[] = { 6, 10, 16, 24, 32 }, gaps[] = { 8, 14, 20, 30 };
	int band, gap, wide;

	for (int x = 0; x < CLOTH_W; x += band + gap) {
		band = bands[pen_pick(p, 5)];
		gap = gaps[pen_pick(p, 4)];
		wide = x + band > CLOTH_W ? CLOTH_W - x : band;
		pen_rect(p, CLOTH_X + x, CLOTH_Y, wide, CLOTH_H,
			FILL(WARP[pen_pick(p, 3) ? s->b : s->c], s->kind == 2 ? ".7" : ""), 0);
	}
}

static void stripe_weft(struct pen *p, const struct weave *s)
{
	static const int bands[] = { 4, 8, 14, 22 }, gaps[] = { 8, 12, 22, 34 };
	int band, gap, tall;

	for (int y = 6; y < CLOTH_H; y += band + gap) {
		band = bands[pen_pick(p, 4)];
		gap = gaps[pen_pick(p, 4)];
		tall = y + band > CLOTH_H ? CLOTH_H - y : band;
		pen_rect(p, CLOTH_X, CLOTH_Y + y, CLOTH_W, tall,
			FILL(WARP[pen_pick(p, 3) ? s->c : s->b], s->kind == 2 ? ".5" : ""), 0);
	}
}

static void stripe_dots(struct pen *p, const struct weave *s)
{
	for (int y = 0; y < 9; y++)
		for (int x = 0; x < 8; x++) {
			bool small = (x + y + pen_pick(p, 6)) % 3;

			pen_circle(p, CLOTH_X + 17 + x * 31, CLOTH_Y + 15 + y * 30, small ? 6 : 10,
				FILL(WARP[small ? s->b : s->c]));
		}
}

static void stripe_zigzag(struct pen *p, const struct weave *s)
{
	for (int y = 0; y < 6; y++)
		pen_pathf(p, FILL(WARP[y % 2 ? s->b : s->c]),
			"M%d %dl31 26l31-26l31 26l31-26l31 26l31-26l31 26l31-26v%d"
			"l-31 26l-31-26l-31 26l-31-26l-31 26l-31-26l-31 26l-31-26z",
			CLOTH_X, CLOTH_Y + 20 + y * 42, 10 + pen_pick(p, 3) * 6);
}

void art_stripe(struct pen *p)
{
	static const int hooks[] = { CLOTH_X + 28, CLOTH_X + CLOTH_W - 40 };
	struct weave s;

	s.kind = pen_pick(p, 5);
	s.a = pen_pick(p, 5);
	s.b = (s.a + 1 + pen_pick(p, 4)) % 5;
	s.c = (s.a + 1 + pen_pick(p, 4)) % 5;
	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_rect(p, 0, 40, 400, 5, FILL("text"), 0);
	pen_pathf(p, FILL("text", ".12"), "M%d %dh%dl6 %dh-%dz", CLOTH_X + 14, CLOTH_Y + 10, CLOTH_W, CLOTH_H + 8,
		CLOTH_W);
	pen_rect(p, CLOTH_X, CLOTH_Y, CLOTH_W, CLOTH_H, FILL("background"), 0);
	pen_rect(p, CLOTH_X, CLOTH_Y, CLOTH_W, CLOTH_H, FILL(WARP[s.a], s.kind == 4 ? ".16" : ""), 0);
	if (s.kind == 0 || s.kind == 2)
		stripe_warp(p, &s);
	if (s.kind == 1 || s.kind == 2)
		stripe_weft(p, &s);
	if (s.kind == 3)
		stripe_dots(p, &s);
	if (s.kind == 4)
		stripe_zigzag(p, &s);
	pen_pathf(p, FILL("text", ".06"), "M%d %dh22v%dh-22zM%d %dh16v%dh-16zM%d %dh26v%dh-26z", CLOTH_X, CLOTH_Y,
		CLOTH_H, CLOTH_X + 110, CLOTH_Y, CLOTH_H, CLOTH_X + 196, CLOTH_Y, CLOTH_H);
	for (int i = 0; i < 2; i++) {
		pen_rect(p, hooks[i], 34, 12, 54, FILL("text"), 2);
		pen_rect(p, hooks[i] + 3, 72, 6, 8, FILL("accent"), 0);
	}
}

/* ---- blob: soft shapes, and one plant before them */

static void blob_sprig(struct pen *p, const char *role)
{
	struct scale size;
	int y;

	pen_path(p, "M0 0q-10-130 0-260", LINE(role, 4));
	for (int i = 0; i < 5; i++) {
		y = -48 - i * 46;
		size = pen_scale(100 - i * 13);
		pen_group(p, "translate(-2 %d) rotate(%d) scale(%s)", y, -38 + pen_pick(p, 3) * 5, size.text);
		pen_path(p, "M0 0q-20-40-74-40q14 46 74 40z", FILL(role, ".88"));
		pen_end(p);
		pen_group(p, "translate(-2 %d) rotate(%d) scale(%s)", y - 14, 28 + pen_pick(p, 3) * 5, size.text);
		pen_path(p, "M0 0q20-40 74-40q-14 46-74 40z", FILL(role, ".7"));
		pen_end(p);
	}
	pen_path(p, "M0-258q-22-30 0-66q22 36 0 66z", FILL(role));
}

static void blob_flower(struct pen *p, const char *role)
{
	static const int steps[] = { 72, 60, 51, 45 };
	int petals;

	pen_path(p, "M0 0q14-80 0-170", LINE(role, 5));
	pen_path(p, "M4-60q50-50 84-20q-30 44-84 20z", FILL(role, ".8"));
	pen_path(p, "M8-90q-60-40-90-4q36 40 90 4z", FILL(role, ".66"));
	petals = 5 + pen_pick(p, 4);
	for (int i = 0; i < petals; i++) {
		pen_group(p, "translate(0 -206) rotate(%d)", i * steps[petals - 5]);
		pen_path(p, "M0-8q-38-40 0-84q38 44 0 84z", FILL("primary", ".72"));
		pen_end(p);
	}
	pen_circle(p, 0, -206, 20, FILL("accent"));
	pen_circle(p, 0, -206, 9, FILL("surface", ".7"));
}

static void blob_jar(struct pen *p, const char *role)
{
	pen_rect(p, -62, -150, 124, 150, FILL(role, ".9"), 22);
	pen_rect(p, -54, -188, 108, 34, FILL("text", ".82"), 8);
	pen_rect(p, -62, -104, 124, 56, FILL("surface", ".92"), 0);
	pen_circle(p, 0, -76, 13, FILL("accent"));
	pen_rect(p, -50, -140, 12, 124, FILL("surface", ".22"), 6);
	pen_path(p, "M40-196q0-80 92-96q10 90-92 96z", FILL("primary", ".7"));
}

static void blob_grasses(struct pen *p, const char *role)
{
	int tip, y;

	for (int i = 0; i < 5; i++) {
		tip = -92 + i * 44 + pen_pick(p, 4) * 5;
		y = -170 - pen_pick(p, 6) * 22;
		pen_pathf(p, LINE(role, 3), "M0 0q%d %d %d %d", tip / 4, y / 2, tip, y);
		pen_group(p, "translate(%d %d) rotate(%d)", tip, y, tip / 4);
		pen_ellipse(p, 0, -16, 11, 28, FILL(i % 2 ? "primary" : "accent", ".9"));
		pen_end(p);
	}
}

static void blob_shape(struct pen *p, int x, int y, const char *size, struct paint paint)
{
	int turn;

	x += pen_pick(p, 5) * 20;
	y += pen_pick(p, 5) * 15;
	turn = pen_pick(p, 8) * 45;
	pen_group(p, "translate(%d %d) rotate(%d)%s", x, y, turn, size);
	pen_path(p, BLOBS[pen_pick(p, 4)], paint);
	pen_end(p);
}

void art_blob(struct pen *p)
{
	static void (*const plants[])(struct pen *, const char *) = { blob_sprig, blob_flower, blob_jar, blob_grasses };
	static const char *const leans[] = { "-8", "-3", "4", "9" };
	const char *role;
	int plant;

	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	blob_shape(p, 140, 160, "", FILL("accent", ".42"));
	blob_shape(p, 200, 210, " scale(.8)", FILL("primary", ".26"));
	plant = pen_pick(p, 4);
	role = pen_pick(p, 2) ? "primary" : "text";
	pen_group(p, "translate(200 372) rotate(%s)", leans[pen_pick(p, 4)]);
	plants[plant](p, role);
	pen_end(p);
}

/* ---- spine: a shelf, one book stands out */

static void spine_bands(struct pen *p, int x, int y, int w, int h, const char *role, const char *gilt)
{
	switch (pen_pick(p, 4)) {
	case 0:
		pen_rect(p, x, y + 22, w, 3, FILL(gilt, ".8"), 0);
		pen_rect(p, x, y + 30, w, 1, FILL(gilt, ".8"), 0);
		pen_rect(p, x, y + h - 34, w, 3, FILL(gilt, ".8"), 0);
		break;
	case 1:
		pen_rect(p, x + 5, y + 30, w - 10, 64, FILL(gilt, ".82"), 1);
		pen_rect(p, x + w / 2 - 1, y + 40, 2, 44, FILL(role), 0);
		break;
	case 2:
		pen_circle(p, x + w / 2, y + h - 30, 6, FILL(gilt, ".8"));
		pen_rect(p, x + w / 2 - 2, y + 26, 3, 96, FILL(gilt, ".7"), 0);
		break;
	default:
		pen_rect(p, x, y + h / 4, w, h / 4, FILL(gilt, ".24"), 0);
		pen_rect(p, x + w / 2 - 1, y + h / 4 + 12, 2, h / 4 - 24, FILL(gilt, ".9"), 0);
	}
}

void art_spine(struct pen *p)
{
	static const char *const roles[] = { "muted", "text", "accent", "border" };
	static const char *const opacities[] = { ".9", ".7", ".55" };
	const char *role, *opacity;
	int chosen, x, w, h;

	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_rect(p, 0, 346, 400, 54, FILL("border"), 0);
	pen_rect(p, 0, 346, 400, 6, FILL("text", ".22"), 0);
	chosen = 1 + pen_pick(p, 4);
	x = 26 + pen_pick(p, 3) * 6;
	for (int i = 0; x < 340; i++) {
		w = 24 + pen_pick(p, 6) * 6 + (i == chosen ? 16 : 0);
		h = i == chosen ? 276 : 170 + pen_pick(p, 9) * 11;
		role = i == chosen ? "primary" : roles[pen_pick(p, 4)];
		opacity = i == chosen ? "" : opacities[pen_pick(p, 3)];
		if (x + w > 384)
			break;
		pen_rect(p, x, 346 - h, w, h, FILL(role, opacity), 2);
		pen_rect(p, x + w - 4, 346 - h, 3, h, FILL("text", ".14"), 0);
		spine_bands(p, x, 346 - h, w, h, role, i == chosen ? "on-primary" : "background");
		if (i == chosen)
			pen_pathf(p, FILL("accent"), "M%d 346v16l-5-6l-5 6v-16z", x + w - 14);
		x += w + 2 + (pen_pick(p, 5) == 0 ? 16 : 0);
	}
}

/* ---- grid: the face of a device, made of modules */

struct panel {
	int x, y, w;
	bool lit;
};

static void grid_screen(struct pen *p, const struct panel *m)
{
	struct paint trace = LINE(m->lit ? "accent" : "background", 3);
	char d[512];
	int n = snprintf(d, sizeof(d), "M%d %d", m->x + 10, m->y + 28), step;

	trace.extra = " stroke-linejoin=\"round\" stroke-linecap=\"round\"";
	pen_rect(p, m->x, m->y, m->w, 56, FILL("text"), 8);
	for (int x = 0; x + 24 <= m->w - 20; x += 12) {
		step = pen_pick(p, 3) * 6;
		n += snprintf(d + n, sizeof(d) - (size_t)n, "l12 %d", x % 24 ? 6 + step : -6 - step);
	}
	pen_path(p, d, trace);
}

static void grid_speaker(struct pen *p, const struct panel *m)
{
	struct paint holes = LINE("text", 6, m->lit ? ".9" : ".55");
	char d[1024];
	int n = 0;

	holes.extra = " stroke-linecap=\"round\"";
	for (int j = 0; j < 4; j++)
		for (int x = 6; x < m->w; x += 14)
			n += snprintf(d + n, sizeof(d) - (size_t)n, "M%d %dh0", m->x + x, m->y + 7 + j * 14);
	pen_path(p, d, holes);
}

static void grid_knobs(struct pen *p, const struct panel *m)
{
	int n = m->w / 58, x;

	for (int j = 0; j < n; j++) {
		x = m->x + 28 + (n > 1 ? j * ((m->w - 56) / (n - 1)) : 0);
		pen_circle(p, x, m->y + 28, 25, FILL(m->lit && j == 0 ? "accent" : "text"));
		pen_circle(p, x, m->y + 28, 19, FILL("background", ".14"));
		pen_group(p, "rotate(%d %d %d)", pen_pick(p, 9) * 30 - 120, x, m->y + 28);
		pen_rect(p, x - 2, m->y + 5, 4, 16, FILL("background"), 2);
		pen_end(p);
	}
}

static void grid_keys(struct pen *p, const struct panel *m)
{
	int n = m->w / 44, w = (m->w - (n - 1) * 6) / n, on = pen_pick(p, n);
	bool lit;

	for (int j = 0; j < n; j++) {
		lit = m->lit && j == on;
		pen_rect(p, m->x + j * (w + 6), m->y, w, 56,
			FILL(lit ? "accent" : "text",
				lit             ? ""
					: j % 2 ? ".82"
						: ".6"),
			7);
	}
}

static void grid_slider(struct pen *p, const struct panel *m)
{
	int at = 30 + pen_pick(p, 5) * ((m->w - 90) / 5);

	pen_rect(p, m->x, m->y + 25, m->w - 34, 6, FILL("text", ".5"), 3);
	pen_rect(p, m->x + at, m->y + 8, 18, 40, FILL("text"), 5);
	pen_rect(p, m->x + at + 8, m->y + 14, 2, 28, FILL("background"), 0);
	pen_circle(p, m->x + m->w - 11, m->y + 28, 10, FILL(m->lit ? "accent" : "text", m->lit ? "" : ".3"));
}

void art_grid(struct pen *p)
{
	static void (*const modules[])(
		struct pen *, const struct panel *) = { grid_screen, grid_speaker, grid_knobs, grid_keys, grid_slider };
	int left, w, light, kind, last = -1;
	bool wide;

	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	for (int i = 1; i < 10; i++) {
		pen_rect(p, i * 40, 0, 1, 400, FILL("border", ".55"), 0);
		pen_rect(p, 0, i * 40, 400, 1, FILL("border", ".55"), 0);
	}
	wide = pen_pick(p, 2);
	left = wide ? 60 : 90;
	w = wide ? 280 : 220;
	light = pen_pick(p, 4);
	pen_rect(p, left + 8, 62, w, 300, FILL("text", ".14"), 26);
	pen_rect(p, left, 50, w, 300, FILL("text"), 26);
	pen_rect(p, left + 4, 54, w - 8, 292, FILL("background"), 23);
	pen_rect(p, left + 4, 54, w - 8, 292, FILL("text", ".07"), 23);
	for (int row = 0; row < 4; row++) {
		kind = pen_pick(p, 5);
		if (kind == last)
			kind = (kind + 1) % 5;
		last = kind;
		modules[kind](p, &(struct panel){ left + 22, 72 + row * 66, w - 44, row == light });
	}
}
