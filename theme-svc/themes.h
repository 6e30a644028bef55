/* Handlers: recommendations and single themes. */
#ifndef THEME_THEMES_H
#define THEME_THEMES_H

#include "web/request.h"

int themes_recommend(struct request *rq) SUSPENDS; /* db, when there is a session */
int themes_get(struct request *rq) SUSPENDS;

#endif
