/* Art of studies: machine parts on their drawings, toys, abstract prints. */
#include <ctype.h>

#include "art_pen.h"
#include "base/cleanup.h"

/* ---- a drawing after what the thing is called */

#define KINDS 6
#define ENDS 12
typedef const char *const kind_words[KINDS][ENDS];

static bool ends_as(struct str word, struct str end)
{
	return word.n >= end.n && str_ieq(str_sub(word, word.n - end.n, word.n), end);
}

static int kind_of_word(struct str word, kind_words rows)
{
	bool plural = word.n && (word.p[word.n - 1] == 's' || word.p[word.n - 1] == 'S');
	struct str single = str_sub(word, 0, word.n - plural);

	for (int k = 0; k < KINDS; k++)
		for (int i = 0; i < ENDS && rows[k][i]; i++)
			if (ends_as(word, str_c(rows[k][i])) || (plural && ends_as(single, str_c(rows[k][i]))))
				return k;
	return -1;
}

/* The first row with an ending of one of the name's words (ASCII letters folded, a plural s cut off), else any. */
static int kind_of(struct str name, kind_words rows, int any)
{
	size_t from = 0;
	int kind;

	for (size_t i = 0; i <= name.n; i++) {
		if (i < name.n && ((unsigned char)name.p[i] >= 0x80 || isalnum((unsigned char)name.p[i])))
			continue;
		kind = kind_of_word(str_sub(name, from, i), rows);
		if (kind >= 0)
			return kind;
		from = i + 1;
	}
	return any;
}

/* ---- parts: a machine part on its drawing, with centre lines and one measure */

#define METAL FILL("text", ".16")
#define EDGE ((struct paint){ .role = "text", .opacity = "", .width = 5, .extra = " stroke-linejoin=\"round\"" })
#define DASHED(r, w, dashes) \
	((struct paint){ .role = (r), .opacity = "", .width = (w), .extra = " stroke-dasharray=\"" dashes "\"" })

static const char SPANNER[] =
	"M-52-150h20v44q32 26 64 0v-44h20q18 62-30 92v140q34 22 30 58q-8 42-52 42t-52-42q-4-36 30-58v-140q-48-30-30-92z";

static void shape(struct pen *p, const char *d, struct paint ground, struct paint edge)
{
	pen_path(p, d, ground);
	pen_path(p, d, edge);
}

static void disc(struct pen *p, int x, int y, int r, struct paint ground, struct paint edge)
{
	pen_circle(p, x, y, r, ground);
	pen_circle(p, x, y, r, edge);
}

static void part_bolt(struct pen *p, int n)
{
	shape(p, "M-34-70h68v200l-10 12h-48l-10-12z", METAL, EDGE);
	for (int i = 0; i < 6 + n; i++)
		pen_pathf(p, LINE("text", 3), "M-34 %dl68-10", 122 - i * 16);
	shape(p, "M-72-134l8-8h128l8 8v64h-144z", FILL("accent"), EDGE);
	pen_path(p, "M-30-142v72M30-142v72", LINE("text", 3));
}

static void part_nut(struct pen *p, int n)
{
	disc(p, 0, 0, 136, METAL, EDGE);
	shape(p, "M-96-56l96-56l96 56v112l-96 56l-96-56z", FILL("accent"), EDGE);
	disc(p, 0, 0, 54, FILL("surface"), EDGE);
	pen_circle(p, 0, 0, 62 + n * 2, DASHED("text", 2, "90 30"));
}

static void part_gear(struct pen *p, int n)
{
	static const int teeth[] = { 10, 12, 15, 18 };

	for (int i = 0; i < teeth[n]; i++) {
		pen_group(p, "rotate(%d)", i * (360 / teeth[n]));
		pen_path(p, "M-18-104l5-36h26l5 36z", FILL("text"));
		pen_end(p);
	}
	pen_circle(p, 0, 0, 112, FILL("text"));
	pen_circle(p, 0, 0, 104, FILL("surface"));
	pen_circle(p, 0, 0, 104, METAL);
	for (int i = 0; i < 5; i++) {
		pen_group(p, "rotate(%d)", i * 72);
		disc(p, 0, -66, 19, FILL("surface"), LINE("text", 3));
		pen_end(p);
	}
	disc(p, 0, 0, 36, FILL("accent"), EDGE);
	shape(p, "M-15 15v-30h11v-10h8v10h11v30z", FILL("surface"), LINE("text", 3));
}

static void part_spanner(struct pen *p, int n)
{
	(void)n;
	shape(p, SPANNER, METAL, EDGE);
	shape(p, "M0 92l26 15v30l-26 15l-26-15v-30z", FILL("accent"), EDGE);
	pen_path(p, "M-8-70v120M8-70v120", LINE("text", 2, ".5"));
}

static void part_flange(struct pen *p, int n)
{
	static const int steps[] = { 120, 90, 72, 60 };

	disc(p, 0, 0, 140, METAL, EDGE);
	pen_circle(p, 0, 0, 92, FILL("surface"));
	disc(p, 0, 0, 92, METAL, LINE("text", 3));
	for (int i = 0; i < 3 + n; i++) {
		pen_group(p, "rotate(%d)", i * steps[n]);
		disc(p, 0, -116, 14, FILL("surface"), LINE("text", 3));
		pen_end(p);
	}
	disc(p, 0, 0, 58, FILL("accent"), EDGE);
	disc(p, 0, 0, 42, FILL("surface"), EDGE);
}

static void part_bracket(struct pen *p, int n)
{
	int top = -40 + n * 16, side = 124 - n * 16;

	shape(p, "M-120 130v-250h46v204h194v46z", METAL, EDGE);
	pen_pathf(p, FILL("accent"), "M-74 %dv%dh%dz", top, side, side);
	pen_pathf(p, EDGE, "M-74 %dv%dh%dz", top, side, side);
	for (int i = 0; i < 3; i++) {
		disc(p, -97, -94 + i * 52, 11, FILL("surface"), LINE("text", 3));
		disc(p, 94 - i * 52, 107, 11, FILL("surface"), LINE("text", 3));
	}
}

static kind_words PARTS = {
	{ "bolt", "screw", "rod", "stud", "schraube", "schrauben", "tornillo", "boulon" },
	{ "nut", "washer", "mutter", "muttern", "scheibe", "tuerca" },
	{ "gear", "cog", "sprocket", "zahnrad", "engrenage" },
	{ "wrench", "spanner", "schlüssel", "llave" },
	{ "bearing", "flange", "disc", "wheel", "pulley", "lager", "flansch" },
	{ "bracket", "angle", "square", "hinge", "winkel", "équerre", "escuadra" },
};

void art_parts(struct pen *p, struct str name)
{
	static void (*const kinds[])(
		struct pen *, int) = { part_bolt, part_nut, part_gear, part_spanner, part_flange, part_bracket };
	static const int turns[] = { 0, 30, 45, 90 };
	int kind = kind_of(name, PARTS, pen_pick(p, 6)), size = 88 + pen_pick(p, 4) * 4, turn = turns[pen_pick(p, 4)],
	    n = pen_pick(p, 4);

	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	for (int i = 1; i < 8; i++) {
		pen_rect(p, i * 50, 0, 1, 400, FILL("border", ".5"), 0);
		pen_rect(p, 0, i * 50, 400, 1, FILL("border", ".5"), 0);
	}
	pen_group(p, "translate(200 186) rotate(%d) scale(%s)", turn, pen_scale(size).text);
	kinds[kind](p, n);
	pen_end(p);
	pen_path(p, "M200 14v344M28 186h344", DASHED("muted", 1, "22 6 4 6"));
	pen_path(p, "M64 376h272M64 366v20M336 366v20M64 376l14-5v10zM336 376l-14-5v10z", LINE("muted", 2));
}

/* ---- toy: bright solids that stand on the floor, some of which look back */

/* Its three colours, and a number for what varies. */
struct toy {
	struct paint color[3];
	int n;
};

#define ROUND(r, w) ((struct paint){ .role = (r), .opacity = "", .width = (w), .extra = " stroke-linecap=\"round\"" })

static void eye(struct pen *p, int x, int y)
{
	pen_circle(p, x, y, 15, FILL("background"));
	pen_circle(p, x + 4, y + 2, 7, FILL("text"));
}

static void wheel(struct pen *p, const struct toy *t, int x, int y, int r)
{
	pen_circle(p, x, y, r, FILL("text"));
	pen_circle(p, x, y, r - 16, t->color[2]);
	pen_circle(p, x, y, 6, FILL("text"));
}

static void toy_rings(struct pen *p, const struct toy *t)
{
	pen_rect(p, 190, 70, 20, 250, FILL("text", ".5"), 10);
	pen_rect(p, 100, 308, 200, 24, FILL("text"), 12);
	for (int i = 0; i < 4; i++)
		pen_rect(p, 100 + i * 18, 256 - i * 52, 200 - i * 36, 50, t->color[(i + t->n) % 3], 25);
	pen_circle(p, 200, 76, 30, t->color[(4 + t->n) % 3]);
	eye(p, 190, 72);
	eye(p, 214, 72);
}

static void toy_car(struct pen *p, const struct toy *t)
{
	pen_path(p, "M96 196q6-80 80-80h70q54 0 70 80z", t->color[0]);
	pen_path(p, "M124 190q6-50 50-50h18v50zM210 190v-50h34q30 0 42 50z", FILL("background"));
	pen_rect(p, 50, 186, 300, 96, t->color[1], 40);
	pen_rect(p, 50, 226, 300, 16, FILL("background", ".5"), 0);
	pen_circle(p, 328, 222, 14, t->color[2]);
	wheel(p, t, 120, 284, 46);
	wheel(p, t, 280, 284, 46);
}

static void toy_blocks(struct pen *p, const struct toy *t)
{
	static const int arch[] = { 2, 0, 1 }, roof[] = { 1, 2, 0 };

	pen_rect(p, 60, 236, 94, 94, t->color[0], 12);
	pen_rect(p, 160, 236, 94, 94, t->color[1], 12);
	pen_rect(p, 260, 236, 82, 94, t->color[2], 41);
	pen_path(p, "M84 230v-40q0-54 54-54h124q54 0 54 54v40h-62v-14q0-32-54-32t-54 32v14z", t->color[arch[t->n]]);
	pen_path(p, "M200 40l78 90h-156z", t->color[roof[t->n]]);
	eye(p, 94, 276);
	eye(p, 122, 276);
	pen_path(p, "M94 300q14 14 28 0", ROUND("text", 5));
	pen_circle(p, 207, 283, 26, FILL("background", ".6"));
}

static void toy_ears(struct pen *p, const struct toy *t)
{
	if (t->n == 0)
		pen_path(p, "M250 90l-10-56l48 36zM306 74l38-40l4 58z", t->color[0]);
	else if (t->n == 1) {
		pen_circle(p, 240, 84, 28, t->color[0]);
		pen_circle(p, 332, 84, 28, t->color[0]);
	} else {
		pen_rect(p, 248, 14, 26, 90, t->color[0], 13);
		pen_rect(p, 296, 14, 26, 90, t->color[0], 13);
	}
}

static void toy_animal(struct pen *p, const struct toy *t)
{
	pen_rect(p, 84, 150, 200, 120, t->color[0], 54);
	pen_path(p, "M90 180q-46-4-46-50", ROUND(t->color[0].role, 16));
	pen_circle(p, 286, 138, 66, t->color[0]);
	toy_ears(p, t);
	eye(p, 272, 130);
	eye(p, 312, 130);
	pen_circle(p, 298, 164, 10, FILL("text"));
	pen_rect(p, 108, 176, 110, 20, t->color[1], 10);
	pen_rect(p, 108, 210, 80, 20, t->color[2], 10);
	wheel(p, t, 128, 286, 42);
	wheel(p, t, 250, 286, 42);
}

static void toy_top(struct pen *p, const struct toy *t)
{
	static const int turns[] = { -10, 0, 12 };

	pen_ellipse(p, 200, 336, 90, 8, FILL("text", ".2"));
	pen_group(p, "rotate(%d 200 330)", turns[t->n]);
	pen_rect(p, 188, 50, 24, 90, FILL("text"), 12);
	pen_path(p, "M70 170q130-70 260 0q-14 100-130 164q-116-64-130-164z", t->color[0]);
	pen_path(p, "M82 210q118 50 236 0q-12 26-28 48q-90 36-180 0q-16-22-28-48z", t->color[1]);
	pen_path(p, "M70 170q130 60 260 0q-130-70-260 0z", t->color[2]);
	pen_ellipse(p, 200, 166, 60, 16, FILL("background", ".55"));
	pen_end(p);
}

static void toy_ball(struct pen *p, const struct toy *t)
{
	pen_rect(p, 40, 250, 150, 80, t->color[0], 14);
	pen_rect(p, 58, 226, 34, 30, t->color[0], 8);
	pen_rect(p, 136, 226, 34, 30, t->color[0], 8);
	pen_circle(p, 262, 222, 108, t->color[1]);
	pen_path(p, "M262 114q-70 108 0 216q70-108 0-216z", t->color[2]);
	pen_circle(p, 262, 222, 30, FILL("background"));
	pen_path(p, "M262 202l6 13l14 2l-10 10l2 14l-12-7l-12 7l2-14l-10-10l14-2z", FILL("text"));
	pen_rect(p, 70, 150 + t->n * 4, 90, 72 - t->n * 4, t->color[2], 14);
	eye(p, 100, 184);
	eye(p, 130, 184);
}

static kind_words TOY_NAMES = {
	{ "ring", "stacker", "pyramid", "stapelturm" },
	{ "car", "truck", "bus", "van", "auto", "wagen", "voiture", "coche" },
	{ "block", "brick", "castle", "house", "bausteine", "burg", "haus" },
	{ "dog", "cat", "rabbit", "bunny", "bear", "horse", "hund", "katze", "hase", "chien", "perro" },
	{ "top", "kreisel", "toupie", "peonza" },
	{ "ball", "balloon", "pelota", "balle" },
};

void art_toy(struct pen *p, struct str name)
{
	static const char *const roles[] = { "primary", "accent", "border" };
	static void (*const kinds[])(
		struct pen *, const struct toy *) = { toy_rings, toy_car, toy_blocks, toy_animal, toy_top, toy_ball };
	int kind = kind_of(name, TOY_NAMES, pen_pick(p, 6)), a = pen_pick(p, 3), b = (a + 1 + pen_pick(p, 2)) % 3,
	    c = 3 - a - b, x, y;
	struct toy t = { { FILL(roles[a]), FILL(roles[b]), FILL(roles[c]) }, pen_pick(p, 3) };

	x = 70 + pen_pick(p, 4) * 80;
	y = 90 + pen_pick(p, 3) * 30;
	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_circle(p, x, y, 90, FILL(roles[c], ".22"));
	pen_rect(p, 0, 330, 400, 70, FILL("text", ".08"), 0);
	kinds[kind](p, &t);
}

/* ---- print: a sheet of abstract work, whole to its edges so that any format may be cut from it */

struct sheet {
	const char *a, *b; /* its inks */
	int n;
};

static void print_hills(struct pen *p, const struct sheet *s)
{
	static const char *const depth[] = { ".35", ".55", ".8", ".95" };
	int h;

	pen_circle(p, 120 + s->n * 50, 120, 54, FILL(s->b));
	for (int i = 0; i < 4; i++) {
		h = 30 + pen_pick(p, 4) * 14;
		pen_pathf(p, FILL(i % 2 ? s->b : s->a, depth[i]), "M0 %dq100-%d 200 0t200-%dv400h-400z", 190 + i * 50,
			h, h >> 1);
	}
}

static void print_arches(struct pen *p, const struct sheet *s)
{
	for (int i = 0; i < 5; i++) {
		int r = 176 - i * 34, rise = 190 - i * 14;

		pen_pathf(p, i % 2 ? FILL("background") : FILL(i % 4 ? s->b : s->a, ".9"),
			"M%d 400v-%da%d %d 0 0 1 %d 0v%dz", 200 - r, rise, r, r, r * 2, rise);
	}
}

static void print_quarters(struct pen *p, const struct sheet *s)
{
	for (int at = 0; at < 16; at++) {
		int way = pen_pick(p, 4), ink = pen_pick(p, 3);

		pen_group(p, "translate(%d %d) rotate(%d)", at % 4 * 100 + 50, at / 4 * 100 + 50, way * 90);
		if (ink != 2)
			pen_rect(p, -50, -50, 100, 100, FILL(ink ? s->b : s->a, ".18"), 0);
		pen_path(p, "M-50-50h100a100 100 0 0 1-100 100z", FILL(ink ? s->b : s->a, ink == 2 ? ".55" : ".92"));
		pen_end(p);
	}
}

static void print_lines(struct pen *p, const struct sheet *s)
{
	int lift;

	pen_circle(p, 150 + s->n * 34, 190, 84, FILL(s->b, ".9"));
	for (int i = 0; i < 17; i++) {
		lift = pen_pick(p, 4) * 9;
		pen_pathf(p, LINE(s->a, i % 5 ? 2 : 5, ".8"), "M0 %dq70-%d 140 0t130 0t140-%d", 8 + i * 24, lift, lift);
	}
}

static void print_cut(struct pen *p, const struct sheet *s)
{
	pen_rect(p, 0, 0, 200, 400, FILL(s->a, ".92"), 0);
	pen_path(p, "M200 70a130 130 0 0 0 0 260z", FILL("background"));
	pen_pathf(p, FILL(s->b), "M200 %da130 130 0 0 1 0 260z", 70 + 24 + s->n * 16);
	pen_rect(p, 0, 352, 400, 4, FILL("background", ".6"), 0);
}

static void print_uprights(struct pen *p, const struct sheet *s)
{
	static const int widths[] = { 14, 26, 40, 62 }, gaps[] = { 4, 10, 18 };
	int w, top, ink;

	for (int x = 0; x < 400; x += w + gaps[pen_pick(p, 3)]) {
		w = widths[pen_pick(p, 4)];
		top = pen_pick(p, 6) * 40;
		ink = pen_pick(p, 3);
		pen_rect(p, x, top, w, 400 - top, ink == 2 ? FILL("border") : FILL(ink ? s->b : s->a, ".88"), 0);
	}
}

void art_print(struct pen *p)
{
	static const char *const inks[] = { "text", "primary", "accent", "muted" };
	static void (*const kinds[])(struct pen *, const struct sheet *) = { print_hills, print_arches, print_quarters,
		print_lines, print_cut, print_uprights };
	int kind = pen_pick(p, 6), a = pen_pick(p, 4), b = (a + 1 + pen_pick(p, 3)) % 4;
	struct sheet s = { inks[a], inks[b], pen_pick(p, 4) };

	pen_rect(p, 0, 0, 400, 400, FILL("background"), 0);
	pen_rect(p, 0, 0, 400, 400, FILL(s.a, ".08"), 0);
	kinds[kind](p, &s);
}
