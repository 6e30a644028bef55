#include "accounts.h"

#include <arpa/inet.h>

#include "base/context.h"
#include "base/err.h"
#include "schemas.h"
#include "settings.h"
#include "users_store.h"
#include "web/crypto.h"
#include "web/password.h"
#include "web/service.h"

enum { REFRESH_BYTES = 32 };

#define COOKIE "refresh_token"
#define SCOPES "wizard:read wizard:write"

static void set_cookie(struct request *rq, struct str value, int max_age)
{
	bool https = str_starts(str_c(conf.public_url), STR("https:"));

	reply_header(rq, "Set-Cookie",
		str_printf(mem(), COOKIE "=%.*s; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=%d%s",
			STR_FMT(value), max_age, https ? "; Secure" : ""));
}

static int issue_refresh(struct request *rq, struct str user_id, struct str family)
{
	unsigned char random[REFRESH_BYTES];
	struct buf token = BUF_ON(mem(), 128);

	random_bytes(random, sizeof(random));
	buf_base64url(&token, (struct str){ (char *)random, sizeof(random) });
	if (!buf_ok(&token))
		return -ERR_NOMEM;
	TRY(refresh_create(user_id, family, sha256_hex(buf_view(&token))));
	set_cookie(rq, buf_view(&token), REFRESH_S);
	return 0;
}

static int reply_tokens(struct request *rq, int status, const struct account *a, struct str family)
{
	struct buf access = BUF_ON(mem(), 2048);
	struct user user = { a->id, a->email, a->name, a->created_at };
	struct token_out out = { .user = &user, .token_type = STR("Bearer"), .expires_in = conf.access_token_s };

	token_sign(&access, str_c(service_conf()->jwt_secret),
		&(struct token_claims){ .sub = a->id,
			.scope = STR(SCOPES),
			.iss = STR("store-launch-wizard"),
			.lifetime_s = conf.access_token_s });
	if (!buf_ok(&access))
		return -ERR_NOMEM;
	out.access_token = buf_view(&access);
	TRY(issue_refresh(rq, a->id, family));
	return reply(rq, status, &token_schema, &out);
}

static int reply_new_family(struct request *rq, int status, const struct account *a)
{
	char family[37];

	uuid_new(family);
	return reply_tokens(rq, status, a, str_dup(mem(), str_c(family)));
}

struct str client_home(const struct request *rq)
{
	struct str client = str_dup(mem(), request_client(rq));
	char hex[17];
	unsigned char b[16];

	if (!client.p || inet_pton(AF_INET6, client.p, b) != 1)
		return client;
	hex_encode(hex, b, 8);
	return str_dup(mem(), str_c(hex));
}

/* POST /api/v1/auth/register: make an account and sign in. */
int accounts_register(struct request *rq)
{
	const struct register_in *in = body(rq);
	struct account a;
	struct str hash;
	int r;

	TRY(rate_look(&rate_failures_address, client_home(rq), &rq->rate));
	TRY(password_hash(in->password, &hash)); /* offload: Argon2id */
	r = account_create(in->email, in->name, hash, &a);
	if (r == -ERR_DB_UNIQUE) {
		TRY(rate_take(&rate_failures_address, client_home(rq), &rq->rate));
		return fail(ERR_DB_UNIQUE, "this address has an account; sign in instead");
	}
	TRY(r);
	return reply_new_family(rq, 201, &a);
}

/* A limit that was reached stays reached; the answer is the same whether the account exists. */
static int count_failure(struct request *rq, struct str account)
{
	TRY(rate_take(&rate_failures_account, account, &rq->rate));
	TRY(rate_take(&rate_failures_address, client_home(rq), &rq->rate));
	return fail(ERR_UNAUTHORIZED, "the address or the password is wrong");
}

/* The key in Redis names nobody. An account is told by its id, so that no way of writing its address makes a second one. */
static struct str failure_key(int known, const struct account *a, struct str email)
{
	return sha256_hex(known ? a->id : email);
}

/* POST /api/v1/auth/login: sign in. */
int accounts_login(struct request *rq)
{
	const struct login_in *in = body(rq);
	struct account a = { .password_hash = STR_NONE };
	int known = TRY(account_by_email(in->email, &a)), right;
	struct str account = failure_key(known, &a, in->email);

	TRY(rate_look(&rate_failures_account, account, &rq->rate));
	TRY(rate_look(&rate_failures_address, client_home(rq), &rq->rate));
	right = TRY(password_verify(in->password, a.password_hash)); /* offload: as long for unknown accounts */
	if (!known || !right)
		return count_failure(rq, account);
	/* Guesses sent all at once passed the look above together: the right one among them came too late. */
	TRY(rate_look(&rate_failures_account, account, &rq->rate));
	TRY(rate_look(&rate_failures_address, client_home(rq), &rq->rate));
	return reply_new_family(rq, 200, &a);
}

/* POST /api/v1/auth/refresh: the cookie's token is used up, its successor set. */
int accounts_refresh(struct request *rq)
{
	struct str token = request_cookie(rq, COOKIE), user_id, family;
	struct account a;

	if (!token.n)
		return fail(ERR_UNAUTHORIZED, "sign in first");
	TRY(refresh_use(sha256_hex(token), &user_id, &family));
	if (TRY(account_by_id(user_id, &a)) == 0)
		return fail(ERR_UNAUTHORIZED, "sign in again");
	return reply_tokens(rq, 200, &a, family);
}

/* POST /api/v1/auth/logout: end the cookie's family. */
int accounts_logout(struct request *rq)
{
	struct str token = request_cookie(rq, COOKIE);

	if (token.n)
		TRY(refresh_revoke(sha256_hex(token)));
	set_cookie(rq, STR(""), 0);
	return reply_empty(rq, 204);
}

/* GET /api/v1/auth/me: the account behind the token; tokens of another issuer have none. */
int accounts_me(struct request *rq)
{
	struct account a = { .id = str_c(rq->id.sub) };
	struct user user;

	TRY(account_by_id(str_c(rq->id.sub), &a));
	user = (struct user){ a.id, a.email, a.name, a.created_at };
	return reply(rq, 200, &user_schema, &user);
}
