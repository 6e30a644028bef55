#include "storefront.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "base/list.h"
#include "dynamic.h"
#include "fiber/offload.h"
#include "schemas.h"
#include "settings.h"
#include "sites.h"
#include "theme_files.h"

/* A tree takes some ten times its text: a store of 5,000 products with long texts fills ONE_MOST; larger ones are refused. */
enum { SNAPSHOT_MOST = 16 << 20, ONE_MOST = 160 << 20, ALL_MOST = 192 << 20, OPENED_MOST = 16 };

struct opened {
	struct list by_use;
	char key[64]; /* "<store_id>/<version>" */
	struct arena memory;
	struct site *site;
};

static struct list opened = LIST_SELF(opened); /* most recently used first */
static size_t opened_bytes;
static unsigned opened_count;

static void forget(struct opened *o)
{
	list_del(&o->by_use);
	opened_bytes -= o->memory.used;
	opened_count--;
	arena_done(&o->memory);
	free(o);
}

void storefront_close(void)
{
	LIST_FOR(i, &opened)
	forget(CONTAINER_OF(i, struct opened, by_use));
}

static struct site *known(const char *key)
{
	LIST_FOR(i, &opened)
	{
		struct opened *o = CONTAINER_OF(i, struct opened, by_use);

		if (strcmp(o->key, key) == 0) {
			list_del(&o->by_use);
			list_add(&opened, &o->by_use);
			return o->site;
		}
	}
	return NULL;
}

static void keep(struct opened *o)
{
	list_add(&opened, &o->by_use);
	opened_bytes += o->memory.used;
	opened_count++;
	while (opened.prev != &o->by_use && (opened_count > OPENED_MOST || opened_bytes > ALL_MOST))
		forget(CONTAINER_OF(opened.prev, struct opened, by_use));
}

/* ---- the snapshot */

struct str storefront_snapshot(const struct site *site, struct str slug, const struct json *configuration)
{
	struct buf b = BUF_ON(mem(), SNAPSHOT_MOST);

	buf_c(&b, "{\"slug\":");
	buf_json_str(&b, slug);
	buf_c(&b, ",\"style_file\":");
	buf_json_str(&b, site->place.style_file);
	buf_c(&b, ",\"configuration\":");
	buf_json(&b, configuration);
	buf_char(&b, '}');
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

struct reading {
	char address[1024];
	char *text; /* malloc'd */
	size_t size;
};

/* In the offload pool. */
static void read_snapshot(void *arg)
{
	struct reading *r = arg;
	FILE *f = fopen(r->address, "re");
	long size;

	if (!f)
		return;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) > 0 && size <= SNAPSHOT_MOST &&
		fseek(f, 0, SEEK_SET) == 0) {
		r->text = malloc((size_t)size);
		if (r->text && fread(r->text, 1, (size_t)size, f) == (size_t)size)
			r->size = (size_t)size;
	}
	fclose(f);
}

static int open_text(struct str text, struct site **ret)
{
	const struct json *j;
	struct place place;

	TRY(json_parse(text, &j));
	TRY(sites_place(str_printf(mem(), "/s/%.*s", STR_FMT(json_get_str(j, "slug"))), &place));
	place.style_file = json_get_str(j, "style_file");
	return render_open(json_get(j, "configuration"), &themes, &place, ret);
}

/* Opens it in memory of its own. */
static int open_kept(const char *key, struct str text, struct site **ret)
{
	struct opened *o = calloc(1, sizeof(*o));
	struct arena former;
	int r;

	if (!o)
		return -ERR_NOMEM;
	list_init(&o->by_use);
	snprintf(o->key, sizeof(o->key), "%s", key);
	arena_init(&o->memory, ONE_MOST);
	former = memory_borrow(&o->memory);
	r = open_text(text, &o->site);
	memory_return(&o->memory, former);
	if (r < 0) {
		arena_done(&o->memory);
		free(o);
		return r;
	}
	keep(o);
	*ret = o->site;
	return 0;
}

/* The site stays until the next call that may suspend. */
static int open_version(const char *key, struct site **ret)
{
	struct reading *r = TRY_MEM(ARENA_NEW(mem(), struct reading));
	_cleanup_free_ char *text = NULL;

	*ret = known(key);
	if (*ret)
		return 0;
	snprintf(r->address, sizeof(r->address), "%s/%s/" STOREFRONT_SNAPSHOT, conf.stores_dir, key);
	TRY(offload(read_snapshot, r)); /* offload: reads a file */
	text = r->text;
	if (!r->size)
		return fail(ERR_NOT_FOUND, "this version has no such pages; publish the store again");
	*ret = known(key); /* another fiber was faster */
	return *ret ? 0 : open_kept(key, (struct str){ text, r->size }, ret);
}

/* POST /v1/storefront/page: one page of a published version, with what the gateway knows of the shopper. */
int storefront_page(struct request *rq)
{
	const struct storefront_in *in = body(rq);
	struct site *site;
	struct page page;
	char key[64];

	snprintf(key, sizeof(key), "%.36s/%lld", in->store_id.p, (long long)in->version);
	TRY(open_version(key, &site)); /* offload */
	if (TRY(dynamic_page(site, in->page, in->data, &page)) == 0)
		return fail(ERR_NOT_FOUND, "there is no page of that name");
	return reply_body(rq, page.status, page.content_type, page.body);
}
