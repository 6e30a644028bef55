#include "palette_suggest.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "harmony.h"
#include "recommend.h"
#include "tone.h"

/* ---- what styles like */

static const struct mood {
	const char *look;         /* recommend_look's word */
	double paper, night;      /* lightness of the two backgrounds */
	double tint, hue;         /* chroma of papers and inks, and their hue; -1: the brand's */
	double chroma, lightness; /* of accents and of colours that nobody gave: a factor, and what is added */
} moods[] = {
	{ "minimal", 0.993, 0.17, 0.003, -1, 0.75, 0 },
	{ "warm", 0.985, 0.19, 0.012, 75, 0.95, 0.02 },
	{ "luxury", 0.985, 0.16, 0.006, -1, 0.65, -0.06 },
	{ "bold", 0.990, 0.15, 0.004, -1, 1.25, 0 },
	{ "playful", 0.985, 0.20, 0.015, -1, 1.2, 0.05 },
	{ "technical", 0.985, 0.18, 0.006, 250, 0.9, 0 },
	{ "editorial", 0.988, 0.18, 0.008, 80, 0.75, -0.04 },
};
static const struct mood plain = { NULL, 0.988, 0.18, 0.007, -1, 1, 0 };

static const struct mood *mood_of(struct str style)
{
	const char *look = recommend_look(style);

	for (size_t i = 0; look && i < ARRAY_LEN(moods); i++)
		if (str_is(str_c(look), moods[i].look))
			return &moods[i];
	return &plain;
}

/* ---- colours to begin with */

enum { SEEDS = 4 };
static const struct trade {
	const char *family; /* recommend_family's word */
	struct oklch seeds[SEEDS];
} trades[] = {
	{ "food_drink", { { 0.55, 0.17, 30 }, { 0.45, 0.08, 60 }, { 0.50, 0.10, 125 }, { 0.60, 0.13, 50 } } },
	{ "fashion", { { 0.36, 0.09, 265 }, { 0.42, 0.13, 12 }, { 0.30, 0.02, 250 }, { 0.55, 0.20, 350 } } },
	{ "jewelry", { { 0.38, 0.07, 165 }, { 0.62, 0.10, 85 }, { 0.38, 0.10, 330 }, { 0.35, 0.08, 270 } } },
	{ "home_decor", { { 0.52, 0.06, 150 }, { 0.58, 0.10, 45 }, { 0.48, 0.06, 240 }, { 0.50, 0.08, 95 } } },
	{ "beauty", { { 0.62, 0.12, 5 }, { 0.58, 0.10, 310 }, { 0.55, 0.06, 155 }, { 0.60, 0.09, 40 } } },
	{ "electronics", { { 0.55, 0.19, 258 }, { 0.52, 0.20, 290 }, { 0.58, 0.11, 220 }, { 0.45, 0.05, 250 } } },
	{ "books", { { 0.40, 0.12, 25 }, { 0.40, 0.08, 155 }, { 0.40, 0.10, 255 }, { 0.48, 0.09, 70 } } },
};
static const struct oklch anybody[SEEDS] = { { 0.50, 0.15, 258 }, { 0.50, 0.11, 160 }, { 0.58, 0.15, 45 },
	{ 0.45, 0.12, 330 } };

static const struct oklch *seeds_of(struct str industry)
{
	const char *family = recommend_family(industry);

	for (size_t i = 0; family && i < ARRAY_LEN(trades); i++)
		if (str_is(str_c(family), trades[i].family))
			return trades[i].seeds;
	return anybody;
}

/* ---- one palette */

static void make_half(struct scheme *s, bool dark, uint32_t brand, uint32_t accent, const struct mood *m)
{
	struct oklch b = color_oklch(brand);
	double hue = m->hue < 0 ? b.h : m->hue, tint = m->hue < 0 ? fmin(m->tint, b.c) : m->tint;
	const struct {
		enum role role;
		double light, dark, tint; /* lightness by day and by night; chroma as a part of the mood's */
	} neutrals[] = {
		{ BACKGROUND, m->paper, m->night, 0.5 },
		{ SURFACE, m->paper - 0.024, m->night + 0.045, 1 },
		{ TEXT, 0.22, 0.95, 1.5 },
		{ MUTED, 0.48, 0.74, 2 },
		{ BORDER, m->paper - 0.09, m->night + 0.15, 1.5 },
	};

	for (size_t i = 0; i < ARRAY_LEN(neutrals); i++)
		s->color[neutrals[i].role] = tone_at(
			(struct oklch){ dark ? neutrals[i].dark : neutrals[i].light, tint * neutrals[i].tint, hue },
			WINDOW_ALL);
	s->color[PRIMARY] = brand;
	s->color[ACCENT] = accent;
	/* Laid on the page's own paper, a button looks like a part of it; the repair falls back where that cannot be read. */
	s->color[ON_PRIMARY] = s->color[BACKGROUND];
	palette_repair(s);
}

static void make(uint32_t brand, uint32_t accent, const struct mood *m, struct palette *ret)
{
	*ret = (struct palette){ 0 };
	make_half(&ret->light, false, brand, accent, m);
	make_half(&ret->dark, true, brand, accent, m);
}

void palette_make(uint32_t brand, uint32_t accent, struct str style, struct palette *ret)
{
	make(brand, accent, mood_of(style), ret);
}

/* ---- names */

/* Of OKLCH's hues, 20 degrees each from 0: dark, middle, light. */
static const char *const hue_names[18][3] = {
	{ "Garnet", "Raspberry", "Rose" },
	{ "Oxblood", "Crimson", "Blush" },
	{ "Brick", "Terracotta", "Salmon" },
	{ "Chestnut", "Amber", "Apricot" },
	{ "Bronze", "Ochre", "Gold" },
	{ "Olive", "Mustard", "Straw" },
	{ "Moss", "Leaf", "Lime" },
	{ "Forest", "Emerald", "Mint" },
	{ "Pine", "Jade", "Seafoam" },
	{ "Petrol", "Teal", "Aqua" },
	{ "Deep sea", "Lagoon", "Ice" },
	{ "Steel", "Cerulean", "Sky" },
	{ "Ink blue", "Azure", "Powder blue" },
	{ "Navy", "Cobalt", "Cornflower" },
	{ "Midnight", "Indigo", "Periwinkle" },
	{ "Aubergine", "Violet", "Lavender" },
	{ "Plum", "Orchid", "Lilac" },
	{ "Mulberry", "Magenta", "Pink" },
};
static const char *const grey_names[3] = { "Charcoal", "Stone", "Silver" };

static const char *name_of(uint32_t color)
{
	struct oklch o = color_oklch(color);
	int light = o.l < 0.45 ? 0 : o.l < 0.72 ? 1 : 2;

	return o.c < 0.02 ? grey_names[light] : hue_names[(int)(o.h / 20) % 18][light];
}

/* ---- candidates */

static const struct relation {
	const char *scheme;
	double turn;
	const char *words;
} relations[] = {
	{ "tonal", 0, "The accent is another shade of the same hue" },
	{ "analogous", 30, "The accent is a neighbour on the hue circle" },
	{ "analogous", -30, "The accent is a neighbour on the hue circle" },
	{ "complementary", 180, "The accent lies opposite on the hue circle" },
	{ "split", 150, "The accent lies beside the opposite hue" },
	{ "split", -150, "The accent lies beside the opposite hue" },
	{ "triad", 120, "The accent lies a third of the hue circle away" },
	{ "triad", -120, "The accent lies a third of the hue circle away" },
};

enum { CANDIDATES = SUGGEST_BRANDS * SUGGEST_BRANDS + SEEDS * 8 };

struct candidates {
	const struct mood *mood;
	struct suggestion *list;
	size_t n;
};

static double row_of(const struct scheme *s)
{
	const uint32_t *c = s->color, row[] = { c[SURFACE], c[PRIMARY], c[ACCENT], c[TEXT] };

	return harmony_row(row, ARRAY_LEN(row), c[BACKGROUND]);
}

static double moved(uint32_t brand, const struct palette *p)
{
	struct oklch o = color_oklch(brand), light = color_oklch(p->light.color[PRIMARY]),
		     dark = color_oklch(p->dark.color[PRIMARY]);

	return o.c > 0 ? fmax(hue_distance(o.h, light.h), hue_distance(o.h, dark.h)) : 0;
}

static void add(struct candidates *c, uint32_t brand, uint32_t accent, const char *scheme, const char *words)
{
	struct suggestion *s = &c->list[c->n];

	*s = (struct suggestion){ .brand = brand, .accent = accent, .scheme = scheme };
	make(brand, accent, c->mood, &s->palette);
	s->harmony = (row_of(&s->palette.light) + row_of(&s->palette.dark)) / 2;
	s->hue_moved = moved(brand, &s->palette);
	s->reason = str_c(words);
	c->n++;
}

static void add_relations(struct candidates *c, uint32_t brand)
{
	const double least = 0.07, most = 0.19, shade = 0.16;
	struct oklch o = color_oklch(brand);
	double chroma = fmin(fmax(o.c, least), most) * c->mood->chroma;

	for (size_t i = 0; i < ARRAY_LEN(relations); i++) {
		const struct relation *r = &relations[i];
		struct oklch accent = { 0.6 + c->mood->lightness, chroma, fmod(o.h + r->turn + 360, 360) };

		if (r->turn == 0)
			accent = (struct oklch){ o.l < 0.55 ? o.l + shade : o.l - shade, o.c * 0.8, o.h };
		add(c, brand, tone_at(accent, WINDOW_ALL), r->scheme, r->words);
	}
}

static void gather(struct candidates *c, const struct suggest_wish *w)
{
	const struct oklch *seeds = seeds_of(w->industry);

	for (size_t i = 0; i < w->nbrand; i++)
		for (size_t j = 0; j < w->nbrand; j++)
			if (i != j)
				add(c, w->brand[i], w->brand[j], "brand", "Both colours are the brand's own");
	if (w->nbrand)
		add_relations(c, w->brand[0]);
	for (size_t i = 0; !w->nbrand && i < SEEDS; i++) {
		struct oklch o = seeds[i];

		o.c *= c->mood->chroma;
		o.l += c->mood->lightness;
		add_relations(c, tone_at(o, WINDOW_ALL));
	}
}

/* Best first; of equals the one that was thought of first. */
static int by_harmony(const void *a, const void *b)
{
	const struct suggestion *const *x = a, *const *y = b;

	if ((*x)->harmony != (*y)->harmony)
		return (*x)->harmony < (*y)->harmony ? 1 : -1;
	return *x < *y ? -1 : *x > *y;
}

/* Two that the eye cannot tell apart are one. */
static bool alike(const struct suggestion *a, const struct suggestion *b)
{
	return color_difference(a->palette.light.color[PRIMARY], b->palette.light.color[PRIMARY]) < 2 &&
		color_difference(a->palette.light.color[ACCENT], b->palette.light.color[ACCENT]) < 4;
}

static int describe(struct suggestion *s)
{
	const struct scheme *l = &s->palette.light;
	struct str words = s->reason;
	const char *first = name_of(l->color[PRIMARY]), *second = name_of(l->color[ACCENT]);

	s->palette.id = str_printf(mem(), "%s-%06x-%06x", s->scheme, s->brand & 0xffffff, s->accent & 0xffffff);
	s->palette.name = first == second ? str_printf(mem(), "Shades of %s", first)
					  : str_printf(mem(), "%s and %s", first, second);
	s->reason = str_printf(mem(),
		"%.*s; neighbouring colours score %.2f by Ou and Luo's model of harmony (0 is neither, 1 is high).",
		STR_FMT(words), s->harmony);
	return s->palette.id.p && s->palette.name.p && s->reason.p ? 0 : -ERR_NOMEM;
}

/* So many from one brand colour at most as leave room for the others, as long as there are others. */
static bool has_room(const struct suggestion *s, const struct suggestion *list, size_t n, size_t share)
{
	size_t same = 0;

	for (size_t i = 0; i < n; i++) {
		if (alike(s, &list[i]))
			return false;
		same += list[i].brand == s->brand;
	}
	return same < share;
}

int palette_suggest(const struct suggest_wish *w, size_t n, struct suggestion *list, size_t *ret)
{
	struct candidates *c = TRY_MEM(ARENA_NEW(mem(), struct candidates));
	const struct suggestion **order = TRY_MEM(ARENA_ARRAY(mem(), const struct suggestion *, CANDIDATES));
	size_t taken = 0, share = w->nbrand == 1 ? n : w->nbrand ? (n + 1) / 2 : (n + SEEDS - 1) / SEEDS;

	c->list = TRY_MEM(ARENA_ARRAY(mem(), struct suggestion, CANDIDATES));
	c->mood = mood_of(w->style);
	gather(c, w);
	for (size_t i = 0; i < c->n; i++)
		order[i] = &c->list[i];
	qsort(order, c->n, sizeof(order[0]), by_harmony);
	for (size_t i = 0; i < c->n && taken < n; i++) {
		if (!has_room(order[i], list, taken, share))
			continue;
		list[taken] = *order[i];
		TRY(describe(&list[taken++]));
	}
	*ret = taken;
	return 0;
}
