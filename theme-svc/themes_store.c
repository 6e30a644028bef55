#include "themes_store.h"

#include <math.h>

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char KEEP[] =
	"with gone as (delete from theme_recommendations where session_id = $1) "
	"insert into theme_recommendations (session_id, theme_id, theme_name, industry_category, recommendation_score, "
	"performance_data, customizations) "
	"select $1, r.theme_id, r.theme_name, left($2, 100), r.score, r.points, r.chosen "
	"from jsonb_to_recordset($3::jsonb) r (theme_id text, theme_name text, score float, points jsonb, chosen jsonb)";

static void put_row(struct json *list, const struct recommendation *r)
{
	struct json *row = json_add_object(list, NULL), *points, *chosen;

	json_add_str(row, "theme_id", r->theme->id);
	json_add_str(row, "theme_name", r->theme->name);
	json_add_num(row, "score", r->score);
	points = json_add_object(row, "points");
#define X(part, most) json_add_int(points, #part, r->points.part);
	RECOMMEND_PARTS(X)
#undef X
	json_add_num(points, "likeness", round(r->likeness * 100) / 100);
	chosen = json_add_object(row, "chosen");
	json_add_str(chosen, "palette", r->theme->palettes[0].id);
	json_add_str(chosen, "layout", r->theme->layouts[0].id);
	json_add_str(chosen, "typography", r->theme->id);
}

int recommendations_keep(struct str session_id, struct str industry, const struct recommendation *list, size_t n)
{
	struct json *rows = TRY_MEM(json_new_array());

	for (size_t i = 0; i < n; i++)
		put_row(rows, &list[i]);
	return db_query(NULL, KEEP, DB_TEXT(session_id), DB_TEXT(industry), DB_TEXT(json_text(rows)));
}
