#include "slug.h"

#include <stdio.h>

#include "base/cleanup.h"

/* Latin-1 Supplement and Latin Extended-A from U+00C0, one entry a code point; "" = dropped. */
static const char *const latin[] = {
	"a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",  /* C0 */
	"d", "n", "o", "o", "o", "o", "oe", "", "o", "u", "u", "u", "ue", "y", "th", "ss", /* D0 */
	"a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",  /* E0 */
	"d", "n", "o", "o", "o", "o", "oe", "", "o", "u", "u", "u", "ue", "y", "th", "y",  /* F0 */
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",    /* 100 */
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",    /* 110 */
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",    /* 120 */
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",  /* 130 */
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",    /* 140 */
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",  /* 150 */
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",    /* 160 */
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",    /* 170 */
};

/* Small letters from U+03B1 and U+0430. */
static const char *const greek[] = { "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p",
	"r", "s", "s", "t", "y", "f", "ch", "ps", "o" };
static const char *const cyrillic[] = { "a", "b", "v", "g", "d", "e", "zh", "z", "i", "j", "k", "l", "m", "n", "o", "p",
	"r", "s", "t", "u", "f", "h", "c", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "e", "e", "dj", "g", "ye",
	"dz", "i", "yi", "j", "lj", "nj", "c", "k", "i", "u", "dz" };

/* Greek vowels with accent or diaeresis. */
static const struct {
	uint32_t from, to;
} accented[] = {
	{ 0x386, 0x3b1 },
	{ 0x388, 0x3b5 },
	{ 0x389, 0x3b7 },
	{ 0x38a, 0x3b9 },
	{ 0x38c, 0x3bf },
	{ 0x38e, 0x3c5 },
	{ 0x38f, 0x3c9 },
	{ 0x390, 0x3b9 },
	{ 0x3ac, 0x3b1 },
	{ 0x3ad, 0x3b5 },
	{ 0x3ae, 0x3b7 },
	{ 0x3af, 0x3b9 },
	{ 0x3b0, 0x3c5 },
	{ 0x3ca, 0x3b9 },
	{ 0x3cb, 0x3c5 },
	{ 0x3cc, 0x3bf },
	{ 0x3cd, 0x3c5 },
	{ 0x3ce, 0x3c9 },
};

static size_t next_point(struct str s, size_t at, uint32_t *ret)
{
	unsigned char c = (unsigned char)s.p[at];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (at + n > s.n)
		n = s.n - at;
	*ret = n == 1 ? c : c & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++)
		*ret = *ret << 6 | ((unsigned char)s.p[at + i] & 0x3f);
	return n;
}

/* The letters of a code point, "" for what has none here, "-" for what parts words. */
static const char *letters(uint32_t c, char one[2])
{
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
		one[0] = (char)c;
		one[1] = '\0';
		return one;
	}
	if (c == '\'' || c == 0x2019)
		return "";
	if (c < 0xc0)
		return "-";
	if (c < 0x180)
		return latin[c - 0xc0];
	for (size_t i = 0; i < ARRAY_LEN(accented); i++)
		if (c == accented[i].from)
			c = accented[i].to;
	if (c >= 0x391 && c <= 0x3a9)
		c += 0x20;
	if (c >= 0x3b1 && c < 0x3b1 + ARRAY_LEN(greek))
		return greek[c - 0x3b1];
	if (c >= 0x410 && c <= 0x42f)
		c += 0x20;
	else if (c >= 0x400 && c <= 0x40f)
		c += 0x50;
	if (c >= 0x430 && c < 0x430 + ARRAY_LEN(cyrillic))
		return cyrillic[c - 0x430];
	return "-";
}

void slug_make(struct str text, char ret[SLUG_MAX + 1])
{
	size_t n = 0, hyphen = 0;
	const char *l;
	char one[2];
	uint32_t c;

	for (size_t at = 0; at < text.n;) {
		at += next_point(text, at, &c);
		l = letters(c, one);
		if (*l == '-' && (n == 0 || ret[n - 1] == '-'))
			continue;
		if (n + strlen(l) > SLUG_MAX) {
			n = hyphen ? hyphen : n;
			break;
		}
		if (*l == '-')
			hyphen = n;
		for (; *l; l++)
			ret[n++] = *l;
	}
	while (n && ret[n - 1] == '-')
		n--;
	ret[n] = '\0';
}

/* Where key stands or would stand. */
static size_t slot_of(const struct slug_set *set, const char *key)
{
	size_t at = str_hash_secret(str_c(key)) & (set->cap - 1);

	while (set->slots[at] && strcmp(set->slots[at], key) != 0)
		at = (at + 1) & (set->cap - 1);
	return at;
}

static bool room(struct slug_set *set)
{
	struct slug_set bigger = { .arena = set->arena, .cap = set->cap ? set->cap * 2 : 64, .n = set->n };

	if (set->n * 2 < set->cap)
		return true;
	bigger.slots = ARENA_ARRAY(set->arena, const char *, bigger.cap);
	if (!bigger.slots)
		return false;
	for (size_t i = 0; i < set->cap; i++)
		if (set->slots[i])
			bigger.slots[slot_of(&bigger, set->slots[i])] = set->slots[i];
	*set = bigger;
	return true;
}

static bool try_take(struct slug_set *set, const char *slug, struct str *ret)
{
	size_t at = slot_of(set, slug);
	char *copy;

	if (set->slots[at])
		return false;
	copy = arena_strdup(set->arena, slug);
	if (copy) {
		set->slots[at] = copy;
		set->n++;
	}
	*ret = str_c(copy);
	return true;
}

struct str slug_take(struct slug_set *set, struct str text, struct str fallback)
{
	char base[SLUG_MAX + 1], second[SLUG_MAX + 1], numbered[2 * SLUG_MAX + 24];
	struct str ret;

	if (!room(set))
		return STR_NONE;
	slug_make(text, base);
	slug_make(fallback, second);
	if (!*base)
		snprintf(base, sizeof(base), "%s", second);
	if (!*base)
		snprintf(base, sizeof(base), "x%08x", (unsigned)(str_hash(text, 0) >> 32));
	if (try_take(set, base, &ret))
		return ret;
	if (*second && strcmp(base, second) != 0) {
		snprintf(numbered, sizeof(numbered), "%s-%s", base, second);
		if (try_take(set, numbered, &ret))
			return ret;
	}
	for (int i = 2;; i++) {
		snprintf(numbered, sizeof(numbered), "%s-%d", base, i);
		if (try_take(set, numbered, &ret))
			return ret;
	}
}
