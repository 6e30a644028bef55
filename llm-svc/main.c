/* llm-svc: texts, by language models where they are configured, by the builtin writer where not. */
#include "completions.h"
#include "routes.h"
#include "settings.h"
#include "web/service.h"

static const struct service llm_service = {
	.name = "llm-svc",
	.prefix = "LLM",
	.port = 9021,
	.title = "LLM service",
	.description = "Chat completions in OpenAI's form over whatever providers are configured, and a builtin writer",
	.settings = llm_settings,
	.routes = routes,
	.start = completions_start,
};

int main(int argc, char **argv)
{
	return service_main(&llm_service, argc, argv);
}
