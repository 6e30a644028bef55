#include "session_view.h"

#include "base/context.h"
#include "base/err.h"
#include "previews.h"
#include "settings.h"
#include "wizard.h"

struct vec steps_of(int64_t mask)
{
	int64_t *steps = ARENA_ARRAY(mem(), int64_t, WIZARD_STEPS);
	struct vec v = { steps, 0 };

	for (int step = 1; steps && step <= WIZARD_STEPS; step++)
		if (mask & wizard_bit(step))
			steps[v.n++] = step;
	return v;
}

/* The configuration is our own compact text, so a step that was left to us is found without parsing a
 * catalogue: its key is followed by an empty object. PostgreSQL prints jsonb as "key": {}. */
static int64_t defaulted_mask(const struct wizard *w)
{
	int64_t mask = 0;

	for (int step = 2; step <= WIZARD_STEPS; step++) {
		struct str needle = str_printf(mem(), "\"%s\": {}", wizard_key(step));
		struct str bare = str_printf(mem(), "\"%s\":{}", wizard_key(step));

		if (!(w->completed & wizard_bit(step)) || !needle.p || !bare.p)
			continue;
		if (memmem(w->configuration.p, w->configuration.n, needle.p, needle.n) ||
			memmem(w->configuration.p, w->configuration.n, bare.p, bare.n))
			mask |= wizard_bit(step);
	}
	return mask;
}

struct str storefront_url(struct str slug)
{
	return str_printf(mem(), "%s/s/%.*s/", conf.public_url, STR_FMT(slug));
}

int session_view(const struct wizard *w, struct session *ret)
{
	struct progress *progress = TRY_MEM(ARENA_NEW(mem(), struct progress));
	struct str expires;

	*progress = (struct progress){ steps_of(w->completed), WIZARD_STEPS };
	*ret = (struct session){ .session_id = w->id,
		.current_step = w->current_step,
		.configuration = w->configuration,
		.progress = progress,
		.defaulted_steps = steps_of(defaulted_mask(w)),
		.user_preferences = w->preferences,
		.preview_url = preview_url_saved(w->id, &expires),
		.created_at = w->created_at,
		.updated_at = w->updated_at,
		.completed_at = w->completed_at };
	if (w->store_id.n) {
		ret->store = TRY_MEM(ARENA_NEW(mem(), struct store_link));
		*ret->store = (struct store_link){ w->store_id, w->slug, storefront_url(w->slug) };
	}
	return 0;
}
