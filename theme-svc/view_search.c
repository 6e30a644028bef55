#include "view_search.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "search.h"
#include "view_parts.h"

/* What search_find looks at of it. */
static struct str query_of(const struct json *data)
{
	struct str q = json_get_str(data, "q");
	size_t at = 0;

	for (int i = 0; i < SEARCH_QUERY_MAX && at < q.n; i++)
		at += utf8_sequence((const unsigned char *)q.p + at, q.n - at);
	return str_trim(str_sub(q, 0, at));
}

/* A word with {q} replaced by the query. */
static struct str word_query(const struct view *v, const char *key, struct str q, const char *dflt)
{
	struct str word = shop_word(v->shop, key, dflt);
	const char *hole = memmem(word.p, word.n, "{q}", 3);

	if (!hole)
		return word;
	return str_printf(mem(), "%.*s%.*s%.*s", (int)(hole - word.p), word.p, STR_FMT(q),
		(int)(word.p + word.n - hole - 3), hole + 3);
}

static struct str search_path(const void *arg, size_t page)
{
	const struct str *q = arg;
	struct buf b = BUF_ON(mem(), 4096);

	buf_c(&b, "/search?q=");
	buf_url(&b, *q);
	if (page > 1)
		buf_printf(&b, "&page=%zu", page);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static void put_found(struct json *page, const struct view *v, const struct search_result *r, struct str q, size_t at)
{
	struct json *list = json_add_array(page, "products");
	size_t pages = r->n ? (r->n + VIEW_PER_PAGE - 1) / VIEW_PER_PAGE : 1;

	at = at < 1 ? 1 : at > pages ? pages : at;
	for (size_t i = (at - 1) * VIEW_PER_PAGE; i < r->n && i < at * VIEW_PER_PAGE; i++)
		if (r->docs[i] < v->shop->nproducts)
			put_card(list, v, r->docs[i], i + 1);
	put_pages(page, v, at, pages, search_path, &q);
}

static void put_suggestions(struct json *page, const struct view *v)
{
	struct json *list = json_add_array(page, "suggestions");
	size_t chosen[VIEW_FEATURED], n = view_featured(v->shop, chosen);

	for (size_t i = 0; i < n && i < VIEW_RELATED; i++)
		put_card(list, v, chosen[i], i + 1);
}

static void put_search(struct json *page, const struct view *v, const struct search_result *r, struct str q)
{
	struct json *j = json_add_object(page, "search");

	put_url(j, "action", v, STR("/search"));
	put_text(j, "query", q);
	json_add_bool(j, "found", r->n > 0);
	put_count(j, v, r->n);
	put_text(
		j, "nothing", q.n && !r->n ? word_query(v, "search_nothing", q, "Nothing found for “{q}”.") : STR_NONE);
	put_text(j, "corrected", r->corrected);
	if (r->corrected.n)
		put_url(j, "corrected_url", v, search_path(&r->corrected, 1));
	else
		json_add_null(j, "corrected_url");
}

const struct json *view_search(const struct view *v, const struct json *data)
{
	struct str q = query_of(data), title = shop_word(v->shop, "search", "Search");
	struct search_result r = { .n = 0 };
	struct crumb crumbs[] = { { .name = title } };
	struct page_facts f = { .kind = "is_search",
		.path = STR("/search"),
		.crumbs = crumbs,
		.ncrumbs = 1,
		.category = -1,
		.product = -1,
		.no_index = true };
	struct json *page, *j;

	if (v->search && q.n && search_find(mem(), v->search, q, &r) < 0)
		return NULL;
	f.title = q.n ? str_printf(mem(), "%.*s · %.*s · %.*s", STR_FMT(q), STR_FMT(title), STR_FMT(v->shop->name))
		      : str_printf(mem(), "%.*s · %.*s", STR_FMT(title), STR_FMT(v->shop->name));
	f.description = v->shop->seo_description.n ? v->shop->seo_description : v->shop->description;
	page = page_new(v, &f);
	j = json_add_object(page, "page");
	put_text(j, "title", title);
	put_search(page, v, &r, q);
	put_found(page, v, &r, q, (size_t)json_get_int(data, "page", 1));
	put_suggestions(page, v);
	return page;
}

int view_suggest(const struct view *v, const struct json *data, struct str *ret)
{
	struct json *root = json_new_object(), *list = json_add_array(root, "products"), *j;
	struct search_result r = { .n = 0 };
	struct str q = query_of(data);

	if (v->search && q.n)
		TRY(search_find(mem(), v->search, q, &r));
	for (size_t i = 0; i < r.n && i < VIEW_SUGGESTED; i++) {
		const struct product *p = &v->shop->products[r.docs[i]];

		if (r.docs[i] >= v->shop->nproducts)
			continue;
		j = json_add_object(list, NULL);
		json_add_str(j, "name", p->name);
		put_money(j, "price", v, p->price_minor, p->currency);
		put_url(j, "url", v, view_product_path(v->shop, r.docs[i]));
	}
	*ret = json_text(root);
	return ret->p ? 0 : -ERR_NOMEM;
}
