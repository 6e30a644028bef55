#include "web/openapi.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

enum { SCHEMAS_MAX = 256, TAGS_MAX = 64, STATUSES_MAX = 24 };

/* What stands under components, found while the paths are printed. */
struct document {
	struct buf *b;
	const struct route_table *table;
	const struct route *routes;
	const struct schema *schemas[SCHEMAS_MAX];
	size_t nschemas;
	struct str tags[TAGS_MAX];
	size_t ntags;
	bool problems[600]; /* statuses that some route answers with */
	bool limited, secured;
};

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
	F_LIST(struct problem, errors, 0, 0, VIOLATIONS_MAX, &problem_error_schema, "422: every value that cannot be accepted"),
};
static const struct schema problem_schema = SCHEMA("Problem", struct problem, problem_fields);

/* ---- finding what is used */

static void use_schema(struct document *d, const struct schema *s)
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
		use_schema(d, s->fields[i].sub);
		for (size_t k = 0; s->fields[i].any_of && s->fields[i].any_of[k]; k++)
			use_schema(d, s->fields[i].any_of[k]);
	}
}

/* The first word of the path behind its version; addresses without a version are the house's own. */
static struct str tag_of(const struct route *r)
{
	struct str rest = str_c(r->path), segment;

	while (rest.p) {
		segment = str_split(&rest, '/');
		if (str_is(segment, "v1") && rest.p)
			return str_split(&rest, '/');
		if (segment.n && !str_is(segment, "api") && rest.p)
			return segment;
	}
	return STR("operations");
}

static void use_tag(struct document *d, struct str tag)
{
	for (size_t i = 0; i < d->ntags; i++)
		if (str_eq(d->tags[i], tag))
			return;
	if (d->ntags < TAGS_MAX)
		d->tags[d->ntags++] = tag;
}

static bool is_limited(const struct document *d, const struct route *r)
{
	return r->rate || (d->table->default_rate && !(r->flags & ROUTE_NO_LIMIT) && strcmp(r->scope, "public") != 0);
}

static bool is_documented(const struct route *r)
{
	return !(r->flags & ROUTE_UNDOCUMENTED);
}

/* ---- one operation */

static void print_parameter(struct buf *b, struct str name, const char *in, bool required, const struct field *f)
{
	if (b->len && b->p[b->len - 1] != '[')
		buf_char(b, ',');
	buf_c(b, "{\"name\":");
	buf_json_str(b, name);
	buf_json_member(b, "in", in);
	if (required) {
		buf_json_key(b, "required");
		buf_c(b, "true");
	}
	if (f && f->doc)
		buf_json_member(b, "description", f->doc);
	buf_json_key(b, "schema");
	if (f)
		field_print(b, f);
	else
		buf_c(b, "{\"type\":\"string\",\"minLength\":1}");
	buf_char(b, '}');
}

static bool is_idempotent_post(const struct document *d, const struct route *r)
{
	return r->method == HTTP_POST && d->table->idempotency && !(r->flags & ROUTE_STREAM);
}

/* {name} or {name...} */
static struct str param_name(struct str segment)
{
	struct str name = str_sub(segment, 1, segment.n - 1);

	return str_ends(name, STR("...")) ? str_sub(name, 0, name.n - 3) : name;
}

static bool is_param(struct str segment)
{
	return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

static void print_parameters(struct document *d, const struct route *r)
{
	static const struct field key = { .name = "Idempotency-Key", .kind = FK_STR, .min = 1, .max = 255,
		.doc = "Sent again with the same key within 24 hours, the request gets the first reply again" };
	struct str rest = str_c(r->path);

	buf_json_key(d->b, "parameters");
	buf_char(d->b, '[');
	while (rest.p) {
		struct str segment = str_split(&rest, '/');

		if (is_param(segment))
			print_parameter(d->b, param_name(segment), "path", true, NULL);
	}
	for (size_t i = 0; r->query && i < r->query->n; i++)
		print_parameter(d->b, str_c(r->query->fields[i].name), "query", r->query->fields[i].flags & REQUIRED,
				&r->query->fields[i]);
	if (is_idempotent_post(d, r))
		print_parameter(d->b, str_c(key.name), "header", false, &key);
	buf_char(d->b, ']');
}

/* "media type": {"schema": …} */
static void print_media(struct document *d, const char *media_type, const struct schema *s, const char *otherwise)
{
	buf_json_key(d->b, media_type);
	if (s)
		buf_printf(d->b, "{\"schema\":{\"$ref\":\"#/components/schemas/%s\"}}", s->name);
	else
		buf_printf(d->b, "{\"schema\":%s}", otherwise);
	use_schema(d, s);
}

static void print_body(struct document *d, const struct route *r)
{
	if (!r->body_limit)
		return;
	buf_json_key(d->b, "requestBody");
	buf_char(d->b, '{');
	buf_json_key(d->b, "required");
	buf_c(d->b, r->body ? "true" : "false");
	buf_c(d->b, ",\"content\":{");
	print_media(d, r->flags & ROUTE_RAW_BODY ? "*/*" : "application/json", r->body, "{}");
	buf_c(d->b, "}}");
	buf_json_key(d->b, "x-body-limit");
	buf_i64(d->b, (int64_t)r->body_limit);
}

/* JSON, an event stream or something else; a route may answer in more than one way. */
static void print_reply(struct document *d, const struct route *r)
{
	static const char text[] = "{\"type\":\"string\"}";

	buf_c(d->b, ",\"content\":{");
	if (r->reply)
		print_media(d, "application/json", r->reply, text);
	if (r->flags & ROUTE_STREAM)
		print_media(d, r->media_type ? r->media_type : "text/event-stream", NULL, text);
	else if (r->flags & ROUTE_NO_JSON_REPLY)
		print_media(d, r->media_type ? r->media_type : "application/octet-stream", NULL, text);
	buf_char(d->b, '}');
}

static void print_success(struct document *d, const struct route *r)
{
	char status[16];

	snprintf(status, sizeof(status), "%d", r->status ? r->status : 200);
	buf_json_key(d->b, status);
	buf_c(d->b, "{\"description\":\"Done\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}");
	if (is_limited(d, r)) {
		buf_c(d->b, ",\"RateLimit-Limit\":{\"$ref\":\"#/components/headers/RateLimitLimit\"}"
			    ",\"RateLimit-Remaining\":{\"$ref\":\"#/components/headers/RateLimitRemaining\"}"
			    ",\"RateLimit-Reset\":{\"$ref\":\"#/components/headers/RateLimitReset\"}");
		d->limited = true;
	}
	buf_char(d->b, '}');
	if (r->reply || r->flags & (ROUTE_NO_JSON_REPLY | ROUTE_STREAM))
		print_reply(d, r);
	buf_char(d->b, '}');
}

static void add_status(int *statuses, size_t *n, int status)
{
	size_t at = *n;

	for (size_t i = 0; i < *n; i++)
		if (statuses[i] == status)
			return;
	if (*n == STATUSES_MAX || status < 400 || status > 599)
		return;
	for (; at > 0 && statuses[at - 1] > status; at--)
		statuses[at] = statuses[at - 1];
	statuses[at] = status;
	(*n)++;
}

/* The statuses that the chain of web/route.c gives a route, and its own. Sorted. */
static size_t statuses_of(const struct document *d, const struct route *r, int *ret)
{
	bool secured = strcmp(r->scope, "public") != 0;
	const struct {
		bool when;
		int status;
	} chain[] = {
		{ true, 400 },
		{ secured, 401 },
		{ secured && (strcmp(r->scope, "any") != 0 || strstr(r->path, "{session_id}")), 403 },
		{ strchr(r->path, '{'), 404 },
		{ is_idempotent_post(d, r), 409 },
		{ r->body_limit > 0, 413 },
		{ r->body, 415 },
		{ r->body || r->query || is_idempotent_post(d, r), 422 },
		{ is_limited(d, r), 429 },
		{ true, 503 },
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(chain); i++)
		if (chain[i].when)
			add_status(ret, &n, chain[i].status);
	for (const int *e = r->errors; e && *e; e++)
		add_status(ret, &n, *e);
	return n;
}

static void print_responses(struct document *d, const struct route *r)
{
	int statuses[STATUSES_MAX];
	size_t n = statuses_of(d, r, statuses);

	buf_json_key(d->b, "responses");
	buf_char(d->b, '{');
	print_success(d, r);
	for (size_t i = 0; i < n; i++) {
		buf_printf(d->b, ",\"%d\":{\"$ref\":\"#/components/responses/Problem%d\"}", statuses[i], statuses[i]);
		d->problems[statuses[i]] = true;
	}
	buf_c(d->b, ",\"default\":{\"$ref\":\"#/components/responses/Problem\"}}");
}

static void print_security(struct document *d, const struct route *r)
{
	buf_json_key(d->b, "security");
	if (strcmp(r->scope, "public") == 0) {
		buf_c(d->b, "[]");
		return;
	}
	d->secured = true;
	buf_c(d->b, "[{\"bearer\":[");
	if (strcmp(r->scope, "any") != 0)
		buf_json_str(d->b, str_c(r->scope));
	buf_c(d->b, "]}]");
}

static void print_operation(struct document *d, const struct route *r)
{
	static const char *const methods[HTTP_METHODS] = { "get", "head", "post", "put", "patch", "delete", "options" };
	struct str tag = tag_of(r);

	use_tag(d, tag);
	buf_json_key(d->b, methods[r->method]);
	buf_char(d->b, '{');
	buf_json_member(d->b, "operationId", r->id);
	buf_json_member(d->b, "summary", r->summary);
	buf_json_member(d->b, "description", r->description ? r->description : r->summary);
	buf_json_key(d->b, "tags");
	buf_char(d->b, '[');
	buf_json_str(d->b, tag);
	buf_char(d->b, ']');
	print_security(d, r);
	print_parameters(d, r);
	print_body(d, r);
	if (r->rate)
		buf_json_member(d->b, "x-rate-class", r->rate->name);
	print_responses(d, r);
	buf_char(d->b, '}');
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
				print_operation(d, q);
		buf_char(d->b, '}');
	}
	buf_char(d->b, '}');
}

/* ---- components */

static void print_schemas(struct document *d)
{
	use_schema(d, &problem_schema);
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
	buf_c(b, "},\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}");
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
		buf_c(d->b, ",\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\","
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
		buf_json_str(d->b, str_is(d->tags[i], "operations") ? STR("What operators and probes ask")
								     : str_printf(mem(), "Everything about %.*s", STR_FMT(d->tags[i])));
		buf_char(d->b, '}');
	}
	buf_char(d->b, ']');
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
	buf_c(b, ",\"version\":\"1.0.0\",\"license\":{\"name\":\"Apache-2.0\",\"url\":\"https://www.apache.org/licenses/LICENSE-2.0\"}},"
		 "\"servers\":[{\"url\":\"/\"}]");
	print_paths(d);
	print_tags(d);
	print_components(d);
	buf_c(b, "}");
}
