/* Selectors Level 4, parsed. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "check_select.h"

static const struct {
	const char *name;
	enum simple_kind kind;
} pseudos[] = {
	{ "root", S_ROOT },
	{ "scope", S_ROOT },
	{ "empty", S_EMPTY },
	{ "only-child", S_ONLY_CHILD },
	{ "only-of-type", S_ONLY_OF_TYPE },
	{ "link", S_LINK },
	{ "any-link", S_LINK },
	{ "disabled", S_DISABLED },
	{ "enabled", S_ENABLED },
	{ "checked", S_CHECKED },
	{ "required", S_REQUIRED },
	{ "open", S_OPEN },
	{ "hover", S_NEVER },
	{ "active", S_NEVER },
	{ "focus", S_NEVER },
	{ "focus-visible", S_NEVER },
	{ "focus-within", S_NEVER },
	{ "target", S_NEVER },
	{ "visited", S_NEVER },
	{ "fullscreen", S_NEVER },
	{ "modal", S_NEVER },
	{ "popover-open", S_NEVER },
	{ "invalid", S_NEVER },
	{ "user-invalid", S_NEVER },
	{ "indeterminate", S_NEVER },
	{ "autofill", S_NEVER },
	{ "valid", S_ALWAYS },
	{ "defined", S_ALWAYS },
};

struct parsing {
	struct arena *a;
	struct str s;
	size_t i;
	int depth;
};

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '\\' || (unsigned char)c >= 0x80;
}

/* An identifier with its escapes undone. */
static struct str read_name(struct parsing *p)
{
	size_t from = p->i, n = 0;

	while (p->i < p->s.n && name_char(p->s.p[p->i]))
		p->i += p->s.p[p->i] == '\\' && p->i + 1 < p->s.n ? 2 : 1;
	char *out = arena_alloc(p->a, p->i - from + 1);

	for (size_t i = from; out && i < p->i; i++) {
		if (p->s.p[i] == '\\' && i + 1 < p->i) {
			unsigned int code = 0, digits = 0;

			for (; digits < 6 && i + 1 < p->i && isxdigit((unsigned char)p->s.p[i + 1]); digits++, i++) {
				int c = tolower((unsigned char)p->s.p[i + 1]);

				code = code * 16 + (unsigned int)(isdigit(c) ? c - '0' : c - 'a' + 10);
			}
			if (!digits)
				code = (unsigned char)p->s.p[++i];
			out[n++] = code && code < 0x80 ? (char)code : (char)p->s.p[i];
		} else {
			out[n++] = p->s.p[i];
		}
	}
	return (struct str){ out, out ? n : 0 };
}

/* At "(": what stands in it; behind ")" then. */
static struct str read_parens(struct parsing *p)
{
	size_t from = ++p->i;
	int depth = 1;

	for (; p->i < p->s.n; p->i++) {
		char c = p->s.p[p->i];

		if (c == '"' || c == '\'') {
			for (p->i++; p->i < p->s.n && p->s.p[p->i] != c;)
				p->i++;
			continue;
		}
		depth += (c == '(') - (c == ')');
		if (depth == 0)
			return str_trim(str_sub(p->s, from, p->i++));
	}
	return STR_NONE;
}

/* "odd", "even", "3", "2n+1", "-n + 3" */
static bool read_nth(struct str s, int *a, int *b)
{
	char text[32];
	size_t n = 0;

	for (size_t i = 0; i < s.n && n + 1 < sizeof(text); i++)
		if (!isspace((unsigned char)s.p[i]))
			text[n++] = (char)tolower((unsigned char)s.p[i]);
	text[n] = 0;
	if (strcmp(text, "odd") == 0)
		return *a = 2, *b = 1, true;
	if (strcmp(text, "even") == 0)
		return *a = 2, *b = 0, true;
	char *x = strchr(text, 'n'), *end;

	if (!x) {
		*a = 0;
		*b = (int)strtol(text, &end, 10);
		return end != text && !*end;
	}
	*a = x == text || (x == text + 1 && *text == '+') ? 1
		: x == text + 1 && *text == '-'           ? -1
							  : (int)strtol(text, NULL, 10);
	*b = x[1] ? (int)strtol(x + 1, &end, 10) : 0;
	return !x[1] || !*end;
}

static const struct css_selector *const *read_list(
	struct arena *a, struct str text, int depth, bool relative, size_t *ret_n);

static uint32_t best_specificity(const struct simple *s)
{
	uint32_t best = 0;

	for (size_t i = 0; i < s->n_list; i++)
		if (s->list[i]->specificity > best)
			best = s->list[i]->specificity;
	return best;
}

static bool read_functional(struct parsing *p, struct str name, struct simple *s, uint32_t *specificity)
{
	struct str args = read_parens(p);

	if (!args.p)
		return false;
	if (word_in(name, "is where not has matches -webkit-any ")) {
		s->kind = str_ieq(name, STR("not")) ? S_NOT : str_ieq(name, STR("has")) ? S_HAS : S_IS;
		s->list = read_list(p->a, args, p->depth + 1, s->kind == S_HAS, &s->n_list);
		if (!s->list)
			return false;
		*specificity += str_ieq(name, STR("where")) ? 0 : best_specificity(s);
		return true;
	}
	*specificity += 1 << 8;
	s->value = args;
	if (str_ieq(name, STR("lang")))
		return s->kind = S_LANG, true;
	if (str_ieq(name, STR("dir")))
		return s->kind = S_DIR, true;
	s->kind = str_ieq(name, STR("nth-child"))        ? S_NTH_CHILD
		: str_ieq(name, STR("nth-last-child"))   ? S_NTH_LAST_CHILD
		: str_ieq(name, STR("nth-of-type"))      ? S_NTH_OF_TYPE
		: str_ieq(name, STR("nth-last-of-type")) ? S_NTH_LAST_OF_TYPE
							 : S_NEVER;
	return s->kind != S_NEVER && read_nth(args, &s->a, &s->b);
}

static bool read_pseudo_class(struct parsing *p, struct simple *s, uint32_t *specificity)
{
	struct str name = read_name(p);

	if (p->i < p->s.n && p->s.p[p->i] == '(')
		return read_functional(p, name, s, specificity);
	*specificity += 1 << 8;
	if (word_in(name, "first-child last-child first-of-type last-of-type ")) {
		bool first = tolower((unsigned char)name.p[0]) == 'f', type = name.p[name.n - 1] == 'e';

		s->kind = first ? (type ? S_NTH_OF_TYPE : S_NTH_CHILD) : type ? S_NTH_LAST_OF_TYPE : S_NTH_LAST_CHILD;
		s->b = 1;
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(pseudos); i++)
		if (str_ieq(name, str_c(pseudos[i].name)))
			return s->kind = pseudos[i].kind, true;
	return false;
}

static bool read_attribute(struct parsing *p, struct simple *s)
{
	size_t end = p->i + 1;
	struct str in, value;

	while (end < p->s.n && p->s.p[end] != ']')
		end++;
	in = str_trim(str_sub(p->s, p->i + 1, end));
	if (end >= p->s.n || !in.n)
		return false;
	p->i = end + 1;
	s->kind = S_ATTR;
	size_t i = 0;

	while (i < in.n && (name_char(in.p[i]) || in.p[i] == ':'))
		i++;
	s->name = str_sub(in, 0, i);
	value = str_trim(str_sub(in, i, in.n));
	if (!value.n)
		return true;
	s->op = value.p[0];
	value = str_trim(str_sub(value, s->op == '=' ? 1 : 2, value.n));
	if (value.n > 2 && (value.p[value.n - 1] == 'i' || value.p[value.n - 1] == 'I') &&
		value.p[value.n - 2] == ' ') {
		s->fold = true;
		value = str_trim(str_sub(value, 0, value.n - 2));
	}
	if (value.n >= 2 && (value.p[0] == '"' || value.p[0] == '\''))
		value = str_sub(value, 1, value.n - 1);
	s->value = value;
	return strchr("=~|^$*", s->op);
}

static bool read_pseudo_element(struct parsing *p, struct css_selector *sel)
{
	struct str name = read_name(p);

	sel->pseudo = word_in(name, "before ") ? PSEUDO_BEFORE : word_in(name, "after ") ? PSEUDO_AFTER : PSEUDO_OTHER;
	sel->specificity += 1;
	if (p->i < p->s.n && p->s.p[p->i] == '(')
		(void)read_parens(p);
	return name.n;
}

/* One simple selector; *ret untouched when it was a pseudo-element. */
static int read_simple(struct parsing *p, struct css_selector *sel, struct simple *ret)
{
	struct simple s = { 0 };
	char c = p->s.p[p->i];
	bool ok = true;

	if (c == '*') {
		p->i++;
		s.kind = S_ALWAYS;
	} else if (c == '#' || c == '.') {
		p->i++;
		s.kind = c == '#' ? S_ID : S_CLASS;
		s.name = read_name(p);
		sel->specificity += c == '#' ? 1 << 16 : 1 << 8;
		ok = s.name.n;
	} else if (c == '[') {
		sel->specificity += 1 << 8;
		ok = read_attribute(p, &s);
	} else if (c == ':' && p->i + 1 < p->s.n && p->s.p[p->i + 1] == ':') {
		p->i += 2;
		return read_pseudo_element(p, sel) ? 0 : -1;
	} else if (c == ':') {
		size_t at = ++p->i;

		if (word_in(str_sub(read_name(p), 0, 12), "before after first-letter first-line ")) {
			p->i = at;
			return read_pseudo_element(p, sel) ? 0 : -1;
		}
		p->i = at;
		ok = read_pseudo_class(p, &s, &sel->specificity);
	} else if (name_char(c)) {
		s.kind = S_TAG;
		s.name = read_name(p);
		sel->specificity += 1;
	} else {
		return -1;
	}
	*ret = s;
	return ok ? 1 : -1;
}

static void skip_space(struct parsing *p, bool *ret_any)
{
	while (p->i < p->s.n && isspace((unsigned char)p->s.p[p->i])) {
		p->i++;
		*ret_any = true;
	}
}

static bool read_compound(struct parsing *p, struct css_selector *sel, struct compound *ret)
{
	struct simple v[14];
	size_t n = 0;
	bool any = false;

	while (p->i < p->s.n && !isspace((unsigned char)p->s.p[p->i]) && !strchr(">+~,", p->s.p[p->i])) {
		int r = n < ARRAY_LEN(v) ? read_simple(p, sel, &v[n]) : -1;

		if (r < 0)
			return false;
		n += (size_t)r;
		any = true;
	}
	struct simple *copy = arena_alloc(p->a, (n ? n : 1) * sizeof(*copy));

	if (!copy || !any)
		return false;
	memcpy(copy, v, n * sizeof(*copy));
	ret->v = copy;
	ret->n = n;
	return true;
}

static const struct css_selector *read_complex(struct arena *a, struct str text, int depth, bool relative)
{
	struct parsing p = { a, str_trim(text), 0, depth };
	struct css_selector *sel = ARENA_NEW(a, struct css_selector);
	struct compound found[CSS_COMPOUNDS_MAX];
	size_t n = 0;
	char combinator = 0;
	bool space = false;

	if (!sel || !p.s.n)
		return NULL;
	if (relative) {
		sel->lead = ' ';
		if (strchr(">+~", p.s.p[0]))
			sel->lead = p.s.p[p.i++];
		skip_space(&p, &space);
	}
	while (p.i < p.s.n) {
		if (n == CSS_COMPOUNDS_MAX || !read_compound(&p, sel, &found[n]))
			return NULL;
		found[n++].combinator = combinator;
		space = false;
		skip_space(&p, &space);
		combinator = ' ';
		if (p.i < p.s.n && strchr(">+~", p.s.p[p.i])) {
			combinator = p.s.p[p.i++];
			skip_space(&p, &space);
			if (p.i >= p.s.n)
				return NULL;
		}
	}
	for (size_t i = 0; i < n; i++)
		sel->c[i] = found[n - 1 - i];
	sel->n = n;
	return n ? sel : NULL;
}

static const struct css_selector *const *read_list(
	struct arena *a, struct str text, int depth, bool relative, size_t *ret_n)
{
	size_t n = 0, most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == ',';
	const struct css_selector **list = depth < CSS_NESTING_MAX && most <= CSS_SELECTORS_MAX
		? ARENA_ARRAY(a, const struct css_selector *, most)
		: NULL;

	while (list && text.p) {
		if (n == most || !(list[n] = read_complex(a, css_split(&text, ','), depth, relative)))
			return NULL;
		n++;
	}
	*ret_n = n;
	return n ? list : NULL;
}

const struct css_selector *const *css_selectors(struct arena *a, struct str text, size_t *ret_n)
{
	return read_list(a, text, 0, false, ret_n);
}

uint32_t css_specificity(const struct css_selector *s)
{
	return s->specificity;
}

enum css_pseudo css_pseudo(const struct css_selector *s)
{
	return s->pseudo;
}
