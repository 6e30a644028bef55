/* Sisters: are they there? Asked every few seconds, so that /healthz answers from memory. */
#ifndef GATEWAY_SISTERS_H
#define GATEWAY_SISTERS_H

#include "base/cleanup.h"
#include "web/health.h"

/* A background fiber. */
void sisters_probe(void *unused) SUSPENDS;

/* llm_service and external_apis (that is integration-svc, which speaks to them). */
extern const struct health_check sisters_health[];

#endif
