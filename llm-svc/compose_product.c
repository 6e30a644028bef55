/* Product descriptions: what a fact means for the buyer first, then the fact, then the reader's day,
 * how to choose, the shop's pages, and the call to action. Frames: compose_product_frames.c */
#include "compose_product.h"

#include "base/err.h"
#include "compose_words.h"

struct span {
	size_t least, aim, most; /* words */
};

struct facts {
	struct fact f[COMPOSE_FACTS];
	bool told[COMPOSE_FACTS];
	size_t n;
	const char *lines[COMPOSE_FACTS]; /* benefit lines given so far */
	size_t nlines;
};

static bool small_first(struct str s)
{
	s = str_trim(s);
	return s.n && s.p[0] >= 'a' && s.p[0] <= 'z';
}

static bool capital_first(struct str s)
{
	s = str_trim(s);
	return s.n && s.p[0] >= 'A' && s.p[0] <= 'Z';
}

static void read_facts(struct text *t, struct facts *ff)
{
	const struct compose_input *in = t->in;
	size_t small = 0, capital = 0;
	/* Facts of a shop in another language keep their capitals: German nouns need them. */
	bool foreign = in->language.n && !str_starts(in->language, STR("en"));

	/* Where most facts begin small, a capital is meant. */
	for (size_t i = 0; i < in->nfacts; i++) {
		small += small_first(in->facts[i]);
		capital += capital_first(in->facts[i]);
	}
	for (size_t i = 0; i < in->nfacts; i++) {
		struct fact f = fact_parse(t->g.arena, in->facts[i], t->family, foreign || small > capital);

		if (f.text.n)
			ff->f[ff->n++] = f;
	}
}

/* A line of the fact's benefit that no other fact has used. opening: it must stand without "it". */
static const char *benefit_line(struct text *t, struct facts *ff, const struct fact *f, bool opening)
{
	const char *const *lines = f->benefit ? f->benefit->lines : NULL;
	unsigned n = 0, start;

	if (!lines || f->form != FACT_PREDICATE)
		return NULL;
	while (n < BENEFIT_LINES && lines[n])
		n++;
	start = n ? gram_draw(&t->g, n) : 0;
	for (unsigned i = 0; i < n; i++) {
		const char *line = lines[(start + i) % n];
		bool fresh = !opening || strncmp(line, "{it}", 4) != 0;

		for (size_t k = 0; k < ff->nlines; k++)
			fresh &= ff->lines[k] != line;
		if (fresh)
			return line;
	}
	return NULL;
}

/* Sets {b} and {pred} for a frame that tells fact i with its benefit. */
static bool set_benefit(struct text *t, struct facts *ff, size_t i, bool opening)
{
	const char *line = benefit_line(t, ff, &ff->f[i], opening);
	struct str pred = gram_fact(&t->g, ff->f[i].frame, ff->f[i].text);

	if (!line || !pred.n || words_count(pred) > 16 || ff->nlines == COMPOSE_FACTS)
		return false;
	gram_set(&t->g, "b", gram_phrase(&t->g, line));
	gram_set(&t->g, "pred", pred);
	ff->lines[ff->nlines++] = line;
	ff->told[i] = true;
	return true;
}

/* From here on "besides" and "also" have something to stand beside. */
static void note_told(struct text *t)
{
	gram_set(&t->g, "more", STR(""));
}

static void add_opening(struct text *t, struct facts *ff)
{
	size_t start = ff->n ? gram_draw(&t->g, (unsigned)ff->n) : 0;

	for (size_t k = 0; k < ff->n; k++) {
		if (set_benefit(t, ff, (start + k) % ff->n, true)) {
			text_add(t, SECTION_OPEN, gram_pick(&t->g, &pool_open_benefit));
			note_told(t);
			return;
		}
	}
	if (!text_add(t, SECTION_OPEN, gram_pick(&t->g, &pool_open_plain)))
		text_add(t, SECTION_OPEN, gram_expand(&t->g, "Meet {name}"));
}

/* A long name is said once; from then on the thing is "the mug" or "it". */
static void shorten_name(struct text *t)
{
	if (words_count(t->in->product) <= 6 && t->in->product.n <= 60)
		return;
	gram_set(&t->g, "name", gram_get(&t->g, t->noun.n ? "thing" : "them"));
	gram_set(&t->g, "bare", STR_NONE);
}

static void add_benefits(struct text *t, struct facts *ff, size_t max)
{
	for (size_t i = 0, given = 0; i < ff->n && given < max; i++) {
		if (ff->told[i] || !set_benefit(t, ff, i, false))
			continue;
		gram_set(&t->g, "subj", gram_get(&t->g, given % 2 ? "it" : "thing"));
		given++;
		if (!text_add(t, SECTION_BENEFIT, gram_pick(&t->g, &pool_benefit)))
			text_add(t, SECTION_BENEFIT, gram_expand(&t->g, "{B}: {subj} {pred}"));
		note_told(t);
	}
}

/* "has a lid" after "has a spout and": "a lid". */
static struct str shared_verb(struct str one, struct str two)
{
	static const struct str verbs[] = { { "has ", 4 }, { "have ", 5 } };

	for (size_t i = 0; i < 2; i++) {
		if (str_starts(one, verbs[i]) && str_starts(two, verbs[i]))
			return str_sub(two, verbs[i].n, two.n);
	}
	return two;
}

static void add_plain(struct text *t, struct str one, struct str two, unsigned nth)
{
	gram_set(&t->g, "subj", gram_get(&t->g, nth % 2 ? "it" : "thing"));
	gram_set(&t->g, "pred", one);
	gram_set(&t->g, "pred2", two);
	gram_set(&t->g, "tail2", shared_verb(one, two));
	if (!text_add(t, SECTION_FACT, gram_pick(&t->g, two.p ? &pool_pair : &pool_fact)))
		text_add(t, SECTION_FACT, gram_expand(&t->g, two.p ? "{Subj} {pred} and {tail2}" : "{Subj} {pred}"));
	note_told(t);
}

/* Predicates two by two; one that holds "and" or a comma stands alone, so that nothing is misread. */
static void add_predicates(struct text *t, struct facts *ff)
{
	struct str held = STR_NONE;
	unsigned nth = 0;

	for (size_t i = 0; i < ff->n; i++) {
		struct fact *f = &ff->f[i];
		struct str pred;

		if (ff->told[i] || f->form != FACT_PREDICATE)
			continue;
		ff->told[i] = true;
		pred = gram_fact(&t->g, f->frame, f->text);
		if (words_have(pred, "and") || words_have(pred, "or") || str_find(pred, ',', 0) >= 0 ||
			words_count(pred) > 9) {
			add_plain(t, pred, STR_NONE, nth++);
		} else if (held.p) {
			add_plain(t, held, pred, nth++);
			held = STR_NONE;
		} else {
			held = pred;
		}
	}
	if (held.p)
		add_plain(t, held, STR_NONE, nth);
}

static void add_whole(struct text *t, struct facts *ff)
{
	for (size_t i = 0; i < ff->n; i++) {
		struct fact *f = &ff->f[i];

		if (f->form != FACT_CLAUSE && f->form != FACT_SENTENCE)
			continue;
		ff->told[i] = true;
		gram_set(&t->g, "x", gram_fact(&t->g, f->frame, f->text));
		text_add(t, SECTION_FACT, gram_expand(&t->g, "{X}"));
		note_told(t);
	}
}

static void add_items(struct text *t, struct facts *ff)
{
	struct str items[COMPOSE_FACTS];
	size_t n = 0;

	for (size_t i = 0; i < ff->n; i++) {
		if (ff->told[i] || ff->f[i].form != FACT_ITEM)
			continue;
		ff->told[i] = true;
		items[n++] = ff->f[i].text;
	}
	if (!n)
		return;
	gram_set(&t->g, "list", words_join(t->g.arena, items, n));
	gram_set(&t->g, "several", n > 1 ? STR("") : STR_NONE);
	if (!text_add(t, SECTION_FACT, gram_pick(&t->g, &pool_list)))
		text_add(t, SECTION_FACT, gram_expand(&t->g, "Details: {list}"));
}

/* A family with few lines of its own borrows the general ones, so that alternatives do not meet. */
static struct str pick_family(struct text *t, enum pool_id id)
{
	const struct family *general = &families[families_n - 1];
	const char *const *own = id == POOL_OCCASION ? t->family->occasion : t->family->choose;
	const char *const *more = id == POOL_OCCASION ? general->occasion : general->choose;
	const char *lines[2 * FAMILY_LINES];
	size_t n = 0;

	while (n < FAMILY_LINES && own[n]) {
		lines[n] = own[n];
		n++;
	}
	for (size_t i = 0; n < 6 && i < FAMILY_LINES && more[i] && t->family != general; i++)
		lines[n++] = more[i];
	return gram_pick_line(&t->g, id, lines, n);
}

/* One of the shop's own rules when it is short enough to stand here, else where they are written. */
static struct str pick_shop(struct text *t)
{
	const struct compose_input *in = t->in;
	struct str rule = STR_NONE;

	if (in->npolicies)
		rule = words_clean(t->g.arena, in->policies[gram_draw(&t->g, (unsigned)in->npolicies)]);
	if (!rule.n || words_count(rule) > 18)
		return gram_pick(&t->g, &pool_shop);
	gram_set(&t->g, "policy", words_lower_first(t->g.arena, rule));
	return gram_pick(&t->g, &pool_policy);
}

static struct str pick_extra(struct text *t, enum pool_id id)
{
	switch (id) {
	case POOL_OCCASION:
	case POOL_CHOOSE: return pick_family(t, id);
	case POOL_AUDIENCE: return gram_pick(&t->g, &pool_audience);
	case POOL_SHOP: return pick_shop(t);
	default: return gram_pick(&t->g, &pool_feel);
	}
}

/* What stands beside the facts, until the text is as long as it should be. */
static void add_extras(struct text *t, struct span span, size_t call)
{
	static const struct {
		enum pool_id id;
		enum section section;
	} plan[] = {
		{ POOL_OCCASION, SECTION_DAY },
		{ POOL_CHOOSE, SECTION_CHOOSE },
		{ POOL_AUDIENCE, SECTION_DAY },
		{ POOL_SHOP, SECTION_SHOP },
		{ POOL_OCCASION, SECTION_DAY },
		{ POOL_FEEL, SECTION_DAY },
		{ POOL_CHOOSE, SECTION_CHOOSE },
		{ POOL_FEEL, SECTION_DAY },
		{ POOL_OCCASION, SECTION_DAY },
		{ POOL_CHOOSE, SECTION_CHOOSE },
		{ POOL_FEEL, SECTION_CHOOSE },
		{ POOL_FEEL, SECTION_DAY },
		{ POOL_FEEL, SECTION_CHOOSE },
	};

	/* One shop has one audience: said in each text, it would be all that a visitor remembers. */
	bool audience = gram_draw(&t->g, 3) == 0;

	for (size_t i = 0; i < sizeof(plan) / sizeof(plan[0]) && t->words + call < span.aim; i++) {
		struct str s;

		if (plan[i].id == POOL_AUDIENCE && !audience)
			continue;
		s = pick_extra(t, plan[i].id);
		if (t->words + call + words_count(s) <= span.most)
			text_add(t, plan[i].section, s);
	}
}

static struct span span_of(struct text *t, size_t facts)
{
	struct span s = { 60, 76 + gram_draw(&t->g, 26), 120 };

	if (t->in->length == COMPOSE_SHORT)
		return (struct span){ 40, 60, 90 };
	if (facts < 4)
		return s;
	if (t->in->length == COMPOSE_LONG)
		return (struct span){ 190, 215, 250 };
	return (struct span){ 150, 155 + gram_draw(&t->g, 24), 200 };
}

/* Three paragraphs; a short text has two. Without plain facts the second begins with the day. */
static unsigned breaks_of(const struct text *t, struct span span)
{
	unsigned last = 1u << (span.aim < 110 ? SECTION_CALL : SECTION_CHOOSE);

	for (size_t i = 0; i < t->n; i++) {
		if (t->sentences[i].section == SECTION_FACT)
			return last | 1u << SECTION_FACT;
	}
	return last | 1u << SECTION_DAY;
}

int compose_product(struct text *t, struct buf *out)
{
	struct facts ff = { .n = 0 };
	struct span span;
	struct str call;

	read_facts(t, &ff);
	span = span_of(t, ff.n);
	add_opening(t, &ff);
	shorten_name(t);
	add_benefits(t, &ff, span.aim < 110 ? 3 : 4);
	add_whole(t, &ff);
	add_predicates(t, &ff);
	add_items(t, &ff);
	call = gram_pick(&t->g, &pool_call);
	add_extras(t, span, words_count(call));
	text_add(t, SECTION_CALL, call);
	text_print(t, breaks_of(t, span), out);
	return 0;
}
