#include "settings.h"

struct theme_conf conf;
struct themes themes;

const struct conf_var theme_settings[] = {
	CONF_STR("THEMES_DIR", &conf.themes_dir, "theme-svc/themes", "the themes' folder"),
	CONF_STR("STORES_DIR", &conf.stores_dir, ".run/stores", "published stores, written by theme-svc"),
	CONF_STR("ASSETS_DIR", &conf.assets_dir, ".run/assets", "uploaded pictures, written by theme-svc"),
	CONF_STR("PUBLIC_URL", &conf.public_url, "http://127.0.0.1:9020", "how browsers reach us; no slash at the end"),
	CONF_END,
};
