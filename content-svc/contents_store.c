#include "contents_store.h"

#include "base/context.h"
#include "base/err.h"
#include "net/db.h"

static const char insert_one[] =
	"insert into generated_content (content_type, content_data, prompt_used, model_used, quality_score, user_id, session_id) "
	"values ($1, $2::jsonb, $3, left($4, 50), $5, $6, $7) returning id";

int content_insert(const struct content_row *row, struct str user_id, struct str session_id, struct str *id)
{
	struct rows r;

	TRY(db_query(&r, insert_one, DB_TEXT(row->content_type), DB_TEXT(row->data), DB_TEXT(row->prompt),
		DB_TEXT(row->model), DB_DOUBLE(row->quality), DB_TEXT(user_id), DB_TEXT(session_id)));
	*id = row_str(&r, 0, 0);
	return 0;
}

/* Two who write the same version's texts come one after the other: each would else see nothing to delete. */
static const char lock_store[] = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
static const char delete_store[] = "delete from generated_content where store_id = $1";
static const char insert_many[] =
	"insert into generated_content (store_id, user_id, content_type, content_data, prompt_used, model_used, quality_score) "
	"select $1, $2, t.type, t.data::jsonb, t.prompt, left(t.model, 50), t.quality::float from "
	"unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) as t(type, data, prompt, model, quality)";

enum { COLUMNS = 5 };

int content_replace_store(struct str store_config_id, struct str user_id, const struct content_row *rows, size_t n)
{
	_cleanup_tx_ struct tx *tx = NULL; /* rolls back unless committed */
	struct str *columns[COLUMNS];

	/* Nothing was missing: also when an earlier try wrote it all and died before it could say so. Its rows stay. */
	if (n == 0)
		return 0;
	for (size_t k = 0; k < COLUMNS; k++)
		columns[k] = TRY_MEM(ARENA_ARRAY(mem(), struct str, n));
	for (size_t i = 0; i < n; i++) {
		columns[0][i] = rows[i].content_type;
		columns[1][i] = rows[i].data;
		columns[2][i] = rows[i].prompt;
		columns[3][i] = rows[i].model;
		columns[4][i] = str_printf(mem(), "%.4f", rows[i].quality);
	}
	TRY(tx_begin(&tx)); /* db */
	TRY(tx_query(tx, NULL, lock_store, DB_TEXT(store_config_id)));
	TRY(tx_query(tx, NULL, delete_store, DB_TEXT(store_config_id)));
	TRY(tx_query(tx, NULL, insert_many, DB_TEXT(store_config_id), DB_TEXT(user_id), db_array(columns[0], n),
		db_array(columns[1], n), db_array(columns[2], n), db_array(columns[3], n), db_array(columns[4], n)));
	return tx_commit(&tx); /* db */
}

static const char update_rating[] =
	"update generated_content set user_rating = $3, updated_at = now() where id = $1 and user_id = $2";

int content_set_rating(struct str id, struct str user_id, int64_t rating)
{
	struct rows r = { .affected = 0 };

	if (str_is_uuid(id))
		TRY(db_query(&r, update_rating, DB_TEXT(id), DB_TEXT(user_id), DB_INT(rating)));
	return r.affected ? 0 : fail(ERR_NOT_FOUND, "there is no such text");
}
