/* Wire, palettes: what is asked of theme-svc for a store's colours, and what it answers; also the public bodies of
 * POST /api/v1/themes/palettes and …/export. */
#ifndef WIRE_PALETTES_H
#define WIRE_PALETTES_H

#include "web/schema.h"

struct palette_wish {
	struct vec brand; /* of struct str "#rrggbb": the leading one first; may be empty */
	struct str industry, style;
	int64_t n; /* how many */
};

struct palette_pair { /* one line of the proof */
	struct str ink, ground, use, ink_color, ground_color;
	double ratio, needed, lc;
};

struct palette_half {
	struct vec roles; /* of struct pair: role → CSS colour */
	struct vec proof; /* of struct palette_pair */
};

struct palette_vision {
	struct str kind;        /* "protan", "deutan", "tritan" */
	struct vec light, dark; /* of struct pair: base roles as they are seen */
};

struct palette_suggestion {
	struct str id, name, scheme, brand, accent, reason;
	double harmony, hue_moved;
	struct palette_half *light, *dark;
	struct vec vision; /* of struct palette_vision */
};

struct palette_suggestions {
	struct vec palettes; /* of struct palette_suggestion */
};

struct palette_export {
	struct str format, name;
	struct vec light, dark; /* of struct pair: base role → "#rrggbb"; the light half has primary at least */
};

/* A JSON file of an export: which members it has is up to the format's own definition. */
struct palette_file {
	const struct json *light, *dark; /* tokens */
	const struct json *current;      /* shopify */
};

extern const struct schema palette_wish_schema, palette_suggestions_schema, palette_export_schema, palette_file_schema;

#endif
