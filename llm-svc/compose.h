/* compose: the builtin writer. A grammar of many sentence frames that says of a product only what the
 * given facts say, and what follows from them.
 *
 * Pure: knows no I/O, never suspends, never logs. The same input gives the same bytes, on every
 * machine. It writes plain text (paragraphs parted by an empty line); whoever shows it escapes it.
 * Input strings are UTF-8 of any content; control characters and line ends in them count as spaces.
 *
 * Lengths in words. Product descriptions: 150-200 with four facts or more, 60-120 with fewer; only
 * facts that are themselves longer can push a text over. At most COMPOSE_FACTS facts are read.
 */
#ifndef LLM_COMPOSE_H
#define LLM_COMPOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum compose_kind {
	COMPOSE_PRODUCT,  /* product description */
	COMPOSE_CATEGORY, /* 40-90 words above a category's products */
	COMPOSE_HEADLINE, /* one line, at most 70 characters where the names allow */
	COMPOSE_TAGLINE,  /* one line under the shop's name, at most 90 */
	COMPOSE_HOME,     /* home page body: two or three paragraphs */
	COMPOSE_ABOUT,
	COMPOSE_TITLE,    /* page title, at most 60 characters */
	COMPOSE_META,     /* meta description, 70-155 characters */
	COMPOSE_EMAIL,    /* welcome letter: first line "Subject: …" */
	COMPOSE_SOCIAL,   /* one post, at most 280 characters */
	COMPOSE_SHIPPING, /* the four policy pages: "## heading" lines and paragraphs */
	COMPOSE_RETURNS,
	COMPOSE_PRIVACY,
	COMPOSE_TERMS,
	COMPOSE_KINDS,
};

enum compose_length { COMPOSE_MEDIUM, COMPOSE_SHORT, COMPOSE_LONG };

enum { COMPOSE_FACTS = 16, COMPOSE_ITEMS = 16, COMPOSE_MAX = 16384 };

struct compose_input {
	enum compose_kind kind;
	struct str store;   /* the shop's name; absent: "our shop" */
	struct str product; /* needed for COMPOSE_PRODUCT */
	struct str category;
	struct str facts[COMPOSE_FACTS]; /* of the product, or of the shop for its pages */
	size_t nfacts;
	struct str items[COMPOSE_ITEMS]; /* what the shop sells: its categories */
	size_t nitems;
	struct str policies[COMPOSE_ITEMS]; /* the shop's own rules, told as given */
	size_t npolicies;
	struct str audience;    /* "people who cook at home" */
	struct str voice;       /* free words; see compose_tone() */
	struct str description; /* the shop in the merchant's own words */
	struct str industry;
	struct str country;  /* ISO 3166-1 alpha-2; the returns page uses it */
	struct str contact;  /* e-mail address */
	struct str language; /* BCP 47, of the facts: the text itself is English */
	enum compose_length length;
	uint64_t seed;    /* 0: made from the names */
	unsigned variant; /* 0, 1, 2 …: alternatives under one seed start from other frames */
};

/* Appends the text to out; scratch memory comes from a. -ERR_INVALID: the name that this kind of
 * text is about is missing. -ERR_TOO_LARGE: out's ceiling was reached. -ERR_NOMEM. */
int compose(struct arena *a, const struct compose_input *in, struct buf *out);

/* Reads a chat prompt: a first line that names the kind of text ("Generate an SEO-optimized product
 * description for:", "Write an About page for:") and "Key: value" lines. Keys, in any case: Product,
 * Category, Key Features (parted by ";", else by ", ", or "- " lines below), Target Audience, Brand
 * Voice, Store, Business, Industry, Description, Sells (list), Policies (list), Country, Contact, Language, Length
 * (short, medium, long), Variant (number), Seed (number). Unknown keys are passed over; of a key that
 * comes twice the first counts, so that a value cannot overrule what stands above it.
 * The strings point into prompt. -ERR_INVALID: not such a prompt; compose_help() says what is. */
int compose_from_prompt(struct str prompt, struct compose_input *ret);

/* An honest answer to any other prompt. */
const char *compose_help(void);

#endif
