/* prompt: a conversation turned into what each provider wants to read. Pure; memory is mem(). */
#ifndef LLM_PROMPT_H
#define LLM_PROMPT_H

#include "schemas.h"

/* The body of an OpenAI-compatible request, without what the caller did not give. */
void prompt_openai(struct buf *b, const struct chat_request *in, struct str model, bool stream);
/* The body of Anthropic's: system lines apart, turns of one speaker joined, the first one the user's. */
void prompt_anthropic(struct buf *b, const struct chat_request *in, struct str model, bool stream);
/* What the builtin writer reads: the last thing that the user said; "" when there is none. */
struct str prompt_last_user(const struct chat_request *in);
/* finish_reason in OpenAI's words. */
struct str prompt_finish(struct str stop_reason);

#endif
