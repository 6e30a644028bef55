#include "assets.h"
#include "base/cleanup.h"
#include "domains.h"
#include "exposure.h"
#include "launch.h"
#include "outbox.h"
#include "pages.h"
#include "peer_theme.h"
#include "previews.h"
#include "routes.h"
#include "sessions.h"
#include "settings.h"
#include "shop_cart.h"
#include "shop_payments.h"
#include "shop_stock.h"
#include "sisters.h"
#include "stores_store.h"
#include "web/idem.h"
#include "web/service.h"

static int start(void)
{
	TRY(theme_open());
	TRY(previews_open());
	TRY(domains_open());
	TRY(exposure_open());
	TRY(payments_open());
	return stores_open();
}

static void stop(void)
{
	stores_close();
	domains_close();
	exposure_close();
	payments_close();
	previews_close();
	theme_close();
}

static const struct service_background background[] = {
	{ "outbox", outbox_ship, NULL },
	{ "sessions", sessions_watch, NULL },
	{ "sisters", sisters_probe, NULL },
	{ "launches", job_worker, &launch_job },
	{ "launches", job_worker, &launch_job },
	{ "jobs", job_heartbeat, NULL },
	{ "idempotency", idem_sweep, NULL },
	{ "carts", carts_sweep, NULL },
	{ "assets", assets_sweep, NULL },
	{ "exposures", exposure_ship, NULL },
	{ "payments", payments_watch, NULL },
	{ "stock", stock_watch, NULL },
	{ "domains", domains_watch, NULL },
	{ NULL, NULL, NULL },
};

static const struct service gateway = {
	.name = "gateway",
	.prefix = "GATEWAY",
	.port = 9020,
	.title = "Store Launch Wizard",
	.description = "Sign up, walk six steps with advice, and end with a live store.",
	.settings = gateway_settings,
	.routes = gateway_routes,
	.users = true,
	.database = true,
	.redis = true,
	.secrets = true,
	.idempotency = true,
	.default_rate = &rate_default,
	.headers = page_headers,
	.place = domains_place,
	.background = background,
	.health = sisters_health,
	.start = start,
	.stop = stop,
};

int main(int argc, char **argv)
{
	return service_main(&gateway, argc, argv);
}
