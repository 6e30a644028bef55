/* Handlers: single pages, rendered on demand. */
#ifndef THEME_PREVIEWS_H
#define THEME_PREVIEWS_H

#include "web/request.h"

int previews_render(struct request *rq) SUSPENDS;
int previews_sample(struct request *rq) SUSPENDS;

#endif
