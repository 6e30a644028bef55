/* Sync: at a launch, what the store holds is brought to the providers that it chose. */
#ifndef INTEGRATION_SYNC_H
#define INTEGRATION_SYNC_H

#include "web/request.h"

int sync_create(struct request *rq) SUSPENDS;

#endif
