/* provider: who can write, in which order they are asked, and what happens when one cannot.
 *
 * Each configured provider is asked in turn with a deadline of its own; a failure of any kind (no
 * connection, too slow, 4xx, 5xx, nonsense, a breaker that is open) goes on to the next, and builtin,
 * which needs nobody, is the last. A provider that said 429 or refused our key rests a while. Prompts,
 * answers and keys are never logged.
 */
#ifndef LLM_PROVIDER_H
#define LLM_PROVIDER_H

#include "net/http_client.h"
#include "schemas.h"

struct llm_choice {
	struct str text, finish; /* finish in OpenAI's words */
};

struct llm_reply {
	struct str model; /* who wrote */
	struct llm_choice choices[CHAT_CHOICES_MAX];
	size_t n; /* 1 or more; may be fewer than were asked for */
	int64_t prompt_tokens, completion_tokens;
};

/* Where pieces go while they come. After the first one there is no way back to another provider. */
struct llm_stream {
	int (*piece)(void *arg, struct str model, struct str text) SUSPENDS;
	void *arg;
	bool begun;
};

struct provider {
	const char *name, *owner;
	bool (*ready)(void);
	/* The model's name as far as it is known without asking; "" = not yet. */
	struct str (*model)(void);
	/* out NULL: the whole answer into ret; else pieces to out and, at the end, finish and tokens into
	 * ret. 0 or negative, and ret untouched. */
	int (*write)(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret) SUSPENDS;
};

extern const struct provider provider_openai, provider_local, provider_anthropic, provider_builtin;

/* Reads LLM_PROVIDERS. -ERR_INVALID on an unknown name. */
int provider_setup(void);
/* Those that are configured, in order, builtin last. At most max. */
size_t provider_list(const struct provider **ret, size_t max);

/* The first provider that succeeds. in->model may name a provider or its model: that one is asked
 * first; "builtin" asks nobody else. 0 or a reason of the caller's (gone, shutdown), or the error of a
 * stream that broke after it had begun. */
int provider_write(const struct chat_request *in, struct llm_stream *out, struct llm_reply *ret) SUSPENDS;

/* ---- for the providers ---- */

/* Hands a piece of text on and notes that the stream has begun. Empty pieces are passed over. */
int provider_piece(struct llm_stream *out, struct str model, struct str text) SUSPENDS;
/* 0 for 2xx; else -ERR_UPSTREAM, and p rests when the status says so. */
int provider_status(const struct provider *p, const struct http_response *response);
/* Milliseconds that this try may take: the setting, or what the request's deadline leaves. */
int64_t provider_timeout(void);
/* The first model that GET <url> lists, kept for the process in *kept (64 bytes or more). */
int provider_first_model(const struct http_request *rq, char *kept, size_t size) SUSPENDS;

#endif
