/* Export: a store's site as one zip that any static host can serve, STORES_DIR/.export/<store_id>-<version>-<hash>.zip. Nothing there takes a
 * form, so that orders go by e-mail, and the pages say so.
 *
 * One file of the site is in memory at a time. Of a store the four stay that were asked for last, for an hour.
 */
#ifndef THEME_EXPORT_H
#define THEME_EXPORT_H

#include "render.h"
#include "web/request.h"

int exports_create(struct request *rq)
	SUSPENDS; /* PUT /v1/sites/{store_id}/versions/{version}/export; offload: writes the zip */

struct exported {
	struct str file; /* its name below STORES_DIR */
	int64_t pages, bytes;
};

/* For the sweep. */
#define EXPORT_DIR ".export"
enum { EXPORT_AGE_S = 3600 };

#endif
