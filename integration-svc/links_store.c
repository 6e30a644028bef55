#include "links_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

#define COLUMNS \
	"id, session_id, user_id, integration_type, provider_name, status, configuration, secrets, external, error_message, last_sync"

static struct link link_at(const struct rows *r, int row)
{
	return (struct link){ .id = row_str(r, row, 0),
		.session_id = row_str(r, row, 1),
		.user_id = row_str(r, row, 2),
		.type = row_str(r, row, 3),
		.provider = row_str(r, row, 4),
		.status = row_str(r, row, 5),
		.configuration = row_str(r, row, 6),
		.secrets = row_str(r, row, 7),
		.external = row_str(r, row, 8),
		.error_message = row_str(r, row, 9),
		.last_sync = row_time(r, row, 10) };
}

static const char select_foreign[] = "select 1 from integration_status where session_id = $1 and user_id <> $2 limit 1";

int links_own(struct str session_id, struct str user_id)
{
	struct rows r;

	TRY(db_query(&r, select_foreign, DB_TEXT(session_id), DB_TEXT(user_id)));
	return r.n ? fail(ERR_NOT_FOUND, "there is no such session") : 0;
}

static const char select_page[] = "select " COLUMNS
				  ", count(*) over () from integration_status where session_id = $1 and user_id = $2 "
				  "order by created_at, id limit $3 offset $4";
static const char select_total[] = "select count(*) from integration_status where session_id = $1 and user_id = $2";

int links_page(struct str session_id, struct str user_id, int64_t page, int64_t per_page, struct link **ret,
	size_t *ret_n, int64_t *ret_total)
{
	struct rows r, total;

	TRY(db_query(&r, select_page, DB_TEXT(session_id), DB_TEXT(user_id), DB_INT(per_page),
		DB_INT((page - 1) * per_page)));
	if (!r.n) /* a page past the end still knows how many there are */
		TRY(db_query(&total, select_total, DB_TEXT(session_id), DB_TEXT(user_id)));
	*ret = TRY_MEM(ARENA_ARRAY(mem(), struct link, (size_t)r.n + 1));
	for (int i = 0; i < r.n; i++)
		(*ret)[i] = link_at(&r, i);
	*ret_n = (size_t)r.n;
	*ret_total = r.n ? row_i64(&r, 0, 11) : row_i64(&total, 0, 0);
	return 0;
}

static const char select_one[] =
	"select " COLUMNS
	" from integration_status where session_id = $1 and user_id = $2 and integration_type = $3 and "
	"provider_name = $4";

int link_find(struct str session_id, struct str user_id, struct str type, struct str provider, struct link *ret)
{
	struct rows r;

	TRY(db_query(&r, select_one, DB_TEXT(session_id), DB_TEXT(user_id), DB_TEXT(type), DB_TEXT(provider)));
	if (r.n)
		*ret = link_at(&r, 0);
	return r.n;
}

static const char select_by_id[] = "select " COLUMNS " from integration_status where id = $1 and provider_name = $2";

int link_get(struct str id, struct str provider, struct link *ret)
{
	struct rows r;

	TRY(db_query(&r, select_by_id, DB_TEXT(id), DB_TEXT(provider)));
	if (r.n)
		*ret = link_at(&r, 0);
	return r.n;
}

static const char upsert[] =
	"insert into integration_status as s (id, session_id, user_id, integration_type, provider_name, status, configuration, "
	"secrets, external, error_message, last_sync) values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, coalesce($9::jsonb, '{}'), $10, "
	"case when $11 then now() end) "
	"on conflict (session_id, integration_type, provider_name) do update set status = excluded.status, "
	"configuration = excluded.configuration, secrets = excluded.secrets, external = coalesce($9::jsonb, s.external), "
	"error_message = excluded.error_message, last_sync = coalesce(excluded.last_sync, s.last_sync), updated_at = now() "
	"where s.id = excluded.id returning " COLUMNS;

int link_put(struct link *l, bool worked)
{
	struct rows r;
	int e = db_query(&r, upsert, DB_TEXT(l->id), DB_TEXT(l->session_id), DB_TEXT(l->user_id), DB_TEXT(l->type),
		DB_TEXT(l->provider), DB_TEXT(l->status), DB_TEXT(l->configuration), DB_TEXT(l->secrets),
		DB_TEXT(l->external), DB_TEXT(l->error_message), DB_BOOL(worked));

	/* 23503: the session that it refers to is not there. */
	if (e == -ERR_DB && str_starts(str_c(context()->err.secret), STR("23503")))
		return fail(ERR_NOT_FOUND, "there is no such session");
	TRY(e);
	if (r.n)
		*l = link_at(&r, 0);
	return r.n;
}

static const char update_result[] =
	"update integration_status set status = $2, error_message = $3, last_sync = case when $4 then now() else last_sync end, "
	"updated_at = now() where id = $1 returning " COLUMNS;

int link_put_result(struct link *l, bool worked)
{
	struct rows r;

	TRY(db_query(
		&r, update_result, DB_TEXT(l->id), DB_TEXT(l->status), DB_TEXT(l->error_message), DB_BOOL(worked)));
	if (!r.n)
		return fail(ERR_NOT_FOUND, "the connection is gone");
	*l = link_at(&r, 0);
	return 0;
}

static const char merge_external[] =
	"update integration_status set external = external || $2::jsonb, configuration = coalesce($3::jsonb, configuration), "
	"secrets = coalesce($4, secrets), updated_at = now() where id = $1";

int link_keep(struct str id, struct str patch, struct str configuration, struct str secrets)
{
	return db_query(NULL, merge_external, DB_TEXT(id), DB_TEXT(patch), DB_TEXT(configuration), DB_TEXT(secrets));
}
