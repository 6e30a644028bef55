/* Folders of pictures that nobody uses any more. Who uses one is the gateway's to know: here it is only told which are old, and
 * takes away what it says, unless somebody has sent that very picture since. */
#include "asset_sweep.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "asset_files.h"
#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/offload.h"
#include "files.h"
#include "settings.h"
#include "web/crypto.h"

enum { DAY_S = 24 * 3600 };

static const struct field old_fields[] = {
	F_STR(struct assets_old_query, after, 0, 0, ASSET_HASH, &format_line, "Hashes behind this one"),
	F_INT(struct assets_old_query, days, REQUIRED, 1, 20000, 0, "Untouched for so many days"),
};
const struct schema assets_old_query_schema = SCHEMA("AssetsOldQuery", struct assets_old_query, old_fields);

static const struct field remove_fields[] = {
	F_INT(struct asset_remove_query, days, REQUIRED, 1, 20000, 0, "Only if untouched for so many days"),
};
const struct schema asset_remove_query_schema = SCHEMA("AssetRemoveQuery", struct asset_remove_query, remove_fields);

struct looking {
	const struct assets_old_query *q;
	time_t before;
	int n;
	char found[ASSETS_OLD_MOST][ASSET_HASH + 1]; /* in order */
};

static bool is_old(const char *name, time_t before)
{
	char path[600];
	struct stat st;

	snprintf(path, sizeof(path), "%.400s/%.*s", conf.assets_dir, ASSET_HASH, name);
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_mtime < before;
}

/* Keeps the smallest names. */
static void keep(struct looking *l, const char *name)
{
	int at = l->n < ASSETS_OLD_MOST ? l->n : ASSETS_OLD_MOST - 1;

	if (l->n == ASSETS_OLD_MOST && strcmp(name, l->found[at]) >= 0)
		return;
	if (!is_old(name, l->before))
		return;
	for (; at > 0 && strcmp(name, l->found[at - 1]) < 0; at--)
		memcpy(l->found[at], l->found[at - 1], sizeof(*l->found));
	memcpy(l->found[at], name, ASSET_HASH + 1);
	l->n += l->n < ASSETS_OLD_MOST;
}

static void look(void *arg)
{
	struct looking *l = arg;
	DIR *d = opendir(conf.assets_dir);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (asset_is_hash(str_c(e->d_name)) && (l->q->after.n == 0 || strcmp(e->d_name, l->q->after.p) > 0))
			keep(l, e->d_name);
	if (d)
		closedir(d);
}

/* GET /v1/assets/old?after=&days= */
int assets_old(struct request *rq)
{
	struct looking *l = TRY_MEM(ARENA_NEW(mem(), struct looking));
	struct str *hashes = TRY_MEM(ARENA_ARRAY(mem(), struct str, ASSETS_OLD_MOST));

	l->q = query(rq);
	l->before = time(NULL) - l->q->days * DAY_S;
	TRY(offload(look, l)); /* offload: reads the folder's names */
	for (int i = 0; i < l->n; i++)
		hashes[i] = str_c(l->found[i]);
	return reply(rq, 200, &assets_old_schema, &(struct assets_old){ { hashes, (size_t)l->n } });
}

struct removing {
	char folder[512], aside[600];
	int age_s;
};

static void remove_one(void *arg)
{
	struct removing *r = arg;
	/* Held, so that what is put aside is not swept before it may come back. */
	_cleanup_close_ int held = open(r->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (held >= 0 && flock(held, LOCK_EX | LOCK_NB) == 0)
		(void)files_remove_old(r->folder, r->aside, r->age_s);
}

/* DELETE /v1/assets/{hash}?days= */
int asset_remove(struct request *rq)
{
	const struct asset_remove_query *q = query(rq);
	struct removing *r = TRY_MEM(ARENA_NEW(mem(), struct removing));
	struct str hash = path(rq, "hash");
	unsigned random;

	if (!asset_is_hash(hash))
		return fail(ERR_NOT_FOUND, "there is no such picture");
	random_bytes(&random, sizeof(random));
	snprintf(r->folder, sizeof(r->folder), "%.400s/%.*s", conf.assets_dir, STR_FMT(hash));
	snprintf(r->aside, sizeof(r->aside), "%.400s/" ASSET_WORK_DIR "/old-%.*s-%08x", conf.assets_dir, STR_FMT(hash),
		random);
	r->age_s = (int)q->days * DAY_S;
	TRY(offload(remove_one, r)); /* offload: removes */
	return reply_empty(rq, 204);
}
