#include "pages.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/context.h"
#include "base/err.h"
#include "domains.h"
#include "exposure.h"
#include "settings.h"
#include "shop_checkout.h"
#include "stores_store.h"
#include "web/route.h"

enum { PATH_MOST = 768 };

/* ---- headers --------------------------------------------------------------------------------- */

#define COMMON                                            \
	"X-Content-Type-Options: nosniff\r\n"             \
	"X-XSS-Protection: 1; mode=block\r\n"             \
	"Strict-Transport-Security: max-age=31536000\r\n" \
	"Referrer-Policy: strict-origin-when-cross-origin\r\n"
#define STORE_SOURCES                                                                                             \
	"default-src 'none'; img-src 'self' data: https:; style-src 'self'; font-src 'self'; script-src 'self'; " \
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
/* Its form may lead on to the page where the order is paid. */
#define CHECKOUT_SOURCES                                                                                          \
	"default-src 'none'; img-src 'self' data: https:; style-src 'self'; font-src 'self'; script-src 'self'; " \
	"connect-src 'self'; manifest-src 'self'; form-action 'self' https://checkout.stripe.com; base-uri 'none'; "

static const struct {
	struct str prefix, headers;
} headers[] = {
	{ STR("/api/"), { NULL, 0 } }, /* no page stands there: the strict default */
	{ STR("/preview/"),
		STR(COMMON "X-Frame-Options: SAMEORIGIN\r\n"
			   "Content-Security-Policy: " STORE_SOURCES "frame-ancestors 'self'\r\n") },
	{ STR("/s/"),
		STR(COMMON "X-Frame-Options: DENY\r\n"
			   "Content-Security-Policy: " STORE_SOURCES "frame-ancestors 'none'\r\n") },
	/* Pictures alone stand there; whoever opens one opens a document that can do nothing. */
	{ STR("/media/"),
		STR(COMMON "X-Frame-Options: DENY\r\nContent-Security-Policy: default-src 'none'; sandbox\r\n") },
	/* The wizard: blob: for pictures that are being chosen, frames for previews. */
	{ STR("/"),
		STR(COMMON "X-Frame-Options: DENY\r\n"
			   "Content-Security-Policy: default-src 'self'; img-src 'self' data: blob:; frame-src 'self'; "
			   "object-src 'none'; base-uri 'none'; frame-ancestors 'none'\r\n") },
};

static const struct str checkout_headers = STR(
	COMMON "X-Frame-Options: DENY\r\n"
	       "Content-Security-Policy: " CHECKOUT_SOURCES "frame-ancestors 'none'\r\n");

struct str page_headers(const struct request *rq)
{
	bool ui = rq->route && rq->route->handler == pages_ui;
	struct str path = rq->site.p ? STR("/s/") : rq->head->path;

	if (rq->route && (rq->route->handler == checkout_page || rq->route->handler == checkout_place))
		return checkout_headers;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		if (str_starts(path, headers[i].prefix) && (headers[i].prefix.n > 1 || ui))
			return headers[i].headers;
	return STR_NONE;
}

/* ---- files ----------------------------------------------------------------------------------- */

static const struct {
	struct str ending;
	const char *media_type;
	bool packed; /* has .br and .gz beside it */
} types[] = {
	{ STR(".html"), "text/html; charset=utf-8", true },
	{ STR(".css"), "text/css; charset=utf-8", true },
	{ STR(".js"), "text/javascript; charset=utf-8", true },
	{ STR(".mjs"), "text/javascript; charset=utf-8", true },
	{ STR(".svg"), "image/svg+xml", true },
	{ STR(".json"), "application/json", true },
	{ STR(".xml"), "application/xml; charset=utf-8", true },
	{ STR(".txt"), "text/plain; charset=utf-8", true },
	{ STR(".webmanifest"), "application/manifest+json", true },
	{ STR(".woff2"), "font/woff2", false },
	{ STR(".png"), "image/png", false },
	{ STR(".jpg"), "image/jpeg", false },
	{ STR(".webp"), "image/webp", false },
	{ STR(".avif"), "image/avif", false },
	{ STR(".ico"), "image/x-icon", false },
};

struct file {
	int fd;
	struct stat st;
	const char *media_type, *encoding;
};

static bool open_regular(const char *path, struct file *ret)
{
	ret->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (ret->fd < 0)
		return false;
	if (fstat(ret->fd, &ret->st) == 0 && S_ISREG(ret->st.st_mode))
		return true;
	close(ret->fd);
	ret->fd = -1;
	return false;
}

/* The file, or its packed twin when the client takes one. Unknown endings are not served at all. */
static bool open_file(const struct request *rq, const char *path, struct file *ret)
{
	static const struct {
		struct str coding;
		const char *ending;
	} packed[] = { { STR("br"), ".br" }, { STR("gzip"), ".gz" } };
	char twin[PATH_MOST + 8];

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (!str_ends(str_c(path), types[i].ending))
			continue;
		*ret = (struct file){ .fd = -1, .media_type = types[i].media_type };
		for (size_t j = 0; types[i].packed && j < ARRAY_LEN(packed); j++) {
			snprintf(twin, sizeof(twin), "%s%s", path, packed[j].ending);
			ret->encoding = packed[j].coding.p;
			if (request_accepts(rq, packed[j].coding) && open_regular(twin, ret))
				return true;
		}
		ret->encoding = NULL;
		return open_regular(path, ret);
	}
	return false;
}

/* Segments may not be empty, hidden or climb: what is left stays below the folder. */
static bool safe(struct str path)
{
	if (path.n == 0 || path.n > PATH_MOST / 2)
		return path.n == 0;
	for (struct str rest = path; rest.p;) {
		struct str segment = str_split(&rest, '/');

		if ((segment.n == 0 && rest.p) || (segment.n && segment.p[0] == '.') ||
			memchr(segment.p, '\\', segment.n))
			return false;
	}
	return true;
}

static bool unchanged(struct request *rq, const struct file *f)
{
	struct str tag = str_printf(mem(), "\"%llx-%llx%s%s\"",
		(unsigned long long)f->st.st_mtim.tv_sec * 1000000 + (unsigned long long)f->st.st_mtim.tv_nsec / 1000,
		(unsigned long long)f->st.st_size, f->encoding ? "-" : "", f->encoding ? f->encoding : "");
	struct str asked = request_header(rq, "if-none-match");

	reply_header(rq, "ETag", tag);
	while (asked.p) {
		struct str one = str_trim(str_split(&asked, ','));

		/* A proxy that packed it anew made the tag weak; for reading that is the same. */
		if (str_starts(one, STR("W/")))
			one = str_sub(one, 2, one.n);
		if (str_eq(one, tag) || str_is(one, "*"))
			return true;
	}
	return false;
}

static int send_file(struct request *rq, int status, struct file *f, bool immutable)
{
	int r;

	reply_header(rq, "Cache-Control", immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
	reply_header(rq, "Vary", STR("Accept-Encoding"));
	if (status == 200 && unchanged(rq, f)) {
		r = reply_empty(rq, 304);
	} else {
		if (f->encoding)
			reply_header(rq, "Content-Encoding", str_c(f->encoding));
		r = reply_file(rq, status, f->media_type, f->fd, f->st.st_size);
	}
	close(f->fd);
	return r;
}

/* folder/path, folder/path/index.html for a path that ends in "/". */
static bool find(const struct request *rq, struct str folder, struct str path, struct file *ret)
{
	char full[PATH_MOST];
	bool index = path.n == 0 || path.p[path.n - 1] == '/';
	int n = snprintf(full, sizeof(full), "%.*s/%.*s%s", STR_FMT(folder), STR_FMT(path), index ? "index.html" : "");

	return safe(path) && n > 0 && (size_t)n < sizeof(full) && open_file(rq, full, ret);
}

/* ---- storefronts ----------------------------------------------------------------------------- */

static int redirect(struct request *rq, struct str to)
{
	reply_header(rq, "Location", to);
	return reply_empty(rq, 308);
}

/* GET /s/{slug}: the front page lies behind the slash. */
int pages_store_redirect(struct request *rq)
{
	return redirect(rq, str_printf(mem(), "%.*s/", STR_FMT(rq->head->path)));
}

/* The folder of a version beside the one that is live. */
static struct str beside(struct str folder, int64_t version)
{
	while (folder.n && folder.p[folder.n - 1] != '/')
		folder.n--;
	return str_printf(mem(), "%.*s%lld", STR_FMT(folder), (long long)version);
}

/* While an experiment runs, each visitor has a folder of his own. */
static struct str look(struct request *rq, const struct running *r, struct str folder, struct str wanted)
{
	bool page = !wanted.n || wanted.p[wanted.n - 1] == '/';
	size_t variant = exposure_pick(rq, r, path(rq, "slug"), page && rq->head->method == HTTP_GET);

	reply_header(rq, "Vary", STR("Cookie, DNT, Sec-GPC"));
	return variant ? beside(folder, r->versions[variant]) : folder;
}

/* Names of assets tell their bytes apart, so whoever has one serves it: a page that was sent before the experiment ended keeps its style. */
static struct str with_asset(struct request *rq, const struct running *r, struct str folder, struct str wanted)
{
	struct file f;

	for (size_t i = 0; i < r->n; i++) {
		struct str other = i ? beside(folder, r->versions[i]) : folder;

		if (other.p && find(rq, other, wanted, &f)) {
			close(f.fd);
			return other;
		}
	}
	return folder;
}

/* GET /s/{slug}/{path...}: a page of the version that is live. */
int pages_store(struct request *rq)
{
	struct str wanted = path(rq, "path"), live, folder, experiment;
	bool asset = str_starts(wanted, STR("assets/"));
	struct running running;
	struct file f;

	TRY(store_live(path(rq, "slug"), &live, &experiment)); /* memory; db once a second */
	if (rq->site.p)
		TRY(domains_folder(rq, live, &live)); /* memory */
	folder = str_printf(mem(), "%s/%.*s", conf.stores_dir, STR_FMT(live));
	TRY_MEM(folder.p);
	if (experiment.n && running_read(experiment, &running))
		folder = asset ? with_asset(rq, &running, folder, wanted) : look(rq, &running, folder, wanted);
	TRY(folder.p ? 0 : -ERR_NOMEM);
	if (find(rq, folder, wanted, &f))
		return send_file(rq, 200, &f, asset);
	if (wanted.n && find(rq, folder, str_printf(mem(), "%.*s/", STR_FMT(wanted)), &f)) {
		close(f.fd);
		return redirect(rq, str_printf(mem(), "%.*s/", STR_FMT(rq->head->path)));
	}
	if (find(rq, folder, STR("404.html"), &f) || find(rq, folder, STR("404/"), &f))
		return send_file(rq, 404, &f, false);
	return fail(ERR_NOT_FOUND, "this store has no such page");
}

/* ---- uploaded pictures ------------------------------------------------------------------------- */

/* GET /media/{hash}/{name}: a file that theme-svc made; its name changes with its bytes. */
int pages_media(struct request *rq)
{
	struct str wanted = str_printf(mem(), "%.*s/%.*s", STR_FMT(path(rq, "hash")), STR_FMT(path(rq, "name")));
	struct file f;

	if (!find(rq, str_c(conf.assets_dir), wanted, &f))
		return fail(ERR_NOT_FOUND, "there is no such picture");
	if (str_starts(str_c(f.media_type), STR("image/")) && !str_is(str_c(f.media_type), "image/svg+xml"))
		return send_file(rq, 200, &f, true);
	close(f.fd);
	return fail(ERR_NOT_FOUND, "there is no such picture");
}

/* ---- the wizard ------------------------------------------------------------------------------ */

/* Addresses that only others answer for, and names of files: what is not there is not a place inside the wizard. */
static bool is_place(struct str path)
{
	static const struct str others[] = { STR("api"), STR("s"), STR("preview"), STR("webhooks"), STR("assets"),
		STR("media") };
	struct str rest = path, first = str_split(&rest, '/'), last = first;

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (str_eq(first, others[i]))
			return false;
	while (rest.p)
		last = str_split(&rest, '/');
	return !memchr(last.p, '.', last.n);
}

/* GET /{path...}: a file of the built UI; any other address is a place inside the wizard. */
int pages_ui(struct request *rq)
{
	struct str wanted = path(rq, "path"), folder = str_c(conf.ui_dir);
	struct file f;

	if (find(rq, folder, wanted, &f) || find(rq, folder, str_printf(mem(), "%.*s/", STR_FMT(wanted)), &f))
		return send_file(rq, 200, &f, str_starts(wanted, STR("assets/")));
	if (!is_place(wanted) || !find(rq, folder, STR(""), &f))
		return fail(ERR_NOT_FOUND, "no such address");
	return send_file(rq, 200, &f, false);
}
