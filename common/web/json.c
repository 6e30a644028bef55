#include "web/json.h"

#include <cjson/cJSON.h>
#include <math.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "web/json_scan.h"

/* Objects with more members are checked for duplicates by a hash table. */
enum { PAIRWISE_MAX = 8 };

/* Integers that a double holds exactly. */
#define EXACT_MAX 9007199254740992.0

/* cJSON's memory is the running work's arena: trees are never freed by hand. */
static void *from_arena(size_t size)
{
	return arena_alloc(mem(), size);
}

static void keep(void *p)
{
	(void)p;
}

__attribute__((constructor)) static void json_hooks(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = from_arena, .free_fn = keep });
}

static const cJSON *tree(const struct json *j)
{
	return (const cJSON *)j;
}

static const struct json *json_of(const cJSON *c)
{
	return (const struct json *)c;
}

/* ---- parsing */

static int duplicate(const char *key)
{
	return fail(ERR_INVALID, "the name \"%.100s\" stands twice in one object", key);
}

static int check_pairwise(const cJSON *object)
{
	for (const cJSON *a = object->child; a; a = a->next)
		for (const cJSON *b = a->next; b; b = b->next)
			if (strcmp(a->string, b->string) == 0)
				return duplicate(a->string);
	return 0;
}

static int check_hashed(const cJSON *object, size_t n)
{
	size_t slots = 32, at;
	static uint64_t seed; /* keys are hostile */
	const char **table;

	while (slots < 2 * n)
		slots *= 2;
	table = TRY_MEM(ARENA_ARRAY(mem(), const char *, slots));
	while (!seed)
		random_bytes(&seed, sizeof(seed));
	for (const cJSON *c = object->child; c; c = c->next) {
		at = str_hash(str_c(c->string), seed) & (slots - 1);
		for (; table[at]; at = (at + 1) & (slots - 1))
			if (strcmp(table[at], c->string) == 0)
				return duplicate(c->string);
		table[at] = c->string;
	}
	return 0;
}

static int check_object(const cJSON *object)
{
	size_t n = 0;

	for (const cJSON *c = object->child; c; c = c->next)
		n++;
	return n <= PAIRWISE_MAX ? check_pairwise(object) : check_hashed(object, n);
}

static int check_duplicates(const cJSON *root)
{
	const cJSON *parents[JSON_DEPTH_MAX + 1];
	const cJSON *c = root;
	int depth = 0;

	while (c) {
		if (cJSON_IsObject(c))
			TRY(check_object(c));
		if (c->child) {
			parents[depth++] = c;
			c = c->child;
			continue;
		}
		while (!c->next && depth > 0)
			c = parents[--depth];
		c = c->next;
	}
	return 0;
}

int json_parse_most(struct str text, size_t most, const struct json **ret)
{
	struct json_scan scan;
	const cJSON *root;

	TRY(json_scan(text, most, &scan));
	if (scan.nul)
		return fail(ERR_INVALID, "\\u0000 cannot stand in a text");
	root = TRY_MEM(cJSON_ParseWithLengthOpts(scan.text.p, scan.text.n, NULL, 0));
	TRY(check_duplicates(root));
	*ret = json_of(root);
	return 0;
}

int json_parse(struct str text, const struct json **ret)
{
	return json_parse_most(text, SIZE_MAX, ret);
}

/* ---- reading */

enum json_kind json_kind(const struct json *j)
{
	switch (j ? tree(j)->type & 0xff : cJSON_NULL) {
	case cJSON_True:
	case cJSON_False: return JSON_BOOL;
	case cJSON_Number: return JSON_NUMBER;
	case cJSON_String: return JSON_STRING;
	case cJSON_Array: return JSON_ARRAY;
	case cJSON_Object: return JSON_OBJECT;
	default: return JSON_NULL;
	}
}

const struct json *json_get(const struct json *object, const char *key)
{
	return json_of(cJSON_GetObjectItemCaseSensitive(tree(object), key));
}

struct str json_str(const struct json *j)
{
	return json_kind(j) == JSON_STRING ? str_c(tree(j)->valuestring) : STR_NONE;
}

double json_num(const struct json *j)
{
	return json_kind(j) == JSON_NUMBER ? tree(j)->valuedouble : 0;
}

bool json_int(const struct json *j, int64_t *ret)
{
	double d;

	if (json_kind(j) != JSON_NUMBER)
		return false;
	d = tree(j)->valuedouble;
	if (!(fabs(d) <= EXACT_MAX) || d != floor(d))
		return false;
	*ret = (int64_t)d;
	return true;
}

bool json_bool(const struct json *j)
{
	return j && cJSON_IsTrue(tree(j));
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
	return j ? json_of(tree(j)->child) : NULL;
}

const struct json *json_next(const struct json *j)
{
	return j ? json_of(tree(j)->next) : NULL;
}

struct str json_key(const struct json *member)
{
	return member ? str_c(tree(member)->string) : STR_NONE;
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

static struct json *add(struct json *to, const char *key, cJSON *item)
{
	bool added;

	if (!to || !item)
		return NULL;
	added = key ? cJSON_AddItemToObject((cJSON *)to, key, item) : cJSON_AddItemToArray((cJSON *)to, item);
	return added ? (struct json *)item : NULL;
}

struct json *json_new_object(void)
{
	return (struct json *)cJSON_CreateObject();
}

struct json *json_new_array(void)
{
	return (struct json *)cJSON_CreateArray();
}

struct json *json_add_object(struct json *to, const char *key)
{
	return to ? add(to, key, cJSON_CreateObject()) : NULL;
}

struct json *json_add_array(struct json *to, const char *key)
{
	return to ? add(to, key, cJSON_CreateArray()) : NULL;
}

void json_add_str(struct json *to, const char *key, struct str v)
{
	const char *copy;

	if (!to)
		return;
	copy = arena_strndup(mem(), v.p ? v.p : "", v.n);
	if (copy)
		add(to, key, cJSON_CreateStringReference(copy));
}

void json_add_int(struct json *to, const char *key, int64_t v)
{
	json_add_num(to, key, (double)v);
}

void json_add_num(struct json *to, const char *key, double v)
{
	if (to)
		add(to, key, cJSON_CreateNumber(v));
}

void json_add_bool(struct json *to, const char *key, bool v)
{
	if (to)
		add(to, key, cJSON_CreateBool(v));
}

void json_add_null(struct json *to, const char *key)
{
	if (to)
		add(to, key, cJSON_CreateNull());
}

void json_add_copy(struct json *to, const char *key, const struct json *v)
{
	if (to && v)
		add(to, key, cJSON_Duplicate(tree(v), true));
}
