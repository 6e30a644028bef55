/* Fuzz target: search. The first byte chooses: an index of bytes as they come (a damaged file), read with a query; or a text cut
 * into words and found in an index of its own. Input: byte, query, NUL, the rest. */
#include <stdint.h>
#include <stdlib.h>

#include "base/context.h"
#include "search.h"
#include "search_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One product whose description is the text. */
static struct str build(struct str text)
{
	struct buf b = BUF_ON(mem(), SEARCH_FILE_MAX);
	struct product p = { .name = STR("mug"), .description = text, .category = -1 };
	struct shop s = { .products = &p, .nproducts = 1 };

	if (search_build(&b, &s, NULL, 0) < 0)
		abort();
	return buf_view(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data + 1, size ? size - 1 : 0 }, query;
	struct search_result r;
	struct search_index x;
	struct search_word w;

	if (!size)
		return 0;
	query = str_split(&rest, '\0');
	if (data[0] & 1 ? search_open(rest, &x) : search_open(build(rest), &x)) {
		if (search_find(mem(), &x, query, &r) < 0)
			abort();
		for (size_t i = 0; i < r.n; i++)
			if (r.docs[i] >= x.ndocs)
				abort();
		/* Every word of a text finds the product that has it. */
		if (!(data[0] & 1)) {
			struct search_text t = { .rest = query };

			if (search_next(&t, &w)) {
				struct search_index own;

				if (!search_open(build(w.from), &own) || search_find(mem(), &own, w.from, &r) < 0 ||
					r.n != 1)
					abort();
			}
		}
	}
	context_clear(context());
	return 0;
}
