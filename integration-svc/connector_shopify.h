/* Shopify's Admin GraphQL, as the files of this connector share it. */
#ifndef INTEGRATION_CONNECTOR_SHOPIFY_H
#define INTEGRATION_CONNECTOR_SHOPIFY_H

#include "catalogue.h"
#include "connector.h"

#define SHOPIFY_TITLE "Shopify"

/* A conversation with one shop. Shopify lends each app a bucket of points that refills steadily; a query costs
 * points, told beforehand (requested) and judged before it runs. */
struct shop {
	const struct vec *values;
	int64_t ends;                       /* clock_ms() after which no call begins */
	double maximum, available, restore; /* points, points, points a second; 0 until the first answer */
	int64_t at;                         /* clock_ms() of that state */
	double requested;                   /* cost of the last query, as Shopify judged it */
	bool query_refused;                 /* the last one was refused for what it said, not for who asked */
};

/* One query, begun when the bucket holds its estimated cost, and repeated while Shopify throttles. *data is the
 * answer's data; NULL when out is not OK, and out says why. variables: JSON text. 0, or a reason of our own. */
int shop_query(struct shop *shop, const char *query, struct str variables, double estimate, const struct json **data,
	struct outcome *out) SUSPENDS;

/* connector_shopify_products.c: the variables of productSet, JSON text in mem(); p = NULL when it is too large. location
 * p = NULL: stock cannot be set there. public_url makes addresses of pictures whole. */
struct str shop_product(const struct product *p, struct str vendor, struct str location, const char *public_url);
/* What Shopify will charge for it at the least, by its published formula. */
double shop_product_cost(const struct product *p);

int shop_launch(struct sync *s, struct outcome *out) SUSPENDS;

#endif
