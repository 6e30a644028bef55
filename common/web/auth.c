#include "web/auth.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "web/crypto.h"
#include "web/json.h"

enum { TOKEN_MAX = 4096, SECRET_MIN = 32, LEEWAY_S = 60 };

/* base64url of {"alg":"HS256","typ":"JWT"} */
#define HEADER "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

/* All refusals look alike to the client; the log learns why. */
static int refuse(const char *why)
{
	fail_private(ERR_UNAUTHORIZED, "token: %s", why);
	return fail(ERR_UNAUTHORIZED, "the token is not valid");
}

static void put_claim(struct buf *b, const char *name, struct str value)
{
	if (!value.p)
		return;
	buf_json_str(b, str_c(name));
	buf_char(b, ':');
	buf_json_str(b, value);
	buf_char(b, ',');
}

static void append_mac(struct buf *b, struct str secret, struct str data)
{
	unsigned char mac[SHA256_SIZE];

	hmac_sha256(secret, data, mac);
	buf_base64url(b, (struct str){ (const char *)mac, sizeof(mac) });
}

void token_sign(struct buf *b, struct str secret, const struct token_claims *c)
{
	struct buf claims = BUF_ON(mem(), TOKEN_MAX), token = BUF_ON(mem(), TOKEN_MAX);
	int64_t now = clock_unix();

	buf_char(&claims, '{');
	put_claim(&claims, "sub", c->sub);
	put_claim(&claims, "scope", c->scope);
	put_claim(&claims, "aud", c->aud);
	put_claim(&claims, "iss", c->iss);
	put_claim(&claims, "session_id", c->session_id);
	buf_printf(&claims, "\"iat\":%lld,\"exp\":%lld}", (long long)now, (long long)(now + c->lifetime_s));
	buf_c(&token, HEADER ".");
	buf_base64url(&token, buf_view(&claims));
	if (!buf_ok(&claims) || !buf_ok(&token)) {
		b->failed = true;
		return;
	}
	buf_str(b, buf_view(&token));
	buf_char(b, '.');
	append_mac(b, secret, buf_view(&token));
}

/* Exactly one spelling of a signature is right: the comparison is of the text. */
static bool mac_is(struct str mac, struct str secret, struct str data)
{
	struct buf right = BUF_ON(mem(), 64);

	append_mac(&right, secret, data);
	return buf_ok(&right) && str_eq_secret(mac, buf_view(&right));
}

static int check_header(struct str part)
{
	const struct json *header, *typ;
	struct str text;

	if (!base64url_decode(part, &text) || json_parse(text, &header) < 0 || json_kind(header) != JSON_OBJECT)
		return refuse("the header is not base64url of a JSON object");
	typ = json_get(header, "typ");
	if (!str_is(json_get_str(header, "alg"), "HS256"))
		return refuse("alg is not HS256");
	if (typ && !str_ieq(json_str(typ), STR("JWT")) && !str_ieq(json_str(typ), STR("at+jwt")))
		return refuse("typ is not JWT");
	if (json_get(header, "crit") || json_get(header, "b64"))
		return refuse("it has extensions that must be understood");
	return 0;
}

static int check_times(const struct json *claims)
{
	const struct json *exp = json_get(claims, "exp"), *nbf = json_get(claims, "nbf"),
			  *iat = json_get(claims, "iat");
	double now = (double)clock_unix();

	if (json_kind(exp) != JSON_NUMBER || (nbf && json_kind(nbf) != JSON_NUMBER) ||
		(iat && json_kind(iat) != JSON_NUMBER))
		return refuse("exp is missing, or a time is not a number");
	if (json_num(exp) <= now)
		return refuse("expired");
	if ((nbf && json_num(nbf) > now + LEEWAY_S) || (iat && json_num(iat) > now + LEEWAY_S))
		return refuse("not valid yet");
	return 0;
}

static bool audience_ok(const struct json *aud, const char *wanted)
{
	if (!wanted || str_is(json_str(aud), wanted))
		return true;
	if (json_kind(aud) != JSON_ARRAY)
		return false;
	for (const struct json *c = json_first(aud); c; c = json_next(c))
		if (str_is(json_str(c), wanted))
			return true;
	return false;
}

/* Appends "word " (RFC 6749: visible ASCII without quote and backslash). False: no scope, or too much. */
static bool add_scope(struct identity *id, struct str word)
{
	size_t at = strlen(id->scopes);

	if (word.n == 0 || at + word.n + 2 > sizeof(id->scopes))
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] <= ' ' || word.p[i] >= 0x7f || word.p[i] == '"' || word.p[i] == '\\')
			return false;
	memcpy(id->scopes + at, word.p, word.n);
	memcpy(id->scopes + at + word.n, " ", 2);
	return true;
}

static int take_scopes(const struct json *scope, struct identity *id)
{
	struct str rest = json_str(scope);

	memcpy(id->scopes, " ", 2);
	if (!scope)
		return 0;
	if (json_kind(scope) != JSON_STRING && json_kind(scope) != JSON_ARRAY)
		return refuse("scope is neither a string nor a list");
	while (rest.p) {
		struct str word = str_split(&rest, ' ');

		if (word.n && !add_scope(id, word))
			return refuse("scope is malformed or too long");
	}
	for (const struct json *c = json_first(scope); c; c = json_next(c))
		if (!add_scope(id, json_str(c)))
			return refuse("scope is malformed or too long");
	return 0;
}

/* A UUID, lower case. False when it is none. */
static bool take_uuid(struct str s, char ret[37])
{
	if (!str_is_uuid(s))
		return false;
	for (size_t i = 0; i < 36; i++)
		ret[i] = s.p[i] >= 'A' && s.p[i] <= 'F' ? s.p[i] + ('a' - 'A') : s.p[i];
	ret[36] = '\0';
	return true;
}

static int take_claims(const struct json *claims, const char *audience, struct identity *id)
{
	const struct json *session = json_get(claims, "session_id"), *iss = json_get(claims, "iss");
	int r = check_times(claims);

	if (r < 0)
		return r;
	id->expires = json_num(json_get(claims, "exp"));
	if (!take_uuid(json_get_str(claims, "sub"), id->sub))
		return refuse("sub is not a UUID");
	if (session && !take_uuid(json_str(session), id->session_id))
		return refuse("session_id is not a UUID");
	if (!audience_ok(json_get(claims, "aud"), audience))
		return refuse("it is meant for another service");
	if (iss && !json_str(iss).p)
		return refuse("iss is not a string");
	/* A longer issuer is none of our services: it stays unnamed. */
	if (iss && json_str(iss).n < sizeof(id->issuer))
		memcpy(id->issuer, json_str(iss).p, json_str(iss).n);
	return take_scopes(json_get(claims, "scope"), id);
}

int jws_verify(struct str token, struct str secret, struct str *payload)
{
	struct str rest = token, header = str_split(&rest, '.'), claims = str_split(&rest, '.');
	int r;

	if (token.n > TOKEN_MAX || secret.n < SECRET_MIN)
		return refuse(secret.n < SECRET_MIN ? "the secret is too short" : "too long");
	if (!rest.p || !mac_is(rest, secret, str_sub(token, 0, header.n + 1 + claims.n)))
		return refuse("the signature is wrong");
	r = check_header(header);
	if (r == 0 && !base64url_decode(claims, payload))
		r = refuse("the payload is not base64url");
	return r;
}

int token_verify(struct str token, struct str secret, const char *audience, struct identity *ret)
{
	struct str payload;
	const struct json *claims;
	struct identity id = { 0 };
	int r = jws_verify(token, secret, &payload);

	if (r == 0 && (json_parse(payload, &claims) < 0 || json_kind(claims) != JSON_OBJECT))
		r = refuse("the payload is not a JSON object");
	if (r == 0)
		r = take_claims(claims, audience, &id);
	if (r == 0)
		*ret = id;
	return r;
}

bool identity_has_scope(const struct identity *id, const char *scope)
{
	size_t n = strlen(scope);

	for (const char *hit = id->scopes; n && (hit = strstr(hit, scope)); hit++)
		if (hit > id->scopes && hit[-1] == ' ' && hit[n] == ' ')
			return true;
	return false;
}

/* ---- signed addresses */

/* What a ticket's mac covers: purpose, NUL, payload and expiry as they stand in it. */
static struct str ticket_data(const char *purpose, struct str signed_part)
{
	struct buf b = BUF_ON(mem(), TOKEN_MAX + 100);

	buf_put(&b, purpose, strlen(purpose) + 1);
	buf_str(&b, signed_part);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

void ticket_sign(struct buf *b, struct str secret, const char *purpose, struct str payload, int64_t expires_unix)
{
	struct buf ticket = BUF_ON(mem(), TOKEN_MAX);
	struct str data;

	buf_base64url(&ticket, payload);
	buf_printf(&ticket, ".%lld", (long long)expires_unix);
	data = ticket_data(purpose, buf_view(&ticket));
	if (!buf_ok(&ticket) || !data.p) {
		b->failed = true;
		return;
	}
	buf_str(b, buf_view(&ticket));
	buf_char(b, '.');
	append_mac(b, secret, data);
}

int ticket_verify(struct str ticket, struct str secret, const char *purpose, struct str *payload)
{
	struct str rest = ticket, body = str_split(&rest, '.'), expires = str_split(&rest, '.'), data;
	int64_t until;

	if (!rest.p || ticket.n > TOKEN_MAX)
		return -ERR_NOT_FOUND;
	data = ticket_data(purpose, str_sub(ticket, 0, body.n + 1 + expires.n));
	if (!data.p || !mac_is(rest, secret, data) || !str_i64(expires, &until) || until <= clock_unix() ||
		!base64url_decode(body, payload))
		return -ERR_NOT_FOUND;
	return 0;
}
