#include "users_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static void read_row(const struct rows *r, struct account *ret)
{
	*ret = (struct account){ .id = row_str(r, 0, 0),
		.email = row_str(r, 0, 1),
		.name = row_str(r, 0, 2),
		.password_hash = row_str(r, 0, 3),
		.created_at = row_time(r, 0, 4) };
}

static const char insert_user[] =
	"insert into users (email, email_key, name, password_hash) values ($1, lower($1), $2, $3) "
	"returning id, email, name, password_hash, created_at";
static const char select_by_email[] =
	"select id, email, name, password_hash, created_at from users where email_key = lower($1)";
static const char select_by_id[] = "select id, email, name, password_hash, created_at from users where id = $1";

int account_create(struct str email, struct str name, struct str password_hash, struct account *ret)
{
	struct rows r;

	TRY(db_query(&r, insert_user, DB_TEXT(email), DB_TEXT(name), DB_TEXT(password_hash)));
	read_row(&r, ret);
	return 0;
}

static int found(const struct rows *r, struct account *ret)
{
	if (r->n == 0)
		return 0;
	read_row(r, ret);
	return 1;
}

int account_by_email(struct str email, struct account *ret)
{
	struct rows r;

	TRY(db_query(&r, select_by_email, DB_TEXT(email)));
	return found(&r, ret);
}

int account_by_id(struct str id, struct account *ret)
{
	struct rows r;

	TRY(db_query(&r, select_by_id, DB_TEXT(id)));
	return found(&r, ret);
}

static const char insert_refresh[] =
	"insert into refresh_tokens (user_id, family, token_hash, expires_at) "
	"select $1::uuid, $2::uuid, $3, now() + make_interval(secs => $4) where not exists "
	"(select 1 from refresh_tokens where family = $2::uuid and revoked_at is not null)";

int refresh_create(struct str user_id, struct str family, struct str hash)
{
	struct rows r;

	TRY(db_query(&r, insert_refresh, DB_TEXT(user_id), DB_TEXT(family), DB_TEXT(hash), DB_INT(REFRESH_S)));
	return r.affected ? 0 : fail(ERR_UNAUTHORIZED, "sign in again");
}

static const char use_refresh[] =
	"update refresh_tokens set used_at = coalesce(used_at, now()) where token_hash = $1 and revoked_at is null "
	"and expires_at > now() and (used_at is null or used_at > now() - make_interval(secs => $2)) "
	"returning user_id, family";
static const char revoke_family[] = "update refresh_tokens set revoked_at = now() where revoked_at is null and "
				    "family = (select family from refresh_tokens where token_hash = $1)";

int refresh_use(struct str hash, struct str *user_id, struct str *family)
{
	struct rows r;

	TRY(db_query(&r, use_refresh, DB_TEXT(hash), DB_INT(REFRESH_GRACE_S)));
	if (r.n == 0) {
		TRY(refresh_revoke(hash));
		return fail(ERR_UNAUTHORIZED, "sign in again");
	}
	*user_id = row_str(&r, 0, 0);
	*family = row_str(&r, 0, 1);
	return 0;
}

int refresh_revoke(struct str hash)
{
	return db_query(NULL, revoke_family, DB_TEXT(hash));
}
