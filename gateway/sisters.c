#include "sisters.h"

#include "base/context.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/http_client.h"
#include "settings.h"

enum { PAUSE_MS = 5000, PATIENCE_MS = 2000 };

static bool llm_up, integration_up;

static bool alive(const struct peer *p)
{
	struct http_request rq = { .url = str_printf(mem(), "%s/livez", p->url),
		.timeout_ms = PATIENCE_MS,
		.skip_breaker = true,
		.sister = true };
	struct http_response rs;

	return http_call(&rq, &rs) == 0 && rs.status == 200;
}

void sisters_probe(void *unused)
{
	(void)unused;
	context()->task = "sisters";
	while (!fiber_cancelled()) {
		bool all;

		llm_up = alive(&llm_svc);
		integration_up = alive(&integration_svc);
		all = llm_up && integration_up;
		context_clear(context());
		wait_ms(all ? PAUSE_MS : PAUSE_MS / 5);
	}
}

static bool is_llm_up(void)
{
	return llm_up;
}

static bool is_integration_up(void)
{
	return integration_up;
}

const struct health_check sisters_health[] = {
	{ "llm_service", is_llm_up, false },
	{ "external_apis", is_integration_up, false },
	{ NULL, NULL, false },
};
