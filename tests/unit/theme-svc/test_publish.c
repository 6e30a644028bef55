#include "theme-svc/theme_world.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/context.h"
#include "base/err.h"
#include "fiber/fiber.h"
#include "fiber/loop.h"
#include "fiber/offload.h"
#include "files.h"
#include "publish.h"

static char stores[64];
static const char ID[] = "11111111-2222-4333-8444-555555555555";

static int begin(void **state)
{
	load(state);
	snprintf(stores, sizeof(stores), "/tmp/test_publish.XXXXXX");
	assert_non_null(mkdtemp(stores));
	return offload_open(2, 16);
}

static int end(void **state)
{
	offload_close();
	files_remove(stores);
	return unload(state);
}

/* ---- on the fiber */

struct publishing {
	int64_t version, live;
	const char *stores;
	struct published done;
	int result;
};

static void run(void *arg)
{
	struct publishing *p = arg;
	const struct place place = { .base = STR("/s/x"), .origin = STR("https://shop.example"), .year = 2026 };
	const struct publish_to to = { .stores_dir = p->stores ? p->stores : stores,
		.themes = &themes,
		.store_id = str_c(ID),
		.version = p->version,
		.live = p->live };

	p->result = publish(json_text(json_get(themes.samples, "books")), &place, &to, &p->done);
}

static struct publishing published(int64_t version)
{
	struct publishing p = { .version = version };

	loop_main(run, &p);
	return p;
}

/* ---- what was written */

static struct str text_of(const char *file, char path[300])
{
	static char text[1 << 20];
	FILE *f;
	size_t n;

	snprintf(path, 300, "%s/%s/1/%s", stores, ID, file);
	f = fopen(path, "r");
	if (!f)
		flunk("%s is missing", path);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	return (struct str){ text, n };
}

static void same_in_gzip(const char *file, struct str want)
{
	static unsigned char out[1 << 20];
	char path[300], packed[300];
	struct str p;
	z_stream z = { 0 };

	snprintf(packed, sizeof(packed), "%s.gz", file);
	want = (struct str){ memcpy(malloc(want.n), want.p, want.n), want.n };
	p = text_of(packed, path);
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (unsigned char *)p.p;
	z.avail_in = (unsigned)p.n;
	z.next_out = out;
	z.avail_out = sizeof(out);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_true(str_eq(want, (struct str){ (char *)out, z.total_out }));
	inflateEnd(&z);
	free((void *)want.p);
}

static void writes_a_version(void **state)
{
	static const char *const files[] = { "index.html", "404.html", "sitemap.xml", "robots.txt",
		"policies/index.html", "about/index.html", "c/all/index.html" };
	struct publishing p = published(1);
	struct file_count count;
	char path[300], twin[310];
	struct str text;

	(void)state;
	assert_int_equal(p.result, 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		text = text_of(files[i], path);
		assert_true(text.n > 20);
		same_in_gzip(files[i], text);
		snprintf(twin, sizeof(twin), "%s.br", path);
		assert_int_equal(access(twin, R_OK), 0);
	}
	snprintf(path, sizeof(path), "%s/%s/1", stores, ID);
	assert_true(files_count(path, &count));
	assert_int_equal(count.files, p.done.files);
	assert_int_equal(count.pages, p.done.pages);
	assert_int_equal(count.bytes, p.done.bytes);
	/* 8 products, home, about, policies and its four, 404, and the categories with all products */
	assert_true(p.done.pages >= 8 + 8 + 2);
}

static void leaves_what_is_there(void **state)
{
	struct publishing first = published(2), again;
	char path[300];
	struct stat before, after;

	(void)state;
	snprintf(path, sizeof(path), "%s/%s/2/index.html", stores, ID);
	assert_int_equal(stat(path, &before), 0);
	again = published(2);
	assert_int_equal(again.result, 0);
	assert_int_equal(again.done.files, first.done.files);
	assert_int_equal(again.done.pages, first.done.pages);
	assert_int_equal(again.done.bytes, first.done.bytes);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

/* Nothing but versions stands in the store's folder: no half-written one. */
static void leaves_no_rest(void **state)
{
	char path[300];
	struct dirent *e;
	DIR *d;

	(void)state;
	assert_int_equal(published(3).result, 0);
	snprintf(path, sizeof(path), "%s/%s", stores, ID);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d)))
		assert_true(e->d_name[0] != '.' || strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0);
	closedir(d);
}

static void says_why_it_cannot(void **state)
{
	struct publishing p = { .version = 1, .stores = "/dev/null/stores" };

	(void)state;
	loop_main(run, &p);
	assert_int_equal(p.result, -ERR_IO);
}

/* Two at once, one version: both succeed, and one of them wrote it. */
static void two_at_once(void **state)
{
	struct publishing both[2] = { { .version = 4 }, { .version = 4 } };

	assert_int_equal(loop_open(), 0);
	assert_int_equal(fiber_start(run, &both[0], NULL), 0);
	assert_int_equal(fiber_start(run, &both[1], NULL), 0);
	loop_stop();
	loop_run();
	loop_close();
	assert_int_equal(both[0].result, 0);
	assert_int_equal(both[1].result, 0);
	assert_int_equal(both[0].done.files, both[1].done.files);
	leaves_no_rest(state);
}

static bool there(const char *below)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", stores, below);
	return access(path, F_OK) == 0;
}

static void make(const char *below, int age_s)
{
	const struct timespec then = { .tv_sec = time(NULL) - age_s };
	char path[300];

	snprintf(path, sizeof(path), "%s/%s/x", stores, below);
	assert_true(files_make_dir(path));
	snprintf(path, sizeof(path), "%s/%s", stores, below);
	assert_int_equal(utimensat(AT_FDCWD, path, (const struct timespec[]){ then, then }, 0), 0);
}

/* What a publisher that died left goes; what one that lives holds, or has only just made, stays. */
static void sweeps_what_the_dead_left(void **state)
{
	char path[300];
	int held;

	(void)state;
	make(".new/dead", 100);
	make(".new/alive", 100);
	make(".new/young", 1);
	snprintf(path, sizeof(path), "%s/.new/alive", stores);
	held = files_hold(path);
	assert_true(held >= 0);
	assert_int_equal(files_hold(path), -1);
	make(".new/alive", 100); /* files_hold wrote nothing, but makes the folder where it is missing */
	snprintf(path, sizeof(path), "%s/.new", stores);
	assert_int_equal(files_remove_left(path), 1);
	assert_true(!there(".new/dead") && there(".new/alive") && there(".new/young"));
	close(held);
	assert_int_equal(files_remove_left(path), 1);
	assert_true(!there(".new/alive"));
	snprintf(path, sizeof(path), "%s/absent", stores);
	assert_int_equal(files_remove_left(path), 0);
}

/* Of old versions the ten newest stay, and the live one, and one that was asked for a while ago. */
static void keeps_the_newest(void **state)
{
	struct publishing p = { .version = 40, .live = 12 };
	char name[64], path[300];

	(void)state;
	for (int i = 10; i < 40; i++) {
		snprintf(name, sizeof(name), "%s/%d", ID, i);
		make(name, 7200);
	}
	snprintf(path, sizeof(path), "%s/%s/14", stores, ID);
	assert_true(files_touch(path));
	loop_main(run, &p);
	assert_int_equal(p.result, 0);
	for (int i = 10; i <= 40; i++) {
		snprintf(name, sizeof(name), "%s/%d", ID, i);
		assert_int_equal(there(name), i > 30 || i == 12 || i == 14);
	}
	/* Asked for again, it is drawn again. */
	assert_int_equal(published(10).result, 0);
	snprintf(name, sizeof(name), "%s/10/index.html", ID);
	assert_true(there(name));
}

/* Between the look at a version's age and its removal it may have been asked for: then it is whole. */
static void nobody_sees_half_of_it(void **state)
{
	char path[300], aside[300];

	(void)state;
	make("asked", 7200);
	snprintf(path, sizeof(path), "%s/asked", stores);
	snprintf(aside, sizeof(aside), "%s/.new/aside", stores);
	assert_true(files_touch(path));
	assert_false(files_remove_old(path, aside, 3600));
	assert_true(there("asked") && !there(".new/aside"));
	make("asked", 7200);
	assert_true(files_remove_old(path, aside, 3600));
	assert_true(!there("asked") && !there(".new/aside"));
	assert_false(files_touch(path));
	assert_false(files_remove_old(path, aside, 3600));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_version),
		cmocka_unit_test(leaves_what_is_there),
		cmocka_unit_test(leaves_no_rest),
		cmocka_unit_test(says_why_it_cannot),
		cmocka_unit_test(two_at_once),
		cmocka_unit_test(sweeps_what_the_dead_left),
		cmocka_unit_test(keeps_the_newest),
		cmocka_unit_test(nobody_sees_half_of_it),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
