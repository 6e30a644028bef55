/* Outbox: events that were written together with what they tell of, shipped to analytics-svc in batches.
 * At least once from here, once there: its table knows the ids. */
#ifndef GATEWAY_OUTBOX_H
#define GATEWAY_OUTBOX_H

#include "base/cleanup.h"

/* A background fiber. */
void outbox_ship(void *unused) SUSPENDS;

#endif
