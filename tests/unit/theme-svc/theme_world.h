/* What tests that draw stores share: the themes of the tree (run from its root, or with THEMES_DIR), loaded once a program, and
 * an address for the store. */
#ifndef UNIT_THEME_WORLD_H
#define UNIT_THEME_WORLD_H

#include <stdlib.h>

#include "base/context.h"
#include "unit.h"
#include "view.h"

static struct themes themes;
static const struct place here = { .base = STR("/s/x"), .origin = STR("https://shop.example"), .year = 2026 };

static inline const char *themes_dir(void)
{
	const char *dir = getenv("THEMES_DIR");

	return dir ? dir : "theme-svc/themes";
}

static inline int load(void **state)
{
	(void)state;
	if (themes_load(themes_dir(), &themes) < 0)
		flunk("%s", context()->err.text);
	return 0;
}

static inline int unload(void **state)
{
	(void)state;
	themes_free(&themes);
	context_done(context());
	return 0;
}

static inline int clear(void **state)
{
	(void)state;
	context_clear(context());
	return 0;
}

#endif
