#include "catalogue.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/crypto.h"

enum { HANDLE_MAX = 200, TEXT_MAX = 256 * 1024 };

/* ---- an index of members ---------------------------------------------------------------------- */

static int compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int by_name(const void *a, const void *b)
{
	return compare(json_key(*(const struct json *const *)a), json_key(*(const struct json *const *)b));
}

static int name_to_member(const void *name, const void *member)
{
	return compare(*(const struct str *)name, json_key(*(const struct json *const *)member));
}

int index_make(const struct json *object, struct index *ret)
{
	size_t n = 0;

	ret->members = TRY_MEM(ARENA_ARRAY(mem(), const struct json *, json_len(object) + 1));
	for (const struct json *m = json_first(object); m; m = json_next(m))
		ret->members[n++] = m;
	ret->n = n;
	qsort(ret->members, n, sizeof(*ret->members), by_name);
	return 0;
}

const struct json *index_get(const struct index *x, struct str name)
{
	const struct json **found = x->n ? bsearch(&name, x->members, x->n, sizeof(*x->members), name_to_member) : NULL;

	return found ? *found : NULL;
}

/* ---- values ----------------------------------------------------------------------------------- */

struct str handle_of(struct str sku)
{
	struct buf b = BUF_ON(mem(), HANDLE_MAX + 2);

	for (size_t i = 0; i < sku.n && b.len < HANDLE_MAX; i++) {
		char c = sku.p[i];

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_char(&b, c);
		else if (b.len && b.p[b.len - 1] != '-')
			buf_char(&b, '-');
	}
	if (b.len && b.p[b.len - 1] == '-')
		b.p[--b.len] = '\0';
	return buf_view(&b);
}

struct str paragraphs(struct str text)
{
	struct buf b = BUF_ON(mem(), TEXT_MAX);
	struct str rest = text;
	bool open = false;

	while (rest.p) {
		struct str line = str_trim(str_split(&rest, '\n'));

		if (line.n) {
			buf_c(&b, open ? "<br>" : "<p>");
			buf_html(&b, line);
			open = true;
		} else if (open) {
			buf_c(&b, "</p>");
			open = false;
		}
	}
	if (open)
		buf_c(&b, "</p>");
	return buf_ok(&b) ? buf_view(&b) : STR("");
}

static struct str first_of(struct str a, struct str b)
{
	return str_trim(a).n ? str_trim(a) : b;
}

/* ---- variants --------------------------------------------------------------------------------- */

static size_t option_at(struct product *p, struct str name)
{
	size_t i = 0;

	while (i < p->noptions && !str_eq(p->options[i], name))
		i++;
	if (i == p->noptions && i < OPTIONS_MAX)
		p->options[p->noptions++] = name;
	return i;
}

static void read_variant(const struct json *j, struct product *p, const struct product *whole, struct variant *v)
{
	int64_t price = json_get_int(j, "price_minor", -1);

	v->sku = str_trim(json_get_str(j, "sku"));
	v->price_minor = price >= 0 ? price : whole->variants[0].price_minor;
	v->stock = json_get_int(j, "stock", -1);
	for (const struct json *o = json_first(json_get(j, "options")); o; o = json_next(o)) {
		size_t i = option_at(p, json_key(o));

		if (i < OPTIONS_MAX)
			v->options[i] = str_trim(json_str(o));
	}
}

/* Every variant has a value for every option: the platforms will have it so. Without any options the article number
 * tells them apart. */
static void complete_variants(struct product *p)
{
	bool bare = p->noptions == 0;

	if (bare)
		p->options[p->noptions++] = STR("Variant");
	for (size_t i = 0; i < p->nvariants; i++)
		for (size_t o = 0; o < p->noptions; o++)
			if (!p->variants[i].options[o].n)
				p->variants[i].options[o] = bare ? p->variants[i].sku : STR("Standard");
}

static int read_variants(const struct json *j, struct product *p)
{
	const struct json *list = json_get(j, "variants");
	struct product whole = *p;
	size_t n = json_len(list);

	if (!n)
		return 0;
	p->variants = TRY_MEM(ARENA_ARRAY(mem(), struct variant, n));
	p->nvariants = 0;
	for (const struct json *v = json_first(list); v; v = json_next(v))
		read_variant(v, p, &whole, &p->variants[p->nvariants++]);
	complete_variants(p);
	return 0;
}

/* ---- products --------------------------------------------------------------------------------- */

static int read_product(const struct json *j, const struct index *descriptions, struct str currency, struct product *p)
{
	struct str written;

	*p = (struct product){ .sku = str_trim(json_get_str(j, "sku")),
		.name = str_trim(json_get_str(j, "name")),
		.category = json_get_str(j, "category"),
		.currency = first_of(json_get_str(j, "currency"), currency),
		.images = json_get(j, "images"),
		.nvariants = 1 };
	written = json_str(index_get(descriptions, p->sku));
	p->description = first_of(written, json_get_str(j, "description"));
	p->handle = handle_of(p->sku);
	p->variants = TRY_MEM(ARENA_NEW(mem(), struct variant));
	p->variants[0] = (struct variant){
		.sku = p->sku, .price_minor = json_get_int(j, "price_minor", 0), .stock = json_get_int(j, "stock", -1)
	};
	return read_variants(j, p);
}

static int by_handle(const void *a, const void *b)
{
	const struct product *x = *(struct product *const *)a, *y = *(struct product *const *)b;

	return compare(x->handle, y->handle);
}

/* Article numbers that differ only in what a handle cannot hold get a mark of their own, each of them: the
 * order of the catalogue must not decide. */
static int part_twins(struct catalogue *c)
{
	struct product **sorted = TRY_MEM(ARENA_ARRAY(mem(), struct product *, c->n + 1));
	struct str former = STR_NONE;

	for (size_t i = 0; i < c->n; i++)
		sorted[i] = &c->products[i];
	qsort(sorted, c->n, sizeof(*sorted), by_handle);
	for (size_t i = 0; i < c->n; i++) {
		struct str own = sorted[i]->handle;
		bool twin = (former.p && str_eq(former, own)) || (i + 1 < c->n && str_eq(sorted[i + 1]->handle, own));

		former = own;
		if (twin || !own.n)
			sorted[i]->handle = str_printf(mem(), "%.*s%s%.8s", STR_FMT(own), own.n ? "-" : "",
				TRY_MEM(sha256_hex(sorted[i]->sku).p));
	}
	return 0;
}

int catalogue_read(const struct json *configuration, struct catalogue *ret)
{
	const struct json *business = json_get(configuration, "business_info");
	const struct json *list = json_get(json_get(configuration, "product_config"), "products");
	struct str currency = first_of(json_get_str(business, "currency"), STR("USD"));
	struct index descriptions;

	TRY(index_make(json_get(json_get(configuration, "content_data"), "product_descriptions"), &descriptions));
	*ret = (struct catalogue){ .vendor = json_get_str(business, "business_name") };
	ret->products = TRY_MEM(ARENA_ARRAY(mem(), struct product, json_len(list) + 1));
	for (const struct json *j = json_first(list); j; j = json_next(j)) {
		TRY(read_product(j, &descriptions, currency, &ret->products[ret->n]));
		ret->n += ret->products[ret->n].sku.n && ret->products[ret->n].name.n;
	}
	return part_twins(ret);
}
