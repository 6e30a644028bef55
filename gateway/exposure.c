#include "exposure.h"

#include <stdio.h>

#include "accounts.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "experiments_store.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/cache.h"
#include "settings.h"
#include "web/crypto.h"
#include "web/service.h"

#define COOKIE "look"
enum { NOTED_MOST = 2000, BATCH = 30, PAUSE_MS = 1000, COOKIE_DAYS = 90, SEEN_MS = 24 * 3600 * 1000 };

struct noted {
	char id[37], experiment[37];
	int variant;
};

static struct noted noted[NOTED_MOST];
static size_t nnoted;
static uint64_t untold;
static struct cache
	*seen; /* visitors without a cookie that were noted lately: the truth is analytics-svc's table of ids */

int exposure_open(void)
{
	struct cache_options o = { .name = "exposures", .max_entries = 20000, .max_bytes = 4 << 20, .l1_ms = SEEN_MS };

	return cache_open(&o, &seen);
}

void exposure_close(void)
{
	cache_free(seen);
	seen = NULL;
}

bool running_read(struct str text, struct running *ret)
{
	*ret = (struct running){ .experiment = str_split(&text, ' ') };
	while (text.p && ret->n < VARIANTS_MAX) {
		struct str version = str_split(&text, ' '), weight = str_split(&version, ':');

		if (!str_i64(weight, &ret->weights[ret->n]) || !str_i64(version, &ret->versions[ret->n]))
			return false;
		ret->n++;
	}
	return str_is_uuid(ret->experiment) && ret->n > 1;
}

/* ---- who ------------------------------------------------------------------------------------ */

static bool wants_none(const struct request *rq)
{
	static const char *const robots[] = { "bot", "crawl", "spider", "slurp", "lighthouse" };
	struct str agent = request_header(rq, "user-agent");
	struct buf b = BUF_ON(mem(), 1024);

	if (str_is(request_header(rq, "dnt"), "1") || str_is(request_header(rq, "sec-gpc"), "1"))
		return true;
	for (size_t i = 0; i < agent.n && i < 1000; i++)
		buf_char(&b, agent.p[i] >= 'A' && agent.p[i] <= 'Z' ? (char)(agent.p[i] + 32) : agent.p[i]);
	for (size_t i = 0; i < ARRAY_LEN(robots); i++)
		if (b.len && memmem(b.p, b.len, robots[i], strlen(robots[i])))
			return true;
	return false;
}

/* /24 of an IPv4 address, /48 of an IPv6 one: client_home gives the /64 in hex. */
static struct str prefix_of(struct str home)
{
	for (size_t i = home.n; i > 0; i--)
		if (home.p[i - 1] == '.')
			return str_sub(home, 0, i);
	return str_sub(home, 0, home.n < 12 ? home.n : 12);
}

static bool visitor_hash(const struct request *rq, const struct running *r, unsigned char ret[SHA256_SIZE])
{
	struct str agent = request_header(rq, "user-agent"),
		   who = str_printf(mem(), "look %.*s %.*s %.*s", STR_FMT(r->experiment),
			   STR_FMT(prefix_of(client_home(rq))), STR_FMT(agent));

	if (who.p)
		hmac_sha256(str_c(service_conf()->jwt_secret), who, ret);
	return who.p;
}

int exposure_known(const struct request *rq, const struct running *r)
{
	struct str cookie = request_cookie(rq, COOKIE), experiment = str_split(&cookie, '.');
	int64_t variant;

	if (!r->n || wants_none(rq) || !str_eq(experiment, r->experiment) || !str_i64(cookie, &variant) ||
		variant < 0 || (size_t)variant >= r->n)
		return -1;
	return (int)variant;
}

static size_t choose(const struct running *r, const unsigned char hash[SHA256_SIZE])
{
	uint64_t number = 0, sum = 0;

	for (size_t i = 0; i < r->n; i++)
		sum += (uint64_t)r->weights[i];
	for (size_t i = 0; i < 7; i++)
		number = number << 8 | hash[i];
	number = sum ? number % sum : 0;
	for (size_t i = 0; sum && i < r->n; i++) {
		if (number < (uint64_t)r->weights[i])
			return i;
		number -= (uint64_t)r->weights[i];
	}
	return 0;
}

/* ---- what ----------------------------------------------------------------------------------- */

/* A UUID (version 8: of our own making) of the hash's other half. */
static void put_id(char ret[37], const unsigned char hash[SHA256_SIZE])
{
	unsigned char b[16];
	char hex[33];

	memcpy(b, hash + 16, 16);
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x80);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	hex_encode(hex, b, 16);
	snprintf(ret, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static void note(const struct running *r, size_t variant, const unsigned char hash[SHA256_SIZE])
{
	struct noted *n = &noted[nnoted];
	struct str before;

	if (nnoted == NOTED_MOST) {
		untold++;
		return;
	}
	put_id(n->id, hash);
	if (cache_get(seen, str_c(n->id), &before) == 1) /* memory alone: it has no second level */
		return;
	cache_put(seen, str_c(n->id), STR("1"));
	snprintf(n->experiment, sizeof(n->experiment), "%.36s", r->experiment.p);
	n->variant = (int)variant;
	nnoted++;
}

size_t exposure_pick(struct request *rq, const struct running *r, struct str slug, bool show)
{
	bool https = str_starts(str_c(conf.public_url), STR("https:"));
	unsigned char hash[SHA256_SIZE];
	int known;
	size_t variant;

	if (!r->n || wants_none(rq))
		return 0;
	known = exposure_known(rq, r);
	if (known >= 0)
		return (size_t)known;
	if (!visitor_hash(rq, r, hash))
		return 0;
	variant = choose(r, hash);
	if (!show)
		return variant;
	reply_header(rq, "Set-Cookie",
		str_printf(mem(), COOKIE "=%.*s.%zu; HttpOnly; SameSite=Lax; Path=%s%.*s; Max-Age=%d%s",
			STR_FMT(r->experiment), variant, rq->site.p ? "/" : "/s/", STR_FMT(rq->site.p ? STR("") : slug),
			COOKIE_DAYS * 86400, https ? "; Secure" : ""));
	note(r, variant, hash);
	return variant;
}

/* ---- to the outbox -------------------------------------------------------------------------- */

static int ship(void)
{
	struct str ids[BATCH], types[BATCH], data[BATCH];
	size_t n = nnoted < ARRAY_LEN(ids) ? nnoted : ARRAY_LEN(ids);

	if (!n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		ids[i] = str_dup(mem(), str_c(noted[i].id));
		types[i] = STR("experiment_exposure");
		data[i] = str_printf(
			mem(), "{\"experiment_id\":\"%s\",\"variant\":%d}", noted[i].experiment, noted[i].variant);
		TRY(ids[i].p && data[i].p ? 0 : -ERR_NOMEM);
	}
	TRY(exposures_insert(ids, types, data, n)); /* db */
	/* More may have come behind them. */
	nnoted -= n;
	memmove(noted, noted + n, nnoted * sizeof(noted[0]));
	return (int)n;
}

void exposure_ship(void *unused)
{
	(void)unused;
	context()->task = "exposures";
	while (!fiber_cancelled()) {
		int r = ship();

		if (untold)
			log_warn("exposures_untold", LOG_I("count", (int64_t)untold));
		untold = 0;
		context_clear(context());
		if (r < BATCH)
			wait_ms(PAUSE_MS);
	}
}
