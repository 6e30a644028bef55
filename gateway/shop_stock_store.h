/* What pages say of stock: all SQL of bringing them up to date. */
#ifndef GATEWAY_SHOP_STOCK_STORE_H
#define GATEWAY_SHOP_STOCK_STORE_H

#include "base/cleanup.h"
#include "base/str.h"

/* Part of a statement with rows changed (store_id), none when pages need not know. */
#define STOCK_CHANGED                                                                                             \
	"insert into stock_changes as k (store_id) select distinct store_id from changed on conflict (store_id) " \
	"do update set changes = k.changes + 1, "                                                                 \
	"due_at = case when k.changes > k.drawn then k.due_at else greatest(k.due_at, now() + interval '1 second') end"
/* Pages tell what is sold out, and of the last four how many there are (theme-svc: SHOP_LOW_STOCK). */
#define STOCK_TOLD "4"

struct stock_due {
	struct str store_id; /* p = NULL: none */
	int64_t changes;
	int64_t live, versions[8]; /* to be drawn: the live one, and the variants of it that are being tested */
	size_t n;
};
/* The store that has waited longest, held for five minutes: whoever takes it and dies loses it then. */
int stock_take(struct stock_due *ret) SUSPENDS;
/* Drawn as of ret->changes, or not; the next time is wait_ms from now at the soonest. */
int stock_done(const struct stock_due *due, bool drawn, int64_t wait_ms) SUSPENDS;

#endif
