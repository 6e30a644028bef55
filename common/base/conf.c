#include "base/conf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"

static const char *lookup(const char *prefix, const char *name)
{
	char full[128];
	const char *value;

	snprintf(full, sizeof(full), "%s_%s", prefix, name);
	value = getenv(full);
	if (!value || !*value)
		value = getenv(name);
	return value && *value ? value : NULL;
}

static bool read_bool(const char *text, bool *ret)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = { { "1", true }, { "true", true }, { "yes", true }, { "on", true }, { "0", false },
		{ "false", false }, { "no", false }, { "off", false } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, text) == 0) {
			*ret = words[i].value;
			return true;
		}
	}
	return false;
}

static bool load_one(const char *prefix, const struct conf_var *v)
{
	const char *text = lookup(prefix, v->name);
	int64_t number;

	switch (v->kind) {
	case CONF_KIND_STR: *(const char **)v->ptr = text ? text : v->str; return true;
	case CONF_KIND_SECRET:
		*(const char **)v->ptr = text;
		if (!text)
			fprintf(stderr, "setting %s is required: %s\n", v->name, v->doc);
		return text != NULL;
	case CONF_KIND_INT:
		number = v->num;
		if (text && (!str_i64(str_c(text), &number) || number < v->min || number > v->max)) {
			fprintf(stderr, "setting %s must be a whole number from %lld to %lld, not \"%s\": %s\n",
				v->name, (long long)v->min, (long long)v->max, text, v->doc);
			return false;
		}
		*(int64_t *)v->ptr = number;
		return true;
	case CONF_KIND_BOOL:
		*(bool *)v->ptr = v->num;
		if (text && !read_bool(text, v->ptr)) {
			fprintf(stderr, "setting %s must be true or false, not \"%s\": %s\n", v->name, text, v->doc);
			return false;
		}
		return true;
	case CONF_KIND_END: break;
	}
	return true;
}

int conf_load(const char *prefix, const struct conf_var *table)
{
	bool good = true;

	for (const struct conf_var *v = table; v->kind != CONF_KIND_END; v++)
		good = load_one(prefix, v) && good;
	return good ? 0 : -ERR_INVALID;
}
