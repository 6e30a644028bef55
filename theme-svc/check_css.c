#include "check_css.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"

const char *const css_prop_names[P_LONGHANDS] = {
#define X(id, name, inherited) name,
	CSS_LONGHANDS(X)
#undef X
};
const bool css_prop_inherited[P_LONGHANDS] = {
#define X(id, name, inherited) inherited,
	CSS_LONGHANDS(X)
#undef X
};

static const struct {
	const char *name;
	enum css_prop prop;
} names[] = {
#define X(id, name, inherited) { name, P_##id },
	CSS_LONGHANDS(X)
#undef X
#define X(id, name) { name, P_##id },
		CSS_SHORTHANDS(X)
#undef X
	/* Logical ones, as in a page that is written from left to right and top to bottom; other names of the same. */
	{ "margin-inline-start", P_MARGIN_LEFT },
	{ "margin-inline-end", P_MARGIN_RIGHT },
	{ "margin-block-start", P_MARGIN_TOP },
	{ "margin-block-end", P_MARGIN_BOTTOM },
	{ "padding-inline-start", P_PADDING_LEFT },
	{ "padding-inline-end", P_PADDING_RIGHT },
	{ "padding-block-start", P_PADDING_TOP },
	{ "padding-block-end", P_PADDING_BOTTOM },
	{ "inset-inline-start", P_LEFT },
	{ "inset-inline-end", P_RIGHT },
	{ "inset-block-start", P_TOP },
	{ "inset-block-end", P_BOTTOM },
	{ "border-inline-start", P_BORDER_LEFT },
	{ "border-inline-end", P_BORDER_RIGHT },
	{ "border-block-start", P_BORDER_TOP },
	{ "border-block-end", P_BORDER_BOTTOM },
	{ "inline-size", P_WIDTH },
	{ "block-size", P_HEIGHT },
	{ "min-inline-size", P_MIN_WIDTH },
	{ "min-block-size", P_MIN_HEIGHT },
	{ "max-inline-size", P_MAX_WIDTH },
	{ "max-block-size", P_MAX_HEIGHT },
	{ "word-wrap", P_OVERFLOW_WRAP },
	{ "grid-gap", P_GAP },
	{ "line-clamp", P_LINE_CLAMP },
};

/* ---- text → pieces --------------------------------------------------------------------------- */

/* i at a quote: the index behind the string. */
static size_t skip_string(struct str s, size_t i)
{
	char quote = s.p[i++];

	while (i < s.n && s.p[i] != quote)
		i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

/* i at an opening bracket: the index behind its partner, or the end. */
static size_t skip_bracket(struct str s, size_t i)
{
	int depth = 0;

	while (i < s.n) {
		char c = s.p[i];

		if (c == '"' || c == '\'') {
			i = skip_string(s, i);
			continue;
		}
		if (c == '\\') {
			i += 2;
			continue;
		}
		depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
		i++;
		if (depth <= 0)
			return i;
	}
	return s.n;
}

/* Up to the first of `stops` outside brackets and strings. */
static size_t find_outside(struct str s, size_t i, const char *stops)
{
	while (i < s.n) {
		char c = s.p[i];

		if (c && strchr(stops, c))
			return i;
		if (c == '"' || c == '\'')
			i = skip_string(s, i);
		else if (c == '(' || c == '[' || c == '{')
			i = skip_bracket(s, i);
		else
			i += c == '\\' ? 2 : 1;
	}
	return s.n;
}

struct str css_split(struct str *rest, char sep)
{
	char stops[] = { sep, 0 };
	struct str all = *rest;
	size_t i = find_outside(all, 0, stops);

	if (i > all.n)
		i = all.n;
	*rest = i < all.n ? (struct str){ all.p + i + 1, all.n - i - 1 } : STR_NONE;
	return str_trim((struct str){ all.p, i });
}

struct str css_component(struct str *rest)
{
	struct str s = str_trim(*rest);
	size_t i = 0;

	if (!s.n) {
		*rest = STR_NONE;
		return STR_NONE;
	}
	if (s.p[0] == '"' || s.p[0] == '\'')
		i = skip_string(s, 0);
	else if (s.p[0] == ',' || s.p[0] == '/')
		i = 1;
	else
		while (i < s.n && !isspace((unsigned char)s.p[i]) && s.p[i] != ',' && s.p[i] != '/')
			i = s.p[i] == '(' || s.p[i] == '[' ? skip_bracket(s, i) : i + 1;
	if (i > s.n)
		i = s.n;
	*rest = (struct str){ s.p + i, s.n - i };
	return (struct str){ s.p, i };
}

struct str css_arguments(struct str text, const char *name)
{
	size_t n = strlen(name);

	if (text.n < n + 2 || strncasecmp(text.p, name, n) != 0 || text.p[n] != '(' || text.p[text.n - 1] != ')')
		return STR_NONE;
	return str_trim((struct str){ text.p + n + 1, text.n - n - 2 });
}

/* Comments become spaces; lines stay where they were. */
static struct str without_comments(struct arena *a, struct str s)
{
	struct str out = str_dup(a, s);
	char *p = (char *)out.p;

	for (size_t i = 0; p && i < out.n;) {
		if (p[i] == '"' || p[i] == '\'') {
			i = skip_string(out, i);
		} else if (p[i] == '/' && i + 1 < out.n && p[i + 1] == '*') {
			size_t end = i + 2;

			while (end + 1 < out.n && !(p[end] == '*' && p[end + 1] == '/'))
				end++;
			end = end + 1 < out.n ? end + 2 : out.n;
			for (; i < end; i++)
				if (p[i] != '\n')
					p[i] = ' ';
		} else {
			i += p[i] == '\\' && i + 1 < out.n ? 2 : 1;
		}
	}
	return out;
}

static bool push_decl(struct arena *a, struct css_decls *d, struct css_decl one)
{
	if (d->n == d->cap) {
		size_t cap = d->cap ? 2 * d->cap : 8;
		struct css_decl *v = arena_grow(a, d->v, d->n * sizeof(*v), cap * sizeof(*v));

		if (!v)
			return false;
		d->v = v;
		d->cap = cap;
	}
	d->v[d->n++] = one;
	return true;
}

static enum css_prop prop_of(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_ieq(name, str_c(names[i].name)))
			return names[i].prop;
	return P_UNKNOWN;
}

static bool holds_var(struct str s)
{
	for (size_t i = 0; i + 4 <= s.n; i++)
		if (strncasecmp(s.p + i, "var(", 4) == 0)
			return true;
	return false;
}

static bool read_decl(struct arena *a, struct str text, int line, struct css_decls *ret)
{
	ptrdiff_t colon = str_find(text, ':', 0);

	if (colon <= 0)
		return true;
	struct css_decl d = { .name = str_trim(str_sub(text, 0, (size_t)colon)), .line = line };

	d.value = str_trim(str_sub(text, (size_t)colon + 1, text.n));
	ptrdiff_t bang = -1;
	for (size_t i = d.value.n; i-- > 0 && bang < 0;)
		if (d.value.p[i] == '!')
			bang = (ptrdiff_t)i;
	if (bang >= 0 && str_ieq(str_trim(str_sub(d.value, (size_t)bang + 1, d.value.n)), STR("important"))) {
		d.important = true;
		d.value = str_trim(str_sub(d.value, 0, (size_t)bang));
	}
	d.prop = str_starts(d.name, STR("--")) ? P_CUSTOM : prop_of(d.name);
	d.has_var = holds_var(d.value);
	if (d.prop == P_UNKNOWN || (!d.value.n && d.prop != P_CUSTOM))
		return true;
	if (d.prop == P_CUSTOM || d.has_var)
		return push_decl(a, ret, d);
	return css_expand(a, &d, ret);
}

static int lines_before(struct str s, size_t end)
{
	int n = 0;

	for (const char *p = s.p, *e = s.p + end; (p = memchr(p, '\n', (size_t)(e - p))); p++)
		n++;
	return n;
}

bool css_read_inline(struct arena *a, struct str text, int line, struct css_decls *ret)
{
	struct str rest = without_comments(a, text), all = rest;

	while (rest.n) {
		struct str one = css_split(&rest, ';');

		if (one.n && !read_decl(a, one, line + lines_before(all, (size_t)(one.p - all.p)), ret))
			return false;
	}
	return true;
}

/* ---- rules ----------------------------------------------------------------------------------- */

struct css_reading {
	struct css_sheet *s;
	struct str all;
	int line;
	bool ua;
	int depth;
};

static bool push_rule(struct css_sheet *s, struct css_rule one)
{
	if (s->n >= CSS_RULES_MAX) {
		s->full = true;
		return true;
	}
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 64;
		struct css_rule *v = arena_grow(s->arena, s->rule, s->n * sizeof(*v), cap * sizeof(*v));

		if (!v)
			return false;
		s->rule = v;
		s->cap = cap;
	}
	one.order = (uint32_t)s->n;
	s->rule[s->n++] = one;
	return true;
}

static bool read_style_rule(struct css_reading *r, struct str prelude, struct str body, struct css_rule proto)
{
	int line = r->line + lines_before(r->all, (size_t)(body.p - r->all.p));
	size_t n;
	const struct css_selector *const *list = css_selectors(r->s->arena, prelude, &n);

	if (!list)
		return true;
	if (!css_read_inline(r->s->arena, body, line, &proto.decls))
		return false;
	for (size_t i = 0; i < n; i++) {
		proto.selector = list[i];
		if (!push_rule(r->s, proto))
			return false;
	}
	return true;
}

static bool read_rules(struct css_reading *r, struct str text, struct css_rule proto);

static bool mentions(struct str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (strncasecmp(s.p + i, word, n) == 0)
			return true;
	return false;
}

static bool read_at_block(struct css_reading *r, struct str prelude, struct str body, struct css_rule proto)
{
	struct str query = prelude, name = next_token(&query);
	ptrdiff_t paren = str_find(name, '(', 0);

	if (paren > 0) {
		query = str_sub(prelude, (size_t)paren, prelude.n);
		name = str_sub(name, 0, (size_t)paren);
	}
	bool media = str_ieq(name, STR("@media")), supports = str_ieq(name, STR("@supports"));

	if (media || supports || str_ieq(name, STR("@container"))) {
		struct css_media *m = ARENA_NEW(r->s->arena, struct css_media);

		if (!m)
			return false;
		*m = (struct css_media){ proto.media, str_trim(query), supports, mentions(query, "orientation") };
		proto.media = m;
	} else if (str_ieq(name, STR("@layer"))) {
		proto.layer = ++r->s->layers;
	} else if (!str_ieq(name, STR("@scope"))) {
		return true; /* @font-face, @keyframes, @page: nothing that a rule of ours asks for */
	}
	if (++r->depth > CSS_NESTING_MAX)
		return true;
	bool ok = read_rules(r, body, proto);

	r->depth--;
	return ok;
}

static bool read_rules(struct css_reading *r, struct str text, struct css_rule proto)
{
	size_t i = 0;

	while (i < text.n) {
		while (i < text.n && (isspace((unsigned char)text.p[i]) || text.p[i] == '}' || text.p[i] == ';'))
			i++;
		size_t open = find_outside(text, i, i < text.n && text.p[i] == '@' ? "{;" : "{");

		if (open >= text.n)
			return true;
		if (text.p[open] == ';') {
			i = open + 1;
			continue;
		}
		size_t end = skip_bracket(text, open);
		struct str prelude = str_trim(str_sub(text, i, open)),
			   body = str_sub(text, open + 1, end - (text.p[end - 1] == '}'));
		bool ok = str_starts(prelude, STR("@")) ? read_at_block(r, prelude, body, proto)
							: read_style_rule(r, prelude, body, proto);

		if (!ok)
			return false;
		i = end;
	}
	return true;
}

bool css_read(struct css_sheet *s, struct str text, int line, bool ua)
{
	struct css_reading r = { s, without_comments(s->arena, text), line, ua, 0 };

	if (text.n > CSS_BYTES_MAX) {
		s->full = true;
		return true;
	}
	return !text.n || (r.all.p && read_rules(&r, r.all, (struct css_rule){ .ua = ua }));
}
