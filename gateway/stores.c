#include "stores.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/context.h"
#include "base/err.h"
#include "domains.h"
#include "peer_theme.h"
#include "schemas.h"
#include "settings.h"
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
	struct site_version site;
	struct str config_id, slug, configuration;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store));     /* db */
	TRY(store_config_id(store.store_id, in->version, &config_id, &slug)); /* db */
	TRY(store_configuration(config_id, &configuration));                  /* db */
	/* Its pages may be there since its launch: then this costs a look; else they are drawn again. */
	site = (struct site_version){
		.store_id = store.store_id, .slug = slug, .version = in->version, .live = store.live_version
	};
	TRY(theme_publish(&site, configuration, &published));       /* http: theme-svc */
	TRY(domains_publish(&site, configuration));                 /* http: theme-svc */
	TRY(store_go_live(NULL, store.store_id, in->version));      /* db */
	TRY(store_load(store.store_id, str_c(rq->id.sub), &store)); /* db */
	return reply(rq, 200, &store_schema, &store);
}

/* GET /api/v1/stores/{store_id}/export: a version as a zip for any static host, the live one unless another is named. */
int stores_export(struct request *rq)
{
	const struct export_query *q = query(rq);
	struct str config_id, slug, configuration, file;
	struct site_export x = { .base = q->base, .origin = q->origin };
	_cleanup_close_ int fd = -1;
	struct store store;
	struct stat st;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	x.store_id = store.store_id;
	x.version = q->version ? q->version : store.live_version;
	if (!x.version)
		return fail(ERR_CONFLICT, "this store is not live yet; launch it first");
	TRY(store_config_id(store.store_id, x.version, &config_id, &slug)); /* db */
	TRY(store_configuration(config_id, &configuration));                /* db */
	while (x.origin.n && x.origin.p[x.origin.n - 1] == '/')
		x.origin.n--;
	/* The copy says where the original stands. */
	if (!x.origin.n)
		x.origin = str_printf(mem(), "%s/s/%.*s", conf.public_url, STR_FMT(slug));
	TRY(theme_export(&x, configuration, &file)); /* http: theme-svc */
	fd = open(str_printf(mem(), "%s/%.*s", conf.stores_dir, STR_FMT(file)).p, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return fail_private(ERR_IO, "%.*s: %s", STR_FMT(file), strerrordesc_np(errno));
	reply_header(rq, "Content-Disposition",
		str_printf(mem(), "attachment; filename=\"%.*s-%lld.zip\"", STR_FMT(slug), (long long)x.version));
	return reply_file(rq, 200, "application/zip", fd, st.st_size);
}
