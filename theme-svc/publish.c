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
#include "fiber/fiber.h"
#include "fiber/offload.h"
#include "fiber/wait.h"
#include "feed.h"
#include "files.h"
#include "languages.h"
#include "search.h"
#include "storefront.h"
#include "theme_files.h"

#define WORK_DIR ".new"
enum { VERSIONS_KEPT = 10, VERSION_AGE_S = 3600, SWEEP_MS = 10 * 60 * 1000 };

struct publishing {
	const struct site *site;
	const char *store, *final, *work; /* folders */
	const char *former;               /* of the version that is live, NULL = none */
	int held;                         /* the hold on work, -1 = none */
	int64_t live;
	const struct publish_to *to;
	struct file_batch *batch;
	int64_t pages;
	/* Of the offloaded calls. */
	bool done;
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
	if (p->done)
		return;
	p->batch->dir = p->held = files_make_dir(p->store) ? files_hold(p->work) : -1;
	if (p->held < 0)
		snprintf(p->error, sizeof(p->error), "%s: %s", p->work, strerrordesc_np(errno));
	else if (p->former)
		p->batch->former = open(p->former, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The rename is the moment at which the version exists. Another publisher may have been faster: its files are the same. */
static void finish(void *arg)
{
	struct publishing *p = arg;

	if (files_sync(p->work) && files_rename(p->work, p->final)) {
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
	return p->batch->n == FILES_BATCH ? flush(p) : 0;
}

/* Renders one page into malloc'd bytes; the memory of its view is gone afterwards. */
static int render_one(const struct site *site, struct str path, struct file_item *item)
{
	struct arena scratch, former;
	struct page page;
	int r;

	arena_init(&scratch, 0);
	former = memory_borrow(&scratch);
	r = render_page(site, path, &page);
	if (r == 0) {
		item->bytes = malloc(page.body.n + 1);
		item->size = page.body.n;
		if (item->bytes)
			memcpy(item->bytes, page.body.p, page.body.n);
	}
	memory_return(&scratch, former);
	arena_done(&scratch);
	return r < 0 ? r : item->bytes ? 0 : -ERR_NOMEM;
}

static int add_rendered(struct publishing *p, struct str path, const char *file)
{
	struct file_item item = { .compress = true };
	size_t n = strlen(file);

	if (n >= sizeof(item.path))
		return fail(ERR_INTERNAL, "a page's address is too long");
	memcpy(item.path, file, n + 1);
	TRY(render_one(p->site, path, &item));
	return add(p, item);
}

static int add_page(void *arg, struct str path)
{
	struct publishing *p = arg;
	char file[FILES_PATH];

	/* "/p/mug/" stands in p/mug/index.html */
	if ((size_t)snprintf(file, sizeof(file), "%.*sindex.html", (int)path.n - 1, path.p + 1) >= sizeof(file))
		return fail(ERR_INTERNAL, "a page's address is too long");
	p->pages++;
	return add_rendered(p, path, file);
}

static int add_assets(struct publishing *p)
{
	const struct theme *t = p->site->shop->faces;
	struct file_item item;
	char file[FILES_PATH];

	snprintf(file, sizeof(file), "assets/%s", p->site->place.style_file.p);
	TRY(add_rendered(p, str_printf(mem(), "/%s", file), file));
	for (size_t i = 0; i < t->nfonts; i++) {
		item = (struct file_item){ .from = t->fonts[i].address };
		if ((size_t)snprintf(item.path, sizeof(item.path), "assets/fonts/%s", t->fonts[i].file.p) >=
			sizeof(item.path))
			return fail(ERR_INTERNAL, "a font's name is too long");
		TRY(add(p, item));
	}
	return 0;
}

/* Never served: the gateway answers for no hidden name. */
static int add_snapshot(struct publishing *p)
{
	struct file_item item = { .path = STOREFRONT_SNAPSHOT, .lent = true };
	struct str text;

	if (!p->to->configuration)
		return 0;
	text = storefront_snapshot(p->site, p->to->slug, p->to->configuration, p->to->length);
	item.bytes = (char *)TRY_MEM(text.p);
	item.size = text.n;
	return add(p, item);
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

static int write_all(struct publishing *p)
{
	TRY(add_index(p));
	TRY(render_each(p->site, add_page, p));
	p->pages++;
	TRY(add_rendered(p, STR("/404"), "404.html"));
	TRY(add_rendered(p, STR("/sitemap.xml"), "sitemap.xml"));
	TRY(add_rendered(p, STR("/robots.txt"), "robots.txt"));
	TRY(add_rendered(p, STR(FEED_PATH), "products.xml"));
	TRY(add_assets(p));
	TRY(add_snapshot(p));
	TRY(flush(p));
	TRY(offload(finish, p)); /* offload: rename */
	return *p->error ? fail(ERR_IO, "%s", p->error) : 0;
}

int publish(const struct site *site, const struct publish_to *to, struct published *ret)
{
	struct publishing *p = TRY_MEM(ARENA_NEW(mem(), struct publishing));
	unsigned random;
	int r;

	random_bytes(&random, sizeof(random));
	p->site = site;
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
	r = write_all(p);
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
		struct publishing p = { .work = arena_printf(mem(), "%s/" WORK_DIR, stores_dir) };

		if (p.work && offload(sweep, &p) == 0 && p.left) /* offload */
			log_warn("left_by_a_crash", LOG_S("folder", p.work), LOG_I("removed", p.left));
		context_clear(context());
	} while (wait_ms(SWEEP_MS) == 0);
}
