/* Fuzz target: a form as browsers send it. What was read, written anew and read again, is the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str type = STR("application/x-www-form-urlencoded; charset=utf-8");
	struct buf b = BUF_ON(mem(), 1 << 20);
	struct form f, again;

	if (form_parse(type, (struct str){ (const char *)data, size }, &f) == 0) {
		for (size_t i = 0; i < f.n; i++) {
			must(str_utf8(f.pairs[i].name) && str_utf8(f.pairs[i].value));
			must(form_get(&f, f.pairs[i].name.p).p != NULL);
			buf_url(&b, f.pairs[i].name);
			buf_char(&b, '=');
			buf_url(&b, f.pairs[i].value);
			buf_char(&b, '&');
		}
		must(buf_ok(&b) && form_parse(type, buf_view(&b), &again) == 0 && again.n == f.n);
		for (size_t i = 0; i < f.n; i++)
			must(str_eq(f.pairs[i].name, again.pairs[i].name) &&
				str_eq(f.pairs[i].value, again.pairs[i].value));
	}
	context_clear(context());
	return 0;
}
