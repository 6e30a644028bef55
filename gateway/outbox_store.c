#include "outbox_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char select_oldest[] =
	"select event_id, session_id, event_type, event_data, created_at, user_agent, host(ip_address), id "
	"from outbox order by id limit $1";

int outbox_take(int64_t n, struct event_batch *ret, struct vec *ids)
{
	struct event *events;
	struct str *id;
	struct rows r;

	TRY(db_query(&r, select_oldest, DB_INT(n)));
	events = TRY_MEM(ARENA_ARRAY(mem(), struct event, r.n));
	id = TRY_MEM(ARENA_ARRAY(mem(), struct str, r.n));
	for (int i = 0; i < r.n; i++) {
		id[i] = row_str(&r, i, 7);
		events[i] = (struct event){ .id = row_str(&r, i, 0),
			.session_id = row_str(&r, i, 1),
			.event_type = row_str(&r, i, 2),
			.event_data = row_str(&r, i, 3),
			.timestamp = row_time(&r, i, 4),
			.user_agent = row_str(&r, i, 5),
			.ip_address = row_str(&r, i, 6) };
	}
	ret->events = (struct vec){ events, (size_t)r.n };
	*ids = (struct vec){ id, (size_t)r.n };
	return 0;
}

static const char delete_shipped[] = "delete from outbox where id = any($1::bigint[])";

int outbox_drop(struct vec ids)
{
	return db_query(NULL, delete_shipped, db_array(ids.items, ids.n));
}
