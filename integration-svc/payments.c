#include "payments.h"

#include "base/err.h"
#include "links.h"
#include "webhooks_store.h"

struct paying {
	const struct connector *c;
	struct link l;
	struct vec values;
	struct outcome o;
	struct payment p;
};

/* The user's connection of that session where people can pay. A failed one too: its key may work again by now, and a payment
 * that was begun with it must be found. */
static int find(const struct request *rq, struct str session_id, struct paying *ret)
{
	*ret = (struct paying){ .o = { .verdict = VERDICT_OK } };
	for (size_t i = 0; connectors[i]; i++) {
		if (!connectors[i]->pay)
			continue;
		ret->c = connectors[i];
		if (TRY(link_find(
			    session_id, str_c(rq->id.sub), str_c(ret->c->type), str_c(ret->c->name), &ret->l))) /* db */
			return link_values(ret->c, &ret->l, &ret->values);
	}
	return fail(ERR_NOT_FOUND, "nobody can pay there: no payment provider is connected");
}

static int told(struct request *rq, int status, struct paying *x)
{
	if (x->o.verdict == VERDICT_AWAY)
		return fail(ERR_UNAVAILABLE, "%.*s", STR_FMT(cut(x->o.message, 200)));
	if (x->o.verdict != VERDICT_OK)
		return fail(ERR_CONFLICT, "%.*s", STR_FMT(cut(x->o.message, 200)));
	x->p.provider = str_c(x->c->name);
	return reply(rq, status, &payment_schema, &x->p);
}

/* POST /v1/payments: begin one; the same order again is the same payment. */
int payments_create(struct request *rq)
{
	const struct payment_new *in = body(rq);
	struct paying x;

	TRY(find(rq, in->session_id, &x));        /* db */
	TRY(x.c->pay(&x.values, in, &x.p, &x.o)); /* http: the provider */
	return told(rq, 201, &x);
}

/* POST /v1/payments/look: how one stands; ended first if asked to. */
int payments_look(struct request *rq)
{
	const struct payment_look *in = body(rq);
	struct paying x;

	TRY(find(rq, in->session_id, &x));             /* db */
	TRY(x.c->pay_look(&x.values, in, &x.p, &x.o)); /* http: the provider */
	if (x.o.verdict == VERDICT_OK && !str_is(x.p.status, "open"))
		TRY(inbox_done(x.l.id, in->reference)); /* db */
	return told(rq, 200, &x);
}
