#include "view_till.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "view_parts.h"

/* ---- what all of them have */

/* path NULL: it stands at an address of the shopper's own. Only contact is a page that others look for. */
static struct json *till_page(const struct view *v, const char *kind, const char *path, struct str title)
{
	struct crumb crumbs[] = { { .name = title } };
	struct page_facts f = { .kind = kind,
		.path = str_c(path),
		.crumbs = crumbs,
		.ncrumbs = 1,
		.category = -1,
		.product = -1,
		.no_index = strcmp(kind, "is_contact") != 0 };
	struct json *page, *j;

	f.title = str_printf(mem(), "%.*s · %.*s", STR_FMT(title), STR_FMT(v->shop->name));
	f.description = v->shop->seo_description.n ? v->shop->seo_description : v->shop->description;
	page = page_new(v, &f);
	j = json_add_object(page, "page");
	put_text(j, "title", title);
	return page;
}

/* A word of the shop, chosen by a code of the gateway's: "" and codes that nobody knows say nothing. */
static void put_word_of(struct json *to, const char *key, const struct view *v, const char *prefix, struct str code)
{
	struct str name = code.n && code.n <= 20 ? str_printf(mem(), "%s%.*s", prefix, STR_FMT(code)) : STR_NONE;

	put_text(to, key, name.p ? shop_word(v->shop, name.p, "") : STR_NONE);
}

/* ---- lines */

struct found {
	const struct product *product; /* NULL: no longer in the shop */
	const struct variant *variant; /* NULL: the product itself */
	size_t index;
};

static struct found find_sku(const struct shop *s, struct str sku)
{
	for (size_t i = 0; i < s->nproducts; i++) {
		const struct product *p = &s->products[i];

		if (!p->nvariants && str_eq(p->sku, sku))
			return (struct found){ p, NULL, i };
		for (size_t k = 0; k < p->nvariants; k++)
			if (str_eq(p->variants[k].sku, sku))
				return (struct found){ p, &p->variants[k], i };
	}
	return (struct found){ 0 };
}

static void put_problem(struct json *line, const struct view *v, const struct json *from)
{
	struct str code = json_get_str(from, "problem");

	if (str_is(code, "few"))
		put_text(line, "problem",
			word_count(v, "line_few", "{n}", json_get_int(from, "left", 0),
				"Only {n} left. Choose fewer to go on."));
	else
		put_word_of(line, "problem", v, "line_", code);
}

static void put_line(struct json *list, const struct view *v, const struct json *from, struct str currency, size_t n)
{
	struct json *line = json_add_object(list, NULL);
	struct found f = find_sku(v->shop, json_get_str(from, "sku"));
	struct str name = json_get_str(from, "name");

	put_textf(line, "id", "line-%zu", n);
	put_text(line, "name", name);
	put_lang(line, "name_lang", v->shop, true);
	put_text(line, "label", json_get_str(from, "label"));
	put_text(line, "sku", json_get_str(from, "sku"));
	json_add_int(line, "quantity", json_get_int(from, "quantity", 1));
	put_money(line, "price", v, json_get_int(from, "unit_minor", 0), currency);
	put_money(line, "total", v, json_get_int(from, "total_minor", 0), currency);
	put_problem(line, v, from);
	if (f.product)
		put_url(line, "url", v, view_product_path(v->shop, f.index));
	else
		json_add_null(line, "url");
	put_picture(line, "image", v, f.product && f.product->npictures ? &f.product->pictures[0] : NULL);
	put_art(line, "art", v, name);
}

static void put_lines(struct json *page, const struct view *v, const struct json *data)
{
	struct json *list = json_add_array(page, "lines");
	struct str currency = json_get_str(data, "currency");
	size_t n = 0;

	if (!currency.n)
		currency = v->shop->currency;
	for (const struct json *i = json_first(json_get(data, "lines")); i; i = json_next(i))
		put_line(list, v, i, currency, ++n);
	json_add_bool(page, "has_lines", n > 0);
	put_money(page, "total", v, json_get_int(data, "total_minor", 0), currency);
}

/* ---- forms */

struct till_field {
	const char *key, *word, *type, *autocomplete;
	bool required, area;
};

static const struct till_field checkout_fields[] = {
	{ "name", "your_name", "text", "name", true, false },
	{ "email", "your_email", "email", "email", true, false },
	{ "address", "address", "text", "street-address", true, true },
	{ "postcode", "postcode", "text", "postal-code", false, false },
	{ "city", "city", "text", "address-level2", true, false },
	{ "country", "country", "text", "country-name", false, false },
	{ "note", "note", "text", "off", false, true },
};
static const struct till_field contact_fields[] = {
	{ "name", "your_name", "text", "name", true, false },
	{ "email", "your_email", "email", "email", true, false },
	{ "message", "message", "text", "off", true, true },
};

static void put_fields(
	struct json *page, const struct view *v, const struct json *data, const struct till_field *fields, size_t n)
{
	const struct json *values = json_get(data, "values"), *errors = json_get(data, "errors");
	struct json *list = json_add_array(page, "fields"), *f;

	for (size_t i = 0; i < n; i++) {
		f = json_add_object(list, NULL);
		put_text(f, "id", str_c(fields[i].key));
		put_text(f, "label", shop_word(v->shop, fields[i].word, fields[i].word));
		put_text(f, "type", str_c(fields[i].type));
		put_text(f, "autocomplete", str_c(fields[i].autocomplete));
		put_text(f, "value", json_get_str(values, fields[i].key));
		put_word_of(f, "error", v, "error_", json_get_str(errors, fields[i].key));
		json_add_bool(f, "required", fields[i].required);
		json_add_bool(f, "is_area", fields[i].area);
	}
	json_add_bool(page, "has_errors", json_first(errors) != NULL);
}

/* ---- pages */

static void put_suggestions(struct json *page, const struct view *v)
{
	struct json *list = json_add_array(page, "suggestions");
	size_t chosen[VIEW_FEATURED], n = view_featured(v->shop, chosen);

	for (size_t i = 0; i < n && i < VIEW_RELATED; i++)
		put_card(list, v, chosen[i], i + 1);
}

const struct json *view_cart(const struct view *v, const struct json *data)
{
	struct json *page = till_page(v, "is_cart", "/cart", shop_word(v->shop, "cart", "Cart"));
	bool ready = json_first(json_get(data, "lines")) != NULL;

	put_word_of(page, "notice", v, "notice_", json_get_str(data, "notice"));
	put_lines(page, v, data);
	for (const struct json *i = json_first(json_get(data, "lines")); i; i = json_next(i))
		ready &= !json_get_str(i, "problem").n;
	json_add_bool(page, "can_checkout", ready);
	put_url(page, "checkout_url", v, STR("/checkout"));
	put_suggestions(page, v);
	return page;
}

const struct json *view_checkout(const struct view *v, const struct json *data)
{
	struct json *page = till_page(v, "is_checkout", "/checkout", shop_word(v->shop, "checkout", "Checkout"));

	put_word_of(page, "notice", v, "notice_", json_get_str(data, "notice"));
	put_lines(page, v, data);
	put_fields(page, v, data, checkout_fields, ARRAY_LEN(checkout_fields));
	put_url(page, "action", v, STR("/checkout"));
	put_text(page, "turn", json_get_str(data, "turn"));
	json_add_bool(page, "pays_now", str_is(json_get_str(data, "payment"), "stripe"));
	return page;
}

const struct json *view_order(const struct view *v, const struct json *data)
{
	int64_t number = json_get_int(data, "number", 0);
	struct str title = word_count(v, "order_title", "{n}", number, "Order {n}"),
		   status = json_get_str(data, "status");
	struct json *page = till_page(v, "is_order", NULL, title), *j;
	bool over = str_is(status, "cancelled");

	put_lines(page, v, data);
	j = json_add_object(page, "order");
	json_add_int(j, "number", number);
	put_word_of(j, "status", v, "status_", status);
	put_text(j, "date", json_get_str(data, "date"));
	put_text(j, "customer", json_get_str(data, "name"));
	put_text(j, "email", json_get_str(data, "email"));
	put_paragraphs(j, "address", json_get_str(data, "address"), 20);
	put_text(j, "pay_url", json_get_str(data, "pay_url"));
	json_add_bool(j, "is_new", str_is(status, "new"));
	json_add_bool(j, "is_cancelled", over);
	return page;
}

const struct json *view_contact(const struct view *v, const struct json *data)
{
	struct json *page = till_page(v, "is_contact", "/contact", shop_word(v->shop, "contact", "Contact"));

	put_word_of(page, "notice", v, "notice_", json_get_str(data, "notice"));
	put_fields(page, v, data, contact_fields, ARRAY_LEN(contact_fields));
	put_url(page, "action", v, STR("/contact"));
	json_add_bool(page, "sent", json_get_bool(data, "sent", false));
	return page;
}
