/* One route as an OpenAPI operation: what it takes, what the chain of web/route.c and its handler answer. */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "web/openapi_document.h"

enum { STATUSES_MAX = 24 };

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
	static const struct field key = { .name = "Idempotency-Key",
		.kind = FK_STR,
		.min = 1,
		.max = 255,
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
	openapi_use_schema(d, s);
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
	buf_c(d->b,
		"{\"description\":\"Done\",\"headers\":{\"X-Request-Id\":{\"$ref\":\"#/components/headers/RequestId\"}");
	if (is_limited(d, r)) {
		buf_c(d->b,
			",\"RateLimit-Limit\":{\"$ref\":\"#/components/headers/RateLimitLimit\"}"
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

void openapi_operation(struct document *d, const struct route *r)
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
