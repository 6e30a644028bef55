/* Settings of llm-svc besides those that every daemon has (web/service.h). */
#ifndef LLM_SETTINGS_H
#define LLM_SETTINGS_H

#include <stdint.h>

#include "base/conf.h"

struct llm_conf {
	const char *providers; /* the order, "openai,anthropic,local"; builtin is always the last */
	const char *openai_url, *openai_key, *openai_model;
	const char *anthropic_url, *anthropic_key, *anthropic_model;
	const char *local_url, *local_key, *local_model;
	int64_t timeout_ms;   /* one provider's whole answer */
	int64_t daily_tokens; /* 0 = no limit */
};
extern struct llm_conf conf;
extern const struct conf_var llm_settings[];

#endif
