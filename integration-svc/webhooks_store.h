/* webhook_inbox: all its SQL. A row is one thing that a provider told us of one connection. */
#ifndef INTEGRATION_WEBHOOKS_STORE_H
#define INTEGRATION_WEBHOOKS_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

struct inbox_item {
	struct str integration_id, provider;
	struct str delivery_id, topic; /* 255 characters at most */
	struct str payload;            /* JSON text */
};

/* 1: kept; 0: a delivery of that id was kept before. -ERR_NOT_FOUND when the connection is gone meanwhile,
 * -ERR_BAD_REQUEST when PostgreSQL does not take the payload for JSON (a number past its range). */
int inbox_put(const struct inbox_item *item) SUSPENDS;
/* What was told of this payment has been acted on. */
int inbox_done(struct str integration_id, struct str reference) SUSPENDS;

#endif
