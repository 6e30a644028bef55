#include "credentials.h"

#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "net/redis.h"
#include "web/crypto.h"
#include "web/schema_decode.h"
#include "web/secret.h"

enum { VALUES_MAX = 40 };

/* ---- merging ---------------------------------------------------------------------------------- */

static const struct connector_field *field_of(const struct connector *c, struct str name)
{
	const struct connector_field *f = c->fields;

	while (f->name && !str_is(name, f->name))
		f++;
	return f->name ? f : NULL;
}

static void check_names(const struct connector *c, const struct vec *given, struct violations *v)
{
	const struct pair *pairs = given->items;
	struct buf names = BUF_ON(mem(), 4096);
	struct place root = { .prefix = "/configuration" };

	for (const struct connector_field *f = c->fields; f->name; f++)
		buf_printf(&names, "%s%s", f == c->fields ? "" : ", ", f->name);
	for (size_t i = 0; i < given->n; i++) {
		struct place here = { .up = &root, .key = pairs[i].key };

		if (!field_of(c, pairs[i].key))
			violation_add(v, place_pointer(&here), "unknown_field", "%s asks for %.*s", c->title,
				STR_FMT(buf_view(&names)));
	}
}

/* Absent: nothing given and nothing kept, or given badly. */
static struct str merged(
	const struct connector_field *f, const struct vec *given, const struct vec *kept, struct violations *v)
{
	struct str pointer = str_printf(mem(), "/configuration/%s", f->name),
		   value = str_trim(value_of(given, f->name));
	const char *wrong;

	if (value.n) {
		wrong = f->format->check(value, &value);
		if (!wrong)
			return value;
		violation_add(v, pointer, "format", "%s", wrong);
		return STR_NONE;
	}
	value = value_of(kept, f->name);
	if (!value.n && f->required)
		violation_add(v, pointer, "required", "is needed: %s", f->doc);
	return value;
}

int credentials_put(struct vec *values, const char *name, struct str value)
{
	struct pair *pairs = values->items;

	if (!pairs)
		values->items = pairs = TRY_MEM(ARENA_ARRAY(mem(), struct pair, VALUES_MAX));
	for (size_t i = 0; i < values->n; i++) {
		if (str_is(pairs[i].key, name)) {
			pairs[i].value = value;
			return 0;
		}
	}
	if (values->n == VALUES_MAX)
		return fail_private(ERR_INTERNAL, "more than %d values", VALUES_MAX);
	pairs[values->n++] = (struct pair){ str_c(name), value };
	return 0;
}

int credentials_merge(const struct connector *c, const struct vec *given, const struct vec *kept, struct violations *v,
	struct vec *ret)
{
	*ret = (struct vec){ NULL, 0 };
	check_names(c, given, v);
	for (const struct connector_field *f = c->fields; f->name; f++) {
		struct str value = merged(f, given, kept, v);

		if (value.n)
			TRY(credentials_put(ret, f->name, value));
	}
	return 0;
}

bool credentials_moved(const struct connector *c, const struct vec *a, const struct vec *b)
{
	for (const struct connector_field *f = c->fields; f->name; f++)
		if (!f->secret && !str_eq(value_of(a, f->name), value_of(b, f->name)))
			return true;
	return false;
}

/* ---- at rest ---------------------------------------------------------------------------------- */

static int read_into(const struct connector *c, struct str text, bool secret, struct vec *ret)
{
	const struct json *o;

	if (!text.n)
		return 0;
	TRY(json_parse(text, &o));
	for (const struct connector_field *f = c->fields; f->name; f++)
		if (f->secret == secret && json_get_str(o, f->name).n)
			TRY(credentials_put(ret, f->name, json_get_str(o, f->name)));
	return 0;
}

int credentials_read(const struct connector *c, struct str configuration, struct str secrets, struct vec *ret)
{
	*ret = (struct vec){ NULL, 0 };
	TRY(read_into(c, configuration, false, ret));
	return read_into(c, secrets, true, ret);
}

struct str credentials_shown(const struct connector *c, const struct vec *values)
{
	struct json *o = json_new_object();

	for (const struct connector_field *f = c->fields; f->name; f++) {
		struct str value = value_of(values, f->name);

		if (value.n)
			json_add_str(o, f->name, f->secret ? secret_hint(value) : value);
	}
	return json_text(o);
}

static struct str place(struct str id)
{
	return str_printf(mem(), "integration_status:%.*s", STR_FMT(id));
}

int credentials_seal(const struct connector *c, const struct vec *values, struct str id, struct str *ret)
{
	struct json *o = json_new_object();
	struct str text;

	for (const struct connector_field *f = c->fields; f->name; f++)
		if (f->secret && value_of(values, f->name).n)
			json_add_str(o, f->name, value_of(values, f->name));
	text = json_text(o);
	return text.p ? secret_seal(text, place(id), ret) : -ERR_NOMEM;
}

int credentials_open(struct str sealed, struct str id, struct str *ret)
{
	*ret = STR_NONE;
	return sealed.n ? secret_open(sealed, place(id), ret) : 0;
}

/* ---- a try, remembered ------------------------------------------------------------------------ */

struct token {
	struct str provider, values; /* values: their hash */
	struct str message;
	struct vec details;
};
static const struct field token_fields[] = {
	F_STR(struct token, provider, REQUIRED, 0, 0, NULL, "Who was asked"),
	F_STR(struct token, values, REQUIRED, 0, 0, NULL, "SHA-256 of what was tried"),
	F_STR(struct token, message, REQUIRED, 0, 0, NULL, "What was answered"),
	F_MAP(struct token, details, 0, 20, 1000, NULL, "Of the account"),
};
static const struct schema token_schema = SCHEMA("Token", struct token, token_fields);

#define TOKEN_SECONDS "300"
enum { TOKEN_MAX = 32 * 1024 };

static struct str hash_of(const struct vec *values)
{
	const struct pair *pairs = values->items;
	struct json *o = json_new_object();

	for (size_t i = 0; i < values->n; i++)
		json_add_str(o, pairs[i].key.p, pairs[i].value);
	return sha256_hex(json_text(o));
}

/* Whatever is wrong with a remembered try (Redis away, another key ring), the provider is asked anew. */
static bool recall(struct str key, const struct connector *c, struct str hash, struct outcome *ret)
{
	struct redis_reply r;
	struct token *t;
	struct str text;

	if (redis(&r, STR("GET"), key) < 0 || r.kind != REDIS_STR) /* redis */
		return false;
	if (secret_open(r.str, key, &text) < 0 || schema_read(&token_schema, text, (void **)&t) < 0)
		return false;
	if (!str_is(t->provider, c->name) || !str_eq(t->values, hash))
		return false;
	*ret = (struct outcome){ .verdict = VERDICT_OK, .message = t->message, .details = t->details };
	return true;
}

static void remember(struct str key, const struct connector *c, struct str hash, const struct outcome *o)
{
	struct token t = { str_c(c->name), hash, o->message, o->details };
	struct buf b = BUF_ON(mem(), TOKEN_MAX);
	struct str sealed;

	schema_encode(&b, &token_schema, &t);
	if (buf_ok(&b) && secret_seal(buf_view(&b), key, &sealed) == 0)
		redis_send((const struct str[]){ STR("SET"), key, sealed, STR("EX"), STR(TOKEN_SECONDS) }, 5);
}

int credentials_try(const struct connector *c, const struct vec *values, struct str user_id, struct outcome *ret)
{
	static const char *const words[] = {
		[VERDICT_OK] = "ok", [VERDICT_REFUSED] = "refused", [VERDICT_AWAY] = "away"
	};
	struct str key = str_printf(mem(), "wizard:token:%s:%.*s", c->type, STR_FMT(user_id));
	struct str hash = hash_of(values);

	if (!key.p || !hash.p)
		return -ERR_NOMEM;
	if (recall(key, c, hash, ret)) /* redis */
		return 0;
	TRY(c->test(values, ret)); /* http: the provider */
	log_info("credentials_tried", LOG_S("provider", c->name), LOG_S("verdict", words[ret->verdict]));
	if (ret->verdict == VERDICT_OK)
		remember(key, c, hash, ret);
	return 0;
}
