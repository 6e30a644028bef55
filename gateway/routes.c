#include "routes.h"

#include "accounts.h"
#include "advisers.h"
#include "connections.h"
#include "jobs.h"
#include "launch.h"
#include "pages.h"
#include "previews.h"
#include "schemas.h"
#include "sessions.h"
#include "settings.h"
#include "steps.h"
#include "stores.h"
#include "wire/analytics.h"
#include "wire/content.h"
#include "wire/integration.h"

enum { SMALL = 16 * 1024, TEXT = 256 * 1024, CATALOGUE = 8 << 20 };

static const int conflict[] = { 409, 0 }, upstream[] = { 502, 504, 0 }, unauthorized[] = { 401, 0 };
/* They name a session in the body or the query, which may not be there. */
static const int session_upstream[] = { 404, 502, 504, 0 };
static const int conflict_upstream[] = { 409, 502, 504, 0 };
static const int conflict_limited[] = { 409, 429, 0 }, unauthorized_limited[] = { 401, 429, 0 };

#define READ "wizard:read"
#define WRITE "wizard:write"
#define SESSION "/api/v1/wizard/session/{session_id}"
#define PAGE ROUTE_UNDOCUMENTED | ROUTE_NO_LIMIT

const struct route gateway_routes[] = {
	/* accounts */
	{ .method = HTTP_POST, .path = "/api/v1/auth/register", .scope = "public", .body_limit = SMALL, .body = &register_schema,
	  .reply = &token_schema, .handler = accounts_register, .status = 201, .errors = conflict_limited, .id = "register",
	  .summary = "Make an account and sign in" },
	{ .method = HTTP_POST, .path = "/api/v1/auth/login", .scope = "public", .body_limit = SMALL, .body = &login_schema,
	  .reply = &token_schema, .handler = accounts_login, .errors = unauthorized_limited, .id = "login", .summary = "Sign in" },
	{ .method = HTTP_POST, .path = "/api/v1/auth/refresh", .scope = "public", .reply = &token_schema,
	  .handler = accounts_refresh, .errors = unauthorized, .id = "refresh",
	  .summary = "A new access token for the cookie's refresh token, which is replaced" },
	{ .method = HTTP_POST, .path = "/api/v1/auth/logout", .scope = "public", .handler = accounts_logout, .status = 204,
	  .id = "logout", .summary = "Sign out" },
	{ .method = HTTP_GET, .path = "/api/v1/auth/me", .scope = "any", .reply = &user_schema, .handler = accounts_me,
	  .id = "me", .summary = "Who am I?" },

	/* the wizard */
	{ .method = HTTP_POST, .path = "/api/v1/wizard/session", .scope = WRITE, .body_limit = SMALL,
	  .body = &session_create_schema, .reply = &session_created_schema, .handler = sessions_create, .status = 201,
	  .id = "sessionCreate", .summary = "Begin" },
	{ .method = HTTP_GET, .path = "/api/v1/wizard/sessions", .scope = READ, .query = &page_query_schema,
	  .reply = &session_list_schema, .handler = sessions_list, .id = "sessionList", .summary = "My sessions, newest first" },
	{ .method = HTTP_GET, .path = SESSION, .scope = READ, .reply = &session_schema, .handler = sessions_get,
	  .id = "sessionGet", .summary = "Everything saved so far" },
	{ .method = HTTP_PUT, .path = SESSION "/step/{step}", .scope = WRITE, .rate = &rate_steps, .body_limit = CATALOGUE,
	  .body = &step_update_schema, .reply = &step_updated_schema, .handler = steps_update, .errors = conflict,
	  .id = "stepUpdate", .summary = "Save a step" },
	{ .method = HTTP_POST, .path = SESSION "/step/{step}/validate", .scope = READ, .body_limit = CATALOGUE,
	  .body = &step_update_schema, .reply = &step_validated_schema, .handler = steps_validate, .id = "stepValidate",
	  .summary = "Judge a step's data, store nothing" },
	{ .method = HTTP_GET, .path = SESSION "/recommendations", .scope = READ, .reply = &recommendations_schema,
	  .handler = steps_recommend, .id = "recommendations", .summary = "Advice for the current step" },
	{ .method = HTTP_POST, .path = SESSION "/preview", .scope = READ, .body_limit = CATALOGUE, .body = &preview_schema,
	  .reply = &preview_out_schema, .handler = previews_create, .id = "previewCreate",
	  .summary = "See the store with answers that are not saved yet" },
	{ .method = HTTP_POST, .path = SESSION "/launch", .scope = WRITE, .reply = &launched_schema, .handler = launch_create,
	  .status = 202, .errors = conflict, .id = "launch", .summary = "Make the store live" },

	/* jobs */
	{ .method = HTTP_GET, .path = "/api/v1/jobs/{job_id}", .scope = READ, .reply = &job_schema, .handler = jobs_get,
	  .id = "jobGet", .summary = "How a job stands" },
	{ .method = HTTP_POST, .path = "/api/v1/jobs/{job_id}/cancel", .scope = WRITE, .reply = &job_schema,
	  .handler = jobs_cancel, .errors = conflict, .id = "jobCancel", .summary = "Stop a job that is not done" },
	{ .method = HTTP_GET, .path = "/api/v1/jobs/{job_id}/events", .scope = READ, .handler = jobs_events,
	  .flags = ROUTE_STREAM | ROUTE_NO_JSON_REPLY, .media_type = "text/event-stream", .id = "jobEvents",
	  .summary = "A job as it happens (SSE); Last-Event-ID resumes" },

	/* advisers */
	{ .method = HTTP_POST, .path = "/api/v1/content/generate", .scope = WRITE, .rate = &rate_content, .deadline_ms = 65000,
	  .body_limit = TEXT, .body = &content_request_schema, .reply = &content_reply_schema, .handler = contents_generate,
	  .errors = session_upstream, .id = "contentGenerate", .summary = "A text, with alternatives and the reasons of its score" },
	{ .method = HTTP_POST, .path = "/api/v1/content/{content_id}/rating", .scope = WRITE, .body_limit = SMALL,
	  .body = &rating_request_schema, .handler = contents_rate, .status = 204, .errors = upstream, .id = "contentRate",
	  .summary = "Say how good a text was" },
	{ .method = HTTP_GET, .path = "/api/v1/themes/recommendations", .scope = READ, .rate = &rate_themes,
	  .query = &theme_query_schema, .reply = &theme_list_schema, .handler = themes_recommend, .errors = session_upstream,
	  .id = "themeRecommendations", .summary = "All themes, best first" },
	{ .method = HTTP_POST, .path = "/api/v1/integrations/setup", .scope = WRITE, .rate = &rate_integrations,
	  .deadline_ms = 20000, .body_limit = SMALL, .body = &integration_setup_schema, .reply = &integration_state_schema,
	  .handler = integrations_setup, .status = 201, .errors = session_upstream, .id = "integrationSetup",
	  .summary = "Connect a tool" },
	{ .method = HTTP_POST, .path = "/api/v1/integrations/test", .scope = WRITE, .rate = &rate_tests,
	  .deadline_ms = 20000, .body_limit = SMALL, .body = &integration_test_schema, .reply = &integration_test_reply_schema,
	  .handler = integrations_test, .errors = session_upstream, .id = "integrationTest", .summary = "Try credentials, keep nothing" },
	{ .method = HTTP_GET, .path = "/api/v1/integrations", .scope = READ, .query = &session_query_schema,
	  .reply = &integration_list_schema, .handler = integrations_list, .errors = session_upstream, .id = "integrationList",
	  .summary = "A session's connections; secrets never come back" },
	{ .method = HTTP_POST, .path = "/webhooks/{provider}/{integration_id}", .scope = "public",
	  .flags = ROUTE_RAW_BODY | ROUTE_NO_LIMIT, .body_limit = 1 << 20, .reply = &webhook_reply_schema,
	  .handler = webhooks_create, .errors = upstream, .id = "webhookReceive",
	  .summary = "A provider tells us something; verified on the raw bytes" },
	{ .method = HTTP_POST, .path = "/api/v1/events", .scope = WRITE, .body_limit = TEXT, .body = &event_batch_schema,
	  .reply = &event_batch_reply_schema, .handler = events_create, .status = 202, .errors = session_upstream, .id = "eventCreate",
	  .summary = "Tell what happened, in batches" },
	{ .method = HTTP_GET, .path = "/api/v1/analytics/funnel", .scope = READ, .query = &funnel_query_schema,
	  .reply = &funnel_schema, .handler = funnel_get, .errors = upstream, .id = "funnel",
	  .summary = "How far merchants come, step by step" },
	{ .method = HTTP_GET, .path = "/api/v1/analytics/predict", .scope = READ, .query = &session_query_schema,
	  .reply = &prediction_schema, .handler = prediction_get, .errors = session_upstream, .id = "predict",
	  .summary = "A store's first 30 days" },

	/* stores */
	{ .method = HTTP_GET, .path = "/api/v1/stores", .scope = READ, .query = &page_query_schema, .reply = &store_list_schema,
	  .handler = stores_list, .id = "storeList", .summary = "My stores" },
	{ .method = HTTP_GET, .path = "/api/v1/stores/{store_id}", .scope = READ, .reply = &store_schema, .handler = stores_get,
	  .id = "storeGet", .summary = "One store" },
	{ .method = HTTP_GET, .path = "/api/v1/stores/{store_id}/versions", .scope = READ, .query = &page_query_schema,
	  .reply = &store_version_list_schema, .handler = stores_versions, .id = "storeVersions",
	  .summary = "Its versions, newest first" },
	{ .method = HTTP_POST, .path = "/api/v1/stores/{store_id}/publish", .scope = WRITE, .deadline_ms = 130000,
	  .body_limit = SMALL, .body = &publish_schema, .reply = &store_schema, .handler = stores_publish,
	  .errors = conflict_upstream, .id = "storePublish", .summary = "Make a version live; an older one is undo" },

	/* pages */
	{ .method = HTTP_GET, .path = "/preview/themes/{theme}/{industry}/{path...}", .scope = "public", .flags = PAGE,
	  .handler = previews_sample, .id = "previewSample", .summary = "A sample store in a theme" },
	{ .method = HTTP_GET, .path = "/preview/{ticket}/{path...}", .scope = "public", .flags = PAGE, .handler = previews_page,
	  .id = "previewPage", .summary = "A store that is not live" },
	{ .method = HTTP_GET, .path = "/s/{slug}", .scope = "public", .flags = PAGE, .handler = pages_store_redirect,
	  .id = "storefrontFront", .summary = "To the front page" },
	{ .method = HTTP_GET, .path = "/s/{slug}/{path...}", .scope = "public", .flags = PAGE, .handler = pages_store,
	  .id = "storefrontPage", .summary = "A page of a live store" },
	{ .method = HTTP_GET, .path = "/{path...}", .scope = "public", .flags = PAGE, .handler = pages_ui, .id = "ui",
	  .summary = "The wizard" },
	{ .path = NULL },
};
