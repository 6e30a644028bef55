#include "reviews.h"

#include "base/context.h"
#include "peer_theme.h"
#include "wizard_store.h"

/* GET /api/v1/wizard/session/{session_id}/review: the pages as saved, judged one of each kind. */
int reviews_get(struct request *rq)
{
	struct review *out;
	struct wizard w;

	TRY(wizard_load(path(rq, "session_id"), str_c(rq->id.sub), &w)); /* redis, or db */
	TRY(theme_review(w.configuration, &out));                        /* http: theme-svc */
	return reply(rq, 200, &review_schema, out);
}
