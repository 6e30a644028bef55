#include "connections.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "peer_integration.h"
#include "sessions.h"
#include "settings.h"
#include "shop_payments.h"
#include "web/crypto.h"
#include "web/peer.h"
#include "web/secret.h"

enum { SEALED_MOST = 256 * 1024 };

static struct str place(struct str session_id)
{
	return str_printf(mem(), "wizard_sessions:%.*s", STR_FMT(session_id));
}

static int seal_list(struct str session_id, const struct integrations_step *waiting, struct str *ret)
{
	struct buf b = BUF_ON(mem(), SEALED_MOST);

	schema_encode(&b, step_schemas[4], waiting);
	if (!buf_ok(&b))
		return fail(ERR_TOO_LARGE, "the connections are too large");
	return secret_seal(buf_view(&b), place(session_id), ret);
}

static bool has_values(const struct integration_setup *c)
{
	return c->configuration.n > 0;
}

/* One connection: 0 handed on, 1 it must wait. A refusal by the provider is a state there, not an error here. */
static int hand_on(struct str session_id, struct str user, const struct integration_setup *c, int64_t budget_ms)
{
	struct integration_setup in = *c;
	struct integration_state *state;
	int r;

	in.session_id = session_id;
	r = integration_set_up(user, &in, budget_ms, &state); /* http: integration-svc */
	return r >= 0 ? 0 : peer_is_away(r) ? 1 : r;
}

/* What integration-svc said of the i-th connection, at its place in the step. */
static void add_told(struct violations *v, size_t i)
{
	const struct violations *told = peer_violations();

	for (size_t k = 0; told && k < told->n; k++)
		violation_add(v,
			str_printf(mem(), "/step_data/integrations/%zu%.*s", i, STR_FMT(told->items[k].pointer)),
			str_dup(mem(), told->items[k].code).p, "%.*s", STR_FMT(told->items[k].message));
	if (!told || !told->n)
		violation_add(
			v, str_printf(mem(), "/step_data/integrations/%zu", i), "refused", "%s", context()->err.text);
}

/* What waits from an earlier save of this step; *sealed.p is NULL when nothing does. */
static int read_waiting(struct str session_id, struct str *sealed, struct vec *ret)
{
	struct integrations_step *data;
	struct str text;

	*ret = (struct vec){ NULL, 0 };
	TRY(wizard_sealed(session_id, sealed)); /* db */
	if (!sealed->p)
		return 0;
	TRY(secret_open(*sealed, place(session_id), &text));
	TRY(schema_read(step_schemas[4], text, (void **)&data));
	*ret = data->integrations;
	return 0;
}

/* A connection that comes without values was set up before, or its values wait: then they go on waiting. */
static void carry_over(struct integration_setup *c, const struct vec *before)
{
	const struct integration_setup *b = before->items;

	for (size_t i = 0; i < before->n && !has_values(c); i++)
		if (str_eq(b[i].type, c->type) && str_eq(b[i].provider, c->provider))
			c->configuration = b[i].configuration;
}

int connections_take(const struct wizard *w, struct integrations_step *data, struct str *sealed, struct vec *degraded,
	int64_t budget_ms, struct violations *v)
{
	int64_t until = clock_ms() + budget_ms;
	struct integration_setup *list = data->integrations.items;
	struct integration_setup *waiting = TRY_MEM(ARENA_ARRAY(mem(), struct integration_setup, data->integrations.n));
	struct integrations_step wait_list = { { waiting, 0 } };
	struct str *name = TRY_MEM(ARENA_NEW(mem(), struct str));
	struct vec before;

	TRY(read_waiting(w->id, sealed, &before)); /* db */
	for (size_t i = 0; i < data->integrations.n; i++) {
		int64_t left = until - clock_ms();
		int r = 0;

		carry_over(&list[i], &before);
		/* After one that must wait, all wait. */
		if (has_values(&list[i]))
			r = wait_list.integrations.n ? 1 : hand_on(w->id, w->user_id, &list[i], left > 1 ? left : 1);
		if (r == -ERR_INVALID)
			add_told(v, i);
		else if (TRY(r) == 1)
			waiting[wait_list.integrations.n++] = list[i];
		list[i].configuration = (struct vec){ NULL, 0 };
	}
	*sealed = STR(""); /* what waited before is replaced by this list */
	if (!wait_list.integrations.n)
		return 0;
	*name = STR("integration-svc");
	*degraded = (struct vec){ name, 1 };
	return seal_list(w->id, &wait_list, sealed);
}

int connections_deliver(struct str session_id, struct str user)
{
	const struct integration_setup *list;
	struct str sealed;
	struct vec waiting;

	TRY(read_waiting(session_id, &sealed, &waiting)); /* db */
	list = waiting.items;
	for (size_t i = 0; i < waiting.n; i++)
		if (TRY(hand_on(session_id, user, &list[i], 0)) == 1)
			return fail(ERR_UNAVAILABLE, "integration-svc does not answer");
	return sealed.p ? wizard_sealed_done(session_id, sealed) : 0; /* db */
}

/* ---- the public calls ------------------------------------------------------------------------- */

/* POST /api/v1/integrations/setup: keep credentials and try them. */
int integrations_setup(struct request *rq)
{
	const struct integration_setup *in = body(rq);
	struct integration_state *state;
	struct wizard w;

	TRY(session_load(rq, in->session_id, &w));         /* redis, or db */
	TRY(integration_set_up(w.user_id, in, 0, &state)); /* http: integration-svc */
	return reply(rq, 201, &integration_state_schema, state);
}

/* POST /api/v1/integrations/test: try credentials, keep nothing. */
int integrations_test(struct request *rq)
{
	const struct integration_setup *in = body(rq);
	struct integration_test_reply *out;
	struct wizard w;

	if (in->session_id.n)
		TRY(session_load(rq, in->session_id, &w));  /* redis, or db */
	TRY(integration_test(str_c(rq->id.sub), in, &out)); /* http: integration-svc */
	return reply(rq, 200, &integration_test_reply_schema, out);
}

/* GET /api/v1/integrations?session_id= */
int integrations_list(struct request *rq)
{
	const struct session_query *q = query(rq);
	struct integration_list *out;
	struct wizard w;

	TRY(session_load(rq, q->session_id, &w));                             /* redis, or db */
	TRY(integration_states(w.user_id, w.id, q->page, q->per_page, &out)); /* http: integration-svc */
	return reply(rq, 200, &integration_list_schema, out);
}

/* The headers that providers sign with or name the delivery in. */
static const char *const signed_headers[] = { "stripe-signature", "x-shopify-hmac-sha256", "x-shopify-topic",
	"x-shopify-webhook-id", "x-shopify-event-id", "x-shopify-shop-domain", "x-wc-webhook-signature",
	"x-wc-webhook-topic", "x-wc-webhook-delivery-id", "webhook-id", "webhook-timestamp", "webhook-signature" };

/* POST /webhooks/{provider}/{integration_id}: a provider tells us something. Verified on the raw bytes by integration-svc,
 * kept once, answered fast. */
int webhooks_create(struct request *rq)
{
	struct webhook_delivery in = { .provider = path(rq, "provider"), .integration_id = path(rq, "integration_id") };
	struct pair *headers = TRY_MEM(ARENA_ARRAY(mem(), struct pair, ARRAY_LEN(signed_headers)));
	struct buf b = BUF_ON(mem(), 2 << 20);
	struct webhook_reply *out;

	if (!str_is_uuid(in.integration_id))
		return fail(ERR_NOT_FOUND, "there is no such connection");
	in.headers.items = headers;
	for (size_t i = 0; i < ARRAY_LEN(signed_headers); i++) {
		struct str value = request_header(rq, signed_headers[i]);

		if (value.p)
			headers[in.headers.n++] = (struct pair){ str_c(signed_headers[i]), value };
	}
	buf_base64(&b, rq->raw_body);
	if (!buf_ok(&b))
		return -ERR_TOO_LARGE;
	in.body = buf_view(&b);
	TRY(integration_webhook(&in, &out)); /* http: integration-svc */
	/* It was kept: what fails here is done by who watches the payments. */
	(void)payments_settle(out->reference); /* db; http: integration-svc */
	out->reference = STR_NONE;
	return reply(rq, 200, &webhook_reply_schema, out);
}
