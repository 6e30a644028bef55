#include "domains.h"

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "dns_txt.h"
#include "domains_store.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "net/cache.h"
#include "peer_theme.h"
#include "settings.h"
#include "stores_store.h"
#include "web/crypto.h"

enum { HOST_MAX = 253, KNOWN_MS = 5000, LAST_KNOWN_MS = 24 * 3600 * 1000, TOKEN_BYTES = 24, WATCH_MS = 2000 };

static struct cache *hosts, *last_known;

int domains_open(void)
{
	struct cache_options o = { .name = "hosts", .max_entries = 10000, .max_bytes = 4 << 20, .l1_ms = KNOWN_MS };

	TRY(cache_open(&o, &hosts));
	o.name = "last_known_hosts";
	o.l1_ms = LAST_KNOWN_MS;
	return cache_open(&o, &last_known);
}

void domains_close(void)
{
	cache_free(hosts);
	cache_free(last_known);
	hosts = last_known = NULL;
}

/* ---- hosts ------------------------------------------------------------------------------------- */

static struct str lower(struct str s)
{
	char *p = arena_strndup(mem(), s.p ? s.p : "", s.n);

	for (size_t i = 0; p && i < s.n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] |= 0x20;
	return (struct str){ p, p ? s.n : 0 };
}

/* A name that can stand in public DNS: two labels or more of lower-case letters, digits and inner hyphens, the last one no number
 * (else it were an address). */
static bool is_host(struct str host)
{
	struct str label = STR_NONE;
	int labels = 0;

	if (!host.n || host.n > HOST_MAX)
		return false;
	for (struct str rest = host; rest.p; labels++) {
		label = str_split(&rest, '.');
		if (!label.n || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", label.p[i]) || !label.p[i])
				return false;
	}
	return labels > 1 && !(label.p[0] >= '0' && label.p[0] <= '9');
}

/* The host of PUBLIC_URL, without a port. */
static struct str own_host(void)
{
	struct str rest = str_c(conf.public_url);
	ptrdiff_t at = str_find(rest, '/', 0);

	rest = at >= 0 ? str_sub(rest, (size_t)at + 2, rest.n) : rest;
	rest = str_split(&rest, '/');
	return str_split(&rest, ':');
}

/* ---- whose is it? ------------------------------------------------------------------------------ */

struct known {
	struct str slug, domain_id, canonical;
};

static int load_host(void *arg, struct str *ret)
{
	const struct str *host = arg;

	TRY(domain_of_host(*host, ret)); /* db */
	/* Names that are nobody's are without number: they may not push out those that are somebody's. */
	if (ret->n)
		cache_put(last_known, *host, *ret);
	else
		cache_drop(last_known, *host);
	return 0;
}

/* 1 when the host is a store's. While the database is away, what was last known goes on; a host that was never seen is nobody's. */
static int look_up(struct str host, struct known *ret)
{
	struct str text;
	int r = cache_load(hosts, host, &text, load_host, &host); /* memory; db every five seconds */

	if (r == -ERR_DB_AWAY)
		r = cache_get(last_known, host, &text);
	if (r == -ERR_DB_AWAY || r == 0 || (r > 0 && !text.n))
		return 0;
	TRY(r);
	ret->slug = str_split(&text, '/');
	ret->domain_id = str_split(&text, '/');
	ret->canonical = text;
	return 1;
}

static struct str host_of(const struct request *rq)
{
	struct str rest = request_header(rq, "host");

	return lower(str_split(&rest, ':'));
}

int domains_place(struct request *rq, struct str *path)
{
	struct str host = host_of(rq);
	struct known k = { .slug = STR_NONE };

	/* Pictures stand at one address for all hosts. */
	if (str_starts(rq->head->path, STR("/media/")))
		return 0;
	if (!is_host(host) || str_ieq(host, own_host()) || TRY(look_up(host, &k)) == 0)
		return 0;
	if (!str_eq(host, k.canonical)) {
		reply_header(rq, "Location",
			str_printf(mem(), "https://%.*s%.*s%s%.*s", STR_FMT(k.canonical), STR_FMT(rq->head->path),
				rq->head->query.p ? "?" : "", STR_FMT(rq->head->query)));
		TRY(reply_empty(rq, 301));
		return 1;
	}
	*path = str_printf(mem(), "/s/%.*s%.*s", STR_FMT(k.slug), STR_FMT(rq->head->path));
	rq->site = host;
	return path->p ? 0 : -ERR_NOMEM;
}

int domains_site(struct request *rq, struct str *ret)
{
	struct known k = { .slug = STR_NONE };

	if (TRY(look_up(rq->site, &k)) == 0)
		return fail(ERR_NOT_FOUND, "there is no store at this address");
	*ret = str_dup(mem(), k.domain_id);
	return ret->p ? 0 : -ERR_NOMEM;
}

int domains_folder(struct request *rq, struct str live, struct str *ret)
{
	struct str site;

	TRY(domains_site(rq, &site)); /* memory */
	str_split(&live, '/');
	*ret = str_printf(mem(), "%.*s/%.*s", STR_FMT(site), STR_FMT(live));
	return ret->p ? 0 : -ERR_NOMEM;
}

/* ---- drawing ----------------------------------------------------------------------------------- */

static int draw(const struct domain *d, struct site_version v, struct str configuration)
{
	struct site_published *out;

	v.store_id = d->domain_id;
	v.origin = str_printf(mem(), "https://%.*s", STR_FMT(d->host));
	return theme_publish(&v, configuration, &out); /* http: theme-svc */
}

int domains_publish(const struct site_version *v, struct str configuration)
{
	struct domain_list list;
	const struct domain *d;

	TRY(domain_list(v->store_id, &list)); /* db */
	d = list.items.items;
	for (size_t i = 0; i < list.items.n; i++)
		if (str_is(d[i].status, "verified"))
			TRY(draw(&d[i], *v, configuration)); /* http: theme-svc */
	return 0;
}

/* ---- what the merchant does -------------------------------------------------------------------- */

struct domain_in {
	struct str host;
};

static const char *check_host(struct str in, struct str *out)
{
	struct str host = lower(str_trim(in));

	if (!is_host(host))
		return "must be a domain as shop.example.com, with xn-- for letters beyond a to z";
	if (str_ieq(host, own_host()))
		return "is ours";
	*out = host;
	return NULL;
}
static const struct format format_host = { NULL, NULL, check_host };

static const struct field domain_in_fields[] = {
	F_STR(struct domain_in, host, REQUIRED, 3, HOST_MAX, &format_host, "shop.example.com"),
};
const struct schema domain_in_schema = SCHEMA("DomainAdd", struct domain_in, domain_in_fields);

static const struct field domain_fields[] = {
	F_UUID(struct domain, domain_id, REQUIRED, "Domain"),
	F_STR(struct domain, host, REQUIRED, 0, 0, NULL, "Its name"),
	F_STR(struct domain, url, REQUIRED, 0, 0, NULL, "Where the store is found by it"),
	F_STR(struct domain, status, REQUIRED, 0, 0, NULL, "pending, verified"),
	F_BOOL(struct domain, canonical, REQUIRED, 0, "Verified first: the others lead to it (301)"),
	F_STR(struct domain, record_name, REQUIRED, 0, 0, NULL, "Name of the TXT record to set"),
	F_STR(struct domain, record_value, REQUIRED, 0, 0, NULL, "Its value"),
	F_STR(struct domain, detail, REQUIRED, 0, 0, NULL, "What the last check found; empty before the first"),
	F_TIME(struct domain, checked_at, NULLABLE, "When that was"),
	F_TIME(struct domain, failing_since, NULLABLE,
		"The record has been missing since; after a week the store leaves the domain"),
	F_TIME(struct domain, created_at, REQUIRED, "Added"),
};
const struct schema domain_schema = SCHEMA("Domain", struct domain, domain_fields);

static const struct field domain_list_fields[] = {
	F_LIST(struct domain_list, items, REQUIRED, 0, DOMAINS_MAX, &domain_schema, "Oldest first"),
};
const struct schema domain_list_schema = SCHEMA("DomainList", struct domain_list, domain_list_fields);

/* GET /api/v1/stores/{store_id}/domains */
int domains_list(struct request *rq)
{
	struct domain_list out;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(domain_list(store.store_id, &out));                           /* db */
	return reply(rq, 200, &domain_list_schema, &out);
}

/* POST /api/v1/stores/{store_id}/domains: keeps the host with the record that would prove it. */
int domains_add(struct request *rq)
{
	const struct domain_in *in = body(rq);
	unsigned char random[TOKEN_BYTES];
	struct buf token = BUF_ON(mem(), 100);
	struct domain out;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	random_bytes(random, sizeof(random));
	buf_base64url(&token, (struct str){ (char *)random, sizeof(random) });
	TRY(domain_add(store.store_id, in->host, buf_view(&token), &out)); /* db */
	return reply(rq, 201, &domain_schema, &out);
}

/* The pages are there before the host leads to them. */
static int open_domain(const struct store *store, const struct domain *d)
{
	struct str config_id, slug, configuration;

	if (store->live_version) {
		TRY(store_config_id(store->store_id, store->live_version, &config_id, &slug)); /* db */
		TRY(store_configuration(config_id, &configuration));                           /* db */
		TRY(draw(d,
			(struct site_version){
				.slug = slug, .version = store->live_version, .live = store->live_version },
			configuration)); /* http: theme-svc */
	}
	TRY(domain_prove(
		d->domain_id, d->host, STR("The record is there. The store answers at this domain."))); /* db */
	cache_drop(hosts, d->host);
	return 0;
}

/* POST /api/v1/stores/{store_id}/domains/{domain_id}/verify: looks for the record. It is looked for again twice a day (domains_watch). */
int domains_verify(struct request *rq)
{
	static const struct str said[] = {
		[DNS_OTHER] = STR("There are TXT records at that name, but none has this value."),
		[DNS_NO_NAME] = STR("There is no TXT record at that name yet. A new one can take an hour to be seen."),
		[DNS_NO_ANSWER] = STR("No name server answered. Try again in a moment."),
	};
	enum dns_found found;
	struct domain d;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store));         /* db */
	TRY(domain_load(store.store_id, path(rq, "domain_id"), &d));              /* db */
	TRY(dns_has_txt(conf.dns_server, d.record_name, d.record_value, &found)); /* offload: DNS */
	if (found == DNS_FOUND)
		TRY(open_domain(&store, &d)); /* db, http: theme-svc */
	else
		TRY(domain_checked(d.domain_id, said[found])); /* db */
	TRY(domain_load(store.store_id, d.domain_id, &d));     /* db */
	return reply(rq, 200, &domain_schema, &d);
}

/* DELETE /api/v1/stores/{store_id}/domains/{domain_id} */
int domains_remove(struct request *rq)
{
	struct domain d;
	struct store store;

	TRY(store_load(path(rq, "store_id"), str_c(rq->id.sub), &store)); /* db */
	TRY(domain_load(store.store_id, path(rq, "domain_id"), &d));      /* db */
	TRY(domain_remove(store.store_id, d.domain_id));                  /* db */
	cache_drop(hosts, d.host);
	return reply_empty(rq, 204);
}

/* ---- from time to time -------------------------------------------------------------------------- */

/* 1: one was looked at. A name server that is silent says nothing about the record. */
static int check_one(void)
{
	enum dns_found found;
	struct domain_due d;

	TRY(domain_take_due(&d)); /* db */
	if (!d.domain_id.p)
		return 0;
	TRY(dns_has_txt(conf.dns_server, d.record_name, d.record_value, &found)); /* offload: DNS */
	if (found == DNS_NO_ANSWER)
		return 1;
	if (found == DNS_FOUND) {
		TRY(domain_still(d.domain_id)); /* db */
		return 1;
	}
	TRY(domain_missing(&d)); /* db */
	log_warn(d.over ? "domain_lost" : "domain_record_gone", LOG_STR("host", d.host));
	cache_drop(hosts, d.host);
	return 1;
}

/* 1: a removed domain's folder is gone. */
static int remove_one(void)
{
	struct str site;

	TRY(site_gone_take(&site)); /* db */
	if (!site.p)
		return 0;
	TRY(theme_remove(site));   /* http: theme-svc */
	TRY(site_gone_done(site)); /* db */
	return 1;
}

void domains_watch(void *unused)
{
	(void)unused;
	context()->task = "domains";
	while (!fiber_cancelled()) {
		int checked = check_one(), removed;

		context_clear(context());
		removed = remove_one();
		context_clear(context());
		if (checked <= 0 && removed <= 0)
			wait_ms(WATCH_MS);
	}
}
