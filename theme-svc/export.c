#include "export.h"

#include <errno.h>
#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/offload.h"
#include "files.h"
#include "schemas.h"
#include "settings.h"
#include "site_files.h"
#include "sites.h"

enum {
	COPIES_MOST = 4,
	ZIP_LEVEL = 6,
	DOS_DATE = 1 << 21 | 1 << 16 /* the format's first day: the same store gives the same bytes */
};

struct exporting {
	const char *dir, *work, *final;
	char store[37]; /* what the names of its copies begin with */
	zipFile zip;
	bool parted; /* a file is not whole yet */
	struct file_item items[FILES_BATCH];
	size_t n;
	int64_t pages;
	struct stat st;
	bool done;
	char error[300];
};

/* ---- in the offload pool */

static void cannot(struct exporting *e, const char *what)
{
	if (!*e->error)
		snprintf(e->error, sizeof(e->error), "%s: %s", what, errno ? strerrordesc_np(errno) : "zip");
}

static void begin(void *arg)
{
	struct exporting *e = arg;

	e->done = stat(e->final, &e->st) == 0 && files_touch(e->final);
	if (e->done)
		return;
	errno = 0;
	if (!files_make_dir(e->dir) || !(e->zip = zipOpen64(e->work, APPEND_STATUS_CREATE)))
		cannot(e, e->work);
}

static bool put_item(struct exporting *e, const struct file_item *item)
{
	zip_fileinfo info = { .dosDate = DOS_DATE };
	bool text = item->compress;

	if (!e->parted &&
		zipOpenNewFileInZip64(e->zip, item->path, &info, NULL, 0, NULL, 0, NULL, text ? Z_DEFLATED : 0,
			text ? ZIP_LEVEL : 0, 0) != ZIP_OK)
		return false;
	e->parted = item->more;
	return zipWriteInFileInZip(e->zip, item->bytes, (unsigned)item->size) == ZIP_OK &&
		(e->parted || zipCloseFileInZip(e->zip) == ZIP_OK);
}

static void write_items(void *arg)
{
	struct exporting *e = arg;

	for (size_t i = 0; i < e->n && !*e->error; i++) {
		errno = 0;
		if (!batch_load(&e->items[i]) || !put_item(e, &e->items[i]))
			cannot(e, e->items[i].path);
	}
}

static void finish(void *arg)
{
	struct exporting *e = arg;
	int r = zipClose(e->zip, NULL);

	e->zip = NULL;
	if (r != ZIP_OK || stat(e->work, &e->st) < 0 || rename(e->work, e->final) < 0)
		cannot(e, e->final);
	/* One may be asked for under any number of addresses. */
	files_keep_touched(e->dir, e->store, ".zip", COPIES_MOST);
}

static void give_up(void *arg)
{
	struct exporting *e = arg;

	if (e->zip)
		zipClose(e->zip, NULL);
	unlink(e->work);
}

/* ---- on the loop */

static void forget(struct exporting *e)
{
	while (e->n)
		if (!e->items[--e->n].lent)
			free(e->items[e->n].bytes);
}

static int flush(struct exporting *e)
{
	int r = offload(write_items, e); /* offload: packs and writes */

	forget(e);
	if (r < 0)
		return r;
	return *e->error ? fail(ERR_IO, "%s", e->error) : 0;
}

static int take(void *arg, struct file_item item)
{
	struct exporting *e = arg;

	e->pages += str_ends(str_c(item.path), STR(".html"));
	e->items[e->n++] = item;
	return e->n == FILES_BATCH || item.lent ? flush(e) : 0;
}

static int write_all(struct exporting *e, const struct site *site)
{
	TRY(site_files_each(site, take, e));
	TRY(flush(e));
	TRY(offload(finish, e)); /* offload: closes and renames */
	return *e->error ? fail(ERR_IO, "%s", e->error) : 0;
}

/* On failure nothing is left. name: without ".zip". */
static int export_site(const struct site *site, const char *stores_dir, struct str name, struct exported *ret)
{
	struct exporting *e = TRY_MEM(ARENA_NEW(mem(), struct exporting));
	unsigned random;
	int r;

	random_bytes(&random, sizeof(random));
	e->dir = TRY_MEM(arena_printf(mem(), "%s/" EXPORT_DIR, stores_dir));
	e->final = TRY_MEM(arena_printf(mem(), "%s/%.*s.zip", e->dir, STR_FMT(name)));
	e->work = TRY_MEM(arena_printf(mem(), "%s/%.*s.%08x.new", e->dir, STR_FMT(name), random));
	snprintf(e->store, sizeof(e->store), "%.36s", name.p);
	TRY(offload(begin, e)); /* offload: is it there already? */
	if (!e->done) {
		r = *e->error ? fail(ERR_IO, "%s", e->error) : write_all(e, site);
		if (r < 0) {
			forget(e);
			fiber_shield_begin();
			(void)offload(give_up, e); /* offload: removes what was written */
			fiber_shield_end();
			return r;
		}
	}
	*ret = (struct exported){ str_printf(mem(), EXPORT_DIR "/%.*s.zip", STR_FMT(name)), e->pages,
		(int64_t)e->st.st_size };
	return ret->file.p ? 0 : -ERR_NOMEM;
}

/* PUT /v1/sites/{store_id}/versions/{version}/export: the version's site as a zip in STORES_DIR. */
int exports_create(struct request *rq)
{
	const struct export_query *in = query(rq);
	struct str store_id, name, what;
	struct exported done;
	struct place place;
	struct site *site;
	int64_t version;

	TRY(sites_version(rq, &store_id, &version));
	TRY(sites_place(in->base, &place));
	place.still = place.copy = true;
	if (in->origin.n)
		place.origin = in->origin;
	what = str_printf(mem(), "%.*s %.*s", STR_FMT(place.base), STR_FMT(place.origin));
	name = str_printf(mem(), "%.*s-%lld-%016llx", STR_FMT(store_id), (long long)version,
		(unsigned long long)str_hash(what, 0));
	TRY(what.p && name.p ? 0 : -ERR_NOMEM);
	TRY(render_open_text(rq->raw_body, &themes, &place, &site));
	TRY(export_site(site, conf.stores_dir, name, &done)); /* offload */
	return reply(rq, 200, &exported_schema, &done);
}
