#include "feed.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "base/money.h"
#include "view_parts.h"

enum { TITLE_MAX = 150, TEXT_MAX = 1500, PICTURES_MAX = 10, KIND_MAX = 750, PART = 256 * 1024 };

/* Escaped, at most so many bytes, without what XML 1.0 cannot hold. */
static void put_xml(struct buf *b, struct str s, size_t most)
{
	size_t end = s.n < most ? s.n : most, from = 0;

	while (end < s.n && end && ((unsigned char)s.p[end] & 0xc0) == 0x80)
		end--;
	for (size_t i = 0; i <= end; i++) {
		if (i < end && ((unsigned char)s.p[i] >= ' ' || s.p[i] == '\n' || s.p[i] == '\t'))
			continue;
		if (i > from)
			buf_html(b, str_sub(s, from, i));
		from = i + 1;
	}
}

static void put_element(struct buf *b, const char *name, struct str text, size_t most)
{
	if (!text.n)
		return;
	buf_printf(b, "<%s>", name);
	put_xml(b, text, most);
	buf_printf(b, "</%s>", name);
}

static void put_price(struct buf *b, int64_t minor, struct str currency)
{
	buf_c(b, "<g:price>");
	money_decimal(b, minor, currency);
	buf_char(b, ' ');
	put_xml(b, currency, 3);
	buf_c(b, "</g:price>");
}

/* Options that the feed has names for, in the words that shops use. */
static const char *option_name(struct str name)
{
	static const struct {
		const char *word, *element;
	} names[] = { { "color", "g:color" }, { "colour", "g:color" }, { "farbe", "g:color" }, { "couleur", "g:color" },
		{ "colore", "g:color" }, { "kleur", "g:color" }, { "size", "g:size" }, { "größe", "g:size" },
		{ "taille", "g:size" }, { "talla", "g:size" }, { "taglia", "g:size" }, { "maat", "g:size" },
		{ "material", "g:material" }, { "pattern", "g:pattern" } };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_ieq(name, str_c(names[i].word)))
			return names[i].element;
	return NULL;
}

static void put_pictures(struct buf *b, const struct view *v, const struct product *p)
{
	for (size_t i = 0; i < p->npictures && i <= PICTURES_MAX; i++)
		put_element(
			b, i ? "g:additional_image_link" : "g:image_link", absolute_image(v, p->pictures[i].url), 2000);
}

static void put_item(struct buf *b, const struct view *v, size_t product, const struct variant *variant)
{
	const struct product *p = &v->shop->products[product];
	struct str id = variant && variant->sku.n ? variant->sku : p->sku.n ? p->sku : p->slug;
	struct str title = p->name;

	if (variant)
		title = str_printf(mem(), "%.*s (%.*s)", STR_FMT(p->name), STR_FMT(variant->label));
	buf_c(b, "<item>");
	put_element(b, "g:id", id, 50);
	put_element(b, "title", title, TITLE_MAX);
	put_element(b, "description", p->description.n ? p->description : p->name, TEXT_MAX);
	put_element(b, "link", absolute(v, view_product_path(v->shop, product)), 2000);
	buf_c(b, "<guid isPermaLink=\"false\">");
	put_xml(b, id, 200);
	buf_c(b, "</guid>");
	put_pictures(b, v, p);
	put_price(b, variant ? variant->price_minor : p->price_minor, p->currency);
	put_element(b, "g:availability",
		(variant ? variant->stock != 0 : p->in_stock) ? STR("in_stock") : STR("out_of_stock"), 20);
	buf_c(b, "<g:identifier_exists>no</g:identifier_exists>");
	if (p->category >= 0)
		put_element(b, "g:product_type", v->shop->categories[p->category].name, KIND_MAX);
	if (variant)
		put_element(b, "g:item_group_id", p->sku.n ? p->sku : p->slug, 50);
	for (size_t i = 0; variant && i < variant->noptions; i++)
		if (option_name(variant->options[i].name))
			put_element(b, option_name(variant->options[i].name), variant->options[i].value, 100);
	buf_c(b, "</item>\n");
}

static void put_head(struct buf *b, const struct view *v)
{
	const struct shop *s = v->shop;

	buf_c(b,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
		"xmlns:g=\"http://base.google.com/ns/1.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>");
	put_element(b, "title", s->name, 200);
	put_element(b, "link", absolute(v, STR("/")), 2000);
	put_element(b, "description", s->description.n ? s->description : s->name, TEXT_MAX);
	put_element(b, "language", s->lang, 35);
	buf_c(b, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
	put_xml(b, absolute(v, STR(FEED_PATH)), 2000);
	buf_c(b, "\"/>\n");
}

int feed_each(const struct site *site, int (*give)(void *arg, struct str part, bool more), void *arg)
{
	const struct shop *s = site->shop;
	struct buf b = BUF_ON(mem(), 4 * PART);

	put_head(&b, &site->view);
	for (size_t i = 0; i < s->nproducts; i++) {
		if (!s->products[i].nvariants)
			put_item(&b, &site->view, i, NULL);
		for (size_t k = 0; k < s->products[i].nvariants; k++)
			put_item(&b, &site->view, i, &s->products[i].variants[k]);
		if (!buf_ok(&b))
			return fail(ERR_INTERNAL, "a product is too large for the feed");
		if (b.len < PART)
			continue;
		TRY(give(arg, buf_view(&b), true));
		b.len = 0;
	}
	buf_c(&b, "</channel>\n</rss>\n");
	return buf_ok(&b) ? give(arg, buf_view(&b), false) : -ERR_NOMEM;
}

static int collect(void *arg, struct str part, bool more)
{
	struct buf *b = arg;

	(void)more;
	buf_str(b, part);
	return buf_ok(b) ? 0 : fail(ERR_INTERNAL, "the product feed is too large");
}

int feed_products(const struct site *site, struct page *ret)
{
	struct buf b = BUF_ON(mem(), FEED_MAX);

	TRY(feed_each(site, collect, &b));
	*ret = (struct page){ 200, "application/xml; charset=utf-8", buf_view(&b) };
	return 0;
}
