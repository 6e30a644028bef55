#include "sessions.h"

#include <arpa/inet.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "session_view.h"
#include "web/idem.h"
#include "web/metrics.h"

enum { WATCH_MS = 15000, AGENT_MOST = 500 };

static struct metric sessions_total = METRIC_COUNTER("wizard_sessions_total", "Total wizard sessions created");
static struct metric completion_rate = METRIC_GAUGE("wizard_completion_rate", "Wizard completion rate", NULL);

void sessions_watch(void *unused)
{
	double share;

	(void)unused;
	context()->task = "sessions";
	metric_register(&sessions_total);
	metric_register(&completion_rate);
	metric_add(&sessions_total, 0);
	while (!fiber_cancelled()) {
		if (wizard_completion_rate(&share) == 0) /* db */
			metric_set(&completion_rate, share);
		context_clear(context());
		wait_ms(WATCH_MS);
	}
}

struct str client_network(const struct request *rq)
{
	struct str client = str_dup(mem(), request_client(rq));
	char *text = arena_alloc(mem(), INET6_ADDRSTRLEN);
	unsigned char b[16];

	if (!client.p || !text)
		return STR_NONE;
	if (inet_pton(AF_INET, client.p, b) == 1) {
		b[3] = 0;
		return str_c(inet_ntop(AF_INET, b, text, INET6_ADDRSTRLEN));
	}
	if (inet_pton(AF_INET6, client.p, b) == 1) {
		memset(b + 6, 0, 10);
		return str_c(inet_ntop(AF_INET6, b, text, INET6_ADDRSTRLEN));
	}
	return STR_NONE;
}

struct str client_agent(const struct request *rq)
{
	struct str s = request_header(rq, "user-agent");

	if (!str_utf8(s))
		return STR_NONE;
	if (s.n > AGENT_MOST) {
		s.n = AGENT_MOST;
		while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
			s.n--;
	}
	return s;
}

int session_load(struct request *rq, struct str id, struct wizard *ret)
{
	if (rq->id.session_id[0] && !str_ieq(id, str_c(rq->id.session_id)))
		return fail(ERR_FORBIDDEN, "your token is for another session");
	return wizard_load(id, str_c(rq->id.sub), ret); /* redis, or db */
}

/* POST /api/v1/wizard/session: begin. */
int sessions_create(struct request *rq)
{
	const struct session_create_in *in = body(rq);
	struct str preferences = in->user_preferences ? json_text(in->user_preferences) : STR("{}");
	struct wizard w;
	struct session_created out;

	TRY(wizard_create(&(struct wizard_new){ .id = idem_uuid(rq->idem),
				  .user = str_c(rq->id.sub),
				  .preferences = preferences,
				  .client = client_network(rq),
				  .agent = client_agent(rq) },
		&w)); /* db */
	metric_add(&sessions_total, 1);
	out = (struct session_created){ w.id, w.current_step };
	return reply(rq, 201, &session_created_schema, &out);
}

/* GET /api/v1/wizard/sessions: the user's, newest first. */
int sessions_list(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct session_list out = { .page = q->page };
	struct vec rows;
	struct session *items;

	TRY(wizard_list(str_c(rq->id.sub), q->page, q->per_page, &rows, &out.total)); /* db */
	items = TRY_MEM(ARENA_ARRAY(mem(), struct session, rows.n));
	for (size_t i = 0; i < rows.n; i++)
		TRY(session_view((struct wizard *)rows.items + i, &items[i]));
	out.items = (struct vec){ items, rows.n };
	return reply(rq, 200, &session_list_schema, &out);
}

/* GET /api/v1/wizard/session/{session_id}: everything saved so far. */
int sessions_get(struct request *rq)
{
	struct wizard w;
	struct session out;

	TRY(wizard_load(path(rq, "session_id"), str_c(rq->id.sub), &w)); /* redis, or db */
	TRY(session_view(&w, &out));
	return reply(rq, 200, &session_schema, &out);
}
