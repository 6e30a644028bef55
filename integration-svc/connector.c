#include "connector.h"

#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"

const struct connector *const connectors[] = { &connector_stripe, &connector_shopify, NULL };

enum { REPLY_MAX = 2 << 20, OFFERS_MAX = 4096, CALL_MS = 8000, MARGIN_MS = 250, LEAST_MS = 50, DETAILS_MAX = 20 };

const struct connector *connector_find(struct str type, struct str name)
{
	for (size_t i = 0; connectors[i]; i++)
		if (str_is(type, connectors[i]->type) && str_is(name, connectors[i]->name))
			return connectors[i];
	return NULL;
}

struct str connector_offers(void)
{
	struct buf b = BUF_ON(mem(), OFFERS_MAX);

	for (size_t i = 0; connectors[i]; i++)
		buf_printf(&b, "%s%s: %s", i ? "; " : "", connectors[i]->type, connectors[i]->name);
	return buf_view(&b);
}

struct str value_of(const struct vec *values, const char *name)
{
	const struct pair *pairs = values->items;

	for (size_t i = 0; i < values->n; i++)
		if (str_is(pairs[i].key, name))
			return pairs[i].value;
	return STR_NONE;
}

struct str cut(struct str s, size_t most)
{
	size_t n = s.n < most ? s.n : most;

	while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return (struct str){ s.p, n };
}

void outcome_is(struct outcome *o, enum verdict verdict, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	o->verdict = verdict;
	o->message = str_c(arena_vprintf(mem(), fmt, ap));
	va_end(ap);
}

void outcome_add(struct outcome *o, const char *key, struct str value)
{
	struct pair *pairs = o->details.items;

	if (!pairs)
		o->details.items = pairs = ARENA_ARRAY(mem(), struct pair, DETAILS_MAX);
	if (pairs && o->details.n < DETAILS_MAX && value.n)
		pairs[o->details.n++] = (struct pair){ str_c(key), value };
}

/* Is it the provider's fault, or ours: the client gone, our own deadline, a daemon going down? */
static bool is_away(int r)
{
	switch (-r) {
	case ERR_DEADLINE: return fiber_time_left(1) > 0;
	case ERR_UNAVAILABLE:
	case ERR_UPSTREAM:
	case ERR_BREAKER_OPEN:
	case ERR_OVERLOAD: return true;
	default: return false;
	}
}

/* The answer must come early enough that it can still be written down and told. */
static int64_t patience(int64_t asked)
{
	int64_t left = fiber_time_left(asked ? asked + MARGIN_MS : CALL_MS) - MARGIN_MS;

	return left > LEAST_MS ? left : LEAST_MS;
}

int connector_call(const char *title, struct http_request *rq, struct http_response *ret, struct outcome *out)
{
	int r;

	rq->timeout_ms = patience(rq->timeout_ms);
	rq->max_body = REPLY_MAX;
	r = http_call(rq, ret); /* http: the provider */
	if (r < 0) {
		if (!is_away(r))
			return r;
		ret->status = 0;
		outcome_is(out, VERDICT_AWAY, "%s cannot be reached at the moment; it will be tried again.", title);
	} else if (ret->status == 429 || ret->status >= 500) {
		outcome_is(out, VERDICT_AWAY, "%s is busy at the moment (answer %d); it will be tried again.", title,
			ret->status);
	} else if (ret->status < 200 || ret->status >= 300) {
		outcome_is(out, VERDICT_REFUSED, "%s refused the request (answer %d).", title, ret->status);
	} else {
		out->verdict = VERDICT_OK;
	}
	return 0;
}

const struct json *connector_json(const char *title, const struct http_response *response, struct outcome *out)
{
	const struct json *j;

	if (json_parse(response->body, &j) == 0 && json_kind(j) == JSON_OBJECT)
		return j;
	outcome_is(out, VERDICT_AWAY, "%s answered with something that we do not understand; it will be tried again.",
		title);
	return NULL;
}

static const char *check_key(struct str in, struct str *out)
{
	struct str s = str_trim(in);

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return "holds a character that no key has: copy it again";
	*out = s;
	return s.n <= 500 ? NULL : "is too long for a key";
}
const struct format format_key = { NULL, "^[!-~]{1,500}$", check_key };
