#include "web/form.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

int form_decode(struct str in, struct str *ret, bool *good)
{
	char *to = TRY_MEM(arena_alloc(mem(), in.n + 1));
	size_t n = 0;

	*good = true;
	for (size_t i = 0; i < in.n; i++) {
		to[n] = in.p[i] == '+' ? ' ' : in.p[i];
		if (in.p[i] == '%') {
			*good &= hex_decode(&to[n], 1, str_sub(in, i + 1, i + 3));
			i += 2;
		}
		n++;
	}
	to[n] = '\0';
	*ret = (struct str){ to, n };
	*good &= str_utf8(*ret) && !memchr(to, '\0', n);
	return 0;
}

int form_parse(struct str content_type, struct str body, struct form *ret)
{
	struct str rest = content_type, type = str_trim(str_split(&rest, ';'));
	struct str value, name;
	bool good, good_name;

	if (!str_ieq(type, STR("application/x-www-form-urlencoded")))
		return fail(ERR_MEDIA_TYPE, "a form is sent as application/x-www-form-urlencoded");
	ret->n = 0;
	while (body.p) {
		value = str_split(&body, '&');
		if (!value.n)
			continue;
		if (ret->n == FORM_PAIRS_MAX)
			return fail(ERR_TOO_LARGE, "a form has at most %d values", FORM_PAIRS_MAX);
		name = str_split(&value, '=');
		TRY(form_decode(name, &ret->pairs[ret->n].name, &good_name));
		TRY(form_decode(value, &ret->pairs[ret->n].value, &good));
		if (!good || !good_name)
			return fail(ERR_BAD_REQUEST, "the form is not percent-encoded UTF-8");
		ret->n++;
	}
	return 0;
}

struct str form_get(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_is(f->pairs[i].name, name))
			return str_trim(f->pairs[i].value);
	return STR("");
}
