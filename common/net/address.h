/* How many connections each address has. Never suspends. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { ADDRESS_BUCKETS = 1024 };

struct address {
	struct address *next;
	uint8_t key[8];
	unsigned n;
};

/* All zeroes is an empty table; empty again when all have left. */
struct addresses {
	struct address *buckets[ADDRESS_BUCKETS];
};

/* What of a numeric address tells one client from another: IPv6 counts by its first half, since one host owns at least that much. */
void address_key(const char *numeric, uint8_t key[8]);
/* Counts a connection from a numeric address in; *ret is to be given to address_leave. False: it has most already, or no memory.
 * Without a table (t = NULL) all may enter. */
bool address_enter(struct addresses *t, const char *numeric, int most, struct address **ret);
void address_leave(struct addresses *t, struct address *a); /* accepts NULL */

#endif
