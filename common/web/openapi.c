#include "web/openapi.h"

#include <stdio.h>

#include "base/context.h"
#include "base/err.h"
#include "web/openapi_document.h"

/* The shape of every error reply (web/request.c writes it). */
struct problem_error {
	struct str pointer, code, message;
};
static const struct field problem_error_fields[] = {
	F_STR(struct problem_error, pointer, REQUIRED, 0, 0, NULL, "JSON Pointer to the value"),
	F_STR(struct problem_error, code, REQUIRED, 0, 0, NULL, "Stable word for programs: required, too_long …"),
	F_STR(struct problem_error, message, REQUIRED, 0, 0, NULL, "What to do about it"),
};
static const struct schema problem_error_schema = SCHEMA("ProblemError", struct problem_error, problem_error_fields);

struct problem {
	struct str type, title, code, detail, instance;
	int64_t status;
	struct vec errors;
};
static const struct field problem_fields[] = {
	F_STR(struct problem, type, REQUIRED, 0, 0, NULL, "Address of the words about this kind of error"),
	F_STR(struct problem, title, REQUIRED, 0, 0, NULL, "The kind of error in words"),
	F_INT(struct problem, status, REQUIRED, 400, 599, 0, "HTTP status"),
	F_STR(struct problem, code, REQUIRED, 0, 0, NULL, "Stable word for programs"),
	F_STR(struct problem, detail, 0, 0, 0, NULL, "What went wrong this time"),
	F_STR(struct problem, instance, REQUIRED, 0, 0, NULL, "The request's id, as in X-Request-Id"),
	F_LIST(struct problem, errors, 0, 0, VIOLATIONS_MAX, &problem_error_schema,
		"422: every value that cannot be accepted"),
};
static const struct schema problem_schema = SCHEMA("Problem", struct problem, problem_fields);

void openapi_use_schema(struct document *d, const struct schema *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < d->nschemas; i++) {
		if (d->schemas[i] == s)
			return;
		if (strcmp(d->schemas[i]->name, s->name) == 0) {
			fprintf(stderr, "openapi: two schemas are named %s\n", s->name);
			d->b->failed = true;
			return;
		}
	}
	if (d->nschemas == SCHEMAS_MAX) {
		fprintf(stderr, "openapi: more than %d schemas\n", SCHEMAS_MAX);
		d->b->failed = true;
		return;
	}
	d->schemas[d->nschemas++] = s;
	for (size_t i = 0; i < s->n; i++) {
		openapi_use_schema(d, s->fields[i].sub);
		for (size_t k = 0; s->fields[i].any_of && s->fields[i].any_of[k]; k++)
			openapi_use_schema(d, s->fields[i].any_of[k]);
	}
}

/* ---- paths */

static bool is_documented(const struct route *r)
{
	return !(r->flags & ROUTE_UNDOCUMENTED);
}

/* The path as OpenAPI writes it: {name...} becomes {name}. */
static void print_path_key(struct buf *b, const char *path)
{
	struct buf key = BUF_ON(mem(), 1024);

	for (const char *p = path; *p; p++) {
		if (strncmp(p, "...}", 4) == 0)
			p += 3;
		buf_char(&key, *p);
	}
	buf_json_key(b, key.p ? key.p : "/");
}

static void print_paths(struct document *d)
{
	buf_json_key(d->b, "paths");
	buf_char(d->b, '{');
	for (const struct route *r = d->routes; r->path; r++) {
		bool first = is_documented(r);

		for (const struct route *q = d->routes; q < r; q++)
			first &= strcmp(q->path, r->path) != 0 || !is_documented(q);
		if (!first)
			continue;
		print_path_key(d->b, r->path);
		buf_char(d->b, '{');
		for (const struct route *q = r; q->path; q++)
			if (strcmp(q->path, r->path) == 0 && is_documented(q))
				openapi_operation(d, q);
		buf_char(d->b, '}');
	}
	buf_char(d->b, '}');
}

/* ---- components */

static void print_schemas(struct document *d)
{
	openapi_use_schema(d, &problem_schema);
	buf_json_key(d->b, "schemas");
	buf_char(d->b, '{');
	for (size_t i = 0; i < d->nschemas; i++) {
		buf_json_key(d->b, d->schemas[i]->name);
		schema_print(d->b, d->schemas[i]);
	}
	buf_char(d->b, '}');
}

static const char *title_of(int status)
{
	for (int e = 1; e < ERR_COUNT; e++)
		if (err_info(e)->status == status)
			return err_info(e)->title;
	return "Refused";
}

static void print_problem(struct buf *b, const char *name, const char *words, bool retry)
{
	buf_json_key(b, name);
	buf_char(b, '{');
	buf_json_member(b, "description", words);
	buf_c(b, ",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}");
	if (retry)
		buf_c(b, ",\"Retry-After\":{\"$ref\":\"#/components/headers/RetryAfter\"}");
	buf_c(b,
		"},\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}");
}

static void print_problems(struct document *d)
{
	char name[32];

	buf_json_key(d->b, "responses");
	buf_char(d->b, '{');
	print_problem(d->b, "Problem", "Any other error, in the same form", false);
	for (int status = 400; status < 600; status++) {
		if (!d->problems[status])
			continue;
		snprintf(name, sizeof(name), "Problem%d", status);
		print_problem(d->b, name, title_of(status), status == 429 || status == 503);
	}
	buf_char(d->b, '}');
}

static void print_header(struct buf *b, const char *name, const char *type, const char *words)
{
	buf_json_key(b, name);
	buf_printf(b, "{\"schema\":{\"type\":\"%s\"}", type);
	buf_json_member(b, "description", words);
	buf_char(b, '}');
}

static void print_components(struct document *d)
{
	buf_json_key(d->b, "components");
	buf_char(d->b, '{');
	print_schemas(d);
	print_problems(d);
	buf_json_key(d->b, "headers");
	buf_char(d->b, '{');
	print_header(d->b, "RequestId", "string", "The request's id, yours when you sent one");
	print_header(d->b, "RetryAfter", "integer", "Seconds to wait before trying again");
	if (d->limited) {
		print_header(d->b, "RateLimitLimit", "integer", "Requests of this class a minute");
		print_header(d->b, "RateLimitRemaining", "integer", "How many are left");
		print_header(d->b, "RateLimitReset", "integer", "Seconds until one more is free");
	}
	buf_char(d->b, '}');
	if (d->secured)
		buf_c(d->b,
			",\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\","
			"\"description\":\"HS256 token; a route's list names the scope that it must carry\"}}");
	buf_char(d->b, '}');
}

static void print_tags(struct document *d)
{
	buf_json_key(d->b, "tags");
	buf_char(d->b, '[');
	for (size_t i = 0; i < d->ntags; i++) {
		buf_c(d->b, i ? ",{\"name\":" : "{\"name\":");
		buf_json_str(d->b, d->tags[i]);
		buf_json_key(d->b, "description");
		buf_json_str(d->b,
			str_is(d->tags[i], "operations")
				? STR("What operators and probes ask")
				: str_printf(mem(), "Everything about %.*s", STR_FMT(d->tags[i])));
		buf_char(d->b, '}');
	}
	buf_char(d->b, ']');
}

/* Every code that a problem document may carry, with its status and title: what /docs#code explains. */
static void print_errors(struct buf *b)
{
	buf_json_key(b, "x-errors");
	buf_char(b, '[');
	for (int code = 1; code < ERR_COUNT; code++) {
		const struct err_info *e = err_info(code);

		buf_printf(b, "%s{\"code\":\"%s\",\"status\":%d,\"title\":\"%s\"}", code > 1 ? "," : "", e->code,
			e->status, e->title);
	}
	buf_char(b, ']');
}

void openapi_print(struct buf *b, const struct route_table *t, const struct route *routes)
{
	struct document *d = ARENA_NEW(mem(), struct document);

	if (!d) {
		b->failed = true;
		return;
	}
	d->b = b;
	d->table = t;
	d->routes = routes;
	buf_c(b, "{\"openapi\":\"3.1.0\",\"info\":{");
	buf_json_member(b, "title", t->title);
	buf_json_member(b, "description", t->description);
	buf_c(b,
		",\"version\":\"1.0.0\",\"license\":{\"name\":\"Apache-2.0\",\"url\":\"https://www.apache.org/licenses/LICENSE-2.0\"}},"
		"\"servers\":[{\"url\":\"/\"}]");
	print_paths(d);
	print_tags(d);
	print_components(d);
	print_errors(b);
	buf_c(b, "}");
}
