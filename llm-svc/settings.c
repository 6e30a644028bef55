#include "settings.h"

#include <stddef.h>

struct llm_conf conf;

const struct conf_var llm_settings[] = {
	CONF_STR("LLM_PROVIDERS", &conf.providers, "openai,anthropic,local",
		"order in which configured providers are tried; builtin always follows"),
	CONF_STR("OPENAI_BASE_URL", &conf.openai_url, "https://api.openai.com/v1",
		"an OpenAI-compatible address, without /chat/completions"),
	CONF_STR("OPENAI_API_KEY", &conf.openai_key, "", "switches the provider openai on"),
	CONF_STR("OPENAI_MODEL", &conf.openai_model, "gpt-4", "model to ask for"),
	CONF_STR("ANTHROPIC_BASE_URL", &conf.anthropic_url, "https://api.anthropic.com",
		"Anthropic's address, without /v1/messages"),
	CONF_STR("ANTHROPIC_API_KEY", &conf.anthropic_key, "", "switches the provider anthropic on"),
	CONF_STR("ANTHROPIC_MODEL", &conf.anthropic_model, "",
		"model to ask for; empty: the first that the server lists"),
	CONF_STR("LOCAL_LLM_URL", &conf.local_url, "",
		"switches the provider local on: llama.cpp, Ollama or vLLM, e.g. http://127.0.0.1:8080/v1"),
	CONF_STR("LOCAL_LLM_KEY", &conf.local_key, "", "its bearer key, if it wants one"),
	CONF_STR("LOCAL_LLM_MODEL", &conf.local_model, "", "model to ask for; empty: the first that the server lists"),
	CONF_INT("LLM_TIMEOUT_MS", &conf.timeout_ms, 20000, 100, 300000, "patience with one provider"),
	CONF_INT("LLM_DAILY_TOKENS", &conf.daily_tokens, 0, 0, 1000000000000,
		"tokens a day (UTC) and process, then builtin writes; 0 = no limit"),
	CONF_END,
};
