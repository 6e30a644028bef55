/* compose_text: what the writers of compose.c share: a text being put together out of sentences, and
 * the slots that every frame may use. Private to the compose files. */
#ifndef LLM_COMPOSE_TEXT_H
#define LLM_COMPOSE_TEXT_H

#include "compose.h"
#include "compose_facts.h"
#include "compose_grammar.h"

/* Where a sentence stands; a text is printed in this order. */
enum section { SECTION_OPEN, SECTION_BENEFIT, SECTION_FACT, SECTION_DAY, SECTION_CHOOSE, SECTION_SHOP, SECTION_CALL };

enum { SENTENCES_MAX = 64 };

struct text {
	struct gram g;
	const struct compose_input *in; /* its strings cleaned */
	const struct family *family;
	struct str noun; /* singular, absent when unknown */
	struct {
		enum section section;
		struct str s;
	} sentences[SENTENCES_MAX];
	size_t n;
	size_t words;
};

/* Ids of the pools; each tracks what was used. */
enum pool_id {
	POOL_OPEN,
	POOL_BENEFIT,
	POOL_FACT,
	POOL_PAIR,
	POOL_LIST,
	POOL_OCCASION,
	POOL_CHOOSE,
	POOL_AUDIENCE,
	POOL_FEEL,
	POOL_SHOP,
	POOL_CALL,
	POOL_HEADLINE,
	POOL_PAGE,
	POOL_PAGE2,
	POOL_PAGE3,
	POOL_RANGE,
	POOL_CLOSE,
};

#define POOL(id, table, take) ((struct pool){ (id), (table), sizeof(table) / sizeof((table)[0]), (take) })

/* Adds a sentence; absent ones are passed over. False when it was absent or there is no room. */
bool text_add(struct text *t, enum section section, struct str s);
/* s with a full stop unless it ends in one of . ! ? */
struct str text_stop(struct text *t, struct str s);
/* Prints the sentences by section; sections listed in breaks (bits) begin a new paragraph. */
void text_print(const struct text *t, unsigned breaks, struct buf *out);

/* The writers, by kind. */
int compose_product(struct text *t, struct buf *out);
int compose_page(struct text *t, struct buf *out);
int compose_line(struct text *t, struct buf *out);
int compose_policy(struct text *t, struct buf *out);

#endif
