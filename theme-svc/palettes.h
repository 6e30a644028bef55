/* Handlers for palettes: suggestions with their proofs, and exports. */
#ifndef THEME_PALETTES_H
#define THEME_PALETTES_H

#include "web/request.h"

int palettes_suggest(struct request *rq) SUSPENDS;
int palettes_export(struct request *rq) SUSPENDS;

#endif
