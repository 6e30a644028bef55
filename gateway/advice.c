#include "advice.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "fiber/fiber.h"
#include "peer_analytics.h"
#include "peer_content.h"
#include "peer_theme.h"
#include "web/peer.h"
#include "wizard.h"

struct asking {
	const struct wizard *w;
	const struct json *business, *products, *look, *content, *seo; /* members of the configuration */
	int64_t until;
	struct advice *out;
};

static struct recommendation *add(struct asking *a, int step, const char *id)
{
	struct recommendation *r;

	if (a->out->n == ADVICE_MOST)
		return NULL;
	r = &a->out->items[a->out->n++];
	*r = (struct recommendation){ .id = str_c(id), .step = step, .source = STR("builtin") };
	return r;
}

static int64_t left(const struct asking *a)
{
	int64_t ms = a->until - clock_ms();

	return ms > 1 ? ms : 1;
}

/* An adviser that is away, or does not understand us, costs its advice, not the step, which is saved already. */
static int degrade(struct asking *a, const char *adviser, int r)
{
	if (fiber_cancelled())
		return r;
	if (a->out->ndegraded < ADVISERS)
		a->out->degraded[a->out->ndegraded++] = str_c(adviser);
	if (!peer_is_away(r))
		log_warn("advice_refused", LOG_S("adviser", adviser), LOG_S("error", err_info(r)->name),
			LOG_S("detail", context()->err.text));
	return 0;
}

static struct str apply_str(const char *key, struct str value)
{
	struct json *j = json_new_object();

	json_add_str(j, key, value);
	return json_text(j);
}

/* ---- step 1: the business -------------------------------------------------------------------- */

static int about_business(struct asking *a)
{
	size_t chars = str_chars(json_get_str(a->business, "description"));
	struct recommendation *r;

	if (chars < 80 && (r = add(a, 1, "business:description"))) {
		r->title = STR("Say in two sentences what you sell and for whom");
		r->reason = chars
			? str_printf(mem(),
				  "Your description has %zu characters; the home page and the search "
				  "result are written from it, and a search result shows about 155.",
				  chars)
			: STR("The home page and the search result are written from it; a search result shows about "
			      "155 characters.");
	}
	if (!json_get_str(a->business, "contact_email").n && (r = add(a, 1, "business:contact"))) {
		r->title = STR("Give an address that shoppers can write to");
		r->reason = STR(
			"It stands in the footer and on the contact page; without one neither has a way to reach you.");
	}
	return 0;
}

/* ---- step 2: the products -------------------------------------------------------------------- */

static int about_products(struct asking *a)
{
	size_t n = 0, thin = 0, unpriced = 0;
	struct recommendation *r;

	for (const struct json *p = json_first(json_get(a->products, "products")); p; p = json_next(p)) {
		n++;
		thin += json_len(json_get(p, "features")) < 4 && !json_get_str(p, "description").n;
		unpriced += json_get_int(p, "price_minor", 0) == 0;
	}
	if (n == 0 && (r = add(a, 2, "products:first"))) {
		r->title = STR("Begin with one product; the rest can come later");
		r->reason = STR(
			"You can skip this step: a store with 0 products opens with its story and fills as you add.");
	}
	if (thin && (r = add(a, 2, "products:facts"))) {
		r->title = str_printf(mem(), "Give %zu of your %zu products four facts each", thin, n);
		r->reason = STR(
			"With four facts a description has 150 to 200 words; with fewer it stays at 60 to 120, because "
			"nothing is claimed that you did not say.");
	}
	if (unpriced && (r = add(a, 2, "products:price"))) {
		r->title = str_printf(mem(), "%zu of %zu products cost nothing", unpriced, n);
		r->reason = STR("A price of 0 is shown as it is.");
	}
	return 0;
}

/* ---- step 3: the look ------------------------------------------------------------------------ */

/* Also when the theme itself is settled: which of its layouts this catalogue asks for. */
static void about_layout(struct asking *a, const struct theme_best *best)
{
	struct str now = json_get_str(json_get(a->look, "layout"), "id");
	struct json *apply;
	struct recommendation *r;

	if (!best->layout.n || str_eq(now.n ? now : best->layout_default, best->layout))
		return;
	if (!(r = add(a, 3, "look:layout")))
		return;
	r->title = str_printf(mem(), "%.*s as “%.*s” would suit your catalogue", STR_FMT(best->layout_theme_name),
		STR_FMT(best->layout_name));
	r->reason = best->layout_reason;
	r->source = STR("theme-svc");
	r->label = STR("Arrange it so");
	apply = json_new_object();
	json_add_str(apply, "theme_id", best->layout_theme);
	json_add_str(json_add_object(apply, "layout"), "id", best->layout);
	r->apply = json_text(apply);
}

static int about_look(struct asking *a)
{
	struct theme_wish wish = theme_wish_of(a->business, a->products);
	struct theme_best *best;
	struct recommendation *r;
	int got;

	wish.chosen = json_get_str(a->look, "theme_id");
	got = theme_best(&wish, left(a), &best);
	if (got < 0)
		return degrade(a, "theme-svc", got);
	if (best->total == 0 || !(r = add(a, 3, "look:theme")))
		return 0;
	r->title = str_printf(mem(), "%.*s would suit you", STR_FMT(best->name));
	r->reason = str_printf(mem(), "%.*s (fit %.0f of 100, best of %lld)", STR_FMT(best->reason), best->score * 100,
		(long long)best->total);
	r->source = STR("theme-svc");
	r->label = str_printf(mem(), "Take %.*s", STR_FMT(best->name));
	r->apply = apply_str("theme_id", best->id);
	about_layout(a, best);
	return 0;
}

/* How the pages will be laid out, from what is to stand on them. */
static int about_shelves(struct asking *a)
{
	enum { PAGE = 24, NAME_CHARS = 60 };
	size_t n = 0, sorted = 0, bare = 0, lengthy = 0;
	struct recommendation *r;

	for (const struct json *p = json_first(json_get(a->products, "products")); p; p = json_next(p)) {
		n++;
		sorted += json_get_str(p, "category").n > 0;
		bare += json_len(json_get(p, "images")) == 0;
		lengthy += str_chars(json_get_str(p, "name")) > NAME_CHARS;
	}
	if (n > PAGE && !sorted && (r = add(a, 3, "look:categories"))) {
		r->title = str_printf(mem(), "Sort your %zu products into categories", n);
		r->reason = str_printf(mem(),
			"Without any they are one list of %zu pages; with some the home page has a shelf for each of the "
			"first six, and the menu leads to all.",
			(n + PAGE - 1) / PAGE);
	}
	if (bare && bare < n && (r = add(a, 3, "look:photos"))) {
		r->title = str_printf(mem(),
			bare == 1 ? "%zu of your products has no photograph"
				  : "%zu of your products have no photograph",
			bare);
		r->reason = STR(
			"A drawing stands in for each. Between photographs drawings look like gaps: all or none reads "
			"best.");
	}
	if (lengthy && (r = add(a, 3, "look:names"))) {
		r->title = str_printf(
			mem(), lengthy == 1 ? "Shorten %zu product name" : "Shorten %zu product names", lengthy);
		r->reason = str_printf(mem(),
			"More than %d characters take several lines of a card on a phone and are cut off in search results; "
			"what varies fits better into options and facts.",
			NAME_CHARS);
	}
	return 0;
}

/* ---- step 4: the words ----------------------------------------------------------------------- */

static struct str headline_patch(struct str headline)
{
	struct json *j = json_new_object(), *pages = json_add_object(j, "pages");

	json_add_str(json_add_object(pages, "home"), "headline", headline);
	return json_text(j);
}

static int about_headline(struct asking *a)
{
	struct content_inputs inputs = { .store_name = json_get_str(a->business, "business_name"),
		.industry = json_get_str(a->business, "industry"),
		.description = json_get_str(a->business, "description"),
		.audience = json_get_str(a->business, "target_audience") };
	struct content_request in = { .content_type = STR("headline"), .inputs = &inputs };
	struct content_reply *text;
	struct recommendation *r;
	int got = content_generate(a->w->user_id, &in, left(a), &text);

	if (got < 0)
		return degrade(a, "content-svc", got);
	if (!(r = add(a, 4, "words:headline")))
		return 0;
	r->title = str_printf(mem(), "“%.*s”", STR_FMT(text->content));
	r->reason = str_printf(mem(), "A large line for your home page, made of what you told us; quality %.0f of 100.",
		text->quality_score * 100);
	r->source = text->model_used;
	r->label = STR("Use this line");
	r->apply = headline_patch(text->content);
	return 0;
}

static int about_words(struct asking *a)
{
	size_t missing = 0, n = 0;
	struct recommendation *r;

	for (const struct json *p = json_first(json_get(a->products, "products")); p; p = json_next(p), n++)
		missing += !json_get_str(p, "description").n;
	if (missing && (r = add(a, 4, "words:fill"))) {
		bool willing = json_get_bool(a->content, "fill_missing", true);

		r->title = str_printf(mem(), willing ? "%zu product %s when you open" : "Let us write %zu product %s",
			missing,
			willing ? (missing == 1 ? "description is written" : "descriptions are written")
				: (missing == 1 ? "description" : "descriptions"));
		r->reason = str_printf(
			mem(), "%zu of your %zu products have none; you can change each text afterwards.", missing, n);
		if (!willing) {
			r->label = STR("Write them");
			r->apply = STR("{\"fill_missing\":true}");
		}
	}
	return json_get(json_get(a->content, "pages"), "home") ? 0 : about_headline(a);
}

/* ---- step 5: connections --------------------------------------------------------------------- */

static int about_connections(struct asking *a)
{
	struct recommendation *r = add(a, 5, "connections:payment");

	if (r) {
		r->title = STR("Connect a payment provider when you want to be paid online");
		r->reason = STR(
			"Without one your store takes orders that you settle yourself. Nothing here is needed for the launch.");
	}
	return 0;
}

/* ---- step 6: the address --------------------------------------------------------------------- */

static int about_address(struct asking *a)
{
	struct str name = json_get_str(a->business, "business_name");
	char slug[64], wanted[64];
	struct recommendation *r;

	if (json_get_str(a->seo, "slug").n)
		return 0;
	wizard_slug(name, wanted);
	for (int i = 1; i <= WIZARD_SLUGS_TRIED; i++) {
		wizard_slug_try(wanted, i, slug);
		if (TRY(slug_free(str_c(slug), a->w->id)) == 0) /* db */
			continue;
		if (!(r = add(a, 6, "address:slug")))
			return 0;
		r->title = str_printf(mem(), "/s/%s is free", slug);
		r->reason = i == 1 ? STR("It is your store's name: the shortest way to find you.")
				   : str_printf(mem(), "/s/%s is taken; this is the nearest that is not.", wanted);
		r->label = STR("Take this address");
		r->apply = apply_str("slug", str_dup(mem(), str_c(slug)));
		return 0;
	}
	return 0;
}

static int about_outlook(struct asking *a)
{
	const struct json *configuration;
	struct prediction *p;
	struct recommendation *r;
	int got;

	TRY(json_parse(a->w->configuration, &configuration));
	got = analytics_predict(a->w->id, configuration, left(a), &p);
	if (got < 0)
		return degrade(a, "analytics-svc", got);
	if (!(r = add(a, 6, "outlook:orders")))
		return 0;
	r->source = STR("analytics-svc");
	if (p->orders_high < 0.5) {
		r->title = str_printf(mem(), "No orders yet in the first %lld days", (long long)p->days);
		r->reason = p->advice.n ? *(struct str *)p->advice.items : STR("As it stands, nothing points to one.");
		return 0;
	}
	r->title = str_printf(mem(), "About %.0f to %.0f orders in the first %lld days", p->orders_low, p->orders_high,
		(long long)p->days);
	r->reason = p->advice.n ? str_printf(mem(), "Eight chances in ten that it lies between. %.*s",
					  STR_FMT(*(struct str *)p->advice.items))
				: STR("Eight chances in ten that it lies between.");
	return 0;
}

/* ---- who is asked when ----------------------------------------------------------------------- */

typedef int (*adviser)(struct asking *a);

/* The look is spoken of early, as soon as the industry is known, and so is at hand when its step comes. */
static const adviser advisers[WIZARD_STEPS][3] = {
	{ about_business },
	{ about_products, about_look, about_shelves },
	{ about_look, about_shelves },
	{ about_words },
	{ about_connections },
	{ about_address, about_outlook },
};

int advise(const struct wizard *w, int step, int64_t budget_ms, struct advice *ret)
{
	struct asking a = { .w = w, .until = clock_ms() + budget_ms, .out = ret };
	const struct json *configuration;

	*ret = (struct advice){ .n = 0 };
	TRY(json_parse(w->configuration, &configuration));
	a.business = json_get(configuration, wizard_key(1));
	a.products = json_get(configuration, wizard_key(2));
	a.look = json_get(configuration, wizard_key(3));
	a.content = json_get(configuration, wizard_key(4));
	a.seo = json_get(configuration, wizard_key(6));
	for (int i = 0; i < 3 && advisers[step - 1][i]; i++)
		TRY(advisers[step - 1][i](&a));
	return 0;
}
