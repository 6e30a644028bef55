/* content-svc, as the gateway calls it. */
#ifndef GATEWAY_PEER_CONTENT_H
#define GATEWAY_PEER_CONTENT_H

#include "base/cleanup.h"
#include "wire/content.h"

int content_generate(struct str user, const struct content_request *in, int64_t timeout_ms, struct content_reply **ret)
	SUSPENDS; /* http: content-svc */
int content_store_copy(struct str user, const struct store_copy_request *in, struct store_copy_reply **ret) SUSPENDS;
int content_rate(struct str user, struct str content_id, const struct rating_request *in) SUSPENDS;

#endif
