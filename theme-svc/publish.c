#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "batch.h"
#include "export.h"
#include "feed.h"
#include "fiber/fiber.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "files.h"
#include "languages.h"
#include "search.h"
#include "site_files.h"
#include "storefront.h"
#include "theme_files.h"

#define WORK_DIR ".new"
enum { VERSIONS_KEPT = 10, VERSION_AGE_S = 3600, SWEEP_MS = 10 * 60 * 1000 };

struct publishing {
	struct site *site;
	const char *store, *final, *work; /* folders */
	const char *former;               /* of the version that is live, NULL = none */
	int held;                         /* the hold on work, -1 = none */
	int64_t live;
	const struct publish_to *to;
	struct file_batch *batch;
	int64_t pages;
	/* Of the offloaded calls. */
	bool done;
	bool swap; /* it is there, and changes places with the new one */
	struct file_count count;
	int left; /* of dead publishers */
	char error[300];
};

/* ---- in the offload pool */

static void write_batch(void *arg)
{
	batch_write(arg);
}

static void look(void *arg)
{
	struct publishing *p = arg;

	/* Touched, it stays: another publisher may be about to remove it as an old one. */
	p->done = files_count(p->final, &p->count) && files_touch(p->final);
	if (p->done && !p->to->again)
		return;
	p->swap = p->done;
	p->done = false;
	if (p->swap)
		p->former = p->final;
	p->batch->dir = p->held = files_hold(p->work);
	if (p->held < 0)
		snprintf(p->error, sizeof(p->error), "%s: %s", p->work, strerrordesc_np(errno));
	else if (p->former)
		p->batch->former = open(p->former, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The rename is the moment at which the version exists. Another publisher may have been faster: its files are the same. */
static void finish(void *arg)
{
	struct publishing *p = arg;

	if (p->swap) {
		if (!files_sync(p->work) || !files_exchange(p->work, p->final))
			snprintf(p->error, sizeof(p->error), "%s: %s", p->final, strerrordesc_np(errno));
		files_remove(p->work);
		return;
	}
	if (files_sync(p->work) && files_make_dir(p->store) && files_rename(p->work, p->final)) {
		files_keep_newest(p->store, p->work, VERSIONS_KEPT, p->live, VERSION_AGE_S);
		return;
	}
	if (errno != EEXIST)
		snprintf(p->error, sizeof(p->error), "%s: %s", p->final, strerrordesc_np(errno));
	files_remove(p->work);
}

static void give_up(void *arg)
{
	struct publishing *p = arg;

	files_remove(p->work);
}

static void sweep(void *arg)
{
	struct publishing *p = arg;

	p->left = files_remove_left(p->work);
	files_remove_stale(p->store, EXPORT_AGE_S);
}

/* ---- on the loop */

static int flush(struct publishing *p)
{
	int r = offload(write_batch, p->batch); /* offload: compresses and writes */

	batch_clear(p->batch);
	if (r < 0)
		return r;
	return *p->batch->error ? fail(ERR_IO, "%s", p->batch->error) : 0;
}

static int add(struct publishing *p, struct file_item item)
{
	p->batch->items[p->batch->n++] = item;
	return p->batch->n == FILES_BATCH || item.lent ? flush(p) : 0;
}

static int add_file(void *arg, struct file_item item)
{
	struct publishing *p = arg;

	p->pages += str_ends(str_c(item.path), STR(".html"));
	return add(p, item);
}

static int add_lent(struct publishing *p, struct str bytes, bool more)
{
	struct file_item item = {
		.path = STOREFRONT_SNAPSHOT, .bytes = (char *)bytes.p, .size = bytes.n, .lent = true, .more = more
	};

	return add(p, item);
}

/* The configuration is written before it is taken apart, and what only the site knows behind it. Never served: the gateway answers for no
 * hidden name. */
static int open_site(struct publishing *p, struct str configuration, const struct place *place)
{
	struct str look;

	TRY(add_lent(p, configuration, true));
	TRY(render_open_text(configuration, p->to->themes, place, &p->site));
	TRY(storefront_look(p->site, p->to->slug, &look));
	return add_lent(p, look, false);
}

struct indexing {
	const struct shop *shop, *others[LANGUAGES_MAX];
	size_t nothers;
	struct buf index;
	int result;
};

/* In the offload pool. */
static void build_index(void *arg)
{
	struct indexing *i = arg;

	i->result = search_build(&i->index, i->shop, i->others, i->nothers);
	/* It took much, and gave it back: 18 MB with 10,000 products. The process should too, before the pages take theirs. */
	malloc_trim(0);
}

static int add_index(struct publishing *p)
{
	struct indexing i = { .shop = p->site->shop, .index = { .max = SEARCH_FILE_MAX } };
	struct file_item item = { .path = STOREFRONT_INDEX };
	int r;

	for (; i.nothers < p->site->nothers; i.nothers++)
		i.others[i.nothers] = p->site->others[i.nothers]->shop;
	r = offload(build_index, &i); /* offload: builds the index */

	r = r < 0 ? r : i.result;
	if (r < 0) {
		buf_done(&i.index);
		return r;
	}
	item.bytes = i.index.p;
	item.size = i.index.len;
	return add(p, item);
}

static int write_all(struct publishing *p, struct str configuration, const struct place *place)
{
	TRY(open_site(p, configuration, place));
	TRY(add_index(p));
	TRY(site_files_each(p->site, add_file, p));
	TRY(flush(p));
	TRY(offload(finish, p)); /* offload: rename */
	return *p->error ? fail(ERR_IO, "%s", p->error) : 0;
}

int publish(struct str configuration, const struct place *place, const struct publish_to *to, struct published *ret)
{
	struct publishing *p = TRY_MEM(ARENA_NEW(mem(), struct publishing));
	unsigned random;
	int r;

	random_bytes(&random, sizeof(random));
	p->batch = TRY_MEM(ARENA_NEW(mem(), struct file_batch));
	p->store = TRY_MEM(arena_printf(mem(), "%s/%.*s", to->stores_dir, STR_FMT(to->store_id)));
	p->final = TRY_MEM(arena_printf(mem(), "%s/%lld", p->store, (long long)to->version));
	p->work = TRY_MEM(arena_printf(mem(), "%s/" WORK_DIR "/%.*s-%lld-%08x", to->stores_dir, STR_FMT(to->store_id),
		(long long)to->version, random));
	p->batch->former = p->held = -1;
	p->live = to->live;
	p->to = to;
	if (to->live > 0)
		p->former = TRY_MEM(arena_printf(mem(), "%s/%lld", p->store, (long long)to->live));
	TRY(offload(look, p)); /* offload: is it there already? */
	if (*p->error)
		return fail(ERR_IO, "%s", p->error);
	if (p->done) {
		*ret = (struct published){ p->count.pages, p->count.files, p->count.bytes, 0 };
		return 0;
	}
	r = write_all(p, configuration, place);
	if (r < 0) {
		fiber_shield_begin();
		(void)offload(give_up, p); /* offload: removes what was written */
		fiber_shield_end();
	}
	batch_done(p->batch);
	if (p->batch->former >= 0)
		close(p->batch->former);
	close(p->held);
	if (r < 0)
		return r;
	*ret = (struct published){ p->pages, p->batch->files, p->batch->bytes, p->batch->written };
	return 0;
}

void publish_sweep(const char *stores_dir)
{
	context()->task = "sweep";
	do {
		struct publishing p = { .work = arena_printf(mem(), "%s/" WORK_DIR, stores_dir),
			.store = arena_printf(mem(), "%s/" EXPORT_DIR, stores_dir) };

		if (p.work && p.store && offload(sweep, &p) == 0 && p.left) /* offload */
			log_warn("left_by_a_crash", LOG_S("folder", p.work), LOG_I("removed", p.left));
		context_clear(context());
	} while (wait_ms(SWEEP_MS) == 0);
}
