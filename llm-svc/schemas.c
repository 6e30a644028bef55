#include "schemas.h"

#include "base/context.h"

static const char *const roles[] = { "system", "developer", "user", "assistant", NULL };

static const struct field message_fields[] = {
	F_ENUM(struct chat_message, role, REQUIRED, roles, "Who speaks"),
	F_STR(struct chat_message, content, REQUIRED, 1, 200000, &format_text, "What is said"),
};
static const struct schema message_schema = SCHEMA("ChatMessage", struct chat_message, message_fields);

static const struct field stream_options_fields[] = {
	F_BOOL(struct chat_stream_options, include_usage, 0, 0, "A last chunk tells the tokens used"),
};
static const struct schema stream_options_schema = SCHEMA(
	"ChatStreamOptions", struct chat_stream_options, stream_options_fields);

static const struct field request_fields[] = {
	F_STR(struct chat_request, model, 0, 1, 200, &format_line,
		"A model of GET /v1/models, a provider's name, or auto; builtin asks no provider"),
	F_LIST(struct chat_request, messages, REQUIRED, 1, 64, &message_schema, "The conversation"),
	F_NUM(struct chat_request, temperature, NULLABLE, 0, 2, -1, "As the provider understands it"),
	F_NUM(struct chat_request, top_p, NULLABLE, 0, 1, -1, "As the provider understands it"),
	F_INT(struct chat_request, max_tokens, NULLABLE, 1, 100000, -1, "Ceiling of the answer"),
	F_INT(struct chat_request, max_completion_tokens, NULLABLE, 1, 100000, -1, "The newer name of max_tokens"),
	F_INT(struct chat_request, seed, NULLABLE, 0, 9007199254740991, -1,
		"The same seed asks for the same text; builtin keeps to it"),
	F_INT(struct chat_request, n, 0, 1, CHAT_CHOICES_MAX, 1, "How many alternatives"),
	F_BOOL(struct chat_request, stream, 0, 0, "Answer as server-sent events"),
	F_OBJ(struct chat_request, stream_options, 0, &stream_options_schema, "With stream alone"),
	F_LIST_STR(struct chat_request, stop, 0, 0, 4, 200, "The answer ends before these"),
	F_JSON(struct chat_request, response_format, 0, NULL, "Handed to OpenAI-compatible providers"),
	F_STR(struct chat_request, user, 0, 0, 200, &format_line, "Not handed on"),
};

static void request_rule(void *value, const char *pointer, struct violations *v)
{
	const struct chat_request *in = value;
	struct str at = str_printf(mem(), "%s/n", pointer);

	if (in->stream && in->n > 1)
		violation_add(v, at, "one_of", "a stream carries one choice: leave n out, or stream");
}
const struct schema chat_request_schema = SCHEMA_RULE("ChatRequest", struct chat_request, request_fields, request_rule);

static const struct field answer_fields[] = {
	F_STR(struct chat_answer, role, REQUIRED, 0, 0, NULL, "assistant"),
	F_STR(struct chat_answer, content, REQUIRED, 0, 0, NULL, "The text"),
	F_STR(struct chat_answer, refusal, NULLABLE, 0, 0, NULL, "Always null"),
};
static const struct schema answer_schema = SCHEMA("ChatAnswer", struct chat_answer, answer_fields);

static const struct field choice_fields[] = {
	F_INT(struct chat_choice, index, REQUIRED, 0, 0, 0, "From 0"),
	F_OBJ(struct chat_choice, message, REQUIRED, &answer_schema, "The answer"),
	F_STR(struct chat_choice, finish_reason, REQUIRED, 0, 0, NULL, "stop, length or content_filter"),
	F_STR(struct chat_choice, logprobs, NULLABLE, 0, 0, NULL, "Always null"),
};
static const struct schema choice_schema = SCHEMA("ChatChoice", struct chat_choice, choice_fields);

static const struct field usage_fields[] = {
	F_INT(struct chat_usage, prompt_tokens, REQUIRED, 0, 0, 0, "As the provider counted; builtin: 0"),
	F_INT(struct chat_usage, completion_tokens, REQUIRED, 0, 0, 0, "As the provider counted; builtin: 0"),
	F_INT(struct chat_usage, total_tokens, REQUIRED, 0, 0, 0, "Their sum"),
};
static const struct schema usage_schema = SCHEMA("ChatUsage", struct chat_usage, usage_fields);

static const struct field reply_fields[] = {
	F_STR(struct chat_reply, id, REQUIRED, 0, 0, NULL, "Of this completion"),
	F_STR(struct chat_reply, object, REQUIRED, 0, 0, NULL, "chat.completion"),
	F_INT(struct chat_reply, created, REQUIRED, 0, 0, 0, "Unix time"),
	F_STR(struct chat_reply, model, REQUIRED, 0, 0, NULL, "Who really wrote: a model, or builtin"),
	F_LIST(struct chat_reply, choices, REQUIRED, 0, 0, &choice_schema, "The alternatives"),
	F_OBJ(struct chat_reply, usage, REQUIRED, &usage_schema, "Tokens"),
};
const struct schema chat_reply_schema = SCHEMA("ChatCompletion", struct chat_reply, reply_fields);

static const struct field delta_fields[] = {
	F_STR(struct chat_delta, role, 0, 0, 0, NULL, "assistant, in the first chunk"),
	F_STR(struct chat_delta, content, 0, 0, 0, NULL, "The next piece of the text"),
};
static const struct schema delta_schema = SCHEMA("ChatDelta", struct chat_delta, delta_fields);

static const struct field chunk_choice_fields[] = {
	F_INT(struct chat_chunk_choice, index, REQUIRED, 0, 0, 0, "0"),
	F_OBJ(struct chat_chunk_choice, delta, REQUIRED, &delta_schema, "What is new"),
	F_STR(struct chat_chunk_choice, finish_reason, NULLABLE, 0, 0, NULL, "In the last chunk"),
};
static const struct schema chunk_choice_schema = SCHEMA(
	"ChatChunkChoice", struct chat_chunk_choice, chunk_choice_fields);

static const struct field chunk_fields[] = {
	F_STR(struct chat_chunk, id, REQUIRED, 0, 0, NULL, "Of this completion"),
	F_STR(struct chat_chunk, object, REQUIRED, 0, 0, NULL, "chat.completion.chunk"),
	F_INT(struct chat_chunk, created, REQUIRED, 0, 0, 0, "Unix time"),
	F_STR(struct chat_chunk, model, REQUIRED, 0, 0, NULL, "Who really writes"),
	F_LIST(struct chat_chunk, choices, REQUIRED, 0, 0, &chunk_choice_schema, "One, or none with usage"),
	F_OBJ(struct chat_chunk, usage, 0, &usage_schema, "When it was asked for"),
};
const struct schema chat_chunk_schema = SCHEMA("ChatChunk", struct chat_chunk, chunk_fields);

static const struct field model_fields[] = {
	F_STR(struct model, id, REQUIRED, 0, 0, NULL, "To be given as model"),
	F_STR(struct model, object, REQUIRED, 0, 0, NULL, "model"),
	F_INT(struct model, created, REQUIRED, 0, 0, 0, "When this daemon learnt of it, Unix time"),
	F_STR(struct model, owned_by, REQUIRED, 0, 0, NULL, "The provider"),
};
static const struct schema model_schema = SCHEMA("Model", struct model, model_fields);

static const struct field model_list_fields[] = {
	F_STR(struct model_list, object, REQUIRED, 0, 0, NULL, "list"),
	F_LIST(struct model_list, data, REQUIRED, 0, 0, &model_schema, "In the order they are tried"),
};
const struct schema model_list_schema = SCHEMA("ModelList", struct model_list, model_list_fields);
