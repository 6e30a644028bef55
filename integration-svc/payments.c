#include "payments.h"

#include "base/err.h"
#include "links.h"
#include "webhooks_store.h"

/* The user's connection of that session where people can pay. A failed one too: its key may work again by now, and a payment
 * that was begun with it must be found. */
static int find(struct str session_id, struct str user, const struct connector **c, struct link *l, struct vec *values)
{
	for (size_t i = 0; connectors[i]; i++) {
		if (!connectors[i]->pay)
			continue;
		*c = connectors[i];
		if (TRY(link_find(session_id, user, str_c((*c)->type), str_c((*c)->name), l))) /* db */
			return link_values(*c, l, values);
	}
	return fail(ERR_NOT_FOUND, "nobody can pay there: no payment provider is connected");
}

static int told(struct request *rq, int status, const struct connector *c, const struct outcome *o, struct payment *p)
{
	if (o->verdict == VERDICT_AWAY)
		return fail(ERR_UNAVAILABLE, "%.*s", STR_FMT(cut(o->message, 200)));
	if (o->verdict != VERDICT_OK)
		return fail(ERR_CONFLICT, "%.*s", STR_FMT(cut(o->message, 200)));
	p->provider = str_c(c->name);
	return reply(rq, status, &payment_schema, p);
}

/* POST /v1/payments: begin one; the same order again is the same payment. */
int payments_create(struct request *rq)
{
	const struct payment_new *in = body(rq);
	struct outcome o = { .verdict = VERDICT_OK };
	const struct connector *c = NULL;
	struct payment p = { .status = STR_NONE };
	struct vec values;
	struct link l;

	TRY(find(in->session_id, str_c(rq->id.sub), &c, &l, &values)); /* db */
	TRY(c->pay(&values, in, &p, &o));                              /* http: the provider */
	return told(rq, 201, c, &o, &p);
}

/* POST /v1/payments/look: how one stands; ended first if asked to. */
int payments_look(struct request *rq)
{
	const struct payment_look *in = body(rq);
	struct outcome o = { .verdict = VERDICT_OK };
	const struct connector *c = NULL;
	struct payment p = { .status = STR_NONE };
	struct vec values;
	struct link l;

	TRY(find(in->session_id, str_c(rq->id.sub), &c, &l, &values)); /* db */
	TRY(c->pay_look(&values, in, &p, &o));                         /* http: the provider */
	if (o.verdict == VERDICT_OK && !str_is(p.status, "open"))
		TRY(inbox_done(l.id, in->reference)); /* db */
	return told(rq, 200, c, &o, &p);
}
