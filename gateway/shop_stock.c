#include "shop_stock.h"

#include "base/clock.h"
#include "base/context.h"
#include "base/err.h"
#include "base/log.h"
#include "domains.h"
#include "fiber/fiber.h"
#include "fiber/wait.h"
#include "peer_theme.h"
#include "shop_stock_store.h"
#include "stores_store.h"

/* A store is drawn for a tenth of the time at most. */
enum { LOOK_MS = 500, REST_MS = 1000, REST_TIMES = 10, AFTER_FAILURE_MS = 60 * 1000 };

static int draw(const struct stock_due *due)
{
	struct str config_id, slug, configuration;
	struct site_published *out;

	for (size_t i = 0; i < due->n; i++) {
		struct site_version v = {
			.store_id = due->store_id, .version = due->versions[i], .live = due->live, .again = true
		};

		TRY(store_config_id(v.store_id, v.version, &config_id, &slug)); /* db */
		TRY(store_configuration(config_id, &configuration));            /* db */
		v.slug = slug;
		TRY(theme_publish(&v, configuration, &out)); /* http: theme-svc */
		TRY(domains_publish(&v, configuration));     /* http: theme-svc */
	}
	return 0;
}

/* 1: one was done. */
static int draw_one(void)
{
	int64_t began = clock_ms(), took;
	struct stock_due due;
	int r;

	TRY(stock_take(&due)); /* db */
	if (!due.store_id.p)
		return 0;
	r = draw(&due); /* http: theme-svc */
	took = clock_ms() - began;
	if (r < 0)
		log_warn("stock_not_shown", LOG_STR("store_id", due.store_id), LOG_S("error", err_info(r)->name));
	TRY(stock_done(&due, r == 0, r < 0 ? AFTER_FAILURE_MS : REST_MS + took * REST_TIMES)); /* db */
	return 1;
}

void stock_watch(void *unused)
{
	(void)unused;
	context()->task = "stock";
	while (!fiber_cancelled()) {
		int r = draw_one();

		context_clear(context());
		if (r <= 0)
			wait_ms(LOOK_MS);
	}
}
