#include "base/cleanup.h"
#include "base/context.h"
#include "view_parts.h"

/* ---- specs: features of the form "Name: value" */

struct spec {
	struct str name, value;
};

enum { NAME_MOST = 40, COLUMNS_MOST = 4, NAMES_MOST = 64, COMPARE_MOST = 4 };

static bool spec_read(struct str text, struct spec *ret)
{
	ptrdiff_t at = str_find(text, ':', 0);

	if (at < 1 || at > NAME_MOST)
		return false;
	ret->name = str_trim(str_sub(text, 0, (size_t)at));
	ret->value = str_trim(str_sub(text, (size_t)at + 1, text.n));
	return ret->name.n && ret->value.n;
}

static struct str spec_find(const struct product *p, struct str name)
{
	struct spec s;

	for (size_t i = 0; i < p->nfeatures; i++)
		if (spec_read(p->features[i], &s) && str_ieq(s.name, name))
			return s.value;
	return STR_NONE;
}

/* ---- size: in centimetres for drawings to scale, and in percent of the shop's longest side for walls */

static void put_cm(struct json *to, const char *key, int64_t mm, int64_t parts, const char *sign)
{
	int64_t tenths = mm / parts;

	if (tenths % 10)
		put_textf(to, key, "%s%lld.%lld", sign, (long long)tenths / 10, (long long)tenths % 10);
	else
		put_textf(to, key, "%s%lld", sign, (long long)tenths / 10);
}

static int64_t share(int64_t mm, int64_t most)
{
	int64_t percent = (mm * 100 + most / 2) / most;

	return percent < 1 ? 1 : percent;
}

static void put_size(struct json *card, const struct view *v, const struct size *z)
{
	struct json *j;

	if (!z->label.n) {
		json_add_null(card, "size");
		return;
	}
	j = json_add_object(card, "size");
	put_text(j, "label", z->label);
	put_cm(j, "width", z->width, 1, "");
	put_cm(j, "height", z->height, 1, "");
	put_cm(j, "left", z->width, 2, "-");
	put_cm(j, "top", z->height, 2, "-");
	json_add_int(j, "w", share(z->width, v->shop->size_most));
	json_add_int(j, "h", share(z->height, v->shop->size_most));
}

void put_facts(struct json *card, const struct view *v, const struct product *p)
{
	struct json *specs = json_add_array(card, "specs"), *notes = json_add_array(card, "notes"), *j;
	struct spec s;

	for (size_t i = 0; i < p->nfeatures; i++) {
		if (!spec_read(p->features[i], &s)) {
			json_add_str(notes, NULL, p->features[i]);
			continue;
		}
		j = json_add_object(specs, NULL);
		put_text(j, "name", s.name);
		put_text(j, "value", s.value);
	}
	put_size(card, v, &p->size);
}

/* ---- tables: what several products tell of */

struct column {
	struct str name;
	size_t count;
	bool taken;
};

static size_t count_names(const struct view *v, const size_t *products, size_t n, struct column *ret)
{
	size_t columns = 0, at;
	struct spec s;

	for (size_t i = 0; i < n; i++) {
		const struct product *p = &v->shop->products[products[i]];

		for (size_t k = 0; k < p->nfeatures; k++) {
			if (!spec_read(p->features[k], &s))
				continue;
			for (at = 0; at < columns && !str_ieq(ret[at].name, s.name); at++)
				;
			if (at == columns && columns < NAMES_MOST)
				ret[columns++] = (struct column){ .name = s.name };
			if (at < columns)
				ret[at].count++;
		}
	}
	return columns;
}

/* The names that most products have, at most COLUMNS_MOST, in the order in which they come up; one that a single product
 * of several has is no column. */
static size_t choose_columns(const struct view *v, const size_t *products, size_t n, struct str *ret)
{
	struct column *columns = ARENA_ARRAY(mem(), struct column, NAMES_MOST), *best;
	size_t names = columns ? count_names(v, products, n, columns) : 0, chosen = 0;

	for (int k = 0; k < COLUMNS_MOST; k++) {
		best = NULL;
		for (size_t i = 0; i < names; i++)
			if (!columns[i].taken && (n == 1 || columns[i].count > 1) &&
				(!best || columns[i].count > best->count))
				best = &columns[i];
		if (best)
			best->taken = true;
	}
	for (size_t i = 0; i < names; i++)
		if (columns[i].taken)
			ret[chosen++] = columns[i].name;
	return chosen;
}

static void put_wall(struct json *to, const struct view *v, int64_t side)
{
	struct json *j;

	if (!side) {
		json_add_null(to, "wall");
		return;
	}
	j = json_add_object(to, "wall");
	put_textf(j, "label", "%lld cm", (long long)(side + 5) / 10);
	json_add_int(j, "most", share(side, v->shop->size_most));
}

void put_whole_wall(struct json *to, const struct view *v)
{
	put_wall(to, v, v->shop->size_most);
}

/* The longest side of n products, in millimetres. */
static int64_t longest(const struct view *v, const size_t *products, size_t n)
{
	int64_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct size *z = &v->shop->products[products[i]].size;

		if (z->label.n && z->width > most)
			most = z->width;
		if (z->label.n && z->height > most)
			most = z->height;
	}
	return most;
}

void put_table(struct json *to, const struct view *v, const size_t *products, struct json *const *cards, size_t n)
{
	struct json *list = json_add_array(to, "columns"), *cells, *cell;
	struct str names[COLUMNS_MOST];
	size_t columns = choose_columns(v, products, n, names);

	put_wall(to, v, longest(v, products, n));
	for (size_t c = 0; c < columns; c++)
		put_text(json_add_object(list, NULL), "name", names[c]);
	for (size_t i = 0; i < n; i++) {
		cells = json_add_array(cards[i], "cells");
		for (size_t c = 0; c < columns; c++) {
			cell = json_add_object(cells, NULL);
			put_text(cell, "name", names[c]);
			put_text(cell, "value", spec_find(&v->shop->products[products[i]], names[c]));
		}
	}
}

/* This product, then the next ones of its category round its end. */
static size_t neighbours(const struct shop *s, size_t product, size_t *ret)
{
	size_t n = 0;

	ret[n++] = product;
	for (size_t k = 1; k < s->nproducts && n < COMPARE_MOST; k++) {
		size_t i = (product + k) % s->nproducts;

		if (s->products[i].category == s->products[product].category)
			ret[n++] = i;
	}
	return n;
}

void put_compare(struct json *page, const struct view *v, size_t product)
{
	size_t products[COMPARE_MOST], n = neighbours(v->shop, product, products), columns;
	struct str names[COLUMNS_MOST];
	struct json *compare, *list, *row, *cards[COMPARE_MOST];

	columns = n > 1 ? choose_columns(v, products, n, names) : 0;
	if (!columns) {
		json_add_null(page, "compare");
		return;
	}
	compare = json_add_object(page, "compare");
	list = json_add_array(compare, "products");
	for (size_t i = 0; i < n; i++) {
		cards[i] = put_card(list, v, products[i], i + 1);
		json_add_bool(cards[i], "current", i == 0);
	}
	list = json_add_array(compare, "rows");
	for (size_t c = 0; c < columns; c++) {
		row = json_add_object(list, NULL);
		put_text(row, "name", names[c]);
		row = json_add_array(row, "values");
		for (size_t i = 0; i < n; i++)
			put_text(json_add_object(row, NULL), "value",
				spec_find(&v->shop->products[products[i]], names[c]));
	}
}
