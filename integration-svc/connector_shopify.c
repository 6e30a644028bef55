/* Shopify: the shop behind a token; calls that keep within its points. */
#include "connector_shopify.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "settings.h"

#define API_VERSION "2026-10"

enum {
	BODY_MAX = 2 << 20,
	QUERY_MS = 20000,
	TEST_MS = 8000,
	THROTTLED_MOST = 8,
	THROTTLED_MS = 1000,
	WAIT_MOST_MS = 3600 * 1000, /* beyond the end of any launch */
	RETRIES = 2,
	SAID_MAX = 200
};

static const char *check_shop(struct str in, struct str *out)
{
	static const char *const wrong = "must be the shop's own address: your-shop.myshopify.com";
	struct str s = str_trim(in), name = str_sub(s, 0, s.n - (s.n > 14 ? 14 : s.n));

	if (!str_ends(s, STR(".myshopify.com")) || !name.n || name.n > 63 || name.p[0] == '-')
		return wrong;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
			return wrong;
	}
	*out = s;
	return NULL;
}
static const struct format format_shop = { NULL, "^[a-zA-Z0-9][a-zA-Z0-9-]*\\.myshopify\\.com$", check_shop };

static const struct connector_field fields[] = {
	{ "shop", false, true, &format_shop, "your-shop.myshopify.com" },
	{ "access_token", true, true, &format_key,
		"Admin API access token (shpat_…) of an app with read_products, write_products, read_locations, write_inventory" },
	{ NULL, false, false, NULL, NULL },
};

/* ---- points ----------------------------------------------------------------------------------- */

static double points_now(const struct shop *shop)
{
	double points = shop->available + (double)(clock_ms() - shop->at) / 1000 * shop->restore;

	return points < shop->maximum ? points : shop->maximum;
}

/* Milliseconds until the bucket holds what a query costs. */
static int64_t must_wait(const struct shop *shop, double cost)
{
	double lacking = (cost < shop->maximum ? cost : shop->maximum) - points_now(shop);
	double ms = shop->restore > 0 && lacking > 0 ? lacking / shop->restore * 1000 + 1 : 0;

	/* What Shopify says may be any number. */
	return ms < WAIT_MOST_MS ? (int64_t)ms : WAIT_MOST_MS;
}

static void take_cost(struct shop *shop, const struct json *answer)
{
	const struct json *cost = json_get(json_get(answer, "extensions"), "cost");
	const struct json *state = json_get(cost, "throttleStatus");

	if (json_kind(state) != JSON_OBJECT)
		return;
	shop->at = clock_ms();
	shop->maximum = json_num(json_get(state, "maximumAvailable"));
	shop->available = json_num(json_get(state, "currentlyAvailable"));
	shop->restore = json_num(json_get(state, "restoreRate"));
	shop->requested = json_num(json_get(cost, "requestedQueryCost"));
}

/* ---- one query -------------------------------------------------------------------------------- */

static struct str body_of(const char *query, struct str variables)
{
	struct buf b = BUF_ON(mem(), BODY_MAX);

	buf_c(&b, "{\"query\":");
	buf_json_str(&b, str_c(query));
	buf_c(&b, ",\"variables\":");
	buf_str(&b, variables);
	buf_c(&b, "}");
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static struct http_request request_to(const struct shop *shop, struct str body)
{
	struct str name = value_of(shop->values, "shop");
	/* Safe to repeat: all our mutations set a state, none adds to one. */
	struct http_request rq = { .method = "POST",
		.body = body,
		.content_type = "application/json",
		.retries = RETRIES,
		.repeatable = true };
	int64_t left = shop->ends - clock_ms();

	rq.timeout_ms = left > QUERY_MS ? QUERY_MS : left > 1 ? left : 1;
	rq.url = *conf.shopify_url
		? str_printf(mem(), "%s/admin/api/" API_VERSION "/graphql.json", conf.shopify_url)
		: str_printf(mem(), "https://%.*s/admin/api/" API_VERSION "/graphql.json", STR_FMT(name));
	rq.headers[0] = (struct http_pair){ "X-Shopify-Access-Token", value_of(shop->values, "access_token") };
	return rq;
}

static void explain_status(const struct shop *shop, int status, struct outcome *out)
{
	struct str name = value_of(shop->values, "shop");

	if (status == 401)
		outcome_is(out, VERDICT_REFUSED,
			"Shopify does not know this token for %.*s. Copy it again: Settings, Apps, Develop apps, API credentials.",
			STR_FMT(name));
	else if (status == 402)
		outcome_is(out, VERDICT_REFUSED, "Shopify has frozen %.*s for an unpaid bill.", STR_FMT(name));
	else if (status == 403)
		outcome_is(out, VERDICT_REFUSED,
			"This token may not do it: give the app read_products and write_products.");
	else if (status == 404)
		outcome_is(out, VERDICT_REFUSED, "There is no shop at %.*s.", STR_FMT(name));
}

/* Shopify answers 200 also when it refuses. */
static bool throttled(struct shop *shop, const struct json *answer, struct outcome *out)
{
	const struct json *error = json_first(json_get(answer, "errors"));
	struct str code = json_get_str(json_get(error, "extensions"), "code");

	if (!error)
		return false;
	if (str_is(code, "THROTTLED"))
		return true;
	if (str_is(code, "ACCESS_DENIED"))
		outcome_is(out, VERDICT_REFUSED,
			"This token may not do it: give the app read_products and write_products.");
	else
		outcome_is(out, VERDICT_REFUSED, "Shopify refused the request: %.*s",
			STR_FMT(cut(json_get_str(error, "message"), SAID_MAX)));
	shop->query_refused = !str_is(code, "ACCESS_DENIED");
	return false;
}

/* One try. *again: throttled, the cost is known now. */
static int ask(struct shop *shop, struct str body, const struct json **data, bool *again, struct outcome *out)
{
	struct http_request rq = request_to(shop, body);
	struct http_response response;
	const struct json *answer;

	*again = shop->query_refused = false;
	TRY(connector_call(SHOPIFY_TITLE, &rq, &response, out)); /* http: Shopify */
	explain_status(shop, response.status, out);
	if (out->verdict != VERDICT_OK)
		return 0;
	answer = connector_json(SHOPIFY_TITLE, &response, out);
	if (!answer)
		return 0;
	take_cost(shop, answer);
	*again = throttled(shop, answer, out);
	if (*again || out->verdict != VERDICT_OK)
		return 0;
	*data = json_get(answer, "data");
	if (json_kind(*data) != JSON_OBJECT) {
		*data = NULL;
		outcome_is(out, VERDICT_AWAY, "Shopify's answer holds no data; it will be tried again.");
	}
	return 0;
}

int shop_query(struct shop *shop, const char *query, struct str variables, double estimate, const struct json **data,
	struct outcome *out)
{
	struct str body = body_of(query, variables);
	int64_t pause = must_wait(shop, estimate);
	bool again;

	*data = NULL;
	shop->query_refused = !body.p;
	if (!body.p) {
		outcome_is(out, VERDICT_REFUSED, "It is too large for Shopify.");
		return 0;
	}
	for (int i = 0; i < THROTTLED_MOST; i++) {
		if (clock_ms() + pause >= shop->ends)
			break;
		if (pause > 0)
			TRY(wait_ms(pause));
		TRY(ask(shop, body, data, &again, out)); /* http: Shopify */
		if (!again)
			return 0;
		/* Others use the same points: what is told to be there may be gone when we come. */
		pause = must_wait(shop, shop->requested) + THROTTLED_MS * i;
		pause = pause > 0 ? pause : THROTTLED_MS;
	}
	outcome_is(out, VERDICT_AWAY, "Shopify lets us do only so much at a time, and the time is up.");
	return 0;
}

/* ---- the shop --------------------------------------------------------------------------------- */

static int shop_test(const struct vec *values, struct outcome *out)
{
	struct shop shop = { .values = values, .ends = clock_ms() + fiber_time_left(TEST_MS) };
	const struct json *data;

	*out = (struct outcome){ .verdict = VERDICT_OK };
	TRY(shop_query(&shop, "query { shop { name myshopifyDomain currencyCode } }", STR("{}"), 1, &data, out));
	if (!data)
		return 0;
	data = json_get(data, "shop");
	if (!json_get_str(data, "currencyCode").n) {
		outcome_is(out, VERDICT_AWAY, "Shopify's answer names no shop; it will be tried again.");
		return 0;
	}
	outcome_add(out, "name", json_get_str(data, "name"));
	outcome_add(out, "domain", json_get_str(data, "myshopifyDomain"));
	outcome_add(out, "currency", json_get_str(data, "currencyCode"));
	outcome_is(out, VERDICT_OK, "The token opens %.*s.", STR_FMT(json_get_str(data, "name")));
	return 0;
}

const struct connector connector_shopify = {
	.name = "shopify",
	.title = SHOPIFY_TITLE,
	.type = "commerce",
	.fields = fields,
	.test = shop_test,
	.sync = shop_launch,
};
