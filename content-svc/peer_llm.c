#include "peer_llm.h"

#include "base/context.h"
#include "base/err.h"

enum { PATIENCE_MS = 55000, PROMPT_MOST = 128 * 1024, TEXTS = 4 };

struct message {
	struct str role, content;
};
struct choice {
	struct message *message;
};
struct completion {
	struct str model;
	struct vec choices;
};

static const struct field message_fields[] = {
	F_STR(struct message, role, 0, 0, 0, NULL, "assistant"),
	F_STR(struct message, content, REQUIRED, 0, 0, NULL, "The text"),
};
static const struct schema message_schema = SCHEMA("Message", struct message, message_fields);
static const struct field choice_fields[] = { F_OBJ(
	struct choice, message, REQUIRED, &message_schema, "What was written") };
static const struct schema choice_schema = SCHEMA("Choice", struct choice, choice_fields);
static const struct field completion_fields[] = {
	F_STR(struct completion, model, REQUIRED, 0, 0, NULL, "Who wrote it"),
	F_LIST(struct completion, choices, REQUIRED, 1, 10, &choice_schema, "Texts"),
};
static const struct schema completion_schema = SCHEMA("Completion", struct completion, completion_fields);

static int request_of(struct str prompt, int n, struct peer_request *ret)
{
	struct buf b = BUF_ON(mem(), PROMPT_MOST);

	buf_c(&b, "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":");
	buf_json_str(&b, prompt);
	buf_printf(&b, "}],\"n\":%d}", n);
	if (!buf_ok(&b))
		return fail(ERR_TOO_LARGE, "the facts are too long to be written about");
	*ret = (struct peer_request){ .method = "POST",
		.path = STR("/v1/chat/completions"),
		.raw_body = buf_view(&b),
		.out = &completion_schema,
		.timeout_ms = PATIENCE_MS,
		.repeatable = true };
	return 0;
}

static int take(const struct completion *c, struct written *ret)
{
	const struct choice *choices = c->choices.items;
	struct str *texts = TRY_MEM(ARENA_ARRAY(mem(), struct str, TEXTS));

	*ret = (struct written){ .model = c->model, .texts = { texts, 0 } };
	for (size_t i = 0; i < c->choices.n && ret->texts.n < TEXTS; i++) {
		texts[ret->texts.n] = str_trim(choices[i].message->content);
		ret->texts.n += texts[ret->texts.n].n > 0;
	}
	return ret->texts.n ? 0 : fail_private(ERR_UPSTREAM, "llm-svc wrote nothing");
}

int llm_write(struct str prompt, int n, struct written *ret)
{
	struct peer_request rq;
	struct completion *c;

	TRY(request_of(prompt, n, &rq));
	TRY(peer_call(&llm_svc, &rq, (void **)&c));
	return take(c, ret);
}

int llm_write_all(const struct str *prompts, struct written *ret, int n)
{
	const struct peer **peers = TRY_MEM(ARENA_ARRAY(mem(), const struct peer *, n));
	struct peer_request *rqs = TRY_MEM(ARENA_ARRAY(mem(), struct peer_request, n));
	void **outs = TRY_MEM(ARENA_ARRAY(mem(), void *, n));
	int *results = TRY_MEM(ARENA_ARRAY(mem(), int, n));

	for (int i = 0; i < n; i++) {
		peers[i] = &llm_svc;
		TRY(request_of(prompts[i], 1, &rqs[i]));
	}
	TRY(peer_call_all(peers, rqs, outs, results, n));
	for (int i = 0; i < n; i++) {
		ret[i] = (struct written){ .result = results[i] };
		if (results[i] == 0)
			ret[i].result = take(outs[i], &ret[i]);
	}
	return 0;
}
