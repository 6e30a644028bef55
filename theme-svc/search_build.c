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
	uint32_t df;
	uint32_t doc, former; /* its newest product and the one before, from 1; 0 = none */
	uint32_t at;          /* while counting: bytes of its postings; then: where the next one goes */
	float tf;             /* in doc */
};

/* The texts are read twice: once for what each term will take, then into their places. Records to be sorted would take ten times the
 * index. */
struct builder {
	struct arena arena; /* terms' texts */
	struct buf terms, table;
	char *postings;
	uint64_t key[2];
	double total[FIELDS]; /* words, then their mean a product */
	const struct shop *const *others;
	size_t nothers;
	uint32_t doc; /* from 1 */
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

static size_t varint(char *to, uint32_t v)
{
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		to[n++] = (char)(v | 0x80);
	to[n++] = (char)v;
	return n;
}

/* What is known of the term's newest product goes to its place. */
static void put_posting(struct builder *b, struct term *t)
{
	float weight = 255 * t->tf / (K1 + t->tf);

	t->at += (uint32_t)varint(b->postings + t->at, t->doc - t->former);
	b->postings[t->at++] = (char)(weight < 1 ? 1 : (unsigned char)lrintf(weight));
}

static void see_word(struct builder *b, const struct search_word *w, float tf)
{
	struct term *t = term_of(b, w);
	char scratch[8];

	if (!t) {
		b->failed = true;
		return;
	}
	if (t->doc == b->doc) {
		t->tf += tf;
		return;
	}
	if (b->counting) {
		t->df++;
		t->at += (uint32_t)varint(scratch, b->doc - t->doc) + 1;
	} else if (t->doc) {
		put_posting(b, t);
	}
	t->former = t->doc;
	t->doc = b->doc;
	t->tf = tf;
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
	if (x->tf > 0 || x->b->counting)
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
		for (size_t i = 0; i < p->nfeatures; i++)
			text_of(x, p->features[i]);
		break;
	case OPTIONS:
		for (size_t i = 0; i < p->nvariants; i++)
			for (size_t k = 0; k < p->variants[i].noptions; k++)
				text_of(x, p->variants[i].options[k].value);
		break;
	default:
		text_of(x, p->description);
		for (size_t i = 0; i < x->b->nothers; i++)
			if (x->b->others[i]->products[x->b->doc - 1].translated)
				text_of(x, x->b->others[i]->products[x->b->doc - 1].description);
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
	char bytes[8];

	buf_put(to, bytes, varint(bytes, v));
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

static void put_term(struct buf *to, const struct term *t, struct str former)
{
	size_t same = shared(former, t->text);

	buf_char(to, (char)same);
	buf_char(to, (char)(t->text.n - same));
	buf_put(to, t->text.p + same, t->text.n - same);
	buf_char(to, (char)t->written.n);
	buf_str(to, t->written);
	put_varint(to, t->df);
	put_varint(to, t->at);
}

static void put_head(struct buf *to, uint32_t ndocs, uint32_t n, uint32_t blocks, uint32_t dict, uint32_t postings)
{
	put_u32(to, SEARCH_MAGIC);
	put_u32(to, SEARCH_VERSION);
	put_u32(to, ndocs);
	put_u32(to, n);
	put_u32(to, blocks / 4);
	put_u32(to, SEARCH_HEAD);
	put_u32(to, SEARCH_HEAD + blocks);
	put_u32(to, SEARCH_HEAD + blocks + dict);
	put_u32(to, SEARCH_HEAD + blocks + dict + postings);
	for (int i = 0; i < 3; i++)
		put_u32(to, 0);
}

/* All but the postings, for which it leaves room: from here on a term's at is its place there. */
static int put_terms(struct builder *b, struct buf *to, struct term **order, uint32_t ndocs)
{
	_cleanup_buf_ struct buf blocks = { .max = SEARCH_FILE_MAX }, dict = { .max = SEARCH_FILE_MAX };
	struct str former = STR_NONE;
	uint64_t room = 0;

	for (size_t i = 0; i < nterms(b); i++) {
		uint32_t size = order[i]->at;

		if (i % SEARCH_TERMS_A_BLOCK == 0) {
			put_u32(&blocks, (uint32_t)dict.len);
			former = STR_NONE;
		}
		order[i]->at = (uint32_t)room;
		order[i]->doc = order[i]->former = 0;
		put_term(&dict, order[i], former);
		former = order[i]->text;
		room += size;
		if (room > SEARCH_FILE_MAX)
			return -ERR_TOO_LARGE;
	}
	TRY(buf_error(&blocks));
	TRY(buf_error(&dict));
	buf_reserve(to, SEARCH_HEAD + blocks.len + dict.len + room);
	put_head(to, ndocs, (uint32_t)nterms(b), (uint32_t)blocks.len, (uint32_t)dict.len, (uint32_t)room);
	buf_str(to, buf_view(&blocks));
	buf_str(to, buf_view(&dict));
	b->postings = buf_reserve(to, room);
	to->len += b->postings ? room : 0;
	return buf_error(to);
}

static int write_terms(struct builder *b, struct buf *to, uint32_t ndocs)
{
	_cleanup_buf_ struct buf order = { .max = SEARCH_FILE_MAX };
	struct term **list = (struct term **)(void *)buf_reserve(&order, (nterms(b) + 1) * sizeof(struct term *));

	if (!list)
		return -ERR_NOMEM;
	for (size_t i = 0; i < nterms(b); i++)
		list[i] = &terms(b)[i];
	qsort(list, nterms(b), sizeof(*list), by_text);
	return put_terms(b, to, list, ndocs);
}

static void see_all(struct builder *b, const struct shop *s)
{
	for (size_t i = 0; i < s->nproducts && !b->failed; i++) {
		b->doc = (uint32_t)i + 1;
		see_product(b, s, &s->products[i]);
	}
}

static int build(struct builder *b, struct buf *to, const struct shop *s)
{
	b->counting = true;
	see_all(b, s);
	if (b->failed)
		return -ERR_NOMEM;
	for (enum field f = NAME; f < FIELDS; f++)
		b->total[f] = s->nproducts && b->total[f] > 0 ? b->total[f] / (double)s->nproducts : 1;
	TRY(write_terms(b, to, (uint32_t)s->nproducts));
	b->counting = false;
	see_all(b, s);
	for (size_t i = 0; i < nterms(b); i++)
		put_posting(b, &terms(b)[i]);
	return b->failed ? -ERR_NOMEM : 0;
}

int search_build(struct buf *to, const struct shop *s, const struct shop *const *others, size_t nothers)
{
	struct builder b = { .others = others,
		.nothers = nothers,
		.terms = { .max = SEARCH_FILE_MAX },
		.table = { .max = SEARCH_FILE_MAX } };
	int r;

	arena_init(&b.arena, 0);
	random_bytes(b.key, sizeof(b.key));
	r = build(&b, to, s);
	buf_done(&b.terms);
	buf_done(&b.table);
	arena_done(&b.arena);
	return r;
}
