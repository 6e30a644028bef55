#include "view.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "view_parts.h"

struct str view_category_path(const struct shop *s, int category, size_t page)
{
	const char *slug = category < 0 ? "all" : s->categories[category].slug.p;

	if (page <= 1)
		return str_printf(mem(), "/c/%s/", slug);
	return str_printf(mem(), "/c/%s/page/%zu/", slug, page);
}

struct str view_product_path(const struct shop *s, size_t product)
{
	return str_printf(mem(), "/p/%s/", s->products[product].slug.p);
}

static size_t category_count(const struct shop *s, int category)
{
	return category < 0 ? s->nproducts : s->categories[category].count;
}

size_t view_pages(const struct shop *s, int category)
{
	size_t n = category_count(s, category);

	return n ? (n + VIEW_PER_PAGE - 1) / VIEW_PER_PAGE : 1;
}

/* ---- the store: what is the same on every page */

static void put_store(struct json *to, const struct view *v)
{
	const struct shop *s = v->shop;
	struct json *j = json_add_object(to, "store");
	struct str initial = s->name;
	size_t n = 1;

	while (n < initial.n && ((unsigned char)initial.p[n] & 0xc0) == 0x80)
		n++;
	put_text(j, "name", s->name);
	put_text(j, "tagline", s->tagline);
	put_text(j, "description", s->description);
	put_lang(j, "name_lang", s, true);
	put_text(j, "initial", str_sub(initial, 0, n));
	put_text(j, "email", s->email);
	put_text(j, "email_url", s->email.n ? str_printf(mem(), "mailto:%.*s", STR_FMT(s->email)) : STR_NONE);
	put_picture(j, "logo", v, &s->logo);
}

static void put_style(struct json *to, const struct shop *s, const struct place *place)
{
	struct json *list = json_add_array(to, "preload"), *colors;

	put_text(to, "asset_base", place->asset_base);
	put_textf(to, "style_url", "%.*s/%.*s", STR_FMT(place->asset_base), STR_FMT(place->style_file));
	for (size_t i = 0; i < s->faces->preload.n; i++)
		put_textf(json_add_object(list, NULL), "url", "%.*s/%.*s", STR_FMT(place->asset_base),
			STR_FMT(s->faces->preload.items[i]));
	colors = json_add_object(to, "theme_color");
	put_text(colors, "light", str_c(color_text(s->palette.light.color[BACKGROUND]).text));
	put_text(colors, "dark", str_c(color_text(s->palette.dark.color[BACKGROUND]).text));
}

/* The address of a page that is drawn when it is asked for. */
static void put_asked(struct json *to, const char *key, const struct view *v, struct str base, struct str path)
{
	if (v->place->still)
		json_add_null(to, key);
	else
		put_textf(to, key, "%.*s%.*s", STR_FMT(base), STR_FMT(path));
}

int view_open(const struct shop *shop, const struct place *place, struct view *ret)
{
	struct view v = { .shop = shop, .place = place };
	struct json *j = TRY_MEM(json_new_object());

	v.store = j;
	put_text(j, "lang", shop->lang);
	put_lang(j, "text_lang", shop, true);
	put_text(j, "dir", shop->rtl ? STR("rtl") : STR("ltr"));
	put_text(j, "base", place->base);
	put_style(j, shop, place);
	put_text(j, "layout", shop->layout);
	put_text(j, "copy_note",
		!place->copy ? STR_NONE
			: shop->email.n
			? shop_word(shop, "copy_note", "This is a copy of the shop: orders are taken by e-mail.")
			: shop_word(shop, "copy_only", "This is a copy of the shop, to look at: it takes no orders."));
	put_url(j, "home_url", &v, STR("/"));
	put_url(j, "all_url", &v, STR("/c/all/"));
	put_url(j, "about_url", &v, STR("/about/"));
	put_url(j, "policies_url", &v, STR("/policies/"));
	/* Previews stand in sandboxed frames. */
	if (place->still || place->preview)
		json_add_null(j, "script_url");
	else
		put_textf(j, "script_url", "%.*s/%.*s", STR_FMT(place->asset_base), STR_FMT(place->script_file));
	put_asked(j, "vitals_url", &v, place->root, STR("/vitals"));
	put_url(j, "manifest_url", &v, STR("/manifest.webmanifest"));
	put_textf(j, "icon_url", "%.*s/icon.svg", STR_FMT(place->root));
	put_textf(j, "feed_url", "%.*s/products.xml", STR_FMT(place->root));
	put_asked(j, "search_url", &v, place->base, STR("/search"));
	put_asked(j, "cart_url", &v, place->base, STR("/cart"));
	put_asked(j, "contact_url", &v, place->base, STR("/contact"));
	put_textf(j, "year", "%d", place->year);
	json_add_copy(j, "t", shop->words->table);
	json_add_bool(j, "has_products", shop->nproducts > 0);
	json_add_int(j, "product_count", (int64_t)shop->nproducts);
	put_count(j, &v, shop->nproducts);
	put_whole_wall(j, &v);
	put_store(j, &v);
	*ret = v;
	return 0;
}

/* ---- home */

size_t view_featured(const struct shop *s, size_t *ret)
{
	unsigned *seen = ARENA_ARRAY(mem(), unsigned, s->ncategories + 1), round = 0, more;
	size_t n = 0;

	for (int in_stock = 1; seen && in_stock >= 0 && n < VIEW_FEATURED; in_stock--)
		for (round = 1, more = 1; more && n < VIEW_FEATURED; round++) {
			more = 0;
			memset(seen, 0, (s->ncategories + 1) * sizeof(*seen));
			for (size_t i = 0; i < s->nproducts && n < VIEW_FEATURED; i++) {
				if (s->products[i].in_stock != in_stock || ++seen[s->products[i].category + 1] < round)
					continue;
				if (seen[s->products[i].category + 1] == round)
					ret[n++] = i;
				more = 1;
			}
		}
	return n;
}

static void put_featured(struct json *page, const struct view *v)
{
	struct json *list, *rest;
	size_t chosen[VIEW_FEATURED], n = view_featured(v->shop, chosen);

	if (n)
		card_fields(json_add_object(page, "lead"), v, chosen[0], 1);
	else
		json_add_null(page, "lead");
	list = json_add_array(page, "featured");
	for (size_t i = 0; i < n; i++)
		put_card(list, v, chosen[i], i + 1);
	rest = json_add_array(page, "featured_rest");
	for (size_t i = 1; i < n; i++)
		put_card(rest, v, chosen[i], i + 1);
}

static void put_section(struct json *list, const struct view *v, int category)
{
	const struct shop *s = v->shop;
	struct json *section = json_add_object(list, NULL), *products, *cards[VIEW_FEATURED];
	size_t chosen[VIEW_FEATURED], n = 0;

	put_text(section, "name",
		category < 0 ? shop_word(s, "all_products", "All products") : s->categories[category].name);
	put_lang(section, "name_lang", s, category >= 0);
	put_url(section, "url", v, view_category_path(s, category, 1));
	put_count(section, v, category_count(s, category));
	json_add_bool(section, "more", category_count(s, category) > VIEW_FEATURED);
	products = json_add_array(section, "products");
	for (size_t i = 0; i < s->nproducts && n < VIEW_FEATURED; i++)
		if (category < 0 || s->products[i].category == category) {
			chosen[n] = i;
			cards[n] = put_card(products, v, i, n + 1);
			n++;
		}
	put_table(section, v, chosen, cards, n);
}

/* What follows the first paragraph of s. */
static struct str after_first(struct str s)
{
	const char *at = s.n ? memmem(s.p, s.n, "\n\n", 2) : NULL;

	return at ? str_trim(str_sub(s, (size_t)(at - s.p), s.n)) : STR_NONE;
}

static void put_story(struct json *page, const struct view *v)
{
	const struct shop *s = v->shop;
	struct str text = s->texts[TEXT_ABOUT].n ? s->texts[TEXT_ABOUT] : after_first(s->body);
	struct json *story;

	if (!text.n) {
		json_add_null(page, "story");
		return;
	}
	story = json_add_object(page, "story");
	put_text(story, "headline", s->about_title.n ? s->about_title : shop_word(s, "story", "About us"));
	put_lang(story, "headline_lang", s, s->about_title.n && !s->text_translated[TEXT_ABOUT]);
	put_lang(story, "text_lang", s, s->texts[TEXT_ABOUT].n ? !s->text_translated[TEXT_ABOUT] : !s->home_translated);
	put_paragraphs(story, "paragraphs", text, 2);
	put_url(story, "url", v, STR("/about/"));
}

static void put_hero(struct json *page, const struct view *v)
{
	const struct shop *s = v->shop;
	struct json *hero = json_add_object(page, "hero");
	const char *end = s->body.n ? memmem(s->body.p, s->body.n, "\n\n", 2) : NULL;
	struct str body = end ? str_sub(s->body, 0, (size_t)(end - s->body.p)) : s->body;

	put_text(hero, "headline", s->headline.n ? s->headline : s->tagline.n ? s->tagline : s->name);
	put_text(hero, "body", body.n ? body : s->description);
	put_lang(hero, "headline_lang", s, !(s->headline.n && s->home_translated));
	put_lang(hero, "body_lang", s, !(body.n && s->home_translated));
	json_add_null(hero, "image");
	put_art(hero, "art", v, s->name);
}

const struct json *view_home(const struct view *v)
{
	const struct shop *s = v->shop;
	struct page_facts f = { .kind = "is_home", .path = STR("/"), .category = -1, .product = -1 };
	struct json *page, *sections;

	f.title = s->seo_title;
	if (!f.title.n)
		f.title = str_printf(mem(), "%.*s · %.*s", STR_FMT(s->name),
			STR_FMT(s->tagline.n ? s->tagline : shop_word(s, "products", "Products")));
	f.description = s->seo_description.n ? s->seo_description : s->description;
	page = page_new(v, &f);
	put_hero(page, v);
	put_featured(page, v);
	sections = json_add_array(page, "sections");
	for (size_t i = 0; i < s->ncategories && i < VIEW_SECTIONS; i++)
		put_section(sections, v, (int)i);
	if (!s->ncategories && s->nproducts)
		put_section(sections, v, -1);
	put_story(page, v);
	return page;
}

/* ---- category */

void put_pages(struct json *page, const struct view *v, size_t at, size_t pages,
	struct str (*path_of)(const void *arg, size_t n), const void *arg)
{
	struct json *p, *items, *item;
	struct str label;

	if (pages <= 1) {
		json_add_null(page, "pagination");
		return;
	}
	p = json_add_object(page, "pagination");
	json_add_int(p, "page", (int64_t)at);
	json_add_int(p, "pages", (int64_t)pages);
	label = word_count(v, "page_of", "{page}", (int64_t)at, "Page {page} of {pages}");
	put_text(p, "label", text_count(label, "{pages}", (int64_t)pages));
	if (at > 1)
		put_url(p, "prev_url", v, path_of(arg, at - 1));
	else
		json_add_null(p, "prev_url");
	if (at < pages)
		put_url(p, "next_url", v, path_of(arg, at + 1));
	else
		json_add_null(p, "next_url");
	items = json_add_array(p, "items");
	for (size_t i = 1; i <= pages; i++) {
		/* First, last, and the neighbours: 400 pages are no list to read. */
		if (i != 1 && i != pages && (i + 3 < at || i > at + 3))
			continue;
		item = json_add_object(items, NULL);
		json_add_int(item, "n", (int64_t)i);
		put_url(item, "url", v, path_of(arg, i));
		json_add_bool(item, "current", i == at);
	}
}

struct category_of {
	const struct shop *shop;
	int category;
};

static struct str category_page_path(const void *arg, size_t n)
{
	const struct category_of *c = arg;

	return view_category_path(c->shop, c->category, n);
}

static void put_category_products(struct json *page, const struct view *v, int category, size_t at)
{
	struct json *list = json_add_array(page, "products"), *cards[VIEW_PER_PAGE];
	size_t chosen[VIEW_PER_PAGE], n = 0, from = (at - 1) * VIEW_PER_PAGE;

	for (size_t i = 0; i < v->shop->nproducts && n < from + VIEW_PER_PAGE; i++)
		if (category < 0 || v->shop->products[i].category == category)
			if (++n > from) {
				chosen[n - 1 - from] = i;
				cards[n - 1 - from] = put_card(list, v, i, n);
			}
	put_table(page, v, chosen, cards, n > from ? n - from : 0);
}

const struct json *view_category(const struct view *v, int category, size_t page)
{
	const struct shop *s = v->shop;
	struct str name = category < 0 ? shop_word(s, "all_products", "All products") : s->categories[category].name;
	struct crumb crumbs[] = { { .name = name, .merchants = category >= 0 } };
	struct page_facts f = { .kind = "is_category",
		.path = view_category_path(s, category, page),
		.crumbs = crumbs,
		.ncrumbs = 1,
		.category = category,
		.product = -1 };
	struct json *p, *j;

	f.title = page > 1 ? str_printf(mem(), "%.*s (%zu) · %.*s", STR_FMT(name), page, STR_FMT(s->name))
			   : str_printf(mem(), "%.*s · %.*s", STR_FMT(name), STR_FMT(s->name));
	f.description = str_printf(mem(), "%.*s: %.*s", STR_FMT(s->name), STR_FMT(name));
	p = page_new(v, &f);
	j = json_add_object(p, "category");
	put_text(j, "name", name);
	put_lang(j, "name_lang", s, category >= 0);
	put_url(j, "url", v, view_category_path(s, category, 1));
	put_count(j, v, category_count(s, category));
	json_add_null(j, "description");
	put_category_products(p, v, category, page);
	put_pages(p, v, page, view_pages(s, category), category_page_path, &(struct category_of){ s, category });
	return p;
}

/* ---- product */

static void put_gallery(struct json *product, const struct view *v, const struct product *p)
{
	struct json *list = json_add_array(product, "gallery"), *j;

	for (size_t i = 0; i < p->npictures; i++) {
		j = json_add_object(list, NULL);
		json_add_str(j, "url", shown_url(v, p->pictures[i].url));
		json_add_str(j, "alt", p->pictures[i].alt);
		put_sources(j, v, &p->pictures[i]);
		json_add_bool(j, "is_first", i == 0);
	}
}

static void put_order_url(struct json *product, const struct view *v, const struct product *p)
{
	struct buf b = BUF_ON(mem(), 4000);

	if (!v->shop->email.n || !v->place->still) {
		json_add_null(product, "order_url");
		return;
	}
	buf_printf(&b, "mailto:%.*s?subject=", STR_FMT(v->shop->email));
	buf_url(&b, p->name);
	if (p->sku.n) {
		buf_c(&b, "%20%28");
		buf_url(&b, p->sku);
		buf_c(&b, "%29");
	}
	put_text(product, "order_url", buf_ok(&b) ? buf_view(&b) : STR_NONE);
}

/* The next ones of the same category, round its end, then the next ones of all. */
static void put_related(struct json *page, const struct view *v, size_t product)
{
	const struct shop *s = v->shop;
	struct json *list = json_add_array(page, "related");
	size_t n = 0;

	for (int same = 1; same >= 0; same--)
		for (size_t k = 1; k < s->nproducts && n < VIEW_RELATED; k++) {
			size_t i = (product + k) % s->nproducts;

			if ((s->products[i].category == s->products[product].category) == same)
				put_card(list, v, i, ++n);
		}
	json_add_bool(page, "has_related", n > 0);
}

const struct json *view_product(const struct view *v, size_t product)
{
	const struct shop *s = v->shop;
	const struct product *p = &s->products[product];
	struct crumb crumbs[2];
	struct page_facts f = { .kind = "is_product",
		.path = view_product_path(s, product),
		.crumbs = crumbs,
		.category = p->category,
		.product = (long)product };
	struct json *page, *j;

	if (p->category >= 0)
		crumbs[f.ncrumbs++] = (struct crumb){ s->categories[p->category].name,
			view_category_path(s, p->category, 1), true };
	crumbs[f.ncrumbs++] = (struct crumb){ .name = p->name, .merchants = true };
	f.title = str_printf(mem(), "%.*s · %.*s", STR_FMT(p->name), STR_FMT(s->name));
	f.description = first_sentence(p->description);
	f.image = p->npictures ? p->pictures[0].url : STR_NONE;
	page = page_new(v, &f);
	j = json_add_object(page, "product");
	card_fields(j, v, product, product + 1);
	put_gallery(j, v, p);
	put_paragraphs(j, "description", p->description, 200);
	put_lang(j, "description_lang", s, !p->translated);
	put_variants(j, v, p);
	put_order_url(j, v, p);
	put_related(page, v, product);
	put_compare(page, v, product);
	return page;
}
