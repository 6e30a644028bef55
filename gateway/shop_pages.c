#include "shop_pages.h"

#include "accounts.h"
#include "base/context.h"
#include "base/err.h"
#include "domains.h"
#include "exposure.h"
#include "peer_theme.h"
#include "settings.h"
#include "stores_store.h"
#include "web/route.h"

/* Pages of the moment look like those that the shopper came from; an order tells of a look that was shown. */
static void put_variant(struct request *rq, const struct running *r, struct shop_at *at)
{
	int known = exposure_known(rq, r);
	size_t variant = exposure_pick(rq, r, at->slug, false);

	if (variant)
		at->version = r->versions[variant];
	if (known >= 0) {
		at->experiment_id = r->experiment;
		at->variant = known;
	}
}

/* One row of routes a page, with {lang} and without. Whether the store speaks it, theme-svc knows; here it must be fit for addresses. */
static int put_language(const struct request *rq, struct shop_at *at)
{
	bool named = strstr(rq->route->path, "/{lang}/");

	at->lang = named ? path(rq, "lang") : STR("");
	if (named && (at->lang.n < 2 || at->lang.n > 35 || format_identifier.check(at->lang, &at->lang)))
		return fail(ERR_NOT_FOUND, "the store does not speak that language");
	at->base = named ? str_printf(mem(), "%.*s/%.*s", STR_FMT(at->root), STR_FMT(at->lang)) : at->root;
	return 0;
}

int shop_at(struct request *rq, struct shop_at *ret)
{
	struct str rest, experiment;
	struct running running;

	*ret = (struct shop_at){ .variant = 0 };
	ret->slug = path(rq, "slug");
	ret->root = rq->site.p ? STR("") : str_printf(mem(), "/s/%.*s", STR_FMT(ret->slug));
	TRY(put_language(rq, ret));
	ret->origin = rq->site.p ? str_printf(mem(), "https://%.*s", STR_FMT(rq->site)) : str_c(conf.public_url);
	TRY(store_live(ret->slug, &rest, &experiment)); /* memory; db once a second */
	ret->site_id = ret->store_id = str_dup(mem(), str_split(&rest, '/'));
	if (rq->site.p)
		TRY(domains_site(rq, &ret->site_id)); /* memory */
	TRY(str_i64(rest, &ret->version) ? 0 : fail(ERR_INTERNAL, "no version"));
	if (experiment.n && running_read(experiment, &running))
		put_variant(rq, &running, ret);
	return 0;
}

int shop_reply(struct request *rq, const struct shop_at *at, int status, const char *page, struct json *data)
{
	struct theme_dynamic p = { at->site_id, at->version, str_c(page), STR_NONE };
	struct http_response rs;

	data = data ? data : json_new_object();
	json_add_str(data, "lang", at->lang);
	p.data = json_text(data);

	TRY(theme_dynamic(&p, &rs)); /* http: theme-svc */
	reply_header(rq, "Cache-Control", STR("no-store"));
	return reply_body(rq, status, "text/html; charset=utf-8", rs.body);
}

int shop_redirect(struct request *rq, const struct shop_at *at, struct str path)
{
	reply_header(rq, "Cache-Control", STR("no-store"));
	reply_header(rq, "Location", str_printf(mem(), "%.*s%.*s", STR_FMT(at->base), STR_FMT(path)));
	return reply_empty(rq, 303);
}

/* Browsers say where a form comes from, old ones by Origin alone. What says nothing is no browser: it has no cookie of others. */
static bool from_here(const struct request *rq)
{
	struct str site = request_header(rq, "sec-fetch-site"), origin = request_header(rq, "origin"), scheme, host;

	if (site.p)
		return str_is(site, "same-origin") || str_is(site, "none");
	if (!origin.p)
		return true;
	scheme = str_split(&origin, ':');
	host = str_starts(origin, STR("//")) ? str_sub(origin, 2, origin.n) : STR_NONE;
	return (str_is(scheme, "https") || str_is(scheme, "http")) && host.n &&
		str_ieq(host, request_header(rq, "host"));
}

int shop_form(struct request *rq, struct form *ret)
{
	if (!from_here(rq))
		return fail(ERR_FORBIDDEN, "a form of this shop is sent from its own pages");
	rq->repeats = true;
	return form_parse(request_header(rq, "content-type"), rq->raw_body, ret);
}

int shop_rate(struct request *rq, const struct rate_class *c)
{
	int r = rate_take(c, client_home(rq), &rq->rate); /* redis */

	if (r == -ERR_RATE_LIMITED)
		reply_header(rq, "Retry-After", str_printf(mem(), "%lld", (long long)rq->rate.reset_s));
	return r;
}

/* NULL: fine. */
static const char *judge(const struct shop_field *f, struct str in, struct str *out)
{
	*out = in;
	if (!in.n)
		return f->required ? "required" : NULL;
	if (str_chars(in) > f->most)
		return "long";
	if (f->format->check(in, out))
		return f->format == &format_email ? "email" : "text";
	return NULL;
}

/* What goes back to the form: all that may be written there, and some more of what is too long, never half a character. */
static struct str shown(struct str s, size_t most)
{
	size_t at = 0;

	for (size_t i = 0; i < 4 * most && at < s.n; i++)
		at += utf8_sequence((const unsigned char *)s.p + at, s.n - at);
	return str_sub(s, 0, at);
}

int shop_fields(const struct form *f, const struct shop_field *fields, void *value, struct json *data)
{
	struct json *values = json_add_object(data, "values"), *errors = json_add_object(data, "errors");
	const char *error;
	struct str sent;
	int wrong = 0;

	for (; fields->name; fields++) {
		sent = form_get(f, fields->name);
		error = judge(fields, sent, (struct str *)((char *)value + fields->offset));
		json_add_str(values, fields->name, shown(sent, fields->most));
		if (error) {
			json_add_str(errors, fields->name, str_c(error));
			wrong++;
		}
	}
	return wrong;
}
