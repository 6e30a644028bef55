/* Art of places and people: the coast, faces with something on the nose. */
#include "art_pen.h"

static const char *const SEA[] = { ".4", ".58", ".78", ".95" };
static const char *const DISTANCE[] = { ".3", ".5", ".74", ".96" };

/* ---- coast: a place to go, wide enough for a band across the page */

static void coast_waves(struct pen *p, int top, int first, int n)
{
	int at, rise;

	for (int i = 0; i < n; i++) {
		at = pen_pick(p, 50);
		rise = 8 + pen_pick(p, 3) * 3;
		pen_pathf(p, FILL("muted", SEA[first + i]),
			"M-%d %dq25-%d 50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0t50 0V400H-50z", at, top + i * 44, rise);
	}
}

static void coast_ridge(struct pen *p, int y, int rise, int depth)
{
	int at[11];

	for (int i = 0; i < 11; i++)
		at[i] = y - pen_pick(p, rise);
	pen_pathf(p, FILL("text", DISTANCE[depth]),
		"M0 400V%dL40 %dL80 %dL120 %dL160 %dL200 %dL240 %dL280 %dL320 %dL360 %dL400 %dV400z", at[0], at[1],
		at[2], at[3], at[4], at[5], at[6], at[7], at[8], at[9], at[10]);
}

static void coast_hill(struct pen *p, int y, int depth)
{
	int x = 60 + pen_pick(p, 4) * 20;
	int rise = 30 + pen_pick(p, 4) * 14;
	int end = pen_pick(p, 20);
	int last = pen_pick(p, 30);

	pen_pathf(p, FILL("text", DISTANCE[depth]), "M0 400V%dq%d-%d 200-%dt200 %dV400z", y, x, rise, end, last);
}

/* Open water, one buoy. */
static void coast_buoy(struct pen *p)
{
	int x = 110 + pen_pick(p, 7) * 30;
	int size = 90 + pen_pick(p, 5) * 12;
	int lean = pen_pick(p, 13) - 6;

	coast_waves(p, 184, 0, 2);
	pen_group(p, "translate(%d 262) rotate(%d) scale(%s)", x, lean, pen_scale(size).text);
	pen_path(p, "M-34 0l14-70h40l14 70q-34 16-68 0z", FILL("primary"));
	pen_path(p, "M-24-50h48l4 22h-56z", FILL("background"));
	pen_path(p, "M-16-70l6-36h20l6 36z", LINE("text", 5));
	pen_rect(p, -4, -128, 8, 22, FILL("text"), 0);
	pen_circle(p, 0, -130, 9, FILL("accent"));
	pen_end(p);
	coast_waves(p, 258, 2, 2);
}

static void coast_peaks(struct pen *p)
{
	static const int places[] = { 110, 290, 200 };
	int first, x, y, w, h;

	coast_ridge(p, 190, 40, 0);
	first = pen_pick(p, 3);
	for (int i = 0; i < 3; i++) {
		x = places[(first + i) % 3] - 20 + pen_pick(p, 5) * 10;
		h = 110 + pen_pick(p, 5) * 18;
		w = 96 + pen_pick(p, 4) * 16;
		y = 262 + i * 14;
		pen_pathf(p, FILL("muted", SEA[i]), "M%d %dL%d %dL%d %dz", x - w, y, x, y - h, x + w, y);
		pen_pathf(p, FILL("text", ".34"), "M%d %dL%d %dH%dL%d %dz", x, y - h, x + w, y, x + w / 5, x - 6,
			y - h / 2);
		pen_pathf(p, FILL("background"), "M%d %dl-%d %dl%d-4l%d 12l%d-14l%d 8z", x, y - h, w / 4, h / 4, w / 8,
			w / 8, w / 9, w / 7);
	}
	coast_hill(p, 290, 2);
	coast_hill(p, 330, 3);
}

static void coast_lake(struct pen *p)
{
	int n, side, x, size;

	coast_ridge(p, 176, 54, 0);
	coast_ridge(p, 206, 30, 1);
	coast_waves(p, 214, 1, 3);
	n = 4 + pen_pick(p, 4);
	side = pen_pick(p, 2);
	for (int i = 0; i < n; i++) {
		x = pen_pick(p, 16);
		x = side ? 400 - i * 34 - x : i * 34 + x;
		size = 80 + pen_pick(p, 6) * 18;
		pen_group(p, "translate(%d %d) scale(%s)", x, 348 - i * 6, pen_scale(size).text);
		pen_path(p, "M0-150l24 46h-12l24 44h-14l28 56h-100l28-56h-14l24-44h-12z",
			FILL("text", i % 2 ? ".8" : ""));
		pen_rect(p, -5, -6, 10, 20, FILL("text"), 0);
		pen_end(p);
	}
	coast_hill(p, 356, 3);
}

/* A marked trail over dunes. */
static void coast_trail(struct pen *p)
{
	static const struct {
		int x, y, size;
	} posts[] = { { 112, 372, 130 }, { 262, 308, 90 }, { 176, 262, 60 } };
	struct paint dashes = LINE("background", 5);
	int x, bend;

	coast_hill(p, 196, 0);
	coast_hill(p, 228, 1);
	coast_hill(p, 262, 2);
	dashes.extra = " stroke-dasharray=\"14 11\"";
	x = 180 + pen_pick(p, 5) * 12;
	bend = 70 + pen_pick(p, 3) * 8;
	pen_pathf(p, dashes, "M%d 400q-70-66 20-102t-6-%d", x, bend);
	for (int i = 0; i < 3; i++) {
		x = posts[i].x + pen_pick(p, 4) * 8;
		pen_group(p, "translate(%d %d) scale(%s)", x, posts[i].y, pen_scale(posts[i].size).text);
		pen_rect(p, -5, -96, 10, 96, FILL("background"), 0);
		pen_path(p, "M-5-92h48l14 15l-14 15h-48z", FILL("primary"));
		pen_rect(p, 6, -80, 26, 5, FILL("on-primary"), 0);
		pen_end(p);
	}
}

static void coast_light(struct pen *p)
{
	int x = 96 + pen_pick(p, 6) * 42;
	int flip = pen_pick(p, 2);
	int size = 92 + pen_pick(p, 4) * 10;
	struct scale s = pen_scale(size);

	coast_waves(p, 196, 0, 1);
	pen_group(p, "translate(%d 250) scale(%s%s %s)", x, flip ? "-" : "", s.text, s.text);
	pen_path(p, "M10-142L330-206v126z", FILL("accent", ".3"));
	pen_path(p, "M-24 0l7-128h34l7 128z", FILL("background"));
	pen_path(p, "M-22-34h44l2 30h-48zM-19-94h38l2 30h-42z", FILL("primary"));
	pen_rect(p, -22, -132, 44, 6, FILL("text"), 0);
	pen_rect(p, -13, -154, 26, 22, FILL("accent"), 0);
	pen_path(p, "M-18-154q18-26 36 0z", FILL("text"));
	pen_path(p, "M-120 34l30-34l34-8l20-10h70l26 16l30 4l34 32z", FILL("text"));
	pen_end(p);
	coast_waves(p, 262, 1, 3);
}

void art_coast(struct pen *p)
{
	static void (*const scenes[])(
		struct pen * p) = { coast_buoy, coast_peaks, coast_lake, coast_trail, coast_light };
	int scene = pen_pick(p, 5);
	int x = 60 + pen_pick(p, 7) * 46;
	int y = 76 + pen_pick(p, 4) * 16;
	int sun = 24 + pen_pick(p, 4) * 9;

	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_rect(p, 0, 0, 400, 92, FILL("muted", ".16"), 0);
	pen_rect(p, 0, 0, 400, 140, FILL("muted", ".12"), 0);
	pen_circle(p, x, y, sun, FILL("accent", ".5"));
	scenes[scene](p);
}

/* ---- face: somebody who wears it */

static const char *const HEADS[] = {
	"M200 96q76 0 76 92q0 44-22 80q-22 38-54 38t-54-38q-22-36-22-80q0-92 76-92z",
	"M200 100q82 0 82 94q0 50-26 78q-26 32-56 32t-56-32q-26-28-26-78q0-94 82-94z",
	"M200 90q70 0 72 92q2 50-14 86q-18 44-58 44t-58-44q-16-36-14-86q2-92 72-92z",
	"M200 98q76 0 78 84q0 40-8 72q-6 24-30 42q-18 12-40 12t-40-12q-24-18-30-42q-8-32-8-72q2-84 78-84z",
};

/* Around (0,0), the right lens; the left one is its mirror. */
static const char *const FRAMES[] = {
	"M-31 0a31 31 0 0 1 62 0a31 31 0 0 1-62 0z",
	"M-32-13q0-17 30-17t36 15q0 46-32 46t-34-44z",
	"M-32-24q32-8 68 0q2 30-6 46q-26 10-56 0q-8-16-6-46z",
	"M-33-14q0-5 6-5h58q6 0 6 6l-4 24q-2 9-10 9h-42q-8 0-10-8z",
	"M-31-10q30-18 78-26q-2 36-22 50q-26 16-48-2q-10-10-8-22z",
	"M-33-22q30-8 66 0q6 28-8 44q-14 16-34 8q-26-12-24-52z",
	"M-16-28h36l16 27l-16 28h-36l-16-28z",
	"M-33-18q34-10 70-4q0 18-4 28q-8 28-34 26q-30-4-32-50z",
};

#define ROUNDED " stroke-linecap=\"round\""

enum { CROP, LONG, BUN, CURLY, BEARD, SCARF, BEANIE, BOB };

static void face_ground(struct pen *p, int ground)
{
	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	switch (ground) {
	case 0: pen_circle(p, 200, 200, 168, FILL("accent", ".2")); break;
	case 1: pen_rect(p, 0, 0, 200, 400, FILL("accent", ".18"), 0); break;
	case 2:
		pen_rect(p, 0, 0, 400, 400, FILL("primary", ".12"), 0);
		pen_circle(p, 306, 104, 60, FILL("background", ".6"));
		break;
	case 3: pen_path(p, "M0 400V150q200-110 400 0v250z", FILL("muted", ".2")); break;
	}
}

static void face_behind(struct pen *p, int style, struct paint hair)
{
	if (style == LONG)
		pen_path(p, "M112 330q-24-240 88-248q112 8 88 248z", hair);
	if (style == SCARF)
		pen_path(p, "M200 66q106 4 98 132q-6 90 30 202h-256q36-112 30-202q-8-128 98-132z", hair);
	if (style == BOB)
		pen_path(p, "M112 286q-14-200 88-204q102 4 88 204q-24 8-34-22h-108q-10 30-34 22z", hair);
}

static void face_hair(struct pen *p, int style, struct paint hair)
{
	static const int curls[][3] = { { 140, 122, 30 }, { 170, 98, 32 }, { 206, 90, 34 }, { 242, 104, 32 },
		{ 264, 136, 28 }, { 126, 156, 24 }, { 277, 168, 22 } };

	switch (style) {
	case CROP:
		pen_path(p, "M120 196q-8-112 80-114q88 2 80 114q-8-52-30-64q-50 14-100 0q-22 12-30 64z", hair);
		break;
	case LONG: pen_path(p, "M118 196q-2-112 82-112q84 0 82 112q-14-54-64-68q-58 46-100 68z", hair); break;
	case BUN:
		pen_circle(p, 200, 72, 34, hair);
		pen_path(p, "M120 192q-4-104 80-106q84 2 80 106q-16-60-80-62q-64 2-80 62z", hair);
		break;
	case CURLY:
		for (int i = 0; i < 7; i++)
			pen_circle(p, curls[i][0], curls[i][1], curls[i][2], hair);
		break;
	case BEARD: pen_path(p, "M124 214q2 104 76 106q74-2 76-106q-6 34-30 40q-46-14-92 0q-24-6-30-40z", hair); break;
	case SCARF: pen_path(p, "M118 196q-2-112 82-112q84 0 82 112q-20-64-82-64t-82 64z", hair); break;
	case BEANIE:
		pen_path(p, "M116 154q-6-92 84-94q90 2 84 94z", hair);
		pen_rect(p, 110, 142, 180, 30, hair, 12);
		pen_rect(p, 110, 142, 180, 30, FILL("background", ".2"), 12);
		break;
	case BOB: pen_path(p, "M120 178q-4-94 80-94t80 94q-80-26-160 0z", hair); break;
	}
}

/* What lets skin through stands on the background: the ground behind it must not show. */
static void face_skin(struct pen *p, int style, int head, struct paint skin, struct paint hair, const char *shirt)
{
	pen_path(p, "M44 420q8-96 110-108h92q102 12 110 108z", FILL(shirt));
	pen_path(p, "M164 270h72v50q-36 34-72 0z", FILL("background"));
	pen_path(p, "M164 270h72v50q-36 34-72 0z", skin);
	pen_path(p, "M164 286q36 34 72 0v20q-36 26-72 0z", FILL("text", ".16"));
	for (int x = 124; style != SCARF && x <= 276; x += 152) {
		pen_ellipse(p, x, 208, 12, 20, FILL("background"));
		pen_ellipse(p, x, 208, 12, 20, skin);
	}
	pen_path(p, HEADS[head], FILL("background"));
	pen_path(p, HEADS[head], skin);
	face_hair(p, style, hair);
}

static void face_features(struct pen *p, int mouth, int brow)
{
	struct paint brows = LINE("text", 5, ".7"), nose = LINE("text", 3, ".45"), lips = LINE("text", 4, ".7");

	brows.extra = nose.extra = lips.extra = ROUNDED;
	pen_pathf(p, brows, "M138 %dq24-14 46-2M262 %dq-24-14-46-2", brow + 6, brow + 6);
	pen_path(p, "M202 208v34q0 8-14 9", nose);
	if (mouth == 0)
		pen_path(p, "M176 274q24 14 48 0", lips);
	else if (mouth == 1)
		pen_path(p, "M176 272q12-9 24-3q12-6 24 3q-24 20-48 0z", FILL("primary", ".75"));
	else
		pen_path(p, "M182 276h36", lips);
}

static void face_glasses(struct pen *p, const char *frame, struct paint rim, int glass)
{
	for (int x = 163; x <= 237; x += 74) {
		pen_group(p, "translate(%d 202) scale(%s)", x, x == 163 ? "-1 1" : "1 1");
		if (glass < 4) {
			pen_circle(p, 0, 2, 6, FILL("text"));
			pen_path(p, frame, FILL("background", ".3"));
		} else {
			pen_path(p, frame, FILL(glass == 4 ? "text" : "primary", glass == 4 ? ".88" : ".62"));
		}
		pen_path(p, "M-22-14l14-6l-26 32z", FILL("background", ".5"));
		pen_path(p, frame, rim);
		pen_path(p, "M32-12l12 4", rim);
		pen_end(p);
	}
	pen_path(p, "M190 198q10-9 20 0", rim);
}

void art_face(struct pen *p)
{
	static const char *const skins[] = { ".2", ".34", ".52", ".72", ".9" };
	static const char *const hairs[] = { "text", "muted", "primary", "text", "border" };
	static const char *const shirts[] = { "primary", "text", "muted", "accent" };
	static const char *const rims[] = { "primary", "text", "primary", "accent" };
	int ground = pen_pick(p, 4);
	const char *skin = skins[pen_pick(p, 5)];
	const char *hair = hairs[pen_pick(p, 5)];
	int style = pen_pick(p, 8), head = pen_pick(p, 4);
	const char *shirt = shirts[pen_pick(p, 4)];
	const char *frame, *rim;
	int mouth, brow, thick, glass;

	face_ground(p, ground);
	pen_group(p, "translate(-52 -58) scale(1.26)");
	face_behind(p, style, FILL(hair));
	face_skin(p, style, head, FILL("accent", skin), FILL(hair), shirt);
	mouth = pen_pick(p, 3);
	brow = 154 + pen_pick(p, 3) * 3;
	frame = FRAMES[pen_pick(p, 8)];
	rim = rims[pen_pick(p, 4)];
	thick = 5 + pen_pick(p, 4) * 2;
	glass = pen_pick(p, 6);
	face_features(p, mouth, brow);
	face_glasses(p, frame, LINE(rim, thick), glass);
	pen_end(p);
}
