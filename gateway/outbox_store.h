/* The outbox table: all its SQL. */
#ifndef GATEWAY_OUTBOX_STORE_H
#define GATEWAY_OUTBOX_STORE_H

#include "base/cleanup.h"
#include "wire/analytics.h"

/* The oldest events, at most n, and the ids (struct str) of their rows. */
int outbox_take(int64_t n, struct event_batch *ret, struct vec *ids) SUSPENDS;
/* Forgets what was shipped. */
int outbox_drop(struct vec ids) SUSPENDS;

#endif
