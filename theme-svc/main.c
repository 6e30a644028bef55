#include "base/cleanup.h"
#include "publish.h"
#include "routes.h"
#include "settings.h"
#include "storefront.h"
#include "web/service.h"

static int start(void)
{
	return themes_load(conf.themes_dir, &themes);
}

static void stop(void)
{
	storefront_close();
	themes_free(&themes);
}

static void sweep(void *unused)
{
	(void)unused;
	publish_sweep(conf.stores_dir);
}

static const struct service_background background[] = { { "sweep", sweep, NULL }, { NULL, NULL, NULL } };

static const struct service theme_svc = {
	.name = "theme-svc",
	.prefix = "THEME",
	.port = 9023,
	.title = "Themes and storefronts",
	.description = "Recommends themes, renders previews, and writes published stores.",
	.settings = theme_settings,
	.routes = theme_routes,
	.database = true,
	.background = background,
	.start = start,
	.stop = stop,
};

int main(int argc, char **argv)
{
	return service_main(&theme_svc, argc, argv);
}
