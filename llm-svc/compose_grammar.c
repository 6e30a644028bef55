#include "compose_grammar.h"

#include <ctype.h>

#include "compose_words.h"

/* Stands for "a" or "an" until the next word is known. */
enum { ARTICLE = '\x03' };

static const struct {
	const char *words;
	enum tone tone;
} voices[] = {
	{ "luxurious|luxury|elegant|refined|sophisticated|exclusive|premium|timeless|poetic", TONE_LUXURIOUS },
	{ "playful|witty|fun|funny|quirky|cheeky|bold|humorous|energetic|young", TONE_PLAYFUL },
	{ "plain|minimal|minimalist|simple|direct|honest|concise|straightforward|matter-of-fact|down-to-earth|dry",
		TONE_PLAIN },
	{ "professional|formal|expert|authoritative|serious|technical|informative|trustworthy|corporate",
		TONE_PROFESSIONAL },
	{ "friendly|warm|casual|welcoming|conversational|caring|cosy|cozy|personal", TONE_FRIENDLY },
};

/* The word that comes first in the merchant's own words decides. */
enum tone tone_of(struct str voice)
{
	struct str rest = voice, w;

	while ((w = words_next(&rest)).n) {
		for (size_t i = 0; i < sizeof(voices) / sizeof(voices[0]); i++) {
			if (words_listed(w, voices[i].words))
				return voices[i].tone;
		}
	}
	return TONE_FRIENDLY;
}

static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ull;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

void gram_set(struct gram *g, const char *key, struct str value)
{
	for (size_t i = 0; i < g->nslots; i++) {
		if (strcmp(g->slots[i].key, key) == 0) {
			g->slots[i].value = value;
			return;
		}
	}
	if (g->nslots < SLOTS_MAX)
		g->slots[g->nslots++] = (struct slot){ key, value };
}

static struct str slot_value(const struct gram *g, struct str key)
{
	for (size_t i = 0; i < g->nslots; i++) {
		if (str_ieq(key, str_c(g->slots[i].key)))
			return g->slots[i].value;
	}
	return STR_NONE;
}

struct str gram_get(const struct gram *g, const char *key)
{
	return slot_value(g, str_c(key));
}

unsigned gram_draw(struct gram *g, unsigned n)
{
	return (unsigned)(mix(mix(g->seed ^ g->draws++) + g->variant) % n);
}

static void put_capital(struct buf *b, struct str s)
{
	struct str rest = s, first = words_next(&rest);

	/* "iPhone", "eBay": the name knows its own capitals. */
	for (size_t i = 1; first.p == s.p && i < first.n; i++) {
		if (isupper((unsigned char)first.p[i])) {
			buf_str(b, s);
			return;
		}
	}
	if (s.n)
		buf_char(b, (char)toupper((unsigned char)s.p[0]));
	buf_str(b, str_sub(s, 1, s.n));
}

/* Each eats one construct at *p and returns false when the frame does not fit. */
static bool expand_slot(struct gram *g, const char **p, struct buf *b)
{
	const char *end = strchr(*p, '}');
	struct str key = { *p + 1, (size_t)(end - *p - 1) };
	struct str value = slot_value(g, key);

	*p = end + 1;
	if (!value.p)
		return false;
	if (isupper((unsigned char)key.p[0]))
		put_capital(b, value);
	else
		buf_str(b, value);
	return true;
}

static void expand_number(const struct gram *g, const char **p, struct buf *b)
{
	const char *slash = strchr(*p, '/'), *end = strchr(*p, ']');

	if (g->plural)
		buf_put(b, slash + 1, (size_t)(end - slash - 1));
	else
		buf_put(b, *p + 1, (size_t)(slash - *p - 1));
	*p = end + 1;
}

static bool expand_into(struct gram *g, const char *p, const char *end, struct buf *b);

static bool expand_choice(struct gram *g, const char **p, struct buf *b)
{
	const char *end = strchr(*p, ')'), *from = *p + 1, *to;
	unsigned n = 1, k;

	for (const char *c = from; c < end; c++)
		n += *c == '|';
	for (k = gram_draw(g, n); k; k--)
		from = strchr(from, '|') + 1;
	to = from + strcspn(from, "|)");
	*p = end + 1;
	return expand_into(g, from, to, b);
}

/* Recursion is one deep: choices do not nest. */
static bool expand_into(struct gram *g, const char *p, const char *end, struct buf *b)
{
	while (p < end) {
		switch (*p) {
		case '{':
			if (!expand_slot(g, &p, b))
				return false;
			break;
		case '[': expand_number(g, &p, b); break;
		case '(':
			if (!expand_choice(g, &p, b))
				return false;
			break;
		case 'a':
			if (p[1] == '~') {
				buf_char(b, ARTICLE);
				p += 2;
				break;
			}
			/* fall through */
		default: buf_char(b, *p++);
		}
	}
	return true;
}

static struct str settle_articles(struct gram *g, struct str raw)
{
	struct buf b = BUF_ON(g->arena, 16384);

	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] == ARTICLE)
			buf_c(&b, words_an(str_sub(raw, i + 1, raw.n)) ? "an" : "a");
		else
			buf_char(&b, raw.p[i]);
	}
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

struct str gram_phrase(struct gram *g, const char *frame)
{
	struct buf b = BUF_ON(g->arena, 16384);

	if (!expand_into(g, frame, frame + strlen(frame), &b) || !buf_ok(&b) || !b.len)
		return STR_NONE;
	return settle_articles(g, buf_view(&b));
}

struct str gram_expand(struct gram *g, const char *frame)
{
	struct str s = gram_phrase(g, frame);
	struct buf b = BUF_ON(g->arena, 16384);

	if (!s.p)
		return STR_NONE;
	put_capital(&b, s);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

/* The frame is expanded with a mark in it, then the mark becomes the text. */
struct str gram_fact(struct gram *g, struct str frame, struct str text)
{
	struct str s = gram_phrase(g, frame.p);
	struct buf b = BUF_ON(g->arena, 16384);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\x02')
			buf_str(&b, text);
		else
			buf_char(&b, s.p[i]);
	}
	return buf_ok(&b) && b.len ? buf_view(&b) : STR_NONE;
}

struct ranked {
	uint64_t rank;
	unsigned index;
};

/* A shuffle that only seed and pool decide; an alternative starts further on in it. */
static size_t order(const struct gram *g, const struct pool *pool, struct ranked *ranks)
{
	size_t n = 0;

	for (unsigned i = 0; i < pool->n && i < POOL_MAX; i++) {
		unsigned tones = (unsigned)__builtin_popcount(pool->frames[i].tones);
		/* A frame that few voices share is this voice's own: it comes sooner. */
		struct ranked r = { mix(g->seed ^ mix(pool->id * 1000 + i)) / (tones == 1 ? 4 : tones < 4 ? 2 : 1), i };
		size_t k = n;

		if (!(pool->frames[i].tones & g->tone))
			continue;
		for (; k && ranks[k - 1].rank > r.rank; k--)
			ranks[k] = ranks[k - 1];
		ranks[k] = r;
		n++;
	}
	return n;
}

struct str gram_pick(struct gram *g, const struct pool *pool)
{
	struct ranked ranks[POOL_MAX];
	size_t n = order(g, pool, ranks);

	for (size_t i = 0; i < n; i++) {
		unsigned index = ranks[(i + (size_t)g->variant * pool->take) % n].index;
		struct str s;

		if (g->used[pool->id] >> index & 1)
			continue;
		s = gram_expand(g, pool->frames[index].text);
		if (s.p) {
			g->used[pool->id] |= 1ull << index;
			return s;
		}
	}
	return STR_NONE;
}

struct str gram_pick_line(struct gram *g, unsigned id, const char *const *lines, size_t max)
{
	struct frame frames[POOL_MAX];
	size_t n = 0;

	while (n < max && n < POOL_MAX && lines[n]) {
		frames[n] = (struct frame){ TONE_ANY, lines[n] };
		n++;
	}
	return gram_pick(g, &(struct pool){ id, frames, n, 2 });
}
