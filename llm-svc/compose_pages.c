/* Home, about, category and welcome letter: what the merchant said of the shop, and how the site works. */
#include "base/err.h"
#include "compose_text.h"
#include "compose_tones.h"
#include "compose_words.h"

static const struct frame home_open[] = {
	{ ANY, "Welcome to {store}" },
	{ FR | PL, "Hello, and welcome to {store}" },
	{ FR | PR | LX, "Come in and look around {store}" },
	{ PN | PR, "This is {store}" },
	{ LX, "Welcome to {store}, and take your time" },
	{ PL, "You found {store}; make yourself comfortable" },
};
static const struct frame range[] = {
	{ ANY, "On our shelves you will find {items}" },
	{ ANY, "We sell {items}, each with its price, its stock and its details on one page" },
	{ FR | LX, "Look through {items}, in any order that you like" },
	{ PR | PN, "The range: {items}" },
	{ FR | PL, "Where to begin? There is {items}, and nobody minds where you start" },
	{ PR | FR, "Our range is sorted into {items}, so that you find what you came for" },
};
static const struct frame home_middle[] = {
	{ ANY, "Every product page tells you what a thing is, what it costs and whether it is in stock" },
	{ FR | PR, "We describe things as they are, so that you know what will be in the parcel" },
	{ PN | PR, "Prices, options and stock are shown before you choose" },
	{ FR | LX, "Read the details, compare in peace, and ask us when something is missing" },
	{ PL | FR, "No long speeches: the facts are on the page, and so is the price" },
	{ LX, "We would rather say too little of a thing than too much" },
	{ FR | PR | PN, "Use the search when you know what you want, and the categories when you do not" },
};
static const struct frame home_aud[] = {
	{ ANY, "We choose with {aud} in mind" },
	{ FR | PR, "Our shop is meant for {aud}, and for everyone who feels at home here" },
	{ LX | PR | PN, "{Store} is a shop for {aud}" },
	{ FR | PL, "If you count yourself among {aud}, you are in the right place" },
};
static const struct frame home_call[] = {
	{ ANY, "Start with a category, and see where it takes you" },
	{ FR | PR, "Have a look around, and order what you like" },
	{ PN | PR, "Choose a category to begin" },
	{ LX, "Begin wherever your eye falls first" },
	{ PL | FR, "Go on, open a drawer or two" },
};

static const struct frame about_open[] = {
	{ ANY, "{Store} is the shop behind these pages" },
	{ FR | PR, "Behind {store} there are people who like to know what they sell" },
	{ PN | PR, "This page says who {store} is and how we work" },
	{ FR | LX, "A shop is a set of choices, and these are the choices of {store}" },
	{ PL | FR, "So you want to know who is behind {store}? Fair enough" },
};
static const struct frame about_way[] = {
	{ ANY, "Our descriptions keep to what is known: what a thing is made of, what it measures, how it is used" },
	{ ANY, "When we do not know something, we leave it out; when you need to know it, ask, and we find out" },
	{ FR | PR, "We write down what a product is and leave the adjectives to you" },
	{ PR | PN, "What is out of stock is shown as out of stock" },
	{ LX | FR, "We would like you to choose slowly and to be glad of it later" },
	{ FR | PL, "Ask us what you like; a question before the order is the cheapest kind" },
	{ LX | PR, "A clear page, an honest price and a plain answer are the manners of this shop" },
};
static const struct frame about_close[] = {
	{ ANY, "You can reach us at {contact}" },
	{ FR | PR | PL, "Write to {contact} with whatever you would like to know" },
	{ ANY, "If you have a question, write to us before you order" },
	{ LX | FR, "Should you like to know more, write to us" },
};

static const struct frame category_open[] = {
	{ ANY, "{Cat} at {store}: look at the details first, then at the pictures, then decide" },
	{ ANY, "Here is everything that we have in {cat}" },
	{ FR | PR, "Welcome to {cat}, where each product shows its price, options and stock at a glance" },
	{ FR | PL, "{Cat}: pick one, open it, see whether it is yours" },
	{ LX | PR | PN, "This is {cat}, complete and in one place" },
	{ LX | FR, "{Cat}, to be looked through in peace" },
};

static const struct frame letter[] = {
	{ ANY, "Thank you for joining {store}. From time to time we will write to you about the shop" },
	{ FR | PL, "Thank you for signing up at {store}; it is good to have you here" },
	{ PR | PN, "Your sign-up at {store} is confirmed, and we thank you for it" },
	{ LX, "Thank you for your interest in {store}. We are glad to make your acquaintance" },
};
static const struct frame letter_close[] = {
	{ ANY, "If you would rather not hear from us, tell us so, and the letters stop" },
	{ FR | PR, "You can leave this list at any time; a word from you is enough" },
};

/* The merchant's own sentences, trusted as they are. */
static void add_description(struct text *t, enum section section)
{
	text_add(t, section, words_clean(t->g.arena, t->in->description));
}

/* Facts of the shop ("open since 1998", "free returns") are told as given. */
static void add_facts(struct text *t, enum section section)
{
	struct str items[COMPOSE_FACTS];
	size_t n = 0;

	for (size_t i = 0; i < t->in->nfacts; i++) {
		struct fact f = fact_parse(t->g.arena, t->in->facts[i], t->family, true);

		if (f.form == FACT_SENTENCE)
			text_add(t, section, f.text);
		else if (f.text.n)
			items[n++] = words_clean(t->g.arena, t->in->facts[i]);
	}
	if (!n)
		return;
	gram_set(&t->g, "list", words_join(t->g.arena, items, n));
	text_add(t, section, gram_expand(&t->g, "Good to know: {list}"));
}

static void write_home(struct text *t)
{
	struct gram *g = &t->g;

	text_add(t, SECTION_OPEN, gram_pick(g, &POOL(POOL_OPEN, home_open, 1)));
	add_description(t, SECTION_OPEN);
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_RANGE, range, 1)));
	add_facts(t, SECTION_FACT);
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_PAGE, home_middle, 2)));
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_AUDIENCE, home_aud, 1)));
	if (t->words < 60)
		text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_PAGE, home_middle, 2)));
	text_add(t, SECTION_CALL, gram_pick(g, &POOL(POOL_CALL, home_call, 1)));
}

static void write_about(struct text *t)
{
	struct gram *g = &t->g;

	text_add(t, SECTION_OPEN, gram_pick(g, &POOL(POOL_OPEN, about_open, 1)));
	add_description(t, SECTION_OPEN);
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_RANGE, range, 1)));
	add_facts(t, SECTION_FACT);
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_AUDIENCE, home_aud, 1)));
	for (int i = 0; i < 2; i++)
		text_add(t, SECTION_CHOOSE, gram_pick(g, &POOL(POOL_PAGE, about_way, 2)));
	text_add(t, SECTION_CALL, gram_pick(g, &POOL(POOL_CLOSE, about_close, 1)));
}

static void write_category(struct text *t)
{
	struct gram *g = &t->g;

	g->plural = words_plural(words_head(t->in->category));
	gram_set(g, "it", g->plural ? STR("they") : STR("it"));
	gram_set(g, "them", g->plural ? STR("them") : STR("it"));
	gram_set(g, "its", g->plural ? STR("their") : STR("its"));
	text_add(t, SECTION_OPEN, gram_pick(g, &POOL(POOL_OPEN, category_open, 1)));
	add_facts(t, SECTION_FACT);
	text_add(t, SECTION_DAY, gram_pick_line(g, POOL_OCCASION, t->family->occasion, FAMILY_LINES));
	text_add(t, SECTION_CHOOSE, gram_pick_line(g, POOL_CHOOSE, t->family->choose, FAMILY_LINES));
	text_add(t, SECTION_CALL, gram_pick(g, &POOL(POOL_CALL, home_call, 1)));
}

static void write_letter(struct text *t, struct buf *out)
{
	struct gram *g = &t->g;

	buf_printf(out, "Subject: Welcome to %.*s\n\n", STR_FMT(gram_get(g, "store")));
	text_add(t, SECTION_OPEN, STR("Hello"));
	text_add(t, SECTION_BENEFIT, gram_pick(g, &POOL(POOL_OPEN, letter, 1)));
	add_description(t, SECTION_BENEFIT);
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_RANGE, range, 1)));
	add_facts(t, SECTION_FACT);
	text_add(t, SECTION_FACT, gram_pick(g, &POOL(POOL_CALL, home_call, 1)));
	text_add(t, SECTION_CALL, gram_pick(g, &POOL(POOL_CLOSE, letter_close, 1)));
}

int compose_page(struct text *t, struct buf *out)
{
	enum compose_kind kind = t->in->kind;

	t->g.plural = false;
	if (kind == COMPOSE_CATEGORY && !t->in->category.n)
		return fail(ERR_INVALID, "a category's name is needed");
	if (!t->in->store.n)
		gram_set(&t->g, "store", STR("our shop"));
	if (kind == COMPOSE_HOME)
		write_home(t);
	else if (kind == COMPOSE_ABOUT)
		write_about(t);
	else if (kind == COMPOSE_CATEGORY)
		write_category(t);
	else
		write_letter(t, out);
	text_print(t,
		kind == COMPOSE_CATEGORY
			? 0
			: 1u << SECTION_BENEFIT | 1u << SECTION_FACT | 1u << SECTION_CHOOSE | 1u << SECTION_CALL,
		out);
	return 0;
}
