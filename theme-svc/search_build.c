#include <math.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "search.h"
#include "search_format.h"
#include "search_words.h"

/* What a field's words are worth, and how much its length takes from them (BM25's b). A name is short: nearly all of it counts. */
enum field { NAME, SKU, CATEGORY, FEATURES, OPTIONS, DESCRIPTION, FIELDS };
static const struct {
	float weight, b;
} fields[FIELDS] = {
	[NAME] = { 8, 0.4f },
	[SKU] = { 6, 0 },
	[CATEGORY] = { 3, 0.2f },
	[FEATURES] = { 3, 0.5f },
	[OPTIONS] = { 2, 0.5f },
	[DESCRIPTION] = { 1, 0.75f },
};
static const float K1 = 1.2f;

struct term {
	struct str text, written; /* written.p = NULL: the same */
	uint32_t df, last;        /* last: its newest record + 1 */
};

struct record {
	uint32_t term, doc;
	float tf;
};

struct builder {
	struct arena arena; /* terms' texts */
	struct buf terms, records, table;
	uint64_t key[2];
	double total[FIELDS]; /* words, then their mean a product */
	const struct shop *const *others;
	size_t nothers;
	uint32_t doc;
	bool counting, failed;
};

static struct term *terms(const struct builder *b)
{
	return (struct term *)(void *)b->terms.p;
}

static size_t nterms(const struct builder *b)
{
	return b->terms.len / sizeof(struct term);
}

static uint32_t *slot(const struct builder *b, struct str text)
{
	uint32_t *table = (uint32_t *)(void *)b->table.p;
	size_t cap = b->table.len / sizeof(*table), at = str_hash_keyed(text, b->key) & (cap - 1);

	while (table[at] && !str_eq(terms(b)[table[at] - 1].text, text))
		at = (at + 1) & (cap - 1);
	return &table[at];
}

static bool grow_table(struct builder *b)
{
	size_t cap = b->table.len / sizeof(uint32_t);

	if (cap && nterms(b) * 2 < cap)
		return true;
	cap = cap ? cap * 2 : 4096;
	b->table.len = 0;
	if (!buf_reserve(&b->table, cap * sizeof(uint32_t)))
		return false;
	b->table.len = cap * sizeof(uint32_t);
	memset(b->table.p, 0, b->table.len);
	for (size_t i = 0; i < nterms(b); i++)
		*slot(b, terms(b)[i].text) = (uint32_t)i + 1;
	return true;
}

/* The word as people write it, when folding has changed more than the case of ASCII letters. */
static struct str as_written(struct builder *b, const struct search_word *w)
{
	if (w->pair || w->from.n > 255 || str_ieq(w->from, (struct str){ w->text, w->n }))
		return STR_NONE;
	return str_dup(&b->arena, w->from);
}

static struct term *term_of(struct builder *b, const struct search_word *w)
{
	struct term new = { .df = 0 };
	uint32_t *at;

	if (!grow_table(b))
		return NULL;
	at = slot(b, (struct str){ w->text, w->n });
	if (!*at) {
		new.text = str_dup(&b->arena, (struct str){ w->text, w->n });
		new.written = as_written(b, w);
		if (!new.text.p)
			return NULL;
		buf_put(&b->terms, &new, sizeof(new));
		if (!buf_ok(&b->terms))
			return NULL;
		*at = (uint32_t)nterms(b);
	}
	return &terms(b)[*at - 1];
}

static void see_word(struct builder *b, const struct search_word *w, float tf)
{
	struct record *records = (struct record *)(void *)b->records.p, new = { 0, b->doc, tf };
	struct term *t;

	t = term_of(b, w);
	if (!t) {
		b->failed = true;
		return;
	}
	if (t->last && records[t->last - 1].doc == b->doc) {
		records[t->last - 1].tf += tf;
		return;
	}
	new.term = (uint32_t)(t - terms(b));
	buf_put(&b->records, &new, sizeof(new));
	b->failed |= !buf_ok(&b->records);
	t->last = (uint32_t)(b->records.len / sizeof(new));
	t->df++;
}

static size_t count_words(struct str text)
{
	struct search_text t = { .rest = text };
	struct search_word w;
	size_t n = 0;

	while (search_next(&t, &w))
		n++;
	return n;
}

/* "t-shirt" is also "tshirt". */
static bool join(struct search_word *former, const struct search_word *w)
{
	const char *end;

	if (!former->n || former->pair || w->pair || former->chars + w->chars > SEARCH_CHARS)
		return false;
	end = former->from.p + former->from.n;
	if (end + 1 != w->from.p || *end != '-')
		return false;
	memcpy(former->text + former->n, w->text, w->n);
	former->n += w->n;
	former->chars += w->chars;
	former->from.n += 1 + w->from.n;
	return true;
}

static void see_text(struct builder *b, struct str text, float tf)
{
	struct search_text t = { .rest = text };
	struct search_word w, former = { .n = 0 };

	while (!b->failed && search_next(&t, &w)) {
		see_word(b, &w, tf);
		if (join(&former, &w))
			see_word(b, &former, tf);
		former = w;
	}
}

/* One field's texts: counted, or seen with the weight that the field's length gives. */
struct field_texts {
	struct builder *b;
	enum field field;
	size_t words;
	float tf;
};

static void text_of(struct field_texts *x, struct str text)
{
	if (x->tf == 0)
		x->words += count_words(text);
	else
		see_text(x->b, text, x->tf);
}

static void each_text(struct field_texts *x, const struct shop *s, const struct product *p)
{
	switch (x->field) {
	case NAME: text_of(x, p->name); break;
	case SKU:
		text_of(x, p->sku);
		for (size_t i = 0; i < p->nvariants; i++)
			text_of(x, p->variants[i].sku);
		break;
	case CATEGORY:
		if (p->category >= 0)
			text_of(x, s->categories[p->category].name);
		break;
	case FEATURES:
		for (const struct json *j = json_first(p->features); j; j = json_next(j))
			text_of(x, json_str(j));
		break;
	case OPTIONS:
		for (size_t i = 0; i < p->nvariants; i++)
			for (size_t k = 0; k < p->variants[i].noptions; k++)
				text_of(x, p->variants[i].options[k].value);
		break;
	default:
		text_of(x, p->description);
		for (size_t i = 0; i < x->b->nothers; i++)
			if (x->b->others[i]->products[x->b->doc].translated)
				text_of(x, x->b->others[i]->products[x->b->doc].description);
	}
}

static void see_product(struct builder *b, const struct shop *s, const struct product *p)
{
	for (enum field f = NAME; f < FIELDS; f++) {
		struct field_texts x = { .b = b, .field = f };

		each_text(&x, s, p);
		if (b->counting) {
			b->total[f] += (double)x.words;
			continue;
		}
		if (!x.words)
			continue;
		x.tf = fields[f].weight / (1 - fields[f].b + fields[f].b * (float)((double)x.words / b->total[f]));
		each_text(&x, s, p);
	}
}

/* ---- writing */

static void put_u32(struct buf *to, uint32_t v)
{
	unsigned char p[4] = { (unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16),
		(unsigned char)(v >> 24) };

	buf_put(to, p, 4);
}

static void put_varint(struct buf *to, uint32_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_char(to, (char)(v | 0x80));
	buf_char(to, (char)v);
}

static int by_text(const void *a, const void *b)
{
	const struct term *x = *(const struct term *const *)a, *y = *(const struct term *const *)b;
	int r = memcmp(x->text.p, y->text.p, x->text.n < y->text.n ? x->text.n : y->text.n);

	return r ? r : x->text.n < y->text.n ? -1 : x->text.n > y->text.n;
}

static size_t shared(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

static void put_term(struct buf *to, const struct term *t, struct str former, uint32_t postings)
{
	size_t same = shared(former, t->text);

	buf_char(to, (char)same);
	buf_char(to, (char)(t->text.n - same));
	buf_put(to, t->text.p + same, t->text.n - same);
	buf_char(to, (char)t->written.n);
	buf_str(to, t->written);
	put_varint(to, t->df);
	put_varint(to, postings);
}

static void put_postings(struct buf *to, const struct record *r, uint32_t n)
{
	uint32_t former = 0;

	for (uint32_t i = 0; i < n; i++) {
		float weight = 255 * r[i].tf / (K1 + r[i].tf);

		put_varint(to, r[i].doc + 1 - former);
		former = r[i].doc + 1;
		buf_char(to, (char)(weight < 1 ? 1 : (unsigned char)lrintf(weight)));
	}
}

/* Records in order of their terms' ranks, those of one term by product: they are so already. */
static bool sort_records(struct builder *b, struct term **order)
{
	_cleanup_buf_ struct buf sorted = { .max = b->records.max };
	const struct record *from = (const struct record *)(const void *)b->records.p;
	struct record *to = (struct record *)(void *)buf_reserve(&sorted, b->records.len + 1);
	uint32_t at = 0;

	if (!to)
		return false;
	for (size_t i = 0; i < nterms(b); i++) {
		order[i]->last = at;
		at += order[i]->df;
	}
	for (size_t i = 0; i < b->records.len / sizeof(*from); i++)
		to[terms(b)[from[i].term].last++] = from[i];
	if (b->records.len)
		memcpy(b->records.p, to, b->records.len);
	return true;
}

static int put_all(struct builder *b, struct buf *to, struct term **order, uint32_t ndocs)
{
	_cleanup_buf_ struct buf blocks = { .max = SEARCH_FILE_MAX }, dict = { .max = SEARCH_FILE_MAX },
				 postings = { .max = SEARCH_FILE_MAX };
	const struct record *r = (const struct record *)(const void *)b->records.p;
	struct str former = STR_NONE;
	size_t n = nterms(b);

	for (size_t i = 0; i < n; i++) {
		if (i % SEARCH_TERMS_A_BLOCK == 0) {
			put_u32(&blocks, (uint32_t)dict.len);
			former = STR_NONE;
		}
		put_term(&dict, order[i], former, (uint32_t)postings.len);
		former = order[i]->text;
		put_postings(&postings, r, order[i]->df);
		r += order[i]->df;
	}
	TRY(buf_error(&blocks));
	TRY(buf_error(&dict));
	TRY(buf_error(&postings));
	put_u32(to, SEARCH_MAGIC);
	put_u32(to, SEARCH_VERSION);
	put_u32(to, ndocs);
	put_u32(to, (uint32_t)n);
	put_u32(to, (uint32_t)(blocks.len / 4));
	put_u32(to, SEARCH_HEAD);
	put_u32(to, (uint32_t)(SEARCH_HEAD + blocks.len));
	put_u32(to, (uint32_t)(SEARCH_HEAD + blocks.len + dict.len));
	put_u32(to, (uint32_t)(SEARCH_HEAD + blocks.len + dict.len + postings.len));
	for (int i = 0; i < 3; i++)
		put_u32(to, 0);
	buf_str(to, buf_view(&blocks));
	buf_str(to, buf_view(&dict));
	buf_str(to, buf_view(&postings));
	return buf_error(to);
}

static int write_index(struct builder *b, struct buf *to, uint32_t ndocs)
{
	_cleanup_buf_ struct buf order = { .max = SEARCH_FILE_MAX };
	struct term **list = (struct term **)(void *)buf_reserve(&order, (nterms(b) + 1) * sizeof(struct term *));

	if (!list)
		return -ERR_NOMEM;
	for (size_t i = 0; i < nterms(b); i++)
		list[i] = &terms(b)[i];
	qsort(list, nterms(b), sizeof(*list), by_text);
	return sort_records(b, list) ? put_all(b, to, list, ndocs) : -ERR_NOMEM;
}

static void see_all(struct builder *b, const struct shop *s)
{
	for (size_t i = 0; i < s->nproducts && !b->failed; i++) {
		b->doc = (uint32_t)i;
		see_product(b, s, &s->products[i]);
	}
}

int search_build(struct buf *to, const struct shop *s, const struct shop *const *others, size_t nothers)
{
	struct builder b = { .others = others,
		.nothers = nothers,
		.counting = true,
		.terms = { .max = SEARCH_FILE_MAX },
		.records = { .max = 4ul * SEARCH_FILE_MAX },
		.table = { .max = SEARCH_FILE_MAX } };
	int r;

	arena_init(&b.arena, 0);
	random_bytes(b.key, sizeof(b.key));
	see_all(&b, s);
	for (enum field f = NAME; f < FIELDS; f++)
		b.total[f] = s->nproducts && b.total[f] > 0 ? b.total[f] / (double)s->nproducts : 1;
	b.counting = false;
	see_all(&b, s);
	r = b.failed ? -ERR_NOMEM : write_index(&b, to, (uint32_t)s->nproducts);
	buf_done(&b.terms);
	buf_done(&b.records);
	buf_done(&b.table);
	arena_done(&b.arena);
	return r;
}
