/* Rules about tables: the table model of the HTML Standard (4.9.12), and rows and cells of ARIA. */
#include <stdlib.h>

#include "base/cleanup.h"
#include "check_layout.h"
#include "check_page.h"

enum { COLUMNS_MAX = 256, CELLS_MAX = 8192 };

struct cell {
	const struct check_node *n;
	int x, y, w, h;
	bool header;
};

struct grid {
	struct cell *cell;
	int n, rows;
	int busy[COLUMNS_MAX]; /* rows for which a cell above still fills the column */
};

static const struct check_node *table_of(const struct check_node *n)
{
	while (n && !node_is(n, "table"))
		n = n->parent;
	return n;
}

static int span_of(const struct check_node *n, const char *attr, int max)
{
	struct str v = node_attr(n, attr);
	long span = v.n ? strtol(v.p, NULL, 10) : 1;

	return span < 1 ? 1 : span > max ? max : (int)span;
}

static void put_row(struct grid *g, const struct check_node *row)
{
	int x = 0;

	for (const struct check_node *c = row->first; c && g->n < CELLS_MAX; c = c->next) {
		if (!node_in(c, "td th "))
			continue;
		while (x < COLUMNS_MAX && g->busy[x] > 0)
			x++;
		int w = span_of(c, "colspan", 1000), h = span_of(c, "rowspan", 65534);

		if (x + w > COLUMNS_MAX)
			return;
		g->cell[g->n++] = (struct cell){ c, x, g->rows, w, h, node_is(c, "th") };
		for (int i = 0; i < w; i++)
			g->busy[x + i] = h;
		x += w;
	}
	for (int i = 0; i < COLUMNS_MAX; i++)
		g->busy[i] -= g->busy[i] > 0;
	g->rows++;
}

static struct grid *grid_of(struct check_page *p, const struct check_node *table)
{
	struct grid *g = ARENA_NEW(p->arena, struct grid);

	if (!g || !(g->cell = arena_alloc(p->arena, CELLS_MAX * sizeof(*g->cell))))
		return NULL;
	for (const struct check_node *r = table; (r = node_next(p->doc, r, table));)
		if (node_is(r, "tr") && table_of(r) == table && r->shown)
			put_row(g, r);
	return g;
}

static bool data_within(const struct grid *g, int x, int y, int w, int h)
{
	for (int i = 0; i < g->n; i++) {
		const struct cell *c = &g->cell[i];

		if (!c->header && !node_blank(c->n) && c->x < x + w && x < c->x + c->w && c->y < y + h &&
			y < c->y + c->h)
			return true;
	}
	return false;
}

static void heads(
	const struct check_doc *d, const struct grid *g, const struct cell *h, bool *ret_columns, bool *ret_rows)
{
	struct str scope = node_attr(h->n, "scope");
	const struct aria_role *r = aria_explicit(h->n);

	if (aria_is(r, "columnheader") || aria_is(r, "rowheader")) {
		*ret_columns = aria_is(r, "columnheader");
		*ret_rows = !*ret_columns;
		return;
	}
	*ret_columns = word_in(scope, "col colgroup ") ||
		(!word_in(scope, "row rowgroup ") && !data_within(g, 0, h->y, COLUMNS_MAX, h->h));
	*ret_rows = word_in(scope, "row rowgroup ") ||
		(!word_in(scope, "col colgroup ") && !*ret_columns &&
			(!data_within(g, h->x, 0, h->w, g->rows) || aria_is(aria_semantic(d, h->n), "rowheader")));
}

static bool names_header(const struct check_doc *d, const struct check_node *cell, const struct check_node *header)
{
	struct str ids = node_attr(cell, "headers"), id;

	while ((id = next_token(&ids)).p)
		if (doc_id(d, id) == header)
			return true;
	return false;
}

static bool has_cells(struct check_page *p, const struct grid *g, const struct cell *h)
{
	bool columns, rows;

	heads(p->doc, g, h, &columns, &rows);
	for (int i = 0; i < g->n; i++) {
		const struct cell *c = &g->cell[i];

		if (c == h || aria_hidden(c->n))
			continue;
		if (node_has(c->n, "headers")) {
			if (names_header(p->doc, c->n, h->n))
				return true;
			continue;
		}
		if (columns && c->x < h->x + h->w && h->x < c->x + c->w && c->y >= h->y + h->h)
			return true;
		if (rows && c->y < h->y + h->h && h->y < c->y + c->h && c->x >= h->x + h->w)
			return true;
	}
	return false;
}

static bool is_cell(const struct check_doc *d, const struct check_node *n)
{
	const struct aria_role *r = aria_semantic(d, n);

	return r && word_in(str_c(r->name), "cell gridcell columnheader rowheader ");
}

/* Where a cell stands in its row of roles; -1: not there. */
static int place_in_row(const struct check_doc *d, const struct check_node *row, const struct check_node *cell)
{
	const struct check_node *owned[64];
	size_t n = aria_owned(d, row, owned, ARRAY_LEN(owned));
	int at = 0;

	for (size_t i = 0; i < n; i++) {
		if (owned[i] == cell)
			return at;
		at += is_cell(d, owned[i]) ? span_of(owned[i], "aria-colspan", COLUMNS_MAX) : 0;
	}
	return cell ? -1 : at;
}

static const struct check_node *up_to_role(const struct check_doc *d, const struct check_node *n, const char *roles)
{
	while ((n = aria_owner(d, n))) {
		const struct aria_role *r = aria_semantic(d, n);

		if (r && word_in(str_c(r->name), roles))
			return n;
	}
	return NULL;
}

/* A column header has a cell in its place in another row; a row header a cell beside it. */
static bool has_aria_cells(struct check_page *p, const struct check_node *n)
{
	const struct check_node *row = up_to_role(p->doc, n, "row "),
				*table = up_to_role(p->doc, n, "table grid treegrid ");
	int at = row ? place_in_row(p->doc, row, n) : -1;

	if (at < 0 || !table)
		return false;
	if (aria_is(aria_semantic(p->doc, n), "rowheader"))
		return place_in_row(p->doc, row, NULL) > 1;
	for (const struct check_node *c = table; (c = node_next(p->doc, c, table));)
		if (c->tag.p && c != row && aria_is(aria_semantic(p->doc, c), "row") && !aria_hidden(c) &&
			c->index > row->index && place_in_row(p->doc, c, NULL) > at)
			return true;
	return false;
}

static const struct cell *cell_of(const struct grid *g, const struct check_node *n)
{
	for (int i = 0; g && i < g->n; i++)
		if (g->cell[i].n == n)
			return &g->cell[i];
	return NULL;
}

void rule_header_cells(struct check_page *p)
{
	const struct check_node *table = NULL;
	struct grid *g = NULL;

	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);
		const struct check_node *native = node_in(n, "th td ") ? table_of(n) : NULL;

		if (!r || !word_in(str_c(r->name), "columnheader rowheader ") || aria_hidden(n) ||
			(!native && !up_to_role(p->doc, n, "table grid treegrid ")))
			continue;
		if (native && !aria_is(aria_semantic(p->doc, native), "table"))
			continue;
		if (native && native != table) {
			table = native;
			g = grid_of(p, native);
		}
		const struct cell *c = native ? cell_of(g, n) : NULL;

		if (c ? has_cells(p, g, c) : has_aria_cells(p, n))
			check_pass(p, n);
		else
			check_fail(p, n, "No cell belongs to this header.");
	}
}

void rule_headers_attribute(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct check_node *table = node_in(n, "td th ") ? table_of(n) : NULL;
		struct str ids = node_attr(n, "headers"), id;
		bool bad = false;

		if (!table || text_blank(ids) || aria_hidden(n) || !layout_visible(table, &p->env) ||
			!aria_is(aria_semantic(p->doc, table), "table"))
			continue;
		while (!bad && (id = next_token(&ids)).p) {
			const struct check_node *header = doc_id(p->doc, id);

			bad = !header || header == n || !node_in(header, "td th ") || table_of(header) != table;
			if (bad)
				check_fail(p, n, "\"%.*s\" is no cell of this table.", STR_FMT(str_sub(id, 0, 60)));
		}
		if (!bad)
			check_pass(p, n);
	}
}
