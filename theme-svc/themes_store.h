/* theme_recommendations: what was recommended to a session. */
#ifndef THEME_THEMES_STORE_H
#define THEME_THEMES_STORE_H

#include "base/cleanup.h"
#include "recommend.h"

/* Replaces the session's rows by the n first of list. 0 or an error of the database (-ERR_DB when there is no such session). */
int recommendations_keep(struct str session_id, struct str industry, const struct recommendation *list, size_t n)
	SUSPENDS; /* db */

#endif
