#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "web/openapi.h"

struct step {
	struct str title;
};
static const struct field step_fields[] = { F_STR(struct step, title, REQUIRED, 1, 200, &format_line, "Title") };
static const struct schema step_schema = SCHEMA("Step", struct step, step_fields);

struct list {
	int64_t page;
	struct str industry;
	struct vec steps;
};
static const struct field query_fields[] = {
	F_INT(struct list, page, 0, 1, 1000, 1, "Page"),
	F_STR(struct list, industry, REQUIRED, 0, 100, NULL, NULL),
};
static const struct schema query_schema = SCHEMA("Query", struct list, query_fields);
static const struct field list_fields[] = { F_LIST(struct list, steps, REQUIRED, 0, 0, &step_schema, "Steps") };
static const struct schema list_schema = SCHEMA("StepList", struct list, list_fields);

static const int64_t ten = 10;
static const struct rate_class steps_rate = { "steps", &ten, false };
static const int conflict[] = { 409, 502, 0 };

static int handler(struct request *rq)
{
	(void)rq;
	return 0;
}

static const struct route routes[] = {
	{ .method = HTTP_GET,
		.path = "/api/v1/wizard/sessions",
		.scope = "wizard:read",
		.query = &query_schema,
		.reply = &list_schema,
		.handler = handler,
		.id = "sessionList",
		.summary = "List sessions" },
	{ .method = HTTP_PUT,
		.path = "/api/v1/wizard/session/{session_id}/step/{step}",
		.scope = "wizard:write",
		.rate = &steps_rate,
		.body_limit = 1000,
		.body = &step_schema,
		.reply = &step_schema,
		.handler = handler,
		.id = "stepUpdate",
		.summary = "Save one step",
		.errors = conflict },
	{ .method = HTTP_DELETE,
		.path = "/api/v1/wizard/session/{session_id}/step/{step}",
		.scope = "any",
		.status = 204,
		.handler = handler,
		.id = "stepDelete",
		.summary = "Forget one step" },
	{ .method = HTTP_POST,
		.path = "/api/v1/assets",
		.scope = "any",
		.body_limit = 5000,
		.flags = ROUTE_RAW_BODY,
		.status = 201,
		.reply = &step_schema,
		.handler = handler,
		.id = "assetCreate",
		.summary = "Upload" },
	{ .method = HTTP_GET,
		.path = "/api/v1/jobs/{job}/events",
		.scope = "any",
		.flags = ROUTE_STREAM,
		.handler = handler,
		.id = "jobEvents",
		.summary = "Follow a job" },
	{ .method = HTTP_POST,
		.path = "/api/v1/chat",
		.scope = "any",
		.body_limit = 5000,
		.body = &step_schema,
		.flags = ROUTE_STREAM,
		.reply = &step_schema,
		.handler = handler,
		.id = "chat",
		.summary = "Chat" },
	{ .method = HTTP_GET,
		.path = "/s/{slug}/{rest...}",
		.scope = "public",
		.flags = ROUTE_NO_JSON_REPLY | ROUTE_NO_LIMIT,
		.media_type = "text/html",
		.handler = handler,
		.id = "storefront",
		.summary = "A page of a store" },
	{ .method = HTTP_GET,
		.path = "/livez",
		.scope = "public",
		.flags = ROUTE_NO_LIMIT,
		.reply = &step_schema,
		.handler = handler,
		.id = "livez",
		.summary = "Alive?" },
	{ .method = HTTP_GET,
		.path = "/hidden",
		.scope = "public",
		.flags = ROUTE_UNDOCUMENTED,
		.handler = handler,
		.id = "hidden",
		.summary = "Not here" },
	{ .path = NULL },
};

static struct str print(const struct route *rows)
{
	const struct route_table table = { .routes = rows,
		.service = "gateway",
		.title = "Gateway",
		.description = "The wizard",
		.default_rate = &steps_rate,
		.idempotency = true };
	struct buf b = BUF_ON(mem(), 1 << 20);

	openapi_print(&b, &table, rows);
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

static void expect_keys(const struct json *object, const char *keys)
{
	struct buf b = BUF_ON(mem(), 10000);

	for (const struct json *c = json_first(object); c; c = json_next(c)) {
		buf_c(&b, b.len ? " " : "");
		buf_str(&b, json_key(c));
	}
	assert_string_equal(buf_view(&b).p, keys);
}

static void test_document(void **state)
{
	struct str text = print(routes);
	const struct json *j, *paths, *op;

	(void)state;
	assert_int_equal(json_parse(text, &j), 0);
	paths = json_get(j, "paths");
	expect_keys(paths,
		"/api/v1/wizard/sessions /api/v1/wizard/session/{session_id}/step/{step} /api/v1/assets /api/v1/jobs/{job}/events "
		"/api/v1/chat /s/{slug}/{rest} /livez");
	expect_keys(json_get(paths, "/api/v1/wizard/session/{session_id}/step/{step}"), "put delete");
	op = json_get(json_get(paths, "/api/v1/wizard/session/{session_id}/step/{step}"), "put");
	expect_keys(json_get(op, "responses"), "200 400 401 403 404 409 413 415 422 429 502 503 default");
	expect_keys(json_get(json_get(json_get(op, "responses"), "200"), "headers"),
		"X-Request-Id RateLimit-Limit RateLimit-Remaining RateLimit-Reset");
	assert_string_equal(json_text(json_get(op, "security")).p, "[{\"bearer\":[\"wizard:write\"]}]");
	assert_string_equal(json_text(json_get(op, "tags")).p, "[\"wizard\"]");
	assert_int_equal(json_len(json_get(op, "parameters")), 2);
	op = json_get(json_get(paths, "/api/v1/wizard/sessions"), "get");
	assert_string_equal(json_text(json_get(op, "parameters")).p,
		"[{\"name\":\"page\",\"in\":\"query\",\"description\":\"Page\",\"schema\":{\"type\":\"integer\",\"format\":\"int64\","
		"\"minimum\":1,\"maximum\":1000,\"default\":1,\"description\":\"Page\"}},{\"name\":\"industry\",\"in\":\"query\","
		"\"required\":true,\"schema\":{\"type\":\"string\",\"maxLength\":100}}]");
	op = json_get(json_get(paths, "/api/v1/chat"), "post");
	expect_keys(
		json_get(json_get(json_get(op, "responses"), "200"), "content"), "application/json text/event-stream");
	op = json_get(json_get(paths, "/livez"), "get");
	assert_string_equal(json_text(json_get(op, "security")).p, "[]");
	expect_keys(json_get(json_get(j, "components"), "schemas"), "StepList Step Problem ProblemError");
	if (getenv("OPENAPI_OUT")) { /* for the linter by hand */
		FILE *f = fopen(getenv("OPENAPI_OUT"), "w");

		fwrite(text.p, 1, text.n, f);
		fclose(f);
	}
}

static void test_twin_names(void **state)
{
	static const struct schema twin = SCHEMA("Step", struct list, list_fields);
	struct route rows[] = { routes[1], routes[4], { .path = NULL } };

	(void)state;
	rows[1].flags = 0;
	rows[1].reply = &twin;
	assert_null(print(rows).p);
}

static int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

static int done(void **state)
{
	(void)state;
	context_done(context());
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_document, clear),
		cmocka_unit_test_teardown(test_twin_names, clear),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
