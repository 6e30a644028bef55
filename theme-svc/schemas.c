#include "schemas.h"

#include "export.h"

/* ---- themes */

static const struct field recommend_query_fields[] = {
	F_STR(struct recommend_query, industry, 0, 1, 100, &format_identifier, "What is sold: food_drink, jewelry, …"),
	F_STR(struct recommend_query, style, 0, 1, 100, &format_identifier, "How it should look: minimal, warm, …"),
	F_UUID(struct recommend_query, session_id, 0, "Keeps the recommendation with this session"),
	F_INT(struct recommend_query, page, 0, 1, 1000, 1, "From 1"),
	F_INT(struct recommend_query, per_page, 0, 1, 100, 10, "Themes a page"),
	F_INT(struct recommend_query, products, 0, -1, 1000000, -1, "Size of the catalogue"),
	F_INT(struct recommend_query, categories, 0, -1, 1000000, -1, "How many categories it has"),
	F_INT(struct recommend_query, words, 0, -1, 1000000, -1, "Words of a product's description, on average"),
	F_STR(struct recommend_query, has_images, 0, 4, 5, NULL, "true or false: are there photographs?"),
	F_STR(struct recommend_query, audience, 0, 1, 1000, NULL, "Whom the shop sells to, in words: young families"),
};
const struct schema recommend_query_schema = SCHEMA("RecommendQuery", struct recommend_query, recommend_query_fields);

static const struct field choice_fields[] = {
	F_STR(struct choice_out, id, REQUIRED, 0, 0, NULL, "For theme_settings"),
	F_STR(struct choice_out, name, REQUIRED, 0, 0, NULL, "Shown to merchants"),
};
static const struct schema choice_schema = SCHEMA("ThemeLayout", struct choice_out, choice_fields);

static const struct field suggested_fields[] = {
	F_STR(struct suggested_out, id, REQUIRED, 0, 0, NULL, "Of its layouts"),
	F_STR(struct suggested_out, name, REQUIRED, 0, 0, NULL, "Shown to merchants"),
	F_STR(struct suggested_out, reason, REQUIRED, 0, 0, NULL, "What of the catalogue speaks for it"),
};
static const struct schema suggested_schema = SCHEMA("SuggestedLayout", struct suggested_out, suggested_fields);

static const struct field palette_fields[] = {
	F_STR(struct palette_out, id, REQUIRED, 0, 0, NULL, "For theme_settings"),
	F_STR(struct palette_out, name, REQUIRED, 0, 0, NULL, "Shown to merchants"),
	F_MAP(struct palette_out, light, REQUIRED, 20, 7, &format_color, "Role → colour by day"),
	F_MAP(struct palette_out, dark, REQUIRED, 20, 7, &format_color, "Role → colour by night"),
};
static const struct schema palette_schema = SCHEMA("ThemePalette", struct palette_out, palette_fields);

static const struct field typography_fields[] = {
	F_STR(struct typography_out, id, REQUIRED, 0, 0, NULL, "For theme_settings"),
	F_STR(struct typography_out, name, REQUIRED, 0, 0, NULL, "Shown to merchants"),
	F_STR(struct typography_out, display, REQUIRED, 0, 0, NULL, "Face of the large lines"),
	F_STR(struct typography_out, body, REQUIRED, 0, 0, NULL, "Face of the text"),
};
static const struct schema typography_schema = SCHEMA("ThemeTypography", struct typography_out, typography_fields);

static const struct field options_fields[] = {
	F_LIST(struct options_out, palettes, REQUIRED, 0, 50, &palette_schema, "Default first"),
	F_LIST(struct options_out, layouts, REQUIRED, 0, 50, &choice_schema, "Default first"),
	F_LIST(struct options_out, typography, REQUIRED, 0, 50, &typography_schema, "Pairs of faces, default first"),
	F_LIST_STR(struct options_out, roles, REQUIRED, 0, 20, 20, "Roles that may be given colours of one's own"),
};
static const struct schema options_schema = SCHEMA("ThemeOptions", struct options_out, options_fields);

#define THEME_FIELDS(flags)                                                                                         \
	F_STR(struct theme_out, id, REQUIRED, 0, 0, NULL, "For theme_settings.theme_id"),                           \
		F_STR(struct theme_out, name, REQUIRED, 0, 0, NULL, "Its name"),                                    \
		F_STR(struct theme_out, idea, REQUIRED, 0, 0, NULL, "Its point of view, in one sentence"),          \
		F_STR(struct theme_out, preview_url, REQUIRED, 0, 0, NULL,                                          \
			"A sample store in it; on the gateway, root-relative"),                                     \
		F_NUM(struct theme_out, score, (flags), 0, 1, 0, "How well it fits"),                               \
		F_STR(struct theme_out, reason, (flags), 0, 0, NULL, "Why"),                                        \
		F_LIST_STR(struct theme_out, features, REQUIRED, 0, 50, 300, "What it does"),                       \
		F_LIST_STR(struct theme_out, industries, REQUIRED, 0, 50, 100, "What it was made for, best first"), \
		F_LIST_STR(struct theme_out, styles, REQUIRED, 0, 50, 100, "Words for its look"),                   \
		F_STR(struct theme_out, display_face, REQUIRED, 0, 0, NULL, "Face of the large lines"),             \
		F_STR(struct theme_out, body_face, REQUIRED, 0, 0, NULL, "Face of the text"),                       \
		F_INT(struct theme_out, best_min, REQUIRED, 0, 1e9, 0, "At its best from so many products"),        \
		F_INT(struct theme_out, best_max, REQUIRED, 0, 1e9, 0, "up to so many"),                            \
		F_BOOL(struct theme_out, needs_photos, REQUIRED, 0, "Loses much without photographs"),              \
		F_OBJ(struct theme_out, customization_options, REQUIRED, &options_schema, "What can be chosen"),    \
		F_OBJ(struct theme_out, suggested_layout, OMIT_DEFAULT, &suggested_schema,                          \
			"Which of them suits the catalogue, when something is known of it")

static const struct field recommended_fields[] = { THEME_FIELDS(REQUIRED) };
static const struct schema recommended_schema = SCHEMA("RecommendedTheme", struct theme_out, recommended_fields);

/* One theme by itself was not measured against a wish: it has neither score nor reason. */
static const struct field theme_fields[] = { THEME_FIELDS(OMIT_DEFAULT) };
const struct schema theme_schema = SCHEMA("Theme", struct theme_out, theme_fields);

static const struct field theme_list_fields[] = {
	F_LIST(struct theme_list_out, themes, REQUIRED, 0, 100, &recommended_schema, "Best first"),
	F_INT(struct theme_list_out, total, REQUIRED, 0, 1e9, 0, "How many there are"),
	F_INT(struct theme_list_out, page, REQUIRED, 1, 1e9, 1, "Which page this is"),
};
const struct schema theme_list_schema = SCHEMA("ThemeList", struct theme_list_out, theme_list_fields);

/* ---- pages */

static const struct field store_fields[] = {
	F_UUID(struct store_in, id, REQUIRED, "Store"),
	F_STR(struct store_in, slug, 0, 1, 100, &format_slug, "Its address"),
	F_INT(struct store_in, version, 0, 0, 1e9, 0, "Version of its configuration; 0: not yet frozen"),
};
static const struct schema store_schema = SCHEMA("RenderStore", struct store_in, store_fields);

static const struct field render_fields[] = {
	F_JSON(struct render_in, configuration, REQUIRED, NULL, "What the six steps hold; all of it optional"),
	F_OBJ(struct render_in, store, 0, &store_schema, "The store, when there is one"),
	F_STR(struct render_in, path, REQUIRED, 1, 1000, &format_line, "/, /p/blue-mug/, /assets/…"),
	F_STR(struct render_in, base, 0, 0, 1000, &format_line,
		"Path prefix of the pages' links, without slash at the end"),
	F_BOOL(struct render_in, preview, 0, 0, "Not for search engines"),
};
const struct schema render_schema = SCHEMA("Render", struct render_in, render_fields);

static const struct field review_in_fields[] = {
	F_JSON(struct review_in, configuration, REQUIRED, NULL, "What the six steps hold; all of it optional"),
};
const struct schema review_in_schema = SCHEMA("ReviewIn", struct review_in, review_in_fields);

static const struct field sample_query_fields[] = {
	F_STR(struct sample_query, base, 0, 0, 1000, &format_line, "Path prefix of the pages' links"),
	F_STR(struct sample_query, palette, 0, 1, 100, &format_identifier, "A palette's id"),
	F_STR(struct sample_query, layout, 0, 1, 100, &format_identifier, "A layout's id"),
	F_STR(struct sample_query, typography, 0, 1, 100, &format_identifier, "A pair of faces' id"),
	F_STR(struct sample_query, colors, 0, 1, 200, &format_line,
		"Colours of one's own: primary-1b35e0.background-fdfdfb; others are ignored"),
};
const struct schema sample_query_schema = SCHEMA("SampleQuery", struct sample_query, sample_query_fields);

static const struct field publish_fields[] = {
	F_STR(struct publish_query, slug, REQUIRED, 1, 100, &format_slug, "The store's address is /s/<slug>"),
	F_STR(struct publish_query, origin, 0, 0, 300, &format_line,
		"https://shop.example: the store has this host to itself, at /"),
	F_INT(struct publish_query, live, 0, 0, 1e9, 0, "The version that shoppers see now; 0: none"),
	F_BOOL(struct publish_query, again, 0, 0, "A version that is there is drawn again: its stock is another"),
};
const struct schema publish_query_schema = SCHEMA("SitePublishQuery", struct publish_query, publish_fields);

static const struct field storefront_fields[] = {
	F_UUID(struct storefront_in, store_id, REQUIRED, "Store"),
	F_INT(struct storefront_in, version, REQUIRED, 1, 1e9, 0, "A published version of it"),
	F_STR(struct storefront_in, page, REQUIRED, 1, 40, &format_identifier, "cart, checkout, order, contact"),
	F_JSON(struct storefront_in, data, 0, NULL, "What the page says"),
};
const struct schema storefront_schema = SCHEMA("StorefrontPage", struct storefront_in, storefront_fields);

static const struct field published_fields[] = {
	F_INT(struct publish_out, pages, REQUIRED, 0, 1e9, 0, "Pages of HTML"),
	F_INT(struct publish_out, files, REQUIRED, 0, 1e9, 0, "Files, compressed ones too"),
	F_INT(struct publish_out, bytes, REQUIRED, 0, 1e15, 0, "Bytes of all files"),
	F_INT(struct publish_out, written, REQUIRED, 0, 1e9, 0,
		"Files made now; the others are the live version's own"),
	F_INT(struct publish_out, took_ms, REQUIRED, 0, 1e9, 0, "Milliseconds"),
};
const struct schema published_schema = SCHEMA("SitePublished", struct publish_out, published_fields);

static const struct field export_fields[] = {
	F_STR(struct export_query, base, 0, 0, 200, NULL,
		"Path where it will stand, without a slash at the end; none: at the root"),
	F_STR(struct export_query, origin, 0, 0, 300, NULL, "Address that canonical links begin with"),
};
const struct schema export_query_schema = SCHEMA("SiteExportQuery", struct export_query, export_fields);

static const struct field exported_fields[] = {
	F_STR(struct exported, file, REQUIRED, 0, 200, NULL, "The zip, below STORES_DIR"),
	F_INT(struct exported, pages, REQUIRED, 0, 1e9, 0, "Pages of HTML drawn now; 0: the zip was there"),
	F_INT(struct exported, bytes, REQUIRED, 0, 1e15, 0, "Bytes of the zip"),
};
const struct schema exported_schema = SCHEMA("SiteExported", struct exported, exported_fields);
