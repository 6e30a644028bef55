#include "palettes.h"

#include "base/context.h"
#include "base/err.h"
#include "peer_palette.h"

/* POST /api/v1/themes/palettes: palettes for brand colours, or for a trade and a style; keeps nothing. */
int palettes_suggest(struct request *rq)
{
	struct palette_suggestions *out;

	TRY(palette_suggest(body(rq), &out)); /* http: theme-svc */
	return reply(rq, 200, &palette_suggestions_schema, out);
}

/* POST /api/v1/themes/palettes/export: a palette as a file. */
int palettes_export(struct request *rq)
{
	struct http_response rs;
	struct str type;

	TRY(palette_export(body(rq), &rs)); /* http: theme-svc */
	type = str_dup(mem(), rs.content_type);
	reply_header(rq, "Content-Disposition", http_response_header(&rs, "Content-Disposition"));
	return type.p ? reply_body(rq, 200, type.p, rs.body) : -ERR_NOMEM;
}
