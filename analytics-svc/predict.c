#include "predict.h"

#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/context.h"
#include "base/err.h"

/* Assumed centres (medians) and spreads (standard deviation of the logarithm). */
static const double visits_centre = 250, visits_spread = 1.1;
static const double conversion_centre = 0.015, conversion_spread = 0.5;
static const double items_a_basket = 1.3, basket_spread = 0.3;
static const double z80 = 1.2816; /* the normal distribution's 90 % point: 80 % lie within */

enum { DAYS = 30, REASONS_MOST = 10, ADVICE_MOST = 3 };

struct facts {
	size_t products, described, pictured, in_stock;
	int64_t *prices; /* of products that cost something */
	size_t nprices;
	bool payment, slug_or_title, own_domain;
	size_t languages;
};

struct reasoning {
	struct prediction_reason *reasons;
	size_t n;
	struct {
		double gain;
		struct str text;
	} advice[REASONS_MOST];
	size_t nadvice;
	double visits, conversion;
};

static int read_facts(const struct json *c, struct facts *f)
{
	const struct json *products = json_get(json_get(c, "product_config"), "products");
	const struct json *given = json_get(json_get(c, "content_data"), "product_descriptions");
	const struct json *seo = json_get(c, "seo_config");

	*f = (struct facts){ .prices = TRY_MEM(ARENA_ARRAY(mem(), int64_t, json_len(products) + 1)) };
	for (const struct json *p = json_first(products); p; p = json_next(p)) {
		int64_t price = json_get_int(p, "price_minor", 0);

		f->products++;
		f->described += json_get_str(p, "description").n > 0 || json_len(json_get(p, "features")) >= 4 ||
			json_get_str(given, json_get_str(p, "sku").p ? json_get_str(p, "sku").p : "").n > 0;
		f->pictured += json_first(json_get(p, "images")) != NULL;
		f->in_stock += json_get_int(p, "stock", -1) != 0;
		if (price > 0)
			f->prices[f->nprices++] = price;
	}
	for (const struct json *i = json_first(json_get(json_get(c, "integrations"), "integrations")); i;
		i = json_next(i))
		f->payment = f->payment || str_is(json_get_str(i, "type"), "payment");
	f->slug_or_title = json_get_str(seo, "meta_description").n || json_get_str(seo, "title").n;
	f->own_domain = json_get_str(seo, "domain").n > 0;
	f->languages = json_len(json_get(json_get(c, "business_info"), "languages"));
	return 0;
}

static void reason(struct reasoning *r, double *what, const char *factor, double effect, struct str text)
{
	*what *= effect;
	if (r->n < REASONS_MOST && fabs(effect - 1) > 0.005)
		r->reasons[r->n++] = (struct prediction_reason){ str_c(factor), text, effect };
}

/* gain: what the factor would be multiplied by. */
static void advise(struct reasoning *r, double gain, struct str text)
{
	if (gain < 1.02 || r->nadvice == REASONS_MOST)
		return;
	r->advice[r->nadvice].gain = gain;
	r->advice[r->nadvice++].text = text;
}

/* From all to none of the products: 1 to worst. */
static double share_effect(size_t have, size_t of, double worst)
{
	return of ? worst + (1 - worst) * (double)have / (double)of : 1;
}

static void weigh(const struct facts *f, struct reasoning *r)
{
	double catalogue = f->products ? pow((double)f->products / 20, 0.25) : 0.2;
	double pictures = share_effect(f->pictured, f->products, 0.6),
	       words = share_effect(f->described, f->products, 0.75);
	double stock = share_effect(f->in_stock, f->products, 0.3);

	reason(r, &r->visits, "catalogue", catalogue,
		str_printf(
			mem(), "%zu products: each is a page that can be found; 20 are taken as usual", f->products));
	reason(r, &r->visits, "search", f->slug_or_title ? 1.1 : 0.95,
		f->slug_or_title ? STR("Title and description for search results are written")
				 : STR("Search results show what we make up, not your own words"));
	reason(r, &r->visits, "domain", f->own_domain ? 1.15 : 1, STR("An address of your own is remembered"));
	reason(r, &r->visits, "languages", f->languages > 1 ? 1.1 : 1,
		str_printf(mem(), "%zu languages reach more people", f->languages));
	reason(r, &r->conversion, "pictures", pictures,
		str_printf(mem(), "%zu of %zu products have a picture", f->pictured, f->products));
	reason(r, &r->conversion, "descriptions", words,
		str_printf(mem(), "%zu of %zu products have a description or four facts", f->described, f->products));
	reason(r, &r->conversion, "stock", stock,
		str_printf(mem(), "%zu of %zu products can be bought now", f->in_stock, f->products));
	reason(r, &r->conversion, "payment", f->payment ? 1 : 0.5,
		STR("No payment provider is connected: orders wait for you to settle them"));
	if (f->products < 20)
		advise(r, 1 / catalogue,
			str_printf(mem(), "Bring your catalogue to 20 products; you have %zu.", f->products));
	advise(r, 1 / pictures,
		str_printf(mem(), "Add pictures to the %zu products without one.", f->products - f->pictured));
	advise(r, 1 / words,
		str_printf(mem(), "Give four facts to the %zu products that lack them.", f->products - f->described));
	advise(r, f->payment ? 1 : 2, STR("Connect a payment provider."));
	advise(r, f->slug_or_title ? 1 : 1.1 / 0.95, STR("Write a title and a description for search results."));
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static double median_price(const struct facts *f)
{
	size_t mid = f->nprices / 2;

	if (f->nprices == 0)
		return 0;
	qsort(f->prices, f->nprices, sizeof(*f->prices), by_size);
	return f->nprices % 2 ? (double)f->prices[mid] : ((double)f->prices[mid - 1] + (double)f->prices[mid]) / 2;
}

static int best_advice(struct reasoning *r, struct vec *ret)
{
	struct str *out = TRY_MEM(ARENA_ARRAY(mem(), struct str, ADVICE_MOST));

	*ret = (struct vec){ out, 0 };
	while (ret->n < ADVICE_MOST) {
		size_t best = r->nadvice;

		for (size_t i = 0; i < r->nadvice; i++)
			if (r->advice[i].gain > 0 && (best == r->nadvice || r->advice[i].gain > r->advice[best].gain))
				best = i;
		if (best == r->nadvice)
			break;
		out[ret->n++] = r->advice[best].text;
		r->advice[best].gain = 0;
	}
	return 0;
}

int predict_store(const struct json *configuration, struct prediction *ret)
{
	struct reasoning r = { .visits = visits_centre, .conversion = conversion_centre };
	double orders_spread = sqrt(visits_spread * visits_spread + conversion_spread * conversion_spread);
	double revenue_spread = sqrt(orders_spread * orders_spread + basket_spread * basket_spread);
	struct str currency = json_get_str(json_get(configuration, "business_info"), "currency");
	struct facts f;
	double orders, revenue;

	r.reasons = TRY_MEM(ARENA_ARRAY(mem(), struct prediction_reason, REASONS_MOST));
	TRY(read_facts(configuration, &f));
	weigh(&f, &r);
	orders = f.products ? r.visits * r.conversion : 0;
	revenue = orders * median_price(&f) * items_a_basket;
	*ret = (struct prediction){ .days = DAYS,
		.visits = round(r.visits),
		.orders = orders,
		.revenue_minor = round(revenue),
		.revenue_low = round(revenue * exp(-z80 * revenue_spread)),
		.revenue_high = round(revenue * exp(z80 * revenue_spread)),
		.orders_low = orders * exp(-z80 * orders_spread),
		.orders_high = orders * exp(z80 * orders_spread),
		.conversion_rate = r.conversion,
		.currency = currency.n ? currency : STR("USD"),
		.method = STR(
			"visits x conversion x basket, log-normal; assumed centres, not yet learnt from sales here"),
		.reasons = { r.reasons, r.n } };
	return best_advice(&r, &ret->advice);
}
