#include "sync.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "credentials.h"
#include "fiber/fiber.h"
#include "links.h"

/* What is left of the request's time for writing results down when a connector has used up its own. */
enum { DEADLINE_MS = 310 * 1000, RESERVE_MS = 3000, LISTED_MAX = 100 };

struct run {
	const struct integration_sync *in;
	struct str user;
	struct integration_state *states;
	struct integration_sync_reply out;
};

static const struct json *listed(const struct run *r)
{
	return json_first(json_get(json_get(r->in->configuration, "integrations"), "integrations"));
}

static bool is_listed(const struct run *r, const struct connector *c)
{
	for (const struct json *i = listed(r); i; i = json_next(i))
		if (str_is(json_get_str(i, "type"), c->type) && str_is(json_get_str(i, "provider"), c->name))
			return true;
	return false;
}

static int add(struct run *r, const struct link *l)
{
	bool connected = str_is(l->status, "connected");

	if (r->out.items.n == LISTED_MAX)
		return fail(ERR_INVALID, "at most %d connections", LISTED_MAX);
	r->out.connected += connected;
	r->out.failed += !connected;
	return link_state(l, &r->states[r->out.items.n++]);
}

/* sync->keep: see connector.h. */
static int keep(struct sync *s, struct str patch, const char *name, struct str secret)
{
	const struct connector *c = connector_find(s->link->type, s->link->provider);
	struct str sealed = STR_NONE, shown = STR_NONE;

	if (name) {
		TRY(credentials_put(&s->values, name, secret));
		TRY(credentials_seal(c, &s->values, s->link->id, &sealed));
		shown = credentials_shown(c, &s->values);
	}
	return link_keep(s->link->id, patch, shown, sealed); /* db */
}

static int work(struct run *r, const struct connector *c, struct link *l, struct outcome *o)
{
	struct sync s = { .integration_id = l->id, .configuration = r->in->configuration, .keep = keep, .link = l };

	s.ends = clock_ms() + fiber_time_left(DEADLINE_MS) - RESERVE_MS;
	TRY(json_parse(l->external, &s.external));
	if (link_values(c, l, &s.values) < 0) {
		log_error("secrets_unreadable", LOG_STR("integration_id", l->id));
		outcome_is(o, VERDICT_REFUSED,
			"What was kept for %s cannot be opened any more: enter it again in step 5.", c->title);
		return 0;
	}
	return c->sync(&s, o); /* http: the provider; db */
}

/* Chosen, but nothing was ever entered, or not for a provider that we have: it is told as a failed connection. */
static int none_kept(struct run *r, struct str type, struct str provider, struct str message)
{
	struct link l = { .id = STR_NONE };
	char id[37];

	if (!TRY(link_find(r->in->session_id, r->user, type, provider, &l))) { /* db */
		uuid_new(id);
		l = (struct link){ .id = str_dup(mem(), str_c(id)),
			.session_id = r->in->session_id,
			.user_id = r->user,
			.type = type,
			.provider = provider,
			.status = STR("failed"),
			.configuration = STR("{}"),
			.error_message = message };
		if (!TRY(link_put(&l, false))) /* db */
			return fail(ERR_CONFLICT, "this connection is being changed elsewhere; try again");
	}
	return add(r, &l);
}

static int sync_one(struct run *r, const struct connector *c)
{
	struct outcome o = { .verdict = VERDICT_OK };
	struct link l = { .id = STR_NONE };

	if (!TRY(link_find(r->in->session_id, r->user, str_c(c->type), str_c(c->name), &l)) || !l.secrets.n) /* db */
		return none_kept(r, str_c(c->type), str_c(c->name),
			str_printf(mem(), "Nothing has been entered for %s yet: do so in step 5.", c->title));
	TRY(work(r, c, &l, &o)); /* http: the provider; db */
	link_judge(&l, &o);
	TRY(link_put_result(&l, o.verdict == VERDICT_OK)); /* db */
	r->out.products += o.products;
	log_info("integration_synced", LOG_STR("integration_id", l.id), LOG_S("provider", c->name),
		LOG_STR("status", l.status), LOG_I("products", o.products));
	return add(r, &l);
}

static int sync_unknown(struct run *r)
{
	for (const struct json *i = listed(r); i; i = json_next(i)) {
		struct str type = json_get_str(i, "type"), provider = json_get_str(i, "provider");

		if (type.n && provider.n && !connector_find(type, provider))
			TRY(none_kept(r, type, provider,
				str_printf(mem(), "%.*s cannot be connected yet; there are %.*s.", STR_FMT(provider),
					STR_FMT(connector_offers())))); /* db */
	}
	return 0;
}

/* POST /v1/integrations/sync: bring the store to every provider that its configuration lists. A provider's
 * trouble is its state; only our own ends the call. */
int sync_create(struct request *rq)
{
	struct run r = { .in = body(rq), .user = str_c(rq->id.sub) };

	/* Whoever asked and is gone will ask again: two at once would spend the provider's limits twice. */
	http_watch_hangup(rq->ex, true);
	r.out.items.items = r.states = TRY_MEM(ARENA_ARRAY(mem(), struct integration_state, LISTED_MAX));
	TRY(links_own(r.in->session_id, r.user)); /* db */
	for (size_t i = 0; connectors[i]; i++)
		if (is_listed(&r, connectors[i]))
			TRY(sync_one(&r, connectors[i])); /* http: the provider; db */
	TRY(sync_unknown(&r));                            /* db */
	return reply(rq, 200, &integration_sync_reply_schema, &r.out);
}
