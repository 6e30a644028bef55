#include "webhooks.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "links.h"
#include "web/crypto.h"
#include "webhooks_store.h"
#include "wire/integration.h"

/* The connection and who can verify what is sent for it. One that is not there, another provider's, and one whose provider
 * sends us nothing look the same from outside. */
static int find(const struct webhook_delivery *in, struct link *l, const struct connector **ret)
{
	if (TRY(link_get(in->integration_id, in->provider, l))) { /* db */
		*ret = connector_find(l->type, l->provider);
		if (*ret && (*ret)->verify)
			return 0;
	}
	return fail(ERR_NOT_FOUND, "there is no such connection");
}

/* POST /v1/webhooks: a provider's delivery as the gateway received it. */
int webhooks_receive(struct request *rq)
{
	const struct webhook_delivery *in = body(rq);
	struct webhook_reply out = { .fresh = false };
	struct inbox_item item;
	const struct connector *c = NULL;
	struct webhook_event event;
	struct vec values;
	struct str raw;
	struct link l;

	if (!base64_decode(in->body, &raw))
		return fail(ERR_BAD_REQUEST, "body is not base64");
	TRY(find(in, &l, &c)); /* db */
	TRY(link_values(c, &l, &values));
	TRY(c->verify(&values, &in->headers, raw, clock_unix(), &event));
	item = (struct inbox_item){ l.id, l.provider, event.id, event.topic, raw };
	out.fresh = TRY(inbox_put(&item)); /* db */
	out.reference = event.reference.n <= 255 ? event.reference : STR_NONE;
	log_info("webhook_received", LOG_STR("integration_id", l.id), LOG_S("provider", c->name),
		LOG_S("fresh", out.fresh ? "yes" : "no"));
	return reply(rq, 200, &webhook_reply_schema, &out);
}
