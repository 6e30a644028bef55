/* compose_facts: what kind of thing a product is, what a given fact says grammatically, and which
 * benefit follows from it. The lexicon (compose_lexicon.c) holds only what truly follows from the
 * words of the fact; a fact that it does not know is stated plainly. Pure. */
#ifndef LLM_COMPOSE_FACTS_H
#define LLM_COMPOSE_FACTS_H

#include "base/str.h"

enum family_bit {
	FAM_DRINK = 1 << 0,
	FAM_BREW = 1 << 1,
	FAM_TABLE = 1 << 2,
	FAM_KITCHEN = 1 << 3,
	FAM_LINEN = 1 << 4,
	FAM_COFFEE = 1 << 5,
	FAM_TEA = 1 << 6,
	FAM_PANTRY = 1 << 7,
	FAM_CANDLE = 1 << 8,
	FAM_SOAP = 1 << 9,
	FAM_APPAREL = 1 << 10,
	FAM_SHOES = 1 << 11,
	FAM_BAG = 1 << 12,
	FAM_JEWEL = 1 << 13,
	FAM_BED = 1 << 14,
	FAM_HOME = 1 << 15,
	FAM_PAPER = 1 << 16,
	FAM_ART = 1 << 17,
	FAM_BOOK = 1 << 18,
	FAM_TOY = 1 << 19,
	FAM_GARDEN = 1 << 20,
	FAM_TECH = 1 << 21,
	FAM_SPORT = 1 << 22,
	FAM_PET = 1 << 23,
	FAM_TOOL = 1 << 24,
	FAM_GENERAL = 1 << 25,
};

enum { FAMILY_LINES = 12, BENEFIT_LINES = 4 };

/* Lines are frames of compose_grammar.h. They speak of the reader's day and of choosing, never of
 * what the product is. */
struct family {
	unsigned bit;
	const char *nouns;  /* "mug|cup"; "~" before one that takes no article and no plural */
	const char *volume; /* predicate for a bare "350 ml" */
	const char *weight; /* for a bare "250 g" */
	const char *occasion[FAMILY_LINES];
	const char *choose[FAMILY_LINES];
};

extern const struct family families[]; /* the last is the general one, with no nouns */
extern const size_t families_n;

enum benefit_match {
	MATCH_ANY,  /* the words stand anywhere in the fact */
	MATCH_HEAD, /* the fact is a phrase whose last word (before a preposition) is one of them */
};

struct benefit {
	const char *words;
	unsigned where; /* families; 0 = all */
	enum benefit_match match;
	const char *predicate;            /* "{x}" is the fact; NULL = as fact_parse() finds */
	const char *lines[BENEFIT_LINES]; /* independent clauses, first letter small */
};

extern const struct benefit benefits[];
extern const size_t benefits_n;

enum fact_form {
	FACT_PREDICATE, /* "[holds/hold] 350 ml": wants a subject before it */
	FACT_CLAUSE,    /* "the material is cotton": whole, first letter small */
	FACT_SENTENCE,  /* whole, as the merchant wrote it */
	FACT_ITEM,      /* a phrase that only stands in a list */
};

struct fact {
	struct str text; /* cleaned, first letter small where that is right */
	enum fact_form form;
	struct str frame; /* what form says, "[sing/plural]" inside, fact text escaped by FACT_MARK */
	const struct benefit *benefit;
};

/* Stands in fact.frame where fact.text goes, so that text is never read as grammar. */
enum { FACT_MARK = '\x02' };

/* The family and the noun to call the product by: by the name's own words, last first, then the
 * category's. *ret_noun is absent when no known noun was found; singular, lower case. */
const struct family *family_of(struct arena *a, struct str product, struct str category, struct str *ret_noun);
/* The noun takes no article ("coffee"). */
bool family_mass(const struct family *f, struct str noun);

/* raw as given; keep_case: a first capital is meant. */
struct fact fact_parse(struct arena *a, struct str raw, const struct family *f, bool keep_case);

#endif
