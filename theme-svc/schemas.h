/* The bodies that theme-svc takes and sends. */
#ifndef THEME_SCHEMAS_H
#define THEME_SCHEMAS_H

#include "web/schema.h"

struct recommend_query {
	struct str industry, style, session_id;
	int64_t page, per_page, products, categories, words; /* the last three: -1: not known */
	struct str has_images;                               /* "true", "false" */
	struct str audience;
};

struct choice_out {
	struct str id, name;
};

struct palette_out {
	struct str id, name;
	struct vec light, dark; /* of struct pair: role → #rrggbb */
};

struct suggested_out {
	struct str id, name, reason;
};

struct typography_out {
	struct str id, name, display, body;
};

struct options_out {
	struct vec palettes, layouts, typography, roles; /* palette_out, choice_out, typography_out, str */
};

struct theme_out {
	struct str id, name, idea, preview_url, reason, display_face, body_face, art;
	double score;
	struct vec features, industries, styles; /* of str */
	int64_t best_min, best_max;
	bool needs_photos;
	struct options_out *customization_options;
	struct suggested_out *suggested_layout;
};

struct theme_list_out {
	struct vec themes; /* of theme_out */
	int64_t total, page;
};

struct store_in {
	struct str id, slug;
	int64_t version;
};

struct render_in {
	const struct json *configuration;
	struct store_in *store;
	struct str path, base;
	bool preview;
};

struct review_in {
	const struct json *configuration;
};

struct sample_query {
	struct str base, palette, layout, typography, colors;
};

struct publish_query {
	struct str slug, origin;
	int64_t live;
	bool again;
};

struct storefront_in {
	struct str store_id, page;
	int64_t version;
	const struct json *data;
};

struct export_query {
	struct str base, origin;
};

struct publish_out {
	int64_t pages, files, bytes, written, took_ms;
};

extern const struct schema recommend_query_schema, review_in_schema, theme_list_schema, theme_schema, render_schema,
	sample_query_schema, publish_query_schema, published_schema, export_query_schema, exported_schema,
	storefront_schema;

#endif
