/* Publish: a version of a store as files, STORES_DIR/<store_id>/<version>/: <path>/index.html, 404.html, sitemap.xml,
 * robots.txt, assets/; beside each but fonts the same in .gz and .br.
 *
 * Written in a folder beside and renamed at the end, so that a version is there whole or not at all; one that is there is
 * left as it is. Versions are never removed here: an older one may go live again.
 */
#ifndef THEME_PUBLISH_H
#define THEME_PUBLISH_H

#include "base/cleanup.h"
#include "render.h"

struct publish_to {
	const char *stores_dir;
	struct str store_id; /* UUID */
	int64_t version;     /* > 0 */
};

struct published {
	int64_t pages, files, bytes; /* pages: HTML; bytes: of all files as sent uncompressed and compressed together */
};

/* Renders site in batches and writes them in the offload pool. 0, -ERR_IO with a note, -ERR_NOMEM, -ERR_INTERNAL, -ERR_OVERLOAD,
 * a reason; on failure nothing is left. */
int publish(const struct site *site, const struct publish_to *to, struct published *ret) SUSPENDS;

#endif
