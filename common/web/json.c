#include "web/json.h"

#include <math.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/json_tree.h"

/* Objects with more members are checked for duplicates by a hash table. */
enum { PAIRWISE_MAX = 8 };

/* Integers that a double holds exactly. */
#define EXACT_MAX 9007199254740992.0

static bool has_children(const struct json *j)
{
	return j && (j->kind == JSON_OBJECT || j->kind == JSON_ARRAY);
}

/* ---- parsing */

static int duplicate(struct str key)
{
	return fail(
		ERR_INVALID, "the name \"%.*s\" stands twice in one object", (int)(key.n < 100 ? key.n : 100), key.p);
}

static int check_pairwise(const struct json *object)
{
	for (const struct json *a = object->children.first; a; a = a->next)
		for (const struct json *b = a->next; b; b = b->next)
			if (str_eq(a->key, b->key))
				return duplicate(a->key);
	return 0;
}

static int check_hashed(const struct json *object, size_t n)
{
	size_t slots = 32, at;
	const struct json **table;

	while (slots < 2 * n)
		slots *= 2;
	table = TRY_MEM(ARENA_ARRAY(mem(), const struct json *, slots));
	for (const struct json *c = object->children.first; c; c = c->next) {
		at = str_hash_secret(c->key) & (slots - 1);
		for (; table[at]; at = (at + 1) & (slots - 1))
			if (str_eq(table[at]->key, c->key))
				return duplicate(c->key);
		table[at] = c;
	}
	return 0;
}

static int check_object(const struct json *object)
{
	size_t n = json_len(object);

	return n <= PAIRWISE_MAX ? check_pairwise(object) : check_hashed(object, n);
}

static int check_duplicates(const struct json *root)
{
	const struct json *parents[JSON_DEPTH_MAX + 1];
	const struct json *c = root;
	int depth = 0;

	while (c) {
		if (c->kind == JSON_OBJECT)
			TRY(check_object(c));
		if (json_first(c)) {
			parents[depth++] = c;
			c = json_first(c);
			continue;
		}
		while (!c->next && depth > 0)
			c = parents[--depth];
		c = c->next;
	}
	return 0;
}

static int parse(struct str text, char *strings, size_t most, const struct json **ret)
{
	struct json *root;
	bool nul;

	TRY(json_read(text, strings, most, &root, &nul));
	if (nul)
		return fail(ERR_INVALID, "\\u0000 cannot stand in a text");
	TRY(check_duplicates(root));
	*ret = root;
	return 0;
}

int json_parse_here(char *text, size_t n, size_t most, const struct json **ret)
{
	return n ? parse((struct str){ text, n }, text, most, ret) : fail(ERR_BAD_JSON, "the body is empty");
}

int json_parse(struct str text, const struct json **ret)
{
	if (text.n == 0)
		return fail(ERR_BAD_JSON, "the body is empty");
	return parse(text, TRY_MEM(arena_alloc(mem(), text.n)), SIZE_MAX, ret);
}

/* ---- reading */

enum json_kind json_kind(const struct json *j)
{
	return j ? j->kind : JSON_NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
	struct str wanted = str_c(key);

	for (const struct json *c = json_kind(object) == JSON_OBJECT ? json_first(object) : NULL; c; c = c->next)
		if (str_eq(c->key, wanted))
			return c;
	return NULL;
}

struct str json_str(const struct json *j)
{
	return json_kind(j) == JSON_STRING ? j->str : STR_NONE;
}

double json_num(const struct json *j)
{
	return json_kind(j) == JSON_NUMBER ? j->num : 0;
}

bool json_int(const struct json *j, int64_t *ret)
{
	if (json_kind(j) != JSON_NUMBER || !(fabs(j->num) <= EXACT_MAX) || j->num != floor(j->num))
		return false;
	*ret = (int64_t)j->num;
	return true;
}

bool json_bool(const struct json *j)
{
	return json_kind(j) == JSON_BOOL && j->truth;
}

size_t json_len(const struct json *j)
{
	size_t n = 0;

	for (const struct json *c = json_first(j); c; c = json_next(c))
		n++;
	return n;
}

const struct json *json_first(const struct json *j)
{
	return has_children(j) ? j->children.first : NULL;
}

const struct json *json_next(const struct json *j)
{
	return j ? j->next : NULL;
}

struct str json_key(const struct json *member)
{
	return member ? member->key : STR_NONE;
}

struct str json_get_str(const struct json *object, const char *key)
{
	return json_str(json_get(object, key));
}

int64_t json_get_int(const struct json *object, const char *key, int64_t dflt)
{
	int64_t v;

	return json_int(json_get(object, key), &v) ? v : dflt;
}

bool json_get_bool(const struct json *object, const char *key, bool dflt)
{
	const struct json *j = json_get(object, key);

	return json_kind(j) == JSON_BOOL ? json_bool(j) : dflt;
}

/* ---- building */

struct json *json_node(struct json *to, struct str key, enum json_kind kind)
{
	struct json *j = ARENA_NEW(mem(), struct json);

	if (!j)
		return NULL;
	j->key = key;
	j->kind = kind;
	if (!to)
		return j;
	if (to->children.last)
		to->children.last->next = j;
	else
		to->children.first = j;
	to->children.last = j;
	return j;
}

static struct json *add(struct json *to, const char *key, enum json_kind kind)
{
	struct str copy = key ? str_dup(mem(), str_c(key)) : STR_NONE;

	return has_children(to) && (!key || copy.p) ? json_node(to, copy, kind) : NULL;
}

struct json *json_new_object(void)
{
	return json_node(NULL, STR_NONE, JSON_OBJECT);
}

struct json *json_new_array(void)
{
	return json_node(NULL, STR_NONE, JSON_ARRAY);
}

struct json *json_add_object(struct json *to, const char *key)
{
	return add(to, key, JSON_OBJECT);
}

struct json *json_add_array(struct json *to, const char *key)
{
	return add(to, key, JSON_ARRAY);
}

void json_add_str(struct json *to, const char *key, struct str v)
{
	struct str copy = str_dup(mem(), v.p ? v : STR(""));
	struct json *j = copy.p ? add(to, key, JSON_STRING) : NULL;

	if (j)
		j->str = copy;
}

void json_add_int(struct json *to, const char *key, int64_t v)
{
	json_add_num(to, key, (double)v);
}

void json_add_num(struct json *to, const char *key, double v)
{
	struct json *j = add(to, key, JSON_NUMBER);

	if (j)
		j->num = v;
}

void json_add_bool(struct json *to, const char *key, bool v)
{
	struct json *j = add(to, key, JSON_BOOL);

	if (j)
		j->truth = v;
}

void json_add_null(struct json *to, const char *key)
{
	add(to, key, JSON_NULL);
}

/* Another place's node with the same value; parsed trees do not change, so what is below is shared. */
void json_add_copy(struct json *to, const char *key, const struct json *v)
{
	struct json *j = v ? add(to, key, v->kind) : NULL;
	struct json place;

	if (!j)
		return;
	place = *j;
	*j = *v;
	j->next = place.next;
	j->key = place.key;
}
