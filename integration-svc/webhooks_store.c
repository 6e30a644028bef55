#include "webhooks_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char insert[] =
	"insert into webhook_inbox (integration_id, provider, delivery_id, topic, payload) values ($1, $2, $3, $4, $5::jsonb) "
	"on conflict (integration_id, delivery_id) do nothing returning id";

int inbox_put(const struct inbox_item *item)
{
	struct rows r;
	int e = db_query(&r, insert, DB_TEXT(item->integration_id), DB_TEXT(item->provider), DB_TEXT(item->delivery_id),
		DB_TEXT(item->topic), DB_TEXT(item->payload));
	struct str state = str_c(context()->err.secret);

	/* 23503: the row that it refers to is not there. Class 22: a value that the column's type does not hold. */
	if (e == -ERR_DB && str_starts(state, STR("23503")))
		return fail(ERR_NOT_FOUND, "there is no such connection");
	if (e == -ERR_DB && str_starts(state, STR("22")))
		return fail(ERR_BAD_REQUEST, "the event holds a value that cannot be kept");
	TRY(e);
	return r.n;
}

static const char update_done[] = "update webhook_inbox set processed_at = now() where processed_at is null "
				  "and integration_id = $1 and payload->'data'->'object'->>'id' = $2";

int inbox_done(struct str integration_id, struct str reference)
{
	return db_query(NULL, update_done, DB_TEXT(integration_id), DB_TEXT(reference));
}
