#include "wire/content.h"

static const char *const types[] = { "product_description", "category_description", "home", "headline", "tagline",
	"about", "title", "meta_description", "email", "marketing", "marketing_copy", "social_post", "shipping",
	"returns", "privacy", "terms", NULL };
static const char *const lengths[] = { "short", "medium", "long", NULL };

static const struct field inputs_fields[] = {
	F_STR(struct content_inputs, product_name, 0, 0, 200, &format_line, "What the text is about"),
	F_STR(struct content_inputs, category, 0, 0, 100, &format_line, "Its category"),
	F_STR(struct content_inputs, audience, 0, 0, 300, &format_line, "Whom it is for"),
	F_STR(struct content_inputs, voice, 0, 0, 100, &format_line, "The brand's voice; options.tone when left out"),
	F_STR(struct content_inputs, store_name, 0, 0, 200, &format_line, "The store's name"),
	F_STR(struct content_inputs, industry, 0, 0, 100, &format_line, "The store's industry"),
	F_STR(struct content_inputs, description, 0, 0, 2000, &format_text, "Facts in the merchant's own words"),
	F_LIST_STR(struct content_inputs, features, 0, 0, 50, 300, "Facts; nothing beyond them is claimed"),
	F_LIST_STR(struct content_inputs, policies, 0, 0, 20, 500, "The store's own rules"),
};
static const struct schema inputs_schema = SCHEMA("ContentInputs", struct content_inputs, inputs_fields);

static const struct field options_fields[] = {
	F_STR(struct content_options, tone, 0, 0, 100, &format_line,
		"How it speaks: professional (when left out), friendly, luxurious, playful, plain, or your own words"),
	F_ENUM(struct content_options, length, 0, lengths, "How much; medium when left out"),
	F_STR(struct content_options, language, 0, 0, 35, &format_language, "en when left out"),
};
static const struct schema options_schema = SCHEMA("ContentOptions", struct content_options, options_fields);

static const struct field request_fields[] = {
	F_ENUM(struct content_request, content_type, REQUIRED, types, "Kind of text"),
	F_OBJ(struct content_request, inputs, REQUIRED, &inputs_schema, "What is known"),
	F_OBJ(struct content_request, options, 0, &options_schema, "How to write"),
	F_UUID(struct content_request, session_id, 0, "The wizard session that it is for"),
};
const struct schema content_request_schema = SCHEMA("ContentRequest", struct content_request, request_fields);

static const struct field score_fields[] = {
	F_STR(struct content_score, name, REQUIRED, 0, 0, NULL, "What was judged"),
	F_NUM(struct content_score, value, REQUIRED, 0, 1, 0, "0 to 1"),
	F_STR(struct content_score, explanation, REQUIRED, 0, 0, NULL, "Why"),
};
static const struct schema score_schema = SCHEMA("ContentScore", struct content_score, score_fields);

static const struct field reply_fields[] = {
	F_UUID(struct content_reply, content_id, 0, "The kept text, for ratings"),
	F_STR(struct content_reply, content, REQUIRED, 0, 0, NULL, "The text"),
	F_LIST_STR(struct content_reply, alternatives, REQUIRED, 0, 10, 20000, "Other texts for the same"),
	F_NUM(struct content_reply, quality_score, REQUIRED, 0, 1, 0, "Mean of the parts, weighted; 0 to 1"),
	F_LIST_STR(struct content_reply, seo_keywords, REQUIRED, 0, 50, 200, "Words that shoppers search by"),
	F_LIST(struct content_reply, scores, REQUIRED, 0, 20, &score_schema, "The parts of the quality score"),
	F_STR(struct content_reply, model_used, REQUIRED, 0, 0, NULL, "Who wrote it"),
	F_BOOL(struct content_reply, cached, 0, 0, "True when it was written before"),
};
const struct schema content_reply_schema = SCHEMA("ContentReply", struct content_reply, reply_fields);

static const struct field copy_request_fields[] = {
	F_UUID(struct store_copy_request, store_config_id, REQUIRED, "The frozen version that it is for"),
	F_JSON(struct store_copy_request, configuration, REQUIRED, NULL, "The six steps"),
};
const struct schema store_copy_request_schema = SCHEMA(
	"StoreCopyRequest", struct store_copy_request, copy_request_fields);

static const struct field copy_reply_fields[] = {
	F_RAW(struct store_copy_reply, content_data, REQUIRED, "content_data without gaps"),
	F_INT(struct store_copy_reply, written, REQUIRED, 0, 1e9, 0, "Texts written"),
	F_INT(struct store_copy_reply, kept, REQUIRED, 0, 1e9, 0, "Texts that the merchant had given"),
	F_STR(struct store_copy_reply, model_used, REQUIRED, 0, 0, NULL, "Who wrote them"),
};
const struct schema store_copy_reply_schema = SCHEMA("StoreCopyReply", struct store_copy_reply, copy_reply_fields);

static const struct field rating_fields[] = {
	F_INT(struct rating_request, rating, REQUIRED, 1, 5, 0, "1 poor to 5 excellent"),
};
const struct schema rating_request_schema = SCHEMA("ContentRating", struct rating_request, rating_fields);
