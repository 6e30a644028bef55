#include "reviews.h"

#include "base/context.h"
#include "base/err.h"
#include "check.h"
#include "fiber/offload.h"
#include "render.h"
#include "schemas.h"
#include "settings.h"
#include "sites.h"
#include "wire/review.h"

enum { PAGES_MAX = 12, FINDINGS_MAX = 100, MEMORY = 128 << 20 };

/* A phone by day, a desk by night: between them each colour and each media query of a theme is seen. */
static const struct css_env windows[] = { { 320, 640, false, false }, { 1280, 800, true, true } };

struct reviewing {
	struct check_input input;
	struct arena arena;
	struct check_report report;
	int result;
};

/* In the offload pool. */
static void look(void *arg)
{
	struct reviewing *r = arg;

	r->result = check_run(&r->arena, &r->input, &r->report);
}

/* Level AAA is no promise of ours. */
static bool promised(const struct check_rule *rule)
{
	return strcmp(rule->id, "09o5cg") != 0 && strcmp(rule->id, "bisz58") != 0;
}

static bool known(const struct review *out, const struct check_finding *f)
{
	const struct review_finding *v = out->findings.items;

	for (size_t i = 0; i < out->findings.n; i++)
		if (str_is(v[i].rule, f->rule->id) && str_eq(v[i].selector, f->path) && str_eq(v[i].found, f->detail))
			return true;
	return false;
}

/* The same fault on a further page, or in the other window, is told once. */
static int keep(struct review *out, const struct reviewing *r, struct str page)
{
	for (size_t i = 0; i < r->report.n_result; i++)
		out->unsure += r->report.result[i].outcome == CHECK_UNSURE;
	for (size_t i = 0; i < r->report.n_finding; i++) {
		const struct check_finding *f = &r->report.finding[i];
		struct review_finding *to = (struct review_finding *)out->findings.items + out->findings.n;

		if (f->outcome != CHECK_FAILED || !promised(f->rule) || out->findings.n == FINDINGS_MAX ||
			known(out, f))
			continue;
		*to = (struct review_finding){ page, (int64_t)r->input.env.width, str_c(f->rule->id),
			str_c(f->rule->wcag), str_c(f->rule->name), str_dup(mem(), f->detail), str_c(f->rule->fix),
			str_dup(mem(), f->path), f->line };
		if (!to->found.p || !to->selector.p)
			return -ERR_NOMEM;
		out->findings.n++;
	}
	return 0;
}

static int review_page(const struct site *site, struct str path, struct review *out)
{
	struct check_sheet sheet = { site->place.style_file, site->css };
	struct reviewing *r = TRY_MEM(ARENA_NEW(mem(), struct reviewing));
	struct page page;

	TRY(render_page(site, path, &page));
	out->pages++;
	for (size_t i = 0; i < ARRAY_LEN(windows); i++) {
		r->input = (struct check_input){
			.html = page.body, .sheets = &sheet, .n_sheets = 1, .scripts_known = true, .env = windows[i]
		};
		arena_init(&r->arena, MEMORY);
		int failed = offload(look, r); /* offload: bounded by the ceilings of the reader */

		if (failed == 0)
			failed = r->result < 0 ? r->result : keep(out, r, path);
		arena_done(&r->arena);
		if (failed < 0)
			return failed == -ERR_TOO_LARGE
				? fail(ERR_TOO_LARGE, "the page %.*s is too large to be looked at", STR_FMT(path))
				: failed;
	}
	return 0;
}

/* One page of each kind; of products the one with the longest name, which is where things break. */
static size_t choose(const struct shop *s, struct str *ret)
{
	static const char *const fixed[] = { "/", "/c/all/", "/about/", "/policies/", "/404", "/cart", "/checkout",
		"/contact" };
	const struct product *longest = NULL;
	size_t n = 0;

	for (; n < ARRAY_LEN(fixed); n++)
		ret[n] = str_c(fixed[n]);
	for (size_t i = 0; i < s->nproducts; i++)
		if (!longest || s->products[i].name.n > longest->name.n)
			longest = &s->products[i];
	if (longest)
		ret[n++] = str_printf(mem(), "/p/%.*s/", STR_FMT(longest->slug));
	if (s->ncategories)
		ret[n++] = str_printf(mem(), "/c/%.*s/", STR_FMT(s->categories->slug));
	return n;
}

/* POST /v1/review: what the pages of a store that need not exist fail of. */
int reviews_create(struct request *rq)
{
	const struct review_in *in = body(rq);
	struct str paths[PAGES_MAX];
	struct review out = { .rules = (int64_t)check_n_rules - 2 };
	struct place place;
	struct site *site;

	out.findings.items = TRY_MEM(ARENA_ARRAY(mem(), struct review_finding, FINDINGS_MAX));
	TRY(sites_place(STR(""), &place));
	TRY(render_open(in->configuration, &themes, &place, &site));
	size_t n = choose(site->shop, paths);

	for (size_t i = 0; i < n; i++)
		TRY(review_page(site, paths[i], &out)); /* offload */
	out.ok = out.findings.n == 0;
	return reply(rq, 200, &review_schema, &out);
}
