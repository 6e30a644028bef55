/* Messages of shoppers to merchants: all their SQL. */
#ifndef GATEWAY_SHOP_MESSAGES_STORE_H
#define GATEWAY_SHOP_MESSAGES_STORE_H

#include "base/cleanup.h"
#include "shop_schemas.h"

/* More than so many that nobody has read are not taken: whoever writes them is no customer. */
enum { MESSAGES_UNREAD_MAX = 1000 };

/* 1: kept; 0: too many wait. */
int message_add(struct str store_id, const struct message *m) SUSPENDS;
int message_list(struct str store_id, int64_t page, int64_t per_page, struct message_list *ret) SUSPENDS;
/* -ERR_NOT_FOUND */
int message_seen(struct str store_id, struct str message_id) SUSPENDS;

#endif
