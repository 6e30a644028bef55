/* Anthropic's messages. It has no n: alternatives are calls side by side. */
#include "base/context.h"
#include "base/err.h"
#include "net/sse.h"
#include "prompt.h"
#include "provider.h"
#include "settings.h"

enum { REPLY_MAX = 4 << 20, EVENT_MAX = 1 << 20, MODEL_MAX = 128 };

static char first_model[MODEL_MAX];

/* ---- replies, whole and in pieces ---- */
struct block {
	struct str type, text;
};
static const struct field block_fields[] = {
	F_STR(struct block, type, NULLABLE, 0, 0, NULL, "text, text_delta, and others"),
	F_STR(struct block, text, NULLABLE, 0, 0, NULL, "Of text blocks"),
};
static const struct schema block_schema = SCHEMA("Block", struct block, block_fields);

struct usage {
	int64_t input_tokens, output_tokens;
};
static const struct field usage_fields[] = {
	F_INT(struct usage, input_tokens, NULLABLE, 0, 0, 0, "Read"),
	F_INT(struct usage, output_tokens, NULLABLE, 0, 0, 0, "Written"),
};
static const struct schema usage_schema = SCHEMA("Usage", struct usage, usage_fields);

struct answer {
	struct str model, stop_reason;
	struct vec content;
	struct usage *usage;
};
static const struct field answer_fields[] = {
	F_STR(struct answer, model, NULLABLE, 0, 0, NULL, "Who wrote"),
	F_STR(struct answer, stop_reason, NULLABLE, 0, 0, NULL, "Why it ended"),
	F_LIST(struct answer, content, REQUIRED, 0, 0, &block_schema, "The text, in blocks"),
	F_OBJ(struct answer, usage, NULLABLE, &usage_schema, "Tokens"),
};
static const struct schema answer_schema = SCHEMA("Answer", struct answer, answer_fields);

struct delta {
	struct str type, text, stop_reason;
};
static const struct field delta_fields[] = {
	F_STR(struct delta, type, NULLABLE, 0, 0, NULL, "text_delta, and others"),
	F_STR(struct delta, text, NULLABLE, 0, 0, NULL, "The next piece"),
	F_STR(struct delta, stop_reason, NULLABLE, 0, 0, NULL, "In message_delta"),
};
static const struct schema delta_schema = SCHEMA("Delta", struct delta, delta_fields);

struct event {
	struct str type;
	struct answer *message;
	struct delta *delta;
	struct usage *usage;
};
static const struct field event_fields[] = {
	F_STR(struct event, type, REQUIRED, 0, 0, NULL, "What happened"),
	F_OBJ(struct event, message, NULLABLE, &answer_schema, "In message_start"),
	F_OBJ(struct event, delta, NULLABLE, &delta_schema, "In the deltas"),
	F_OBJ(struct event, usage, NULLABLE, &usage_schema, "In message_delta"),
};
static const struct schema event_schema = SCHEMA("StreamEvent", struct event, event_fields);

/* ---- the request ---- */
static struct str anthropic_model(void)
{
	return str_c(*conf.anthropic_model ? conf.anthropic_model : first_model);
}

static struct http_request request_to(const char *path)
{
	return (struct http_request){
		.url = str_printf(mem(), "%s%s", conf.anthropic_url, path),
		.headers = { { "x-api-key", str_c(conf.anthropic_key) }, { "anthropic-version", STR("2023-06-01") } },
		.timeout_ms = provider_timeout(),
		.max_body = REPLY_MAX,
	};
}

static int post_to(const struct chat_request *in, bool stream, struct http_request *ret)
{
	struct buf body = BUF_ON(mem(), REPLY_MAX);

	if (!*conf.anthropic_model) {
		struct http_request list = request_to("/v1/models?limit=1");

		TRY(provider_first_model(&list, first_model, sizeof(first_model))); /* http */
	}
	prompt_anthropic(&body, in, anthropic_model(), stream);
	if (!buf_ok(&body))
		return -ERR_NOMEM;
	*ret = request_to("/v1/messages");
	ret->method = "POST";
	ret->content_type = "application/json";
	ret->body = buf_view(&body);
	return 0;
}

static int read_answer(const struct http_response *response, struct llm_reply *to)
{
	struct buf text = BUF_ON(mem(), REPLY_MAX);
	struct answer *answer;
	const struct block *blocks;
	struct str whole;

	TRY(response->result);
	TRY(provider_status(&provider_anthropic, response));
	TRY(schema_read(&answer_schema, response->body, (void **)&answer));
	blocks = answer->content.items;
	for (size_t i = 0; i < answer->content.n; i++) {
		if (str_is(blocks[i].type, "text"))
			buf_str(&text, blocks[i].text);
	}
	whole = str_trim(buf_view(&text));
	if (!whole.n)
		return fail_private(ERR_UPSTREAM, "anthropic answered without a text");
	to->choices[to->n++] = (struct llm_choice){ whole, prompt_finish(answer->stop_reason) };
	to->model = answer->model.n ? answer->model : anthropic_model();
	if (answer->usage) {
		to->prompt_tokens += answer->usage->input_tokens;
		to->completion_tokens += answer->usage->output_tokens;
	}
	return 0;
}

static int write_whole(const struct chat_request *in, struct llm_reply *ret)
{
	size_t n = (size_t)in->n;
	struct http_request *rq = TRY_MEM(ARENA_ARRAY(mem(), struct http_request, n));
	struct http_response *responses = TRY_MEM(ARENA_ARRAY(mem(), struct http_response, n));
	struct llm_reply reply = { .n = 0 };
	int r = 0;

	TRY(post_to(in, false, &rq[0]));
	for (size_t i = 1; i < n; i++)
		rq[i] = rq[0];
	TRY(http_call_all(rq, responses, (int)n)); /* http: the provider */
	for (size_t i = 0; i < n; i++) {
		int one = read_answer(&responses[i], &reply);

		r = one < 0 ? one : r;
	}
	if (!reply.n)
		return r;
	*ret = reply;
	return 0;
}

/* ---- the stream ---- */
struct reading {
	struct sse_reader reader;
	struct llm_stream *out;
	struct llm_reply reply;
	bool done;
};

static int on_event(void *arg, struct str name, struct str data)
{
	struct reading *rd = arg;
	struct event *ev;

	(void)name; /* data.type says the same */
	TRY(schema_read(&event_schema, data, (void **)&ev));
	if (str_is(ev->type, "error"))
		return fail_private(ERR_UPSTREAM, "the stream holds an error");
	if (str_is(ev->type, "message_stop"))
		rd->done = true;
	if (ev->message && ev->message->model.n)
		rd->reply.model = ev->message->model;
	if (ev->message && ev->message->usage)
		rd->reply.prompt_tokens = ev->message->usage->input_tokens;
	if (ev->usage)
		rd->reply.completion_tokens = ev->usage->output_tokens;
	if (ev->delta && ev->delta->stop_reason.n)
		rd->reply.choices[0].finish = prompt_finish(ev->delta->stop_reason);
	if (ev->delta && str_is(ev->delta->type, "text_delta"))
		return provider_piece(rd->out, rd->reply.model, ev->delta->text);
	return 0;
}

static int on_data(void *arg, struct str bytes)
{
	struct reading *rd = arg;

	return sse_reader_feed(&rd->reader, bytes, on_event, rd);
}

static int write_stream(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	struct reading rd = { .out = out, .reply = { .n = 1, .choices = { { STR_NONE, STR("stop") } } } };
	struct http_request rq;
	struct http_response response;

	TRY(post_to(in, true, &rq));
	rd.reply.model = anthropic_model();
	sse_reader_init(&rd.reader, mem(), EVENT_MAX);
	rq.on_data = on_data;
	rq.arg = &rd;
	TRY(http_call(&rq, &response)); /* http: the provider, and the client's socket */
	TRY(provider_status(&provider_anthropic, &response));
	if (!rd.done || !out->begun)
		return fail_private(ERR_UPSTREAM, "the stream of anthropic ended early");
	*ret = rd.reply;
	return 0;
}

static bool anthropic_ready(void)
{
	return *conf.anthropic_key && *conf.anthropic_url;
}

static int anthropic_write(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	return out ? write_stream(in, out, ret) : write_whole(in, ret);
}

const struct provider provider_anthropic = {
	.name = "anthropic",
	.owner = "anthropic",
	.ready = anthropic_ready,
	.model = anthropic_model,
	.write = anthropic_write,
};
