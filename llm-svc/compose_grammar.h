/* compose_grammar: frames expanded into sentences, and pools of frames that never give one twice.
 *
 * A frame is a C string:  {slot} value of a slot · {Slot} the same with a capital · [sing/plural]
 * agrees with the product · (one|two|three) chosen by the seed, not nested · a~ becomes "a" or "an"
 * by the word that follows. A frame whose slot has no value is not eligible. Values are copied, never
 * read as grammar. Pure; deterministic.
 */
#ifndef LLM_COMPOSE_GRAMMAR_H
#define LLM_COMPOSE_GRAMMAR_H

#include "base/str.h"

enum tone {
	TONE_FRIENDLY = 1 << 0,
	TONE_PROFESSIONAL = 1 << 1,
	TONE_LUXURIOUS = 1 << 2,
	TONE_PLAYFUL = 1 << 3,
	TONE_PLAIN = 1 << 4,
	TONE_ANY = 31,
	TONE_CALM = TONE_PROFESSIONAL | TONE_LUXURIOUS | TONE_PLAIN,
	TONE_WARM = TONE_FRIENDLY | TONE_PLAYFUL,
};

/* From free words ("warm and witty", "Luxurious"); friendly when none is known. */
enum tone tone_of(struct str voice);

struct frame {
	unsigned tones;
	const char *text;
};

enum { POOL_MAX = 64, POOLS_MAX = 24, SLOTS_MAX = 32 };

struct pool {
	unsigned id; /* below POOLS_MAX, one for each pool used in a text */
	const struct frame *frames;
	size_t n;      /* at most POOL_MAX */
	unsigned take; /* how many a text usually takes: by so many an alternative is shifted */
};

struct slot {
	const char *key; /* small letters */
	struct str value;
};

struct gram {
	struct arena *arena;
	uint64_t seed;
	unsigned variant;
	enum tone tone;
	bool plural; /* the thing spoken of */
	struct slot slots[SLOTS_MAX];
	size_t nslots;
	uint64_t used[POOLS_MAX]; /* bit = frame of that pool was given */
	uint64_t draws;
};

/* Sets or replaces; an absent value (p == NULL) takes the slot away. */
void gram_set(struct gram *g, const char *key, struct str value);
struct str gram_get(const struct gram *g, const char *key);
/* A number below n (n > 0). */
unsigned gram_draw(struct gram *g, unsigned n);
/* Absent when a slot is missing or memory ran out. gram_phrase leaves the first letter as it is. */
struct str gram_expand(struct gram *g, const char *frame);
struct str gram_phrase(struct gram *g, const char *frame);
/* frame with \x02 standing for text. */
struct str gram_fact(struct gram *g, struct str frame, struct str text);
/* The next frame of the pool that fits tone and slots, expanded; never one twice. NULL-terminated
 * lists are pools of any tone. Absent when none is left. */
struct str gram_pick(struct gram *g, const struct pool *pool);
struct str gram_pick_line(struct gram *g, unsigned id, const char *const *lines, size_t max);

#endif
