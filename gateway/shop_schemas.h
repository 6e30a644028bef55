/* Schemas of what a merchant sees of the shop: orders and messages. */
#ifndef GATEWAY_SHOP_SCHEMAS_H
#define GATEWAY_SHOP_SCHEMAS_H

#include "web/schema.h"

struct order_line {
	struct str sku, name, label;
	int64_t unit_minor, quantity, total_minor;
};
struct order {
	struct str order_id;
	int64_t number;
	struct str status, currency;
	int64_t total_minor, line_count, piece_count;
	struct str name, email, address, postcode, city, country, note;
	struct str created_at, updated_at;
	bool seen;
	struct str payment_reference; /* p = NULL: none */
	struct str variant;           /* p = NULL: none */
	struct str pay_url;           /* where the shopper pays; never told to others */
	int64_t placed_at;            /* Unix seconds */
	struct vec lines;             /* of struct order_line; not in lists */
};
struct order_list {
	struct vec items;
	int64_t total, page;
	int64_t unread, unread_messages;
};
struct order_change {
	struct str status; /* shipped, cancelled; p = NULL: as it is */
};

struct message {
	struct str message_id, name, email, body, created_at;
	bool seen;
};
struct message_list {
	struct vec items;
	int64_t total, page, unread;
};

extern const struct schema order_schema, order_list_schema, order_change_schema, message_list_schema;

#endif
