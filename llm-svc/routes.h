/* The table of contents of llm-svc. */
#ifndef LLM_ROUTES_H
#define LLM_ROUTES_H

#include "web/route.h"

extern const struct route routes[];

#endif
