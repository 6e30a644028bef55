#include "contents.h"
#include "copy.h"
#include "peer_llm.h"
#include "web/service.h"
#include "wire/content.h"
#include "wire/store.h"

struct peer llm_svc = { .name = "llm-svc" };

static const struct conf_var settings[] = {
	CONF_STR("LLM_URL", &llm_svc.url, "http://127.0.0.1:9021", "llm-svc"),
	CONF_END,
};

enum { TEXT = 256 * 1024 };

static const int upstream[] = { 502, 504, 0 };
static const struct route routes[] = {
	{ .method = HTTP_POST,
		.path = "/v1/content/generate",
		.scope = "peer",
		.deadline_ms = 65000,
		.body_limit = TEXT,
		.body = &content_request_schema,
		.reply = &content_reply_schema,
		.handler = contents_generate,
		.errors = upstream,
		.id = "contentGenerate",
		.summary = "A text, with alternatives and the reasons of its score" },
	{ .method = HTTP_POST,
		.path = "/v1/content/{content_id}/rating",
		.scope = "peer",
		.body_limit = TEXT,
		.body = &rating_request_schema,
		.handler = contents_rate,
		.status = 204,
		.id = "contentRate",
		.summary = "Say how good a text was" },
	{ .method = HTTP_POST,
		.path = "/v1/stores/copy",
		.scope = "peer",
		.deadline_ms = 310000,
		.body_limit = STORE_BYTES,
		.body_values = STORE_VALUES,
		.body = &store_copy_request_schema,
		.reply = &store_copy_reply_schema,
		.handler = copy_create,
		.errors = upstream,
		.id = "storeCopy",
		.summary = "Write every text that a store still lacks" },
	{ .path = NULL },
};

static int start(void)
{
	return contents_open();
}

static const struct service content_svc = {
	.name = "content-svc",
	.prefix = "CONTENT",
	.port = 9022,
	.title = "content-svc",
	.description = "Copy for products and pages: written, scored, kept.",
	.settings = settings,
	.routes = routes,
	.database = true,
	.redis = true,
	.start = start,
	.stop = contents_close,
};

int main(int argc, char **argv)
{
	return service_main(&content_svc, argc, argv);
}
