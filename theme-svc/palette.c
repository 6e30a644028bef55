#include "palette.h"

#include <math.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "tone.h"

const char *const role_names[ROLES] = { "background", "surface", "text", "muted", "primary", "on_primary", "accent",
	"border", "primary_hover", "primary_disabled", "on_primary_disabled", "badge", "on_badge", "focus", "scrim",
	"on_image" };

/* WCAG 2.2: 1.4.3 for text, 1.4.11 for graphics and the mark of focus. Disabled controls are exempt there, not here. */
#define TEXT_RATIO 4.5
#define MARK_RATIO 3.0

/* What must hold: ink on ground. */
static const struct pair_rule {
	enum role ink, ground;
	double ratio;
	const char *use;
} rules[] = {
	{ TEXT, BACKGROUND, TEXT_RATIO, "Text" },
	{ TEXT, SURFACE, TEXT_RATIO, "Text on cards" },
	{ MUTED, BACKGROUND, TEXT_RATIO, "Quiet text" },
	{ MUTED, SURFACE, TEXT_RATIO, "Quiet text on cards" },
	{ PRIMARY, BACKGROUND, TEXT_RATIO, "Links" },
	{ PRIMARY, SURFACE, TEXT_RATIO, "Links on cards" },
	{ ON_PRIMARY, PRIMARY, TEXT_RATIO, "Buttons" },
	{ ACCENT, BACKGROUND, MARK_RATIO, "Accents and graphics" },
	{ ACCENT, SURFACE, MARK_RATIO, "Accents on cards" },
	{ PRIMARY_HOVER, BACKGROUND, TEXT_RATIO, "Links under the pointer" },
	{ PRIMARY_HOVER, SURFACE, TEXT_RATIO, "Links on cards under the pointer" },
	{ ON_PRIMARY, PRIMARY_HOVER, TEXT_RATIO, "Buttons under the pointer" },
	{ ON_PRIMARY_DISABLED, PRIMARY_DISABLED, TEXT_RATIO, "Disabled buttons" },
	{ ON_BADGE, BADGE, TEXT_RATIO, "Badges" },
	{ BADGE, BACKGROUND, MARK_RATIO, "Badge on the page" },
	{ BADGE, SURFACE, MARK_RATIO, "Badge on cards" },
	{ FOCUS, BACKGROUND, MARK_RATIO, "Mark of focus" },
	{ FOCUS, SURFACE, MARK_RATIO, "Mark of focus on cards" },
};

static bool wants_black(uint32_t ground)
{
	return color_contrast(0, ground) >= color_contrast(0xffffff, ground);
}

/* ---- on photographs */

/* s's scrim over a pixel of a photograph, rounded away from the ink as no browser rounds further. */
static uint32_t veiled(const struct scheme *s, unsigned alpha, uint32_t pixel)
{
	uint32_t out = 0;

	for (int shift = 16; shift >= 0; shift -= 8) {
		uint32_t over = s->color[SCRIM] >> shift & 255, under = pixel >> shift & 255;

		out |= ((over * alpha + under * (255 - alpha) + 254) / 255) << shift;
	}
	return out;
}

/* White on a dark veil is worst over white: what the veil must stand is the brightest pixel there can be. */
static void veil(struct scheme *s)
{
	unsigned low = 0, high = 255;

	while (high - low > 1) {
		unsigned mid = (low + high) / 2;

		if (color_contrast(s->color[ON_IMAGE], veiled(s, mid, 0xffffff)) >= TEXT_RATIO)
			high = mid;
		else
			low = mid;
	}
	s->scrim_alpha = (uint8_t)high;
}

/* ---- the roles that follow */

static struct window beside_both(const struct scheme *s, enum role r, double ratio)
{
	struct window w = window_beside(WINDOW_ALL, s->color[r], s->color[BACKGROUND], ratio);

	return window_beside(w, s->color[r], s->color[SURFACE], ratio);
}

/* A step in lightness; primary itself where the window holds no colour of its hue there. */
static uint32_t step_from(uint32_t primary, double step, struct window w)
{
	const double most = 4; /* degrees */
	struct oklch o = color_oklch(primary);
	uint32_t c = tone_at((struct oklch){ o.l + step, o.c, o.h }, w);

	if (!window_has(w, c) || (o.c > 0 && hue_distance(color_oklch(c).h, o.h) > most))
		return primary;
	return c;
}

/* A step away from the background, or towards it where there is clearly more room. */
static uint32_t hover(const struct scheme *s)
{
	const double step = 0.07;
	uint32_t primary = s->color[PRIMARY];
	struct window w = window_beside(beside_both(s, PRIMARY, TEXT_RATIO), primary, s->color[ON_PRIMARY], TEXT_RATIO);
	bool below = color_luminance(primary) < color_luminance(s->color[BACKGROUND]);
	uint32_t away = step_from(primary, below ? -step : step, w), back = step_from(primary, below ? step : -step, w);

	return color_difference(away, primary) + 2 >= color_difference(back, primary) ? away : back;
}

/* The page's own light or dark on a patch, whichever can be read there. */
static uint32_t ink_on(uint32_t patch, double hue, double ratio)
{
	bool dark = wants_black(patch);
	/* White is what people expect on colour: it is preferred as soon as it can be read. */
	if (color_contrast(0xffffff, patch) >= ratio)
		dark = false;
	return tone_at((struct oklch){ dark ? 0.2 : 0.99, dark ? 0.03 : 0.005, hue },
		dark ? window_darker(WINDOW_ALL, patch, ratio) : window_lighter(WINDOW_ALL, patch, ratio));
}

static void derive(struct scheme *s)
{
	uint32_t *c = s->color;
	struct oklch p = color_oklch(c[PRIMARY]);
	double faint = fmin(p.c, 0.02), hue = color_oklch(c[ACCENT]).h;

	c[PRIMARY_HOVER] = hover(s);
	c[PRIMARY_DISABLED] = tone_at((struct oklch){ s->dark ? 0.33 : 0.91, faint, p.h }, WINDOW_ALL);
	c[ON_PRIMARY_DISABLED] = tone_at((struct oklch){ s->dark ? 0.74 : 0.5, faint, p.h },
		s->dark ? window_lighter(WINDOW_ALL, c[PRIMARY_DISABLED], TEXT_RATIO)
			: window_darker(WINDOW_ALL, c[PRIMARY_DISABLED], TEXT_RATIO));
	c[FOCUS] = tone_move(c[ACCENT],
		wants_black(c[BACKGROUND])
			? window_darker(window_darker(WINDOW_ALL, c[BACKGROUND], MARK_RATIO), c[SURFACE], MARK_RATIO)
			: window_lighter(
				  window_lighter(WINDOW_ALL, c[BACKGROUND], MARK_RATIO), c[SURFACE], MARK_RATIO));
	c[BADGE] = c[FOCUS];
	c[ON_BADGE] = ink_on(c[BADGE], hue, TEXT_RATIO);
	c[SCRIM] = tone_at((struct oklch){ 0.18, faint, p.h }, WINDOW_ALL);
	c[ON_IMAGE] = 0xffffff;
	veil(s);
}

/* ---- reading */

static int read_scheme(const struct json *half, const char *name, struct scheme *ret)
{
	struct str scheme = json_get_str(half, "scheme");

	for (int i = 0; i < BASE_ROLES; i++)
		if (!color_parse(json_get_str(half, role_names[i]), &ret->color[i]))
			return fail(ERR_INVALID, "%s: %s is not a colour as #rrggbb", name, role_names[i]);
	ret->dark = scheme.p ? str_is(scheme, "dark") : strcmp(name, "dark") == 0;
	derive(ret);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		const struct pair_rule *r = &rules[i];
		double ratio = color_contrast(ret->color[r->ink], ret->color[r->ground]);

		if (ratio < r->ratio)
			return fail(ERR_INVALID, "%s: %s on %s has %.2f:1, and needs %.1f:1", name, role_names[r->ink],
				role_names[r->ground], ratio, r->ratio);
	}
	return 0;
}

int palette_read(const struct json *j, struct palette *ret)
{
	struct palette p = { .id = json_get_str(j, "id"), .name = json_get_str(j, "name") };

	if (!p.id.n || !p.name.n)
		return fail(ERR_INVALID, "a palette needs id and name");
	TRY(read_scheme(json_get(j, "light"), "light", &p.light));
	TRY(read_scheme(json_get(j, "dark"), "dark", &p.dark));
	*ret = p;
	return 0;
}

/* ---- repairing */

/* What an ink may be on both grounds. */
static struct window ink_window(const struct scheme *s, bool black, double ratio)
{
	struct window w = WINDOW_ALL;

	for (int i = BACKGROUND; i <= SURFACE; i++)
		w = black ? window_darker(w, s->color[i], ratio) : window_lighter(w, s->color[i], ratio);
	return w;
}

void palette_repair(struct scheme *s)
{
	uint32_t *c = s->color, background = c[BACKGROUND];
	bool black = wants_black(background);
	double reach = fmin(7, color_contrast(black ? 0 : 0xffffff, background));

	/* One ink must do on both grounds: the surface follows the background as far as that asks. */
	if (color_contrast(black ? 0 : 0xffffff, c[SURFACE]) < reach) {
		c[SURFACE] = tone_move(c[SURFACE],
			black ? window_lighter(WINDOW_ALL, 0, reach) : window_darker(WINDOW_ALL, 0xffffff, reach));
		if (color_contrast(black ? 0 : 0xffffff, c[SURFACE]) < TEXT_RATIO)
			c[SURFACE] = background;
	}
	c[TEXT] = tone_move(c[TEXT], ink_window(s, black, TEXT_RATIO));
	c[MUTED] = tone_move(c[MUTED], ink_window(s, black, TEXT_RATIO));
	c[PRIMARY] = tone_move(c[PRIMARY], ink_window(s, black, TEXT_RATIO));
	c[ACCENT] = tone_move(c[ACCENT], ink_window(s, black, MARK_RATIO));
	if (color_contrast(c[ON_PRIMARY], c[PRIMARY]) < TEXT_RATIO)
		c[ON_PRIMARY] = ink_on(c[PRIMARY], color_oklch(c[ON_PRIMARY]).h, TEXT_RATIO);
	s->dark = !black;
	derive(s);
}

static bool lay(struct scheme *s, const struct json *roles, bool all)
{
	bool any = false;

	for (int i = 0; i < BASE_ROLES; i++) {
		uint32_t c;

		if (!color_parse(json_get_str(roles, role_names[i]), &c))
			continue;
		any = true;
		if (all || i == PRIMARY || i == ACCENT || i == ON_PRIMARY)
			s->color[i] = c;
	}
	return any;
}

void palette_override(struct palette *p, const struct json *roles, const struct json *dark)
{
	uint32_t background;
	bool night = color_parse(json_get_str(roles, role_names[BACKGROUND]), &background) && !wants_black(background);

	if (lay(&p->light, roles, true)) {
		lay(&p->dark, roles, night);
		palette_repair(&p->light);
		palette_repair(&p->dark);
	}
	if (lay(&p->dark, dark, true))
		palette_repair(&p->dark);
}

/* ---- printing */

struct role_text role_text(const struct scheme *s, enum role r)
{
	struct role_text t = { "" };

	if (r == SCRIM)
		snprintf(t.text, sizeof(t.text), "#%06x%02x", s->color[r] & 0xffffff, s->scrim_alpha);
	else
		snprintf(t.text, sizeof(t.text), "#%06x", s->color[r] & 0xffffff);
	return t;
}

static void put_scheme(struct buf *b, const struct scheme *s)
{
	buf_printf(b, ":root{color-scheme:%s", s->dark ? "dark" : "light");
	for (int i = 0; i < ROLES; i++) {
		buf_c(b, ";--");
		for (const char *c = role_names[i]; *c; c++)
			buf_char(b, *c == '_' ? '-' : *c);
		buf_printf(b, ":%s", role_text(s, (enum role)i).text);
	}
	buf_char(b, '}');
}

void palette_css(struct buf *b, const struct palette *p)
{
	put_scheme(b, &p->light);
	buf_c(b, "\n@media(prefers-color-scheme:dark){");
	put_scheme(b, &p->dark);
	buf_c(b, "}\n");
}

/* ---- the proof */

static void prove(struct proof *p, uint32_t ink, uint32_t ground)
{
	p->ink_color = ink;
	p->ground_color = ground;
	p->ratio = color_contrast(ink, ground);
	p->lc = color_apca(ink, ground);
}

void palette_prove(const struct scheme *s, struct proof ret[PROOFS])
{
	static const struct {
		uint32_t pixel;
		const char *ground, *use;
	} photographs[] = { { 0xffffff, "scrim over white", "Text on the brightest photograph" },
		{ 0, "scrim over black", "Text on the darkest photograph" } };
	size_t n = 0;

	for (; n < ARRAY_LEN(rules); n++) {
		const struct pair_rule *r = &rules[n];

		ret[n] = (struct proof){ role_names[r->ink], role_names[r->ground], r->use, .needed = r->ratio };
		prove(&ret[n], s->color[r->ink], s->color[r->ground]);
	}
	for (size_t i = 0; i < ARRAY_LEN(photographs); i++, n++) {
		ret[n] = (struct proof){ role_names[ON_IMAGE], photographs[i].ground, photographs[i].use,
			.needed = TEXT_RATIO };
		prove(&ret[n], s->color[ON_IMAGE], veiled(s, s->scrim_alpha, photographs[i].pixel));
	}
	_Static_assert(ARRAY_LEN(rules) + ARRAY_LEN(photographs) == PROOFS, "one proof each");
}
