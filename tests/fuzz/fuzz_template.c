/* Fuzzer: a template and a view model, split at the first NUL; the template may include itself and a
 * partial. Whatever compiles must render, or say that it is too large. */
#include "base/context.h"
#include "template.h"

static struct str itself;

static struct str partial(void *arg, struct str name)
{
	(void)arg;
	return str_is(name, "self") ? itself : str_is(name, "p") ? STR("{{#a}}\n{{b}}\n{{/a}}") : STR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_sources partials = { .get = partial };
	struct str all = { (const char *)data, size };
	struct str text = str_split(&all, '\0');
	struct buf out = BUF_ON(mem(), 1 << 16);
	const struct template *t;
	const struct json *j = NULL;

	itself = text;
	if (template_compile(mem(), STR("fuzz"), text, &partials, &t) == 0 && (!all.p || json_parse(all, &j) == 0))
		(void)template_render(&out, t, &j, 1);
	context_clear(context());
	return 0;
}
