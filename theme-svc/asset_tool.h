/* theme-image, run for one picture: a process behind a fence (image/main.c), killed when it takes too long. For the offload
 * pool: nothing here touches context(). */
#ifndef THEME_ASSET_TOOL_H
#define THEME_ASSET_TOOL_H

#include "base/str.h"

enum { ASSET_TOOL_MS = 25 * 1000, ASSET_TOOL_BYTES = 64 << 20 };

struct asset_run {
	struct str file;
	const char *type; /* as declared, "" = not said */
	/* What it wrote: malloc, the caller's; NULL when it did not end well, and why. */
	char *out;
	size_t size;
	const char *error;
	bool died; /* by the picture's fault, as far as one can tell: too slow, too much memory, a crash */
};

void asset_run(struct asset_run *r);

#endif
