/* OpenAI, and every server that speaks its language: one protocol, two sets of settings. */
#include "base/context.h"
#include "base/err.h"
#include "net/sse.h"
#include "prompt.h"
#include "provider.h"
#include "settings.h"

enum { REPLY_MAX = 4 << 20, EVENT_MAX = 1 << 20, MODEL_MAX = 128 };

struct endpoint {
	const struct provider *provider;
	const char *const *url, *const *key, *const *model;
	char first_model[MODEL_MAX]; /* asked of the server when no model is set */
};

/* ---- replies, whole and in pieces ---- */
struct remote_message {
	struct str content;
};
static const struct field remote_message_fields[] = {
	F_STR(struct remote_message, content, NULLABLE, 0, 0, NULL, "Null in the first delta of some"),
};
static const struct schema remote_message_schema = SCHEMA(
	"RemoteMessage", struct remote_message, remote_message_fields);

struct remote_choice {
	struct remote_message *message, *delta;
	struct str finish_reason;
};
static const struct field remote_choice_fields[] = {
	F_OBJ(struct remote_choice, message, NULLABLE, &remote_message_schema, "Of a whole answer"),
	F_OBJ(struct remote_choice, delta, NULLABLE, &remote_message_schema, "Of a piece"),
	F_STR(struct remote_choice, finish_reason, NULLABLE, 0, 0, NULL, "Why it ended"),
};
static const struct schema remote_choice_schema = SCHEMA("RemoteChoice", struct remote_choice, remote_choice_fields);

static const struct field remote_usage_fields[] = {
	F_INT(struct chat_usage, prompt_tokens, NULLABLE, 0, 0, 0, "Read"),
	F_INT(struct chat_usage, completion_tokens, NULLABLE, 0, 0, 0, "Written"),
};
static const struct schema remote_usage_schema = SCHEMA("RemoteUsage", struct chat_usage, remote_usage_fields);

struct remote_reply {
	struct str model;
	struct vec choices;
	struct chat_usage *usage;
	const struct json *error;
};
static const struct field remote_reply_fields[] = {
	F_STR(struct remote_reply, model, NULLABLE, 0, 0, NULL, "Who wrote"),
	F_LIST(struct remote_reply, choices, NULLABLE, 0, 0, &remote_choice_schema, "The answers"),
	F_OBJ(struct remote_reply, usage, NULLABLE, &remote_usage_schema, "Tokens"),
	F_JSON(struct remote_reply, error, NULLABLE, NULL, "In the middle of a stream"),
};
static const struct schema remote_reply_schema = SCHEMA("RemoteReply", struct remote_reply, remote_reply_fields);

static void take_usage(struct llm_reply *to, const struct remote_reply *from)
{
	if (!from->usage)
		return;
	to->prompt_tokens = from->usage->prompt_tokens;
	to->completion_tokens = from->usage->completion_tokens;
}

/* ---- the request ---- */
static struct http_request request_to(const struct endpoint *e, const char *path)
{
	struct http_request rq = { .max_body = REPLY_MAX };

	rq.url = str_printf(mem(), "%s%s", *e->url, path);
	rq.timeout_ms = provider_timeout();
	rq.headers[0] = (struct http_pair){ "accept", STR("application/json, text/event-stream") };
	if (**e->key)
		rq.headers[1] = (struct http_pair){ "authorization", str_printf(mem(), "Bearer %s", *e->key) };
	return rq;
}

static struct str model_of(const struct endpoint *e)
{
	return str_c(**e->model ? *e->model : e->first_model);
}

static int post_to(struct endpoint *e, const struct chat_request *in, bool stream, struct http_request *ret)
{
	struct buf body = BUF_ON(mem(), REPLY_MAX);

	if (!**e->model) {
		struct http_request list = request_to(e, "/models");

		TRY(provider_first_model(&list, e->first_model, sizeof(e->first_model))); /* http */
	}
	prompt_openai(&body, in, model_of(e), stream);
	if (!buf_ok(&body))
		return -ERR_NOMEM;
	*ret = request_to(e, "/chat/completions");
	ret->method = "POST";
	ret->content_type = "application/json";
	ret->body = buf_view(&body);
	return 0;
}

static int write_whole(struct endpoint *e, const struct chat_request *in, struct llm_reply *ret)
{
	struct llm_reply reply = { .n = 0 };
	struct http_request rq;
	struct http_response response;
	struct remote_reply *remote;
	const struct remote_choice *choices;

	TRY(post_to(e, in, false, &rq));
	TRY(http_call(&rq, &response)); /* http: the provider */
	TRY(provider_status(e->provider, &response));
	TRY(schema_read(&remote_reply_schema, response.body, (void **)&remote));
	choices = remote->choices.items;
	for (size_t i = 0; i < remote->choices.n && reply.n < CHAT_CHOICES_MAX; i++) {
		struct str text = choices[i].message ? str_trim(choices[i].message->content) : STR_NONE;

		if (text.n)
			reply.choices[reply.n++] = (struct llm_choice){ text, prompt_finish(choices[i].finish_reason) };
	}
	if (!reply.n)
		return fail_private(ERR_UPSTREAM, "%s answered without a text", e->provider->name);
	reply.model = remote->model.n ? remote->model : model_of(e);
	take_usage(&reply, remote);
	*ret = reply;
	return 0;
}

/* ---- the stream ---- */
struct reading {
	struct sse_reader reader;
	struct llm_stream *out;
	struct llm_reply reply;
	bool done; /* [DONE] or a finish_reason was read */
};

static int on_event(void *arg, struct str event, struct str data)
{
	struct reading *rd = arg;
	struct remote_reply *piece;
	const struct remote_choice *choice;

	(void)event;
	if (str_is(str_trim(data), "[DONE]")) {
		rd->done = true;
		return 0;
	}
	TRY(schema_read(&remote_reply_schema, data, (void **)&piece));
	if (piece->error && json_kind(piece->error) != JSON_NULL)
		return fail_private(ERR_UPSTREAM, "the stream holds an error");
	if (piece->model.n && !rd->out->begun)
		rd->reply.model = piece->model;
	take_usage(&rd->reply, piece);
	choice = piece->choices.items;
	if (!piece->choices.n)
		return 0;
	if (choice->finish_reason.n) {
		rd->done = true;
		rd->reply.choices[0].finish = prompt_finish(choice->finish_reason);
	}
	return choice->delta ? provider_piece(rd->out, rd->reply.model, choice->delta->content) : 0;
}

static int on_data(void *arg, struct str bytes)
{
	struct reading *rd = arg;

	return sse_reader_feed(&rd->reader, bytes, on_event, rd);
}

static int write_stream(
	struct endpoint *e, const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	struct reading rd = { .out = out, .reply = { .n = 1, .choices = { { STR_NONE, STR("stop") } } } };
	struct http_request rq;
	struct http_response response;

	TRY(post_to(e, in, true, &rq));
	rd.reply.model = model_of(e);
	sse_reader_init(&rd.reader, mem(), EVENT_MAX);
	rq.on_data = on_data;
	rq.arg = &rd;
	TRY(http_call(&rq, &response)); /* http: the provider, and the client's socket */
	TRY(provider_status(e->provider, &response));
	if (!rd.done || !out->begun)
		return fail_private(ERR_UPSTREAM, "the stream of %s ended early", e->provider->name);
	*ret = rd.reply;
	return 0;
}

static int write_by(struct endpoint *e, const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	return out ? write_stream(e, in, out, ret) : write_whole(e, in, ret);
}

/* ---- the two providers ---- */
static struct endpoint openai = {
	.provider = &provider_openai,
	.url = &conf.openai_url,
	.key = &conf.openai_key,
	.model = &conf.openai_model,
};
static struct endpoint local = {
	.provider = &provider_local,
	.url = &conf.local_url,
	.key = &conf.local_key,
	.model = &conf.local_model,
};

static bool openai_ready(void)
{
	return *conf.openai_key && *conf.openai_url;
}
static struct str openai_model(void)
{
	return model_of(&openai);
}
static int openai_write(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	return write_by(&openai, in, out, ret);
}

static bool local_ready(void)
{
	return *conf.local_url;
}
static struct str local_model(void)
{
	return model_of(&local);
}
static int local_write(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	return write_by(&local, in, out, ret);
}

const struct provider provider_openai = {
	.name = "openai", .owner = "openai", .ready = openai_ready, .model = openai_model, .write = openai_write
};
const struct provider provider_local = {
	.name = "local", .owner = "local", .ready = local_ready, .model = local_model, .write = local_write
};
