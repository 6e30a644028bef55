#include "shop_payments.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/cache.h"
#include "peer_integration.h"
#include "settings.h"
#include "web/peer.h"

/* Stripe ends a page half an hour after its making at the soonest; the pieces are held for ORDER_PAY_S. */
enum { PAGE_S = 32 * 60, OFFER_MS = 10 * 1000, LOOK_MS = 2000, WATCH_MS = 30 * 1000, WATCH_MOST = 50, LISTED = 100 };

static struct cache *offers, *looked;

int payments_open(void)
{
	struct cache_options o = {
		.name = "payments_offered", .max_entries = 10000, .max_bytes = 1 << 20, .l1_ms = OFFER_MS
	};

	TRY(cache_open(&o, &offers));
	o.name = "payments_looked";
	o.l1_ms = LOOK_MS;
	return cache_open(&o, &looked);
}

void payments_close(void)
{
	cache_free(offers);
	cache_free(looked);
	offers = looked = NULL;
}

/* ---- is anybody there to pay with? -------------------------------------------------------------- */

static int load_offer(void *arg, struct str *ret)
{
	const struct str *store_id = arg;
	const struct integration_state *states;
	struct integration_list *list;
	struct pay_owner owner;

	*ret = STR("no");
	TRY(order_pay_owner(*store_id, &owner)); /* db */
	if (!owner.session_id.p)
		return 0;
	TRY(integration_states(owner.user, owner.session_id, 1, LISTED, &list)); /* http: integration-svc */
	states = list->items.items;
	for (size_t i = 0; i < list->items.n; i++)
		if (str_is(states[i].type, "payment") && str_is(states[i].status, "connected"))
			*ret = STR("yes");
	return 0;
}

int payments_offered(struct str store_id)
{
	struct str answer;
	int r = cache_load(offers, store_id, &answer, load_offer, &store_id);

	if (peer_is_away(r)) {
		log_warn("payments_unknown", LOG_STR("store_id", store_id));
		return 0;
	}
	TRY(r);
	return str_is(answer, "yes");
}

/* ---- beginning ---------------------------------------------------------------------------------- */

static struct str line_name(const struct order_line *l)
{
	return l->label.n ? str_printf(mem(), "%.*s, %.*s", STR_FMT(l->name), STR_FMT(l->label)) : l->name;
}

int payments_begin(const struct shop_at *at, struct order *o, struct str token, struct str *url)
{
	const struct order_line *from = o->lines.items;
	struct payment_line *lines;
	struct payment_new in;
	struct pay_owner owner;
	struct payment *p;

	if (o->pay_url.p) {
		*url = o->pay_url;
		return 0;
	}
	TRY(order_pay_owner(at->store_id, &owner)); /* db */
	if (!owner.session_id.p)
		return fail(ERR_NOT_FOUND, "nobody can pay there");
	lines = TRY_MEM(ARENA_ARRAY(mem(), struct payment_line, o->lines.n + 1));
	for (size_t i = 0; i < o->lines.n; i++)
		lines[i] = (struct payment_line){ line_name(&from[i]), from[i].unit_minor, from[i].quantity };
	in = (struct payment_new){ .session_id = owner.session_id,
		.order_id = o->order_id,
		.currency = o->currency,
		.email = o->email,
		.expires_at = o->placed_at + PAGE_S,
		.lines = { lines, o->lines.n } };
	in.success_url = str_printf(
		mem(), "%.*s%.*s/order/%.*s", STR_FMT(at->origin), STR_FMT(at->base), STR_FMT(token));
	in.cancel_url = in.success_url;
	TRY(integration_pay(owner.user, &in, &p));               /* http: integration-svc */
	TRY(order_pay_begun(o->order_id, p->reference, p->url)); /* db */
	*url = p->url;
	return p->url.n ? 0 : fail(ERR_UPSTREAM, "the payment provider gave no page");
}

/* ---- how they stand ----------------------------------------------------------------------------- */

/* A payment that was never begun, and one whose connection is gone, can be nobody's any more when its time is over. */
static int settle(const struct order_due *due)
{
	struct payment_look look = { .reference = due->reference, .end = due->late };
	struct pay_owner owner;
	struct payment *p;
	int r = -ERR_NOT_FOUND;

	TRY(order_pay_owner(due->store_id, &owner)); /* db */
	look.session_id = owner.session_id;
	if (due->reference.p && owner.session_id.p)
		r = integration_pay_look(owner.user, &look, &p); /* http: integration-svc */
	if (r == -ERR_NOT_FOUND)
		return due->late ? order_expired(due->store_id, due->order_id) : 0; /* db */
	TRY(r);
	if (str_is(p->status, "paid"))
		return order_paid(due->order_id); /* db */
	if (str_is(p->status, "expired"))
		return order_expired(due->store_id, due->order_id); /* db */
	return 0;
}

static int settle_some(struct str reference, int64_t most)
{
	struct order_due *due;
	size_t n;
	int r = 0;

	TRY(order_due(reference, most, &due, &n)); /* db */
	for (size_t i = 0; i < n; i++) {
		int one = settle(&due[i]);

		if (one < 0)
			log_warn("payment_not_settled", LOG_STR("order_id", due[i].order_id),
				LOG_S("error", err_info(one)->name));
		r = r < 0 ? r : one;
	}
	return r;
}

int payments_settle(struct str reference)
{
	return reference.n ? settle_some(reference, 1) : 0;
}

int payments_look(struct str reference)
{
	struct str before;

	if (!reference.n || cache_get(looked, reference, &before) == 1) /* memory alone: it has no second level */
		return 0;
	cache_put(looked, reference, STR("1"));
	return payments_settle(reference);
}

void payments_watch(void *unused)
{
	(void)unused;
	context()->task = "payments";
	while (!fiber_cancelled()) {
		(void)settle_some(STR_NONE, WATCH_MOST);
		context_clear(context());
		wait_ms(WATCH_MS);
	}
}
