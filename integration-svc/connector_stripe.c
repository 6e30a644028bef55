/* Stripe: the account behind a key, and the endpoint by which Stripe will tell of payments. */
#include "connector_stripe.h"
#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "settings.h"
#include "web/crypto.h"

/* The version that the fields below were read in; Stripe answers in it whatever the account's own is. */
#define API_VERSION "2023-08-16"
#define TITLE "Stripe"

enum { FORM_MAX = 8192, RETRIES = 2, KEPT_BY_STRIPE_S = 23 * 3600 };

static const char *const events[] = { "checkout.session.completed", "checkout.session.async_payment_succeeded",
	"checkout.session.async_payment_failed", "checkout.session.expired", "charge.refunded", NULL };

static bool all_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return s.n > 0;
}

static const char *check_api_key(struct str in, struct str *out)
{
	struct str s = str_trim(in);

	if (str_starts(s, STR("pk_")))
		return "is the publishable key; Stripe's secret key begins with sk_ (or rk_ for a restricted one)";
	if (!str_starts(s, STR("sk_")) && !str_starts(s, STR("rk_")))
		return "must begin with sk_ or rk_: Stripe's secret key, or a restricted one";
	if (!all_word(s) || s.n > 300)
		return "holds a character that no key of Stripe has: copy it again";
	*out = s;
	return NULL;
}
static const struct format format_api_key = { NULL, "^[sr]k_[A-Za-z0-9_]+$", check_api_key };

static const char *check_webhook_secret(struct str in, struct str *out)
{
	struct str s = str_trim(in);

	if (!str_starts(s, STR("whsec_")))
		return "must begin with whsec_: the signing secret of the webhook endpoint";
	return format_key.check(s, out);
}
static const struct format format_webhook_secret = { NULL, "^whsec_[!-~]+$", check_webhook_secret };

static const struct connector_field fields[] = {
	{ "api_key", true, true, &format_api_key, "Stripe: Developers, API keys, Secret key" },
	{ "webhook_secret", true, false, &format_webhook_secret,
		"Signing secret of the webhook endpoint; ours to fetch unless the endpoint was made by hand" },
	{ NULL, false, false, NULL, NULL },
};

/* ---- calls ------------------------------------------------------------------------------------ */

struct http_request stripe_request(const struct vec *values, const char *method, struct str path)
{
	struct http_request rq = { .method = method, .retries = RETRIES, .repeatable = true };

	rq.url = str_printf(mem(), "%s/v1/%.*s", conf.stripe_url, STR_FMT(path));
	rq.headers[0] = (struct http_pair){ "Authorization",
		str_printf(mem(), "Bearer %.*s", STR_FMT(value_of(values, "api_key"))) };
	rq.headers[1] = (struct http_pair){ "Stripe-Version", STR(API_VERSION) };
	return rq;
}

int stripe_call(struct http_request *rq, const struct json **ret, int *status, struct outcome *out)
{
	struct http_response response;

	*ret = NULL;
	TRY(connector_call(TITLE, rq, &response, out)); /* http: Stripe */
	*status = response.status;
	if (response.status == 401)
		outcome_is(out, VERDICT_REFUSED,
			"Stripe does not know this key. Copy the secret key again: Developers, API keys.");
	else if (response.status == 403)
		outcome_is(out, VERDICT_REFUSED,
			"This key may not do it. Give the restricted key the rights to read the account and to write webhook "
			"endpoints, or use the secret key.");
	if (out->verdict == VERDICT_OK)
		*ret = connector_json(TITLE, &response, out);
	return 0;
}

/* ---- the account ------------------------------------------------------------------------------ */

static struct str account_name(const struct json *account)
{
	struct str name = json_get_str(json_get(account, "business_profile"), "name");

	if (!name.n)
		name = json_get_str(json_get(json_get(account, "settings"), "dashboard"), "display_name");
	return name;
}

static int account_test(const struct vec *values, struct outcome *out)
{
	struct http_request rq = stripe_request(values, "GET", STR("account"));
	struct str key = value_of(values, "api_key");
	bool live = str_eq(str_sub(key, 3, 8), STR("live_"));
	const struct json *account;
	int status;

	*out = (struct outcome){ .verdict = VERDICT_OK };
	TRY(stripe_call(&rq, &account, &status, out));
	if (!account)
		return 0;
	if (!json_get_str(account, "id").n) {
		outcome_is(out, VERDICT_AWAY, "Stripe's answer names no account; it will be tried again.");
		return 0;
	}
	outcome_add(out, "account", json_get_str(account, "id"));
	outcome_add(out, "name", account_name(account));
	outcome_add(out, "mode", live ? STR("live") : STR("test"));
	outcome_add(out, "country", json_get_str(account, "country"));
	outcome_add(out, "charges_enabled", json_get_bool(account, "charges_enabled", false) ? STR("yes") : STR("no"));
	outcome_is(out, VERDICT_OK, "The key works%s%s", live ? "" : " (test mode: no real money moves)",
		json_get_bool(account, "charges_enabled", false)
			? "."
			: ". Stripe does not take payments for this account yet: finish its set-up there.");
	return 0;
}

/* ---- the webhook endpoint --------------------------------------------------------------------- */

struct endpoint {
	struct str id, url, secret; /* secret: only in the answer that made it */
	int64_t created;
};

static struct endpoint endpoint_of(const struct json *j)
{
	return (struct endpoint){ json_get_str(j, "id"), json_get_str(j, "url"), json_get_str(j, "secret"),
		json_get_int(j, "created", 0) };
}

static struct str form(struct str url, const char *integration_id)
{
	struct buf b = BUF_ON(mem(), FORM_MAX);

	buf_c(&b, "url=");
	buf_url(&b, url);
	for (int i = 0; events[i]; i++)
		buf_printf(&b, "&enabled_events[%d]=%s", i, events[i]);
	if (integration_id)
		buf_printf(&b,
			"&api_version=" API_VERSION
			"&description=Store%%20Launch%%20Wizard&metadata[integration_id]=%s",
			integration_id);
	return buf_view(&b);
}

static int post(const struct sync *s, struct str path, struct str body, struct str key, struct endpoint *ret,
	int *status, struct outcome *out)
{
	struct http_request rq = stripe_request(&s->values, "POST", path);
	const struct json *j;

	rq.headers[2] = (struct http_pair){ "Idempotency-Key", key };
	rq.content_type = "application/x-www-form-urlencoded";
	rq.body = body;
	TRY(stripe_call(&rq, &j, status, out));
	*ret = endpoint_of(j);
	if (j && !ret->id.n)
		outcome_is(out, VERDICT_AWAY, "Stripe's answer names no webhook endpoint; it will be tried again.");
	return 0;
}

static int keep(struct sync *s, const struct endpoint *e)
{
	struct buf b = BUF_ON(mem(), FORM_MAX);

	buf_c(&b, "{");
	buf_json_key(&b, "webhook_id");
	buf_json_str(&b, e->id);
	buf_json_key(&b, "webhook_url");
	buf_json_str(&b, e->url);
	buf_c(&b, "}");
	return s->keep(s, buf_view(&b), e->secret.n ? "webhook_secret" : NULL, e->secret); /* db */
}

/* The key names what is asked for and what stood before, so that a try cut off half-way gets the first one's answer,
 * secret included, and one after the endpoint was deleted at Stripe makes a new one. */
static int create(struct sync *s, struct str url, struct str former, struct outcome *out)
{
	struct str what = str_printf(mem(), "%.*s %.*s", STR_FMT(url), STR_FMT(former));
	struct str key = str_printf(
		mem(), "webhook-%.*s-%.16s", STR_FMT(s->integration_id), TRY_MEM(sha256_hex(what).p));
	struct endpoint made;
	int status;

	TRY(post(s, STR("webhook_endpoints"), form(url, s->integration_id.p), key, &made, &status, out));
	if (out->verdict != VERDICT_OK)
		return 0;
	made.url = url;
	return keep(s, &made);
}

static int look_up(const struct sync *s, struct str url, struct endpoint *ret, struct outcome *out)
{
	struct http_request rq = stripe_request(&s->values, "GET", STR("webhook_endpoints?limit=100"));
	const struct json *list;
	int status;

	*ret = (struct endpoint){ .created = 0 };
	TRY(stripe_call(&rq, &list, &status, out));
	for (const struct json *e = json_first(json_get(list, "data")); e; e = json_next(e))
		if (str_eq(json_get_str(e, "url"), url))
			*ret = endpoint_of(e);
	return 0;
}

/* One that stands at our address was made by us: a try that never heard its answer, or a lost database. Stripe keeps the
 * answer, and with it the secret, for a day. */
static int adopt_or_create(struct sync *s, struct str url, struct str former, struct outcome *out)
{
	struct endpoint found;

	TRY(look_up(s, url, &found, out)); /* http: Stripe */
	if (out->verdict != VERDICT_OK)
		return 0;
	if (!found.id.n ||
		(!value_of(&s->values, "webhook_secret").n && clock_unix() - found.created < KEPT_BY_STRIPE_S))
		return create(s, url, former, out); /* http: Stripe; db */
	TRY(keep(s, &found));                       /* db */
	if (!value_of(&s->values, "webhook_secret").n)
		outcome_is(out, VERDICT_OK,
			"Connected. The webhook endpoint stood there already, and Stripe shows its signing secret only once: "
			"reveal it there (Developers, Webhooks) and enter it as webhook_secret.");
	return 0;
}

static int update(struct sync *s, struct str id, struct str url, bool *ret_gone, struct outcome *out)
{
	struct str key = str_printf(mem(), "update-%.*s-%.16s", STR_FMT(id), TRY_MEM(sha256_hex(url).p));
	struct endpoint e;
	int status = 0;

	TRY(post(s, str_printf(mem(), "webhook_endpoints/%.*s", STR_FMT(id)), form(url, NULL), key, &e, &status, out));
	*ret_gone = status == 404;
	if (*ret_gone)
		out->verdict = VERDICT_OK;
	if (*ret_gone || out->verdict != VERDICT_OK)
		return 0;
	e = (struct endpoint){ .id = id, .url = url };
	return keep(s, &e);
}

static int check_kept(struct sync *s, struct str id, bool *ret_gone, struct outcome *out)
{
	struct http_request rq = stripe_request(
		&s->values, "GET", str_printf(mem(), "webhook_endpoints/%.*s", STR_FMT(id)));
	const struct json *j;
	int status = 0;

	TRY(stripe_call(&rq, &j, &status, out));
	*ret_gone = status == 404;
	if (*ret_gone)
		out->verdict = VERDICT_OK;
	return 0;
}

static int webhook(struct sync *s, struct outcome *out)
{
	struct str url = str_printf(mem(), "%s/webhooks/stripe/%.*s", conf.public_url, STR_FMT(s->integration_id));
	struct str id = json_get_str(s->external, "webhook_id");
	bool gone = true;

	if (id.n && str_eq(json_get_str(s->external, "webhook_url"), url))
		TRY(check_kept(s, id, &gone, out)); /* http: Stripe */
	else if (id.n)
		TRY(update(s, id, url, &gone, out)); /* http: Stripe; db */
	if (!gone || out->verdict != VERDICT_OK)
		return 0;
	return adopt_or_create(s, url, id, out); /* http: Stripe; db */
}

static int launch(struct sync *s, struct outcome *out)
{
	TRY(account_test(&s->values, out)); /* http: Stripe */
	if (out->verdict != VERDICT_OK)
		return 0;
	out->message = STR_NONE;
	if (str_starts(str_c(conf.public_url), STR("https://")))
		return webhook(s, out); /* http: Stripe; db */
	outcome_is(out, VERDICT_OK,
		"Connected. Stripe cannot tell us of payments here: its webhooks need a public https address, and this "
		"installation is reached at %s. Set PUBLIC_URL and launch again.",
		conf.public_url);
	return 0;
}

const struct connector connector_stripe = {
	.name = "stripe",
	.title = TITLE,
	.type = "payment",
	.fields = fields,
	.test = account_test,
	.sync = launch,
	.verify = stripe_verify,
	.pay = stripe_pay,
	.pay_look = stripe_pay_look,
};
