#include "compose_words.h"

#include <ctype.h>
#include <strings.h>

static bool word_byte(unsigned char c)
{
	return isalnum(c) || c >= 0x80 || c == '-' || c == '\'';
}

struct str words_clean(struct arena *a, struct str s)
{
	char *p;
	size_t n = 0;

	if (!s.n || !(p = arena_alloc(a, s.n + 1)))
		return STR_NONE;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c > ' ' && c != 0x7f)
			p[n++] = (char)c;
		else if (n && p[n - 1] != ' ')
			p[n++] = ' ';
	}
	while (n && strchr(" .,;:", p[n - 1]))
		n--;
	p[n] = '\0';
	return n ? (struct str){ p, n } : STR_NONE;
}

size_t words_count(struct str s)
{
	size_t words = 0;
	bool counted = false;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (isspace(c)) {
			counted = false;
		} else if (!counted && (isalnum(c) || c >= 0x80)) {
			counted = true;
			words++;
		}
	}
	return words;
}

struct str words_next(struct str *rest)
{
	size_t i = 0, end;
	struct str word;

	while (i < rest->n && !word_byte((unsigned char)rest->p[i]))
		i++;
	end = i;
	while (end < rest->n && word_byte((unsigned char)rest->p[end]))
		end++;
	word = str_sub(*rest, i, end);
	*rest = str_sub(*rest, end, rest->n);
	return word;
}

static bool same_letter(char a, char b)
{
	a = a == '-' ? ' ' : (char)tolower((unsigned char)a);
	return a == (b == '-' ? ' ' : b);
}

bool words_have(struct str s, const char *phrase)
{
	size_t n = strlen(phrase);

	for (size_t i = 0; i + n <= s.n; i++) {
		size_t k = 0;

		if (i && isalnum((unsigned char)s.p[i - 1]))
			continue;
		while (k < n && same_letter(s.p[i + k], phrase[k]))
			k++;
		if (k == n && (i + n == s.n || !isalnum((unsigned char)s.p[i + n])))
			return true;
	}
	return false;
}

bool words_listed(struct str w, const char *list)
{
	while (w.n && *list) {
		size_t n = strcspn(list, "|");

		if (n == w.n && strncasecmp(list, w.p, n) == 0)
			return true;
		list += n + (list[n] == '|');
	}
	return false;
}

static bool starts(struct str s, const char *list)
{
	while (*list) {
		size_t n = strcspn(list, "|");

		if (n <= s.n && strncasecmp(list, s.p, n) == 0)
			return true;
		list += n + (list[n] == '|');
	}
	return false;
}

/* "LED", "XL", "USB": read letter by letter. */
static bool acronym(struct str w)
{
	if (!w.n || w.n > 4)
		return false;
	for (size_t i = 0; i < w.n; i++) {
		if (!isupper((unsigned char)w.p[i]))
			return false;
	}
	return true;
}

bool words_an(struct str next)
{
	struct str rest = next;
	struct str w = words_next(&rest);

	if (!w.n)
		return false;
	if (isdigit((unsigned char)w.p[0])) {
		size_t digits = strspn(w.p, "0123456789");

		return w.p[0] == '8' || (digits == 2 && (str_starts(w, STR("11")) || str_starts(w, STR("18"))));
	}
	if (acronym(w) || (w.n > 1 && w.p[1] == '-'))
		return strchr("AEFHILMNORSXaefhilmnorsx", w.p[0]) != NULL;
	if (starts(w, "hour|honest|honour|honor|heir|herb"))
		return !starts(w, "herb");
	if (starts(w, "one-|once|uni|use|usu|eu|ukul|uten|utili") || words_listed(w, "one"))
		return starts(w, "unin|unim");
	return strchr("aeiouAEIOU", w.p[0]) != NULL;
}

/* Ends in s but is one, or is many without an s. */
static const char singular_s[] =
	"glass|brass|dress|canvas|compass|mattress|harness|atlas|gas|lens|hummus|molasses|christmas|"
	"bus|chess|moss|press|cross|mess|series|swiss|asparagus|cutlass|iris|oasis|citrus|hibiscus|"
	"rooibos|eucalyptus|cactus|thermos|business|wellness|fitness|waitress|less|plus|various|always|class";
static const char plural_bare[] = "people|children|men|women|feet|teeth|mice";

bool words_plural(struct str noun)
{
	if (words_listed(noun, plural_bare))
		return true;
	if (noun.n < 3 || tolower((unsigned char)noun.p[noun.n - 1]) != 's' || acronym(noun))
		return false;
	if (str_ends(noun, STR("ss")) || str_ends(noun, STR("'s")) || str_ends(noun, STR("us")))
		return false;
	return !words_listed(noun, singular_s);
}

/* Nouns that only exist as plurals. */
static const char pairs[] = "scissors|secateurs|trousers|jeans|shorts|pliers|tongs|headphones|leggings|"
			    "tights|pyjamas|glasses|sunglasses|goods|clothes|oats|kids|accessories|ceramics|"
			    "people|children|men|women|feet|teeth|mice";

static struct str lower(struct arena *a, struct str s, size_t room)
{
	char *p = arena_alloc(a, s.n + room + 1);

	if (!p)
		return STR_NONE;
	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)tolower((unsigned char)s.p[i]);
	p[s.n] = '\0';
	return (struct str){ p, s.n };
}

struct str words_singular(struct arena *a, struct str noun)
{
	struct str w = lower(a, noun, 0);

	if (!words_plural(w) || words_listed(w, pairs))
		return w;
	if (words_listed(w, "knives|shelves|scarves|leaves|loaves|wolves"))
		return str_printf(a, "%.*sf%s", (int)w.n - 3, w.p, words_listed(w, "knives") ? "e" : "");
	if (w.n > 4 && str_ends(w, STR("ies")))
		return str_printf(a, "%.*sy", (int)w.n - 3, w.p);
	if (w.n > 4 &&
		(str_ends(w, STR("sses")) || str_ends(w, STR("shes")) || str_ends(w, STR("ches")) ||
			str_ends(w, STR("xes")) || str_ends(w, STR("toes"))))
		return str_sub(w, 0, w.n - 2);
	return str_sub(w, 0, w.n - 1);
}

struct str words_pluralise(struct arena *a, struct str noun)
{
	struct str w = lower(a, noun, 2);

	if (!w.n || words_plural(w) || words_listed(w, pairs))
		return w;
	if (words_listed(w, "knife|shelf|scarf|leaf|loaf"))
		return str_printf(a, "%.*sves", (int)w.n - (w.p[w.n - 1] == 'e' ? 2 : 1), w.p);
	if (str_ends(w, STR("y")) && w.n > 1 && !strchr("aeiou", w.p[w.n - 2]))
		return str_printf(a, "%.*sies", (int)w.n - 1, w.p);
	if (str_ends(w, STR("s")) || str_ends(w, STR("sh")) || str_ends(w, STR("ch")) || str_ends(w, STR("x")))
		return str_printf(a, "%.*ses", STR_FMT(w));
	return str_printf(a, "%.*ss", STR_FMT(w));
}

static bool has_digit(struct str w)
{
	for (size_t i = 0; i < w.n; i++) {
		if (isdigit((unsigned char)w.p[i]))
			return true;
	}
	return false;
}

struct str words_head(struct str name)
{
	struct str rest = name, head = STR_NONE, word;
	size_t before = 0;

	/* A comma, a bracket or a dash parts the noun from what is said about it. */
	for (size_t i = 1; i < name.n; i++) {
		if (strchr(",(/:|&+", name.p[i]) || (name.p[i] == '-' && name.p[i - 1] == ' ')) {
			rest.n = i;
			break;
		}
	}
	while ((word = words_next(&rest)).n) {
		/* "Oat and Honey Soap" is a soap, "Teacup and Saucer" a teacup. */
		if (before == 1 && words_listed(word, "and") && words_count(rest) > 1)
			continue;
		if (head.n &&
			words_listed(word,
				"of|for|with|in|from|by|on|to|and|without|no|nr|number|at|size|"
				"inside|outside|printed|made|under|over|that|which|as"))
			break;
		/* "A5", "18V", the 15 of a model: sizes and numbers are no nouns. */
		if (head.n && has_digit(word))
			continue;
		head = word;
		before++;
	}
	return head;
}

bool words_determined(struct str name)
{
	struct str rest = name, first = words_next(&rest);

	if (!first.n || first.p != name.p || (unsigned char)name.p[0] >= 0x80)
		return true;
	return words_listed(first,
		       "the|a|an|my|our|your|his|her|their|this|that|these|those|no|every|one|two|three|"
		       "four|five|six|seven|eight") ||
		isdigit((unsigned char)first.p[0]) || memmem(first.p, first.n, "'", 1);
}

struct str words_lower_first(struct arena *a, struct str s)
{
	struct str rest = s, first = words_next(&rest), copy;

	for (size_t i = 1; i < first.n; i++) {
		if (isupper((unsigned char)first.p[i]))
			return s;
	}
	if (!s.n || first.p != s.p || first.n == 1 || !isupper((unsigned char)s.p[0]))
		return s;
	copy = str_dup(a, s);
	if (copy.p)
		((char *)copy.p)[0] = (char)tolower((unsigned char)s.p[0]);
	return copy;
}

/* A first capital that is never a matter of sentence case. */
static const char propers[] =
	"portuguese|italian|french|german|english|british|scottish|irish|welsh|spanish|japanese|chinese|indian|"
	"turkish|greek|egyptian|danish|swedish|norwegian|finnish|dutch|belgian|austrian|swiss|polish|czech|"
	"american|canadian|mexican|brazilian|colombian|ethiopian|kenyan|moroccan|african|european|nordic|"
	"scandinavian|baltic|mediterranean|provençal|bluetooth|velcro|i|christmas|easter|monday|sheffield|"
	"harris|assam|darjeeling|ceylon|yunnan|himalayan|atlantic|solingen|guatemalan|peruvian|icelandic|"
	"cornish|welsh|hungarian|ukrainian|romanian|sri|south|north|new|fsc|oeko-tex|gots|arabica";

bool words_proper(struct str w)
{
	return words_listed(w, propers);
}

struct str words_lower_title(struct arena *a, struct str title)
{
	struct str copy = str_dup(a, title), rest = copy, word;

	while ((word = words_next(&rest)).n) {
		bool plain = word.n > 1 && isupper((unsigned char)word.p[0]) && !words_proper(word);

		for (size_t i = 1; i < word.n; i++)
			plain &= !isupper((unsigned char)word.p[i]);
		if (plain)
			((char *)word.p)[0] = (char)tolower((unsigned char)word.p[0]);
	}
	return copy;
}

struct str words_join(struct arena *a, const struct str *items, size_t n)
{
	struct buf b = BUF_ON(a, 16384);

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_c(&b, n > 2 ? (i + 1 < n ? ", " : ", and ") : " and ");
		buf_str(&b, items[i]);
	}
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}
