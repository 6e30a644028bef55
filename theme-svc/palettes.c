#include "palettes.h"

#include "base/context.h"
#include "base/err.h"
#include "palette_export.h"
#include "palette_suggest.h"
#include "wire/palettes.h"

static struct str text_of(uint32_t c)
{
	return str_c(arena_strdup(mem(), color_text(c).text));
}

/* Roles below upto, each as show makes it. */
static int roles_of(const struct scheme *s, int upto, struct str (*show)(const struct scheme *s, enum role r, int arg),
	int arg, struct vec *ret)
{
	struct pair *pairs = TRY_MEM(ARENA_ARRAY(mem(), struct pair, (size_t)upto));

	for (int r = 0; r < upto; r++)
		pairs[r] = (struct pair){ str_c(role_names[r]), show(s, (enum role)r, arg) };
	*ret = (struct vec){ pairs, (size_t)upto };
	return 0;
}

static struct str as_it_is(const struct scheme *s, enum role r, int unused)
{
	(void)unused;
	return str_c(arena_strdup(mem(), role_text(s, r).text));
}

static struct str as_seen(const struct scheme *s, enum role r, int vision)
{
	return text_of(color_simulate(s->color[r], (enum vision)vision));
}

static int half_of(const struct scheme *s, struct palette_half **ret)
{
	struct palette_half *h = TRY_MEM(ARENA_NEW(mem(), struct palette_half));
	struct palette_pair *pairs = TRY_MEM(ARENA_ARRAY(mem(), struct palette_pair, PROOFS));
	struct proof *proofs = TRY_MEM(ARENA_ARRAY(mem(), struct proof, PROOFS));

	palette_prove(s, proofs);
	for (int i = 0; i < PROOFS; i++) {
		const struct proof *p = &proofs[i];

		pairs[i] = (struct palette_pair){ str_c(p->ink), str_c(p->ground), str_c(p->use), text_of(p->ink_color),
			text_of(p->ground_color), p->ratio, p->needed, p->lc };
	}
	h->proof = (struct vec){ pairs, PROOFS };
	TRY(roles_of(s, ROLES, as_it_is, 0, &h->roles));
	*ret = h;
	return 0;
}

static int vision_of(const struct palette *p, struct vec *ret)
{
	struct palette_vision *v = TRY_MEM(ARENA_ARRAY(mem(), struct palette_vision, VISIONS));

	for (int i = 0; i < VISIONS; i++) {
		v[i].kind = str_c(vision_names[i]);
		TRY(roles_of(&p->light, BASE_ROLES, as_seen, i, &v[i].light));
		TRY(roles_of(&p->dark, BASE_ROLES, as_seen, i, &v[i].dark));
	}
	*ret = (struct vec){ v, VISIONS };
	return 0;
}

static int suggestion_of(const struct suggestion *s, struct palette_suggestion *ret)
{
	*ret = (struct palette_suggestion){ .id = s->palette.id,
		.name = s->palette.name,
		.scheme = str_c(s->scheme),
		.brand = text_of(s->brand),
		.accent = text_of(s->accent),
		.reason = s->reason,
		.harmony = s->harmony,
		.hue_moved = s->hue_moved };
	TRY(half_of(&s->palette.light, &ret->light));
	TRY(half_of(&s->palette.dark, &ret->dark));
	return vision_of(&s->palette, &ret->vision);
}

/* POST /v1/palettes: palettes for brand colours, or for a trade and a style. */
int palettes_suggest(struct request *rq)
{
	const struct palette_wish *in = body(rq);
	uint32_t brand[SUGGEST_BRANDS];
	struct suggest_wish w = { .brand = brand, .industry = in->industry, .style = in->style };
	struct suggestion *list = TRY_MEM(ARENA_ARRAY(mem(), struct suggestion, SUGGEST_MOST));
	struct palette_suggestion *items = TRY_MEM(ARENA_ARRAY(mem(), struct palette_suggestion, SUGGEST_MOST));
	size_t n;

	for (size_t i = 0; i < in->brand.n && w.nbrand < SUGGEST_BRANDS; i++)
		if (color_parse(((const struct str *)in->brand.items)[i], &brand[w.nbrand]))
			w.nbrand++;
	TRY(palette_suggest(&w, (size_t)in->n, list, &n));
	for (size_t i = 0; i < n; i++)
		TRY(suggestion_of(&list[i], &items[i]));
	return reply(rq, 200, &palette_suggestions_schema, &(struct palette_suggestions){ { items, n } });
}

/* ---- export */

static const struct export_format {
	const char *name, *media_type, *file;
	void (*print)(struct buf *b, const struct palette *p);
} export_formats[] = {
	{ "css", "text/css; charset=utf-8", "palette.css", export_css },
	{ "tokens", "application/json", "palette.tokens.json", export_tokens },
	{ "shopify", "application/json", "settings_data.json", export_shopify },
};

/* A base role's colour among pairs. */
static bool given(const struct vec *pairs, enum role r, uint32_t *ret)
{
	const struct pair *p = pairs->items;

	for (size_t i = 0; i < pairs->n; i++)
		if (str_is(p[i].key, role_names[r]))
			return color_parse(p[i].value, ret);
	return false;
}

static void lay(struct scheme *s, const struct vec *pairs)
{
	for (int r = 0; r < BASE_ROLES; r++)
		given(pairs, (enum role)r, &s->color[r]);
	palette_repair(s);
}

/* POST /v1/palettes/export: the palette as a file; a pair that would not hold is solved here too. */
int palettes_export(struct request *rq)
{
	const struct palette_export *in = body(rq);
	struct buf b = BUF_ON(mem(), 64 * 1024);
	const struct export_format *f = export_formats;
	uint32_t primary = 0, accent;
	struct palette p;

	while (!str_is(in->format, f->name))
		f++;
	given(&in->light, PRIMARY, &primary);
	if (!given(&in->light, ACCENT, &accent))
		accent = primary;
	palette_make(primary, accent, STR_NONE, &p);
	p.name = in->name;
	lay(&p.light, &in->light);
	if (in->dark.n)
		lay(&p.dark, &in->dark);
	f->print(&b, &p);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	reply_header(rq, "Content-Disposition", str_printf(mem(), "attachment; filename=\"%s\"", f->file));
	return reply_body(rq, 200, f->media_type, buf_view(&b));
}
