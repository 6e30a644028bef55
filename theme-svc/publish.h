/* Publish: a version of a store as files, STORES_DIR/<store_id>/<version>/: <path>/index.html, 404.html, sitemap.xml,
 * robots.txt, assets/; beside each but fonts the same in .gz and .br.
 *
 * Written in a folder of STORES_DIR/.new/, put on the disk (syncfs), then renamed: a version is there whole or not at all, also
 * after a crash of the machine; one that is there is left as it is. Asked for again,
 * it is drawn beside itself and the two folders change places, at one moment as well. What a publisher that died has left in .new/ is removed by
 * publish_sweep.
 *
 * Pages are drawn in full each time, and written only where their bytes differ from those of the live version: what is right can not
 * be missed by a rule about what depends on what, and drawing is a tenth of the cost.
 *
 * Of a store the ten newest versions stay, the one that is live, and what was asked for within the last hour: the rest can be drawn
 * again from its configuration, as undo does.
 */
#ifndef THEME_PUBLISH_H
#define THEME_PUBLISH_H

#include "base/cleanup.h"
#include "render.h"

struct publish_to {
	const char *stores_dir;
	const struct themes *themes;
	struct str store_id; /* UUID */
	int64_t version;     /* > 0 */
	struct str slug;
	int64_t live; /* the version that shoppers see, 0 = none */
	bool again;   /* drawn again where it is there: its stock is another */
};

struct published {
	int64_t pages, files, bytes; /* pages: HTML; bytes: of all files as sent uncompressed and compressed together */
	int64_t written;             /* files made now: the others are the live version's own, linked (batch.h) */
};

/* Renders the store of that configuration (JSON text, taken apart in place) in batches and writes them in the offload pool. 0, -ERR_IO with a note, -ERR_NOMEM, -ERR_INTERNAL, -ERR_OVERLOAD,
 * what render_open_text says, a reason; on failure nothing is left. */
int publish(struct str configuration, const struct place *place, const struct publish_to *to, struct published *ret)
	SUSPENDS;

/* Background fiber: removes what dead publishers left, at start and then every ten minutes, until it is cancelled. */
void publish_sweep(const char *stores_dir) SUSPENDS;

#endif
