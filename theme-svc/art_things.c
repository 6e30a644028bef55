/* Art of things: still lifes, jewellery, the plate. */
#include "art_pen.h"

/* Vessels stand on (0,0): silhouette, lit left side. */
static const char *const VESSELS[8][2] = {
	{ "M-26-210h52v14q-6 40 4 60q44 26 44 76q0 60-46 60h-56q-46 0-46-60q0-50 44-76q10-20 4-60z",
		"M-26-196q6 40-4 60q-44 26-44 76q0 60 46 60q-22-20-22-60q0-44 36-72q10-24 4-64z" },
	{ "M-62-120h124q0 76-26 108q-6 12-22 12h-28q-16 0-22-12q-26-32-26-108z",
		"M-62-120h26q0 74 22 120q-16 0-22-12q-26-32-26-108z" },
	{ "M-104-84h208q-6 60-62 78v6h-84v-6q-56-18-62-78z", "M-104-84h44q6 58 42 84h-24v-6q-56-18-62-78z" },
	{ "M-20-250h40v96q40 20 40 64v70q0 20-20 20h-80q-20 0-20-20v-70q0-44 40-64z",
		"M-20-250h14v100q-30 20-30 62v68q0 20 12 20h-16q-20 0-20-20v-70q0-44 40-64z" },
	{ "M-58-150h104v16q44-4 44 38t-48 44v32q0 20-20 20h-60q-20 0-20-20zM46-112v40q22 0 22-22t-22-18z",
		"M-58-150h22v130q0 20 18 20h-20q-20 0-20-20z" },
	{ "M-30-178q30-20 60 0v18h14v18q30 12 30 44v78q0 20-20 20h-108q-20 0-20-20v-78q0-32 30-44v-18h14z",
		"M-44-142q-30 12-30 44v78q0 20 20 20h18q-18-4-18-22v-74q0-30 28-46z" },
	{ "M-46-196q46 22 92 0q-8 40 2 62q26 32 26 64q0 50-40 70h-68q-40-20-40-70q0-32 26-64q10-22 2-62z",
		"M-46-196q12 6 22 8q-2 36-10 58q-20 30-20 62q0 48 28 68h-8q-40-20-40-70q0-32 26-64q10-22 2-62z" },
	{ "M-84-30h168l-14 30h-140zM-84-62h168l-12 26h-144zM-84-94h168l-12 26h-144z",
		"M-84-94h40l10 26h-38zM-84-62h40l10 26h-38zM-84-30h40l8 30h-34z" },
};

/* Outline, light facets, deep facets around (0,0), within 60 each way. */
static const char *const CUTS[5][3] = {
	{ "M-34-40h68l26 32l-60 68l-60-68z", "M-34-40l-26 32h34zM-34-40h34l-26 32zM34-40l-8 32h34z",
		"M-26-8h52l-26 68zM-60-8h34l26 68z" },
	{ "M0-60l42 18l18 42l-18 42l-42 18l-42-18l-18-42l18-42z",
		"M0-60l-42 18l24 24l18-10zM-60 0l18-42l24 24l-8 18zM42-42l-42-18v32l18 10z",
		"M60 0l-18 42l-24-24l8-18zM0 60l42-18l-24-24l-18 10zM-18-18l18-10l18 10l8 18l-8 18l-18 10l-18-10l-8-18z" },
	{ "M-36-56h72l14 14v84l-14 14h-72l-14-14v-84z", "M-36-56h72l-12 20h-48zM-50-42l14-14l12 20v72l-12 20l-14-14z",
		"M-24-36h48v72h-48z" },
	{ "M0-66q44 46 44 78a44 44 0 0 1-88 0q0-32 44-78z", "M0-66q-44 46-44 78l28-6zM0-66l16 72l-32 0z",
		"M-16 6h32l28 6a44 44 0 0 1-88 0z" },
	{ "M0-62q60 62 0 124q-60-62 0-124z", "M0-62q-60 62 0 124l-14-62z", "M0-30l14 30l-14 30l-14-30z" },
};

/* ---- still: vessels on a ledge, before a wall with one light shape */

static void still_wall(struct pen *p)
{
	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_rect(p, 0, 0, 400, 400, FILL("border", ".35"), 0);
	switch (pen_pick(p, 6)) {
	case 0: pen_circle(p, 292, 118, 62, FILL("accent", ".34")); break;
	case 1: pen_path(p, "M232 282v-142q0-66 66-66t66 66v142z", FILL("accent", ".24")); break;
	case 2: pen_path(p, "M40 282v-160q0-60 60-60t60 60v160z", FILL("accent", ".24")); break;
	case 3: pen_circle(p, 112, 128, 74, FILL("accent", ".3")); break;
	case 4: pen_path(p, "M246 0h84l-70 282h-120z", FILL("background", ".6")); break;
	case 5: pen_path(p, "M0 96q90-40 180 0t220-10v196h-400z", FILL("accent", ".16")); break;
	}
	pen_rect(p, 0, 282, 400, 118, FILL("border"), 0);
	pen_rect(p, 0, 282, 400, 3, FILL("background", ".5"), 0);
}

static void still_vessel(struct pen *p, int vessel, int paint, int x, int y, int size, bool flip)
{
	static const char *const paints[][2] = { { "primary", "" }, { "accent", "" }, { "muted", "" },
		{ "text", ".86" }, { "primary", ".7" }, { "accent", ".72" } };
	struct scale s = pen_scale(size);

	pen_ellipse(p, x + 14, y, 70 * size / 100, 7, FILL("text", ".16"));
	pen_group(p, "translate(%d %d) scale(%s%s %s)", x, y, flip ? "-" : "", s.text, s.text);
	if (*paints[paint][1]) /* what stands behind must not shine through */
		pen_path(p, VESSELS[vessel][0], FILL("surface"));
	pen_path(p, VESSELS[vessel][0], FILL(paints[paint][0], paints[paint][1]));
	pen_path(p, VESSELS[vessel][1], FILL("background", ".2"));
	pen_end(p);
}

void art_still(struct pen *p)
{
	int first, second, third, paint, other, layout;
	bool mirrored;

	still_wall(p);
	first = pen_pick(p, 8);
	paint = pen_pick(p, 6);
	mirrored = pen_pick(p, 2);
	layout = pen_pick(p, 4);
	if (layout == 0) {
		still_vessel(p, first, paint, 200, 330, 110, mirrored);
		return;
	}
	second = (first + 1 + pen_pick(p, 7)) % 8;
	other = (paint + 1 + pen_pick(p, 5)) % 6;
	if (layout == 1) {
		still_vessel(p, second, other, 268, 316, 85, pen_pick(p, 2));
		still_vessel(p, first, paint, 154, 340, 105, mirrored);
	} else if (layout == 2) {
		still_vessel(p, second, other, 132, 316, 85, pen_pick(p, 2));
		still_vessel(p, first, paint, 248, 340, 105, mirrored);
	} else {
		third = (second + 1 + pen_pick(p, 6)) % 8;
		still_vessel(p, third, (other + 1) % 6, 96, 314, 65, pen_pick(p, 2));
		still_vessel(p, second, other, 300, 318, 80, pen_pick(p, 2));
		still_vessel(p, first, paint, 196, 342, 100, mirrored);
	}
}

/* ---- gem: one piece of light on a dark ground */

struct gem {
	const char *const *cut;
	const char *role;
};

static void gem_stone(struct pen *p, const struct gem *g, int x, int y, int size)
{
	pen_group(p, "translate(%d %d) scale(%s)", x, y, pen_scale(size).text);
	pen_path(p, g->cut[0], FILL(g->role, ".34"));
	pen_path(p, g->cut[1], FILL(g->role, ".55"));
	pen_path(p, g->cut[2], FILL(g->role, ".3"));
	pen_path(p, g->cut[0], LINE(g->role, 3));
	pen_end(p);
}

static void gem_strand(struct pen *p, const struct gem *g)
{
	static const int beads[13][3] = { { 64, 60, 10 }, { 74, 100, 12 }, { 88, 138, 13 }, { 108, 172, 15 },
		{ 134, 202, 17 }, { 164, 224, 19 }, { 200, 236, 23 }, { 236, 224, 19 }, { 266, 202, 17 },
		{ 292, 172, 15 }, { 312, 138, 13 }, { 326, 100, 12 }, { 336, 60, 10 } };
	bool middle;

	for (int i = 0; i < 13; i++) {
		middle = i == 6;
		pen_circle(p, beads[i][0], beads[i][1], beads[i][2],
			FILL(middle ? g->role : "accent",
				middle          ? ""
					: i % 2 ? ".8"
						: ".55"));
		pen_circle(p, beads[i][0] - 4, beads[i][1] - 5, 3, FILL("text", ".7"));
	}
}

static void gem_setting(struct pen *p, const struct gem *g, int setting)
{
	switch (setting) {
	case 0: /* a ring, seen upright */
		pen_ellipse(p, 200, 352, 90, 8, FILL("background", ".7"));
		pen_circle(p, 200, 252, 92, LINE("accent", 13));
		pen_circle(p, 200, 252, 98, LINE("background", 2, ".45"));
		pen_path(p, "M176 168l10-22h28l10 22z", FILL("accent"));
		gem_stone(p, g, 200, 112, 90);
		break;
	case 1: /* a pendant on its chain */
		pen_path(p, "M70-10q40 190 130 196q90-6 130-196", LINE("accent", 2));
		pen_path(p, "M78-10q38 178 122 190q84-12 122-190", LINE("accent", 1, ".6"));
		pen_circle(p, 200, 196, 10, LINE("accent", 4));
		gem_stone(p, g, 200, 278, 115);
		break;
	case 2: /* a pair */
		pen_path(p, "M128 74q26-12 26 14t-26 30M272 74q-26-12-26 14t26 30", LINE("accent", 5));
		pen_circle(p, 128, 128, 8, FILL("accent"));
		pen_circle(p, 272, 128, 8, FILL("accent"));
		pen_path(p, "M128 136v46M272 136v46", LINE("accent", 2));
		gem_stone(p, g, 128, 246, 90);
		gem_stone(p, g, 272, 246, 90);
		break;
	case 3: gem_strand(p, g); break;
	default: /* a bangle, and a stone beside it */
		pen_ellipse(p, 186, 226, 130, 96, LINE("accent", 16));
		pen_ellipse(p, 186, 220, 130, 96, LINE("background", 2, ".4"));
		gem_stone(p, g, 292, 132, 70);
	}
}

void art_gem(struct pen *p)
{
	static const char *const roles[] = { "accent", "primary", "text" };
	struct gem g;
	int setting, x, y, n;

	g.cut = CUTS[pen_pick(p, 5)];
	setting = pen_pick(p, 5);
	g.role = roles[pen_pick(p, 3)];
	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_ellipse(p, 200, 210, 250, 190, FILL("accent", ".05"));
	pen_ellipse(p, 200, 216, 180, 140, FILL("accent", ".06"));
	gem_setting(p, &g, setting);
	for (int i = 1 + pen_pick(p, 3); i > 0; i--) {
		x = 70 + pen_pick(p, 14) * 20;
		y = 60 + pen_pick(p, 8) * 20;
		n = 8 + pen_pick(p, 3) * 4;
		pen_pathf(p, FILL("text", ".9"), "M%d %dq0 %d %d %dq-%d 0-%d %dq0-%d-%d-%dq%d 0 %d-%dz", x, y - n, n, n,
			n, n, n, n, n, n, n, n, n, n);
	}
}

/* ---- plate: a table from above */

static void plate_cloth(struct pen *p, int cloth)
{
	pen_rect(p, 0, 0, 400, 400, FILL("surface"), 0);
	pen_rect(p, 0, 0, 400, 400, FILL("border", ".3"), 0);
	for (int i = 0; i < 10 && cloth < 2; i++) {
		if (cloth == 0) {
			pen_rect(p, i * 40, 0, 20, 400, FILL("accent", ".22"), 0);
			continue;
		}
		pen_rect(p, i * 40, 0, 14, 400, FILL("primary", ".12"), 0);
		pen_rect(p, 0, i * 40, 400, 14, FILL("primary", ".12"), 0);
	}
	if (cloth == 2)
		pen_path(p, "M0 250q120-60 220 0t180-20v170h-400z", FILL("accent", ".3"));
}

static void plate_cup(struct pen *p, int x, int y)
{
	pen_circle(p, x, y, 140, FILL("background"));
	pen_circle(p, x, y, 104, LINE("border", 3));
	pen_group(p, "rotate(%d %d %d)", pen_pick(p, 8) * 45, x, y);
	pen_rect(p, x + 70, y - 13, 52, 26, FILL("background"), 12);
	pen_rect(p, x + 70, y - 13, 52, 26, LINE("border", 3), 12);
	pen_end(p);
	pen_circle(p, x, y, 84, FILL("background"));
	pen_circle(p, x, y, 84, LINE("border", 3));
	pen_circle(p, x, y, 72, FILL("primary"));
	pen_pathf(p, FILL("on-primary", ".82"), "M%d %dq-56-34-34-66q20-16 34 10q14-26 34-10q22 32-34 66z", x, y + 44);
}

static void plate_slices(struct pen *p, int x, int y)
{
	for (int i = 0; i < 8; i++) {
		pen_group(p, "rotate(%d %d %d)", i * 45 + pen_pick(p, 3) * 4, x, y);
		pen_pathf(p, FILL(i % 3 ? "accent" : "primary", i % 2 ? ".95" : ".75"), "M%d %dl-26-62q26-22 52 0z", x,
			y - 16);
		pen_end(p);
	}
	pen_circle(p, x, y, 13, FILL("primary"));
}

static void plate_rounds(struct pen *p, int x, int y)
{
	static const int at[7][2] = { { 0, 0 }, { 56, -16 }, { 22, 52 }, { -36, 48 }, { -58, -10 }, { -24, -56 },
		{ 36, -60 } };
	int n;

	for (int i = 0; i < 7; i++) {
		n = 20 + pen_pick(p, 4) * 5;
		pen_circle(p, x + at[i][0], y + at[i][1], n, FILL(i % 2 ? "accent" : "primary", ".9"));
		pen_circle(p, x + at[i][0] - 4, y + at[i][1] - 4, n - 9, FILL("background", ".22"));
	}
}

static void plate_bowl(struct pen *p, int x, int y)
{
	pen_circle(p, x, y, 92, FILL("primary"));
	pen_circle(p, x, y, 80, FILL("accent", ".9"));
	for (int i = 0; i < 5; i++) {
		pen_group(p, "rotate(%d %d %d)", i * 72 + pen_pick(p, 4) * 8, x, y);
		pen_pathf(p, FILL(i % 2 ? "background" : "primary", ".8"), "M%d %dq-30-30 0-64q30 34 0 64z", x, y - 8);
		pen_end(p);
	}
}

static void plate_beside(struct pen *p, bool cup)
{
	if (pen_pick(p, 2)) { /* a fork, else a small dish */
		pen_group(p, "rotate(%d 352 200)", -4 + pen_pick(p, 5) * 2);
		pen_rect(p, 346, 120, 12, 220, FILL("muted"), 6);
		pen_path(p, "M334 40h6v52h8v-52h8v52h8v-52h6v66q0 26-18 26t-18-26z", FILL("muted"));
		pen_end(p);
		return;
	}
	pen_circle(p, 344, 340, 40, FILL("text", ".12"));
	pen_circle(p, 338, 332, 40, FILL("background"));
	pen_circle(p, 338, 332, 30, FILL(cup ? "accent" : "primary", ".85"));
}

void art_plate(struct pen *p)
{
	int cloth = pen_pick(p, 3);
	int x = 176 + pen_pick(p, 3) * 24;
	int y = 184 + pen_pick(p, 3) * 18;
	int kind = pen_pick(p, 4);

	plate_cloth(p, cloth);
	pen_circle(p, x + 10, y + 14, 142, FILL("text", ".14"));
	if (kind == 0) {
		plate_cup(p, x, y);
	} else {
		pen_circle(p, x, y, 140, FILL("background"));
		pen_circle(p, x, y, 140, LINE("border", 3));
		pen_circle(p, x, y, 100, LINE("border", 2));
		if (kind == 1)
			plate_slices(p, x, y);
		else if (kind == 2)
			plate_rounds(p, x, y);
		else
			plate_bowl(p, x, y);
	}
	plate_beside(p, kind == 0);
}
