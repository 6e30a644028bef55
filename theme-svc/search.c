#include "search.h"

#include <math.h>

#include "base/cleanup.h"
#include "base/err.h"
#include "search_format.h"
#include "search_words.h"

enum {
	ALTERNATIVES = 256,    /* terms that one word of a query may stand for */
	POSTINGS_MAX = 400000, /* that are read for one word */
	PREFIX_CHARS = 2,      /* fewer letters begin too many words */
	CORRECTED_MAX = 4 * SEARCH_QUERY_MAX + 8 * 256,
};
/* What a product must cover of that which the best one covers of the query. */
static const float COVER = 0.7f;
/* How much a word counts that is not quite what was asked for. */
static const float PLURAL = 0.8f, BEGINNING = 0.7f, EDITED[] = { 1, 0.5f, 0.25f };

/* ---- reading: every read is bounded, whatever the file says */

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

bool search_open(struct str bytes, struct search_index *ret)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	struct search_index x = { .p = p, .n = bytes.n };

	if (bytes.n < SEARCH_HEAD || bytes.n > SEARCH_FILE_MAX || u32(p) != SEARCH_MAGIC ||
		u32(p + 4) != SEARCH_VERSION || u32(p + 32) != bytes.n)
		return false;
	x.ndocs = u32(p + 8);
	x.nterms = u32(p + 12);
	x.nblocks = u32(p + 16);
	x.blocks_at = u32(p + 20);
	x.terms_at = u32(p + 24);
	x.postings_at = u32(p + 28);
	if (x.ndocs > SHOP_PRODUCTS_MAX || x.blocks_at != SEARCH_HEAD || x.terms_at < x.blocks_at ||
		x.postings_at < x.terms_at || x.postings_at > bytes.n || x.terms_at - x.blocks_at != 4ull * x.nblocks ||
		x.nterms > x.postings_at - x.terms_at ||
		x.nblocks != (x.nterms + SEARCH_TERMS_A_BLOCK - 1) / SEARCH_TERMS_A_BLOCK)
		return false;
	*ret = x;
	return true;
}

static bool read_varint(const unsigned char **at, const unsigned char *end, uint32_t *ret)
{
	uint32_t v = 0;

	for (int shift = 0; *at < end && shift < 35; shift += 7) {
		unsigned char c = *(*at)++;

		v |= (uint32_t)(c & 0x7f) << shift;
		if (c < 0x80) {
			*ret = v;
			return true;
		}
	}
	return false;
}

/* A walk over terms in order. */
struct terms {
	const struct search_index *x;
	const unsigned char *at, *end;
	uint32_t next; /* number of the term that comes next */
	/* The term at hand. */
	char text[256];
	size_t n, same; /* bytes; those that it shares with the one before */
	struct str written;
	uint32_t df, postings;
};

static void terms_from(struct terms *t, const struct search_index *x, uint32_t block)
{
	uint32_t offset = block < x->nblocks ? u32(x->p + x->blocks_at + 4ull * block) : 0;

	t->x = x;
	t->end = x->p + x->postings_at;
	t->at = offset < x->postings_at - x->terms_at ? x->p + x->terms_at + offset : t->end;
	t->next = block * SEARCH_TERMS_A_BLOCK;
	t->n = 0;
}

static bool terms_next(struct terms *t)
{
	size_t same, more, written;

	if (t->next++ >= t->x->nterms || t->end - t->at < 2)
		return false;
	same = *t->at++;
	more = *t->at++;
	if (same > t->n || same + more > SEARCH_WORD || (size_t)(t->end - t->at) < more + 1)
		return false;
	/* The first of a block is written whole: what it shares is seen, not said. */
	for (t->same = same;
		t->same < t->n && t->same < same + more && t->text[t->same] == (char)t->at[t->same - same];)
		t->same++;
	memcpy(t->text + same, t->at, more);
	t->n = same + more;
	t->at += more;
	written = *t->at++;
	if ((size_t)(t->end - t->at) < written)
		return false;
	t->written = (struct str){ (const char *)t->at, written };
	t->at += written;
	return read_varint(&t->at, t->end, &t->df) && read_varint(&t->at, t->end, &t->postings);
}

static int compare(struct str a, struct str b)
{
	int r = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return r ? r : a.n < b.n ? -1 : a.n > b.n;
}

static struct str term_text(const struct terms *t)
{
	return (struct str){ t->text, t->n };
}

/* Stands t on the first term that is not before text. False when there is none. */
static bool terms_find(struct terms *t, const struct search_index *x, struct str text)
{
	uint32_t low = 0, high = x->nblocks;

	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		terms_from(t, x, mid);
		if (terms_next(t) && compare(term_text(t), text) <= 0)
			low = mid;
		else
			high = mid;
	}
	terms_from(t, x, low);
	while (terms_next(t))
		if (compare(term_text(t), text) >= 0)
			return true;
	return false;
}

/* ---- what a word of the query may stand for */

struct alternative {
	uint32_t df, postings;
	float quality;
	unsigned edits;
	bool same_first;    /* letter */
	struct str written; /* how people write it, in the arena */
};

struct wanted {
	struct arena *arena;
	const struct search_index *x;
	struct search_word word;
	bool last;
	struct alternative *list;
	size_t n;
	bool failed;
};

static void add(struct wanted *w, const struct terms *t, float quality, unsigned edits)
{
	struct alternative *a = &w->list[w->n];

	if (w->n == ALTERNATIVES)
		return;
	*a = (struct alternative){ .df = t->df, .postings = t->postings, .quality = quality, .edits = edits };
	a->same_first = t->n && t->text[0] == w->word.text[0];
	if (edits) {
		a->written = str_dup(w->arena, t->written.n ? t->written : term_text(t));
		w->failed |= !a->written.p;
	}
	w->n++;
}

static bool add_exact(struct wanted *w, struct str text, float quality)
{
	struct terms t;

	if (!terms_find(&t, w->x, text) || !str_eq(term_text(&t), text))
		return false;
	add(w, &t, quality, 0);
	return true;
}

/* Endings of plurals and cases that only add letters, in the languages that shops are mostly written in. */
static void add_plurals(struct wanted *w)
{
	static const struct str endings[] = { STR("s"), STR("es"), STR("n"), STR("en"), STR("e") };
	struct str word = { w->word.text, w->word.n };
	char longer[SEARCH_WORD + 4];

	if (w->word.chars < 3 || w->word.pair)
		return;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		memcpy(longer, word.p, word.n);
		memcpy(longer + word.n, endings[i].p, endings[i].n);
		add_exact(w, (struct str){ longer, word.n + endings[i].n }, PLURAL);
		if (word.n >= 3 + endings[i].n && str_ends(word, endings[i]))
			add_exact(w, str_sub(word, 0, word.n - endings[i].n), PLURAL);
	}
}

static void add_longer(struct wanted *w)
{
	struct str word = { w->word.text, w->word.n };
	struct terms t;

	if (!w->last || (w->word.chars < PREFIX_CHARS && !w->word.pair))
		return;
	for (bool more = terms_find(&t, w->x, word); more && str_starts(term_text(&t), word); more = terms_next(&t))
		if (t.n > word.n)
			add(w, &t, BEGINNING * (0.5f + 0.5f * (float)word.n / (float)t.n), 0);
}

/* ---- typing errors: the table of distances, row by row along the terms; rows of a beginning that terms share are kept */

struct distances {
	uint32_t word[SEARCH_CHARS], term[SEARCH_CHARS];
	size_t nword, most;
	size_t depth;                     /* letters of the term that have rows */
	size_t depth_at[SEARCH_WORD + 1]; /* letters that end at or before a byte */
	unsigned char row[SEARCH_CHARS + 1][SEARCH_CHARS + 1];
	unsigned char least[SEARCH_CHARS + 1];     /* of a row */
	unsigned char beginning[SEARCH_CHARS + 1]; /* of the last column so far: the term begins with the word */
	size_t dead;                               /* rows from here on cannot come back; 0: none is */
};

static uint32_t point(const char *p, size_t n)
{
	uint32_t c = (unsigned char)*p;

	if (n > 1)
		c &= 0xffu >> (n + 1);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)p[i] & 0x3fu);
	return c;
}

/* Bytes of the letter at p by its first byte, at most n. */
static size_t letter(const char *p, size_t n)
{
	unsigned char c = (unsigned char)*p;
	size_t size = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return size < n ? size : n;
}

static void distances_open(struct distances *d, const struct search_word *w, size_t most)
{
	d->most = most;
	for (size_t at = 0; at < w->n && d->nword < SEARCH_CHARS;) {
		size_t size = letter(w->text + at, w->n - at);

		d->word[d->nword++] = point(w->text + at, size);
		at += size;
	}
	for (size_t j = 0; j <= d->nword; j++)
		d->row[0][j] = (unsigned char)j;
	d->beginning[0] = (unsigned char)d->nword;
}

static unsigned char smaller(unsigned a, unsigned b)
{
	return (unsigned char)(a < b ? a : b);
}

static void add_row(struct distances *d, uint32_t c)
{
	size_t i = d->depth + 1;
	unsigned char *row = d->row[i], *above = d->row[i - 1];

	d->term[i - 1] = c;
	row[0] = d->least[i] = (unsigned char)i;
	for (size_t j = 1; j <= d->nword; j++) {
		row[j] = smaller(smaller(above[j] + 1u, row[j - 1] + 1u), above[j - 1] + (d->word[j - 1] != c));
		if (i > 1 && j > 1 && d->word[j - 2] == c && d->term[i - 2] == d->word[j - 1])
			row[j] = smaller(row[j], d->row[i - 2][j - 2] + 1u);
		d->least[i] = smaller(d->least[i], row[j]);
	}
	d->beginning[i] = smaller(d->beginning[i - 1], row[d->nword]);
	d->depth = i;
}

/* Rows for the term's letters behind those that it shares with the one before; stops where no row can come back below most. */
static void distances_term(struct distances *d, const struct terms *t)
{
	size_t at = t->same;

	while (at && ((unsigned char)t->text[at] & 0xc0) == 0x80 && at < t->n)
		at--; /* not within a letter */
	if (d->dead && d->depth_at[at] >= d->dead) {
		/* The same beginning as one that was given up. */
		for (size_t i = at + 1; i <= t->n; i++)
			d->depth_at[i] = d->depth_at[at];
		return;
	}
	d->depth = d->depth_at[at];
	d->dead = 0;
	while (at < t->n) {
		size_t size = letter(t->text + at, t->n - at);

		if (!d->dead && d->depth < SEARCH_CHARS) {
			add_row(d, point(t->text + at, size));
			if (d->least[d->depth] > d->most && d->least[d->depth - 1] >= d->most)
				d->dead = d->depth;
		}
		for (size_t i = 1; i <= size; i++)
			d->depth_at[at + i] = i == size ? d->depth : d->depth_at[at];
		at += size;
	}
}

static size_t edits_allowed(const struct search_word *w)
{
	return w->pair || w->chars < 3 ? 0 : w->chars < 6 ? 1 : 2;
}

/* Of the nearest those stay that begin alike, if there are any: first letters are seldom mistyped. */
static void keep_alike(struct wanted *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		if (w->list[i].same_first)
			w->list[n++] = w->list[i];
	w->n = n ? n : w->n;
}

/* One that is nearer than all before ends the search for what is farther. */
static void add_edited(struct wanted *w, struct distances *d, const struct terms *t, unsigned edits, float quality)
{
	if (!edits || edits > d->most || edits >= ARRAY_LEN(EDITED))
		return;
	if (edits < d->most) {
		d->most = edits;
		w->n = 0;
	}
	add(w, t, EDITED[edits] * quality, edits);
}

static int add_near(struct wanted *w)
{
	size_t most = edits_allowed(&w->word);
	struct distances *d;
	struct terms t;

	if (!most)
		return 0;
	d = TRY_MEM(ARENA_NEW(w->arena, struct distances));
	distances_open(d, &w->word, most);
	terms_from(&t, w->x, 0);
	while (terms_next(&t)) {
		unsigned whole = ~0u, beginning = ~0u;

		distances_term(d, &t);
		if (!d->dead)
			whole = d->row[d->depth][d->nword];
		if (w->last)
			beginning = d->beginning[d->dead ? d->dead : d->depth];
		if (whole <= beginning)
			add_edited(w, d, &t, whole, 1);
		else
			add_edited(w, d, &t, beginning, BEGINNING);
	}
	keep_alike(w);
	return w->failed ? -ERR_NOMEM : 0;
}

static int find_alternatives(struct wanted *w)
{
	struct str word = { w->word.text, w->word.n };

	w->n = 0;
	add_exact(w, word, 1);
	add_plurals(w);
	add_longer(w);
	return w->n ? 0 : add_near(w);
}

/* ---- scores */

struct scores {
	float *word, *sum,
		*cover; /* a product each: best of this word, of all words, and how much of the query it has */
	uint32_t *seen; /* products that have this word */
	size_t nseen;
	float covered; /* the most that a product covers */
};

static void read_postings(struct scores *s, const struct search_index *x, const struct alternative *a, size_t *left)
{
	const unsigned char *end = x->p + x->n, *at = x->p + x->postings_at;
	uint32_t doc = 0, step;

	if (a->postings >= (size_t)(end - at))
		return;
	at += a->postings;
	for (uint32_t i = 0; i < a->df && *left; i++, (*left)--) {
		float score;

		if (!read_varint(&at, end, &step) || at == end || !step || step > x->ndocs - doc)
			return;
		doc += step;
		score = a->quality * (float)*at++ / 255;
		if (score <= 0) /* no weight: damaged; what weighs nothing would be seen again and again */
			return;
		if (s->word[doc - 1] == 0)
			s->seen[s->nseen++] = doc - 1;
		if (score > s->word[doc - 1])
			s->word[doc - 1] = score;
	}
}

/* All that a word may stand for counts as one word: what is rare because it is misspelled gains nothing by it. */
static void add_word(struct scores *s, const struct wanted *w)
{
	size_t left = POSTINGS_MAX;
	float idf;

	s->nseen = 0;
	for (size_t i = 0; i < w->n; i++)
		read_postings(s, w->x, &w->list[i], &left);
	idf = logf(1 + ((float)w->x->ndocs - (float)s->nseen + 0.5f) / ((float)s->nseen + 0.5f));
	for (size_t i = 0; i < s->nseen; i++) {
		uint32_t doc = s->seen[i];

		s->sum[doc] += idf * s->word[doc];
		s->cover[doc] += idf;
		s->covered = s->cover[doc] > s->covered ? s->cover[doc] : s->covered;
		s->word[doc] = 0;
	}
}

struct ranked {
	float score;
	uint32_t doc;
};

static int best_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->doc < y->doc ? -1 : x->doc > y->doc;
}

static int rank(struct arena *a, const struct scores *s, uint32_t ndocs, struct search_result *ret)
{
	struct ranked *list = TRY_MEM(ARENA_ARRAY(a, struct ranked, ndocs + 1));
	size_t n = 0;

	for (uint32_t i = 0; i < ndocs; i++)
		if (s->cover[i] > 0 && s->cover[i] >= COVER * s->covered)
			list[n++] = (struct ranked){ s->sum[i], i };
	qsort(list, n, sizeof(*list), best_first);
	ret->docs = TRY_MEM(ARENA_ARRAY(a, uint32_t, n + 1));
	for (size_t i = 0; i < n; i++)
		ret->docs[i] = list[i].doc;
	ret->n = n;
	return 0;
}

/* ---- the query */

/* Its first SEARCH_QUERY_MAX code points. */
static struct str shortened(struct str q)
{
	size_t at = 0;

	for (int i = 0; i < SEARCH_QUERY_MAX && at < q.n; i++)
		at += letter(q.p + at, q.n - at);
	return str_sub(q, 0, at);
}

/* The most common of the nearest. */
static const struct alternative *best_of(const struct wanted *w)
{
	const struct alternative *best = NULL;

	for (size_t i = 0; i < w->n; i++)
		if (!best || w->list[i].quality > best->quality ||
			(w->list[i].quality == best->quality && w->list[i].df > best->df))
			best = &w->list[i];
	return best && best->edits ? best : NULL;
}

static int find_words(struct wanted *w, struct scores *s, struct str query, const struct search_word *words, size_t n,
	struct buf *mended)
{
	const char *from = query.p;
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		const struct alternative *better;

		w->word = words[i];
		w->last = i + 1 == n && words[i].from.p + words[i].from.n == query.p + query.n;
		TRY(find_alternatives(w));
		add_word(s, w);
		better = best_of(w);
		if (!better)
			continue;
		buf_put(mended, from, (size_t)(words[i].from.p - from));
		buf_str(mended, better->written);
		from = words[i].from.p + words[i].from.n;
		any = true;
	}
	buf_put(mended, from, (size_t)(query.p + query.n - from));
	if (!any)
		mended->len = 0;
	return 0;
}

int search_find(struct arena *a, const struct search_index *x, struct str query, struct search_result *ret)
{
	struct search_word *words = TRY_MEM(ARENA_ARRAY(a, struct search_word, SEARCH_WORDS_MAX + 1));
	struct wanted *w = TRY_MEM(ARENA_NEW(a, struct wanted));
	struct buf mended = BUF_ON(a, CORRECTED_MAX);
	struct scores s = { .nseen = 0 };
	struct search_text text;
	size_t n = 0;

	query = shortened(query);
	text = (struct search_text){ .rest = query };
	while (n < SEARCH_WORDS_MAX && search_next(&text, &words[n]))
		n++;
	w->arena = a;
	w->x = x;
	w->list = TRY_MEM(ARENA_ARRAY(a, struct alternative, ALTERNATIVES));
	s.word = TRY_MEM(ARENA_ARRAY(a, float, x->ndocs + 1));
	s.sum = TRY_MEM(ARENA_ARRAY(a, float, x->ndocs + 1));
	s.cover = TRY_MEM(ARENA_ARRAY(a, float, x->ndocs + 1));
	s.seen = TRY_MEM(ARENA_ARRAY(a, uint32_t, x->ndocs + 1));
	TRY(find_words(w, &s, query, words, n, &mended));
	TRY(rank(a, &s, x->ndocs, ret));
	ret->corrected = mended.len && buf_ok(&mended) ? buf_view(&mended) : STR_NONE;
	return 0;
}
