#include "base/cleanup.h"
#include "base/context.h"
#include "base/money.h"
#include "money.h"
#include "view_parts.h"

void put_money(struct json *to, const char *key, const struct view *v, int64_t minor, struct str currency)
{
	struct buf b = BUF_ON(mem(), 200);

	money_put(&b, minor, currency, v->shop->lang);
	put_text(to, key, buf_view(&b));
}

/* "Sold out", "Only 3 left", or null when there is simply plenty. */
static void put_stock_note(struct json *to, const struct view *v, bool in_stock, int64_t stock)
{
	if (!in_stock)
		put_text(to, "stock_note", shop_word(v->shop, "sold_out", "Sold out"));
	else if (stock > 0 && stock <= SHOP_LOW_STOCK)
		put_text(to, "stock_note", word_count(v, "only_left", "{n}", stock, "Only {n} left"));
	else
		json_add_null(to, "stock_note");
}

/* What is left of all variants together; -1 when one of them is not counted. */
static int64_t stock_left(const struct product *p)
{
	int64_t sum = 0;

	if (!p->nvariants)
		return p->stock;
	for (size_t i = 0; i < p->nvariants; i++) {
		if (p->variants[i].stock < 0)
			return -1;
		if (sum < INT32_MAX)
			sum += p->variants[i].stock < INT32_MAX ? p->variants[i].stock : INT32_MAX;
	}
	return sum;
}

/* ---- options: what the variants vary in, gathered over all of them */

enum { VALUES_MAX = 60 };

struct gathered {
	struct str name;
	struct str values[VALUES_MAX];
	bool in_stock[VALUES_MAX];
	size_t n;
};

static void gather_value(struct gathered *g, struct str value, bool in_stock)
{
	for (size_t i = 0; i < g->n; i++)
		if (str_eq(g->values[i], value)) {
			g->in_stock[i] |= in_stock;
			return;
		}
	if (g->n == VALUES_MAX)
		return;
	g->values[g->n] = value;
	g->in_stock[g->n++] = in_stock;
}

static size_t gather(const struct product *p, struct gathered *ret)
{
	size_t n = 0, at;

	for (size_t i = 0; i < p->nvariants; i++)
		for (size_t o = 0; o < p->variants[i].noptions; o++) {
			for (at = 0; at < n && !str_eq(ret[at].name, p->variants[i].options[o].name); at++)
				;
			if (at == SHOP_OPTIONS_MAX)
				continue;
			if (at == n)
				ret[n++].name = p->variants[i].options[o].name;
			gather_value(&ret[at], p->variants[i].options[o].value, p->variants[i].stock != 0);
		}
	return n;
}

static void put_options(struct json *card, const struct product *p)
{
	struct json *options = json_add_array(card, "options"), *option, *values, *value;
	struct gathered *g = p->nvariants ? ARENA_ARRAY(mem(), struct gathered, SHOP_OPTIONS_MAX) : NULL;
	struct buf summary = BUF_ON(mem(), 4000);
	size_t n = g ? gather(p, g) : 0;

	for (size_t i = 0; i < n; i++) {
		option = json_add_object(options, NULL);
		put_text(option, "name", g[i].name);
		values = json_add_array(option, "values");
		buf_printf(&summary, "%s%.*s ", i ? " · " : "", STR_FMT(g[i].name));
		for (size_t k = 0; k < g[i].n; k++) {
			value = json_add_object(values, NULL);
			put_text(value, "value", g[i].values[k]);
			json_add_bool(value, "in_stock", g[i].in_stock[k]);
			buf_printf(&summary, "%s%.*s", k ? ", " : "", STR_FMT(g[i].values[k]));
		}
	}
	put_text(card, "options_summary", n && buf_ok(&summary) ? buf_view(&summary) : STR_NONE);
}

/* ---- the card */

static void put_features(struct json *card, const struct product *p)
{
	struct json *features = json_add_array(card, "features");

	for (size_t i = 0; i < p->nfeatures; i++)
		json_add_str(features, NULL, p->features[i]);
	put_text(card, "feature", p->nfeatures ? p->features[0] : STR_NONE);
}

static void put_category(struct json *card, const struct view *v, const struct product *p)
{
	struct json *category;

	if (p->category < 0) {
		json_add_null(card, "category");
		return;
	}
	category = json_add_object(card, "category");
	put_text(category, "name", v->shop->categories[p->category].name);
	put_lang(category, "name_lang", v->shop, true);
	put_url(category, "url", v, view_category_path(v->shop, p->category, 1));
}

void card_fields(struct json *card, const struct view *v, size_t product, size_t number)
{
	const struct product *p = &v->shop->products[product];
	struct buf plain = BUF_ON(mem(), 100);

	put_textf(card, "number", "%02zu", number);
	put_text(card, "name", p->name);
	put_lang(card, "name_lang", v->shop, true);
	put_text(card, "sku", p->sku);
	put_url(card, "url", v, view_product_path(v->shop, product));
	put_money(card, "price", v, p->price_minor, p->currency);
	json_add_bool(card, "price_from", p->price_max > p->price_minor);
	money_decimal(&plain, p->price_minor, p->currency);
	put_text(card, "price_plain", buf_view(&plain));
	put_text(card, "currency", p->currency);
	json_add_bool(card, "in_stock", p->in_stock);
	put_stock_note(card, v, p->in_stock, stock_left(p));
	json_add_bool(card, "has_variants", p->nvariants > 0);
	put_options(card, p);
	put_features(card, p);
	put_facts(card, v, p);
	put_text(card, "excerpt", first_sentence(p->description));
	put_lang(card, "excerpt_lang", v->shop, !p->translated);
	put_category(card, v, p);
	put_picture(card, "image", v, p->npictures ? &p->pictures[0] : NULL);
	put_art(card, "art", v, p->name);
}

struct json *put_card(struct json *list, const struct view *v, size_t product, size_t number)
{
	struct json *card = json_add_object(list, NULL);

	card_fields(card, v, product, number);
	return card;
}

/* ---- the product page's own parts */

void put_variants(struct json *product, const struct view *v, const struct product *p)
{
	struct json *list = json_add_array(product, "variants"), *j;
	bool checked = false, in_stock;

	for (size_t i = 0; i < p->nvariants; i++) {
		j = json_add_object(list, NULL);
		in_stock = p->variants[i].stock != 0;
		put_text(j, "label", p->variants[i].label);
		put_text(j, "sku", p->variants[i].sku);
		put_money(j, "price", v, p->variants[i].price_minor, p->currency);
		json_add_bool(j, "in_stock", in_stock);
		put_stock_note(j, v, in_stock, p->variants[i].stock);
		json_add_bool(j, "checked", in_stock && !checked);
		checked |= in_stock;
	}
}
