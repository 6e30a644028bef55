#include "previews.h"

#include <ctype.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "net/cache.h"
#include "peer_theme.h"
#include "schemas.h"
#include "web/service.h"
#include "wizard.h"
#include "wizard_store.h"

enum { SAVED_S = 12 * 3600, DRAFT_S = 1800, DRAFT_MOST = 4 << 20 };

static struct cache *drafts;

int previews_open(void)
{
	return cache_open(&(struct cache_options){ .name = "drafts",
				  .max_entries = 1000,
				  .max_bytes = 16 << 20,
				  .l1_ms = DRAFT_S * 1000,
				  .l2_ms = DRAFT_S * 1000 },
		&drafts);
}

void previews_close(void)
{
	cache_free(drafts);
	drafts = NULL;
}

/* Payload "s:<session>" or "d:<session>:<draft>". The end is rounded up to the next SAVED_S, so that a page
 * which is asked for again has the same address, and browsers keep what they have. */
static struct str address(const char *payload, int64_t expires)
{
	struct buf b = BUF_ON(mem(), 512);

	buf_c(&b, "/preview/");
	ticket_sign(&b, str_c(service_conf()->peer_secret), "preview", str_c(payload), expires);
	buf_char(&b, '/');
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

struct str preview_url_saved(struct str session_id, struct str *expires)
{
	int64_t at = (clock_unix() / SAVED_S + 2) * SAVED_S;
	char *stamp = arena_alloc(mem(), 25), payload[64];

	if (!stamp || session_id.n > 36)
		return STR_NONE;
	clock_rfc3339(at * 1000, stamp);
	*expires = str_c(stamp);
	memcpy(payload, "s:", 2);
	memcpy(payload + 2, session_id.p, session_id.n);
	payload[2 + session_id.n] = '\0';
	return address(payload, at);
}

/* The saved configuration with one step's data replaced. */
static int overlay(const struct wizard *w, int step, const struct json *data, struct str *ret)
{
	const struct json *saved;
	struct json *merged = TRY_MEM(json_new_object());

	TRY(json_parse(w->configuration, &saved));
	for (const struct json *m = json_first(saved); m; m = json_next(m))
		if (!str_is(json_key(m), wizard_key(step)))
			json_add_copy(merged, json_key(m).p, m);
	json_add_copy(merged, wizard_key(step), data);
	*ret = json_text(merged);
	return ret->p ? 0 : -ERR_NOMEM;
}

static struct str draft_key(struct str session_id, struct str draft)
{
	return str_printf(mem(), "wizard:session:%.*s:draft:%.*s", STR_FMT(session_id), STR_FMT(draft));
}

/* POST /api/v1/wizard/session/{session_id}/preview: the store with unsaved answers of one step. */
int previews_create(struct request *rq)
{
	const struct preview_in *in = body(rq);
	struct preview_out out;
	struct wizard w;
	struct str text;
	char draft[37], stamp[25];
	int64_t expires = clock_unix() + DRAFT_S;

	if (json_kind(in->step_data) != JSON_OBJECT) {
		violation_add(TRY_MEM(request_violations(rq)), STR("/step_data"), "type", "must be an object");
		return request_invalid(rq);
	}
	TRY(wizard_load(path(rq, "session_id"), str_c(rq->id.sub), &w)); /* redis, or db */
	TRY(overlay(&w, (int)in->step, in->step_data, &text));
	if (text.n > DRAFT_MOST)
		return fail(ERR_TOO_LARGE, "a preview holds at most %d bytes", DRAFT_MOST);
	uuid_new(draft);
	clock_rfc3339(expires * 1000, stamp);
	cache_put(drafts, draft_key(w.id, str_c(draft)), text);
	out.preview_url = address(str_printf(mem(), "d:%.*s:%s", STR_FMT(w.id), draft).p, expires);
	out.expires_at = str_c(stamp);
	return reply(rq, 200, &preview_out_schema, &out);
}

/* What the ticket stands for: a configuration. */
static int configuration_of(struct str payload, struct theme_page *page)
{
	struct str rest = payload, kind = str_split(&rest, ':'), session_id = str_split(&rest, ':');
	struct wizard w;

	if (str_is(kind, "d")) {
		if (TRY(cache_get(drafts, draft_key(session_id, rest), &page->configuration)) == 0) /* redis */
			return fail(ERR_NOT_FOUND, "this preview has expired");
		return 0;
	}
	TRY(wizard_load_any(session_id, &w)); /* redis, or db */
	page->configuration = w.configuration;
	page->store_id = w.store_id;
	page->slug = w.slug;
	return 0;
}

/* A page is as new as the answers; styles and faces under assets/ have names of their own content. */
static int send_page(struct request *rq, const struct http_response *rs)
{
	struct str type = str_dup(mem(), rs->content_type);
	bool asset = str_starts(path(rq, "path"), STR("assets/"));

	reply_header(rq, "Cache-Control", asset ? STR("private, max-age=3600") : STR("private, no-cache"));
	return reply_body(rq, rs->status, type.p ? type.p : "application/octet-stream", rs->body);
}

/* GET /preview/{ticket}/{path...} */
int previews_page(struct request *rq)
{
	struct str ticket = path(rq, "ticket"), payload;
	struct theme_page page = { .path = str_printf(mem(), "/%.*s", STR_FMT(path(rq, "path"))),
		.base = str_printf(mem(), "/preview/%.*s", STR_FMT(ticket)) };
	struct http_response rs;

	TRY(ticket_verify(ticket, str_c(service_conf()->peer_secret), "preview", &payload));
	TRY(configuration_of(payload, &page));
	TRY(theme_render(&page, &rs)); /* http: theme-svc */
	return send_page(rq, &rs);
}

/* ---- samples: how they look stands in the address, so that a page's links and files look the same */

static bool is_look(struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (!isalnum((unsigned char)value.p[i]) && !strchr("_-.", value.p[i]))
			return false;
	return value.n > 0 && value.n <= 200;
}

/* "~palette.cobalt~layout.even", the first segment of a sample's path; other paths stay as they are. */
static int look_read(struct theme_sample *s)
{
	struct str rest = s->path, segment = str_split(&rest, '/'), part, name;

	if (!segment.n || segment.p[0] != '~')
		return 0;
	s->path = rest.p ? rest : STR("");
	str_split(&segment, '~');
	while (segment.p) {
		part = str_split(&segment, '~');
		name = str_split(&part, '.');
		if (!is_look(part))
			return fail(ERR_NOT_FOUND, "there is no such page");
#define X(field)                    \
	if (str_is(name, #field)) { \
		s->field = part;    \
		continue;           \
	}
		THEME_LOOKS(X)
#undef X
		return fail(ERR_NOT_FOUND, "there is no such page");
	}
	return 0;
}

static void look_put(struct buf *b, const struct theme_sample *s)
{
	size_t before = b->len;

#define X(name)        \
	if (s->name.n) \
		buf_printf(b, "%s~" #name ".%.*s", b->len == before ? "/" : "", STR_FMT(s->name));
	THEME_LOOKS(X)
#undef X
}

/* GET /preview/themes/{theme}/{industry}/{path...}?palette=&layout=&typography=&colors= */
int previews_sample(struct request *rq)
{
	const struct sample_query *q = query(rq);
	struct theme_sample s = {
		.theme = path(rq, "theme"), .industry = path(rq, "industry"), .path = path(rq, "path")
	};
	struct buf base = BUF_ON(mem(), 2048);
	struct http_response rs;

	TRY(look_read(&s));
#define X(name)        \
	if (q->name.n) \
		s.name = q->name;
	THEME_LOOKS(X)
#undef X
	if (s.colors.n && !is_look(s.colors))
		return fail(ERR_NOT_FOUND, "there is no such page");
	buf_c(&base, "/preview/themes/");
	buf_url(&base, s.theme);
	buf_char(&base, '/');
	buf_url(&base, s.industry);
	look_put(&base, &s);
	s.base = buf_view(&base);
	TRY(theme_sample(&s, &rs)); /* http: theme-svc */
	return send_page(rq, &rs);
}

/* POST /preview/…: where the store's own form would lead. */
int previews_form(struct request *rq)
{
	reply_header(rq, "Location", rq->head->path);
	return reply_empty(rq, 303);
}
