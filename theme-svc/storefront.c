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
#include "wire/store.h"

/* ONE_MOST: beside its text, which it is some five times as large as in ten languages; of one, 10,000 products take 5 MB. */
enum { SNAPSHOT_MOST = STORE_BYTES + 4096, ONE_MOST = 96 << 20, ALL_MOST = 128 << 20, OPENED_MOST = 16 };

struct opened {
	struct list by_use;
	char key[64]; /* "<store_id>/<version>" */
	struct arena memory;
	struct site *site;
	struct search_index index;
	char *text;        /* malloc'd: its strings stand there */
	char *index_bytes; /* malloc'd, NULL: it has none */
	size_t text_size, index_size;
};

static struct list opened = LIST_SELF(opened); /* most recently used first */
static size_t opened_bytes;
static unsigned opened_count;

static size_t size_of(const struct opened *o)
{
	return o->memory.used + o->text_size + o->index_size;
}

static void forget(struct opened *o)
{
	list_del(&o->by_use);
	opened_bytes -= size_of(o);
	opened_count--;
	arena_done(&o->memory);
	free(o->text);
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
	opened_bytes += size_of(o);
	opened_count++;
	while (opened.prev != &o->by_use && (opened_count > OPENED_MOST || opened_bytes > ALL_MOST))
		forget(CONTAINER_OF(opened.prev, struct opened, by_use));
}

/* ---- the snapshot */

int storefront_look(const struct site *site, struct str slug, struct str *ret)
{
	struct json *j = json_new_object();
	struct buf b = BUF_ON(mem(), 4096);

	json_add_str(j, "slug", slug);
	if (!site->place.base.n) /* a domain of its own */
		json_add_str(j, "origin", site->place.origin);
	json_add_str(j, "style_file", site->place.style_file);
	json_add_str(j, "script_file", site->place.script_file);
	buf_char(&b, '\n');
	buf_json(&b, j);
	*ret = buf_view(&b);
	return j && buf_ok(&b) ? 0 : -ERR_NOMEM;
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

/* The last line is the look, the text before it the configuration. */
static int open_text(struct str text, struct site **ret)
{
	const char *end = memrchr(text.p, '\n', text.n);
	struct str look = end ? str_sub(text, (size_t)(end - text.p), text.n) : STR_NONE;
	const struct json *j;
	struct place place;

	TRY(json_parse(look, &j));
	TRY(sites_place_of(json_get_str(j, "slug"), json_get_str(j, "origin"), &place));
	place.style_file = json_get_str(j, "style_file");
	place.script_file = json_get_str(j, "script_file");
	return render_open_text(str_sub(text, 0, text.n - look.n), &themes, &place, ret);
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
	o->text = TAKE(read->text.p);
	o->text_size = read->text.n;
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
