/* Stripe Checkout: a session is one order's payment on Stripe's own page. */
#include "base/context.h"
#include "base/err.h"
#include "connector_stripe.h"

enum { FORM_MAX = 64 * 1024 };

static void put(struct buf *b, const char *name, struct str value)
{
	if (b->len)
		buf_char(b, '&');
	buf_c(b, name);
	buf_char(b, '=');
	buf_url(b, value);
}

static struct str lower(struct str s)
{
	struct buf b = BUF_ON(mem(), 16);

	for (size_t i = 0; i < s.n; i++)
		buf_char(&b, s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 'a' - 'A') : s.p[i]);
	return buf_view(&b);
}

static struct str form(const struct payment_new *in)
{
	const struct payment_line *l = in->lines.items;
	struct buf b = BUF_ON(mem(), FORM_MAX);
	struct str currency = lower(in->currency);

	put(&b, "mode", STR("payment"));
	put(&b, "success_url", in->success_url);
	put(&b, "cancel_url", in->cancel_url);
	put(&b, "customer_email", in->email);
	put(&b, "client_reference_id", in->order_id);
	put(&b, "metadata[order_id]", in->order_id);
	buf_printf(&b, "&expires_at=%lld", (long long)in->expires_at);
	for (size_t i = 0; i < in->lines.n; i++) {
		buf_printf(&b, "&line_items[%zu][quantity]=%lld&line_items[%zu][price_data][unit_amount]=%lld", i,
			(long long)l[i].quantity, i, (long long)l[i].unit_minor);
		buf_printf(&b, "&line_items[%zu][price_data][currency]=%.*s", i, STR_FMT(currency));
		buf_printf(&b, "&line_items[%zu][price_data][product_data][name]=", i);
		buf_url(&b, l[i].name);
	}
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

/* complete is not yet paid where money takes days to arrive. */
static int read_session(const struct json *j, struct payment *ret, struct outcome *out)
{
	struct str status = json_get_str(j, "status"), paid = json_get_str(j, "payment_status");

	*ret = (struct payment){ .reference = json_get_str(j, "id"), .url = json_get_str(j, "url") };
	if (str_is(paid, "paid") || str_is(paid, "no_payment_required"))
		ret->status = STR("paid");
	else
		ret->status = str_is(status, "expired") ? STR("expired") : STR("open");
	if (!ret->reference.n)
		outcome_is(out, VERDICT_AWAY, "Stripe's answer names no payment; it will be tried again.");
	return 0;
}

int stripe_pay(const struct vec *values, const struct payment_new *in, struct payment *ret, struct outcome *out)
{
	struct http_request rq = stripe_request(values, "POST", STR("checkout/sessions"));
	const struct json *j;
	int status;

	rq.headers[2] = (struct http_pair){ "Idempotency-Key", str_printf(mem(), "order-%.*s", STR_FMT(in->order_id)) };
	rq.content_type = "application/x-www-form-urlencoded";
	rq.body = form(in);
	TRY_MEM(rq.body.p);
	TRY(stripe_call(&rq, &j, &status, out)); /* http: Stripe */
	return j ? read_session(j, ret, out) : 0;
}

static int ask(const struct vec *values, const char *method, struct str path, struct payment *ret, int *status,
	struct outcome *out)
{
	struct http_request rq = stripe_request(values, method, path);
	const struct json *j;

	TRY(stripe_call(&rq, &j, status, out)); /* http: Stripe */
	return j ? read_session(j, ret, out) : 0;
}

int stripe_pay_look(const struct vec *values, const struct payment_look *in, struct payment *ret, struct outcome *out)
{
	struct str path = str_printf(mem(), "checkout/sessions/%.*s", STR_FMT(in->reference));
	int status;

	TRY(ask(values, "GET", path, ret, &status, out));
	if (!in->end || out->verdict != VERDICT_OK || !str_is(ret->status, "open"))
		return 0;
	/* Refused when it was paid or ended meanwhile: then the look that follows tells. */
	TRY(ask(values, "POST", str_printf(mem(), "%.*s/expire", STR_FMT(path)), ret, &status, out));
	return out->verdict == VERDICT_REFUSED
		? (out->verdict = VERDICT_OK, ask(values, "GET", path, ret, &status, out))
		: 0;
}
