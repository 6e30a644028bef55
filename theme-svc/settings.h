/* The service's own settings and what it holds for its life: the themes. */
#ifndef THEME_SETTINGS_H
#define THEME_SETTINGS_H

#include "base/conf.h"
#include "theme.h"

struct theme_conf {
	const char *themes_dir, *stores_dir, *assets_dir, *public_url;
};

extern struct theme_conf conf;
extern const struct conf_var theme_settings[];
/* Loaded before the service is ready, read-only after. */
extern struct themes themes;

#endif
