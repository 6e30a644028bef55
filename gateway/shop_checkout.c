#include "shop_checkout.h"

#include "base/context.h"
#include "base/err.h"
#include "settings.h"
#include "shop_cart.h"
#include "shop_payments.h"
#include "web/crypto.h"

enum { TOKEN_BYTES = ORDER_TOKEN_CHARS / 4 * 3 };

static const struct shop_field fields[] = {
	{ "name", true, 200, &format_line, offsetof(struct order_new, name) },
	{ "email", true, 254, &format_email, offsetof(struct order_new, email) },
	{ "address", true, 500, &format_text, offsetof(struct order_new, address) },
	{ "postcode", false, 20, &format_line, offsetof(struct order_new, postcode) },
	{ "city", true, 100, &format_line, offsetof(struct order_new, city) },
	{ "country", false, 100, &format_line, offsetof(struct order_new, country) },
	{ "note", false, 1000, &format_text, offsetof(struct order_new, note) },
	{ NULL, false, 0, NULL, 0 },
};

/* The token of the order that is the cart's turn-th. */
static struct str order_token(const struct shop_at *at, struct str cart_token, int64_t turn)
{
	struct str what = str_printf(
		mem(), "order %.*s %.*s %lld", STR_FMT(at->store_id), STR_FMT(cart_token), (long long)turn);
	struct buf b = BUF_ON(mem(), 64);
	unsigned char hash[SHA256_SIZE];

	sha256(what.p, what.n, hash);
	buf_base64url(&b, (struct str){ (char *)hash, TOKEN_BYTES });
	return buf_view(&b);
}

/* ---- the form ---------------------------------------------------------------------------------- */

/* What the form sends back unread: which of the cart's orders this is, and the sum that the shopper sees. */
static struct str turn_text(const struct cart *c, int64_t total)
{
	return str_printf(mem(), "%lld-%lld", (long long)c->turn, (long long)total);
}

static bool turn_read(struct str s, int64_t *turn, int64_t *total)
{
	struct str first = str_split(&s, '-');

	return str_i64(first, turn) && str_i64(s, total) && *turn > 0 && *total >= 0;
}

/* A cart that cannot be ordered as it is goes back to its own page, which says why. */
static int show(struct request *rq, const struct shop_at *at, int status, const char *notice, struct json *form)
{
	struct cart *c = TRY_MEM(ARENA_NEW(mem(), struct cart));
	struct cart_key key = cart_key(at, cart_token(rq));
	struct json *data;
	int64_t total;
	bool ready;

	TRY(cart_load(&key, c)); /* db */
	data = cart_data(c, &total, &ready);
	if (!ready && (!*notice || !c->n))
		return shop_redirect(rq, at, STR("/cart"));
	json_add_str(data, "notice", str_c(notice));
	if (!ready)
		return shop_reply(rq, at, status, "cart", data); /* http: theme-svc */
	json_add_str(data, "turn", turn_text(c, total));
	/* A sum of nothing is paid nowhere. */
	json_add_str(data, "payment",
		total && TRY(payments_offered(at->store_id)) ? STR("stripe") : STR("none")); /* http: integration-svc */
	json_add_copy(data, "values", json_get(form, "values"));
	json_add_copy(data, "errors", json_get(form, "errors"));
	return shop_reply(rq, at, status, "checkout", data); /* http: theme-svc */
}

/* GET /s/{slug}/checkout */
int checkout_page(struct request *rq)
{
	struct shop_at at;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	return show(rq, &at, 200, "", json_new_object());
}

static int leave(struct request *rq, struct str url)
{
	reply_header(rq, "Cache-Control", STR("no-store"));
	reply_header(rq, "Location", url);
	return reply_empty(rq, 303);
}

/* POST /s/{slug}/checkout: the cart becomes an order, or says what is in the way. */
int checkout_place(struct request *rq)
{
	struct form *f = TRY_MEM(ARENA_NEW(mem(), struct form));
	struct json *back = json_new_object();
	struct str token = cart_token(rq), order, url;
	struct order_new in = { .turn = 0 };
	struct order placed;
	struct shop_at at;
	int r;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	TRY(shop_form(rq, f));
	r = shop_rate(rq, &rate_orders); /* redis */
	if (r != -ERR_RATE_LIMITED)
		TRY(r);
	if (shop_fields(f, fields, &in, back) || r < 0)
		return show(rq, &at, r < 0 ? 429 : 422, r < 0 ? "busy" : "", back);
	if (!token.p || form_get(f, "website").n || !turn_read(form_get(f, "turn"), &in.turn, &in.total_minor))
		return show(rq, &at, 409, "changed", back);
	order = order_token(&at, token, in.turn);
	in.cart = cart_key(&at, token);
	in.access_hash = sha256_hex(order);
	in.experiment_id = at.experiment_id;
	in.variant = at.variant;
	in.pays_now = in.total_minor && TRY(payments_offered(at.store_id)); /* http: integration-svc */
	if (TRY(order_place(&in, &placed)) == 0)                            /* db */
		return show(rq, &at, 409, "changed", back);
	/* The form's own policy lets it lead to Stripe; any other page is reached from the order's. */
	if (str_is(placed.status, "pending") && payments_begin(&at, &placed, order, &url) == 0 &&
		str_starts(url, STR("https://checkout.stripe.com/")))
		return leave(rq, url);
	return shop_redirect(rq, &at, str_printf(mem(), "/order/%.*s", STR_FMT(order)));
}

/* ---- the order's page -------------------------------------------------------------------------- */

static struct str address_of(const struct order *o)
{
	return str_printf(mem(), "%.*s\n\n%.*s %.*s\n\n%.*s", STR_FMT(o->address), STR_FMT(o->postcode),
		STR_FMT(o->city), STR_FMT(o->country));
}

static struct json *order_data(const struct order *o)
{
	struct json *data = json_new_object(), *lines = json_add_array(data, "lines"), *j;
	const struct order_line *l = o->lines.items;

	for (size_t i = 0; i < o->lines.n; i++) {
		j = json_add_object(lines, NULL);
		json_add_str(j, "sku", l[i].sku);
		json_add_str(j, "name", l[i].name);
		json_add_str(j, "label", l[i].label);
		json_add_int(j, "quantity", l[i].quantity);
		json_add_int(j, "unit_minor", l[i].unit_minor);
		json_add_int(j, "total_minor", l[i].total_minor);
	}
	json_add_int(data, "total_minor", o->total_minor);
	json_add_str(data, "currency", o->currency);
	json_add_int(data, "number", o->number);
	json_add_str(data, "status", o->status);
	json_add_str(data, "date", str_sub(o->created_at, 0, 10));
	json_add_str(data, "name", o->name);
	json_add_str(data, "email", o->email);
	json_add_str(data, "address", address_of(o));
	return data;
}

static int load(struct request *rq, struct shop_at *at, struct order *ret)
{
	struct str token = path(rq, "token");

	TRY(shop_at(rq, at));                                                /* memory; db once a second */
	if (TRY(order_by_access(at->store_id, sha256_hex(token), ret)) == 0) /* db */
		return fail(ERR_NOT_FOUND, "this store has no such order");
	return 0;
}

/* GET /s/{slug}/order/{token} */
int checkout_order_page(struct request *rq)
{
	struct json *data;
	struct shop_at at;
	struct order o;

	TRY(load(rq, &at, &o)); /* db */
	/* Who comes back from paying sees it, whether the webhook has come or not; who cannot be asked changes nothing. */
	if (str_is(o.status, "pending") && payments_look(o.payment_reference) == 0) /* db; http: integration-svc */
		TRY(load(rq, &at, &o));                                             /* db */
	data = order_data(&o);
	if (str_is(o.status, "pending"))
		json_add_str(data, "pay_url",
			str_printf(mem(), "%.*s/order/%.*s/pay", STR_FMT(at.base), STR_FMT(path(rq, "token"))));
	return shop_reply(rq, &at, 200, "order", data); /* http: theme-svc */
}

/* GET /s/{slug}/order/{token}/pay: to the provider's page; made now if it could not be before. */
int checkout_pay(struct request *rq)
{
	struct shop_at at;
	struct order o;
	struct str url;

	TRY(load(rq, &at, &o)); /* db */
	if (!str_is(o.status, "pending"))
		return shop_redirect(rq, &at, str_printf(mem(), "/order/%.*s", STR_FMT(path(rq, "token"))));
	if (!o.pay_url.p)
		TRY(shop_rate(rq, &rate_orders));              /* redis */
	TRY(payments_begin(&at, &o, path(rq, "token"), &url)); /* db; http: integration-svc */
	return leave(rq, url);
}
