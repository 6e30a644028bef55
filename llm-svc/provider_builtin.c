/* The composer as a provider: needs no key, no network and no time; claims only what it was told. */
#include "base/context.h"
#include "base/err.h"
#include "compose.h"
#include "prompt.h"
#include "provider.h"

static bool builtin_ready(void)
{
	return true;
}

static struct str builtin_model(void)
{
	return STR("builtin");
}

/* Sentence by sentence: the pieces that it thinks in. */
static int send_sentences(struct llm_stream *out, struct str text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != ' ' || !i || !strchr(".?!", text.p[i - 1]))
			continue;
		TRY(provider_piece(out, STR("builtin"), str_sub(text, from, i + 1)));
		from = i + 1;
	}
	return provider_piece(out, STR("builtin"), str_sub(text, from, text.n));
}

static int compose_choice(const struct compose_input *in, int64_t seed, unsigned variant, struct str *ret)
{
	struct compose_input *asked = TRY_MEM(ARENA_NEW(mem(), struct compose_input));
	struct buf b = BUF_ON(mem(), COMPOSE_MAX);

	*asked = *in;
	asked->variant += variant;
	if (seed >= 0)
		asked->seed = (uint64_t)seed;
	TRY(compose(mem(), asked, &b));
	*ret = buf_view(&b);
	return 0;
}

static int builtin_write(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret)
{
	struct compose_input *input = TRY_MEM(ARENA_NEW(mem(), struct compose_input));
	struct llm_reply reply = { .model = STR("builtin") };
	int r = compose_from_prompt(prompt_last_user(in), input);
	size_t n = r < 0 ? 1 : (size_t)in->n;

	for (; reply.n < n; reply.n++) {
		struct llm_choice *choice = &reply.choices[reply.n];

		choice->finish = STR("stop");
		choice->text = str_c(compose_help());
		if (r == 0)
			TRY(compose_choice(input, in->seed, (unsigned)reply.n, &choice->text));
	}
	if (out)
		TRY(send_sentences(out, reply.choices[0].text));
	*ret = reply;
	return 0;
}

const struct provider provider_builtin = {
	.name = "builtin",
	.owner = "this shop system",
	.ready = builtin_ready,
	.model = builtin_model,
	.write = builtin_write,
};
