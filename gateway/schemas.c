#include "schemas.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "wire/integration.h"
#include "wire/store.h"

/* ---- accounts ------------------------------------------------------------------------------- */

static const struct field register_fields[] = {
	F_STR(struct register_in, email, REQUIRED, 3, 254, &format_email, "Where we can write to you"),
	F_STR(struct register_in, password, REQUIRED | SECRET, 10, 200, NULL, "10 characters or more; any will do"),
	F_STR(struct register_in, name, 0, 0, 200, &format_line, "How we may call you"),
};
const struct schema register_schema = SCHEMA("Register", struct register_in, register_fields);

static const struct field login_fields[] = {
	F_STR(struct login_in, email, REQUIRED, 1, 254, NULL, "As at sign-up"),
	F_STR(struct login_in, password, REQUIRED | SECRET, 1, 200, NULL, "As at sign-up"),
};
const struct schema login_schema = SCHEMA("Login", struct login_in, login_fields);

static const struct field user_fields[] = {
	F_UUID(struct user, user_id, REQUIRED, "Who"),
	F_STR(struct user, email, NULLABLE, 0, 0, NULL, "null for tokens of another issuer"),
	F_STR(struct user, name, NULLABLE, 0, 0, NULL, "As given"),
	F_TIME(struct user, created_at, NULLABLE, "Signed up"),
};
const struct schema user_schema = SCHEMA("User", struct user, user_fields);

static const struct field token_fields[] = {
	F_OBJ(struct token_out, user, REQUIRED, &user_schema, "Who signed in"),
	F_STR(struct token_out, access_token, REQUIRED, 0, 0, NULL, "For Authorization: Bearer"),
	F_STR(struct token_out, token_type, REQUIRED, 0, 0, NULL, "Bearer"),
	F_INT(struct token_out, expires_in, REQUIRED, 1, 1e9, 0, "Seconds"),
};
const struct schema token_schema = SCHEMA("Token", struct token_out, token_fields);

/* ---- the six steps -------------------------------------------------------------------------- */

/* The apostrophe of the keyboard becomes the typographic one before the rule: Joe's Coffee is a name. */
static const char *check_business_name(struct str in, struct str *out)
{
	struct buf b = BUF_ON(mem(), 4096);
	const char *wrong = format_line.check(in, out);
	struct str s = *out;

	if (wrong)
		return wrong;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '"')
			return "must not hold <, > or \"";
		if (s.p[i] == '\'')
			buf_c(&b, "\xe2\x80\x99");
		else
			buf_char(&b, s.p[i]);
	}
	if (!buf_ok(&b))
		return "is too long";
	*out = buf_view(&b);
	return out->n ? NULL : "must not be empty";
}
static const struct format format_business_name = { NULL, "^[^<>\"\\u0000-\\u001f]+$", check_business_name };

static const struct field logo_fields[] = {
	F_UUID(struct logo_image, asset_id, REQUIRED, "The uploaded picture (POST /api/v1/assets)"),
	F_STR(struct logo_image, url, REQUIRED, 1, 2000, &format_web_url, "Its address, as the upload's reply told it"),
	F_INT(struct logo_image, width, REQUIRED, 1, 16383, 0, "Pixels"),
	F_INT(struct logo_image, height, REQUIRED, 1, 16383, 0, "Pixels"),
	F_STR(struct logo_image, alt, 0, 0, 300, &format_line, "What it says; the store's name when left out"),
	{ .name = "colours",
		.kind = FK_LIST,
		.offset = offsetof(struct logo_image, colours),
		.max = 12,
		.item = FK_STR,
		.item_max = 7,
		.format = &format_color,
		.doc = "What it is drawn with, largest first" },
};
static const struct schema logo_schema = SCHEMA("Logo", struct logo_image, logo_fields);

static const struct field business_fields[] = {
	F_STR(struct business_info, business_name, REQUIRED, 1, 200, &format_business_name,
		"What your store is called"),
	F_STR(struct business_info, industry, REQUIRED, 1, 100, &format_identifier,
		"What you sell, in one word: food_drink"),
	F_STR(struct business_info, description, REQUIRED, 0, 1000, &format_text, "Your store in your own words"),
	F_STR(struct business_info, target_audience, 0, 0, 300, &format_line, "Whom you sell to"),
	F_STR(struct business_info, brand_voice, 0, 0, 100, &format_line, "How you speak: friendly, plain, luxurious"),
	F_STR(struct business_info, style, 0, 0, 100, &format_identifier, "How it should look: minimal, warm, bold"),
	F_STR(struct business_info, country, 0, 2, 2, &format_country, "Where you sell from (ISO 3166-1)"),
	F_STR(struct business_info, currency, 0, 3, 3, &format_currency, "What you are paid in (ISO 4217)"),
	{ .name = "languages",
		.kind = FK_LIST,
		.offset = offsetof(struct business_info, languages),
		.max = 10,
		.item = FK_STR,
		.item_max = 35,
		.format = &format_language,
		.doc = "Languages of the store (BCP 47)" },
	F_STR(struct business_info, contact_email, 0, 0, 254, &format_email, "Where shoppers can write to"),
	F_OBJ(struct business_info, logo, 0, &logo_schema, "The logo"),
};
static const struct schema business_schema = SCHEMA("BusinessInfo", struct business_info, business_fields);

static const struct field image_fields[] = {
	F_STR(struct product_image, url, REQUIRED, 1, 2000, &format_web_url, "Where the picture is"),
	F_STR(struct product_image, alt, 0, 0, 300, &format_line, "What it shows"),
};
static const struct schema image_schema = SCHEMA("ProductImage", struct product_image, image_fields);

static const struct field variant_fields[] = {
	F_STR(struct product_variant, sku, REQUIRED, 1, 64, &format_line, "Its own article number"),
	F_MAP(struct product_variant, options, 0, 5, 100, &format_line, "Size: L"),
	F_INT(struct product_variant, price_minor, OMIT_DEFAULT, -1, 1e12, -1,
		"Price in minor units; the product's when left out"),
	F_INT(struct product_variant, stock, OMIT_DEFAULT, -1, 1e9, -1, "Pieces; not counted when left out"),
};
static const struct schema variant_schema = SCHEMA("ProductVariant", struct product_variant, variant_fields);

static const struct field product_fields[] = {
	F_STR(struct product, sku, REQUIRED, 1, 64, &format_line, "Article number, once in the catalogue"),
	F_STR(struct product, name, REQUIRED, 1, 300, &format_line, "What it is called"),
	F_STR(struct product, category, 0, 0, 100, &format_line, "Where it is listed"),
	F_LIST_STR(struct product, features, 0, 0, 50, 300, "Facts: stoneware, 350 ml"),
	F_INT(struct product, price_minor, REQUIRED, 0, 1e12, 0, "Price in minor units: 1900 is 19.00"),
	F_STR(struct product, currency, 0, 3, 3, &format_currency, "ISO 4217; the store's when left out"),
	F_INT(struct product, stock, OMIT_DEFAULT, -1, 1e9, -1, "Pieces; not counted when left out"),
	F_STR(struct product, description, 0, 0, 20000, &format_text, "Written for you when left out"),
	F_LIST(struct product, images, 0, 0, 20, &image_schema, "Pictures"),
	F_LIST(struct product, variants, 0, 0, 100, &variant_schema, "Sizes, colours"),
};
static const struct schema product_schema = SCHEMA("Product", struct product, product_fields);

static const struct field product_config_fields[] = {
	F_LIST(struct product_config, products, 0, 0, STORE_PRODUCTS, &product_schema, "The catalogue"),
};

/* A number's place in the catalogue. */
struct numbered {
	struct str sku;
	size_t product, variant; /* variant: 0 the product itself, else counted from 1 */
};

static int by_sku(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	size_t n = x->sku.n < y->sku.n ? x->sku.n : y->sku.n;
	int order = memcmp(x->sku.p, y->sku.p, n);

	if (order == 0 && x->sku.n != y->sku.n)
		return x->sku.n < y->sku.n ? -1 : 1;
	if (order == 0 && x->product != y->product)
		return x->product < y->product ? -1 : 1;
	return order ? order : x->variant < y->variant ? -1 : 1;
}

static size_t number_all(const struct product_config *c, struct numbered *ret)
{
	const struct product *products = c->products.items;
	size_t n = 0;

	for (size_t i = 0; i < c->products.n; i++) {
		const struct product_variant *variants = products[i].variants.items;

		if (products[i].sku.n)
			ret[n++] = (struct numbered){ products[i].sku, i, 0 };
		for (size_t k = 0; k < products[i].variants.n; k++)
			if (variants[k].sku.n)
				ret[n++] = (struct numbered){ variants[k].sku, i, k + 1 };
	}
	return n;
}

static void add_duplicate(
	struct violations *v, const char *pointer, const struct numbered *twin, const struct numbered *first)
{
	struct str at = twin->variant
		? str_printf(mem(), "%s/products/%zu/variants/%zu/sku", pointer, twin->product, twin->variant - 1)
		: str_printf(mem(), "%s/products/%zu/sku", pointer, twin->product);

	violation_add(v, at, "duplicate", "stands twice: product %zu has it too", first->product + 1);
}

/* Sorted, a number that stands twice has its twin beside it: no quadratic search in 10,000 products. A product may share
 * its number with one of its own variants. */
static void check_products(void *value, const char *pointer, struct violations *v)
{
	const struct product_config *c = value;
	const struct product *products = c->products.items;
	size_t n = c->products.n;
	struct numbered *all;

	for (size_t i = 0; i < c->products.n; i++)
		n += products[i].variants.n;
	all = ARENA_ARRAY(mem(), struct numbered, n);
	if (!all)
		return;
	n = number_all(c, all);
	qsort(all, n, sizeof(*all), by_sku);
	for (size_t i = 1; i < n; i++)
		if (str_eq(all[i].sku, all[i - 1].sku) && (all[i].product != all[i - 1].product || all[i - 1].variant))
			add_duplicate(v, pointer, &all[i], &all[i - 1]);
}
static const struct schema product_config_schema = SCHEMA_RULE(
	"ProductConfig", struct product_config, product_config_fields, check_products);

static const struct field theme_settings_fields[] = {
	F_STR(struct theme_settings, theme_id, 0, 1, 100, &format_identifier,
		"From the recommendations; ours to choose when left out"),
	F_MAP(struct theme_settings, palette, 0, 20, 7, &format_color, "Role → #rrggbb"),
	F_JSON(struct theme_settings, typography, 0, NULL, "An object: face choices of the theme"),
	F_JSON(struct theme_settings, layout, 0, NULL, "An object: layout choices of the theme"),
	F_JSON(struct theme_settings, customizations, 0, NULL, "An object: other choices of the theme"),
};
static void check_choices(void *value, const char *pointer, struct violations *v)
{
	const struct theme_settings *t = value;
	const struct {
		const char *name;
		const struct json *value;
	} choices[] = { { "typography", t->typography }, { "layout", t->layout },
		{ "customizations", t->customizations } };

	for (size_t i = 0; i < ARRAY_LEN(choices); i++)
		if (choices[i].value && json_kind(choices[i].value) != JSON_OBJECT)
			violation_add(
				v, str_printf(mem(), "%s/%s", pointer, choices[i].name), "type", "must be an object");
}
static const struct schema theme_settings_schema = SCHEMA_RULE(
	"ThemeSettings", struct theme_settings, theme_settings_fields, check_choices);

static const struct field page_text_fields[] = {
	F_STR(struct page_text, headline, 0, 0, 200, &format_line, "The large line"),
	F_STR(struct page_text, body, 0, 0, 20000, &format_text, "Paragraphs, an empty line between them"),
};
static const struct schema page_text_schema = SCHEMA("PageText", struct page_text, page_text_fields);

static const struct field pages_fields[] = {
	F_OBJ(struct pages, home, 0, &page_text_schema, "Home page"),
	F_OBJ(struct pages, about, 0, &page_text_schema, "About"),
	F_OBJ(struct pages, shipping, 0, &page_text_schema, "Shipping policy"),
	F_OBJ(struct pages, returns, 0, &page_text_schema, "Returns policy"),
	F_OBJ(struct pages, privacy, 0, &page_text_schema, "Privacy policy"),
	F_OBJ(struct pages, terms, 0, &page_text_schema, "Terms"),
};
static const struct schema pages_schema = SCHEMA("Pages", struct pages, pages_fields);

static const struct field translation_fields[] = {
	F_STR(struct translation, language, REQUIRED, 1, 35, &format_language,
		"One of business_info.languages, not the first"),
	F_OBJ(struct translation, pages, 0, &pages_schema, "Texts of pages"),
	F_MAP(struct translation, product_descriptions, 0, STORE_PRODUCTS, 20000, &format_text, "sku → text"),
};
static const struct schema translation_schema = SCHEMA("Translation", struct translation, translation_fields);

static const struct field content_fields[] = {
	F_BOOL(struct content_data, fill_missing, 0, 1, "Write what is missing"),
	F_OBJ(struct content_data, pages, 0, &pages_schema, "Texts of pages"),
	F_MAP(struct content_data, product_descriptions, 0, STORE_PRODUCTS, 20000, &format_text, "sku → text"),
	F_LIST(struct content_data, translations, 0, 0, 9, &translation_schema,
		"Texts in the store's further languages"),
};
static const struct schema content_data_schema = SCHEMA("ContentData", struct content_data, content_fields);

static const struct field integrations_fields[] = {
	F_LIST(struct integrations_step, integrations, 0, 0, 20, &integration_step_schema,
		"Tools to connect; may be empty"),
};
static void check_integrations(void *value, const char *pointer, struct violations *v)
{
	const struct integrations_step *s = value;
	const struct integration_setup *c = s->integrations.items;

	for (size_t i = 0; i < s->integrations.n; i++)
		for (size_t k = 0; k < i; k++)
			if (c[i].provider.n && str_eq(c[i].provider, c[k].provider) && str_eq(c[i].type, c[k].type)) {
				violation_add(v, str_printf(mem(), "%s/integrations/%zu/provider", pointer, i),
					"duplicate", "stands twice: connection %zu is the same", k + 1);
				break;
			}
}
static const struct schema integrations_schema = SCHEMA_RULE(
	"Integrations", struct integrations_step, integrations_fields, check_integrations);

static const struct field seo_fields[] = {
	F_STR(struct seo_config, slug, 0, 1, 60, &format_slug, "The store's address: /s/slug"),
	F_STR(struct seo_config, title, 0, 0, 200, &format_line, "In search results and the browser's tab"),
	F_STR(struct seo_config, meta_description, 0, 0, 500, &format_line, "Below the title in search results"),
	F_LIST_STR(struct seo_config, keywords, 0, 0, 30, 100, "Words that shoppers search by"),
	F_STR(struct seo_config, domain, 0, 1, 253, &format_hostname, "Your own domain"),
};
static const struct schema seo_schema = SCHEMA("SeoConfig", struct seo_config, seo_fields);

const struct schema *const step_schemas[] = { &business_schema, &product_config_schema, &theme_settings_schema,
	&content_data_schema, &integrations_schema, &seo_schema, NULL };

/* ---- sessions ------------------------------------------------------------------------------- */

static const struct field session_create_fields[] = {
	F_JSON(struct session_create_in, user_preferences, 0, NULL, "Anything: language, currency, experience"),
};
static void check_preferences(void *value, const char *pointer, struct violations *v)
{
	const struct session_create_in *in = value;

	if (in->user_preferences && json_kind(in->user_preferences) != JSON_OBJECT)
		violation_add(v, str_printf(mem(), "%s/user_preferences", pointer), "type", "must be an object");
}
const struct schema session_create_schema = SCHEMA_RULE(
	"SessionCreate", struct session_create_in, session_create_fields, check_preferences);

static const struct field session_created_fields[] = {
	F_UUID(struct session_created, session_id, REQUIRED, "The new session"),
	F_INT(struct session_created, current_step, REQUIRED, 1, 6, 1, "Where to begin"),
};
const struct schema session_created_schema = SCHEMA("SessionCreated", struct session_created, session_created_fields);

static const struct field step_update_fields[] = {
	F_JSON(struct step_update_in, step_data, REQUIRED, step_schemas, "The step's data"),
	F_BOOL(struct step_update_in, auto_advance, 0, 1, "false saves without moving on"),
};
const struct schema step_update_schema = SCHEMA("StepUpdate", struct step_update_in, step_update_fields);

static const struct field recommendation_fields[] = {
	F_STR(struct recommendation, id, REQUIRED, 0, 0, NULL, "Stable: to remember what was taken or waved off"),
	F_INT(struct recommendation, step, REQUIRED, 1, 6, 0, "Which step it is about"),
	F_STR(struct recommendation, title, REQUIRED, 0, 0, NULL, "What"),
	F_STR(struct recommendation, reason, REQUIRED, 0, 0, NULL, "Why"),
	F_STR(struct recommendation, source, REQUIRED, 0, 0, NULL, "Who says so"),
	F_STR(struct recommendation, label, NULLABLE, 0, 0, NULL, "Words for the button that takes it"),
	F_RAW(struct recommendation, apply, NULLABLE, "Merge this into the step's data"),
};
static const struct schema recommendation_schema = SCHEMA(
	"Recommendation", struct recommendation, recommendation_fields);

#define ADVICE(type)                                                                      \
	F_LIST(type, recommendations, REQUIRED, 0, 20, &recommendation_schema, "Advice"), \
		F_LIST_STR(type, degraded, 0, 0, 6, 50, "Advisers that did not answer in time")

static const struct field step_updated_fields[] = {
	F_BOOL(struct step_updated, success, REQUIRED, 1, "Saved"),
	F_INT(struct step_updated, next_step, REQUIRED, 1, 6, 0, "Where to go on"),
	ADVICE(struct step_updated),
};
const struct schema step_updated_schema = SCHEMA("StepUpdated", struct step_updated, step_updated_fields);

static const struct field recommendations_fields[] = {
	F_INT(struct recommendations, step, REQUIRED, 1, 6, 0, "The current step"),
	ADVICE(struct recommendations),
};
const struct schema recommendations_schema = SCHEMA("Recommendations", struct recommendations, recommendations_fields);

static const struct field violation_fields[] = {
	F_STR(struct violation, pointer, REQUIRED, 0, 0, NULL, "JSON Pointer into the body"),
	F_STR(struct violation, code, REQUIRED, 0, 0, NULL, "required, too_long, …"),
	F_STR(struct violation, message, REQUIRED, 0, 0, NULL, "What to do"),
};
static const struct schema violation_schema = SCHEMA("Violation", struct violation, violation_fields);

static const struct field step_validated_fields[] = {
	F_BOOL(struct step_validated, valid, REQUIRED, 0, "It could be saved"),
	F_LIST(struct step_validated, errors, REQUIRED, 0, VIOLATIONS_MAX, &violation_schema, "What must change"),
	F_LIST(struct step_validated, warnings, REQUIRED, 0, VIOLATIONS_MAX, &violation_schema, "What could be better"),
};
const struct schema step_validated_schema = SCHEMA("StepValidated", struct step_validated, step_validated_fields);

static const struct field preview_fields[] = {
	F_INT(struct preview_in, step, REQUIRED, 1, 6, 0, "Which step the data is of"),
	F_JSON(struct preview_in, step_data, REQUIRED, step_schemas, "Unsaved answers"),
};
const struct schema preview_schema = SCHEMA("Preview", struct preview_in, preview_fields);

static const struct field preview_out_fields[] = {
	F_STR(struct preview_out, preview_url, REQUIRED, 0, 0, NULL, "Root-relative; works without a token"),
	F_TIME(struct preview_out, expires_at, REQUIRED, "Until then"),
};
const struct schema preview_out_schema = SCHEMA("PreviewOut", struct preview_out, preview_out_fields);

static const struct field progress_fields[] = {
	F_LIST_INT(struct progress, completed_steps, REQUIRED, 0, 6, "Done"),
	F_INT(struct progress, total_steps, REQUIRED, 6, 6, 6, "Six"),
};
static const struct schema progress_schema = SCHEMA("Progress", struct progress, progress_fields);

static const struct field store_link_fields[] = {
	F_UUID(struct store_link, store_id, REQUIRED, "The store"),
	F_STR(struct store_link, slug, REQUIRED, 0, 0, NULL, "Its address"),
	F_STR(struct store_link, storefront_url, REQUIRED, 0, 0, NULL, "Where it is live"),
};
static const struct schema store_link_schema = SCHEMA("StoreLink", struct store_link, store_link_fields);

static const struct field session_fields[] = {
	F_UUID(struct session, session_id, REQUIRED, "The session"),
	F_INT(struct session, current_step, REQUIRED, 1, 6, 1, "Where the merchant is"),
	F_RAW(struct session, configuration, REQUIRED, "Step key → data"),
	F_OBJ(struct session, progress, REQUIRED, &progress_schema, "How far"),
	F_LIST_INT(struct session, defaulted_steps, REQUIRED, 0, 6, "Completed with nothing filled in: ours to choose"),
	F_RAW(struct session, user_preferences, REQUIRED, "As given at the start"),
	F_STR(struct session, preview_url, 0, 0, 0, NULL, "The store as saved; root-relative, expires"),
	F_OBJ(struct session, store, NULLABLE, &store_link_schema, "Once launched"),
	F_TIME(struct session, created_at, REQUIRED, "Begun"),
	F_TIME(struct session, updated_at, REQUIRED, "Last saved"),
	F_TIME(struct session, completed_at, NULLABLE, "First launched"),
};
const struct schema session_schema = SCHEMA("Session", struct session, session_fields);

#define PAGE_OF(type, schema)                                                   \
	F_LIST(type, items, REQUIRED, 0, 100, schema, "This page"),             \
		F_INT(type, total, REQUIRED, 0, 1e15, 0, "How many there are"), \
		F_INT(type, page, REQUIRED, 1, 1e9, 1, "Which page this is")
#define PAGE_QUERY(type) \
	F_INT(type, page, 0, 1, 1000000, 1, "From 1"), F_INT(type, per_page, 0, 1, 100, 20, "Items a page")

static const struct field session_list_fields[] = { PAGE_OF(struct session_list, &session_schema) };
const struct schema session_list_schema = SCHEMA("SessionList", struct session_list, session_list_fields);

static const struct field page_query_fields[] = { PAGE_QUERY(struct page_query) };
const struct schema page_query_schema = SCHEMA("PageQuery", struct page_query, page_query_fields);

static const struct field job_after_fields[] = {
	F_INT(struct job_after, after, 0, 0, 1e9, 0, "The id of the last event that is known: later ones are told"),
};
const struct schema job_after_schema = SCHEMA("JobAfter", struct job_after, job_after_fields);

/* ---- launch, stores ------------------------------------------------------------------------- */

static const struct field launched_fields[] = {
	F_UUID(struct launched, job_id, REQUIRED, "The job"),
	F_STR(struct launched, status_url, REQUIRED, 0, 0, NULL, "How it stands"),
	F_STR(struct launched, events_url, REQUIRED, 0, 0, NULL, "As it happens (SSE)"),
};
const struct schema launched_schema = SCHEMA("Launched", struct launched, launched_fields);

static const struct field store_fields[] = {
	F_UUID(struct store, store_id, REQUIRED, "The store"),
	F_UUID(struct store, session_id, NULLABLE, "The wizard session that made it"),
	F_STR(struct store, slug, REQUIRED, 0, 0, NULL, "Its address"),
	F_STR(struct store, name, REQUIRED, 0, 0, NULL, "Its name"),
	F_STR(struct store, storefront_url, REQUIRED, 0, 0, NULL, "Where it is live"),
	F_INT(struct store, live_version, REQUIRED, 0, 1e9, 0, "0: not live yet"),
	F_INT(struct store, unread_orders, REQUIRED, 0, 1e9, 0, "That the merchant has not looked at"),
	F_INT(struct store, unread_messages, REQUIRED, 0, 1e9, 0, "The same of what shoppers wrote"),
	F_TIME(struct store, created_at, REQUIRED, "First launched"),
	F_TIME(struct store, updated_at, REQUIRED, "Last switched"),
};
const struct schema store_schema = SCHEMA("Store", struct store, store_fields);

static const struct field store_list_fields[] = { PAGE_OF(struct store_list, &store_schema) };
const struct schema store_list_schema = SCHEMA("StoreList", struct store_list, store_list_fields);

static const struct field version_fields[] = {
	F_INT(struct store_version, version, REQUIRED, 1, 1e9, 0, "Counts up"),
	F_BOOL(struct store_version, live, REQUIRED, 0, "What shoppers see"),
	F_LIST_INT(struct store_version, defaulted_steps, REQUIRED, 0, 6, "Steps that were left to us"),
	F_LIST_INT(struct store_version, changed_steps, REQUIRED, 0, 6, "Steps that differ from the version before"),
	F_INT(struct store_version, rendition_of, REQUIRED, 0, 1e9, 0,
		"The version that it is a variant of, which is then the one before; 0: made by a launch"),
	F_TIME(struct store_version, created_at, REQUIRED, "Frozen"),
	F_TIME(struct store_version, published_at, NULLABLE, "First live"),
};
static const struct schema version_schema = SCHEMA("StoreVersion", struct store_version, version_fields);

static const struct field version_list_fields[] = { PAGE_OF(struct store_version_list, &version_schema) };
const struct schema store_version_list_schema = SCHEMA(
	"StoreVersionList", struct store_version_list, version_list_fields);

static const struct field publish_fields[] = {
	F_INT(struct publish_in, version, REQUIRED, 1, 1e9, 0, "Which version shoppers shall see"),
};
const struct schema publish_schema = SCHEMA("Publish", struct publish_in, publish_fields);

static const struct field export_query_fields[] = {
	F_STR(struct export_query, base, 0, 0, 200, NULL,
		"Path where the copy will stand (/shop); none: the root of a host"),
	F_STR(struct export_query, origin, 0, 1, 300, &format_web_url,
		"What canonical links begin with; none: the store here"),
	F_INT(struct export_query, version, 0, 0, 1e9, 0, "Which version; 0: the live one"),
};
const struct schema export_query_schema = SCHEMA("ExportQuery", struct export_query, export_query_fields);

/* ---- themes, analytics ---------------------------------------------------------------------- */

static const struct field sample_query_fields[] = {
	F_STR(struct sample_query, palette, 0, 1, 100, &format_identifier, "Id of one of the theme's palettes"),
	F_STR(struct sample_query, layout, 0, 1, 100, &format_identifier, "Id of one of its layouts"),
	F_STR(struct sample_query, typography, 0, 1, 100, &format_identifier, "Id of one of its pairs of faces"),
	F_STR(struct sample_query, colors, 0, 1, 200, &format_line,
		"Colours of one's own, by role: primary-1b35e0.background-fdfdfb"),
};
const struct schema sample_query_schema = SCHEMA("SampleQuery", struct sample_query, sample_query_fields);

static const struct field theme_query_fields[] = {
	F_STR(struct theme_query, industry, 0, 1, 100, &format_identifier, "What is sold"),
	F_STR(struct theme_query, style, 0, 1, 100, &format_identifier, "How it should look"),
	F_UUID(struct theme_query, session_id, 0, "Keeps the recommendation with this session"),
	PAGE_QUERY(struct theme_query),
};
const struct schema theme_query_schema = SCHEMA("ThemeQuery", struct theme_query, theme_query_fields);

static const struct field suggested_layout_fields[] = {
	F_STR(struct suggested_layout, id, REQUIRED, 0, 0, NULL, "Of its layouts"),
	F_STR(struct suggested_layout, name, REQUIRED, 0, 0, NULL, "Shown to merchants"),
	F_STR(struct suggested_layout, reason, REQUIRED, 0, 0, NULL, "What of the catalogue speaks for it"),
};
static const struct schema suggested_layout_schema = SCHEMA(
	"SuggestedLayout", struct suggested_layout, suggested_layout_fields);

static const struct field theme_fields[] = {
	F_STR(struct theme, id, REQUIRED, 0, 0, NULL, "For theme_settings.theme_id"),
	F_STR(struct theme, name, REQUIRED, 0, 0, NULL, "Its name"),
	F_STR(struct theme, preview_url, REQUIRED, 0, 0, NULL, "A sample store in it; root-relative"),
	F_NUM(struct theme, score, REQUIRED, 0, 1, 0, "How well it fits"),
	F_STR(struct theme, reason, REQUIRED, 0, 0, NULL, "Why"),
	F_LIST_STR(struct theme, features, REQUIRED, 0, 50, 300, "What it does"),
	F_RAW(struct theme, customization_options, REQUIRED, "What can be chosen"),
	F_OBJ(struct theme, suggested_layout, OMIT_DEFAULT, &suggested_layout_schema,
		"Which layout suits the catalogue of the session"),
};
static const struct schema theme_schema = SCHEMA("Theme", struct theme, theme_fields);

static const struct field theme_list_fields[] = {
	F_LIST(struct theme_list, themes, REQUIRED, 0, 100, &theme_schema, "Best first"),
	F_INT(struct theme_list, total, REQUIRED, 0, 1e9, 0, "How many there are"),
	F_INT(struct theme_list, page, REQUIRED, 1, 1e9, 1, "Which page this is"),
};
const struct schema theme_list_schema = SCHEMA("ThemeList", struct theme_list, theme_list_fields);

static const struct field session_query_fields[] = {
	F_UUID(struct session_query, session_id, REQUIRED, "The wizard session"),
	PAGE_QUERY(struct session_query),
};
const struct schema session_query_schema = SCHEMA("SessionQuery", struct session_query, session_query_fields);

static const struct field funnel_query_fields[] = {
	F_INT(struct funnel_query, days, 0, 1, 366, 30, "How far back"),
};
const struct schema funnel_query_schema = SCHEMA("FunnelQuery", struct funnel_query, funnel_query_fields);
