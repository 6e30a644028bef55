#include "themes.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "recommend.h"
#include "schemas.h"
#include "settings.h"
#include "themes_store.h"

static struct vec strings(const struct str_list *l)
{
	return (struct vec){ l->items, l->n };
}

static struct vec scheme_pairs(const struct scheme *s)
{
	struct pair *pairs = ARENA_ARRAY(mem(), struct pair, BASE_ROLES);

	for (int i = 0; pairs && i < BASE_ROLES; i++)
		pairs[i] = (struct pair){ str_c(role_names[i]),
			str_c(arena_strdup(mem(), color_text(s->color[i]).text)) };
	return (struct vec){ pairs, pairs ? BASE_ROLES : 0 };
}

static struct options_out *options_of(const struct theme *t)
{
	struct options_out *o = ARENA_NEW(mem(), struct options_out);
	struct palette_out *p = ARENA_ARRAY(mem(), struct palette_out, t->npalettes + 1);
	struct choice_out *l = ARENA_ARRAY(mem(), struct choice_out, t->nlayouts + 1);
	struct typography_out *f = ARENA_ARRAY(mem(), struct typography_out, t->npairs);
	struct str *roles = ARENA_ARRAY(mem(), struct str, BASE_ROLES);

	if (!o || !p || !l || !f || !roles)
		return NULL;
	for (size_t i = 0; i < t->npalettes; i++)
		p[i] = (struct palette_out){ t->palettes[i].id, t->palettes[i].name,
			scheme_pairs(&t->palettes[i].light), scheme_pairs(&t->palettes[i].dark) };
	for (size_t i = 0; i < t->nlayouts; i++)
		l[i] = (struct choice_out){ t->layouts[i].id, t->layouts[i].name };
	for (size_t i = 0; i < t->npairs; i++)
		f[i] = (struct typography_out){ t->pairs[i]->id,
			str_printf(mem(), "%.*s + %.*s", STR_FMT(t->pairs[i]->face_display),
				STR_FMT(t->pairs[i]->face_body)),
			t->pairs[i]->face_display, t->pairs[i]->face_body };
	for (int i = 0; i < BASE_ROLES; i++)
		roles[i] = str_c(role_names[i]);
	*o = (struct options_out){ { p, t->npalettes }, { l, t->nlayouts }, { f, t->npairs }, { roles, BASE_ROLES } };
	return o;
}

static int theme_describe(const struct theme *t, struct str industry, struct theme_out *ret)
{
	*ret = (struct theme_out){ .id = t->id,
		.name = t->name,
		.idea = t->idea,
		.display_face = t->face_display,
		.body_face = t->face_body,
		.features = strings(&t->features),
		.industries = strings(&t->industries),
		.styles = strings(&t->styles),
		.best_min = t->best_min,
		.best_max = t->best_max,
		.needs_photos = t->needs_photos,
		.customization_options = TRY_MEM(options_of(t)) };
	ret->preview_url = str_printf(mem(), "/preview/themes/%.*s/%.*s/", STR_FMT(t->id), STR_FMT(industry));
	return ret->preview_url.p ? 0 : -ERR_NOMEM;
}

/* The advice is the answer; that it is kept with the session is book-keeping, and may fail without the merchant
 * losing it. */
static void keep(const struct recommend_query *q, const struct recommendation *list, size_t n)
{
	int r = recommendations_keep(q->session_id, q->industry, list, n); /* db */

	if (r < 0)
		log_warn("recommendation_not_kept", LOG_STR("session_id", q->session_id),
			LOG_S("error", err_info(r)->name), LOG_S("cause", context()->err.secret));
}

static int suggest_layout(const struct theme *t, const struct wanted *w, struct suggested_out **ret)
{
	struct str reason;
	const struct theme_layout *l = recommend_layout(t, w, &reason);

	if (!l)
		return 0;
	*ret = TRY_MEM(ARENA_NEW(mem(), struct suggested_out));
	**ret = (struct suggested_out){ l->id, l->name, reason };
	return 0;
}

/* GET /v1/themes/recommendations: all themes, best first, a page at a time. */
int themes_recommend(struct request *rq)
{
	const struct recommend_query *q = query(rq);
	struct wanted w = { q->industry, q->style, q->products, -1, q->audience, q->categories, q->words };
	struct recommendation *list;
	struct theme_list_out out = { .total = (int64_t)themes.n, .page = q->page };
	size_t from = (size_t)((q->page - 1) * q->per_page);
	struct theme_out *items;

	if (q->has_images.p)
		w.has_images = str_is(q->has_images, "true");
	TRY(recommend(&themes, &w, &list));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct theme_out, (size_t)q->per_page));
	for (size_t i = from; i < themes.n && out.themes.n < (size_t)q->per_page; i++) {
		TRY(theme_describe(list[i].theme, list[i].industry, &items[out.themes.n]));
		TRY(suggest_layout(list[i].theme, &w, &items[out.themes.n].suggested_layout));
		items[out.themes.n].score = list[i].score;
		items[out.themes.n++].reason = list[i].reason;
	}
	out.themes.items = items;
	if (q->session_id.p)
		keep(q, list, themes.n); /* db */
	return reply(rq, 200, &theme_list_schema, &out);
}

/* GET /v1/themes/{theme}: one theme and what can be chosen. */
int themes_get(struct request *rq)
{
	const struct theme *t = theme_find(&themes, path(rq, "theme"));
	struct theme_out out;

	if (!t)
		return fail(ERR_NOT_FOUND, "there is no such theme");
	TRY(theme_describe(
		t, recommend_sample(&themes, t->industries.n ? t->industries.items[0] : STR("generic")), &out));
	return reply(rq, 200, &theme_schema, &out);
}
