#include "routes.h"

#include "completions.h"
#include "schemas.h"

static const int upstream_errors[] = { 502, 504, 0 };

const struct route routes[] = {
	{ .method = HTTP_POST,
		.path = "/v1/chat/completions",
		.scope = "peer",
		.deadline_ms = 90000,
		.body_limit = 1 << 20,
		.flags = ROUTE_STREAM,
		.body = &chat_request_schema,
		.reply = &chat_reply_schema,
		.handler = completions_create,
		.errors = upstream_errors,
		.id = "createChatCompletion",
		.summary = "Write a text, or several alternatives",
		.description =
			"Providers are tried in order, each with a deadline; builtin is the last resort. The reply's model says "
			"who really wrote. With stream, chunks come as server-sent events and end with [DONE]." },
	{ .method = HTTP_GET,
		.path = "/v1/models",
		.scope = "peer",
		.reply = &model_list_schema,
		.handler = models_list,
		.id = "listModels",
		.summary = "Who can be asked, in order" },
	{ .path = NULL },
};
