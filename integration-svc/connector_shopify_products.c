/* Shopify: the catalogue brought over, product by product; what stands there unchanged is not sent again. */
#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/money.h"
#include "connector_shopify.h"
#include "fiber/wait.h"
#include "settings.h"
#include "web/crypto.h"

enum {
	PRODUCT_MAX = 1 << 20,
	KEEP_EVERY = 20,
	KEEP_MAX = 64 * 1024,
	NAMED_MOST = 3,
	IMAGES_MOST = 20,
	TURN_EVERY = 50,
	SAID_MAX = 150
};

static const char product_set[] = "mutation ($identifier: ProductSetIdentifiers!, $input: ProductSetInput!) { "
				  "productSet(identifier: $identifier, input: $input, synchronous: true) { "
				  "product { id } userErrors { field message code } } }";
static const char ask_shop[] = "query { shop { currencyCode } }";
static const char ask_location[] = "query { locations(first: 1) { nodes { id } } }";

/* ---- a product in Shopify's words ------------------------------------------------------------- */

static bool has_value(const struct product *p, size_t option, size_t upto)
{
	for (size_t i = 0; i < upto; i++)
		if (str_eq(p->variants[i].options[option], p->variants[upto].options[option]))
			return true;
	return false;
}

static void put_options(struct buf *b, const struct product *p)
{
	buf_c(b, ",\"productOptions\":[");
	for (size_t o = 0; o < p->noptions; o++) {
		buf_c(b, o ? ",{\"name\":" : "{\"name\":");
		buf_json_str(b, p->options[o]);
		buf_c(b, ",\"values\":[");
		for (size_t i = 0; i < p->nvariants; i++) {
			if (has_value(p, o, i))
				continue;
			buf_c(b, i ? ",{\"name\":" : "{\"name\":");
			buf_json_str(b, p->variants[i].options[o]);
			buf_c(b, "}");
		}
		buf_c(b, "]}");
	}
	/* What Shopify calls a product that comes in one kind only. */
	buf_c(b, p->noptions ? "]" : "{\"name\":\"Title\",\"values\":[{\"name\":\"Default Title\"}]}]");
}

static void put_variant(struct buf *b, const struct product *p, const struct variant *v, struct str location)
{
	bool counted = v->stock >= 0 && location.n;

	buf_c(b, "{\"optionValues\":[");
	for (size_t o = 0; o < p->noptions; o++) {
		buf_c(b, o ? ",{\"optionName\":" : "{\"optionName\":");
		buf_json_str(b, p->options[o]);
		buf_c(b, ",\"name\":");
		buf_json_str(b, v->options[o]);
		buf_c(b, "}");
	}
	buf_c(b,
		p->noptions ? "],\"price\":\"" : "{\"optionName\":\"Title\",\"name\":\"Default Title\"}],\"price\":\"");
	money_decimal(b, v->price_minor, p->currency);
	buf_c(b, "\",\"sku\":");
	buf_json_str(b, v->sku);
	buf_printf(b, ",\"inventoryItem\":{\"tracked\":%s}", counted ? "true" : "false");
	if (counted) {
		buf_c(b, ",\"inventoryQuantities\":[{\"locationId\":");
		buf_json_str(b, location);
		buf_printf(b, ",\"name\":\"available\",\"quantity\":%lld}]", (long long)v->stock);
	}
	buf_c(b, "}");
}

/* Shopify fetches pictures itself: only what it can reach is named. */
static struct str picture_url(const struct json *image, const char *public_url)
{
	struct str url = json_get_str(image, "url");

	if (str_starts(url, STR("/")) && !str_starts(url, STR("//")))
		url = str_printf(mem(), "%s%.*s", public_url, STR_FMT(url));
	return str_starts(url, STR("https://")) ? url : STR_NONE;
}

static void put_pictures(struct buf *b, const struct product *p, const char *public_url)
{
	int n = 0;

	for (const struct json *i = json_first(p->images); i && n < IMAGES_MOST; i = json_next(i)) {
		struct str url = picture_url(i, public_url);

		if (!url.n)
			continue;
		buf_c(b, n++ ? ",{\"originalSource\":" : ",\"files\":[{\"originalSource\":");
		buf_json_str(b, url);
		buf_c(b, ",\"contentType\":\"IMAGE\",\"alt\":");
		buf_json_str(b, json_get_str(i, "alt"));
		buf_c(b, "}");
	}
	buf_c(b, n ? "]" : "");
}

static void put_member(struct buf *b, const char *name, struct str value)
{
	buf_json_key(b, name);
	buf_json_str(b, value);
}

struct str shop_product(const struct product *p, struct str vendor, struct str location, const char *public_url)
{
	struct buf b = BUF_ON(mem(), PRODUCT_MAX);

	buf_c(&b, "{\"identifier\":{");
	put_member(&b, "handle", p->handle);
	buf_c(&b, "},\"input\":{");
	put_member(&b, "handle", p->handle);
	put_member(&b, "title", p->name);
	put_member(&b, "descriptionHtml", paragraphs(p->description));
	put_member(&b, "productType", p->category);
	put_member(&b, "vendor", vendor);
	put_member(&b, "status", STR("ACTIVE"));
	put_options(&b, p);
	buf_c(&b, ",\"variants\":[");
	for (size_t i = 0; i < p->nvariants; i++) {
		buf_c(&b, i ? "," : "");
		put_variant(&b, p, &p->variants[i], location);
	}
	buf_c(&b, "]");
	put_pictures(&b, p, public_url);
	buf_c(&b, "}}");
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

double shop_product_cost(const struct product *p)
{
	size_t pictures = json_len(p->images);

	return 10 + 0.2 * (double)p->nvariants + 1.9 * (double)(pictures < IMAGES_MOST ? pictures : IMAGES_MOST);
}

/* ---- bringing them over ----------------------------------------------------------------------- */

struct bringing {
	struct sync *s;
	struct shop shop;
	struct catalogue catalogue;
	struct index kept; /* "product:<sku>" → handle, id, hash */
	struct str currency, location;
	double bias;      /* by how much Shopify judges higher than its formula */
	struct buf patch; /* of external, not kept yet */
	size_t in_patch, refused;
	struct buf named; /* the first refused ones, by name */
};

static int keep(struct bringing *w)
{
	if (!w->in_patch)
		return 0;
	buf_c(&w->patch, "}");
	if (!buf_ok(&w->patch))
		return -ERR_NOMEM;
	TRY(w->s->keep(w->s, buf_view(&w->patch), NULL, STR_NONE)); /* db */
	w->patch.len = w->in_patch = 0;
	return 0;
}

static int note(struct bringing *w, const struct product *p, struct str id, struct str hash)
{
	buf_c(&w->patch, w->in_patch++ ? "," : "{");
	buf_json_str(&w->patch, str_printf(mem(), "product:%.*s", STR_FMT(p->sku)));
	buf_c(&w->patch, ":{");
	put_member(&w->patch, "handle", p->handle);
	put_member(&w->patch, "id", id);
	put_member(&w->patch, "hash", hash);
	buf_c(&w->patch, "}");
	return w->in_patch >= KEEP_EVERY ? keep(w) : 0;
}

static void refuse(struct bringing *w, const struct product *p, struct str why)
{
	if (w->refused++ >= NAMED_MOST)
		return;
	buf_printf(&w->named, " %.*s (%.*s): %.*s", STR_FMT(cut(p->name, SAID_MAX)), STR_FMT(p->sku),
		STR_FMT(cut(why, SAID_MAX)));
	if (!str_ends(buf_view(&w->named), STR(".")))
		buf_c(&w->named, ".");
}

static int push(struct bringing *w, const struct product *p, struct str variables, struct str hash, struct outcome *out)
{
	double cost = shop_product_cost(p);
	const struct json *data, *error;

	TRY(shop_query(&w->shop, product_set, variables, cost + w->bias, &data, out)); /* http: Shopify */
	if (w->shop.requested - cost > w->bias)
		w->bias = w->shop.requested - cost;
	if (!data && w->shop.query_refused) {
		refuse(w, p, out->message);
		*out = (struct outcome){ .verdict = VERDICT_OK, .products = out->products };
	}
	if (!data)
		return 0;
	data = json_get(data, "productSet");
	error = json_first(json_get(data, "userErrors"));
	if (error) {
		refuse(w, p, json_get_str(error, "message"));
		return 0;
	}
	if (!json_get_str(json_get(data, "product"), "id").n) {
		outcome_is(out, VERDICT_AWAY, "Shopify did not say what became of %.*s; it will be tried again.",
			STR_FMT(p->name));
		return 0;
	}
	out->products++;
	return note(w, p, json_get_str(json_get(data, "product"), "id"), hash); /* db */
}

static int bring(struct bringing *w, struct product *p, struct outcome *out)
{
	const struct json *kept = index_get(&w->kept, str_printf(mem(), "product:%.*s", STR_FMT(p->sku)));
	struct str variables, hash;

	if (!str_eq(p->currency, w->currency)) {
		refuse(w, p,
			str_printf(mem(), "its price is in %.*s, but the shop counts in %.*s", STR_FMT(p->currency),
				STR_FMT(w->currency)));
		return 0;
	}
	if (json_get_str(kept, "handle").n)
		p->handle = json_get_str(kept, "handle");
	variables = shop_product(p, w->catalogue.vendor, w->location, conf.public_url);
	if (!variables.p) {
		refuse(w, p, STR("it is too large for Shopify"));
		return 0;
	}
	hash = str_sub(sha256_hex(variables), 0, 32);
	if (!hash.n)
		return -ERR_NOMEM;
	if (str_eq(json_get_str(kept, "hash"), hash)) {
		out->products++;
		return 0;
	}
	return push(w, p, variables, hash, out);
}

static int bring_all(struct bringing *w, struct outcome *out)
{
	for (size_t i = 0; i < w->catalogue.n && out->verdict == VERDICT_OK; i++) {
		TRY(bring(w, &w->catalogue.products[i], out)); /* http: Shopify; db */
		if (i % TURN_EVERY == TURN_EVERY - 1)
			TRY(wait_turn()); /* products that did not change make no call: let others run */
	}
	return keep(w); /* db */
}

/* ---- before the products ---------------------------------------------------------------------- */

static int learn_shop(struct bringing *w, struct outcome *out)
{
	struct outcome denied = { .verdict = VERDICT_OK };
	const struct json *data;

	TRY(shop_query(&w->shop, ask_shop, STR("{}"), 1, &data, out)); /* http: Shopify */
	w->currency = json_get_str(json_get(data, "shop"), "currencyCode");
	if (out->verdict != VERDICT_OK)
		return 0;
	if (!w->currency.n) {
		outcome_is(out, VERDICT_AWAY, "Shopify's answer names no shop; it will be tried again.");
		return 0;
	}
	TRY(shop_query(&w->shop, ask_location, STR("{}"), 3, &data, &denied)); /* http: Shopify */
	w->location = json_get_str(json_first(json_get(json_get(data, "locations"), "nodes")), "id");
	if (denied.verdict == VERDICT_AWAY)
		*out = denied;
	return 0;
}

/* What is to be told in the end: what stopped us, what was refused, what could not be set. */
static void tell(const struct bringing *w, struct outcome *out)
{
	size_t n = w->catalogue.n;

	if (out->verdict == VERDICT_AWAY && n)
		outcome_is(out, VERDICT_AWAY,
			"%lld of %zu products are at Shopify; the next launch goes on from there. %.*s",
			(long long)out->products, n, STR_FMT(out->message));
	if (w->refused)
		outcome_is(out, out->verdict == VERDICT_AWAY ? VERDICT_AWAY : VERDICT_REFUSED,
			"%.*s%s%zu of %zu products could not be brought to Shopify%s:%.*s", STR_FMT(out->message),
			out->message.n ? " " : "", w->refused, n, w->refused > NAMED_MOST ? "; the first of them" : "",
			STR_FMT(buf_view(&w->named)));
	else if (out->verdict == VERDICT_OK && !w->location.n)
		outcome_is(out, VERDICT_OK,
			"Connected. Stock was not set: the token may not read locations. Give the app read_locations and "
			"write_inventory, and launch again.");
}

int shop_launch(struct sync *s, struct outcome *out)
{
	struct bringing w = { .s = s,
		.bias = 5,
		.shop = { .values = &s->values, .ends = s->ends },
		.patch = BUF_ON(mem(), KEEP_MAX),
		.named = BUF_ON(mem(), KEEP_MAX) };

	*out = (struct outcome){ .verdict = VERDICT_OK };
	TRY(index_make(s->external, &w.kept));
	TRY(catalogue_read(s->configuration, &w.catalogue));
	TRY(learn_shop(&w, out)); /* http: Shopify */
	if (out->verdict == VERDICT_OK)
		TRY(bring_all(&w, out)); /* http: Shopify; db */
	tell(&w, out);
	return 0;
}
