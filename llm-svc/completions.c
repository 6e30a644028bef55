#include "completions.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "net/sse.h"
#include "provider.h"
#include "schemas.h"

enum { PROVIDERS_MAX = 4, CHUNK_MAX = 1 << 20 };

static int64_t started;

int completions_start(void)
{
	started = clock_unix();
	return provider_setup();
}

static struct str new_id(void)
{
	char id[37];

	uuid_new(id);
	return str_printf(mem(), "chatcmpl-%s", id);
}

static struct chat_usage *usage_of(const struct llm_reply *from)
{
	struct chat_usage *u = ARENA_NEW(mem(), struct chat_usage);

	if (u)
		*u = (struct chat_usage){ from->prompt_tokens, from->completion_tokens,
			from->prompt_tokens + from->completion_tokens };
	return u;
}

static int reply_whole(struct request *rq, const struct llm_reply *from)
{
	struct chat_choice *choices = TRY_MEM(ARENA_ARRAY(mem(), struct chat_choice, from->n));
	struct chat_answer *answers = TRY_MEM(ARENA_ARRAY(mem(), struct chat_answer, from->n));
	struct chat_reply out = {
		.id = new_id(),
		.object = STR("chat.completion"),
		.created = clock_unix(),
		.model = from->model,
		.choices = { choices, from->n },
		.usage = TRY_MEM(usage_of(from)),
	};

	for (size_t i = 0; i < from->n; i++) {
		answers[i] = (struct chat_answer){ .role = STR("assistant"), .content = from->choices[i].text };
		choices[i].index = (int64_t)i;
		choices[i].message = &answers[i];
		choices[i].finish_reason = from->choices[i].finish;
	}
	return reply(rq, 200, &chat_reply_schema, &out);
}

/* ---- the stream: its head goes out with the first piece, so that until then a failure is a problem
 * document and another provider can take over ---- */
struct streaming {
	struct request *rq;
	struct str id, model;
	int64_t created;
};

static int send_chunk(struct streaming *st, const struct chat_delta *delta, struct str finish, struct chat_usage *usage)
{
	_cleanup_buf_ struct buf b = BUF_ON(NULL, CHUNK_MAX);
	struct chat_delta what = delta ? *delta : (struct chat_delta){ .role = STR_NONE };
	struct chat_chunk_choice choice = { .delta = &what, .finish_reason = finish };
	struct chat_chunk chunk = {
		.id = st->id,
		.object = STR("chat.completion.chunk"),
		.created = st->created,
		.model = st->model,
		.choices = { &choice, usage ? 0 : 1 },
		.usage = usage,
	};

	schema_encode(&b, &chat_chunk_schema, &chunk);
	if (!buf_ok(&b))
		return -ERR_NOMEM;
	return sse_send(st->rq->ex, STR_NONE, STR_NONE, buf_view(&b));
}

static int send_piece(void *arg, struct str model, struct str text)
{
	struct streaming *st = arg;
	struct chat_delta delta = { .content = text };

	if (!st->model.p) {
		st->model = str_dup(mem(), model);
		TRY(reply_sse(st->rq)); /* the client's socket */
		delta.role = STR("assistant");
	}
	return send_chunk(st, &delta, STR_NONE, NULL);
}

/* What was begun cannot become a problem document: the error goes in the stream, as OpenAI does. */
static int end_broken(struct streaming *st, int r)
{
	struct str text = str_printf(
		mem(), "{\"error\":{\"message\":\"%s\",\"type\":\"%s\"}}", err_info(r)->title, err_info(r)->code);

	log_warn("stream broke", LOG_S("error", err_info(r)->code));
	TRY(sse_send(st->rq->ex, STR_NONE, STR_NONE, text));
	return http_reply_end(st->rq->ex);
}

static int stream(struct request *rq, const struct chat_request *in)
{
	struct streaming st = { .rq = rq, .id = new_id(), .created = clock_unix() };
	struct llm_stream out = { .piece = send_piece, .arg = &st };
	struct llm_reply done;
	int r = provider_write(in, &out, &done); /* http: the providers */

	if (r < 0)
		return http_exchange_replied(rq->ex) ? end_broken(&st, r) : r;
	TRY(send_chunk(&st, NULL, done.choices[0].finish, NULL));
	if (in->stream_options && in->stream_options->include_usage)
		TRY(send_chunk(&st, NULL, STR_NONE, TRY_MEM(usage_of(&done))));
	TRY(sse_send(rq->ex, STR_NONE, STR_NONE, STR("[DONE]")));
	return http_reply_end(rq->ex);
}

int completions_create(struct request *rq)
{
	const struct chat_request *in = body(rq);
	struct llm_reply done;

	/* A text that nobody waits for any more need not be paid for. */
	http_watch_hangup(rq->ex, true);
	if (in->stream)
		return stream(rq, in);
	TRY(provider_write(in, NULL, &done)); /* http: the providers */
	return reply_whole(rq, &done);
}

int models_list(struct request *rq)
{
	const struct provider *list[PROVIDERS_MAX];
	size_t n = provider_list(list, PROVIDERS_MAX);
	struct model models[PROVIDERS_MAX];
	struct model_list out = { .object = STR("list"), .data = { models, n } };

	for (size_t i = 0; i < n; i++) {
		struct str id = list[i]->model();

		models[i] = (struct model){ id.n ? id : str_c(list[i]->name), STR("model"), started,
			str_c(list[i]->owner) };
	}
	return reply(rq, 200, &model_list_schema, &out);
}
