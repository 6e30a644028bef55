#include "shop_cart.h"

#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "settings.h"
#include "web/crypto.h"

enum { TOKEN_BYTES = 24, TOKEN_CHARS = 32, SWEEP_MS = 10 * 60 * 1000, SWEEP_MOST = 1000 };

#define COOKIE "cart"

struct str cart_token(const struct request *rq)
{
	struct str s = request_cookie(rq, COOKIE), bytes;

	return s.n == TOKEN_CHARS && base64url_decode(s, &bytes) ? s : STR_NONE;
}

struct cart_key cart_key(const struct shop_at *at, struct str token)
{
	/* One token at two shops is two carts. */
	return (struct cart_key){ at->store_id,
		token.p ? sha256_hex(str_printf(mem(), "%.*s %.*s", STR_FMT(at->store_id), STR_FMT(token)))
			: STR_NONE };
}

static int new_token(struct str *ret)
{
	unsigned char random[TOKEN_BYTES];
	struct buf b = BUF_ON(mem(), 64);

	random_bytes(random, sizeof(random));
	buf_base64url(&b, (struct str){ (char *)random, sizeof(random) });
	*ret = buf_view(&b);
	return buf_ok(&b) ? 0 : -ERR_NOMEM;
}

static void set_cookie(struct request *rq, const struct shop_at *at, struct str token)
{
	bool https = str_starts(str_c(conf.public_url), STR("https:"));

	reply_header(rq, "Set-Cookie",
		str_printf(mem(), COOKIE "=%.*s; HttpOnly; SameSite=Lax; Path=%.*s; Max-Age=%d%s", STR_FMT(token),
			STR_FMT(at->root.n ? at->root : STR("/")), CART_DAYS * 86400, https ? "; Secure" : ""));
}

/* ---- as pages are told of it ------------------------------------------------------------------- */

static const char *problem_of(const struct cart_line *l, struct str currency)
{
	if (!l->for_sale)
		return "gone";
	if (!str_eq(l->currency, currency))
		return "currency";
	if (l->stock == 0)
		return "sold_out";
	return l->stock > 0 && l->stock < l->quantity ? "few" : "";
}

struct json *cart_data(const struct cart *c, int64_t *total, bool *ready)
{
	struct json *data = json_new_object(), *lines = json_add_array(data, "lines"), *j;
	struct str currency = c->n ? c->lines[0].currency : STR_NONE;
	const char *problem;

	*total = 0;
	*ready = c->n > 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct cart_line *l = &c->lines[i];

		problem = problem_of(l, currency);
		j = json_add_object(lines, NULL);
		json_add_str(j, "sku", l->sku);
		json_add_str(j, "name", l->name.n ? l->name : l->sku);
		json_add_str(j, "label", l->label.p ? l->label : STR(""));
		json_add_int(j, "quantity", l->quantity);
		json_add_int(j, "unit_minor", l->unit_minor);
		json_add_int(j, "total_minor", l->unit_minor * l->quantity);
		json_add_int(j, "left", l->stock);
		json_add_str(j, "problem", str_c(problem));
		*total += l->unit_minor * l->quantity;
		*ready &= !*problem;
	}
	json_add_int(data, "total_minor", *total);
	json_add_str(data, "currency", currency.p ? currency : STR(""));
	return data;
}

/* ---- the page ---------------------------------------------------------------------------------- */

static int show(
	struct request *rq, const struct shop_at *at, const struct cart_key *key, int status, const char *notice)
{
	struct cart *c = TRY_MEM(ARENA_NEW(mem(), struct cart));
	struct json *data;
	int64_t total;
	bool ready;

	TRY(cart_load(key, c)); /* db */
	data = cart_data(c, &total, &ready);
	json_add_str(data, "notice", str_c(notice));
	return shop_reply(rq, at, status, "cart", data); /* http: theme-svc */
}

/* GET /s/{slug}/cart: what is in it, and what is wrong with it. */
int cart_page(struct request *rq)
{
	struct shop_at at;
	struct cart_key key;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	key = cart_key(&at, cart_token(rq));
	return show(rq, &at, &key, 200, "");
}

/* ---- changes ----------------------------------------------------------------------------------- */

static bool quantity_of(const struct form *f, int64_t least, int64_t *ret)
{
	struct str s = form_get(f, "quantity");

	*ret = 1;
	return !s.n || (str_i64(s, ret) && *ret >= least && *ret <= CART_QUANTITY_MAX);
}

static int add(struct request *rq, const struct shop_at *at, struct str sku, int64_t quantity)
{
	struct str token = cart_token(rq);
	struct cart_key key;
	int r;

	if (!token.p)
		TRY(new_token(&token));
	key = cart_key(at, token);
	r = cart_add(&key, sku, quantity); /* db */
	if (r == -ERR_CONFLICT)
		return show(rq, at, &key, 409, "full");
	if (TRY(r) == 0)
		return show(rq, at, &key, 404, "unknown");
	set_cookie(rq, at, token);
	return shop_redirect(rq, at, STR("/cart"));
}

/* POST /s/{slug}/cart: sku, quantity; action set or remove, else the pieces are added. */
int cart_change(struct request *rq)
{
	struct form *f = TRY_MEM(ARENA_NEW(mem(), struct form));
	struct str sku, action;
	struct cart_key key;
	struct shop_at at;
	int64_t quantity;
	int r;

	TRY(shop_at(rq, &at)); /* memory; db once a second */
	TRY(shop_form(rq, f));
	key = cart_key(&at, cart_token(rq));
	r = shop_rate(rq, &rate_cart); /* redis */
	if (r == -ERR_RATE_LIMITED)
		return show(rq, &at, &key, 429, "busy");
	TRY(r);
	sku = form_get(f, "sku");
	action = form_get(f, "action");
	if (!sku.n || sku.n > 256)
		return show(rq, &at, &key, 422, "unknown");
	if (!quantity_of(f, action.n ? 0 : 1, &quantity))
		return show(rq, &at, &key, 422, "quantity");
	if (!action.n)
		return add(rq, &at, sku, quantity);                        /* db */
	TRY(cart_set(&key, sku, str_is(action, "remove") ? 0 : quantity)); /* db */
	return shop_redirect(rq, &at, STR("/cart"));
}

void carts_sweep(void *unused)
{
	(void)unused;
	context()->task = "carts";
	while (!fiber_cancelled()) {
		int r = cart_prune(SWEEP_MOST); /* db */

		context_clear(context());
		if (r < SWEEP_MOST)
			wait_ms(SWEEP_MS);
	}
}
