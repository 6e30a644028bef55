/* catalogue: the products of a frozen configuration, as shop platforms want them. Pure; never suspends.
 *
 * Everything points into the configuration's tree or into mem().
 */
#ifndef INTEGRATION_CATALOGUE_H
#define INTEGRATION_CATALOGUE_H

#include "web/json.h"
#include "web/schema.h"

enum { OPTIONS_MAX = 10 };

struct variant {
	struct str sku;
	struct str options[OPTIONS_MAX]; /* a value for each of the product's options */
	int64_t price_minor;
	int64_t stock; /* -1: not counted */
};

struct product {
	struct str sku, name, category, description, currency;
	struct str handle;               /* unique in the catalogue: made of the sku */
	struct str options[OPTIONS_MAX]; /* names; none when there are no variants */
	size_t noptions;
	struct variant *variants; /* one at least */
	size_t nvariants;
	const struct json *images;
};

struct catalogue {
	struct str vendor;
	struct product *products;
	size_t n;
};

/* Members of an object, found by name without walking all of them. */
struct index {
	const struct json **members; /* sorted by name */
	size_t n;
};
int index_make(const struct json *object, struct index *ret);
const struct json *index_get(const struct index *x, struct str name);

/* 0 or -ERR_NOMEM. What has no sku or no name is passed over. */
int catalogue_read(const struct json *configuration, struct catalogue *ret);

/* "MUG-1 blue" → "mug-1-blue"; "" when nothing is left. In mem(). */
struct str handle_of(struct str sku);
/* Paragraphs parted by empty lines, escaped: <p>…</p>, <br> at single line ends. In mem(). */
struct str paragraphs(struct str text);

#endif
