#include "wizard_store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "net/redis.h"
#include "wizard.h"

/* COPY_HEAD: a UUID, 20 digits and a space */
enum { CACHE_S = 300, COPY_MOST = 1 << 20, COPY_HEAD = 57 };

#define COLUMNS                                                                                   \
	" s.id, s.user_id, s.current_step, s.completed, s.version, s.configuration, s.metadata, " \
	"s.created_at, s.updated_at, s.completed_at, st.id, st.slug "

static void read_row(const struct rows *r, int i, struct wizard *ret)
{
	*ret = (struct wizard){
		.id = row_str(r, i, 0),
		.user_id = row_str(r, i, 1),
		.current_step = row_i64(r, i, 2),
		.completed = row_i64(r, i, 3),
		.version = row_i64(r, i, 4),
		.configuration = row_str(r, i, 5),
		.preferences = row_str(r, i, 6),
		.created_at = row_time(r, i, 7),
		.updated_at = row_time(r, i, 8),
		.completed_at = row_time(r, i, 9),
		.store_id = row_str(r, i, 10),
		.slug = row_str(r, i, 11),
	};
}

/* ---- the copy in Redis ---------------------------------------------------------------------- */

/* A copy is its fields, each behind its length: "3:abc", absent as "-:". */
static void put(struct buf *b, struct str s)
{
	if (s.p)
		buf_printf(b, "%zu:", s.n);
	else
		buf_c(b, "-:");
	buf_str(b, s);
}

static bool take(struct str *rest, struct str *ret)
{
	struct str head = str_split(rest, ':');
	int64_t n;

	*ret = STR_NONE;
	if (!rest->p)
		return false;
	if (str_is(head, "-"))
		return true;
	if (!str_i64(head, &n) || n < 0 || (size_t)n > rest->n)
		return false;
	*ret = str_sub(*rest, 0, (size_t)n);
	*rest = str_sub(*rest, (size_t)n, rest->n);
	return true;
}

/* New at each start and each reconnection. */
static const char *epoch(void)
{
	static char text[37];
	static int64_t since = -1;

	if (since != redis_since() || !text[0]) {
		since = redis_since();
		uuid_new(text);
	}
	return text;
}

static struct str cache_key(struct str id)
{
	return str_printf(mem(), "wizard:session:%.*s", STR_FMT(id));
}

/* KEYS[1]; ARGV: version, ttl, value. The value begins with "epoch version ". */
static const char put_newer[] = "local c = redis.call('GETRANGE', KEYS[1], 36, 55) "
				"if c ~= '' and tonumber(c) and tonumber(c) > tonumber(ARGV[1]) then return 0 end "
				"redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[2]) return 1";

/* created: nobody knows the session's name yet, so there is no newer copy to spare. */
static void cache_put(const struct wizard *w, bool created)
{
	struct buf b = BUF_ON(mem(), COPY_MOST);
	struct str ttl = str_printf(mem(), "%d", CACHE_S), version = str_printf(mem(), "%lld", (long long)w->version);

	buf_c(&b, epoch());
	buf_str(&b, str_sub(STR("00000000000000000000"), version.n, 20));
	buf_str(&b, version);
	buf_char(&b, ' ');
	for (const struct str *s = (const struct str[]){ w->user_id,
		     str_printf(mem(), "%lld", (long long)w->current_step),
		     str_printf(mem(), "%lld", (long long)w->completed), w->configuration, w->preferences,
		     w->created_at, w->updated_at, w->completed_at, w->store_id, w->slug, { NULL, SIZE_MAX } };
		s->n != SIZE_MAX; s++)
		put(&b, *s);
	if (!version.p || b.len < COPY_HEAD)
		return;
	/* A catalogue of thousands is read from PostgreSQL: not worth its size in Redis. Its head alone says that, in the place of an older
	 * copy. */
	if (!buf_ok(&b))
		b.len = COPY_HEAD;
	if (created)
		redis_send((const struct str[]){ STR("SET"), cache_key(w->id), buf_view(&b), STR("EX"), ttl }, 5);
	else
		redis_send((const struct str[]){ STR("EVAL"), str_c(put_newer), STR("1"), cache_key(w->id), version,
				   ttl, buf_view(&b) },
			7);
}

static void cache_write(const struct wizard *w)
{
	cache_put(w, false);
}

static bool cache_read(struct str id, struct wizard *ret)
{
	struct redis_reply r;
	struct str rest, step, completed;
	int64_t version;

	if (redis(&r, STR("GET"), cache_key(id)) < 0 || r.kind != REDIS_STR || r.str.n < COPY_HEAD ||
		!str_eq(str_sub(r.str, 0, 36), str_c(epoch())))
		return false;
	rest = str_sub(r.str, COPY_HEAD, r.str.n);
	*ret = (struct wizard){ .id = id };
	if (!str_i64(str_sub(r.str, 36, 56), &version) || !take(&rest, &ret->user_id) || !take(&rest, &step) ||
		!take(&rest, &completed) || !take(&rest, &ret->configuration) || !take(&rest, &ret->preferences) ||
		!take(&rest, &ret->created_at) || !take(&rest, &ret->updated_at) || !take(&rest, &ret->completed_at) ||
		!take(&rest, &ret->store_id) || !take(&rest, &ret->slug))
		return false;
	ret->version = version;
	return str_i64(step, &ret->current_step) && str_i64(completed, &ret->completed);
}

/* The user's list is counted anew: wizard:user:{user_id}:sessions holds its length. */
static struct str count_key(struct str user)
{
	return str_printf(mem(), "wizard:user:%.*s:sessions", STR_FMT(user));
}

/* ---- sessions ------------------------------------------------------------------------------- */

static const char insert_session[] =
	"with s as (insert into wizard_sessions (id, user_id, metadata) values (coalesce($5, gen_random_uuid()), $1, $2::jsonb) "
	"on conflict (id) do nothing returning *), "
	"e as (insert into outbox (session_id, event_type, user_agent, ip_address) "
	"select id, 'session_created', $3, $4::inet from s) "
	"select" COLUMNS "from s left join stores st on st.session_id = s.id";

int wizard_create(const struct wizard_new *n, struct wizard *ret)
{
	struct rows r;

	TRY(db_write(&r, insert_session, DB_TEXT(n->user), DB_TEXT(n->preferences), DB_TEXT(n->agent),
		DB_TEXT(n->client), DB_TEXT(n->id)));
	if (r.n == 0)
		return wizard_load(n->id, n->user, ret);
	read_row(&r, 0, ret);
	cache_put(ret, true);
	redis_send((const struct str[]){ STR("DEL"), count_key(n->user) }, 2);
	return 0;
}

static const char select_session[] = "select" COLUMNS
				     "from wizard_sessions s left join stores st on st.session_id = s.id "
				     "where s.id = $1";

int wizard_load_any(struct str id, struct wizard *ret)
{
	struct rows r;

	if (!str_is_uuid(id))
		return fail(ERR_NOT_FOUND, "there is no such session");
	if (!cache_read(id, ret)) {
		TRY(db_query(&r, select_session, DB_TEXT(id)));
		if (r.n == 0)
			return fail(ERR_NOT_FOUND, "there is no such session");
		read_row(&r, 0, ret);
		cache_write(ret);
	}
	return 0;
}

int wizard_load(struct str id, struct str user, struct wizard *ret)
{
	TRY(wizard_load_any(id, ret));
	return str_ieq(ret->user_id, user) ? 0 : fail(ERR_NOT_FOUND, "there is no such session");
}

static const char select_list[] = "select" COLUMNS "from wizard_sessions s left join stores st on st.session_id = s.id "
				  "where s.user_id = $1 order by s.updated_at desc, s.id limit $2 offset $3";
static const char count_list[] = "select count(*) from wizard_sessions where user_id = $1";

static int count_sessions(struct str user, int64_t *ret)
{
	struct redis_reply cached;
	struct rows r;

	if (redis(&cached, STR("GET"), count_key(user)) == 0 && cached.kind == REDIS_STR && str_i64(cached.str, ret))
		return 0;
	TRY(db_query(&r, count_list, DB_TEXT(user)));
	*ret = row_i64(&r, 0, 0);
	redis_send((const struct str[]){ STR("SET"), count_key(user), row_str(&r, 0, 0), STR("EX"), STR("30") }, 5);
	return 0;
}

int wizard_list(struct str user, int64_t page, int64_t per_page, struct vec *ret, int64_t *total)
{
	struct wizard *items;
	struct rows r;

	TRY(count_sessions(user, total));
	TRY(db_query(&r, select_list, DB_TEXT(user), DB_INT(per_page), DB_INT((page - 1) * per_page)));
	items = TRY_MEM(ARENA_ARRAY(mem(), struct wizard, r.n));
	for (int i = 0; i < r.n; i++)
		read_row(&r, i, &items[i]);
	*ret = (struct vec){ items, (size_t)r.n };
	return 0;
}

static const char update_step[] =
	"with s as (update wizard_sessions s set "
	"configuration = s.configuration || jsonb_build_object($3::text, $4::jsonb), "
	"completed = s.completed | $5::int, current_step = greatest(s.current_step, $6::int), "
	"sealed_credentials = coalesce($10::text, s.sealed_credentials), "
	"version = s.version + 1, updated_at = now() "
	"where s.id = $1 and s.user_id = $2 and s.completed & $7::int = $7::int returning s.*), "
	"e as (insert into outbox (session_id, event_type, event_data, user_agent, ip_address) "
	"select id, case when $5::int > 0 then 'step_completed' else 'step_saved' end, "
	"jsonb_build_object('step', $11::int), $8, $9::inet from s) "
	"select" COLUMNS "from s left join stores st on st.session_id = s.id";

int wizard_save(const struct wizard_save *s, struct wizard *ret)
{
	int next = s->step < WIZARD_STEPS ? s->step + 1 : WIZARD_STEPS;
	struct rows r;

	if (!str_is_uuid(s->id))
		return fail(ERR_NOT_FOUND, "there is no such session");
	TRY(db_write(&r, update_step, DB_TEXT(s->id), DB_TEXT(s->user), DB_C(wizard_key(s->step)), DB_TEXT(s->data),
		DB_INT(s->advance ? wizard_bit(s->step) : 0), DB_INT(s->advance ? next : s->step),
		DB_INT(wizard_before(s->step)), DB_TEXT(s->agent), DB_TEXT(s->client), DB_TEXT(s->sealed),
		DB_INT(s->step)));
	if (r.n == 0) {
		TRY(wizard_load(s->id, s->user, ret));
		return wizard_refuse((int)ret->completed, s->step);
	}
	read_row(&r, 0, ret);
	cache_write(ret);
	return 0;
}

static const char select_sealed[] = "select sealed_credentials from wizard_sessions where id = $1";

int wizard_sealed(struct str id, struct str *ret)
{
	struct rows r;

	TRY(db_query(&r, select_sealed, DB_TEXT(id)));
	*ret = r.n ? row_str(&r, 0, 0) : STR_NONE;
	if (ret->n == 0)
		*ret = STR_NONE;
	return 0;
}

/* Only what was handed on is forgotten: a save meanwhile keeps its own. */
static const char clear_sealed[] = "update wizard_sessions set sealed_credentials = null where id = $1 and "
				   "sealed_credentials = $2";

int wizard_sealed_done(struct str id, struct str sealed)
{
	return db_query(NULL, clear_sealed, DB_TEXT(id), DB_TEXT(sealed));
}

static const char complete_session[] =
	"with s as (update wizard_sessions s set completed_at = coalesce(s.completed_at, now()), "
	"version = s.version + 1, updated_at = now() where s.id = $1 returning s.*), "
	"e as (insert into outbox (session_id, event_type, event_data) select w.id, 'store_launched', '{\"step\": 7}' "
	"from wizard_sessions w where w.id = $1 and w.completed_at is null) "
	"select" COLUMNS "from s left join stores st on st.session_id = s.id";

int wizard_complete(struct str id)
{
	struct wizard w;
	struct rows r;

	TRY(db_query(&r, complete_session, DB_TEXT(id)));
	if (r.n == 0)
		return 0;
	read_row(&r, 0, &w);
	cache_write(&w);
	return 0;
}

static const char select_rate[] = "select coalesce(avg((completed_at is not null)::int), 0) from wizard_sessions "
				  "where created_at >= now() - interval '30 days'";

int wizard_completion_rate(double *ret)
{
	struct rows r;

	TRY(db_query(&r, select_rate));
	*ret = row_double(&r, 0, 0);
	return 0;
}

static const char select_slug[] = "select 1 from stores where slug = $1 and session_id is distinct from $2::uuid";

int slug_free(struct str slug, struct str session_id)
{
	struct rows r;

	TRY(db_query(&r, select_slug, DB_TEXT(slug), DB_TEXT(session_id)));
	return r.n == 0;
}
