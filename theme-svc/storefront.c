#include "storefront.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/err.h"
#include "base/list.h"
#include "dynamic.h"
#include "fiber/offload.h"
#include "schemas.h"
#include "search.h"
#include "settings.h"
#include "sites.h"
#include "theme_files.h"

/* A tree takes some ten times its text: a store of 5,000 products with long texts fills ONE_MOST; larger ones are refused. */
enum { SNAPSHOT_MOST = 25 << 20, ONE_MOST = 160 << 20, ALL_MOST = 192 << 20, OPENED_MOST = 16 };

struct opened {
	struct list by_use;
	char key[64]; /* "<store_id>/<version>" */
	struct arena memory;
	struct site *site;
	struct search_index index;
	char *index_bytes; /* malloc'd, NULL: it has none */
	size_t index_size;
};

static struct list opened = LIST_SELF(opened); /* most recently used first */
static size_t opened_bytes;
static unsigned opened_count;

static void forget(struct opened *o)
{
	list_del(&o->by_use);
	opened_bytes -= o->memory.used + o->index_size;
	opened_count--;
	arena_done(&o->memory);
	free(o->index_bytes);
	free(o);
}

void storefront_close(void)
{
	LIST_FOR(i, &opened)
	forget(CONTAINER_OF(i, struct opened, by_use));
}

void storefront_forget(struct str store_id, int64_t version)
{
	char key[64];

	snprintf(key, sizeof(key), "%.36s/%lld", store_id.p, (long long)version);
	LIST_FOR(i, &opened)
	{
		struct opened *o = CONTAINER_OF(i, struct opened, by_use);

		if (strcmp(o->key, key) == 0) {
			forget(o);
			return;
		}
	}
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
	opened_bytes += o->memory.used + o->index_size;
	opened_count++;
	while (opened.prev != &o->by_use && (opened_count > OPENED_MOST || opened_bytes > ALL_MOST))
		forget(CONTAINER_OF(opened.prev, struct opened, by_use));
}

/* ---- the snapshot */

struct str storefront_snapshot(const struct site *site, struct str slug, const struct json *configuration, size_t about)
{
	struct buf b = BUF_ON(mem(), SNAPSHOT_MOST);

	if (!buf_reserve(&b, about))
		return STR_NONE;
	buf_c(&b, "{\"slug\":");
	buf_json_str(&b, slug);
	if (!site->place.base.n) { /* a domain of its own */
		buf_c(&b, ",\"origin\":");
		buf_json_str(&b, site->place.origin);
	}
	buf_c(&b, ",\"style_file\":");
	buf_json_str(&b, site->place.style_file);
	buf_c(&b, ",\"script_file\":");
	buf_json_str(&b, site->place.script_file);
	buf_c(&b, ",\"configuration\":");
	buf_json(&b, configuration);
	buf_char(&b, '}');
	return buf_ok(&b) ? buf_view(&b) : STR_NONE;
}

struct bytes {
	char *p; /* malloc'd */
	size_t n;
};

struct reading {
	char folder[1024];
	struct bytes text, index;
};

static void read_file(const char *folder, const char *name, long most, struct bytes *ret)
{
	char address[1100];
	FILE *f;
	long size;

	snprintf(address, sizeof(address), "%s/%s", folder, name);
	f = fopen(address, "re");
	if (!f)
		return;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) > 0 && size <= most && fseek(f, 0, SEEK_SET) == 0) {
		ret->p = malloc((size_t)size);
		if (ret->p && fread(ret->p, 1, (size_t)size, f) == (size_t)size)
			ret->n = (size_t)size;
	}
	fclose(f);
}

/* In the offload pool. */
static void read_snapshot(void *arg)
{
	struct reading *r = arg;

	read_file(r->folder, STOREFRONT_SNAPSHOT, SNAPSHOT_MOST, &r->text);
	read_file(r->folder, STOREFRONT_INDEX, SEARCH_FILE_MAX, &r->index);
}

static int open_text(struct str text, struct site **ret)
{
	const struct json *j;
	struct place place;

	TRY(json_parse(text, &j));
	TRY(sites_place_of(json_get_str(j, "slug"), json_get_str(j, "origin"), &place));
	place.style_file = json_get_str(j, "style_file");
	place.script_file = json_get_str(j, "script_file");
	return render_open(json_get(j, "configuration"), &themes, &place, ret);
}

/* The index is the store's from here on; a store without one, or with a broken one, finds nothing. */
static void take_index(struct opened *o, struct bytes *index)
{
	if (!search_open((struct str){ index->p, index->n }, &o->index))
		return;
	o->index_bytes = TAKE(index->p);
	o->index_size = index->n;
	o->site->view.search = &o->index;
	for (size_t i = 0; i < o->site->nothers; i++)
		o->site->others[i]->view.search = &o->index;
}

/* Opens it in memory of its own. */
static int open_kept(const char *key, struct reading *read, struct site **ret)
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
	r = open_text((struct str){ read->text.p, read->text.n }, &o->site);
	memory_return(&o->memory, former);
	if (r < 0) {
		arena_done(&o->memory);
		free(o);
		return r;
	}
	take_index(o, &read->index);
	keep(o);
	*ret = o->site;
	return 0;
}

/* The site stays until the next call that may suspend. */
static int open_version(const char *key, struct site **ret)
{
	struct reading *r = TRY_MEM(ARENA_NEW(mem(), struct reading));
	int done;

	*ret = known(key);
	if (*ret)
		return 0;
	snprintf(r->folder, sizeof(r->folder), "%s/%s", conf.stores_dir, key);
	TRY(offload(read_snapshot, r)); /* offload: reads two files */
	*ret = known(key);              /* another fiber was faster */
	if (*ret)
		done = 0;
	else if (!r->text.n)
		done = fail(ERR_NOT_FOUND, "this version has no such pages; publish the store again");
	else
		done = open_kept(key, r, ret);
	free(r->text.p);
	free(r->index.p);
	return done;
}

/* POST /v1/storefront/page: one page of a published version, with what the gateway knows of the shopper. */
int storefront_page(struct request *rq)
{
	const struct storefront_in *in = body(rq);
	struct str lang = json_get_str(in->data, "lang");
	const struct site *site;
	struct site *store;
	struct page page;
	char key[64];

	snprintf(key, sizeof(key), "%.36s/%lld", in->store_id.p, (long long)in->version);
	TRY(open_version(key, &store)); /* offload */
	site = render_in(store, lang);
	if (lang.n && (site == store || !str_eq(site->shop->lang, lang)))
		return fail(ERR_NOT_FOUND, "the store does not speak that language");
	if (TRY(dynamic_page(site, in->page, in->data, &page)) == 0)
		return fail(ERR_NOT_FOUND, "there is no page of that name");
	return reply_body(rq, page.status, page.content_type, page.body);
}
