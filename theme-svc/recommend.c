#include "recommend.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

/* Industries that look for the same things, each row one family; the first is the one with a sample shop. */
static const char *const families[][12] = {
	{ "food_drink", "coffee", "bakery", "restaurant", "grocery", "food", "tea", "wine", "chocolate" },
	{ "fashion", "apparel", "shoes", "textiles", "clothing", "accessories" },
	{ "jewelry", "jewellery", "watches", "perfume", "luxury", "antiques" },
	{ "home_decor", "crafts", "ceramics", "furniture", "garden", "home", "kitchen", "handmade" },
	{ "beauty", "wellness", "health", "cosmetics", "skincare", "spa" },
	{ "electronics", "computers", "gadgets", "technology", "software", "gaming" },
	{ "books", "stationery", "paper", "magazines", "music", "media", "education" },
	{ "tools", "hardware", "parts", "automotive", "industrial", "diy", "machinery" },
	{ "toys", "kids", "baby", "games", "party", "pets", "children" },
	{ "art", "prints", "posters", "photography", "gallery" },
	{ "outdoor", "sport", "sports", "travel", "bikes", "climbing", "fishing" },
	{ "eyewear", "optics", "optician", "sunglasses", "glasses" },
};

/* Words for the same look. */
enum look { LOOK_MINIMAL, LOOK_WARM, LOOK_LUXURY, LOOK_BOLD, LOOK_PLAYFUL, LOOK_TECHNICAL, LOOK_EDITORIAL, LOOKS };
static const char *const looks[LOOKS][8] = {
	[LOOK_MINIMAL] = { "minimal", "clean", "simple", "calm", "minimalist", "quiet" },
	[LOOK_WARM] = { "warm", "friendly", "handmade", "natural", "cozy", "organic" },
	[LOOK_LUXURY] = { "luxury", "elegant", "classic", "dark", "premium", "refined" },
	[LOOK_BOLD] = { "bold", "graphic", "urban", "modern", "loud", "sporty" },
	[LOOK_PLAYFUL] = { "playful", "colourful", "colorful", "fun", "young" },
	[LOOK_TECHNICAL] = { "technical", "dense", "precise", "industrial", "plain" },
	[LOOK_EDITORIAL] = { "editorial", "literary", "vintage", "traditional" },
};

/* The looks that each family's shops are mostly after, the first above all: asked for when no other is. */
static const char *const family_looks[ARRAY_LEN(families)][4] = {
	{ "warm", "handmade", "friendly", "natural" },
	{ "bold", "modern", "minimal", "urban" },
	{ "luxury", "elegant", "classic", "minimal" },
	{ "natural", "warm", "minimal", "handmade" },
	{ "natural", "calm", "elegant", "minimal" },
	{ "technical", "modern", "minimal", "bold" },
	{ "editorial", "literary", "classic", "playful" },
	{ "industrial", "technical", "dense", "precise" },
	{ "playful", "colourful", "fun", "friendly" },
	{ "calm", "minimal", "elegant", "editorial" },
	{ "bold", "modern", "natural", "urban" },
	{ "minimal", "classic", "precise", "elegant" },
};

/* Whom a shop sells to, in the merchant's own words, and the look that speaks to them. */
static const struct audience {
	enum look look;
	const char *words[12];
} audiences[] = {
	{ LOOK_PLAYFUL,
		{ "kids", "children", "parents", "families", "family", "toddlers", "babies", "baby", "grandparents",
			"gifts" } },
	{ LOOK_TECHNICAL,
		{ "professionals", "engineers", "makers", "mechanics", "contractors", "technicians", "developers",
			"workshops", "tradespeople", "hobbyists" } },
	{ LOOK_LUXURY, { "collectors", "connoisseurs", "luxury", "affluent", "brides", "executives", "couples" } },
	{ LOOK_BOLD,
		{ "teens", "teenagers", "students", "young", "skaters", "athletes", "runners", "climbers", "gamers",
			"hikers" } },
	{ LOOK_EDITORIAL, { "readers", "academics", "teachers", "writers", "scholars", "librarians", "musicians" } },
	{ LOOK_MINIMAL, { "designers", "architects", "minimalists", "curators", "creatives" } },
	{ LOOK_WARM, { "neighbours", "locals", "foodies", "homeowners", "gardeners", "vegans", "mindful", "cooks" } },
};

static bool in_row(const char *const *row, size_t most, struct str word)
{
	for (size_t i = 0; i < most && row[i]; i++)
		if (str_ieq(word, str_c(row[i])))
			return true;
	return false;
}

/* Index of the row of looks that holds word, or -1. */
static int look_of(struct str word)
{
	for (size_t i = 0; i < ARRAY_LEN(looks); i++)
		if (in_row(looks[i], ARRAY_LEN(looks[0]), word))
			return (int)i;
	return -1;
}

static int family_exact(struct str industry)
{
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		if (in_row(families[i], ARRAY_LEN(families[0]), industry))
			return (int)i;
	return -1;
}

/* Index of the row of families that holds industry, or one of its words ("home_kitchen"); -1. */
static int family_of(struct str industry)
{
	int family = family_exact(industry);

	for (struct str rest = industry; family < 0 && rest.p;) {
		struct str part = str_split(&rest, '_');

		while (family < 0 && part.p)
			family = family_exact(str_split(&part, '-'));
	}
	return family;
}

const char *recommend_family(struct str industry)
{
	int family = family_of(industry);

	return family < 0 ? NULL : families[family][0];
}

const char *recommend_look(struct str style)
{
	int look = look_of(style);

	return look < 0 ? NULL : looks[look][0];
}

static bool no_wish(struct str s)
{
	return !s.n || str_is(s, "generic") || str_is(s, "any") || str_is(s, "other");
}

/* Place of word in l, or -1. */
static int place_of(const struct str_list *l, struct str word)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_ieq(l->items[i], word))
			return (int)i;
	return -1;
}

struct str recommend_sample(const struct themes *themes, struct str industry)
{
	const struct json *sample;
	int family = family_of(industry);

	for (sample = json_first(themes->samples); sample; sample = json_next(sample))
		if (str_ieq(json_key(sample), industry))
			return json_key(sample);
	if (family >= 0 && json_get(themes->samples, families[family][0]))
		return str_c(families[family][0]);
	return STR("generic");
}

/* ---- points */

/* How a theme stands to the industry, and by which of the theme's own industries. */
enum fit { FIT_NAMED, FIT_FAMILY, FIT_ANY, FIT_NONE };

static enum fit fit_of(const struct theme *t, const struct wanted *w, int *place)
{
	int family = family_of(w->industry);
	bool any = place_of(&t->industries, STR("generic")) >= 0;

	*place = place_of(&t->industries, w->industry);
	if (no_wish(w->industry))
		return any ? FIT_ANY : FIT_NONE;
	if (*place >= 0)
		return FIT_NAMED;
	for (*place = 0; family >= 0 && *place < (int)t->industries.n; ++*place)
		if (family_of(t->industries.items[*place]) == family)
			return FIT_FAMILY;
	return any ? FIT_ANY : FIT_NONE;
}

bool theme_made_for(const struct theme *t, struct str industry)
{
	const struct wanted w = { .industry = industry };
	int place;

	return no_wish(industry) || fit_of(t, &w, &place) <= FIT_FAMILY;
}

static int points_industry(const struct theme *t, const struct wanted *w)
{
	int place;

	switch (fit_of(t, w, &place)) {
	case FIT_NAMED: return place < 5 ? 40 - 3 * place : 26;
	case FIT_FAMILY: return place < 4 ? 25 - 4 * place : 13;
	case FIT_ANY: return 12;
	default: return 4;
	}
}

/* By the looks of the industry's family, 15 to 8; *look is the theme's word that earned it. */
static int points_usual_look(const struct theme *t, const struct wanted *w, struct str *look)
{
	int family = family_of(w->industry), place;

	for (int i = 0; family >= 0 && i < 4; i++) {
		place = place_of(&t->styles, str_c(family_looks[family][i]));
		if (place < 0)
			continue;
		if (look)
			*look = t->styles.items[place];
		return 15 - i - (place < 4 ? place : 4);
	}
	return 8;
}

static int points_style(const struct theme *t, const struct wanted *w)
{
	int place = place_of(&t->styles, w->style), look = look_of(w->style);

	if (no_wish(w->style))
		return points_usual_look(t, w, NULL);
	if (place >= 0)
		return place < 4 ? 22 - 2 * place : 16;
	for (size_t i = 0; look >= 0 && i < t->styles.n; i++)
		if (look_of(t->styles.items[i]) == look)
			return 11;
	return 0;
}

/* Falls with the distance from the best range, on a scale where twice as many is as far as half. */
static int points_catalogue(const struct theme *t, const struct wanted *w)
{
	double octaves = 0;

	if (w->products < 0)
		return 10;
	if (w->products < t->best_min)
		octaves = log2((double)(t->best_min + 1) / (double)(w->products + 1));
	if (w->products > t->best_max)
		octaves = log2((double)(w->products + 1) / (double)(t->best_max + 1));
	return octaves >= 4 ? 0 : (int)lround(16 - 4 * octaves);
}

static int points_photos(const struct theme *t, const struct wanted *w)
{
	if (w->has_images < 0)
		return t->needs_photos ? 5 : 9;
	if (w->has_images)
		return t->needs_photos ? 12 : 9;
	return t->needs_photos ? 0 : 12;
}

/* The audience that text speaks of first, and its word; NULL when it speaks of none that we know. */
static const struct audience *audience_of(struct str text, struct str *word)
{
	for (size_t from = 0, i = 0; i <= text.n; i++) {
		if (i < text.n && (isalpha((unsigned char)text.p[i]) || (unsigned char)text.p[i] >= 0x80))
			continue;
		*word = str_sub(text, from, i);
		from = i + 1;
		for (size_t k = 0; word->n && k < ARRAY_LEN(audiences); k++)
			if (in_row(audiences[k].words, ARRAY_LEN(audiences[k].words), *word))
				return &audiences[k];
	}
	return NULL;
}

/* Half when nothing is known of the audience; else by how early the theme names a word of the look that speaks to it. */
static int points_audience(const struct theme *t, const struct wanted *w)
{
	struct str word;
	const struct audience *a = audience_of(w->audience, &word);

	if (!a)
		return 5;
	for (size_t i = 0; i < t->styles.n; i++)
		if (look_of(t->styles.items[i]) == (int)a->look)
			return i < 4 ? 10 - 2 * (int)i : 3;
	return 0;
}

static int points_sum(const struct points *p)
{
	int sum = 0;

#define X(part, most) sum += p->part;
	RECOMMEND_PARTS(X)
#undef X
	return sum;
}

/* ---- reasons */

static void put_words(struct buf *b, struct str slug)
{
	if (str_is(slug, "food_drink")) {
		buf_c(b, "food and drink");
		return;
	}
	for (size_t i = 0; i < slug.n; i++)
		buf_char(b, slug.p[i] == '_' || slug.p[i] == '-' ? ' ' : slug.p[i]);
}

static void reason_industry(struct buf *b, const struct recommendation *r, const struct wanted *w)
{
	const struct str_list *made_for = &r->theme->industries;
	int place;
	enum fit fit = fit_of(r->theme, w, &place);

	if (fit == FIT_ANY && no_wish(w->industry)) {
		buf_c(b, "Suits any trade");
		return;
	}
	buf_c(b, "Made for ");
	if (fit == FIT_NAMED)
		put_words(b, w->industry);
	else if (made_for->n)
		put_words(b, made_for->items[fit == FIT_FAMILY ? place : 0]);
	else
		buf_c(b, "any trade");
	if (fit == FIT_FAMILY) {
		buf_c(b, ", close to ");
		put_words(b, w->industry);
	}
}

static void reason_style(struct buf *b, const struct recommendation *r, const struct wanted *w)
{
	struct str look = STR_NONE;

	if (no_wish(w->style) && points_usual_look(r->theme, w, &look) > 8 && look.n)
		buf_printf(b, "; its look is %.*s", STR_FMT(look));
	if (no_wish(w->style) || !r->points.style)
		return;
	buf_c(b, r->points.style >= 18 ? "; its look is " : "; its look comes near to ");
	put_words(b, w->style);
	if (r->points.style >= 18)
		buf_c(b, ", as you asked");
}

static void reason_catalogue(struct buf *b, const struct recommendation *r, const struct wanted *w)
{
	const struct theme *t = r->theme;

	if (w->products < 0)
		buf_printf(
			b, "; at its best with %lld to %lld products", (long long)t->best_min, (long long)t->best_max);
	else if (w->products >= t->best_min && w->products <= t->best_max)
		buf_printf(b, "; %lld product%s fit%s its layout", (long long)w->products, w->products == 1 ? "" : "s",
			w->products == 1 ? "s" : "");
	else
		buf_printf(b, "; but it is made for %lld to %lld products, and you have %lld", (long long)t->best_min,
			(long long)t->best_max, (long long)w->products);
}

static void reason_photos(struct buf *b, const struct recommendation *r, const struct wanted *w)
{
	if (w->has_images == 0)
		buf_c(b,
			r->theme->needs_photos ? "; it loses much without photographs"
					       : "; looks finished without photographs");
	else if (r->theme->needs_photos)
		buf_c(b, "; lives from its photographs");
}

static void reason_audience(struct buf *b, const struct recommendation *r, const struct wanted *w)
{
	struct str word;

	if (!audience_of(w->audience, &word))
		return;
	if (r->points.audience >= 6)
		buf_printf(b, "; it speaks to %.*s", STR_FMT(word));
	else if (!r->points.audience)
		buf_printf(b, "; %.*s may expect another look", STR_FMT(word));
}

static struct str reason(const struct recommendation *r, const struct wanted *w)
{
	struct buf b = BUF_ON(mem(), 2000);

	reason_industry(&b, r, w);
	reason_style(&b, r, w);
	reason_audience(&b, r, w);
	reason_catalogue(&b, r, w);
	reason_photos(&b, r, w);
	buf_char(&b, '.');
	return buf_view(&b);
}

/* ---- the order */

/* Equal points: the theme's id decides, so that the answer is always the same. */
static int better(const void *x, const void *y)
{
	const struct recommendation *a = x, *b = y;
	int d = points_sum(&b->points) - points_sum(&a->points);

	return d ? d : strcmp(a->theme->id.p, b->theme->id.p);
}

/* What stands at place n is the one whose fit, less its likeness to the nearest before it, is highest (maximal marginal
 * relevance, Carbonell and Goldstein 1998). likeness[i] is that of list[i] to the nearest of the first n. */
static void choose_next(struct recommendation *list, double *likeness, size_t total, size_t n, double variety)
{
	double fit, best_fit = 0, nearest;
	struct recommendation chosen;
	size_t best = n;

	for (size_t i = n; i < total; i++) {
		if (n)
			likeness[i] = fmax(likeness[i], 1 - theme_distance(list[n - 1].theme, list[i].theme));
		fit = points_sum(&list[i].points) / 100.0 - variety * likeness[i];
		if (i == n || fit > best_fit) {
			best = i;
			best_fit = fit;
		}
	}
	chosen = list[best];
	nearest = likeness[best];
	memmove(&list[n + 1], &list[n], (best - n) * sizeof(*list));
	memmove(&likeness[n + 1], &likeness[n], (best - n) * sizeof(*likeness));
	chosen.likeness = nearest;
	chosen.score = fmax(0, round(best_fit * 100) / 100);
	list[n] = chosen;
	likeness[n] = nearest;
}

int recommend_with(const struct themes *themes, const struct wanted *w, double variety, struct recommendation **ret)
{
	struct recommendation *list = TRY_MEM(ARENA_ARRAY(mem(), struct recommendation, themes->n + 1)), *r;
	double *likeness = TRY_MEM(ARENA_ARRAY(mem(), double, themes->n + 1));
	struct str sample = recommend_sample(themes, w->industry);

	for (size_t i = 0; i < themes->n; i++) {
		r = &list[i];
		r->theme = &themes->list[i];
		r->points = (struct points){ points_industry(r->theme, w), points_style(r->theme, w),
			points_catalogue(r->theme, w), points_photos(r->theme, w), points_audience(r->theme, w) };
		r->reason = reason(r, w);
		r->industry = sample;
	}
	qsort(list, themes->n, sizeof(*list), better);
	for (size_t n = 0; n < themes->n; n++)
		choose_next(list, likeness, themes->n, n, variety);
	*ret = list;
	return 0;
}

int recommend(const struct themes *themes, const struct wanted *w, struct recommendation **ret)
{
	return recommend_with(themes, w, RECOMMEND_VARIETY, ret);
}

double recommend_diversity(const struct recommendation *list, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			sum += theme_distance(list[i].theme, list[k].theme);
	return n < 2 ? 0 : 2 * sum / (double)(n * (n - 1));
}
