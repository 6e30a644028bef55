/* Palettes: what merchants ask of theme-svc for their colours. */
#ifndef GATEWAY_PALETTES_H
#define GATEWAY_PALETTES_H

#include "web/request.h"

int palettes_suggest(struct request *rq) SUSPENDS;
int palettes_export(struct request *rq) SUSPENDS;

#endif
