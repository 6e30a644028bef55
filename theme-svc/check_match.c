/* Does a selector match an element? Selectors Level 4, from right to left. */
#include <string.h>

#include "check_select.h"

static const struct check_node *sibling(const struct check_node *n, bool before)
{
	do
		n = before ? n->prev : n->next;
	while (n && !n->tag.p);
	return n;
}

static bool nth(const struct check_node *n, int a, int b, bool from_end, bool type)
{
	int at = 1;

	for (const struct check_node *s = n; (s = sibling(s, !from_end));)
		at += !type || str_eq(s->tag, n->tag);
	return a == 0 ? at == b : (at - b) % a == 0 && (at - b) / a >= 0;
}

static bool matches_attribute(const struct simple *s, const struct check_node *n)
{
	struct str v = STR_NONE, want = s->value;

	for (unsigned int i = 0; i < n->n_attr && !v.p; i++)
		if (str_ieq(n->attr[i].name, s->name))
			v = n->attr[i].value;
	if (!v.p || !s->op)
		return v.p;
	bool (*eq)(struct str, struct str) = s->fold || word_in(s->name, "type dir method lang ") ? str_ieq : str_eq;

	switch (s->op) {
	case '=': return eq(v, want);
	case '^': return want.n && v.n >= want.n && eq(str_sub(v, 0, want.n), want);
	case '$': return want.n && v.n >= want.n && eq(str_sub(v, v.n - want.n, v.n), want);
	case '|': return eq(v, want) || (v.n > want.n && v.p[want.n] == '-' && eq(str_sub(v, 0, want.n), want));
	case '*':
		for (size_t i = 0; want.n && i + want.n <= v.n; i++)
			if (eq(str_sub(v, i, i + want.n), want))
				return true;
		return false;
	default:
		for (struct str word; (word = next_token(&v)).p;)
			if (eq(word, want))
				return true;
		return false;
	}
}

static bool has_class(const struct check_node *n, struct str class)
{
	struct str v = node_attr(n, "class");

	for (struct str word; (word = next_token(&v)).p;)
		if (str_eq(word, class))
			return true;
	return false;
}

/* "de" holds for de and de-AT; the nearest lang above decides. */
static bool matches_lang(struct str want, const struct check_node *n)
{
	struct str lang = STR_NONE;

	for (; n && !lang.p; n = n->parent)
		lang = node_attr(n, "lang");
	if (want.n >= 2 && (want.p[0] == '"' || want.p[0] == '\''))
		want = str_sub(want, 1, want.n - 1);
	return lang.n >= want.n && str_ieq(str_sub(lang, 0, want.n), want) &&
		(lang.n == want.n || lang.p[want.n] == '-');
}

static bool matches_dir(struct str want, const struct check_node *n)
{
	for (; n; n = n->parent)
		if (node_has(n, "dir"))
			return str_ieq(node_attr(n, "dir"), want);
	return str_ieq(want, STR("ltr"));
}

static bool is_disabled(const struct check_node *n)
{
	if (!node_in(n, "button input select textarea fieldset optgroup option "))
		return false;
	if (node_has(n, "disabled"))
		return true;
	for (const struct check_node *p = n->parent; p; p = p->parent)
		if (node_is(p, "fieldset") && node_has(p, "disabled"))
			return true;
	return false;
}

static bool has(const struct css_selector *s, const struct check_node *n)
{
	if (s->lead == '+' || s->lead == '~') {
		for (const struct check_node *x = sibling(n, false); x; x = s->lead == '+' ? NULL : sibling(x, false))
			if (css_matches(s, x))
				return true;
		return false;
	}
	for (const struct check_node *x = n->first; x && x != n->end;) {
		if (x->tag.p && (s->lead == ' ' || x->parent == n) && css_matches(s, x))
			return true;
		x = x->first ? x->first : x->next ? x->next : x->end;
		if (x && x->depth <= n->depth)
			break;
	}
	return false;
}

static bool matches_list(const struct simple *s, const struct check_node *n)
{
	for (size_t i = 0; i < s->n_list; i++)
		if (s->kind == S_HAS ? has(s->list[i], n) : css_matches(s->list[i], n))
			return true;
	return false;
}

static bool matches_simple(const struct simple *s, const struct check_node *n)
{
	switch (s->kind) {
	case S_TAG: return str_ieq(n->tag, s->name);
	case S_ID: return str_eq(node_attr(n, "id"), s->name);
	case S_CLASS: return has_class(n, s->name);
	case S_ATTR: return matches_attribute(s, n);
	case S_ROOT: return !n->parent;
	case S_EMPTY: return !n->first;
	case S_NTH_CHILD:
	case S_NTH_LAST_CHILD: return nth(n, s->a, s->b, s->kind == S_NTH_LAST_CHILD, false);
	case S_NTH_OF_TYPE:
	case S_NTH_LAST_OF_TYPE: return nth(n, s->a, s->b, s->kind == S_NTH_LAST_OF_TYPE, true);
	case S_ONLY_CHILD: return !sibling(n, true) && !sibling(n, false);
	case S_ONLY_OF_TYPE: return nth(n, 0, 1, false, true) && nth(n, 0, 1, true, true);
	case S_IS:
	case S_HAS: return matches_list(s, n);
	case S_NOT: return !matches_list(s, n);
	case S_LINK: return node_in(n, "a area ") && node_has(n, "href");
	case S_DISABLED: return is_disabled(n);
	case S_ENABLED: return node_in(n, "button input select textarea fieldset optgroup option ") && !is_disabled(n);
	case S_CHECKED: return node_has(n, "checked") || node_has(n, "selected");
	case S_REQUIRED: return node_has(n, "required");
	case S_OPEN: return node_has(n, "open");
	case S_LANG: return matches_lang(s->value, n);
	case S_DIR: return matches_dir(s->value, n);
	case S_ALWAYS: return true;
	case S_NEVER:
	default: return false;
	}
}

static bool matches_from(const struct css_selector *s, size_t i, const struct check_node *n, int *budget)
{
	if (--*budget < 0)
		return false;
	for (size_t k = 0; k < s->c[i].n; k++)
		if (!matches_simple(&s->c[i].v[k], n))
			return false;
	if (i + 1 == s->n)
		return true;
	char c = s->c[i].combinator;
	bool up = c == ' ' || c == '>', once = c == '>' || c == '+';

	for (const struct check_node *x = up ? n->parent : sibling(n, true); x; x = up ? x->parent : sibling(x, true)) {
		if (matches_from(s, i + 1, x, budget))
			return true;
		if (once)
			return false;
	}
	return false;
}

/* A selector of many descendants can be made to try each way up: after so many steps it counts as no match. */
bool css_matches(const struct css_selector *s, const struct check_node *n)
{
	int budget = 20000;

	return matches_from(s, 0, n, &budget);
}
