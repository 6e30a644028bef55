/* Schemas: the shapes of the gateway's bodies. What goes on to a sister service is in common/wire/. */
#ifndef GATEWAY_SCHEMAS_H
#define GATEWAY_SCHEMAS_H

#include "web/schema.h"

/* ---- accounts ------------------------------------------------------------------------------- */

struct register_in {
	struct str email, password, name;
};
struct login_in {
	struct str email, password;
};
struct user {
	struct str user_id, email, name, created_at;
};
struct token_out {
	struct user *user;
	struct str access_token, token_type;
	int64_t expires_in; /* seconds */
};
extern const struct schema register_schema, login_schema, user_schema, token_schema;

/* ---- the six steps -------------------------------------------------------------------------- */

struct logo_image {
	struct str asset_id, url, alt;
	int64_t width, height;
	struct vec colours; /* of struct str */
};
struct business_info {
	struct str business_name, industry, description, target_audience, brand_voice, style, country, currency;
	struct vec languages; /* of struct str */
	struct str contact_email;
	struct logo_image *logo;
};
struct product_image {
	struct str url, alt;
};
struct product_variant {
	struct str sku;
	struct vec options;  /* of struct pair: Size → L */
	int64_t price_minor; /* -1: the product's */
	int64_t stock;       /* -1: not counted */
};
struct product {
	struct str sku, name, category, description, currency;
	struct vec features; /* of struct str */
	int64_t price_minor;
	int64_t stock; /* -1: not counted */
	struct vec images, variants;
};
struct product_config {
	struct vec products;
};
struct theme_settings {
	struct str theme_id;
	struct vec palette;                                      /* of struct pair */
	const struct json *typography, *layout, *customizations; /* objects: what each theme offers */
};
struct page_text {
	struct str headline, body;
};
struct pages {
	struct page_text *home, *about, *shipping, *returns, *privacy, *terms;
};
struct translation {
	struct str language;
	struct pages *pages;
	struct vec product_descriptions; /* of struct pair: sku → text */
};
struct content_data {
	bool fill_missing;
	struct pages *pages;
	struct vec product_descriptions; /* of struct pair: sku → text */
	struct vec translations;         /* of struct translation */
};
struct integrations_step {
	struct vec integrations; /* of struct integration_setup (wire/integration.h) */
};
struct seo_config {
	struct str slug, title, meta_description, domain;
	struct vec keywords;
};
/* step_schemas[n - 1] describes step n's data; NULL-terminated. */
extern const struct schema *const step_schemas[];

/* ---- sessions ------------------------------------------------------------------------------- */

struct session_create_in {
	const struct json *user_preferences;
};
struct session_created {
	struct str session_id;
	int64_t current_step;
};
struct step_update_in {
	const struct json *step_data;
	bool auto_advance;
};
struct recommendation {
	struct str id;
	int64_t step;
	struct str title, reason, source, label;
	struct str apply; /* JSON text of an object to merge into that step's data, or absent */
};
struct step_updated {
	bool success;
	int64_t next_step;
	struct vec recommendations; /* of struct recommendation */
	struct vec degraded;        /* of struct str */
};
struct step_validated {
	bool valid;
	struct vec errors, warnings; /* of struct violation */
};
struct recommendations {
	int64_t step;
	struct vec recommendations;
	struct vec degraded;
};
struct preview_in {
	int64_t step;
	const struct json *step_data;
};
struct preview_out {
	struct str preview_url, expires_at;
};
struct progress {
	struct vec completed_steps; /* of int64_t */
	int64_t total_steps;
};
struct store_link {
	struct str store_id, slug, storefront_url;
};
struct session {
	struct str session_id;
	int64_t current_step;
	struct str configuration; /* JSON text */
	struct progress *progress;
	struct vec defaulted_steps; /* of int64_t */
	struct str user_preferences, preview_url;
	struct store_link *store;
	struct str created_at, updated_at, completed_at;
};
struct session_list {
	struct vec items;
	int64_t total, page;
};
struct job_after {
	int64_t after;
};
struct page_query {
	int64_t page, per_page;
};
extern const struct schema session_create_schema, session_created_schema, session_schema, session_list_schema;
extern const struct schema step_update_schema, step_updated_schema, step_validated_schema, recommendations_schema;
extern const struct schema preview_schema, preview_out_schema, page_query_schema, job_after_schema;

/* ---- launch, stores ------------------------------------------------------------------------- */

struct launched {
	struct str job_id, status_url, events_url;
};
struct store {
	struct str store_id, session_id, slug, name, storefront_url;
	int64_t live_version; /* 0: none yet */
	int64_t unread_orders, unread_messages;
	struct str created_at, updated_at;
};
struct store_list {
	struct vec items;
	int64_t total, page;
};
struct store_version {
	int64_t version;
	bool live;
	struct vec defaulted_steps, changed_steps;
	int64_t rendition_of; /* 0: frozen at a launch */
	struct str created_at, published_at;
};
struct store_version_list {
	struct vec items;
	int64_t total, page;
};
struct publish_in {
	int64_t version;
};
struct export_query {
	struct str base, origin;
	int64_t version; /* 0: the live one */
};
extern const struct schema export_query_schema;
extern const struct schema launched_schema, store_schema, store_list_schema, store_version_list_schema, publish_schema;

/* ---- themes, analytics ---------------------------------------------------------------------- */

struct sample_query {
	struct str palette, layout, typography, colors;
};

struct theme_query {
	struct str industry, style, session_id;
	int64_t page, per_page;
};
struct suggested_layout {
	struct str id, name, reason;
};
struct theme {
	struct str id, name, preview_url;
	double score;
	struct str reason;
	struct vec features;                       /* of struct str */
	struct str customization_options;          /* JSON text */
	struct suggested_layout *suggested_layout; /* NULL: nothing is known of the catalogue */
};
struct theme_list {
	struct vec themes;
	int64_t total, page;
};
extern const struct schema sample_query_schema, theme_query_schema, theme_list_schema;

struct session_query {
	struct str session_id;
	int64_t page, per_page;
};
extern const struct schema session_query_schema;

struct funnel_query {
	int64_t days;
};
extern const struct schema funnel_query_schema;

#endif
