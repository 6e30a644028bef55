#include "previews.h"

#include "base/context.h"
#include "base/err.h"
#include "recommend.h"
#include "render.h"
#include "schemas.h"
#include "settings.h"
#include "sites.h"

static int send(struct request *rq, const struct json *configuration, const struct place *place, struct str wanted)
{
	struct site *site;
	struct page page;

	TRY(render_open(configuration, &themes, place, &site));
	TRY(render_page(site, wanted, &page));
	return reply_body(rq, page.status, page.content_type, page.body);
}

/* POST /v1/render: one page of a store that need not exist. */
int previews_render(struct request *rq)
{
	const struct render_in *in = body(rq);
	struct place place;

	TRY(sites_place(in->base, &place));
	place.preview = in->preview;
	return send(rq, in->configuration, &place, in->path);
}

/* "primary-1b35e0.accent-cc6600": pairs of role and colour; palette_override ignores what is neither. */
static void put_colors(struct json *settings, struct str list)
{
	struct json *roles = list.n ? json_add_object(settings, "palette") : NULL;
	struct str pair, role, color;

	while (roles && list.p) {
		pair = str_split(&list, '.');
		role = str_dup(mem(), str_split(&pair, '-'));
		color = str_printf(mem(), "#%.*s", STR_FMT(pair));
		if (role.n && color.p)
			json_add_str(roles, role.p, color);
	}
}

/* A sample shop in a theme: its configuration with the theme's settings laid over. */
static const struct json *sample_of(const struct json *sample, const struct theme *t, const struct sample_query *q)
{
	struct json *j = json_new_object(), *settings, *chosen;

	for (const struct json *m = json_first(sample); m; m = json_next(m))
		if (!str_is(json_key(m), "theme_settings"))
			json_add_copy(j, json_key(m).p, m);
	settings = json_add_object(j, "theme_settings");
	json_add_str(settings, "theme_id", t->id);
	chosen = json_add_object(settings, "customizations");
	put_colors(settings, q->colors);
	if (q->palette.p)
		json_add_str(chosen, "palette", q->palette);
	if (q->typography.p)
		json_add_str(chosen, "typography", q->typography);
	if (q->layout.p)
		json_add_str(chosen, "layout", q->layout);
	return j;
}

/* GET /v1/sample/{theme}/{industry}/{path...}: a page of a sample shop. */
int previews_sample(struct request *rq)
{
	const struct sample_query *q = query(rq);
	const struct theme *t = theme_find(&themes, path(rq, "theme"));
	struct str industry = recommend_sample(&themes, path(rq, "industry"));
	struct place place;

	if (!t)
		return fail(ERR_NOT_FOUND, "there is no such theme");
	TRY(sites_place(q->base, &place));
	place.preview = true;
	return send(rq, sample_of(json_get(themes.samples, industry.p), t, q), &place, path(rq, "path"));
}
