#include "shop_schemas.h"

static const char *const statuses[] = { "new", "pending", "paid", "shipped", "cancelled", NULL };
static const char *const changes[] = { "shipped", "cancelled", NULL };

static const struct field line_fields[] = {
	F_STR(struct order_line, sku, REQUIRED, 0, 0, NULL, "Article number"),
	F_STR(struct order_line, name, REQUIRED, 0, 0, NULL, "What it was called when it was bought"),
	F_STR(struct order_line, label, REQUIRED, 0, 0, NULL, "Which variant; may be empty"),
	F_INT(struct order_line, unit_minor, REQUIRED, 0, 1e15, 0, "Price of one, in minor units"),
	F_INT(struct order_line, quantity, REQUIRED, 1, 99, 1, "Pieces"),
	F_INT(struct order_line, total_minor, REQUIRED, 0, 1e15, 0, "Of the line"),
};
static const struct schema line_schema = SCHEMA("OrderLine", struct order_line, line_fields);

#define ORDER_FIELDS                                                                                               \
	F_UUID(struct order, order_id, REQUIRED, "The order"),                                                     \
		F_INT(struct order, number, REQUIRED, 1, 1e9, 1, "Counts up in the store"),                        \
		F_ENUM(struct order, status, REQUIRED, statuses, "How it stands; pending: waits for its payment"), \
		F_BOOL(struct order, seen, REQUIRED, 0, "The merchant has looked at it"),                          \
		F_STR(struct order, currency, REQUIRED, 0, 0, NULL, "ISO 4217"),                                   \
		F_INT(struct order, total_minor, REQUIRED, 0, 1e15, 0, "In minor units"),                          \
		F_INT(struct order, line_count, REQUIRED, 0, 1e9, 0, "Different articles"),                        \
		F_INT(struct order, piece_count, REQUIRED, 0, 1e9, 0, "Pieces of all of them"),                    \
		F_STR(struct order, name, REQUIRED, 0, 0, NULL, "Who ordered"),                                    \
		F_STR(struct order, email, REQUIRED, 0, 0, NULL, "How to answer"),                                 \
		F_STR(struct order, address, REQUIRED, 0, 0, NULL, "Where it goes; several lines"),                \
		F_STR(struct order, postcode, REQUIRED, 0, 0, NULL, "May be empty"),                               \
		F_STR(struct order, city, REQUIRED, 0, 0, NULL, "Town"),                                           \
		F_STR(struct order, country, REQUIRED, 0, 0, NULL, "As the shopper wrote it; may be empty"),       \
		F_STR(struct order, note, REQUIRED, 0, 0, NULL, "What the shopper asks for; may be empty"),        \
		F_STR(struct order, payment_reference, NULLABLE, 0, 0, NULL, "The payment provider's own id"),     \
		F_STR(struct order, variant, NULLABLE, 0, 0, NULL, "Variant of a test that the shopper had seen"), \
		F_TIME(struct order, created_at, REQUIRED, "When it was placed"),                                  \
		F_TIME(struct order, updated_at, REQUIRED, "When its status last changed")

static const struct field item_fields[] = { ORDER_FIELDS };
static const struct schema item_schema = SCHEMA("OrderItem", struct order, item_fields);

static const struct field order_fields[] = {
	ORDER_FIELDS,
	F_LIST(struct order, lines, REQUIRED, 0, 50, &line_schema, "As bought"),
};
const struct schema order_schema = SCHEMA("Order", struct order, order_fields);

#define PAGE_OF(type, schema)                                                   \
	F_LIST(type, items, REQUIRED, 0, 100, schema, "This page"),             \
		F_INT(type, total, REQUIRED, 0, 1e15, 0, "How many there are"), \
		F_INT(type, page, REQUIRED, 1, 1e9, 1, "Which page this is"),   \
		F_INT(type, unread, REQUIRED, 0, 1e9, 0, "That the merchant has not looked at")

static const struct field list_fields[] = {
	PAGE_OF(struct order_list, &item_schema),
	F_INT(struct order_list, unread_messages, REQUIRED, 0, 1e9, 0, "The same of messages"),
};
const struct schema order_list_schema = SCHEMA("OrderList", struct order_list, list_fields);

static const struct field change_fields[] = {
	F_ENUM(struct order_change, status, 0, changes, "Left out: the merchant has looked at it, no more"),
};
const struct schema order_change_schema = SCHEMA("OrderChange", struct order_change, change_fields);

static const struct field message_fields[] = {
	F_UUID(struct message, message_id, REQUIRED, "The message"),
	F_STR(struct message, name, REQUIRED, 0, 0, NULL, "Who wrote it"),
	F_STR(struct message, email, REQUIRED, 0, 0, NULL, "How to answer"),
	F_STR(struct message, body, REQUIRED, 0, 0, NULL, "What was written"),
	F_BOOL(struct message, seen, REQUIRED, 0, "The merchant has looked at it"),
	F_TIME(struct message, created_at, REQUIRED, "When"),
};
static const struct schema message_schema = SCHEMA("Message", struct message, message_fields);

static const struct field message_list_fields[] = { PAGE_OF(struct message_list, &message_schema) };
const struct schema message_list_schema = SCHEMA("MessageList", struct message_list, message_list_fields);
