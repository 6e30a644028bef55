#include "compose.h"

#include <strings.h>

#include "base/err.h"
#include "compose_text.h"
#include "compose_words.h"

static int (*const writers[COMPOSE_KINDS])(struct text *t, struct buf *out) = {
	[COMPOSE_PRODUCT] = compose_product,
	[COMPOSE_CATEGORY] = compose_page,
	[COMPOSE_HEADLINE] = compose_line,
	[COMPOSE_TAGLINE] = compose_line,
	[COMPOSE_HOME] = compose_page,
	[COMPOSE_ABOUT] = compose_page,
	[COMPOSE_TITLE] = compose_line,
	[COMPOSE_META] = compose_line,
	[COMPOSE_EMAIL] = compose_page,
	[COMPOSE_SOCIAL] = compose_line,
	[COMPOSE_SHIPPING] = compose_policy,
	[COMPOSE_RETURNS] = compose_policy,
	[COMPOSE_PRIVACY] = compose_policy,
	[COMPOSE_TERMS] = compose_policy,
};

bool text_add(struct text *t, enum section section, struct str s)
{
	if (!s.n || t->n == SENTENCES_MAX)
		return false;
	t->sentences[t->n].section = section;
	t->sentences[t->n++].s = text_stop(t, s);
	t->words += words_count(s);
	return true;
}

struct str text_stop(struct text *t, struct str s)
{
	if (!s.n || strchr(".!?", s.p[s.n - 1]))
		return s;
	return str_printf(t->g.arena, "%.*s.", STR_FMT(s));
}

void text_print(const struct text *t, unsigned breaks, struct buf *out)
{
	bool first = true;

	for (unsigned section = 0; section <= SECTION_CALL; section++) {
		bool begins = breaks >> section & 1;

		for (size_t i = 0; i < t->n; i++) {
			if (t->sentences[i].section != section)
				continue;
			if (!first)
				buf_c(out, begins ? "\n\n" : " ");
			buf_str(out, t->sentences[i].s);
			first = begins = false;
		}
	}
}

static void clean_input(struct arena *a, struct compose_input *in)
{
	struct str *fields[] = { &in->store, &in->product, &in->category, &in->audience, &in->voice, &in->country,
		&in->industry, &in->contact };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		*fields[i] = words_clean(a, *fields[i]);
	if (in->nfacts > COMPOSE_FACTS)
		in->nfacts = COMPOSE_FACTS;
	if (in->nitems > COMPOSE_ITEMS)
		in->nitems = COMPOSE_ITEMS;
	if (in->npolicies > COMPOSE_ITEMS)
		in->npolicies = COMPOSE_ITEMS;
	for (size_t i = 0; i < in->nitems; i++) {
		in->items[n] = words_clean(a, in->items[i]);
		in->items[n] = words_lower_title(a, in->items[n]);
		n += in->items[n].n > 0;
	}
	in->nitems = n;
}

/* "Home > Kitchen > Mugs": the last part is what a reader calls it. */
static struct str category_leaf(struct str category)
{
	for (size_t i = category.n; i; i--) {
		if (strchr(">/|", category.p[i - 1]) && i < category.n)
			return str_trim(str_sub(category, i, category.n));
	}
	return category;
}

static struct str with_article(struct arena *a, const struct text *t, struct str name)
{
	struct str rest = name;

	words_next(&rest);
	if (words_determined(name) || (!t->noun.n && !words_next(&rest).n))
		return name;
	return str_printf(a, "the %.*s", STR_FMT(name));
}

static void set_product_slots(struct arena *a, struct text *t)
{
	struct gram *g = &t->g;
	struct str name = t->in->product, many;
	bool mass = family_mass(t->family, t->noun);

	g->plural = words_plural(words_head(name));
	gram_set(g, "it", g->plural ? STR("they") : STR("it"));
	gram_set(g, "them", g->plural ? STR("them") : STR("it"));
	gram_set(g, "its", g->plural ? STR("their") : STR("its"));
	gram_set(g, "thing", g->plural ? STR("they") : STR("it"));
	if (!name.n)
		return;
	gram_set(g, "bare", name);
	gram_set(g, "name", with_article(a, t, name));
	if (!t->noun.n)
		return;
	many = mass ? t->noun : words_pluralise(a, t->noun);
	gram_set(g, "noun", g->plural ? many : t->noun);
	gram_set(g, "nouns", many);
	gram_set(g, "thing", str_printf(a, "the %.*s", STR_FMT(g->plural ? many : t->noun)));
	gram_set(
		g, "this", str_printf(a, "%s %.*s", g->plural ? "these" : "this", STR_FMT(g->plural ? many : t->noun)));
	if (mass || g->plural)
		gram_set(g, "anoun", many);
	else
		gram_set(g, "anoun", str_printf(a, "%s %.*s", words_an(t->noun) ? "an" : "a", STR_FMT(t->noun)));
}

static uint64_t own_seed(const struct compose_input *in)
{
	uint64_t h = 0x51ed270b;

	if (in->seed)
		return in->seed;
	h = str_hash(in->store, h);
	h = str_hash(in->product, h);
	h = str_hash(in->category, h);
	return h + (uint64_t)in->kind;
}

static void set_shop_slots(struct arena *a, struct text *t)
{
	const struct compose_input *in = t->in;
	struct str items = words_join(a, in->items, in->nitems);

	if (in->store.n)
		gram_set(&t->g, "store", in->store);
	if (in->category.n)
		gram_set(&t->g, "cat", in->category);
	if (in->audience.n)
		gram_set(&t->g, "aud", words_lower_first(a, in->audience));
	if (in->contact.n)
		gram_set(&t->g, "contact", in->contact);
	if (items.n)
		gram_set(&t->g, "items", items);
}

int compose(struct arena *a, const struct compose_input *in, struct buf *out)
{
	/* Too large for a fiber's frame. */
	struct compose_input *clean = ARENA_NEW(a, struct compose_input);
	struct text *t = ARENA_NEW(a, struct text);
	int r;

	if (!clean || !t)
		return -ERR_NOMEM;
	*clean = *in;
	clean_input(a, clean);
	if (in->kind == COMPOSE_PRODUCT && !clean->product.n)
		return fail(ERR_INVALID, "a product's name is needed");
	clean->category = category_leaf(clean->category);
	t->in = clean;
	t->g.arena = a;
	t->g.variant = in->variant;
	t->g.tone = tone_of(clean->voice);
	t->g.seed = own_seed(clean);
	t->family = family_of(a, clean->product, clean->category, &t->noun);
	set_product_slots(a, t);
	set_shop_slots(a, t);
	r = writers[in->kind](t, out);
	if (r < 0)
		return r;
	return buf_ok(out) ? 0 : fail(ERR_TOO_LARGE, "the text is longer than its buffer");
}
