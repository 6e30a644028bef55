#include "search_words.h"

#include "base/cleanup.h"

/* Base letters of U+00C0…017F and U+1E00…1EFF by Unicode's decompositions (NFKD); figures stand for pairs, '-' keeps what it is. */
static const char latin[] = "aaaaaa1ceeeeiiiidnooooo-ouuuuy34aaaaaa1ceeeeiiiidnooooo-ouuuuy3y"
			    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii66jjkkklllllll"
			    "lllnnnnnnnnnoooooo55rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static const char latin_more[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
				 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
				 "wwwwwwwwwwxxxxyyzzzzzzhtwyas--4-aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
				 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy------";
static const char *const twos[] = { "", "ae", "", "th", "ss", "oe", "ij" };

enum kind { PARTS, LETTER, PAIRED, NOTHING, APOSTROPHE };

struct range {
	uint32_t from, to;
};

/* Written above or below a letter, or not written at all. */
static const struct range nothing[] = { { 0xad, 0xad }, { 0x300, 0x36f }, { 0x483, 0x487 }, { 0x591, 0x5bd },
	{ 0x5bf, 0x5bf }, { 0x5c1, 0x5c2 }, { 0x5c4, 0x5c5 }, { 0x5c7, 0x5c7 }, { 0x610, 0x61a }, { 0x640, 0x640 },
	{ 0x64b, 0x65f }, { 0x670, 0x670 }, { 0x6d6, 0x6ed }, { 0x200c, 0x200f }, { 0x202a, 0x202e },
	{ 0x2060, 0x2064 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff } };
static const struct range paired[] = { { 0xe00, 0xeff }, { 0x1000, 0x109f }, { 0x1100, 0x11ff }, { 0x1780, 0x17ff },
	{ 0x2e80, 0x2fdf }, { 0x3005, 0x3007 }, { 0x3041, 0x30fa }, { 0x30fc, 0x318f }, { 0x31f0, 0x31ff },
	{ 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xac00, 0xd7af }, { 0xf900, 0xfaff }, { 0x20000, 0x3fffd } };
static const struct range parting[] = { { 0, 0xbf }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 }, { 0x37e, 0x37e }, { 0x387, 0x387 },
	{ 0x55a, 0x55f }, { 0x589, 0x58a }, { 0x5be, 0x5be }, { 0x5c0, 0x5c0 }, { 0x5c3, 0x5c3 }, { 0x5c6, 0x5c6 },
	{ 0x5f3, 0x5f4 }, { 0x600, 0x60f }, { 0x61b, 0x61f }, { 0x66a, 0x66d }, { 0x6d4, 0x6d4 }, { 0x964, 0x965 },
	{ 0x2000, 0x206f }, { 0x20a0, 0x20cf }, { 0x2100, 0x2bff }, { 0x3000, 0x3004 }, { 0x3008, 0x3040 },
	{ 0x30fb, 0x30fb }, { 0xe000, 0xf8ff }, { 0xfd3e, 0xfd3f }, { 0xfe10, 0xfe6f }, { 0xfff0, 0xffff },
	{ 0x1f000, 0x1faff }, { 0x3fffe, 0x10ffff } };

static bool within(const struct range *r, size_t n, uint32_t c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (c > r[mid].to)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && c >= r[low].from;
}

/* A byte that begins no sequence is read as U+FFFF, which parts words. */
static size_t read_point(struct str s, uint32_t *ret)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = *p < 0x80 ? 1 : utf8_sequence(p, s.n);

	if (n < 2) {
		*ret = n ? *p : 0xffff;
		return 1;
	}
	*ret = *p & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++)
		*ret = *ret << 6 | (p[i] & 0x3fu);
	return n;
}

/* Letters that differ from their base by more than a distance. */
static const struct {
	uint32_t from, to;
} bases[] = { { 0x1a0, 'o' }, { 0x1a1, 'o' }, { 0x1af, 'u' }, { 0x1b0, 'u' }, { 0x218, 's' }, { 0x219, 's' },
	{ 0x21a, 't' }, { 0x21b, 't' }, { 0x386, 0x3b1 }, { 0x388, 0x3b5 }, { 0x389, 0x3b7 }, { 0x38a, 0x3b9 },
	{ 0x38c, 0x3bf }, { 0x38e, 0x3c5 }, { 0x38f, 0x3c9 }, { 0x390, 0x3b9 }, { 0x3aa, 0x3b9 }, { 0x3ab, 0x3c5 },
	{ 0x3ac, 0x3b1 }, { 0x3ad, 0x3b5 }, { 0x3ae, 0x3b7 }, { 0x3af, 0x3b9 }, { 0x3b0, 0x3c5 }, { 0x3c2, 0x3c3 },
	{ 0x3ca, 0x3b9 }, { 0x3cb, 0x3c5 }, { 0x3cc, 0x3bf }, { 0x3cd, 0x3c5 }, { 0x3ce, 0x3c9 }, { 0x401, 0x435 },
	{ 0x403, 0x433 }, { 0x407, 0x456 }, { 0x40c, 0x43a }, { 0x419, 0x438 }, { 0x439, 0x438 }, { 0x451, 0x435 },
	{ 0x453, 0x433 }, { 0x457, 0x456 }, { 0x45c, 0x43a }, { 0x622, 0x627 }, { 0x623, 0x627 }, { 0x625, 0x627 },
	{ 0x629, 0x647 }, { 0x649, 0x64a }, { 0x671, 0x627 }, { 0x6a9, 0x643 }, { 0x6cc, 0x64a } };

static uint32_t fold(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e) /* full width */
		c -= 0xff01 - 0x21;
	for (size_t low = 0, high = ARRAY_LEN(bases); low < high;) {
		size_t mid = (low + high) / 2;

		if (bases[mid].from == c)
			return bases[mid].to;
		if (bases[mid].from < c)
			low = mid + 1;
		else
			high = mid;
	}
	if (c >= 'A' && c <= 'Z')
		return c + 0x20;
	if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	if ((c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x52f))
		return c | 1;
	if ((c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9)) /* figures */
		return '0' + (c & 0xf);
	if (c >= 0x531 && c <= 0x556) /* Armenian */
		return c + 0x30;
	return c;
}

static enum kind kind_of(uint32_t c)
{
	if (c < 0x80) {
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			return LETTER;
		return c == '\'' ? APOSTROPHE : PARTS;
	}
	if (c == 0x2019 || c == 0x2bc)
		return APOSTROPHE;
	if (within(nothing, ARRAY_LEN(nothing), c))
		return NOTHING;
	if (within(parting, ARRAY_LEN(parting), c))
		return PARTS;
	return within(paired, ARRAY_LEN(paired), c) ? PAIRED : LETTER;
}

static void put_point(struct search_word *w, uint32_t c)
{
	char *p = w->text + w->n;

	if (w->chars == SEARCH_CHARS)
		return;
	w->chars++;
	if (c < 0x80) {
		*p = (char)c;
		w->n += 1;
	} else if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		w->n += 2;
	} else if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		w->n += 3;
	} else {
		p[0] = (char)(0xf0 | c >> 18);
		p[1] = (char)(0x80 | (c >> 12 & 0x3f));
		p[2] = (char)(0x80 | (c >> 6 & 0x3f));
		p[3] = (char)(0x80 | (c & 0x3f));
		w->n += 4;
	}
}

static void put_letter(struct search_word *w, uint32_t c)
{
	char base = c >= 0xc0 && c < 0x180 ? latin[c - 0xc0] : c >= 0x1e00 && c < 0x1f00 ? latin_more[c - 0x1e00] : '-';

	if (base >= '1' && base <= '6')
		for (const char *two = twos[base - '0']; *two; two++)
			put_point(w, (unsigned char)*two);
	else
		put_point(w, base == '-' ? c : (uint32_t)base);
}

/* What stands before an Arabic noun: "the", with "and", "in", "as", "then", "for" before it. */
static void drop_article(struct search_word *w)
{
	static const struct str articles[] = { STR("\u0648\u0627\u0644"), STR("\u0628\u0627\u0644"),
		STR("\u0643\u0627\u0644"), STR("\u0641\u0627\u0644"), STR("\u0627\u0644"), STR("\u0644\u0644") };

	for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
		struct str a = articles[i];

		if (w->n < a.n + 6 || memcmp(w->text, a.p, a.n) != 0) /* three letters stay at the least */
			continue;
		w->n -= a.n;
		w->chars -= a.n / 2;
		memmove(w->text, w->text + a.n, w->n);
		return;
	}
}

/* Is a letter what comes next? "l’eau" is two words, "Joe’s" is one, "rock ’n’ roll" three. */
static bool elided(const struct search_word *w, struct str after)
{
	uint32_t c;

	for (int i = 0; i < 2; i++) {
		if (!after.n)
			return false;
		after = str_sub(after, read_point(after, &c), after.n);
		if (kind_of(fold(c)) != LETTER)
			return false;
	}
	return w->chars <= 2;
}

static void take_word(struct search_text *t, struct search_word *w)
{
	size_t n = 0, end = 0;

	while (n < t->rest.n) {
		struct str here = str_sub(t->rest, n, t->rest.n);
		uint32_t c;
		size_t size = read_point(here, &c);
		enum kind kind = kind_of(c = fold(c));

		if (kind == PARTS || kind == PAIRED || (kind == APOSTROPHE && elided(w, str_sub(here, size, here.n))))
			break;
		n += size;
		if (kind == LETTER) {
			put_letter(w, c);
			end = n;
		}
	}
	w->from = str_sub(t->rest, 0, end);
	t->rest = str_sub(t->rest, n, t->rest.n);
	drop_article(w);
}

/* The letter at the front, and the one after it if there is one; false when it was the second of the pair before. */
static bool take_pair(struct search_text *t, struct search_word *w)
{
	uint32_t first, second = 0;
	size_t a = read_point(t->rest, &first), b = 0;
	struct str after = str_sub(t->rest, a, t->rest.n);
	bool follows;

	if (after.n)
		b = read_point(after, &second);
	follows = b && kind_of(second) == PAIRED;
	put_point(w, first);
	if (follows)
		put_point(w, second);
	w->from = str_sub(t->rest, 0, a + (follows ? b : 0));
	w->pair = true;
	t->rest = after;
	if (!follows && t->in_run) {
		t->in_run = false;
		return false;
	}
	t->in_run = follows;
	return true;
}

bool search_next(struct search_text *t, struct search_word *ret)
{
	while (t->rest.n) {
		uint32_t c;
		size_t size = read_point(t->rest, &c);
		enum kind kind = kind_of(fold(c));

		ret->n = ret->chars = 0;
		ret->pair = false;
		if (kind == PAIRED && take_pair(t, ret))
			return true;
		if (kind == LETTER) {
			take_word(t, ret);
			if (ret->n)
				return true;
		}
		if (kind != PAIRED && kind != LETTER) {
			t->in_run = false;
			t->rest = str_sub(t->rest, size, t->rest.n);
		}
	}
	return false;
}
