#include "shop_contact.h"

#include "base/context.h"
#include "base/err.h"
#include "schemas.h"
#include "settings.h"
#include "shop_messages_store.h"
#include "shop_pages.h"
#include "stores_store.h"

static const struct shop_field fields[] = {
	{ "name", true, 200, &format_line, offsetof(struct message, name) },
	{ "email", true, 254, &format_email, offsetof(struct message, email) },
	{ "message", true, 5000, &format_text, offsetof(struct message, body) },
	{ NULL, false, 0, NULL, 0 },
};

/* GET /s/{slug}/contact */
int contact_page(struct request *rq)
{
	struct shop_at at;

	TRY(shop_at(rq, &at));                            /* memory; db once a second */
	return shop_reply(rq, &at, 200, "contact", NULL); /* http: theme-svc */
}

/* POST /s/{slug}/contact: keeps a message for the merchant. */
int contact_write(struct request *rq)
{
	struct form *f = TRY_MEM(ARENA_NEW(mem(), struct form));
	struct json *back = json_new_object();
	struct message m = { .seen = false };
	struct shop_at at;
	bool robot;
	int r;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	TRY(shop_form(rq, f));
	r = shop_rate(rq, &rate_messages); /* redis */
	if (r != -ERR_RATE_LIMITED)
		TRY(r);
	if (shop_fields(f, fields, &m, back) && r == 0)
		return shop_reply(rq, &at, 422, "contact", back); /* http: theme-svc */
	/* Who fills in what no person sees is thanked, and not heard. */
	robot = form_get(f, "website").n > 0;
	if (r == 0 && !robot && TRY(message_add(at.store_id, &m)) == 0) /* db */
		r = -ERR_RATE_LIMITED;
	if (r < 0) {
		json_add_str(back, "notice", STR("busy"));
		return shop_reply(rq, &at, 429, "contact", back); /* http: theme-svc */
	}
	back = json_new_object();
	json_add_bool(back, "sent", true);
	return shop_reply(rq, &at, 200, "contact", back); /* http: theme-svc */
}

/* GET /api/v1/stores/{store_id}/messages: newest first. */
int messages_list(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct message_list out;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(message_list(store.store_id, q->page, q->per_page, &out));    /* db */
	return reply(rq, 200, &message_list_schema, &out);
}

/* POST /api/v1/stores/{store_id}/messages/{message_id}: the merchant has read it. */
int messages_seen(struct request *rq)
{
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(message_seen(store.store_id, path(rq, "message_id")));        /* db */
	return reply_empty(rq, 204);
}
