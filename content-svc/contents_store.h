/* generated_content: all its SQL. */
#ifndef CONTENT_CONTENTS_STORE_H
#define CONTENT_CONTENTS_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

struct content_row {
	struct str content_type;
	struct str data; /* JSON text */
	struct str prompt, model;
	double quality; /* 0..1 */
};

/* One text of a user's; its id. */
int content_insert(const struct content_row *row, struct str user_id, struct str session_id, struct str *id) SUSPENDS;
/* All texts of a frozen store version, in one transaction, instead of those that were there. */
int content_replace_store(struct str store_config_id, struct str user_id, const struct content_row *rows, size_t n)
	SUSPENDS;
/* -ERR_NOT_FOUND also for other people's. */
int content_set_rating(struct str id, struct str user_id, int64_t rating) SUSPENDS;

#endif
