/* Chat prompts of the form "kind, then Key: value lines", read back into a composer's input. */
#include "base/err.h"
#include "compose.h"
#include "compose_words.h"

/* Asked of the first line in this order: the narrow before the wide. */
static const struct {
	const char *words;
	enum compose_kind kind;
} openings[] = {
	{ "meta description", COMPOSE_META },
	{ "category description", COMPOSE_CATEGORY },
	{ "category page", COMPOSE_CATEGORY },
	{ "product description", COMPOSE_PRODUCT },
	{ "page title", COMPOSE_TITLE },
	{ "seo title", COMPOSE_TITLE },
	{ "title tag", COMPOSE_TITLE },
	{ "headline", COMPOSE_HEADLINE },
	{ "tagline", COMPOSE_TAGLINE },
	{ "slogan", COMPOSE_TAGLINE },
	{ "social post", COMPOSE_SOCIAL },
	{ "social media post", COMPOSE_SOCIAL },
	{ "welcome email", COMPOSE_EMAIL },
	{ "welcome e-mail", COMPOSE_EMAIL },
	{ "email", COMPOSE_EMAIL },
	{ "e-mail", COMPOSE_EMAIL },
	{ "about page", COMPOSE_ABOUT },
	{ "about us", COMPOSE_ABOUT },
	{ "home page", COMPOSE_HOME },
	{ "homepage", COMPOSE_HOME },
	{ "shipping", COMPOSE_SHIPPING },
	{ "delivery policy", COMPOSE_SHIPPING },
	{ "returns", COMPOSE_RETURNS },
	{ "return policy", COMPOSE_RETURNS },
	{ "refund policy", COMPOSE_RETURNS },
	{ "privacy", COMPOSE_PRIVACY },
	{ "terms", COMPOSE_TERMS },
};

enum key {
	KEY_PRODUCT,
	KEY_CATEGORY,
	KEY_FACTS,
	KEY_AUDIENCE,
	KEY_VOICE,
	KEY_STORE,
	KEY_DESCRIPTION,
	KEY_INDUSTRY,
	KEY_ITEMS,
	KEY_POLICIES,
	KEY_COUNTRY,
	KEY_CONTACT,
	KEY_LANGUAGE,
	KEY_LENGTH,
	KEY_VARIANT,
	KEY_SEED,
	KEYS,
};

static const struct {
	const char *name;
	enum key key;
} keys[] = {
	{ "product", KEY_PRODUCT },
	{ "product name", KEY_PRODUCT },
	{ "category", KEY_CATEGORY },
	{ "key features", KEY_FACTS },
	{ "features", KEY_FACTS },
	{ "facts", KEY_FACTS },
	{ "target audience", KEY_AUDIENCE },
	{ "audience", KEY_AUDIENCE },
	{ "brand voice", KEY_VOICE },
	{ "voice", KEY_VOICE },
	{ "tone", KEY_VOICE },
	{ "store", KEY_STORE },
	{ "store name", KEY_STORE },
	{ "shop", KEY_STORE },
	{ "business", KEY_STORE },
	{ "business name", KEY_STORE },
	{ "description", KEY_DESCRIPTION },
	{ "industry", KEY_INDUSTRY },
	{ "sells", KEY_ITEMS },
	{ "categories", KEY_ITEMS },
	{ "policies", KEY_POLICIES },
	{ "country", KEY_COUNTRY },
	{ "contact", KEY_CONTACT },
	{ "contact email", KEY_CONTACT },
	{ "language", KEY_LANGUAGE },
	{ "length", KEY_LENGTH },
	{ "variant", KEY_VARIANT },
	{ "seed", KEY_SEED },
};

static int key_of(struct str name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (str_ieq(name, str_c(keys[i].name)))
			return keys[i].key;
	}
	return -1;
}

static int kind_of_line(struct str line)
{
	for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
		if (words_have(line, openings[i].words))
			return openings[i].kind;
	}
	return -1;
}

static struct str next_line(struct str *rest)
{
	return str_trim(str_split(rest, '\n'));
}

static bool bullet(struct str line)
{
	return str_starts(line, STR("- ")) || str_starts(line, STR("* "));
}

/* "a; b; c", or "a, b, c" when there is no semicolon: a comma without a space is part of a number. */
static size_t split_list(struct str s, struct str *out, size_t n, size_t max)
{
	bool semicolons = str_find(s, ';', 0) >= 0;
	size_t from = 0;

	for (size_t i = 0; i <= s.n && n < max; i++) {
		bool end = i == s.n || (semicolons ? s.p[i] == ';' : s.p[i] == ',' && i + 1 < s.n && s.p[i + 1] == ' ');
		struct str item;

		if (!end)
			continue;
		item = str_trim(str_sub(s, from, i));
		from = i + 1;
		if (item.n)
			out[n++] = item;
	}
	return n;
}

static void set_number(struct str value, uint64_t *ret)
{
	int64_t v;

	if (str_i64(value, &v) && v >= 0)
		*ret = (uint64_t)v;
}

static void set_key(struct compose_input *in, enum key key, struct str value)
{
	struct str *fields[KEYS] = { [KEY_PRODUCT] = &in->product,
		[KEY_CATEGORY] = &in->category,
		[KEY_AUDIENCE] = &in->audience,
		[KEY_VOICE] = &in->voice,
		[KEY_STORE] = &in->store,
		[KEY_DESCRIPTION] = &in->description,
		[KEY_INDUSTRY] = &in->industry,
		[KEY_COUNTRY] = &in->country,
		[KEY_CONTACT] = &in->contact,
		[KEY_LANGUAGE] = &in->language };
	uint64_t number = 0;

	switch (key) {
	case KEY_FACTS: in->nfacts = split_list(value, in->facts, in->nfacts, COMPOSE_FACTS); break;
	case KEY_ITEMS: in->nitems = split_list(value, in->items, in->nitems, COMPOSE_ITEMS); break;
	case KEY_POLICIES: in->npolicies = split_list(value, in->policies, in->npolicies, COMPOSE_ITEMS); break;
	case KEY_LENGTH:
		in->length = str_ieq(value, STR("short")) ? COMPOSE_SHORT
			: str_ieq(value, STR("long"))     ? COMPOSE_LONG
							  : COMPOSE_MEDIUM;
		break;
	case KEY_VARIANT:
		set_number(value, &number);
		in->variant = (unsigned)(number % 1000);
		break;
	case KEY_SEED: set_number(value, &in->seed); break;
	default: *fields[key] = value;
	}
}

/* Reads the lines below the first until a line of other form ends the list: "Requirements:" and what
 * follows it are orders to a model, which this writer keeps by its nature. */
static unsigned read_keys(struct str rest, struct compose_input *in)
{
	bool seen[KEYS] = { false };
	unsigned known = 0;
	int list = -1;

	while (rest.p) {
		struct str line = next_line(&rest);
		ptrdiff_t colon = str_find(line, ':', 0);
		int key;

		if (bullet(line)) {
			if (list == KEY_FACTS && in->nfacts < COMPOSE_FACTS)
				in->facts[in->nfacts++] = str_trim(str_sub(line, 2, line.n));
			else if (list == KEY_ITEMS && in->nitems < COMPOSE_ITEMS)
				in->items[in->nitems++] = str_trim(str_sub(line, 2, line.n));
			else if (list == KEY_POLICIES && in->npolicies < COMPOSE_ITEMS)
				in->policies[in->npolicies++] = str_trim(str_sub(line, 2, line.n));
			continue;
		}
		list = -1;
		if (colon < 1)
			continue;
		key = key_of(str_trim(str_sub(line, 0, (size_t)colon)));
		if (key < 0 || seen[key])
			continue;
		seen[key] = true;
		known++;
		list = key;
		line = str_trim(str_sub(line, (size_t)colon + 1, line.n));
		if (line.n)
			set_key(in, (enum key)key, line);
	}
	return known;
}

int compose_from_prompt(struct str prompt, struct compose_input *ret)
{
	struct compose_input in = { .kind = COMPOSE_PRODUCT };
	struct str rest = prompt, line = STR_NONE;
	int kind;

	while (rest.p && !(line = next_line(&rest)).n)
		;
	kind = line.n <= 200 ? kind_of_line(line) : -1;
	if (kind < 0 || !rest.p)
		return fail(ERR_INVALID, "not a prompt that the builtin writer knows");
	in.kind = (enum compose_kind)kind;
	if (!read_keys(rest, &in) || (in.kind == COMPOSE_PRODUCT && !in.product.n))
		return fail(ERR_INVALID, "the prompt names nothing to write about");
	*ret = in;
	return 0;
}

const char *compose_help(void)
{
	return "I am the builtin writer of this shop system, not a language model, and cannot answer this. I can write product "
	       "descriptions, category descriptions, headlines, taglines, page titles, meta descriptions, home and about pages, "
	       "welcome e-mails, social posts, and shipping, returns, privacy and terms pages. Begin with a line such as "
	       "\"Write a product description for:\", then give lines such as \"Product: Blue mug\", \"Category: Mugs\" and "
	       "\"Key Features: stoneware; 350 ml\". For anything else, connect a language model.";
}
