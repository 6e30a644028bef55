#include "prompt.h"

#include "base/context.h"

enum { ANSWER_TOKENS = 1024, SYSTEM_MAX = 1 << 20 };

static const struct chat_message *message(const struct chat_request *in, size_t i)
{
	return &((const struct chat_message *)in->messages.items)[i];
}

static bool is_system(const struct chat_message *m)
{
	return str_is(m->role, "system") || str_is(m->role, "developer");
}

static void put_str(struct buf *b, const char *key, struct str value)
{
	buf_json_key(b, key);
	buf_json_str(b, value);
}

static void put_int(struct buf *b, const char *key, int64_t value)
{
	if (value < 0)
		return;
	buf_json_key(b, key);
	buf_i64(b, value);
}

static void put_num(struct buf *b, const char *key, double value)
{
	if (value < 0)
		return;
	buf_json_key(b, key);
	buf_json_num(b, value);
}

static void put_stop(struct buf *b, const char *key, const struct vec *stop)
{
	const struct str *items = stop->items;

	if (!stop->n)
		return;
	buf_json_key(b, key);
	for (size_t i = 0; i < stop->n; i++) {
		buf_char(b, i ? ',' : '[');
		buf_json_str(b, items[i]);
	}
	buf_char(b, ']');
}

static void put_turn(struct buf *b, const char *role, struct str content)
{
	buf_c(b, b->len && b->p[b->len - 1] == '[' ? "{" : ",{");
	put_str(b, "role", str_c(role));
	put_str(b, "content", content);
	buf_char(b, '}');
}

void prompt_openai(struct buf *b, const struct chat_request *in, struct str model, bool stream)
{
	buf_char(b, '{');
	put_str(b, "model", model);
	buf_json_key(b, "messages");
	buf_char(b, '[');
	for (size_t i = 0; i < in->messages.n; i++) {
		/* Compatible servers know "system", not all of them its newer name. */
		put_turn(b, is_system(message(in, i)) ? "system" : message(in, i)->role.p, message(in, i)->content);
	}
	buf_char(b, ']');
	put_num(b, "temperature", in->temperature);
	put_num(b, "top_p", in->top_p);
	put_int(b, "max_tokens", in->max_tokens);
	put_int(b, "max_completion_tokens", in->max_completion_tokens);
	put_int(b, "seed", in->seed);
	if (in->n > 1)
		put_int(b, "n", in->n);
	put_stop(b, "stop", &in->stop);
	if (in->response_format) {
		buf_json_key(b, "response_format");
		buf_json(b, in->response_format);
	}
	if (stream)
		buf_c(b, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
	buf_char(b, '}');
}

/* All lines of the system, joined. */
static struct str system_lines(const struct chat_request *in)
{
	struct buf b = BUF_ON(mem(), SYSTEM_MAX);

	for (size_t i = 0; i < in->messages.n; i++) {
		if (!is_system(message(in, i)))
			continue;
		if (b.len)
			buf_c(&b, "\n\n");
		buf_str(&b, message(in, i)->content);
	}
	return b.len ? buf_view(&b) : STR_NONE;
}

static void put_turns(struct buf *b, const struct chat_request *in)
{
	struct buf said = BUF_ON(mem(), SYSTEM_MAX);
	bool user = true;

	for (size_t i = 0; i < in->messages.n; i++) {
		const struct chat_message *m = message(in, i);
		bool by_user = str_is(m->role, "user");

		if (is_system(m))
			continue;
		if (by_user != user && said.len) {
			put_turn(b, user ? "user" : "assistant", buf_view(&said));
			said.len = 0;
		}
		/* A conversation that the assistant opens needs a user's turn before it. */
		if (by_user != user && !said.len && b->p[b->len - 1] == '[')
			put_turn(b, "user", STR("Hello."));
		user = by_user;
		if (said.len)
			buf_c(&said, "\n\n");
		buf_str(&said, m->content);
	}
	if (said.len || b->p[b->len - 1] == '[')
		put_turn(b, user ? "user" : "assistant", said.len ? buf_view(&said) : STR("Begin."));
}

void prompt_anthropic(struct buf *b, const struct chat_request *in, struct str model, bool stream)
{
	struct str system = system_lines(in);
	int64_t most = in->max_completion_tokens > 0 ? in->max_completion_tokens : in->max_tokens;

	buf_char(b, '{');
	put_str(b, "model", model);
	put_int(b, "max_tokens", most > 0 ? most : ANSWER_TOKENS);
	if (system.p)
		put_str(b, "system", system);
	buf_json_key(b, "messages");
	buf_char(b, '[');
	put_turns(b, in);
	buf_char(b, ']');
	/* Its scale ends at 1. */
	put_num(b, "temperature", in->temperature > 1 ? 1 : in->temperature);
	put_num(b, "top_p", in->top_p);
	put_stop(b, "stop_sequences", &in->stop);
	if (stream)
		buf_c(b, ",\"stream\":true");
	buf_char(b, '}');
}

struct str prompt_last_user(const struct chat_request *in)
{
	for (size_t i = in->messages.n; i; i--) {
		if (str_is(message(in, i - 1)->role, "user"))
			return message(in, i - 1)->content;
	}
	return STR("");
}

struct str prompt_finish(struct str stop_reason)
{
	static const struct {
		const char *from, *to;
	} words[] = {
		{ "end_turn", "stop" },
		{ "stop_sequence", "stop" },
		{ "stop", "stop" },
		{ "max_tokens", "length" },
		{ "length", "length" },
		{ "refusal", "content_filter" },
		{ "content_filter", "content_filter" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_is(stop_reason, words[i].from))
			return str_c(words[i].to);
	}
	return STR("stop");
}
