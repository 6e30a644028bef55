/* The outbox table: all its SQL. */
#ifndef GATEWAY_OUTBOX_STORE_H
#define GATEWAY_OUTBOX_STORE_H

#include "base/cleanup.h"
#include "wire/analytics.h"

/* The oldest events, at most n. */
int outbox_take(int64_t n, struct event_batch *ret) SUSPENDS;
/* Forgets what was shipped: all of the batch, by their ids. */
int outbox_drop(const struct event_batch *shipped) SUSPENDS;

#endif
