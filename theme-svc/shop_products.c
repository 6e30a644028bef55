#include "shop_products.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "slug.h"

bool picture_url(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ')
			return false;
	if (str_starts(url, STR("https://")) || str_starts(url, STR("http://")))
		return true;
	return url.n > 1 && url.p[0] == '/' && url.p[1] != '/' && url.p[1] != '\\';
}

static int64_t dimension(const struct json *j, const char *key)
{
	int64_t v = json_get_int(j, key, 0);

	return v >= 1 && v <= 20000 ? v : 800;
}

bool picture_read(const struct json *j, struct str dflt, struct picture *ret)
{
	struct str url = json_kind(j) == JSON_STRING ? json_str(j) : json_get_str(j, "url");
	struct str alt = str_trim(json_get_str(j, "alt"));

	if (!picture_url(url))
		return false;
	*ret = (struct picture){ url, alt.n ? alt : dflt, dimension(j, "width"), dimension(j, "height") };
	return true;
}

static int64_t stock_of(const struct json *j)
{
	int64_t v;

	if (!json_int(json_get(j, "stock"), &v))
		return -1;
	return v < 0 ? 0 : v;
}

static int64_t price_of(const struct json *j, int64_t dflt)
{
	int64_t v = json_get_int(j, "price_minor", dflt);

	return v < 0 ? 0 : v;
}

/* ---- variants */

static int read_variant(const struct json *j, const struct product *p, struct variant *ret)
{
	struct buf label = BUF_ON(mem(), 1000);
	struct str value;

	ret->sku = json_get_str(j, "sku");
	ret->price_minor = price_of(j, p->price_minor);
	ret->stock = stock_of(j);
	for (const struct json *o = json_first(json_get(j, "options")); o; o = json_next(o)) {
		value = str_trim(json_str(o));
		if (!value.n || ret->noptions == SHOP_OPTIONS_MAX)
			continue;
		ret->options[ret->noptions++] = (struct option){ json_key(o), value };
		if (label.len)
			buf_c(&label, " / ");
		buf_str(&label, value);
	}
	if (!label.len)
		buf_str(&label, ret->sku.n ? ret->sku : p->name);
	ret->label = buf_view(&label);
	return buf_ok(&label) ? 0 : fail(ERR_INVALID, "the options of a variant of %.100s are too long", p->sku.p);
}

/* The price that is shown is one that can be paid: the lowest of what is in stock, of all when nothing is. */
static void price_range(struct product *p)
{
	bool first = true;

	for (size_t i = 0; i < p->nvariants; i++) {
		int64_t price = p->variants[i].price_minor;

		if (p->in_stock && p->variants[i].stock == 0)
			continue;
		if (first || price < p->price_minor)
			p->price_minor = price;
		if (first || price > p->price_max)
			p->price_max = price;
		first = false;
	}
}

static int read_variants(const struct json *j, struct product *p)
{
	const struct json *list = json_get(j, "variants");

	p->price_max = p->price_minor;
	p->in_stock = p->stock != 0;
	if (json_kind(list) != JSON_ARRAY || !json_first(list))
		return 0;
	p->variants = TRY_MEM(ARENA_ARRAY(mem(), struct variant, json_len(list)));
	p->in_stock = false;
	for (const struct json *i = json_first(list); i; i = json_next(i)) {
		TRY(read_variant(i, p, &p->variants[p->nvariants]));
		p->in_stock |= p->variants[p->nvariants++].stock != 0;
	}
	price_range(p);
	return 0;
}

/* ---- products */

static int read_features(const struct json *j, struct product *p)
{
	const struct json *list = json_get(j, "features");
	struct str *features = TRY_MEM(ARENA_ARRAY(mem(), struct str, json_len(list)));

	p->features = features;
	for (const struct json *f = json_first(list); f; f = json_next(f)) {
		features[p->nfeatures] = str_trim(json_str(f));
		p->nfeatures += features[p->nfeatures].n > 0;
	}
	return 0;
}

static int read_pictures(const struct json *j, struct product *p)
{
	const struct json *list = json_get(j, "images");

	if (json_kind(list) != JSON_ARRAY)
		return 0;
	p->pictures = TRY_MEM(ARENA_ARRAY(mem(), struct picture, json_len(list) + 1));
	for (const struct json *i = json_first(list); i; i = json_next(i))
		if (picture_read(i, p->name, &p->pictures[p->npictures]))
			p->npictures++;
	return 0;
}

/* What the features say, else what is offered first; upright or lying as the photograph is. */
static void read_size(struct shop *s, struct product *p)
{
	const struct picture *photo = p->npictures ? p->pictures : NULL;
	struct size *z = &p->size;
	int64_t most;

	for (size_t i = 0; i < p->nfeatures && !z->label.n; i++)
		size_find(p->features[i], z);
	for (size_t i = 0; i < p->nvariants && !z->label.n; i++)
		for (size_t o = 0; o < p->variants[i].noptions && !z->label.n; o++)
			if (p->variants[i].stock != 0 || !p->in_stock)
				size_find(p->variants[i].options[o].value, z);
	if (photo && photo->width != photo->height && (photo->width > photo->height) != (z->width > z->height))
		*z = (struct size){ z->label, z->height, z->width };
	most = z->width > z->height ? z->width : z->height;
	if (most > s->size_most)
		s->size_most = most;
}

static int read_product(struct shop *s, const struct json *j, struct slug_set *slugs, struct product *p)
{
	struct str currency = str_trim(json_get_str(j, "currency"));

	p->sku = json_get_str(j, "sku");
	p->name = str_trim(json_get_str(j, "name"));
	if (!p->name.n)
		p->name = p->sku.n ? p->sku : STR("?");
	p->description = str_trim(json_get_str(j, "description"));
	p->currency = currency.n ? currency : s->currency;
	p->price_minor = price_of(j, 0);
	p->stock = stock_of(j);
	p->slug = slug_take(slugs, p->name, p->sku);
	if (!p->slug.p)
		return -ERR_NOMEM;
	TRY(read_features(j, p));
	TRY(read_pictures(j, p));
	TRY(read_variants(j, p));
	read_size(s, p);
	return 0;
}

/* ---- categories: in the order in which the catalogue names them */

static int category_of(struct shop *s, struct str name, struct slug_set *slugs, size_t cap)
{
	if (!name.n)
		return -1;
	for (size_t i = 0; i < s->ncategories; i++)
		if (str_eq(s->categories[i].name, name)) {
			s->categories[i].count++;
			return (int)i;
		}
	if (s->ncategories == cap)
		return -1;
	s->categories[s->ncategories] = (struct category){ name, slug_take(slugs, name, STR_NONE), 1 };
	return s->categories[s->ncategories].slug.p ? (int)s->ncategories++ : -ERR_NOMEM - 1;
}

enum { CATEGORIES_MAX = 500 };

static int read_products(struct shop *s, const struct json *list)
{
	struct slug_set slugs = { .arena = mem() }, category_slugs = { .arena = mem() };
	size_t n = json_len(list);
	struct product *p;

	if (n > SHOP_PRODUCTS_MAX)
		return fail(ERR_INVALID, "a store has at most %d products", SHOP_PRODUCTS_MAX);
	s->products = TRY_MEM(ARENA_ARRAY(mem(), struct product, n + 1));
	s->categories = TRY_MEM(ARENA_ARRAY(mem(), struct category, CATEGORIES_MAX));
	if (!slug_take(&category_slugs, STR("all"), STR_NONE).p) /* /c/all/ lists every product */
		return -ERR_NOMEM;
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		if (json_kind(j) != JSON_OBJECT)
			continue;
		p = &s->products[s->nproducts++];
		TRY(read_product(s, j, &slugs, p));
		p->category = category_of(s, str_trim(json_get_str(j, "category")), &category_slugs, CATEGORIES_MAX);
		if (p->category < -1)
			return -ERR_NOMEM;
	}
	return 0;
}

/* Texts of the content step go before the catalogue's own. Both lists are long: products are found by a table. */
static int read_descriptions(struct shop *s, const struct json *texts, bool translated)
{
	size_t cap = 64, at;
	struct product **table;

	while (cap < s->nproducts * 2)
		cap *= 2;
	table = TRY_MEM(ARENA_ARRAY(mem(), struct product *, cap));
	for (size_t i = 0; i < s->nproducts; i++) {
		if (!s->products[i].sku.n)
			continue;
		at = str_hash_secret(s->products[i].sku) & (cap - 1);
		while (table[at])
			at = (at + 1) & (cap - 1);
		table[at] = &s->products[i];
	}
	for (const struct json *j = json_first(texts); j; j = json_next(j)) {
		struct str text = str_trim(json_str(j));

		for (at = str_hash_secret(json_key(j)) & (cap - 1); text.n && table[at]; at = (at + 1) & (cap - 1))
			if (str_eq(table[at]->sku, json_key(j))) {
				table[at]->description = text;
				table[at]->translated = translated;
			}
	}
	return 0;
}

int products_read(struct shop *s, const struct json *configuration)
{
	const struct json *list = json_get(json_get(configuration, "product_config"), "products");
	const struct json *texts = json_get(json_get(configuration, "content_data"), "product_descriptions");

	TRY(read_products(s, json_kind(list) == JSON_ARRAY ? list : NULL));
	return json_kind(texts) == JSON_OBJECT && s->nproducts ? read_descriptions(s, texts, false) : 0;
}

int products_translate(struct shop *s, const struct json *texts)
{
	return json_kind(texts) == JSON_OBJECT && s->nproducts ? read_descriptions(s, texts, true) : 0;
}
