/* Webhooks: what providers tell us, verified on the raw bytes and kept once in the inbox. */
#ifndef INTEGRATION_WEBHOOKS_H
#define INTEGRATION_WEBHOOKS_H

#include "web/request.h"

int webhooks_receive(struct request *rq) SUSPENDS;

#endif
