/* Handlers of llm-svc. */
#ifndef LLM_COMPLETIONS_H
#define LLM_COMPLETIONS_H

#include "web/request.h"

/* POST /v1/chat/completions: one text or several, whole or as a stream. */
int completions_create(struct request *rq) SUSPENDS;
/* GET /v1/models: who can be asked. */
int models_list(struct request *rq) SUSPENDS;
/* Once, before the first request. */
int completions_start(void);

#endif
