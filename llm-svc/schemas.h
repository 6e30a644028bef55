/* Bodies of llm-svc: OpenAI's chat completions, the part that we speak. */
#ifndef LLM_SCHEMAS_H
#define LLM_SCHEMAS_H

#include "web/schema.h"

enum { CHAT_CHOICES_MAX = 8 };

struct chat_message {
	struct str role; /* system, developer, user, assistant */
	struct str content;
};

struct chat_stream_options {
	bool include_usage;
};

struct chat_request {
	struct str model;    /* absent, "auto" or unknown: providers in order */
	struct vec messages; /* of struct chat_message */
	double temperature;  /* negative: not given; so for the four below */
	double top_p;
	int64_t max_tokens, max_completion_tokens, seed;
	int64_t n; /* choices */
	bool stream;
	struct chat_stream_options *stream_options;
	struct vec stop; /* of struct str */
	const struct json *response_format;
	struct str user;
};

struct chat_answer {
	struct str role, content, refusal;
};

struct chat_choice {
	int64_t index;
	struct chat_answer *message;
	struct str finish_reason, logprobs;
};

struct chat_usage {
	int64_t prompt_tokens, completion_tokens, total_tokens;
};

struct chat_reply {
	struct str id, object;
	int64_t created;
	struct str model;   /* who really wrote: a provider's model, or "builtin" */
	struct vec choices; /* of struct chat_choice */
	struct chat_usage *usage;
};

struct chat_delta {
	struct str role, content;
};

struct chat_chunk_choice {
	int64_t index;
	struct chat_delta *delta;
	struct str finish_reason;
};

struct chat_chunk {
	struct str id, object;
	int64_t created;
	struct str model;
	struct vec choices; /* of struct chat_chunk_choice */
	struct chat_usage *usage;
};

struct model {
	struct str id, object;
	int64_t created;
	struct str owned_by;
};

struct model_list {
	struct str object;
	struct vec data; /* of struct model */
};

extern const struct schema chat_request_schema, chat_reply_schema, chat_chunk_schema, model_list_schema;

#endif
