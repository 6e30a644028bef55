#include "links.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "credentials.h"

static const struct field query_fields[] = {
	F_UUID(struct link_query, session_id, REQUIRED, "The wizard session"),
	F_INT(struct link_query, page, 0, 1, 1000000, 1, "From 1"),
	F_INT(struct link_query, per_page, 0, 1, 100, 20, "Items a page"),
};
const struct schema link_query_schema = SCHEMA("LinkQuery", struct link_query, query_fields);

/* ---- shared ----------------------------------------------------------------------------------- */

static int pairs_of(struct str text, struct vec *ret)
{
	const struct json *o;
	struct pair *pairs;

	TRY(json_parse(text, &o));
	pairs = TRY_MEM(ARENA_ARRAY(mem(), struct pair, json_len(o) + 1));
	*ret = (struct vec){ pairs, 0 };
	for (const struct json *m = json_first(o); m; m = json_next(m))
		pairs[ret->n++] = (struct pair){ json_key(m), json_str(m) };
	return 0;
}

int link_state(const struct link *l, struct integration_state *ret)
{
	*ret = (struct integration_state){ .integration_id = l->id,
		.type = l->type,
		.provider = l->provider,
		.status = l->status,
		.error_message = l->error_message,
		.last_sync = l->last_sync };
	return pairs_of(l->configuration, &ret->configuration);
}

void link_judge(struct link *l, const struct outcome *o)
{
	static const char *const statuses[] = {
		[VERDICT_OK] = "connected", [VERDICT_REFUSED] = "failed", [VERDICT_AWAY] = "pending"
	};

	l->status = str_c(statuses[o->verdict]);
	l->error_message = o->message.n ? o->message : STR_NONE;
}

int link_values(const struct connector *c, const struct link *l, struct vec *ret)
{
	struct str secrets;

	TRY(credentials_open(l->secrets, l->id, &secrets));
	return credentials_read(c, l->configuration, secrets, ret);
}

/* ---- what is asked for ------------------------------------------------------------------------ */

static int offered(struct request *rq, const struct integration_setup *in, const struct connector **ret)
{
	*ret = connector_find(in->type, in->provider);
	if (*ret)
		return 0;
	violation_add(TRY_MEM(request_violations(rq)), STR("/provider"), "one_of",
		"is not offered as %.*s; there are %.*s", STR_FMT(in->type), STR_FMT(connector_offers()));
	return request_invalid(rq);
}

/* The values to work with: those of the request over those kept in l (l->id.p NULL: none). */
static int merge(struct request *rq, const struct connector *c, const struct integration_setup *in,
	const struct vec *kept, struct vec *ret)
{
	struct violations *v = TRY_MEM(request_violations(rq));

	TRY(credentials_merge(c, &in->configuration, kept, v, ret));
	return v->n ? request_invalid(rq) : 0;
}

/* l: the row there is, or a new one; kept: its values. Secrets that no key of the ring opens count as not kept: then the
 * merchant is asked for them again. */
static int load(struct request *rq, const struct connector *c, const struct integration_setup *in, struct link *l,
	struct vec *kept)
{
	struct str user = str_c(rq->id.sub);
	char *id;

	*kept = (struct vec){ NULL, 0 };
	TRY(links_own(in->session_id, user));                                  /* db */
	if (TRY(link_find(in->session_id, user, in->type, in->provider, l))) { /* db */
		if (link_values(c, l, kept) < 0) {
			log_error("secrets_unreadable", LOG_STR("integration_id", l->id));
			return credentials_read(c, l->configuration, STR_NONE, kept);
		}
		return 0;
	}
	id = TRY_MEM(arena_alloc(mem(), 37));
	uuid_new(id);
	*l = (struct link){ .id = str_c(id),
		.session_id = in->session_id,
		.user_id = user,
		.type = in->type,
		.provider = in->provider };
	return 0;
}

/* ---- handlers --------------------------------------------------------------------------------- */

/* Sealed for its row: when another request made the row first, it is sealed for that one instead. */
static int put(const struct connector *c, const struct vec *values, const struct outcome *o, struct link *l)
{
	link_judge(l, o);
	if (o->verdict == VERDICT_OK)
		l->error_message = STR_NONE;
	l->configuration = credentials_shown(c, values);
	for (int i = 0; i < 2; i++) {
		struct link other;

		TRY(credentials_seal(c, values, l->id, &l->secrets));
		if (TRY(link_put(l, o->verdict == VERDICT_OK))) /* db */
			return 0;
		if (TRY(link_find(l->session_id, l->user_id, l->type, l->provider, &other))) /* db */
			l->id = other.id;
	}
	return fail(ERR_CONFLICT, "this connection is being changed elsewhere; try again");
}

/* POST /v1/integrations/setup: keep credentials, and say whether the provider takes them. */
int links_setup(struct request *rq)
{
	const struct integration_setup *in = body(rq);
	const struct connector *c;
	struct vec kept, values;
	struct integration_state state;
	struct outcome o;
	struct link l;

	TRY(offered(rq, in, &c));
	TRY(load(rq, c, in, &l, &kept)); /* db */
	TRY(merge(rq, c, in, &kept, &values));
	TRY(credentials_try(c, &values, str_c(rq->id.sub), &o)); /* redis; http: the provider */
	/* What was made at another shop is not here. */
	l.external = credentials_moved(c, &kept, &values) ? STR("{}") : STR_NONE;
	TRY(put(c, &values, &o, &l)); /* db */
	log_info("integration_set_up", LOG_STR("integration_id", l.id), LOG_S("provider", c->name),
		LOG_STR("status", l.status));
	TRY(link_state(&l, &state));
	return reply(rq, 201, &integration_state_schema, &state);
}

/* POST /v1/integrations/test: try credentials, keep nothing. */
int links_test(struct request *rq)
{
	const struct integration_setup *in = body(rq);
	struct integration_test_reply out;
	const struct connector *c;
	struct vec kept = { NULL, 0 }, values;
	struct outcome o;
	struct link l;

	http_watch_hangup(rq->ex, true);
	TRY(offered(rq, in, &c));
	if (in->session_id.n)
		TRY(load(rq, c, in, &l, &kept)); /* db */
	TRY(merge(rq, c, in, &kept, &values));
	TRY(credentials_try(c, &values, str_c(rq->id.sub), &o)); /* redis; http: the provider */
	out = (struct integration_test_reply){ o.verdict == VERDICT_OK, o.message, o.details };
	return reply(rq, 200, &integration_test_reply_schema, &out);
}

/* GET /v1/integrations?session_id= */
int links_list(struct request *rq)
{
	const struct link_query *q = query(rq);
	struct integration_list out = { .page = q->page };
	struct integration_state *states;
	struct link *links;

	TRY(links_own(q->session_id, str_c(rq->id.sub))); /* db */
	TRY(links_page(
		q->session_id, str_c(rq->id.sub), q->page, q->per_page, &links, &out.items.n, &out.total)); /* db */
	out.items.items = states = TRY_MEM(ARENA_ARRAY(mem(), struct integration_state, out.items.n + 1));
	for (size_t i = 0; i < out.items.n; i++)
		TRY(link_state(&links[i], &states[i]));
	return reply(rq, 200, &integration_list_schema, &out);
}
