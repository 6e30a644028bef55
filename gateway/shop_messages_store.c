#include "shop_messages_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char insert_message[] =
	"insert into messages (store_id, name, email, body) select $1, $2, $3, $4 "
	"where (select count(*) from (select 1 from messages where store_id = $1 and seen_at is null limit $5) m) < $5 returning id";

int message_add(struct str store_id, const struct message *m)
{
	struct rows r;

	TRY(db_query(&r, insert_message, DB_TEXT(store_id), DB_TEXT(m->name), DB_TEXT(m->email), DB_TEXT(m->body),
		DB_INT(MESSAGES_UNREAD_MAX)));
	return r.n;
}

static const char select_messages[] = "select id, name, email, body, created_at, seen_at is not null from messages "
				      "where store_id = $1 order by created_at desc, id limit $2 offset $3";
static const char count_messages[] =
	"select count(*), count(*) filter (where seen_at is null) from messages where store_id = $1";

int message_list(struct str store_id, int64_t page, int64_t per_page, struct message_list *ret)
{
	struct message *items;
	struct rows r, total;

	TRY(db_query(&total, count_messages, DB_TEXT(store_id)));
	TRY(db_query(&r, select_messages, DB_TEXT(store_id), DB_INT(per_page), DB_INT((page - 1) * per_page)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct message, r.n + 1));
	for (int i = 0; i < r.n; i++)
		items[i] = (struct message){ row_str(&r, i, 0), row_str(&r, i, 1), row_str(&r, i, 2), row_str(&r, i, 3),
			row_time(&r, i, 4), row_bool(&r, i, 5) };
	*ret = (struct message_list){ { items, (size_t)r.n }, row_i64(&total, 0, 0), page, row_i64(&total, 0, 1) };
	return 0;
}

static const char update_seen[] =
	"update messages set seen_at = coalesce(seen_at, now()) where store_id = $1 and id = $2 returning id";

int message_seen(struct str store_id, struct str message_id)
{
	struct rows r = { .n = 0 };

	if (str_is_uuid(message_id))
		TRY(db_query(&r, update_seen, DB_TEXT(store_id), DB_TEXT(message_id)));
	return r.n ? 0 : fail(ERR_NOT_FOUND, "there is no such message");
}
