#include "steps.h"

#include "advice.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "connections.h"
#include "peer_theme.h"
#include "schemas.h"
#include "sessions.h"
#include "settings.h"
#include "web/peer.h"
#include "wire/store.h"
#include "wizard.h"
#include "wizard_store.h"

enum { LEAST_MS = 50 };

static int step_of(const struct request *rq, int *ret)
{
	struct str text = path(rq, "step");

	*ret = text.n == 1 ? text.p[0] - '0' : 0;
	if (*ret < 1 || *ret > WIZARD_STEPS)
		return fail(ERR_NOT_FOUND, "there are steps 1 to %d", WIZARD_STEPS);
	return 0;
}

/* All advisers of one save share its time, so that a step is saved within a second whoever hangs. */
static int64_t left(int64_t until)
{
	int64_t ms = until - clock_ms();

	return ms > LEAST_MS ? ms : LEAST_MS;
}

/* A theme that does not exist is refused; one that cannot be asked about is taken: the launch finds another then. */
static int check_theme(const struct theme_settings *t, int64_t until, struct violations *v)
{
	int r = t->theme_id.n ? theme_exists(t->theme_id, left(until)) : 1; /* http: theme-svc */

	if (r == 0)
		violation_add(v, STR("/step_data/theme_id"), "unknown",
			"There is no such theme; take one of the recommendations");
	return r < 0 && !peer_is_away(r) ? r : 0;
}

static int check_slug(const struct wizard *w, const struct seo_config *seo, struct violations *v)
{
	char other[64];

	if (!seo->slug.n || TRY(slug_free(seo->slug, w->id)) == 1) /* db */
		return 0;
	for (int i = 2; i <= WIZARD_SLUGS_TRIED; i++) {
		wizard_slug_try(seo->slug.p, i, other);
		if (TRY(slug_free(str_c(other), w->id)) == 1) /* db */
			break;
	}
	violation_add(v, STR("/step_data/slug"), "taken", "That address is taken. Try %s or write another", other);
	return 0;
}

/* What a table of fields cannot say. */
static int check_further(const struct wizard *w, int step, const void *data, int64_t until, struct violations *v)
{
	if (step == 3)
		return check_theme(data, until, v);
	return step == 6 ? check_slug(w, data, v) : 0;
}

/* {} on the steps that have no required field leaves the step to us, and says so by staying {}. */
static bool is_empty(const struct json *data)
{
	return json_kind(data) == JSON_OBJECT && !json_first(data);
}

static int decode_step(int step, const struct json *data, void **ret, struct violations *v)
{
	return schema_decode(step_schemas[step - 1], data, "/step_data", ret, v);
}

/* about: how long its text was when it came. */
static int encode_step(int step, const void *data, bool empty, size_t about, struct str *ret)
{
	struct buf b = BUF_ON(mem(), STORE_STEP);
	int r;

	if (empty) {
		*ret = STR("{}");
		return 0;
	}
	buf_reserve(&b, about < STORE_STEP ? about : STORE_STEP);
	schema_encode(&b, step_schemas[step - 1], data);
	*ret = buf_view(&b);
	r = buf_error(&b);
	return r == -ERR_TOO_LARGE ? fail(ERR_TOO_LARGE, "a step holds at most %d bytes", STORE_STEP) : r;
}

static int reply_saved(struct request *rq, const struct wizard *w, int next, struct vec degraded, int64_t until)
{
	struct advice *advice = TRY_MEM(ARENA_NEW(mem(), struct advice));
	struct step_updated out = { .success = true, .next_step = next };

	TRY(advise(w, next, left(until), advice)); /* http: advisers */
	for (size_t i = 0; i < degraded.n && advice->ndegraded < ADVISERS; i++)
		advice->degraded[advice->ndegraded++] = ((struct str *)degraded.items)[i];
	out.recommendations = (struct vec){ advice->items, advice->n };
	out.degraded = (struct vec){ advice->degraded, advice->ndegraded };
	return reply(rq, 200, &step_updated_schema, &out);
}

static int load_reached(const struct wizard_save *s, struct wizard *w)
{
	TRY(wizard_load(s->id, s->user, w));
	return wizard_reached((int)w->completed, s->step) ? 0 : wizard_refuse((int)w->completed, s->step);
}

/* PUT /api/v1/wizard/session/{session_id}/step/{step}: save a step's data, advise on the next. */
int steps_update(struct request *rq)
{
	const struct step_update_in *in = body(rq);
	struct wizard_save save = { .id = path(rq, "session_id"),
		.user = str_c(rq->id.sub),
		.advance = in->auto_advance,
		.client = client_network(rq),
		.agent = client_agent(rq) };
	struct violations *v = TRY_MEM(request_violations(rq));
	int64_t until = clock_ms() + conf.adviser_ms;
	struct vec degraded = { NULL, 0 };
	struct wizard w;
	void *data;

	TRY(step_of(rq, &save.step));
	TRY(decode_step(save.step, in->step_data, &data, v));
	if (v->n)
		return request_invalid(rq);
	/* Only these two look at the session before it is saved: the rest is one statement. */
	if (save.step >= 5)
		TRY(load_reached(&save, &w)); /* redis, or db */
	if (save.step == 5)
		TRY(connections_take(&w, data, &save.sealed, &degraded, left(until),
			v)); /* http: integration-svc; takes secrets out of data */
	TRY(check_further(&w, save.step, data, until, v));
	if (v->n)
		return request_invalid(rq);
	TRY(encode_step(save.step, data, is_empty(in->step_data), (size_t)rq->head->length, &save.data));
	TRY(wizard_save(&save, &w)); /* db */
	return reply_saved(
		rq, &w, save.advance && save.step < WIZARD_STEPS ? save.step + 1 : save.step, degraded, until);
}

static struct vec list_of(const struct violations *v)
{
	return (struct vec){ (void *)v->items, v->n };
}

static void warn(int step, const void *data, struct violations *v)
{
	const struct product_config *c = data;
	const struct product *p = c->products.items;

	for (size_t i = 0; step == 2 && i < c->products.n && v->n < VIOLATIONS_MAX; i++) {
		if (p[i].price_minor == 0)
			violation_add(v, str_printf(mem(), "/step_data/products/%zu/price_minor", i), "free",
				"costs nothing");
		if (p[i].features.n == 0 && !p[i].description.n)
			violation_add(v, str_printf(mem(), "/step_data/products/%zu/features", i), "no_facts",
				"has no facts, so its description stays short");
	}
}

/* POST /api/v1/wizard/session/{session_id}/step/{step}/validate: judge, store nothing. */
int steps_validate(struct request *rq)
{
	const struct step_update_in *in = body(rq);
	struct violations *errors = TRY_MEM(request_violations(rq)),
			  *warnings = TRY_MEM(ARENA_NEW(mem(), struct violations));
	struct step_validated out;
	struct wizard w;
	void *data;
	int step;

	TRY(step_of(rq, &step));
	TRY(wizard_load(path(rq, "session_id"), str_c(rq->id.sub), &w)); /* redis, or db */
	TRY(decode_step(step, in->step_data, &data, errors));
	if (errors->n == 0) {
		TRY(check_further(&w, step, data, clock_ms() + conf.adviser_ms, errors));
		warn(step, data, warnings);
	}
	out = (struct step_validated){ errors->n == 0, list_of(errors), list_of(warnings) };
	return reply(rq, 200, &step_validated_schema, &out);
}

/* GET /api/v1/wizard/session/{session_id}/recommendations: advice for the current step. */
int steps_recommend(struct request *rq)
{
	struct advice *advice = TRY_MEM(ARENA_NEW(mem(), struct advice));
	struct recommendations out;
	struct wizard w;

	TRY(wizard_load(path(rq, "session_id"), str_c(rq->id.sub), &w)); /* redis, or db */
	TRY(advise(&w, (int)w.current_step, conf.adviser_ms, advice));   /* http: advisers */
	out = (struct recommendations){ w.current_step, { advice->items, advice->n },
		{ advice->degraded, advice->ndegraded } };
	return reply(rq, 200, &recommendations_schema, &out);
}
