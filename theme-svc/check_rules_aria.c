/* Rules about roles, states and properties. */
#include <ctype.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "check_page.h"

void rule_role_valid(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		struct str role = node_attr(n, "role");

		if (n->ns == NS_MATHML || text_blank(role) || aria_hidden(n))
			continue;
		if (aria_explicit(n))
			check_pass(p, n);
		else
			check_fail(p, n, "There is no role \"%.*s\".", STR_FMT(str_sub(role, 0, 60)));
	}
}

void rule_aria_defined(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		for (unsigned int i = 0; i < n->n_attr; i++) {
			if (!str_starts(n->attr[i].name, STR("aria-")))
				continue;
			if (aria_attr(n->attr[i].name))
				check_pass(p, n);
			else
				check_fail(
					p, n, "There is no attribute %.*s.", STR_FMT(str_sub(n->attr[i].name, 0, 60)));
		}
}

static bool is_integer(struct str s)
{
	size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');

	if (i == s.n)
		return false;
	for (; i < s.n; i++)
		if (!isdigit((unsigned char)s.p[i]))
			return false;
	return true;
}

static bool is_number(struct str s)
{
	char *end;

	if (!s.n || isspace((unsigned char)s.p[0]) || memchr(s.p, 'x', s.n) || memchr(s.p, 'X', s.n) ||
		tolower((unsigned char)s.p[0]) == 'i' || tolower((unsigned char)s.p[0]) == 'n')
		return false;
	(void)strtod(s.p, &end);
	return end == s.p + s.n;
}

/* A closed combobox has nothing to control yet. */
static bool excused(const struct check_node *n, const struct aria_role *r, struct str name)
{
	return strcmp(r->name, "combobox") == 0 && str_is(name, "aria-controls") &&
		str_ieq(node_attr(n, "aria-expanded"), STR("false"));
}

/* One id at least must be there, where the role requires the property; others may point to what a script has yet to make. What a
 * closed combobox would control need not be there either. */
static bool ids_exist(struct check_page *p, const struct check_node *n, const struct aria_attr *a, struct str value)
{
	const struct aria_role *r = aria_semantic(p->doc, n);
	struct str id;

	if (!r || !word_in(str_c(a->name), r->required) || excused(n, r, str_c(a->name)))
		return true;
	while ((id = next_token(&value)).p)
		if (doc_id(p->doc, id))
			return true;
	return false;
}

static bool valid_value(struct check_page *p, const struct check_node *n, const struct aria_attr *a, struct str value)
{
	struct str rest = value, word;

	switch (a->type) {
	case ARIA_BOOL:
	case ARIA_TOKEN: return word_in(str_trim(value), a->tokens);
	case ARIA_TOKENS:
		while ((word = next_token(&rest)).p)
			if (!word_in(word, a->tokens))
				return false;
		return true;
	case ARIA_ID: (void)next_token(&rest); return text_blank(rest) && ids_exist(p, n, a, value);
	case ARIA_IDS: return ids_exist(p, n, a, value);
	case ARIA_INT: return is_integer(str_trim(value));
	case ARIA_NUMBER: return is_number(str_trim(value));
	default: return true;
	}
}

/* The ARIA attribute that n's i-th one is; NULL. */
static const struct aria_attr *attr_at(const struct check_node *n, unsigned int i)
{
	return str_starts(n->attr[i].name, STR("aria-")) ? aria_attr(n->attr[i].name) : NULL;
}

void rule_aria_value(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n))
		for (unsigned int i = 0; n->ns != NS_MATHML && i < n->n_attr; i++) {
			const struct aria_attr *a = attr_at(n, i);

			if (!a || text_blank(n->attr[i].value))
				continue;
			if (valid_value(p, n, a, n->attr[i].value))
				check_pass(p, n);
			else
				check_fail(p, n, "%s cannot be \"%.*s\".", a->name,
					STR_FMT(str_sub(n->attr[i].value, 0, 60)));
		}
}

/* ARIA in HTML: attributes that fields without a role may have all the same. */
static bool permitted_by_html(const struct check_node *n, const char *name)
{
	struct str type = node_attr(n, "type");

	if (!node_is(n, "input"))
		return false;
	if (word_in(type, "date datetime-local email month password text time url week "))
		return word_in(str_c(name),
			"aria-activedescendant aria-autocomplete aria-multiline aria-placeholder aria-readonly aria-required ");
	return word_in(type, "file ") && strcmp(name, "aria-required") == 0;
}

static bool permitted(const struct check_node *n, const struct aria_role *r, const struct aria_attr *a)
{
	if (a->global || permitted_by_html(n, a->name))
		return true;
	return r && word_in(str_c(a->name), r->attrs);
}

typedef void (*attr_judge)(struct check_page *p, const struct check_node *n, const struct aria_role *r,
	const struct aria_attr *a, struct str value);

/* Each ARIA attribute of each element that is in the tree. */
static void judge_attributes(struct check_page *p, attr_judge judge)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);

		if (n->ns == NS_MATHML || aria_hidden(n) || aria_is(r, "none"))
			continue;
		for (unsigned int i = 0; i < n->n_attr; i++) {
			const struct aria_attr *a = attr_at(n, i);

			if (a)
				judge(p, n, r, a, n->attr[i].value);
		}
	}
}

static void judge_permitted(struct check_page *p, const struct check_node *n, const struct aria_role *r,
	const struct aria_attr *a, struct str value)
{
	(void)value;
	if (permitted(n, r, a))
		check_pass(p, n);
	else
		check_fail(p, n, "%s says nothing on %s.", a->name, r ? r->name : "an element without a role");
}

void rule_aria_permitted(struct check_page *p)
{
	judge_attributes(p, judge_permitted);
}

/* What is no name (a roledescription) is prohibited only where there is no role to describe. */
static bool prohibited(const struct aria_role *r, const struct aria_attr *a, struct str value)
{
	bool label = strstr(a->name, "label");

	if (!r || !a->prohibited_with_name || !(r->flags & ARIA_NAME_PROHIBITED) || (label && text_blank(value)))
		return false;
	return label || strcmp(r->name, "generic") == 0;
}

static void judge_prohibited(struct check_page *p, const struct check_node *n, const struct aria_role *r,
	const struct aria_attr *a, struct str value)
{
	if (!a->global || !value.n)
		return;
	if (prohibited(r, a, value))
		check_fail(p, n, "%s must not stand on %s.", a->name,
			strcmp(r->name, "generic") == 0 ? "an element without a role" : r->name);
	else
		check_pass(p, n);
}

void rule_aria_prohibited(struct check_page *p)
{
	judge_attributes(p, judge_prohibited);
}

/* The state that the markup itself gives. */
static bool has_native_state(const struct check_node *n, struct str name)
{
	if (str_is(name, "aria-checked"))
		return node_is(n, "input") && word_in(node_attr(n, "type"), "checkbox radio ");
	if (str_is(name, "aria-level"))
		return node_in(n, "h1 h2 h3 h4 h5 h6 ");
	if (str_is(name, "aria-valuenow"))
		return (node_is(n, "input") && word_in(node_attr(n, "type"), "range number ")) ||
			(node_in(n, "progress meter ") && node_has(n, "value"));
	if (str_is(name, "aria-expanded") || str_is(name, "aria-controls"))
		return node_is(n, "select") || (node_is(n, "input") && node_has(n, "list"));
	return false;
}

void rule_required_states(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_explicit(n);
		bool ok = true;

		if (!r || n->ns == NS_MATHML || aria_hidden(n) || r != aria_semantic(p->doc, n))
			continue;
		struct str rest = str_c(r->required), name;

		/* A separator that takes the focus is a splitter. */
		if (strcmp(r->name, "separator") == 0 && aria_focusable(p->doc, n))
			rest = STR("aria-valuenow ");
		if (!rest.n)
			continue;
		while ((name = next_token(&rest)).p) {
			const struct aria_attr *a = aria_attr(name);

			if (!text_blank(node_attr(n, a->name)) || has_native_state(n, name) || excused(n, r, name))
				continue;
			ok = false;
			check_fail(p, n, "Role %s needs %s.", r->name, a->name);
		}
		if (ok)
			check_pass(p, n);
	}
}

enum { OWNED_MAX = 256 };

/* Only what belongs into it, through groups; sets *ret_any when there is one at least. */
static bool owns_only(struct check_page *p, const struct check_node *n, const struct aria_role *r, int depth,
	bool *ret_any, const char **ret_wrong)
{
	const struct check_node **owned = arena_alloc(p->arena, OWNED_MAX * sizeof(*owned));
	size_t count = owned ? aria_owned(p->doc, n, owned, OWNED_MAX) : 0;

	for (size_t i = 0; i < count; i++) {
		const struct aria_role *child = aria_semantic(p->doc, owned[i]);
		bool through = child && word_in(str_c(child->name), "group rowgroup ") &&
			word_in(str_c(child->name), r->owned);

		if (child && strcmp(child->name, "separator") == 0 && word_in(STR("separator"), r->owned))
			continue;
		if (!child || !word_in(str_c(child->name), r->owned)) {
			*ret_wrong = child ? child->name : "an element without a role";
			return false;
		}
		if (!through)
			*ret_any = true;
		else if (depth < 4 && !owns_only(p, owned[i], r, depth + 1, ret_any, ret_wrong))
			return false;
	}
	return true;
}

static bool owns_anything(struct check_page *p, const struct check_node *n)
{
	struct str ids = node_attr(n, "aria-owns"), id;

	for (const struct check_node *c = n; (c = node_next(p->doc, c, n));)
		if (c->tag.p && !aria_hidden(c))
			return true;
	while ((id = next_token(&ids)).p)
		if (doc_id(p->doc, id))
			return true;
	return false;
}

/* It is being filled, or something above it is. */
static bool busy(const struct check_node *n)
{
	while (n && !str_ieq(node_attr(n, "aria-busy"), STR("true")))
		n = n->parent;
	return n;
}

void rule_required_owned(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_explicit(n);
		const char *wrong = NULL;
		bool any;

		if (!r || !r->owned[0] || n->ns == NS_MATHML || aria_hidden(n) || r != aria_semantic(p->doc, n) ||
			busy(n))
			continue;
		any = !owns_anything(p, n); /* who owns nothing lacks nothing */
		if (!owns_only(p, n, r, 0, &any, &wrong))
			check_fail(p, n, "Role %s holds %s, which does not belong there.", r->name, wrong);
		else if (!any)
			check_fail(p, n, "Role %s holds none of: %s", r->name, r->owned);
		else
			check_pass(p, n);
	}
}

void rule_required_context(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_explicit(n), *up;
		const struct check_node *owner;

		if (!r || !r->context[0] || n->ns == NS_MATHML || aria_hidden(n) || r == aria_implicit(p->doc, n))
			continue;
		owner = aria_owner(p->doc, n);
		up = owner ? aria_semantic(p->doc, owner) : NULL;
		if (up && word_in(str_c(up->name), r->context))
			check_pass(p, n);
		else
			check_fail(p, n, "Role %s stands in %s, not in: %s", r->name,
				up ? up->name : "nothing that owns it", r->context);
	}
}

void rule_hidden_focus(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct check_node *found = NULL;

		if (n->ns == NS_MATHML || !str_ieq(node_attr(n, "aria-hidden"), STR("true")))
			continue;
		if (aria_tabbable(p->doc, n))
			found = n;
		for (const struct check_node *c = n; !found && (c = node_next(p->doc, c, n));)
			if (c->tag.p && aria_tabbable(p->doc, c))
				found = c;
		if (found)
			check_fail(p, found, "It can be reached with the Tab key, but is hidden from screen readers.");
		else
			check_pass(p, n);
	}
}

void rule_leaf_focus(struct check_page *p)
{
	for (const struct check_node *n = next_element(p, NULL); n; n = next_element(p, n)) {
		const struct aria_role *r = aria_semantic(p->doc, n);
		const struct check_node *found = NULL;

		if (n->ns == NS_MATHML || !r || !(r->flags & ARIA_CHILDREN_NONE) || aria_hidden(n) ||
			node_in(n, "select input textarea "))
			continue;
		for (const struct check_node *c = n; !found && (c = node_next(p->doc, c, n));)
			if (c->tag.p && aria_tabbable(p->doc, c))
				found = c;
		if (found)
			check_fail(p, found, "It stands in %s, whose parts screen readers do not meet.", r->name);
		else
			check_pass(p, n);
	}
}
