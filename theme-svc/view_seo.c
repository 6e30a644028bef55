#include "base/cleanup.h"
#include "base/context.h"
#include "base/money.h"
#include "languages.h"
#include "money.h"
#include "view_parts.h"

struct str absolute_image(const struct view *v, struct str url)
{
	if (!url.n || url.p[0] != '/')
		return url;
	return str_printf(mem(), "%.*s%.*s", STR_FMT(v->place->origin), STR_FMT(shown_url(v, url)));
}

static struct json *node(struct json *graph, const char *type)
{
	struct json *j = json_add_object(graph, NULL);

	json_add_str(j, "@type", str_c(type));
	return j;
}

static void add_if(struct json *to, const char *key, struct str s)
{
	if (s.n)
		json_add_str(to, key, s);
}

/* Where a search of the store is asked, for machines. */
static void ld_search(struct json *site, const struct view *v)
{
	struct json *action;

	if (v->place->still || !v->shop->nproducts)
		return;
	action = json_add_object(site, "potentialAction");
	json_add_str(action, "@type", STR("SearchAction"));
	json_add_str(action, "target",
		str_printf(mem(), "%.*s?q={search_term_string}", STR_FMT(absolute(v, STR("/search")))));
	json_add_str(action, "query-input", STR("required name=search_term_string"));
}

static void ld_organization(struct json *graph, const struct view *v)
{
	const struct shop *s = v->shop;
	struct json *j = node(graph, "Organization"), *site;

	json_add_str(j, "@id", absolute(v, STR("/#organization")));
	json_add_str(j, "name", s->name);
	json_add_str(j, "url", absolute(v, STR("/")));
	add_if(j, "description", s->description);
	add_if(j, "email", s->email);
	add_if(j, "logo", absolute_image(v, s->logo.url));
	site = node(graph, "WebSite");
	json_add_str(site, "name", s->name);
	json_add_str(site, "url", absolute(v, STR("/")));
	json_add_str(site, "inLanguage", s->lang);
	ld_search(site, v);
	json_add_str(json_add_object(site, "publisher"), "@id", absolute(v, STR("/#organization")));
}

static void ld_breadcrumbs(struct json *graph, const struct view *v, const struct page_facts *f)
{
	struct json *list, *item;

	if (!f->ncrumbs)
		return;
	list = json_add_array(node(graph, "BreadcrumbList"), "itemListElement");
	for (size_t i = 0; i <= f->ncrumbs; i++) {
		item = node(list, "ListItem");
		json_add_int(item, "position", (int64_t)i + 1);
		json_add_str(item, "name", i ? f->crumbs[i - 1].name : shop_word(v->shop, "home", "Home"));
		json_add_str(item, "item",
			absolute(v,
				!i                                ? STR("/")
					: f->crumbs[i - 1].path.p ? f->crumbs[i - 1].path
								  : f->path));
	}
}

static void add_price(struct json *to, const char *key, int64_t minor, struct str currency)
{
	struct buf b = BUF_ON(mem(), 100);

	money_decimal(&b, minor, currency);
	json_add_str(to, key, buf_view(&b));
}

static void ld_variants(struct json *aggregate, const struct product *p, struct str url)
{
	struct json *list = json_add_array(aggregate, "offers"), *o;

	for (size_t i = 0; i < p->nvariants; i++) {
		o = node(list, "Offer");
		json_add_str(o, "name", p->variants[i].label);
		add_if(o, "sku", p->variants[i].sku);
		add_price(o, "price", p->variants[i].price_minor, p->currency);
		json_add_str(o, "priceCurrency", p->currency);
		json_add_str(o, "availability",
			p->variants[i].stock ? STR("https://schema.org/InStock")
					     : STR("https://schema.org/OutOfStock"));
		json_add_str(o, "url", url);
	}
}

static void ld_offers(struct json *product, const struct view *v, const struct product *p, struct str url)
{
	bool range = p->nvariants > 1;
	struct json *o = json_add_object(product, "offers");

	json_add_str(o, "@type", range ? STR("AggregateOffer") : STR("Offer"));
	json_add_str(o, "url", url);
	json_add_str(o, "priceCurrency", p->currency);
	json_add_str(o, "availability",
		p->in_stock ? STR("https://schema.org/InStock") : STR("https://schema.org/OutOfStock"));
	if (range) {
		add_price(o, "lowPrice", p->price_minor, p->currency);
		add_price(o, "highPrice", p->price_max, p->currency);
		json_add_int(o, "offerCount", (int64_t)p->nvariants);
		ld_variants(o, p, url);
	} else {
		add_price(o, "price", p->price_minor, p->currency);
	}
	json_add_str(json_add_object(o, "seller"), "@id", absolute(v, STR("/#organization")));
}

static void ld_product(struct json *graph, const struct view *v, const struct page_facts *f)
{
	const struct product *p = &v->shop->products[f->product];
	struct json *j = node(graph, "Product"), *images;

	json_add_str(j, "name", p->name);
	add_if(j, "sku", p->sku);
	add_if(j, "description", p->description);
	json_add_str(j, "url", absolute(v, f->path));
	if (p->category >= 0)
		json_add_str(j, "category", v->shop->categories[p->category].name);
	if (p->npictures) {
		images = json_add_array(j, "image");
		for (size_t i = 0; i < p->npictures; i++)
			json_add_str(images, NULL, absolute_image(v, p->pictures[i].url));
	}
	ld_offers(j, v, p, absolute(v, f->path));
}

/* JSON-LD inside <script>: every < is written \u003c, whatever stands behind it. */
static struct str script_safe(struct str json)
{
	struct buf b = BUF_ON(mem(), 1 << 20);

	for (size_t i = 0; i < json.n; i++)
		if (json.p[i] == '<')
			buf_c(&b, "\\u003c");
		else
			buf_char(&b, json.p[i]);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static struct str json_ld(const struct view *v, const struct page_facts *f)
{
	struct json *root = json_new_object(), *graph;

	if (!f->path.p)
		return STR_NONE;
	json_add_str(root, "@context", STR("https://schema.org"));
	graph = json_add_array(root, "@graph");
	ld_organization(graph, v);
	ld_breadcrumbs(graph, v, f);
	if (f->product >= 0)
		ld_product(graph, v, f);
	return script_safe(json_text(root));
}

/* The same page in the store's languages; x-default is the one in its own. */
static void put_alternates(struct json *seo, const struct view *v, const struct page_facts *f)
{
	struct json *list = json_add_array(seo, "alternates"), *j;
	const struct place *p = v->place;
	struct str path = f->canonical.p ? f->canonical : f->path;

	if (!path.p || p->preview || f->no_index || p->nlanguages < 2)
		return;
	for (size_t i = 0; i <= p->nlanguages; i++) {
		const struct place_language *l = &p->languages[i < p->nlanguages ? i : 0];

		j = json_add_object(list, NULL);
		put_text(j, "lang", i < p->nlanguages ? l->tag : STR("x-default"));
		put_textf(j, "url", "%.*s%.*s%.*s", STR_FMT(p->origin), STR_FMT(l->base), STR_FMT(path));
	}
}

/* For the switch between languages: this page in each, or its front page where this one stands once. */
static void put_languages(struct json *page, const struct view *v, const struct page_facts *f)
{
	struct json *list = json_add_array(page, "languages"), *j;
	const struct place *p = v->place;
	struct str path = f->path.p ? f->path : STR("/");

	for (size_t i = 0; p->nlanguages > 1 && i < p->nlanguages; i++) {
		j = json_add_object(list, NULL);
		put_text(j, "tag", p->languages[i].tag);
		put_text(j, "endonym", language_name(p->languages[i].tag));
		put_textf(j, "url", "%.*s%.*s", STR_FMT(p->languages[i].base), STR_FMT(path));
		json_add_bool(j, "current", str_eq(p->languages[i].tag, v->shop->lang));
	}
	json_add_bool(page, "has_languages", p->nlanguages > 1);
}

/* Open Graph's price of a product. */
static void put_offer(struct json *seo, const struct view *v, const struct page_facts *f)
{
	const struct product *p = f->product >= 0 ? &v->shop->products[f->product] : NULL;
	struct buf b = BUF_ON(mem(), 100);
	struct json *j;

	if (!p) {
		json_add_null(seo, "offer");
		return;
	}
	j = json_add_object(seo, "offer");
	money_decimal(&b, p->price_minor, p->currency);
	put_text(j, "amount", buf_view(&b));
	put_text(j, "currency", p->currency);
	put_text(j, "availability", p->in_stock ? STR("instock") : STR("oos"));
}

/* Open Graph's names of the other languages that the page is there in. */
static void put_locales(struct json *seo, const struct view *v, const struct page_facts *f)
{
	struct json *list = json_add_array(seo, "locales");
	const struct place *p = v->place;

	for (size_t i = 0; f->path.p && !f->no_index && i < p->nlanguages; i++)
		if (!str_eq(p->languages[i].tag, v->shop->lang))
			json_add_str(list, NULL, words_find(v->shop->themes, p->languages[i].tag)->locale);
}

static void put_seo(struct json *page, const struct view *v, const struct page_facts *f)
{
	const struct shop *s = v->shop;
	struct json *j = json_add_object(page, "seo");
	struct str image = f->image.n ? f->image : s->seo_image.n ? s->seo_image : s->logo.url;

	put_text(j, "title", f->title);
	put_text(j, "description", f->description);
	put_text(j, "canonical",
		f->path.p && !v->place->preview ? absolute(v, f->canonical.p ? f->canonical : f->path) : STR_NONE);
	put_alternates(j, v, f);
	put_text(j, "image", absolute_image(v, image));
	put_offer(j, v, f);
	put_locales(j, v, f);
	put_text(j, "type", f->product >= 0 ? STR("product") : STR("website"));
	put_text(j, "locale", s->words->locale);
	put_text(j, "robots", f->no_index || v->place->preview ? STR("noindex") : STR_NONE);
	put_text(j, "json_ld", json_ld(v, f));
}

static void put_nav(struct json *page, const struct view *v, int current)
{
	struct json *nav = json_add_array(page, "nav"), *item;
	const struct shop *s = v->shop;

	for (size_t i = 0; i < s->ncategories; i++) {
		item = json_add_object(nav, NULL);
		put_text(item, "name", s->categories[i].name);
		put_lang(item, "name_lang", s, true);
		put_url(item, "url", v, view_category_path(s, (int)i, 1));
		put_count(item, v, s->categories[i].count);
		json_add_bool(item, "current", (int)i == current);
	}
}

static void put_breadcrumbs(struct json *page, const struct view *v, const struct page_facts *f)
{
	struct json *list = json_add_array(page, "breadcrumbs"), *item;

	for (size_t i = 0; f->ncrumbs && i <= f->ncrumbs; i++) {
		item = json_add_object(list, NULL);
		put_text(item, "name", i ? f->crumbs[i - 1].name : shop_word(v->shop, "home", "Home"));
		put_lang(item, "name_lang", v->shop, i && f->crumbs[i - 1].merchants);
		if (!i || f->crumbs[i - 1].path.p)
			put_url(item, "url", v, i ? f->crumbs[i - 1].path : STR("/"));
		else
			json_add_null(item, "url");
	}
}

struct json *page_new(const struct view *v, const struct page_facts *f)
{
	static const char *const kinds[] = { "is_home", "is_category", "is_product", "is_about", "is_policies",
		"is_404", "is_cart", "is_checkout", "is_order", "is_contact", "is_search" };
	struct json *page = json_new_object();

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		json_add_bool(page, kinds[i], strcmp(kinds[i], f->kind) == 0);
	put_nav(page, v, f->product < 0 ? f->category : -1);
	put_breadcrumbs(page, v, f);
	put_languages(page, v, f);
	put_seo(page, v, f);
	return page;
}
