/* What shoppers write: the contact page, and the merchant's list of messages. */
#ifndef GATEWAY_SHOP_CONTACT_H
#define GATEWAY_SHOP_CONTACT_H

#include "base/cleanup.h"
#include "web/request.h"

int contact_page(struct request *rq) SUSPENDS;  /* GET /s/{slug}/contact */
int contact_write(struct request *rq) SUSPENDS; /* POST /s/{slug}/contact */
int messages_list(struct request *rq) SUSPENDS; /* GET /api/v1/stores/{store_id}/messages */
int messages_seen(struct request *rq) SUSPENDS; /* POST /api/v1/stores/{store_id}/messages/{message_id} */

#endif
