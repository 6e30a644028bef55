#include "palette.h"

#include <math.h>

#include "base/cleanup.h"
#include "base/err.h"

const char *const role_names[ROLES] = { "background", "surface", "text", "muted", "primary", "on_primary", "accent",
	"border" };

/* What must hold: ink on ground. */
static const struct rule {
	enum role ink, ground;
	double ratio;
} rules[] = {
	{ TEXT, BACKGROUND, 4.5 },
	{ TEXT, SURFACE, 4.5 },
	{ MUTED, BACKGROUND, 4.5 },
	{ MUTED, SURFACE, 4.5 },
	{ PRIMARY, BACKGROUND, 4.5 },
	{ PRIMARY, SURFACE, 4.5 },
	{ ON_PRIMARY, PRIMARY, 4.5 },
	{ ACCENT, BACKGROUND, 3 },
};

/* from, with percent of to in it. */
static uint32_t mix(uint32_t from, uint32_t to, int percent)
{
	uint32_t r = 0;

	for (int shift = 0; shift <= 16; shift += 8) {
		int a = from >> shift & 255, b = to >> shift & 255;

		r |= (uint32_t)(a + (b - a) * percent / 100) << shift;
	}
	return r;
}

static uint32_t black_or_white(uint32_t ground)
{
	return color_contrast(0xffffff, ground) >= color_contrast(0, ground) ? 0xffffff : 0;
}

/* ---- reading */

static int read_scheme(const struct json *half, const char *name, struct scheme *ret)
{
	struct str scheme = json_get_str(half, "scheme");

	for (int i = 0; i < ROLES; i++)
		if (!color_parse(json_get_str(half, role_names[i]), &ret->color[i]))
			return fail(ERR_INVALID, "%s: %s is not a colour as #rrggbb", name, role_names[i]);
	ret->dark = scheme.p ? str_is(scheme, "dark") : strcmp(name, "dark") == 0;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		const struct rule *r = &rules[i];
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

/* Towards ink (black or white) until the ratio holds on both grounds. */
static void nudge(uint32_t *color, uint32_t ink, uint32_t ground, uint32_t ground2, double ratio)
{
	uint32_t from = *color;

	for (int percent = 0; percent <= 100; percent += 4) {
		*color = mix(from, ink, percent);
		if (color_contrast(*color, ground) >= ratio && color_contrast(*color, ground2) >= ratio)
			return;
	}
}

void palette_repair(struct scheme *s)
{
	uint32_t *c = s->color, background = c[BACKGROUND], ink = black_or_white(background), surface = c[SURFACE];
	double reachable = fmin(7, color_contrast(ink, background));

	/* One ink must do on both grounds: the surface follows the background as far as that asks. */
	for (int percent = 0; percent <= 100 && color_contrast(ink, c[SURFACE]) < reachable; percent += 4)
		c[SURFACE] = mix(surface, background, percent);
	nudge(&c[TEXT], ink, background, c[SURFACE], 4.5);
	nudge(&c[MUTED], ink, background, c[SURFACE], 4.5);
	nudge(&c[PRIMARY], ink, background, c[SURFACE], 4.5);
	nudge(&c[ACCENT], ink, background, background, 3);
	if (color_contrast(c[ON_PRIMARY], c[PRIMARY]) < 4.5)
		c[ON_PRIMARY] = black_or_white(c[PRIMARY]);
	s->dark = ink == 0xffffff;
}

void palette_override(struct palette *p, const struct json *roles)
{
	uint32_t given[ROLES];
	bool has[ROLES], any = false, dark;

	for (int i = 0; i < ROLES; i++) {
		has[i] = color_parse(json_get_str(roles, role_names[i]), &given[i]);
		any |= has[i];
	}
	if (!any)
		return;
	dark = has[BACKGROUND] && black_or_white(given[BACKGROUND]) == 0xffffff;
	for (int i = 0; i < ROLES; i++) {
		if (has[i])
			p->light.color[i] = given[i];
		if (has[i] && (dark || i == PRIMARY || i == ACCENT || i == ON_PRIMARY))
			p->dark.color[i] = given[i];
	}
	palette_repair(&p->light);
	palette_repair(&p->dark);
}

/* ---- printing */

static void put_scheme(struct buf *b, const struct scheme *s)
{
	buf_printf(b, ":root{color-scheme:%s", s->dark ? "dark" : "light");
	for (int i = 0; i < ROLES; i++) {
		buf_c(b, ";--");
		for (const char *c = role_names[i]; *c; c++)
			buf_char(b, *c == '_' ? '-' : *c);
		buf_printf(b, ":%s", color_text(s->color[i]).text);
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
