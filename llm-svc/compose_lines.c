/* Texts of one line with a ceiling in characters: headline, tagline, title, meta description, post. */
#include "base/err.h"
#include "compose_text.h"
#include "compose_tones.h"
#include "compose_words.h"

static const struct frame headline[] = {
	{ ANY, "Welcome to {store}" },
	{ ANY, "{Items}, all in one place" },
	{ ANY, "{Items} for {aud}" },
	{ ANY, "Things for {aud}" },
	{ ANY, "Look around {store}" },
	{ TONE_WARM, "Come in, look around" },
	{ TONE_CALM, "{Items} from {store}" },
	{ TONE_LUXURIOUS, "Chosen slowly, for {aud}" },
	{ TONE_PLAYFUL, "Go on, open a drawer" },
	{ TONE_PLAIN | TONE_PROFESSIONAL, "{Store}: {items}" },
	{ TONE_WARM, "Made room for {items}?" },
};
static const struct frame tagline[] = {
	{ ANY, "{Items} for {aud}" },
	{ ANY, "A shop for {aud}" },
	{ ANY, "{Items}, described as they are" },
	{ ANY, "Things to use, described as they are" },
	{ TONE_WARM, "Good company for ordinary days" },
	{ TONE_CALM, "Chosen with care, described with fewer words" },
	{ TONE_PLAYFUL, "Serious about the small things" },
};
static const struct frame product_headline[] = {
	{ ANY, "{Bare}, from {cat} at {store}" },
	{ ANY, "Meet {name}" },
	{ ANY, "{Bare}: see the details" },
	{ TONE_WARM, "Say hello to {name}" },
	{ TONE_CALM, "{Bare}, in detail" },
};
static const struct frame title[] = {
	{ ANY, "{Bare} | {cat} | {store}" },
	{ ANY, "{Bare} | {store}" },
	{ ANY, "{Bare}" },
};
static const struct frame title_shop[] = {
	{ ANY, "{Store} | {items}" },
	{ ANY, "{Store} | {industry}" },
	{ ANY, "{Store}" },
};
static const struct frame title_category[] = {
	{ ANY, "{Cat} | {store}" },
	{ ANY, "{Cat}" },
};
static const struct frame meta_product[] = {
	{ ANY, "{Bare} at {store}: {facts}. See price, options and stock, and order online" },
	{ ANY, "Looking for {anoun}? {Bare} from {store}: {facts}. See details and order online" },
	{ ANY, "{Bare}: {facts}. Find price, stock and details in {cat} at {store}" },
	{ ANY, "{Facts}: that is {name}. See details, price and stock at {store}" },
};
static const struct frame meta_product_bare[] = {
	{ ANY, "{Bare} at {store}. See the details, the price and what is in stock, and order online" },
	{ ANY, "{Bare} in {cat} at {store}: read the details, compare prices and stock, and order online" },
	{ ANY, "{Bare}. See the details, the price and what is in stock, then order online today" },
};
static const struct frame meta_shop[] = {
	{ ANY, "{Store} sells {items}. See prices and stock at a glance, and order online" },
	{ ANY, "Shop {items} at {store}: clear descriptions, prices and stock at a glance" },
	{ ANY, "{Items} for {aud}, from {store}. Look around and order online" },
	{ ANY, "{Store}: look around, compare in peace, and order online. Prices and stock are shown at a glance" },
};
static const struct frame meta_category[] = {
	{ ANY, "{Cat} at {store}: compare details, prices and stock at a glance, and order online" },
	{ ANY, "See {cat} at {store}, with details, options, prices and stock on every page. Order online" },
	{ ANY, "{Cat}: compare the details, prices and stock of each product, and order online" },
};
static const struct frame post[] = {
	{ TONE_WARM, "Say hello to {name}: {facts}. See more at {store}" },
	{ ANY, "{Bare}: {facts}. Now at {store}" },
	{ ANY, "Meet {name}. {Facts}. Take a look at {store}" },
	{ TONE_CALM, "At {store}: {bare}. {Facts}. The details are on its page" },
	{ ANY, "Have you seen {name} at {store}?" },
};
static const struct frame post_shop[] = {
	{ ANY, "{Items}: have a look around {store}" },
	{ ANY, "{Store} is open. Look around and tell us what you think" },
	{ TONE_WARM, "The door is open at {store}: {items} and time to browse" },
};

/* As many facts as fit into room characters, in the merchant's order. */
static struct str short_facts(struct text *t, size_t room)
{
	struct str items[COMPOSE_FACTS];
	size_t n = 0, used = 0;

	for (size_t i = 0; i < t->in->nfacts; i++) {
		struct str s = words_lower_first(t->g.arena, words_clean(t->g.arena, t->in->facts[i]));

		if (!s.n || used + str_chars(s) + 6 > room)
			continue;
		used += str_chars(s) + 2;
		items[n++] = s;
	}
	return words_join(t->g.arena, items, n);
}

/* Names and lists too long for the line are left out rather than cut. */
static void short_items(struct text *t, size_t room)
{
	struct str items[COMPOSE_ITEMS];
	size_t n = 0, used = 0;

	/* "Bowls & Plates" in the middle of a list reads as two of its members. */
	for (size_t i = 0; i < t->in->nitems && n < 3; i++) {
		if (str_find(t->in->items[i], '&', 0) >= 0)
			continue;
		used += str_chars(t->in->items[i]) + 2;
		if (used > room)
			break;
		items[n++] = t->in->items[i];
	}
	gram_set(&t->g, "items", n ? words_join(t->g.arena, items, n) : STR_NONE);
}

/* At a word's end, with an ellipsis. */
static struct str cut(struct text *t, struct str s, size_t most)
{
	size_t chars = 0, at = 0, i = 0;

	for (; i < s.n && chars + 1 < most; chars++) {
		for (i++; i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80;)
			i++;
		if (i < s.n && s.p[i] == ' ')
			at = i;
	}
	return i >= s.n ? s : str_printf(t->g.arena, "%.*s\u2026", (int)(at ? at : i), s.p);
}

static int pick_within(struct text *t, const struct pool *pool, size_t least, size_t most, bool stop, struct buf *out)
{
	struct str best = STR_NONE, s;

	while ((s = gram_pick(&t->g, pool)).p) {
		size_t chars = str_chars(s) + stop;

		if (chars <= most && chars >= least) {
			best = s;
			break;
		}
		if (!best.p || str_chars(s) < str_chars(best))
			best = s;
	}
	if (!best.p)
		best = gram_get(&t->g, t->in->product.n ? "bare" : t->in->category.n ? "cat" : "store");
	if (str_chars(best) + stop > most)
		best = cut(t, best, most);
	buf_str(out, stop ? text_stop(t, best) : best);
	return 0;
}

/* Titles go from full to short: the first that fits, not a shuffled one. */
static int first_within(struct text *t, const struct pool *pool, size_t most, struct buf *out)
{
	struct str s = STR_NONE;

	for (size_t i = 0; i < pool->n; i++) {
		s = gram_expand(&t->g, pool->frames[i].text);
		if (s.p && str_chars(s) <= most)
			break;
	}
	buf_str(out, s.p ? cut(t, s, most) : gram_get(&t->g, "store"));
	return 0;
}

static const struct line_kind {
	size_t least, most;
	bool stop;
	size_t room; /* characters for facts or ranges */
} line_kinds[COMPOSE_KINDS] = {
	[COMPOSE_HEADLINE] = { 0, 70, false, 40 },
	[COMPOSE_TAGLINE] = { 0, 90, false, 50 },
	[COMPOSE_TITLE] = { 0, 60, false, 36 },
	[COMPOSE_META] = { 70, 155, true, 70 },
	[COMPOSE_SOCIAL] = { 0, 280, true, 140 },
};

int compose_line(struct text *t, struct buf *out)
{
	const struct line_kind *k = &line_kinds[t->in->kind];
	bool product = t->in->product.n > 0, category = t->in->category.n > 0;

	if (!t->in->store.n)
		gram_set(&t->g, "store", STR("our shop"));
	gram_set(&t->g, "facts", short_facts(t, k->room));
	gram_set(&t->g, "industry", t->in->industry);
	short_items(t, k->room);
	if (!product)
		t->g.plural = false;
	switch (t->in->kind) {
	case COMPOSE_TITLE:
		return first_within(t,
			product            ? &POOL(0, title, 1)
				: category ? &POOL(0, title_category, 1)
					   : &POOL(0, title_shop, 1),
			k->most, out);
	case COMPOSE_META:
		return pick_within(t,
			product            ? gram_get(&t->g, "facts").n ? &POOL(POOL_PAGE, meta_product, 1)
									: &POOL(POOL_PAGE, meta_product_bare, 1)
					   : category ? &POOL(POOL_PAGE, meta_category, 1)
					   : &POOL(POOL_PAGE, meta_shop, 1),
			k->least, k->most, k->stop, out);
	case COMPOSE_SOCIAL:
		return pick_within(
			t, product ? &POOL(POOL_PAGE, post, 1) : &POOL(POOL_PAGE, post_shop, 1), 0, k->most, true, out);
	case COMPOSE_TAGLINE: return pick_within(t, &POOL(POOL_PAGE, tagline, 1), 0, k->most, false, out);
	default:
		return pick_within(t,
			product ? &POOL(POOL_HEADLINE, product_headline, 1) : &POOL(POOL_HEADLINE, headline, 1), 0,
			k->most, false, out);
	}
}
