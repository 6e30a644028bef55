#include "stores.h"

#include "base/context.h"
#include "base/err.h"
#include "peer_theme.h"
#include "schemas.h"
#include "stores_store.h"

/* GET /api/v1/stores: the merchant's, newest first. */
int stores_list(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct store_list out;

	TRY(store_list(str_c(rq->id.sub), q->page, q->per_page, &out)); /* db */
	return reply(rq, 200, &store_list_schema, &out);
}

/* GET /api/v1/stores/{store_id} */
int stores_get(struct request *rq)
{
	struct store out;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &out)); /* db */
	return reply(rq, 200, &store_schema, &out);
}

/* GET /api/v1/stores/{store_id}/versions: newest first. */
int stores_versions(struct request *rq)
{
	const struct page_query *q = query(rq);
	struct store_version_list out;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store));                    /* db */
	TRY(store_versions(store.store_id, store.live_version, q->page, q->per_page, &out)); /* db */
	return reply(rq, 200, &store_version_list_schema, &out);
}

/* POST /api/v1/stores/{store_id}/publish: make a version live; an older one is undo. */
int stores_publish(struct request *rq)
{
	const struct publish_in *in = body(rq);
	struct site_published *published;
	struct str config_id, slug, configuration;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store));     /* db */
	TRY(store_config_id(store.store_id, in->version, &config_id, &slug)); /* db */
	TRY(store_configuration(config_id, &configuration));                  /* db */
	/* Its pages may be there since its launch: then this costs a look; else they are drawn again. */
	TRY(theme_publish(&(struct site_version){ store.store_id, slug, in->version, store.live_version },
		configuration, &published));                        /* http: theme-svc */
	TRY(store_go_live(NULL, store.store_id, in->version));      /* db */
	TRY(store_load(store.store_id, str_c(rq->id.sub), &store)); /* db */
	return reply(rq, 200, &store_schema, &store);
}
