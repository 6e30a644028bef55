#include "events_store.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char insert_events[] =
	"insert into wizard_analytics (id, session_id, event_type, event_data, user_agent, ip_address, timestamp) "
	"select t.id::uuid, nullif(t.session, '')::uuid, t.type, coalesce(nullif(t.data, ''), '{}')::jsonb, nullif(t.agent, ''), "
	"nullif(t.ip, '')::inet, coalesce(nullif(t.at, '')::timestamptz, now()) from unnest($1::text[], $2::text[], $3::text[], "
	"$4::text[], $5::text[], $6::text[], $7::text[]) as t(id, session, type, data, agent, ip, at) "
	"on conflict (id) do nothing";

enum { COLUMNS = 7 };

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static int insert_batch(const struct event *events, size_t n, int64_t *accepted)
{
	struct str *c[COLUMNS];
	struct rows r;

	for (size_t k = 0; k < COLUMNS; k++)
		c[k] = TRY_MEM(ARENA_ARRAY(mem(), struct str, n));
	for (size_t i = 0; i < n; i++) {
		c[0][i] = events[i].id;
		c[1][i] = or_empty(events[i].session_id);
		c[2][i] = events[i].event_type;
		c[3][i] = or_empty(events[i].event_data);
		c[4][i] = or_empty(events[i].user_agent);
		c[5][i] = or_empty(events[i].ip_address);
		c[6][i] = or_empty(events[i].timestamp);
	}
	TRY(db_query(&r, insert_events, db_array(c[0], n), db_array(c[1], n), db_array(c[2], n), db_array(c[3], n),
		db_array(c[4], n), db_array(c[5], n), db_array(c[6], n)));
	*accepted += r.affected;
	return 0;
}

int events_insert(const struct event *events, size_t n, int64_t *accepted)
{
	int r;

	*accepted = 0;
	r = insert_batch(events, n, accepted);
	/* One event that the table refuses (its session is gone) must not cost the others: halves find it. */
	if (r != -ERR_DB)
		return r;
	if (n == 1)
		return 0;
	for (size_t half = n / 2, i = 0; i < 2; i++) {
		int64_t some;

		TRY(events_insert(events + (i ? half : 0), i ? n - half : half, &some));
		*accepted += some;
	}
	return 0;
}

/* Browsers tell events too, so nothing in them is taken for granted. Step 7 is the launch. A step is reached when the one before it is completed, the first by beginning. */
static const char select_funnel[] =
	"with began as (select session_id, min(timestamp) as at from wizard_analytics where event_type = 'session_created' "
	"and session_id is not null and timestamp >= now() - make_interval(days => $1) group by session_id), "
	"done as (select a.session_id, (a.event_data->>'step')::int as step, min(a.timestamp) as at from wizard_analytics a "
	"join began using (session_id) where (a.event_type, a.event_data->>'step') in (('step_completed', '1'), "
	"('step_completed', '2'), ('step_completed', '3'), ('step_completed', '4'), ('step_completed', '5'), "
	"('step_completed', '6'), ('store_launched', '7')) group by 1, 2), "
	"marks as (select session_id, 0 as step, at from began union all select session_id, step, at from done) "
	"select n, count(r.session_id), count(d.session_id), "
	"coalesce(percentile_cont(0.5) within group (order by extract(epoch from d.at - r.at)), 0) "
	"from generate_series(1, 7) as n left join marks r on r.step = n - 1 "
	"left join done d on d.session_id = r.session_id and d.step = n group by n order by n";

static const char *const names[] = { "business_info", "product_config", "theme_settings", "content_data",
	"integrations", "seo_config", "launch" };

static struct str stamp(int64_t unix_ms)
{
	char *text = arena_alloc(mem(), 25);

	if (text)
		clock_rfc3339(unix_ms, text);
	return str_c(text);
}

int funnel_load(int64_t days, struct funnel *ret)
{
	int64_t now = clock_unix_ms();
	struct funnel_step *steps;
	struct rows r;

	TRY(db_query(&r, select_funnel, DB_INT(days)));
	steps = TRY_MEM(ARENA_ARRAY(mem(), struct funnel_step, r.n));
	for (int i = 0; i < r.n; i++) {
		int64_t reached = row_i64(&r, i, 1), completed = row_i64(&r, i, 2);

		steps[i] = (struct funnel_step){ .step = i + 1,
			.name = str_c(names[i]),
			.reached = reached,
			.completed = completed,
			.conversion = reached ? (double)completed / (double)reached : 0,
			.median_seconds = row_double(&r, i, 3) };
	}
	*ret = (struct funnel){ .from = stamp(now - days * 86400000),
		.to = stamp(now),
		.sessions = r.n ? steps[0].reached : 0,
		.launched = r.n ? steps[r.n - 1].completed : 0,
		.steps = { steps, (size_t)r.n } };
	return 0;
}

static const char count_experiments[] =
	"select event_data->>'experiment_id', (event_data->>'variant')::int, "
	"count(*) filter (where event_type = 'experiment_exposure'), count(*) filter (where event_type = 'purchase') "
	"from wizard_analytics where event_type in ('experiment_exposure', 'purchase') "
	"and event_data->>'experiment_id' = any($1::text[]) and event_data->>'variant' ~ '^[0-9]$' group by 1, 2 order by 1, 2";

int experiments_count(const struct str *ids, size_t n, struct experiment_counts *ret)
{
	struct experiment_count *items;
	struct rows r;

	TRY(db_query(&r, count_experiments, db_array(ids, n)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct experiment_count, r.n + 1));
	for (int i = 0; i < r.n; i++)
		items[i] = (struct experiment_count){ .experiment_id = row_str(&r, i, 0),
			.variant = row_i64(&r, i, 1),
			.visitors = row_i64(&r, i, 2),
			.orders = row_i64(&r, i, 3) };
	*ret = (struct experiment_counts){ { items, (size_t)r.n } };
	return 0;
}
